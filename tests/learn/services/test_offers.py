"""Offers, seats and waiting lists: what each act does, what it refuses, and what the audit says of every seat."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.fixtures.admission import Applicant, Intake, make_intake, open_cohort

from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import Denied, NotThere
from shelterbelt.ground.access.roles import ANONYMOUS, SYSTEM, Actor
from shelterbelt.ground.audit.models import Event, Part
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.choices import DECLINED_KEPT_DAYS
from shelterbelt.learn.models import Application, FeeStatement, Offer
from shelterbelt.learn.queries.letters import letter_due, positions_of
from shelterbelt.learn.queries.offers import PlaceHeld, place_held
from shelterbelt.learn.queries.seats import answer_by_latest, last_call_of
from shelterbelt.learn.services import applications, leaving, offers, seats, waiting
from shelterbelt.learn.services.errors import (
    Incomplete,
    LastCallPassed,
    NoSeat,
    NotInThisState,
    SeatsHeld,
    TooLate,
)
from shelterbelt.learn.services.offers import One

pytestmark = pytest.mark.django_db


@pytest.fixture
def intake(db: None) -> Intake:
    del db
    return make_intake(online=2, on_site=1)


def offered(intake: Intake, *people: Applicant, mode: str = "online") -> None:
    offers.make_offers(by=intake.lead, cohort=intake.cohort, decisions=[One(one.id, mode) for one in people])


def listed(intake: Intake, *people: Applicant, mode: str = "online") -> None:
    waiting.put_on_list(by=intake.lead, cohort=intake.cohort, decisions=[One(one.id, mode) for one in people])


def place(holder: Actor) -> PlaceHeld:
    with scope(holder):
        return place_held(for_=holder)


def position(one: Applicant) -> list[tuple[str, int]]:
    with scope(SYSTEM):
        return list(positions_of(one.id))


def letters(one: Applicant) -> list[str]:
    """Kinds of the letters asked for, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args->>'kind' FROM procrastinate_jobs WHERE task_name = 'learn.write_letter'"
            " AND args->>'application' = %s ORDER BY id",
            [str(one.id)],
        )
        return [kind for (kind,) in cursor.fetchall()]


def test_offer_stands_as_long_as_the_rules_say_and_holds_a_seat(intake: Intake) -> None:
    one = intake.applicant()
    made = offers.make_offer(by=intake.lead, application=one.id, mode="online")
    assert offers.make_offer(by=intake.lead, application=one.id, mode="online") == made
    offer = one.offer()
    assert offer is not None
    assert offer.answer_by - offer.made_at == pytest.approx(
        dt.timedelta(days=10), abs=dt.timedelta(seconds=2)
    )
    assert (one.state, intake.held(), letters(one)) == ("offered", (1, 1), ["offer"])


def test_no_offer_after_the_last_call_and_none_that_outlives_it(db: None) -> None:
    del db
    near = make_intake(weeks_ahead=2)
    one = near.applicant()
    offers.make_offer(by=near.lead, application=one.id, mode="online")
    offer = one.offer()
    assert offer is not None
    told = place(one.bearer)
    assert offer.answer_by <= last_call_of(told.definition)
    late = make_intake(weeks_ahead=0)
    with pytest.raises(LastCallPassed):
        offers.make_offer(by=late.lead, application=late.applicant().id, mode="online")
    assert late.held() == (0, 0)


def test_seats_run_out_and_nothing_is_half_done(intake: Intake) -> None:
    people = intake.applicants(3)
    with pytest.raises(NoSeat):
        offered(intake, *people)
    assert intake.held() == (0, 0)
    assert [one.state for one in people] == ["submitted"] * 3


@pytest.mark.parametrize("state", ["draft", "withdrawn", "admitted"])
def test_who_cannot_be_offered_a_seat(state: str, intake: Intake) -> None:
    one = intake.applicant(state=state, withdrawn_at=clock.now())
    with pytest.raises(NotInThisState):
        offers.make_offer(by=intake.lead, application=one.id, mode="online")


def test_only_leads_of_the_house_offer(intake: Intake) -> None:
    one, foreign = intake.applicant(), make_intake()
    for who, refusal in ((intake.staff, Denied), (foreign.lead, NotThere), (one.bearer, NotThere)):
        with pytest.raises(refusal):
            offers.make_offer(by=who, application=one.id, mode="online")
    with pytest.raises(NotThere):
        offers.make_offer(by=intake.lead, application=uuid4(), mode="online")
    with pytest.raises(NotThere):
        offers.make_offers(
            by=intake.lead, cohort=intake.cohort, decisions=[One(foreign.applicant().id, "online")]
        )


