"""Whoever must not meet somebody with a seat is passed over when the list moves, keeps their place, and is told nothing."""

from uuid import UUID

import pytest
from tests.fixtures.admission import Applicant, Intake, make_intake, open_cohort

from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.permissions import Denied
from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.audit.models import Event
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.models import Application
from shelterbelt.learn.queries.apart import applications_apart
from shelterbelt.learn.services import leaving as leave
from shelterbelt.learn.services import offers, seats, waiting
from shelterbelt.learn.services.errors import CannotSeat, NoSeat
from shelterbelt.learn.services.offers import One
from shelterbelt.people.models import KeptApart
from shelterbelt.people.queries.apart import ordered

pytestmark = pytest.mark.django_db


@pytest.fixture
def intake(db: None) -> Intake:
    del db
    return make_intake(online=2, on_site=0)


def keep_apart(intake: Intake, one: Applicant, other: Applicant) -> None:
    keep_ids_apart(intake, one.row().person, other.row().person)


def keep_ids_apart(intake: Intake, one: UUID, other: UUID) -> None:
    first, second = ordered(one, other)
    with scope(SYSTEM):
        KeptApart.objects.create(organisation=intake.organisation, first=first, second=second)


def queue(intake: Intake, *people: Applicant) -> None:
    rows = [One(one.id, "online") for one in people]
    waiting.put_on_list(by=intake.lead, cohort=intake.cohort, decisions=rows)


def test_list_passes_over_whoever_is_kept_apart_from_a_holder(intake: Intake) -> None:
    staying, leaving, away, after = intake.applicants(4)
    intake.admit(staying, leaving)
    queue(intake, away, after)
    keep_apart(intake, staying, away)
    leave.withdraw_admission(by=leaving.bearer)
    assert (away.state, after.state) == ("waiting", "offered")
    assert away.waits() == ["online"]


def test_two_who_wait_and_are_kept_apart_are_not_moved_up_together(intake: Intake) -> None:
    first, second, third = intake.applicants(3)
    seats.change_capacity(by=intake.lead, cohort=intake.cohort, capacity={"online": 0})
    queue(intake, first, second, third)
    keep_apart(intake, first, second)
    seats.change_capacity(by=intake.lead, cohort=intake.cohort, capacity={"online": 2})
    assert [one.state for one in (first, second, third)] == ["offered", "waiting", "offered"]


def test_without_anyone_kept_apart_the_list_moves_in_order(intake: Intake) -> None:
    first, second, third = intake.applicants(3)
    seats.change_capacity(by=intake.lead, cohort=intake.cohort, capacity={"online": 0})
    queue(intake, first, second, third)
    seats.change_capacity(by=intake.lead, cohort=intake.cohort, capacity={"online": 2})
    assert [one.state for one in (first, second, third)] == ["offered", "offered", "waiting"]


def test_offer_by_hand_is_refused_and_says_neither_why_nor_who(intake: Intake) -> None:
    seated, away = intake.applicants(2)
    intake.admit(seated)
    keep_apart(intake, seated, away)
    with pytest.raises(CannotSeat) as refused:
        offers.make_offer(by=intake.lead, application=away.id, mode="online")
    assert (refused.value.args, away.state, away.offer()) == ((), "submitted", None)
    assert intake.held() == (1, 1)


def test_offer_by_hand_in_the_other_mode_is_refused_too(intake: Intake) -> None:
    seats.change_capacity(by=intake.lead, cohort=intake.cohort, capacity={"on_site": 2})
    seated, away = intake.applicants(2)
    intake.admit(seated)
    keep_apart(intake, seated, away)
    with pytest.raises(CannotSeat):
        offers.make_offer(by=intake.lead, application=away.id, mode="on_site")
    assert intake.held("on_site") == (0, 0)


def test_two_kept_apart_are_not_offered_seats_in_one_act(intake: Intake) -> None:
    one, other = intake.applicants(2)
    keep_apart(intake, one, other)
    with pytest.raises(CannotSeat):
        offers.make_offers(
            by=intake.lead,
            cohort=intake.cohort,
            decisions=[One(one.id, "online"), One(other.id, "online")],
        )
    assert [one.state, other.state] == ["submitted", "submitted"]


def test_without_a_free_seat_the_answer_is_the_same_for_everyone(intake: Intake) -> None:
    first, second, away, anyone = intake.applicants(4)
    intake.admit(first, second)
    keep_apart(intake, first, away)
    for one in (away, anyone):
        with pytest.raises(NoSeat):
            offers.make_offer(by=intake.lead, application=one.id, mode="online")


