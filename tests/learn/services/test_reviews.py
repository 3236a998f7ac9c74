"""Blind review: who is asked, who never is, what a reader sees, and what becomes of points."""

import uuid
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.fixtures.admission import Intake, make_intake
from tests.fixtures.readings import AGENCY, MAIL, PHONE, give, given_out, planted, points, reader

from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.permissions import Denied, NotThere
from shelterbelt.ground.access.queries import actor_of
from shelterbelt.ground.access.roles import ANONYMOUS, SYSTEM
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.choices import Conflict, ReviewState
from shelterbelt.learn.models import Application, BlindCopy, Cohort, Review, ReviewScore
from shelterbelt.learn.queries.review_desk import review_desk
from shelterbelt.learn.queries.reviews import (
    Calibrated,
    own_reading,
    readings_waiting,
    reviewers_to_remind,
    scores_of,
)
from shelterbelt.learn.services.errors import Incomplete, NotInThisState
from shelterbelt.learn.services.reviews import (
    Asked,
    NoRubric,
    assign_reviews,
    step_aside,
)
from shelterbelt.people import services as people
from shelterbelt.people.models import KeptApart

pytestmark = pytest.mark.django_db
PLANTED = ("Zipporah", "Quillfeather", "Lanternfield", MAIL, PHONE, "555 0142", "Planted-access")


@pytest.fixture
def intake(db: None) -> Intake:
    del db
    return make_intake()


def states(application: UUID) -> list[str]:
    with scope(SYSTEM):
        return sorted(Review.objects.filter(application=application).values_list("state", flat=True))


def test_two_readers_are_asked_for_each_and_asking_again_changes_nothing(intake: Intake) -> None:
    readers = [reader(intake) for _one in range(3)]
    ids = [one.id for one in intake.applicants(6)]
    assert assign_reviews(by=intake.lead, cohort=intake.cohort) == Asked(12, 0, 0)
    assert [states(one) for one in ids] == [["asked", "asked"]] * 6
    assert [len(given_out(one)) for one in readers] == [4, 4, 4]
    assert assign_reviews(by=intake.lead, cohort=intake.cohort) == Asked(0, 0, 0)


def test_readers_see_neither_name_nor_agency_nor_address(intake: Intake) -> None:
    readers = [reader(intake), reader(intake)]
    planted(intake)
    assign_reviews(by=intake.lead, cohort=intake.cohort)
    (review,) = given_out(readers[0])
    with scope(readers[0]):
        reading = own_reading(for_=readers[0], review=review)
    assert (
        reading.words
        == "I am [name] [name] of [agency]. Write to [mail] or call [number]. We want to learn together."
    )
    client = Client()
    client.force_login(Account.objects.get(pk=readers[0].account))  # type: ignore[misc]
    for address in (reverse("review.list"), reverse("review.read", args=[review]), "/", "/you/", "/desk/"):
        body = client.get(address, follow=True).content.decode()
        assert [one for one in PLANTED if one in body] == [], address


def test_row_security_alone_keeps_readers_from_applications(intake: Intake) -> None:
    """With no access layer: everything is asked of the tables themselves."""
    asked, other = reader(intake), reader(intake)
    planted(intake)
    with scope(SYSTEM):
        assert Application.objects.count() == 1
    assign_reviews(by=intake.lead, cohort=intake.cohort)
    with scope(SYSTEM):
        Review.objects.filter(account=other.account).delete()
    with scope(asked):
        assert (Application.objects.count(), BlindCopy.objects.count(), Review.objects.count()) == (0, 1, 1)
    with scope(other):
        assert (Application.objects.count(), BlindCopy.objects.count(), Review.objects.count()) == (0, 0, 0)
    with scope(ANONYMOUS):
        assert (BlindCopy.objects.count(), Review.objects.count(), ReviewScore.objects.count()) == (0, 0, 0)


def test_conflicts_are_never_asked_and_are_recorded(intake: Intake) -> None:
    body = people.register_organisation(
        by=SYSTEM, name=AGENCY.upper(), slug=f"body-{uuid.uuid4().hex[:6]}", country="CA"
    )
    colleague = reader(intake, organisation=body)
    neighbour = reader(intake, mail="someone@staff.lanternfield.example")
    themself = reader(intake, mail=MAIL.replace("zipporah.q", "Zipporah.Q"))
    free = [reader(intake), reader(intake)]
    one = planted(intake)
    assert assign_reviews(by=intake.lead, cohort=intake.cohort) == Asked(2, 3, 0)
    with scope(SYSTEM):
        rows = Review.objects.filter(application=one.id).exclude(conflict="")
        found = dict(rows.values_list("account", "conflict"))
    assert found == {
        colleague.account: Conflict.SAME_ORGANISATION,
        neighbour.account: Conflict.SHARED_DOMAIN,
        themself.account: Conflict.SAME_PERSON,
    }
    assert [len(given_out(one)) for one in (colleague, neighbour, themself, *free)] == [0, 0, 0, 1, 1]