def test_accepting_admits_and_opens_a_statement_once(intake: Intake) -> None:
    one = intake.applicant()
    offered(intake, one)
    assert offers.accept_offer(by=one.bearer) == offers.accept_offer(by=one.bearer)
    assert (one.state, intake.held()) == ("admitted", (1, 1))
    with scope(SYSTEM):
        assert FeeStatement.objects.filter(application=one.id, closed_at__isnull=True).count() == 1


@pytest.mark.parametrize("has_lapsed", [False, True])
def test_too_late_is_said_so(has_lapsed: bool, intake: Intake) -> None:
    one = intake.applicant()
    offered(intake, one)
    intake.end_offers(one)
    if has_lapsed:
        assert leaving.lapse_offers_due(by=SYSTEM) == 1
    with pytest.raises(TooLate):
        offers.accept_offer(by=one.bearer)
    assert one.state == ("lapsed" if has_lapsed else "offered")


def test_nobody_answers_with_another_link(intake: Intake) -> None:
    one, other = intake.applicants(2)
    offered(intake, one)
    with pytest.raises(NotInThisState):
        offers.accept_offer(by=other.bearer)
    for act in (offers.accept_offer, offers.decline_offer, leaving.withdraw_admission):
        with pytest.raises(NotThere):
            act(by=SYSTEM)
        with pytest.raises((Denied, NotThere)):
            act(by=ANONYMOUS)


def test_no_moves_the_next_one_up_in_the_same_moment(intake: Intake) -> None:
    first, second, third, fourth = intake.applicants(4)
    offered(intake, first, second)
    listed(intake, third, fourth)
    assert position(fourth) == [("online", 2)]
    offers.decline_offer(by=first.bearer)
    offers.decline_offer(by=first.bearer)
    assert (first.state, third.state, fourth.state) == ("offer_declined", "offered", "waiting")
    assert (position(third), position(fourth)) == ([], [("online", 1)])
    assert letters(third) == ["waiting", "moved_up"]
    assert first.row().erase_on == clock.today() + dt.timedelta(days=DECLINED_KEPT_DAYS)
    with pytest.raises(NotInThisState):
        offers.accept_offer(by=first.bearer)


def test_each_mode_has_its_own_list(intake: Intake) -> None:
    online, on_site, waits = intake.applicants(3)
    offered(intake, online)
    offered(intake, on_site, mode="on_site")
    listed(intake, waits, mode="on_site")
    offers.decline_offer(by=online.bearer)
    assert waits.state == "waiting"
    offers.decline_offer(by=on_site.bearer)
    assert (waits.state, intake.held("on_site"), intake.held()) == ("offered", (1, 1), (0, 0))


def test_every_seat_movement_is_explained(intake: Intake) -> None:
    one, two = intake.applicants(2)
    offered(intake, one)
    offers.decline_offer(by=one.bearer)
    offered(intake, two)
    told = [part for event in Event.objects.order_by("sequence") for part in parts_of(event)]
    moves = [part["notes"]["seats"] for part in told if part["verb"] == "learn.seats.move"]
    counts = [(move["online"]["before"], move["online"]["after"]) for move in moves if move]
    assert counts == [(0, 1), (1, 0), (0, 1)]


def parts_of(event: Event) -> list[dict[str, Any]]:
    rows = Part.objects.filter(event=event).order_by("position")
    return [json.loads(bytes(row.body)) for row in rows]


def test_no_by_mistake_is_taken_back_while_the_seat_is_free(intake: Intake) -> None:
    one, two, three = intake.applicants(3)
    offered(intake, one, two)
    offers.decline_offer(by=one.bearer)
    assert place(one.bearer).can_restore
    offers.restore_offer(by=one.bearer)
    assert (one.state, intake.held()) == ("offered", (2, 2))
    listed(intake, three)
    offers.decline_offer(by=one.bearer)
    with pytest.raises(NoSeat):
        offers.restore_offer(by=one.bearer)
    with scope(SYSTEM):
        Offer.objects.filter(application=one.id).update(ended_at=clock.now() - dt.timedelta(days=2))
    with pytest.raises(TooLate):
        offers.restore_offer(by=one.bearer)


