"""What the panels engine is asked: meetings, possible speakers and the organiser's rules.

Everything here is public to the organiser. Lived experience is deliberately **not** part of a
problem: it is a separate argument of `compose` and `restaff`, so that no digest, `repr`, pickle or
file of a problem can carry it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

# Points per quarter-hour by local clock hour 0..23 (research/programmes, section 5):
# 0 for 08-20, 1 for 07-08 and 20-22, 2 for 06-07 and 22-23, 4 for 23-06.
UNSOCIABLE_POINTS_BY_HOUR: tuple[int, ...] = (4,) * 6 + (2, 1) + (0,) * 12 + (1, 1, 2, 4)

Seat = tuple[str, str]
"""(meeting key, speaker id)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelMeeting:
    """One panel of the series.

    `starts` holds aware datetimes (any zone; compared as instants). Two starts mean that the panel
    is run twice ("echo"): the same people sit in both runs, their unsociable points add up and
    they are paid for each run. `minutes` is the length of one run. `required_sectors` must each
    have a seat on this panel (a hard rule).
    """

    key: str
    starts: tuple[datetime, ...]
    minutes: int
    seats: int
    required_sectors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """One possible speaker.

    `fee` is what the person is paid for one run, in minor units (cents) of `currency`; `None`
    means that nobody asked, which is an error: everyone is paid. `unavailable` are dates on the
    speaker's own wall calendar; `windows` are UTC intervals in which the person can speak (`None`:
    any time). `points` may supply unsociable points per meeting key; a meeting that it does not
    name is computed from `zone`.
    """

    id: str
    sectors: tuple[str, ...]
    region: str
    organisation: str
    zone: str
    fee: int | None
    currency: str
    max_appearances: int = 2
    unavailable: frozenset[date] = frozenset()
    windows: tuple[tuple[datetime, datetime], ...] | None = None
    points: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelProblem:
    """A series of panels to be composed.

    `sectors` are those the series should cover (the first goal); `must_cover` are those it has to
    (hard). `region_goal` caps how many regions per panel count as enough (`None`: as many as
    seats). `budget` is the total for all fees in minor units of `currency`; nobody is paid less
    than `payment_floor` per run. `locked_in` and `locked_out` are the organiser's pins, as
    (meeting key, speaker id). `published` is an earlier line-up to stay close to.
    `points_by_hour` are 24 points per quarter-hour, by local clock hour.
    """

    meetings: tuple[PanelMeeting, ...]
    speakers: tuple[Speaker, ...]
    sectors: tuple[str, ...]
    currency: str
    budget: int | None = None
    payment_floor: int = 0
    must_cover: tuple[str, ...] = ()
    region_goal: int | None = None
    per_organisation: int = 1
    points_limit: int = 8
    points_by_hour: tuple[int, ...] = UNSOCIABLE_POINTS_BY_HOUR
    locked_in: frozenset[Seat] = frozenset()
    locked_out: frozenset[Seat] = frozenset()
    published: tuple[Seat, ...] = ()

    def digest(self) -> str:
        """SHA-256 of the problem in canonical form; the order of people and of rules does not count."""
        content = [
            sorted(_meeting_content(meeting) for meeting in self.meetings),
            sorted(_speaker_content(speaker) for speaker in self.speakers),
            [sorted(self.sectors), sorted(self.must_cover)],
            [self.currency, self.budget, self.payment_floor, self.region_goal],
            [self.per_organisation, self.points_limit, list(self.points_by_hour)],
            [sorted(self.locked_in), sorted(self.locked_out), sorted(self.published)],
        ]
        return hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake in the input: where it is, what is wrong, what to do."""

    place: str
    what: str
    remedy: str


class ProblemError(ValueError):
    """The input cannot be used. `faults` lists every mistake found, each with place and remedy."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(f"{f.place}: {f.what} {f.remedy}" for f in faults))

    def __reduce__(self) -> tuple[type[ProblemError], tuple[tuple[Fault, ...]]]:
        return type(self), (self.faults,)


def _meeting_content(meeting: PanelMeeting) -> str:
    starts = sorted(start.timestamp() for start in meeting.starts)
    content = [meeting.key, starts, meeting.minutes, meeting.seats, sorted(meeting.required_sectors)]
    return json.dumps(content)


def _speaker_content(speaker: Speaker) -> str:
    windows = speaker.windows
    content = [
        [speaker.id, sorted(speaker.sectors), speaker.region, speaker.organisation, speaker.zone],
        [speaker.fee, speaker.currency, speaker.max_appearances],
        sorted(day.isoformat() for day in speaker.unavailable),
        None if windows is None else sorted((start.timestamp(), end.timestamp()) for start, end in windows),
        sorted(speaker.points),
    ]
    return json.dumps(content)