def test_people_kept_apart_never_meet_and_nothing_says_so(intake: Intake) -> None:
    away, free, other = reader(intake, sectors=("education",)), reader(intake), reader(intake)
    one = planted(intake)
    with scope(SYSTEM):
        first, second = sorted((one.row().person, away.account))  # type: ignore[type-var]
        KeptApart.objects.create(organisation=intake.organisation, first=first, second=second)  # type: ignore[misc]
    assert assign_reviews(by=intake.lead, cohort=intake.cohort) == Asked(2, 0, 0)
    assert [len(given_out(actor)) for actor in (away, free, other)] == [0, 1, 1]
    with scope(intake.lead):
        assert review_desk(for_=intake.lead, cohort=intake.cohort).conflicts == ()


def test_keeping_apart_takes_a_reading_away_at_once(intake: Intake) -> None:
    first, _second = reader(intake), reader(intake)
    one = planted(intake)
    assign_reviews(by=intake.lead, cohort=intake.cohort)
    (review,) = given_out(first)
    with scope(SYSTEM):
        low, high = sorted((one.row().person, first.account))  # type: ignore[type-var]
        KeptApart.objects.create(organisation=intake.organisation, first=low, second=high)  # type: ignore[misc]
    assert given_out(first) == []
    with pytest.raises(NotThere), scope(first):
        own_reading(for_=first, review=review)


def test_points_of_someone_kept_apart_meanwhile_are_not_taken(intake: Intake) -> None:
    first, _second = reader(intake), reader(intake)
    one = planted(intake)
    assign_reviews(by=intake.lead, cohort=intake.cohort)
    (review,) = given_out(first)
    scores = points(intake, 2)
    with scope(SYSTEM):
        low, high = sorted((one.row().person, first.account))  # type: ignore[type-var]
        KeptApart.objects.create(organisation=intake.organisation, first=low, second=high)  # type: ignore[misc]
    with pytest.raises(NotThere):
        give(first, review, scores)
    assert states_of(review) == "asked"


def test_domains_of_the_address_and_of_the_organisation_both_count(intake: Intake) -> None:
    body = people.register_organisation(
        by=SYSTEM,
        name="Northwater Legal Aid",
        slug=f"body-{uuid.uuid4().hex[:6]}",
        country="CA",
        domain="northwater.example",
    )
    by_address = reader(intake, mail="someone@lanternfield.example", organisation=body)
    free = [reader(intake), reader(intake)]
    planted(intake)
    assert assign_reviews(by=intake.lead, cohort=intake.cohort) == Asked(2, 1, 0)
    assert [len(given_out(one)) for one in (by_address, *free)] == [0, 1, 1]


def test_stepping_aside_asks_another(intake: Intake) -> None:
    readers = [reader(intake) for _one in range(3)]
    one = planted(intake)
    assign_reviews(by=intake.lead, cohort=intake.cohort)
    asked = next(actor for actor in readers if given_out(actor))
    (review,) = given_out(asked)
    with scope(asked):
        step_aside(by=asked, review=review)
        step_aside(by=asked, review=review)
    assert states(one.id) == ["asked", "asked", "stepped_aside"]
    assert given_out(asked) == []
    assert assign_reviews(by=intake.lead, cohort=intake.cohort) == Asked(0, 0, 0)


def test_disagreement_asks_a_third_reader_and_agreement_does_not(intake: Intake) -> None:
    readers = [reader(intake) for _one in range(3)]
    far, near = (one.id for one in intake.applicants(2))
    assign_reviews(by=intake.lead, cohort=intake.cohort)
    with scope(SYSTEM):
        rows = list(
            Review.objects.order_by("application", "place").values_list("application", "account", "pk")
        )
    for number, (application, account, review) in enumerate(rows):
        each = 2 if application == near else (0, 4)[number % 2]
        give(actor_of(account), review, points(intake, each))
    assert (states(far), states(near)) == (["asked", "given", "given"], ["given", "given"])
    third = next(
        actor for actor in readers if any(True for _one in given_out(actor) if len(given_out(actor)) == 2)
    )
    assert third is not None
    with scope(intake.lead):
        told = scores_of(for_=intake.lead, cohort=intake.cohort)
    assert told[near] == Calibrated(told[near].score_percent, 2, is_settled=True)
    assert (told[far].readers, told[far].is_settled) == (2, False)


def test_points_are_kept_once_and_weighed(intake: Intake) -> None:
    readers = [reader(intake), reader(intake)]
    one = planted(intake)
    assign_reviews(by=intake.lead, cohort=intake.cohort)
    for actor in readers:
        (review,) = given_out(actor)
        give(actor, review, points(intake, 3), "Planted remark")
        with pytest.raises(NotInThisState):
            give(actor, review, points(intake, 0))
    with scope(intake.lead):
        assert scores_of(for_=intake.lead, cohort=intake.cohort) == {
            one.id: Calibrated(Decimal("75.0"), 2, is_settled=True)
        }


