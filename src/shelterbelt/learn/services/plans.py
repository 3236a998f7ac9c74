"""Plans: drafted from a cohort's definition, its applicants and speakers, then published to calendars."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max

from shelterbelt.ground import audit, clock, jobs
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import Actor
from shelterbelt.learn import access
from shelterbelt.learn.choices import InvitationMethod, PlanState, SeatState
from shelterbelt.learn.engine.planning import PlannedMeeting, ProgrammePlan
from shelterbelt.learn.models import Cohort, Invitation, Meeting, Plan, Seat, Speaker
from shelterbelt.learn.queries.plans import line_up_of, planned_meetings_of
from shelterbelt.learn.services.errors import NotInThisState

Key = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing changed for people: meetings that are new, moved or cancelled, and invitations to send."""

    added: int
    moved: int
    cancelled: int
    invitations: int


def keep_plan(*, by: Actor, cohort: UUID, plan: ProgrammePlan) -> UUID:
    """Keep a computed plan as a draft, numbered within its cohort.

    Raises:
        NotThere, Denied: the cohort is not the actor's to plan.
    """
    found = _led(by, cohort)
    organisation = found.programme.organisation_id
    with audit.act("learn.plan.keep", by=by, about=("cohort", cohort), organisation=organisation) as event:
        last = Plan.objects.filter(cohort=found).aggregate(last=Max("number"))["last"] or 0
        kept = Plan.objects.create(
            cohort=found,
            number=last + 1,
            policy=plan.timetable.policy.value,
            document=plan.document(),
            input_digest=plan.timetable.problem_hash,
        )
        event.note(plan=str(kept.pk), number=kept.number)
    return kept.pk


def publish_plan(*, by: Actor, plan: UUID) -> Published:
    """Make a plan the one that people have: meetings, panels, calendars and invitations follow it.

    A meeting keeps its identity over plans; its sequence grows when its time changes, and it is cancelled,
    not deleted, when the plan no longer has it.

    Raises:
        NotThere, Denied: the plan is not the actor's to publish.
        NotInThisState: it was replaced already; keep a fresh one.
    """
    chosen = Plan.objects.filter(pk=plan).first()
    if chosen is None:
        raise NotThere
    cohort = _led(by, chosen.cohort_id)
    if chosen.state == PlanState.SUPERSEDED:
        raise NotInThisState(chosen.state)
    now = clock.now()
    organisation = cohort.programme.organisation_id
    with audit.act("learn.plan.publish", by=by, about=("plan", plan), organisation=organisation) as event:
        Cohort.objects.select_for_update().get(pk=cohort.pk)
        Plan.objects.filter(cohort=cohort, state=PlanState.PUBLISHED).exclude(pk=plan).update(
            state=PlanState.SUPERSEDED
        )
        Plan.objects.filter(pk=plan).update(state=PlanState.PUBLISHED, published_at=now)
        added, moved, cancelled = _follow_meetings(cohort, planned_meetings_of(chosen.document))
        _follow_seats(cohort, line_up_of(chosen.document), moved)
        invitations = _prepare_invitations(cohort)
        result = Published(len(added), len(moved), len(cancelled), invitations)
        event.note(
            added=result.added, moved=result.moved, cancelled=result.cancelled, invitations=result.invitations
        )
        if invitations:
            jobs.enqueue("learn.send_invitations", cohort=str(cohort.pk))
    return result


def _led(by: Actor, cohort: UUID) -> Cohort:
    found = Cohort.objects.select_related("programme").filter(pk=cohort).first()
    if found is None:
        raise NotThere
    require(access.PUBLISH_PLANS, by, found.programme.organisation_id)
    return found


def _follow_meetings(
    cohort: Cohort, planned: Iterable[PlannedMeeting]
) -> tuple[set[Key], set[Key], set[Key]]:
    now = clock.now()
    known = {(one.series, one.number, one.run): one for one in Meeting.objects.filter(cohort=cohort)}
    wanted = {(one.series, one.number, one.run): one for one in planned}
    added: set[Key] = set()
    moved: set[Key] = set()
    for key, one in wanted.items():
        meeting = known.get(key)
        if meeting is None:
            added.add(key)
            Meeting.objects.create(
                cohort=cohort,
                series=one.series,
                number=one.number,
                run=one.run,
                starts_at=one.starts_at,
                minutes=one.minutes,
            )
        elif (meeting.starts_at, meeting.minutes, meeting.is_cancelled) != (
            one.starts_at,
            one.minutes,
            False,
        ):
            moved.add(key)
            meeting.starts_at, meeting.minutes, meeting.is_cancelled = one.starts_at, one.minutes, False
            meeting.sequence += 1
            meeting.changed_at = now
            meeting.save()
    gone = {key for key, meeting in known.items() if key not in wanted and not meeting.is_cancelled}
    for key in gone:
        meeting = known[key]
        meeting.is_cancelled, meeting.changed_at = True, now
        meeting.sequence += 1
        meeting.save()
    return added, moved, gone


def _follow_seats(cohort: Cohort, line_up: dict[Key, tuple[str, ...]], moved: set[Key]) -> None:
    speakers = {str(pk) for pk in Speaker.objects.filter(cohort=cohort).values_list("pk", flat=True)}
    known = {
        (seat.meeting_id, str(seat.speaker_id)): seat for seat in Seat.objects.filter(meeting__cohort=cohort)
    }
    wanted = set()
    for meeting in Meeting.objects.filter(cohort=cohort, is_cancelled=False):
        key = (meeting.series, meeting.number, meeting.run)
        for speaker in speakers.intersection(line_up.get(key, ())):
            wanted.add((meeting.pk, speaker))
            seat = known.get((meeting.pk, speaker))
            if seat is None:
                Seat.objects.create(meeting=meeting, speaker_id=speaker)
            elif key in moved:
                seat.state = SeatState.PROPOSED
                seat.save()
    Seat.objects.filter(pk__in=[seat.pk for key, seat in known.items() if key not in wanted]).delete()


def _prepare_invitations(cohort: Cohort) -> int:
    """Write down every calendar mail that is due and not yet written; returns how many wait to be sent."""
    seats = set(
        Seat.objects.filter(meeting__cohort=cohort).values_list(
            "meeting_id", "speaker_id", "meeting__sequence"
        )
    )
    latest: dict[tuple[UUID, UUID], Invitation] = {}
    for invitation in Invitation.objects.filter(meeting__cohort=cohort).order_by("sequence", "method"):
        latest[invitation.meeting_id, invitation.speaker_id] = invitation
    due = []
    for meeting, speaker, sequence in sorted(seats):
        last = latest.get((meeting, speaker))
        if last is None or last.method == InvitationMethod.CANCEL or last.sequence < sequence:
            above = last.sequence + 1 if last and last.method == InvitationMethod.CANCEL else sequence
            due.append(_invitation(meeting, speaker, InvitationMethod.REQUEST, max(sequence, above)))
    seated = {(meeting, speaker) for meeting, speaker, _sequence in seats}
    for (meeting, speaker), last in sorted(latest.items()):
        if (meeting, speaker) not in seated and last.method == InvitationMethod.REQUEST:
            due.append(_invitation(meeting, speaker, InvitationMethod.CANCEL, last.sequence + 1))
    Invitation.objects.bulk_create(due)
    return Invitation.objects.filter(meeting__cohort=cohort, sent_at__isnull=True).count()


def _invitation(meeting: UUID, speaker: UUID, method: InvitationMethod, sequence: int) -> Invitation:
    return Invitation(meeting_id=meeting, speaker_id=speaker, method=method, sequence=sequence)
