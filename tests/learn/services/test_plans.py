"""Plans kept and published on a real database: identity, sequences, invitations, two publishers at once."""

import copy
import datetime as dt
import threading
from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import connections
from tests.fixtures.database import FreshDatabase
from tests.fixtures.world import World, build_world

from shelterbelt.ground.access.permissions import Denied, NotThere
from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.audit.models import Event
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.choices import InvitationMethod, PlanState, SeatState
from shelterbelt.learn.engine.planning import Asked
from shelterbelt.learn.engine.timetable import Policy
from shelterbelt.learn.models import Invitation, Meeting, Plan, Seat, Speaker
from shelterbelt.learn.queries.cohorts import cohort_at_desk
from shelterbelt.learn.queries.plans import Document, plan_at_desk
from shelterbelt.learn.queries.publishing import publishing_changes
from shelterbelt.learn.services import plans
from shelterbelt.learn.services.errors import NotInThisState
from shelterbelt.learn.services.planning import change_panels, draft_plan
from shelterbelt.people.models import Professional

HOUR = dt.timedelta(hours=1)


def lead(world: World) -> Actor:
    return world.host.actor("programme_lead")


def drafted(world: World, change: Callable[[Document], None] | None = None) -> UUID:
    """A draft like the published plan, its document changed by a function."""
    now = Plan.objects.get(cohort=world.cohort, state=PlanState.PUBLISHED)
    document = copy.deepcopy(now.document)
    if change is not None:
        change(document)
    last = Plan.objects.filter(cohort=world.cohort).order_by("-number").first()
    assert last is not None
    fresh = Plan.objects.create(
        cohort_id=world.cohort,
        number=last.number + 1,
        policy=now.policy,
        document=document,
        input_digest=now.input_digest,
    )
    return fresh.pk


def later(document: Document) -> None:
    """The first panel an hour later."""
    one = next(one for one in document["meetings"] if one["has_panel"])
    one["starts_at"] = (dt.datetime.fromisoformat(one["starts_at"]) + HOUR).isoformat()


def publish(world: World, plan: UUID) -> plans.Published:
    """Publish as the lead; what the page said before must be what happened."""
    view = plan_at_desk(for_=lead(world), plan=plan)
    said = publishing_changes(for_=lead(world), view=view)
    done = plans.publish_plan(by=lead(world), plan=plan)
    assert (said.added, said.moved, said.cancelled, len(said.mails)) == (
        done.added,
        done.moved,
        done.cancelled,
        done.invitations,
    )
    return done


def test_publishing_the_same_plan_again_changes_nothing(world: World) -> None:
    before = list(Meeting.objects.filter(cohort=world.cohort).order_by("pk").values())
    sent = Invitation.objects.count()
    assert publish(world, drafted(world)) == plans.Published(0, 0, 0, 0)
    assert list(Meeting.objects.filter(cohort=world.cohort).order_by("pk").values()) == before
    assert Invitation.objects.count() == sent


def test_a_moved_meeting_keeps_its_identity_and_asks_its_panel_again(world: World) -> None:
    first = Meeting.objects.get(pk=world.panels[0])
    Seat.objects.filter(meeting=first).update(state=SeatState.CONFIRMED)
    assert publish(world, drafted(world, later)) == plans.Published(0, 1, 0, 4)
    after = Meeting.objects.get(pk=first.pk)
    assert (after.starts_at, after.sequence) == (first.starts_at + HOUR, first.sequence + 1)
    assert set(Seat.objects.filter(meeting=first).values_list("state", flat=True)) == {SeatState.PROPOSED}
    fresh = Invitation.objects.filter(meeting=first, sequence=after.sequence)
    assert {one.method for one in fresh} == {InvitationMethod.REQUEST}
    assert fresh.count() == 4


def test_a_meeting_that_is_gone_is_cancelled_and_may_come_back(world: World) -> None:
    def without(document: Document) -> None:
        gone = next(one for one in document["meetings"] if one["has_panel"])
        document["meetings"].remove(gone)

    back = drafted(world)
    assert publish(world, drafted(world, without)) == plans.Published(0, 0, 1, 4)
    gone = Meeting.objects.get(pk=world.panels[0])
    assert gone.is_cancelled
    assert not Seat.objects.filter(meeting=gone).exists()
    cancels = Invitation.objects.filter(meeting=gone, method=InvitationMethod.CANCEL)
    assert cancels.count() == 4
    assert publish(world, back) == plans.Published(1, 0, 0, 4)
    again = Meeting.objects.get(pk=gone.pk)
    assert not again.is_cancelled
    highest = max(cancels.values_list("sequence", flat=True))
    requests = Invitation.objects.filter(meeting=gone, method=InvitationMethod.REQUEST).order_by("-sequence")[
        :4
    ]
    assert {one.sequence for one in requests} == {again.sequence}
    assert again.sequence > highest
    # After coming back, a further move reaches the same people with a still higher sequence.
    assert publish(world, drafted(world, later)) == plans.Published(0, 1, 0, 4)


