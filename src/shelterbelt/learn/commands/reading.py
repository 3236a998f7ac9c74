"""What the command was given, read and checked before any work: every refusal names the place and the remedy."""

import argparse
import datetime as dt
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shelterbelt.ground import clock
from shelterbelt.learn.engine.definition import Definition, DefinitionError, meetings, parse
from shelterbelt.learn.engine.panels import ProblemError
from shelterbelt.learn.engine.panels import Speaker as PossibleSpeaker
from shelterbelt.learn.engine.planning import Asked, ProgrammeProblem, Published
from shelterbelt.learn.engine.planning.people import person_of
from shelterbelt.learn.engine.timetable import Person, Policy
from shelterbelt.learn.engine.timetable.problem import PublishedMeeting
from shelterbelt.learn.formats.people_csv import read_people
from shelterbelt.learn.formats.speakers_csv import SpeakerRow, read_consents, read_speakers
from shelterbelt.learn.formats.tables import TableError

_LARGEST_FILE = 20_000_000
_FAULT_OF_SPEAKER = re.compile(r"speakers\[(\d+)\] ")


class Refused(Exception):
    """The command cannot do its work. The message names the place and the remedy."""


@dataclass(frozen=True, slots=True)
class Given:
    """Everything read. `names` are those of the speakers by reference; `agreed` is for the engine alone."""

    definition: Definition
    problem: ProgrammeProblem
    names: dict[str, str]
    rows: tuple[SpeakerRow, ...]
    speakers_file: str
    agreed: frozenset[str]

    def fault_words(self, error: ProblemError) -> str:
        """The panels' faults, with the row of the table instead of a place in a list."""
        return "\n".join(f"{self._place(one.place)}: {one.what} {one.remedy}" for one in error.faults)

    def _place(self, place: str) -> str:
        found = _FAULT_OF_SPEAKER.match(place)
        if not found:
            return f"panels, {place}"
        row = self.rows[int(found[1])]
        return f"{self.speakers_file}: row {row.row}, {row.reference}"


def read_given(options: argparse.Namespace, note: Callable[[str], None]) -> Given:
    """Read every file that the options name.

    Raises:
        Refused: a file or an option cannot be used.
    """
    try:
        definition = parse(_text(options.definition), name=options.definition)
        people = read_people(Path(options.people), name=options.people, note=note)
        speakers = (
            read_speakers(Path(options.speakers), name=options.speakers, note=note)
            if options.speakers
            else ()
        )
        agreed = _agreed(options)
    except (DefinitionError, TableError) as error:
        raise Refused(str(error)) from error
    first = definition.cohort.first_week
    years = first.year, (first + dt.timedelta(weeks=definition.cohort.weeks)).year
    problem = ProgrammeProblem(
        definition=definition,
        people=tuple(
            person_of(
                one.reference,
                country=one.country,
                zone=one.zone,
                mode=one.mode,
                years=years,
                unavailable=one.unavailable,
            )
            for one in people
        ),
        speakers=tuple(map(_speaker, speakers)),
        asked=_asked(options),
        published=_published(options.published, definition) if options.published else Published(),
    )
    _require_people(problem.people, options.people)
    names = {one.reference: one.name for one in speakers}
    return Given(definition, problem, names, speakers, options.speakers or "", agreed)


def _agreed(options: argparse.Namespace) -> frozenset[str]:
    if not options.consents:
        return frozenset()
    return read_consents(Path(options.consents), on=clock.today(), name=options.consents)


def _text(name: str) -> str:
    content = _bytes(name)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Refused(f"{name}: line {line}: this is not UTF-8. Save the file again as UTF-8.") from error


def _bytes(name: str) -> bytes:
    try:
        with Path(name).open("rb") as file:
            content = file.read(_LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a usable path"
        raise Refused(f"{name}: the file cannot be read ({reason}). Check its name and place.") from error
    if len(content) > _LARGEST_FILE:
        raise Refused(
            f"{name}: the file is larger than {_LARGEST_FILE // 1_000_000} MB. Is it the right one?"
        )
    return content


def _speaker(row: SpeakerRow) -> PossibleSpeaker:
    return PossibleSpeaker(
        id=row.reference,
        sectors=row.sectors,
        region=row.region,
        organisation=row.organisation,
        zone=row.zone,
        fee=row.fee_minor,
        currency=row.currency,
        max_appearances=row.max_appearances,
        unavailable=row.unavailable,
    )


def _asked(options: argparse.Namespace) -> Asked:
    return Asked(
        policy=Policy(options.policy),
        series_policies=tuple(_series_policy(one) for one in options.series_policy),
        starts=tuple(_start(one) for one in options.start),
    )


def _series_policy(given: str) -> tuple[str, Policy]:
    key, _equals, policy = given.partition("=")
    if not key or policy not in list(Policy):
        known = ", ".join(Policy)
        raise Refused(
            f"--series-policy {given}: write KEY=POLICY, for example fridays=core. Policies: {known}."
        )
    return key, Policy(policy)


def _start(given: str) -> tuple[str, dt.time]:
    key, _equals, written = given.partition("=")
    found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)", written, re.ASCII)
    if not key or not found:
        raise Refused(f"--start {given}: write KEY=HH:MM, for example wednesdays=19:30.")
    return key, dt.time(int(found[1]), int(found[2]))


def _published(name: str, definition: Definition) -> Published:
    remedy = "Give a plan.json that this command wrote."
    try:
        document: Any = json.loads(_bytes(name))
    except (ValueError, RecursionError) as error:
        raise Refused(f"{name}: this is not JSON. {remedy}") from error
    try:
        if document["schema"] != 1:
            raise Refused(f"{name}: it has another schema than 1. {remedy}")
        held = tuple(_held(one) for one in document["timetable"]["meetings"] if one["run"] == 0)
        panels = (document["panels"] or {}).get("panels", ())
        line_up = tuple(
            (str(one["meeting"]), str(seat["speaker"])) for one in panels for seat in one["seats"]
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise Refused(f"{name}: it is not a whole plan. {remedy}") from error
    known = {meeting.series for meeting in meetings(definition)}
    strange = sorted({one.series for one in held} - known)
    if strange:
        raise Refused(
            f"{name}: series '{strange[0]}' is not in the definition. Give the plan of this programme."
        )
    return Published(held, tuple(dict.fromkeys(line_up)))


def _held(one: Any) -> PublishedMeeting:
    starts_at = dt.datetime.fromisoformat(one["starts_at"])
    if starts_at.tzinfo is None:
        raise ValueError(one)
    return PublishedMeeting(str(one["series"]), int(one["number"]), starts_at.astimezone(dt.UTC))


def _require_people(people: tuple[Person, ...], name: str) -> None:
    if not people:
        raise Refused(f"{name}: nobody is listed. Add one row for each person.")