@pytest.mark.parametrize("change", [{"extra": 99}, {"extra": -1}, {}])
def test_points_outside_the_rubric_are_refused(intake: Intake, change: dict[str, int]) -> None:
    actor = reader(intake)
    planted(intake)
    assign_reviews(by=intake.lead, cohort=intake.cohort)
    (review,) = given_out(actor)
    scores = points(intake, 1)
    key = next(iter(scores))
    wrong = (
        {**scores, key: change["extra"]} if change else {name: n for name, n in scores.items() if name != key}
    )
    with pytest.raises(Incomplete) as refused:
        give(actor, review, wrong)
    assert set(refused.value.fields) == {key}
    assert states_of(review) == "asked"


def states_of(review: UUID) -> str:
    with scope(SYSTEM):
        return Review.objects.get(pk=review).state


def test_a_long_remark_is_refused_and_points_of_others_are_not_there(intake: Intake) -> None:
    mine, theirs = reader(intake), reader(intake)
    planted(intake)
    assign_reviews(by=intake.lead, cohort=intake.cohort)
    (review,) = given_out(mine)
    with pytest.raises(Incomplete):
        give(mine, review, points(intake, 1), "x" * 2001)
    for deed in (
        lambda: own_reading(for_=theirs, review=review),
        lambda: step_aside(by=theirs, review=review),
    ):
        with pytest.raises(NotThere), scope(theirs):
            deed()


def test_only_leads_give_out_and_only_with_criteria(intake: Intake) -> None:
    reader(intake)
    planted(intake)
    with pytest.raises(Denied):
        assign_reviews(by=intake.staff, cohort=intake.cohort)
    with pytest.raises(NotThere):
        assign_reviews(by=make_intake().lead, cohort=intake.cohort)
    text = Cohort.objects.get(pk=intake.cohort).definition
    start, end = text.index("[review]"), text.index("[balance]")
    Cohort.objects.filter(pk=intake.cohort).update(definition=text[:start] + text[end:])
    with pytest.raises(NoRubric):
        assign_reviews(by=intake.lead, cohort=intake.cohort)


def test_withdrawn_applications_leave_the_readers_lists(intake: Intake) -> None:
    actor = reader(intake)
    one = planted(intake)
    assign_reviews(by=intake.lead, cohort=intake.cohort)
    (review,) = given_out(actor)
    with scope(SYSTEM):
        Application.objects.filter(pk=one.id).update(state="withdrawn", withdrawn_at=one.row().submitted_at)
        assert readings_waiting(for_=SYSTEM, account=actor.account or uuid.uuid4()) is None
    assert given_out(actor) == []
    with pytest.raises(NotThere):
        give(actor, review, points(intake, 1))


def test_erasing_an_application_takes_copies_and_readings_along(intake: Intake) -> None:
    reader(intake), reader(intake)
    one = planted(intake)
    assign_reviews(by=intake.lead, cohort=intake.cohort)
    with scope(SYSTEM):
        Application.objects.get(pk=one.id).delete()
        assert (BlindCopy.objects.count(), Review.objects.count()) == (0, 0)


def test_reminder_reaches_those_with_something_due(intake: Intake) -> None:
    due, fresh = reader(intake), reader(intake)
    planted(intake)
    assign_reviews(by=intake.lead, cohort=intake.cohort)
    assert reviewers_to_remind(for_=SYSTEM) == ()
    with scope(SYSTEM):
        rows = Review.objects.filter(account=due.account, state=ReviewState.ASKED)
        rows.update(due_on=rows.get().asked_at.date())
    assert reviewers_to_remind(for_=SYSTEM) == (due.account,)
    told = readings_waiting(for_=SYSTEM, account=fresh.account or uuid.uuid4())
    assert told
    assert told.count == 1


@pytest.mark.parametrize("page", ["review.list", "desk.reviews"])
def test_lists_take_as_many_queries_for_one_as_for_thirty(intake: Intake, page: str) -> None:
    actor, _other = reader(intake), reader(intake)
    who = actor if page == "review.list" else intake.lead
    client = Client()
    client.force_login(Account.objects.get(pk=who.account))  # type: ignore[misc]
    address = reverse(page) if page == "review.list" else reverse(page, args=[intake.cohort])
    counts = []
    for first, count in ((0, 1), (1, 29)):
        intake.applicants(count, first=first)
        assign_reviews(by=intake.lead, cohort=intake.cohort)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_reading_is_given_through_its_page(intake: Intake) -> None:
    actor, _other = reader(intake), reader(intake)
    planted(intake)
    assign_reviews(by=intake.lead, cohort=intake.cohort)
    (review,) = given_out(actor)
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account))  # type: ignore[misc]
    address = reverse("review.read", args=[review])
    assert client.post(address, {}).status_code == 422
    assert states_of(review) == "asked"
    answer = client.post(address, dict.fromkeys(points(intake, 3), "3"))
    assert (answer.status_code, answer["Location"], states_of(review)) == (
        302,
        reverse("review.list"),
        "given",
    )
    assert client.get(address).status_code == 200