def test_deferred_keeps_a_first_claim_in_the_later_cohort(intake: Intake) -> None:
    one, two = intake.applicants(2)
    intake.admit(one)
    later = open_cohort(intake.lead, intake.organisation, intake.slug, "second", 30)
    foreign = make_intake()
    with pytest.raises(NotThere):
        offers.defer_offer(by=one.bearer, to=foreign.cohort)
    with pytest.raises(NotThere):
        offers.defer_offer(by=one.bearer, to=intake.cohort)
    listed(intake, two)
    offers.defer_offer(by=one.bearer, to=later)
    offers.defer_offer(by=one.bearer, to=later)
    assert (one.state, two.state, intake.held()) == ("deferred", "offered", (1, 1))
    assert position(one) == [("online", 1)]
    seats.prepare_seats(by=intake.lead, cohort=later)
    assert (one.state, one.row().cohort_id) == ("offered", later)
    offers.accept_offer(by=one.bearer)
    assert one.state == "admitted"
    with scope(SYSTEM):
        statements = FeeStatement.objects.filter(person=one.row().person)
        closed = statements.values_list("closed_at", flat=True)
        assert sorted(moment is None for moment in closed) == [False, True]


def test_other_mode_at_once_where_a_seat_is_free(intake: Intake) -> None:
    one, two, three = intake.applicants(3)
    intake.admit(one, two)
    listed(intake, three)
    assert waiting.change_mode(by=one.bearer, mode="on_site") is True
    assert (intake.held("on_site"), intake.held("online")) == ((1, 1), (2, 2))
    assert (three.state, one.row().mode) == ("offered", "on_site")


def test_other_mode_waits_and_keeps_the_seat_until_it_is_there(intake: Intake) -> None:
    here, one, two = intake.applicants(3)
    intake.admit(here, mode="on_site")
    intake.admit(one)
    listed(intake, two)
    assert waiting.change_mode(by=one.bearer, mode="on_site") is False
    assert waiting.change_mode(by=one.bearer, mode="on_site") is False
    assert (one.state, one.waits(), intake.held()) == ("admitted", ["on_site"], (1, 1))
    leaving.withdraw_admission(by=here.bearer)
    offer = one.offer()
    assert offer is not None
    assert (offer.mode, offer.state, one.waits()) == ("on_site", "accepted", [])
    assert (two.state, intake.held("on_site"), intake.held()) == ("offered", (1, 1), (1, 1))
    assert letters(one)[-1] == "changed"


def test_wish_for_the_other_mode_is_taken_back(intake: Intake) -> None:
    here, one = intake.applicants(2)
    intake.admit(here, mode="on_site")
    intake.admit(one)
    waiting.change_mode(by=one.bearer, mode="on_site")
    waiting.leave_other_list(by=one.bearer)
    assert (one.waits(), one.state) == ([], "admitted")


def give_back(one: Applicant) -> None:
    leaving.withdraw_admission(by=one.bearer)


def withdraw(one: Applicant) -> None:
    applications.withdraw_application(by=one.bearer)


def erase(one: Applicant) -> None:
    applications.erase_application(by=one.bearer)


@pytest.mark.parametrize("leave", [give_back, withdraw, erase])
@pytest.mark.parametrize("has_accepted", [False, True])
def test_leaving_in_any_way_frees_the_seat(
    has_accepted: bool, leave: Callable[[Applicant], None], intake: Intake
) -> None:
    seats.change_capacity(by=intake.lead, cohort=intake.cohort, capacity={"online": 1})
    one, two = intake.applicants(2)
    offered(intake, one)
    if has_accepted:
        offers.accept_offer(by=one.bearer)
    listed(intake, two)
    leave(one)
    assert (two.state, intake.held()) == ("offered", (1, 1))
    with scope(SYSTEM):
        left = Application.objects.filter(pk=one.id).values_list("state", flat=True)
        assert list(left) == ([] if leave is erase else ["withdrawn"])
        assert not FeeStatement.objects.filter(closed_at__isnull=True).exists()


def test_more_time_within_the_rules_and_with_a_reason(intake: Intake) -> None:
    one = intake.applicant()
    offered(intake, one)
    offer = one.offer()
    assert offer is not None
    told = place(one.bearer)
    latest = answer_by_latest(told.definition, offer.made_at)
    week = offer.answer_by + dt.timedelta(days=7)
    for ends, because, wrong in (
        (week, " ", {"because"}),
        (latest + dt.timedelta(minutes=1), "ill", {"answer_by"}),
        (offer.answer_by, "", {"answer_by", "because"}),
    ):
        with pytest.raises(Incomplete) as refused:
            offers.extend_offer(by=intake.lead, offer=offer.pk, answer_by=ends, because=because)
        assert set(refused.value.fields) == wrong
    with pytest.raises(Denied):
        offers.extend_offer(by=intake.staff, offer=offer.pk, answer_by=week, because="ill")
    offers.extend_offer(by=intake.lead, offer=offer.pk, answer_by=week, because="ill")
    changed = one.offer()
    assert changed is not None
    assert changed.answer_by == week
    assert Event.objects.latest("sequence").purpose == "ill"


