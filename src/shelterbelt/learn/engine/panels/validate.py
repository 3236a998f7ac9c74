"""Mistakes of the input, each with its place and its remedy."""

from __future__ import annotations

from collections import Counter
from datetime import UTC
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from .clock import is_free
from .problem import Fault, ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from .problem import PanelMeeting, PanelProblem, Speaker

HOURS = 24


def validate(problem: PanelProblem) -> None:
    """Raises `ProblemError` with every fault found; says nothing about whether a line-up exists."""
    faults = [*_series_faults(problem), *_duplicates(problem)]
    for place, meeting in enumerate(problem.meetings):
        faults += _meeting_faults(f"meetings[{place}] {meeting.key!r}", meeting)
    meetings_are_sound = not faults
    for place, speaker in enumerate(problem.speakers):
        found = list(_speaker_faults(f"speakers[{place}] {speaker.id!r}", speaker, problem))
        if meetings_are_sound and not found and not any(is_free(speaker, m) for m in problem.meetings):
            found.append(
                Fault(
                    f"speakers[{place}] {speaker.id!r}",
                    "is not free at any meeting.",
                    "Correct the dates or windows, or take the person off the list.",
                )
            )
        faults += found
    faults += _pin_faults(problem)
    if faults:
        raise ProblemError(tuple(faults))


def _series_faults(problem: PanelProblem) -> Iterator[Fault]:
    if not problem.meetings:
        yield Fault("meetings", "there are none.", "Give at least one panel meeting.")
    if not problem.speakers:
        yield Fault("speakers", "there are none.", "Give at least as many speakers as one panel has seats.")
    if not problem.sectors:
        yield Fault("sectors", "there are none.", "Name the sectors that the series should cover.")
    if not problem.currency.strip():
        yield Fault("currency", "is empty.", "Name one currency, such as 'CAD'.")
    yield from _limit_faults(problem)


def _limit_faults(problem: PanelProblem) -> Iterator[Fault]:
    if problem.budget is not None and problem.budget < 0:
        yield Fault("budget", f"is {problem.budget}.", "Give an amount of 0 or more in minor units.")
    if problem.payment_floor < 0:
        yield Fault("payment_floor", f"is {problem.payment_floor}.", "Give 0 or more in minor units.")
    if problem.points_limit < 0:
        yield Fault("points_limit", f"is {problem.points_limit}.", "Give 0 or more points.")
    if problem.per_organisation < 1:
        yield Fault("per_organisation", f"is {problem.per_organisation}.", "Give 1 or more.")
    if problem.region_goal is not None and problem.region_goal < 1:
        yield Fault("region_goal", f"is {problem.region_goal}.", "Give 1 or more, or leave it out.")
    if len(problem.points_by_hour) != HOURS or min(problem.points_by_hour, default=0) < 0:
        yield Fault(
            "points_by_hour", "is not a day.", "Give 24 numbers of 0 or more, for local hours 0 to 23."
        )


def _duplicates(problem: PanelProblem) -> Iterator[Fault]:
    named = (
        ("meetings", Counter(meeting.key for meeting in problem.meetings)),
        ("speakers", Counter(speaker.id for speaker in problem.speakers)),
        ("sectors", Counter(problem.sectors)),
        ("published", Counter(problem.published)),
    )
    for place, counts in named:
        for name, count in sorted(counts.items()):
            if count > 1:
                yield Fault(place, f"{name!r} stands {count} times.", "Keep one of them.")


def _meeting_faults(place: str, meeting: PanelMeeting) -> Iterator[Fault]:
    if not meeting.key.strip():
        yield Fault(place, "has no key.", "Give each meeting a short key of its own.")
    if not meeting.starts:
        yield Fault(place, "has no start.", "Give one start, or two for a panel that is run twice.")
    if not _are_aware(meeting.starts):
        yield Fault(place, "has a start without a zone.", "Give starts as times in UTC.")
    elif len({start.astimezone(UTC) for start in meeting.starts}) < len(meeting.starts):
        yield Fault(place, "has the same start twice.", "Give each run its own start.")
    if meeting.minutes < 1:
        yield Fault(place, f"lasts {meeting.minutes} minutes.", "Give 1 minute or more.")
    if meeting.seats < 1:
        yield Fault(place, f"has {meeting.seats} seats.", "Give 1 seat or more.")


def _speaker_faults(place: str, speaker: Speaker, problem: PanelProblem) -> Iterator[Fault]:
    if not speaker.id.strip():
        yield Fault(place, "has no id.", "Give each speaker an id of their own.")
    if not speaker.sectors or not all(sector.strip() for sector in speaker.sectors):
        yield Fault(place, "has no sector, or an empty one.", "Name one or more sectors.")
    for name, value in (("region", speaker.region), ("organisation", speaker.organisation)):
        if not value.strip():
            yield Fault(
                place, f"has no {name}.", f"Fill in the {name}; one's own name will do for a person alone."
            )
    if not _is_zone(speaker.zone):
        yield Fault(
            place, f"time zone {speaker.zone!r} is not known.", "Use a name such as 'Africa/Nairobi'."
        )
    yield from _pay_faults(place, speaker, problem.currency)
    yield from _time_faults(place, speaker, {meeting.key for meeting in problem.meetings})


def _pay_faults(place: str, speaker: Speaker, currency: str) -> Iterator[Fault]:
    if speaker.fee is None:
        yield Fault(
            place, "has no fee.", "Everyone is paid: agree a fee, or enter 0 and set a payment floor."
        )
    elif speaker.fee < 0:
        yield Fault(place, f"has a fee of {speaker.fee}.", "Give 0 or more in minor units.")
    if speaker.currency != currency:
        yield Fault(place, f"is paid in {speaker.currency!r}.", f"Convert the fee to {currency!r}.")


def _time_faults(place: str, speaker: Speaker, keys: set[str]) -> Iterator[Fault]:
    if speaker.max_appearances < 1:
        yield Fault(place, f"may appear {speaker.max_appearances} times.", "Give 1 or more.")
    for key, points in speaker.points:
        if key not in keys:
            yield Fault(place, f"has points for {key!r}, which is no meeting.", "Use the key of a meeting.")
        if points < 0:
            yield Fault(place, f"has {points} points for {key!r}.", "Give 0 or more.")
    for window in speaker.windows or ():
        if not _are_aware(window):
            yield Fault(place, "has a window without a zone.", "Give windows as times in UTC.")
        elif window[0] >= window[1]:
            yield Fault(place, "has a window that ends before it starts.", "Give the start first.")


def _pin_faults(problem: PanelProblem) -> Iterator[Fault]:
    keys = {meeting.key for meeting in problem.meetings}
    people = {speaker.id for speaker in problem.speakers}
    for place, pins in (("locked_in", problem.locked_in), ("locked_out", problem.locked_out)):
        for key, who in sorted(pins):
            if key not in keys:
                yield Fault(place, f"{key!r} is no meeting.", "Use the key of a meeting.")
            if who not in people:
                yield Fault(place, f"{who!r} is no speaker.", "Use the id of a speaker.")
    for key, who in sorted(problem.locked_in & problem.locked_out):
        yield Fault("locked_in", f"{who!r} is locked in and out of {key!r}.", "Keep one of the two pins.")


def _are_aware(times: Iterable[datetime]) -> bool:
    return all(time.utcoffset() is not None for time in times)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return bool(name)
