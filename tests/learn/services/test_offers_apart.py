"""Whoever must not meet somebody with a seat is passed over when the list moves, keeps their place, and is told nothing."""

import pytest
from tests.fixtures.admission import Applicant, Intake, make_intake

from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.services import leaving as leave
from shelterbelt.learn.services import seats, waiting
from shelterbelt.learn.services.offers import One
from shelterbelt.people.models import KeptApart
from shelterbelt.people.queries.apart import ordered

pytestmark = pytest.mark.django_db


@pytest.fixture
def intake(db: None) -> Intake:
    del db
    return make_intake(online=2, on_site=0)


def keep_apart(intake: Intake, one: Applicant, other: Applicant) -> None:
    first, second = ordered(one.row().person, other.row().person)
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