def test_capacity_never_falls_below_what_is_held_and_new_seats_are_offered(intake: Intake) -> None:
    one, two, three = intake.applicants(3)
    offered(intake, one, two)
    listed(intake, three)
    with pytest.raises(SeatsHeld):
        seats.change_capacity(by=intake.lead, cohort=intake.cohort, capacity={"online": 1})
    with pytest.raises(ValueError, match="between"):
        seats.change_capacity(by=intake.lead, cohort=intake.cohort, capacity={"online": -1})
    seats.change_capacity(by=intake.lead, cohort=intake.cohort, capacity={"online": 3})
    assert (three.state, intake.held()) == ("offered", (3, 3))


def test_many_lapse_and_roll_down_in_few_statements(db: None) -> None:
    del db
    counts = {}
    for many in (20, 400):
        intake = make_intake(online=many)
        people = intake.applicants(many)
        offered(intake, *people)
        listed(intake, *intake.applicants(many, first=many))
        intake.end_offers()
        with CaptureQueriesContext(connection) as asked:
            assert leaving.lapse_offers_due(by=SYSTEM) == many
        counts[many] = len(asked)
        assert intake.held() == (many, many)
        with scope(SYSTEM):
            states = Application.objects.filter(cohort=intake.cohort).values_list("state", flat=True)
            assert {state: list(states).count(state) for state in set(states)} == {
                "lapsed": many,
                "offered": many,
            }
    assert counts[400] <= counts[20] + 5


def test_roll_down_after_the_last_call_says_so(intake: Intake) -> None:
    one, two = intake.applicants(2)
    seats.change_capacity(by=intake.lead, cohort=intake.cohort, capacity={"online": 1})
    offered(intake, one)
    listed(intake, two)
    row = place(one.bearer).application.cohort
    row.definition = row.definition.replace("last_call_days = 7", "last_call_days = 90")
    row.save()
    offers.decline_offer(by=one.bearer)
    assert (two.state, intake.held()) == ("waiting", (0, 0))
    parts = parts_of(Event.objects.latest("sequence"))
    assert [part["notes"].get("not_rolled_down") for part in parts if part["verb"] == "learn.seats.move"] == [
        "last call passed"
    ]


def test_reminded_once_and_again_only_after_more_time(intake: Intake) -> None:
    one = intake.applicant()
    offered(intake, one)
    assert leaving.remind_offers_due(by=SYSTEM) == 0
    with scope(SYSTEM):
        Offer.objects.update(answer_by=clock.now() + dt.timedelta(days=2))
    assert leaving.remind_offers_due(by=SYSTEM) == 1
    assert leaving.remind_offers_due(by=SYSTEM) == 0
    with pytest.raises(Denied):
        leaving.remind_offers_due(by=intake.lead)
    with pytest.raises(Denied):
        leaving.lapse_offers_due(by=intake.lead)


def test_letter_that_is_no_longer_true_is_not_written(intake: Intake) -> None:
    one = intake.applicant()
    offered(intake, one)
    offer = one.offer()
    assert offer is not None
    assert letter_due(for_=SYSTEM, kind="offer", application=one.id, offer=offer.pk) is not None
    offers.decline_offer(by=one.bearer)
    assert letter_due(for_=SYSTEM, kind="offer", application=one.id, offer=offer.pk) is None
    assert letter_due(for_=SYSTEM, kind="lapsed", application=one.id, offer=offer.pk) is None


def test_no_place_sets_the_date_and_tells_once(intake: Intake) -> None:
    one, two = intake.applicants(2)
    listed(intake, two)
    for _time in range(2):
        waiting.turn_down(by=intake.lead, cohort=intake.cohort, applications=[one.id, two.id])
    assert [each.state for each in (one, two)] == ["not_admitted"] * 2
    assert (letters(one), two.waits()) == (["declined"], [])
    assert one.row().erase_on == clock.today() + dt.timedelta(days=DECLINED_KEPT_DAYS)
    offered(intake, one)
    with pytest.raises(NotInThisState):
        waiting.turn_down(by=intake.lead, cohort=intake.cohort, applications=[one.id])