def test_offer_is_made_again_when_the_other_has_left(intake: Intake) -> None:
    seated, away = intake.applicants(2)
    intake.admit(seated)
    keep_apart(intake, seated, away)
    leave.withdraw_admission(by=seated.bearer)
    offers.make_offer(by=intake.lead, application=away.id, mode="online")
    assert away.state == "offered"


def test_restoring_is_answered_as_if_the_seat_were_gone(intake: Intake) -> None:
    declined, other = intake.applicants(2)
    offers.make_offer(by=intake.lead, application=declined.id, mode="online")
    offers.decline_offer(by=declined.bearer)
    intake.admit(other)
    keep_apart(intake, declined, other)
    with pytest.raises(NoSeat):
        offers.restore_offer(by=declined.bearer)
    assert (declined.state, intake.held()) == ("offer_declined", (1, 1))


def test_change_of_mode_waits_where_someone_of_that_mode_must_not_be_met(intake: Intake) -> None:
    seats.change_capacity(by=intake.lead, cohort=intake.cohort, capacity={"on_site": 2})
    there, moving = intake.applicants(2)
    intake.admit(there, mode="on_site")
    intake.admit(moving)
    keep_apart(intake, there, moving)
    assert waiting.change_mode(by=moving.bearer, mode="on_site") is False
    assert moving.waits() == ["on_site"]
    seats.change_capacity(by=intake.lead, cohort=intake.cohort, capacity={"on_site": 3})
    assert intake.held("on_site") == (1, 1)


def test_nobody_is_kept_from_moving_away(intake: Intake) -> None:
    seats.change_capacity(by=intake.lead, cohort=intake.cohort, capacity={"on_site": 2})
    there, moving = intake.applicants(2)
    intake.admit(there, moving, mode="on_site")
    keep_apart(intake, there, moving)
    assert waiting.change_mode(by=moving.bearer, mode="online") is True


def test_first_claim_in_a_later_cohort_waits_while_someone_there_must_not_be_met(intake: Intake) -> None:
    later = open_cohort(intake.lead, intake.organisation, intake.slug, "second", 30)
    seats.change_capacity(by=intake.lead, cohort=later, capacity={"online": 1, "on_site": 1})
    moving, seated = intake.applicants(2)
    with scope(SYSTEM):
        Application.objects.filter(pk=seated.id).update(cohort=later)
    intake.admit(moving, seated)
    keep_apart(intake, moving, seated)
    offers.defer_offer(by=moving.bearer, to=later)
    seats.change_capacity(by=intake.lead, cohort=later, capacity={"online": 2})
    assert (moving.state, moving.waits()) == ("deferred", ["online"])


def test_a_new_application_with_the_same_mail_address_is_the_same_human(intake: Intake) -> None:
    seated, before, again = intake.applicants(3)
    with scope(SYSTEM):
        Application.objects.filter(pk=before.id).update(email="twice@example.org")
        Application.objects.filter(pk=again.id).update(email="Twice@Example.org")
    intake.admit(seated)
    keep_apart(intake, seated, before)
    with pytest.raises(CannotSeat):
        offers.make_offer(by=intake.lead, application=again.id, mode="online")


@pytest.mark.parametrize("knows", ["account", "mail"])
def test_whoever_is_known_by_an_account_is_kept_apart_as_an_applicant(intake: Intake, knows: str) -> None:
    first, second, third = intake.applicants(3)
    account = Account.objects.create_user("known@example.org", None)
    fields = {"account": account} if knows == "account" else {"email": "known@example.org"}
    with scope(SYSTEM):
        Application.objects.filter(pk=second.id).update(**fields)
    keep_ids_apart(intake, account.pk, first.row().person)
    seats.change_capacity(by=intake.lead, cohort=intake.cohort, capacity={"online": 0})
    queue(intake, first, second, third)
    seats.change_capacity(by=intake.lead, cohort=intake.cohort, capacity={"online": 2})
    assert [one.state for one in (first, second, third)] == ["offered", "waiting", "offered"]


def test_nothing_that_is_kept_of_a_refusal_names_the_two(intake: Intake) -> None:
    seated, away = intake.applicants(2)
    intake.admit(seated)
    keep_apart(intake, seated, away)
    with scope(SYSTEM):
        before = Event.objects.count()
    with pytest.raises(CannotSeat):
        offers.make_offer(by=intake.lead, application=away.id, mode="online")
    with scope(SYSTEM):
        assert Event.objects.count() == before


def test_only_the_system_asks_who_is_kept_apart(intake: Intake) -> None:
    with pytest.raises(Denied):
        applications_apart(for_=intake.lead, organisation=intake.organisation)
