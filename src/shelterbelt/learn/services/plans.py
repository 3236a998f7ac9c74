"""Plans: drafted from a cohort's definition, its applicants and speakers, then published to calendars."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max

from shelterbelt.ground import audit, clock, jobs
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import Actor
from shelterbelt.learn import access
from shelterbelt.learn.choices import PlanState, SeatState
from shelterbelt.learn.engine.planning import PlannedMeeting, ProgrammePlan
from shelterbelt.learn.models import Cohort, Invitation, Meeting, Plan, Seat, Speaker
from shelterbelt.learn.queries.plans import line_up_of, planned_meetings_of
from shelterbelt.learn.queries.publishing import Changes, Key, changes_of
from shelterbelt.learn.services.errors import NotInThisState


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
        Cohort.objects.select_for_update().get(pk=found.pk)
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
    cohort = _led(by, Plan.objects.filter(pk=plan).values_list("cohort_id", flat=True).first())
    now = clock.now()
    organisation = cohort.programme.organisation_id
    with audit.act("learn.plan.publish", by=by, about=("plan", plan), organisation=organisation) as event:
        Cohort.objects.select_for_update().get(pk=cohort.pk)
        chosen = Plan.objects.get(pk=plan)  # read under the lock: somebody may have published meanwhile
        if chosen.state == PlanState.SUPERSEDED:
            raise NotInThisState(chosen.state)
        Plan.objects.filter(cohort=cohort, state=PlanState.PUBLISHED).exclude(pk=plan).update(
            state=PlanState.SUPERSEDED
        )
        if chosen.state == PlanState.DRAFT:
            Plan.objects.filter(pk=plan).update(state=PlanState.PUBLISHED, published_at=now)
        changes = changes_of(cohort, chosen.document)
        _follow_meetings(cohort, planned_meetings_of(chosen.document), changes)
        moved = {one.key for one in changes.moves if one.after is not None}
        _follow_seats(cohort, line_up_of(chosen.document), moved)
        _write_invitations(cohort, changes)
        waiting = Invitation.objects.filter(meeting__cohort=cohort, sent_at__isnull=True).count()
        result = Published(changes.added, changes.moved, changes.cancelled, len(changes.mails))
        event.note(
            added=result.added, moved=result.moved, cancelled=result.cancelled, invitations=result.invitations
        )
        if waiting:
            jobs.enqueue("learn.send_invitations", cohort=str(cohort.pk))
    return result


def _led(by: Actor, cohort: UUID | None) -> Cohort:
    found = Cohort.objects.select_related("programme").filter(pk=cohort).first() if cohort else None
    if found is None:
        raise NotThere
    require(access.PUBLISH_PLANS, by, found.programme.organisation_id)
    return found


def _follow_meetings(cohort: Cohort, planned: Iterable[PlannedMeeting], changes: Changes) -> None:
    """Write the moves. The sequence passes every mail sent about the meeting, so that calendars take the change."""
    now = clock.now()
    known = {(one.series, one.number, one.run): one for one in Meeting.objects.filter(cohort=cohort)}
    wanted = {(one.series, one.number, one.run): one for one in planned}
    sent = dict(
        Invitation.objects.filter(meeting__cohort=cohort)
        .values_list("meeting_id")
        .annotate(last=Max("sequence"))
        .values_list("meeting_id", "last")
    )
    fresh = []
    for move in changes.moves:
        meeting, one = known.get(move.key), wanted.get(move.key)
        if one is not None and meeting is None:
            series, number, run = move.key
            fresh.append(
                Meeting(
                    cohort=cohort,
                    series=series,
                    number=number,
                    run=run,
                    starts_at=one.starts_at,
                    minutes=one.minutes,
                )
            )
        elif meeting is not None:
            meeting.is_cancelled, meeting.changed_at = one is None, now
            if one is not None:
                meeting.starts_at, meeting.minutes = one.starts_at, one.minutes
            meeting.sequence = max(meeting.sequence, sent.get(meeting.pk, 0)) + 1
            meeting.save()
    Meeting.objects.bulk_create(fresh)


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


def _write_invitations(cohort: Cohort, changes: Changes) -> None:
    """One row per calendar mail that is due; a repeated invitation carries a sequence above the last one."""
    meetings = {(one.series, one.number, one.run): one for one in Meeting.objects.filter(cohort=cohort)}
    sent = {
        (meeting, speaker): last
        for meeting, speaker, last in Invitation.objects.filter(meeting__cohort=cohort)
        .values_list("meeting_id", "speaker_id")
        .annotate(last=Max("sequence"))
    }
    due = []
    for mail in changes.mails:
        meeting = meetings[mail.key]
        last = sent.get((meeting.pk, mail.speaker))
        sequence = meeting.sequence if last is None else max(meeting.sequence, last + 1)
        due.append(
            Invitation(meeting=meeting, speaker_id=mail.speaker, method=mail.method, sequence=sequence)
        )
    Invitation.objects.bulk_create(due)
