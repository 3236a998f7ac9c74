"""Selection at the desk: proposed, read, tried, adopted after a look, overruled with words; who sees what."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.fixtures.desk import Desk, add_applications, make_desk, signed_in

from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.models import Application, Cohort, Decision, Selection
from shelterbelt.learn.services.selections import propose_selection

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db: None, account_factory: Callable[..., Account]) -> Desk:
    del db
    made = make_desk(account_factory)
    with scope(SYSTEM):
        row = Cohort.objects.get(pk=made.cohort)
        text = row.definition
        row.definition = text[: text.index("[review]")] + text[text.index("[balance]") :]
        row.save(update_fields=["definition"])
    return made


def proposed(desk: Desk, count: int) -> Selection:
    add_applications(desk, count)
    made = propose_selection(by=desk.leading, cohort=desk.cohort)
    with scope(SYSTEM):
        return Selection.objects.get(pk=made)


def text_of(account: Account, name: str, *args: object, **query: str) -> str:
    answer = signed_in(account).get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_empty_cohort_says_how_to_begin(desk: Desk) -> None:
    text = text_of(desk.lead, "desk.selections", desk.cohort)
    assert "No proposal yet" in text
    assert "Make a proposal" in text
    assert "Make a proposal" not in text_of(desk.staff, "desk.selections", desk.cohort)


def test_lead_proposes_and_sees_goals_people_and_reasons(desk: Desk) -> None:
    add_applications(desk, 40)
    client = signed_in(desk.lead)
    answer = client.post(reverse("desk.selections.propose", args=[desk.cohort]), follow=True)
    text = answer.content.decode()
    assert "<strong>40</strong> offers" in text
    for said in (
        "Each sector covered",
        "No region too large",
        "Communities",
        "The balance of the whole cohort.",
    ):
        assert said in text
    assert text.count("Decide otherwise") == 30
    assert "page=2" in text
    with scope(SYSTEM):
        made = Selection.objects.get(cohort=desk.cohort)
    second = text_of(desk.lead, "desk.selection", made.pk, page="2")
    assert second.count("Decide otherwise") == 10


def test_staff_read_and_cannot_act(desk: Desk) -> None:
    made = proposed(desk, 2)
    text = text_of(desk.staff, "desk.selection", made.pk)
    assert "Applicant 000" in text
    assert "Decide otherwise" not in text
    assert "See what adopting does" not in text
    client = signed_in(desk.staff)
    for name in ("desk.selection.adopt", "desk.selection.set_aside"):
        assert client.post(reverse(name, args=[made.pk])).status_code == 403


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 6),
        ({"outcome": "wait"}, 0),
        ({"mode": "online"}, 3),
        ({"sector": "health_care"}, 3),
        ({"mode": "x"}, 6),
    ],
)
def test_people_are_narrowed(query: dict[str, str], count: int, desk: Desk) -> None:
    made = proposed(desk, 6)
    assert text_of(desk.staff, "desk.selection", made.pk, **query).count("<bdi>Applicant") == count


@pytest.mark.parametrize("count", [1, 30])
def test_proposal_costs_the_same_for_one_and_thirty(count: int, desk: Desk) -> None:
    made = proposed(desk, count)
    client = signed_in(desk.lead)
    page = reverse("desk.selection", args=[made.pk])
    client.get(page)
    with CaptureQueriesContext(connection) as asked:
        client.get(page)
    assert len(asked) <= 14


def test_adopting_says_what_will_happen_and_then_does_it(desk: Desk) -> None:
    made = proposed(desk, 3)
    text = text_of(desk.lead, "desk.selection.adopt", made.pk)
    assert "<strong>3</strong> people get a mail that offers a seat" in text
    with scope(SYSTEM):
        assert not Decision.objects.exists()
    page = reverse("desk.selection.adopt", args=[made.pk])
    answer = signed_in(desk.lead).post(page)
    assert answer.status_code in (302, 409), answer.content
    if answer.status_code == 409:
        assert b"too late for offers" in answer.content
    else:
        with scope(SYSTEM):
            assert Decision.objects.count() == 3
        assert signed_in(desk.lead).post(page).status_code == 409


def test_changed_facts_are_said_and_nothing_is_done(desk: Desk) -> None:
    made = proposed(desk, 3)
    add_applications(desk, 1, name="Late")
    answer = signed_in(desk.lead).post(reverse("desk.selection.adopt", args=[made.pk]))
    assert answer.status_code == 409
    assert b"Something has changed since" in answer.content
    with scope(SYSTEM):
        assert not Decision.objects.exists()


def test_trying_names_nobody_and_keeps_nothing(desk: Desk) -> None:
    add_applications(desk, 6)
    numbers = {
        "each_sector_at_least": "4",
        "lower_income_at_least_percent": "35",
        "region_at_most_percent": "40",
        "organisation_at_most": "2",
        "score_at_least_percent": "0",
    }
    text = text_of(desk.lead, "desk.selections.try", desk.cohort, **numbers)
    assert "2 people are missing." in text
    assert "Applicant" not in text
    assert "each_community_at_least" not in text
    with scope(SYSTEM):
        assert not Selection.objects.exists()
    answer = signed_in(desk.lead).get(
        reverse("desk.selections.try", args=[desk.cohort]), {**numbers, "organisation_at_most": "many"}
    )
    assert b"Enter a whole number" in answer.content


def test_deciding_needs_words_and_shows_the_history(desk: Desk) -> None:
    (row,) = add_applications(desk, 1)
    client = signed_in(desk.lead)
    page = reverse("desk.decide", args=[row.pk])
    given = {"outcome": "decline", "mode": "online", "words": " "}
    answer = client.post(page, given)
    assert answer.status_code == 400
    assert b"Please write the reason" in answer.content
    answer = client.post(page, {**given, "words": "A planted reason <b>"})
    assert answer.status_code == 302
    text = client.get(page).content.decode()
    assert "A planted reason &lt;b&gt;" in text
    with scope(SYSTEM):
        assert Application.objects.get(pk=row.pk).state == "not_admitted"


def test_setting_aside_is_said_once(desk: Desk) -> None:
    made = proposed(desk, 1)
    client = signed_in(desk.lead)
    page = reverse("desk.selection.set_aside", args=[made.pk])
    assert "Nobody was told anything" in client.post(page, follow=True).content.decode()
    assert "set aside already" in client.post(page, follow=True).content.decode()


def test_other_organisations_proposal_does_not_exist(
    desk: Desk, account_factory: Callable[..., Account]
) -> None:
    made = proposed(desk, 2)
    other = make_desk(account_factory)
    client = signed_in(other.lead)
    for name in ("desk.selection", "desk.selection.adopt"):
        answer = client.get(reverse(name, args=[made.pk]))
        assert answer.status_code == 404
        assert b"Applicant" not in answer.content


def test_what_is_not_ready_says_so(desk: Desk) -> None:
    made = proposed(desk, 2)
    with scope(SYSTEM):
        counts = {"offer": 0, "wait": 0, "decline": 0, "holds": 0}
        Selection.objects.filter(pk=made.pk).update(
            document={"is_ready": False, "counts": counts, "outcomes": [], "goals": []}, input_digest=""
        )
    text = text_of(desk.lead, "desk.selection", made.pk)
    assert "Being computed" in text
    assert "See what adopting does" not in text
    assert "being computed" in text_of(desk.lead, "desk.selections", desk.cohort)
