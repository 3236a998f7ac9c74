"""What publishing a plan changes for people: one computation for the page that asks and the service that does."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from shelterbelt.ground.access.permissions import require
from shelterbelt.ground.access.roles import Actor
from shelterbelt.learn import access
from shelterbelt.learn.choices import InvitationMethod
from shelterbelt.learn.engine.planning import PlannedMeeting
from shelterbelt.learn.models import Cohort, Invitation, Meeting, Speaker
from shelterbelt.learn.queries.plans import Document, PlanView, line_up_of, planned_meetings_of

Key = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Move:
    """A meeting whose time changes; `before` is None for a new one, `after` None for a cancelled one."""

    key: Key
    before: dt.datetime | None
    after: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    """A calendar mail that a speaker will get. `is_update`: they have an invitation to this meeting already."""

    key: Key
    speaker: UUID
    method: InvitationMethod
    is_update: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """What publishing changes: meetings and calendar mails. `gone` speakers are in the plan but listed no more."""

    moves: tuple[Move, ...]
    mails: tuple[Told, ...]
    gone: int

    @property
    def added(self) -> int:
        """Meetings that are new."""
        return sum(one.before is None for one in self.moves)

    @property
    def moved(self) -> int:
        """Meetings at another time."""
        return sum(one.before is not None and one.after is not None for one in self.moves)

    @property
    def cancelled(self) -> int:
        """Meetings that the plan no longer has."""
        return sum(one.after is None for one in self.moves)


def publishing_changes(*, for_: Actor, view: PlanView) -> Changes:
    """What publishing this plan now would change.

    Raises:
        NotThere, Denied: the plan is not the actor's to publish.
    """
    cohort = view.plan.cohort
    require(access.PUBLISH_PLANS, for_, cohort.programme.organisation_id)
    return changes_of(cohort, view.document)


def changes_of(cohort: Cohort, document: Document) -> Changes:
    """The same for a service that has asked for leave already."""
    known = {(one.series, one.number, one.run): one for one in Meeting.objects.filter(cohort=cohort)}
    wanted = {(one.series, one.number, one.run): one for one in planned_meetings_of(document)}
    moves = moves_of(known, wanted)
    moved = {one.key for one in moves if one.after is not None}
    speakers = set(Speaker.objects.filter(cohort=cohort).values_list("pk", flat=True))
    seats = {(key, UUID(speaker)) for key, listed in line_up_of(document).items() for speaker in listed}
    seated = {(key, speaker) for key, speaker in seats if key in wanted and speaker in speakers}
    return Changes(moves, _mails(cohort, seated, moved), len({speaker for _key, speaker in seats} - speakers))


def moves_of(known: Mapping[Key, Meeting], wanted: Mapping[Key, PlannedMeeting]) -> tuple[Move, ...]:
    """Meetings that are new, move, or are cancelled, by key."""
    found = []
    for key, one in sorted(wanted.items()):
        there = known.get(key)
        if there is None or there.is_cancelled:
            found.append(Move(key, None, one.starts_at))
        elif (there.starts_at, there.minutes) != (one.starts_at, one.minutes):
            found.append(Move(key, there.starts_at, one.starts_at))
    found += [
        Move(key, there.starts_at, None)
        for key, there in sorted(known.items())
        if key not in wanted and not there.is_cancelled
    ]
    return tuple(found)


def _mails(cohort: Cohort, seated: set[tuple[Key, UUID]], moved: set[Key]) -> tuple[Told, ...]:
    last: dict[tuple[Key, UUID], InvitationMethod] = {}
    rows = Invitation.objects.filter(meeting__cohort=cohort).order_by("sequence", "method")
    for series, number, run, speaker, method in rows.values_list(
        "meeting__series", "meeting__number", "meeting__run", "speaker_id", "method"
    ):
        last[(series, number, run), speaker] = InvitationMethod(method)
    had = {pair for pair, method in last.items() if method == InvitationMethod.REQUEST}
    mails = [
        Told(key, speaker, InvitationMethod.REQUEST, (key, speaker) in had)
        for key, speaker in seated
        if key in moved or (key, speaker) not in had
    ]
    mails += [Told(key, speaker, InvitationMethod.CANCEL, True) for key, speaker in had - seated]
    return tuple(sorted(mails, key=lambda one: (one.method, one.key, str(one.speaker))))