def test_a_seat_given_to_another_invites_one_and_releases_one(world: World) -> None:
    def swap(document: Document) -> None:
        panel = document["panels"]["panels"][0]
        taken = {seat["speaker"] for seat in panel["seats"]}
        panel["seats"][0]["speaker"] = next(
            str(one.speaker) for one in world.speakers if str(one.speaker) not in taken
        )

    assert publish(world, drafted(world, swap)) == plans.Published(0, 0, 0, 2)
    methods = (
        Invitation.objects.filter(meeting=world.panels[0])
        .order_by("-sequence")
        .values_list("method", flat=True)
    )
    assert sorted(methods).count(InvitationMethod.CANCEL) == 1


def test_a_replaced_plan_is_not_published_again(world: World) -> None:
    old = Plan.objects.get(cohort=world.cohort, state=PlanState.PUBLISHED).pk
    publish(world, drafted(world))
    with pytest.raises(NotInThisState):
        plans.publish_plan(by=lead(world), plan=old)


def test_only_leads_of_the_house_publish_and_keep(world: World) -> None:
    plan = drafted(world)
    with pytest.raises(Denied):
        plans.publish_plan(by=world.host.actor("programme_staff"), plan=plan)
    with pytest.raises(NotThere):
        plans.publish_plan(by=world.other.actor("programme_lead"), plan=plan)
    view = cohort_at_desk(for_=lead(world), cohort=world.cohort)
    with pytest.raises(Denied):
        draft_plan(by=world.host.actor("programme_staff"), view=view, asked=Asked())
    with pytest.raises(NotThere):
        draft_plan(by=world.other.actor("programme_lead"), view=view, asked=Asked())


def test_a_draft_is_computed_kept_and_written_down_once(world: World) -> None:
    actor = lead(world)
    events = Event.objects.count()
    with scope(actor):
        view = cohort_at_desk(for_=actor, cohort=world.cohort)
        kept = draft_plan(by=actor, view=view, asked=Asked(policy=Policy.ROTATED))
    plan = Plan.objects.get(pk=kept)
    assert (plan.state, plan.policy, plan.number) == (PlanState.DRAFT, "rotated", 2)
    assert len(plan.document["timetable"]["receipt"]["alternatives"]) >= 4
    assert Event.objects.count() == events + 1


def test_a_speaker_who_cancels_is_on_no_panel_and_few_others_move(world: World) -> None:
    actor = lead(world)
    Professional.objects.update(zone="America/Toronto")
    Speaker.objects.update(max_appearances=3)
    with scope(actor):
        view = cohort_at_desk(for_=actor, cohort=world.cohort)
        base = plan_at_desk(for_=actor, plan=draft_plan(by=actor, view=view, asked=Asked()))
        assert base.document["panels"], base.document["blocked"]
        who = base.document["panels"]["panels"][0]["seats"][0]["speaker"]
        kept = change_panels(by=actor, view=view, base=base, meeting="", speaker=who, change="cancel")
    before = {(p["meeting"], s["speaker"]) for p in base.document["panels"]["panels"] for s in p["seats"]}
    document = Plan.objects.get(pk=kept).document
    after = {(p["meeting"], s["speaker"]) for p in document["panels"]["panels"] for s in p["seats"]}
    assert who not in {speaker for _meeting, speaker in after}
    lost = {pair for pair in before if pair[1] == who}
    assert len(before - after) == len(lost)


def test_two_publishers_at_once_leave_one_published_plan(fresh_database: FreshDatabase) -> None:
    del fresh_database
    world = build_world()
    chosen = [drafted(world, later), drafted(world)]
    barrier = threading.Barrier(2)
    failed: list[BaseException] = []

    def work(plan: UUID) -> None:
        try:
            barrier.wait()
            plans.publish_plan(by=lead(world), plan=plan)
        except BaseException as error:  # noqa: BLE001 - told to the main thread
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(plan,)) for plan in chosen]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert failed == []
    (winner,) = Plan.objects.filter(cohort=world.cohort, state=PlanState.PUBLISHED)
    wanted = {
        (one["series"], one["number"], one["run"]): dt.datetime.fromisoformat(one["starts_at"])
        for one in winner.document["meetings"]
    }
    rows = Meeting.objects.filter(cohort=world.cohort, is_cancelled=False)
    assert {(one.series, one.number, one.run): one.starts_at for one in rows} == wanted
