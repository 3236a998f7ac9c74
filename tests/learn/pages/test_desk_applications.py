"""Applications at the desk: what staff see, what they never see, and what is recorded."""

import csv
import io
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.fixtures.desk import Desk, add_applications, make_desk, signed_in

from shelterbelt.ground.access.models import Account
from shelterbelt.ground.audit.queries import events_recent
from shelterbelt.learn.formats.applications_csv import harmless

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db: None, account_factory: Callable[..., Account]) -> Desk:
    del db
    return make_desk(account_factory)


@pytest.fixture
def other(db: None, account_factory: Callable[..., Account]) -> Desk:
    del db
    return make_desk(account_factory)


def listed(desk: Desk, **query: str) -> str:
    page = reverse("desk.applications", args=[desk.cohort])
    answer = signed_in(desk.staff).get(page, query)
    assert answer.status_code == 200
    return answer.content.decode()


def names(text: str, name: str = "Applicant") -> list[str]:
    return [f"{name} {number:03}" for number in range(100) if f"<bdi>{name} {number:03}</bdi>" in text]


def test_pages_follow_on_one_another_without_gap_or_repeat(desk: Desk) -> None:
    rows = add_applications(desk, 65)
    seen: list[str] = []
    after = ""
    for expected in (30, 30, 5):
        text = listed(desk, after=after)
        found = names(text)
        assert len(found) == expected
        seen += found
        after = rows[len(seen) - 1].reference
    assert seen == [row.name for row in rows]
    assert "Earlier ones" not in text


def test_list_holds_neither_drafts_nor_other_organisations(desk: Desk, other: Desk) -> None:
    add_applications(desk, 2)
    add_applications(desk, 2, name="Drafting", state="draft")
    add_applications(other, 2, name="Foreign")
    text = listed(desk)
    assert names(text) == ["Applicant 000", "Applicant 001"]
    assert "Drafting" not in text
    assert "Foreign" not in text
    assert "@example.org" not in text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"country": "KE"}, [1, 4]),
        ({"mode": "on_site"}, [1, 3, 5]),
        ({"sector": "education"}, [0, 2, 4]),
        ({"text": "cant 00"}, [0, 1, 2, 3, 4, 5]),
        ({"text": "APPLICANT 003"}, [3]),
        ({"text": "100%"}, []),
        ({"state": "withdrawn"}, []),
        ({"country": "KE", "mode": "on_site"}, [1]),
        ({"country": "Atlantis"}, [0, 1, 2, 3, 4, 5]),
    ],
)
def test_list_is_narrowed(query: dict[str, str], expected: list[int], desk: Desk) -> None:
    add_applications(desk, 6)
    assert names(listed(desk, **query)) == [f"Applicant {number:03}" for number in expected]


@pytest.mark.parametrize("count", [1, 30])
def test_list_costs_the_same_for_one_and_thirty(count: int, desk: Desk) -> None:
    add_applications(desk, count)
    client = signed_in(desk.staff)
    page = reverse("desk.applications", args=[desk.cohort])
    client.get(page)
    with CaptureQueriesContext(connection) as asked:
        client.get(page)
    assert len(asked) <= 14


def test_opening_a_file_is_recorded_with_its_purpose(desk: Desk) -> None:
    (row,) = add_applications(desk, 1)
    page = reverse("desk.application", args=[row.reference])
    text = signed_in(desk.staff).get(page).content.decode()
    assert "This view is recorded, with its reason: reviewing applications." in text
    assert "applicant-0@example.org" in text
    signed_in(desk.staff).get(page, {"purpose": "bursary"})
    signed_in(desk.staff).get(page, {"purpose": "<script>"})
    seen = events_recent(for_=desk.leading, verb="application.view").events
    assert [event.purpose for event in seen] == [
        "reviewing applications",
        "deciding about bursaries",
        "reviewing applications",
    ]
    assert {event.actor for event in seen} == {desk.working.label}


@pytest.mark.parametrize("state", ["submitted", "draft"])
def test_file_of_another_or_of_a_draft_does_not_exist(state: str, desk: Desk, other: Desk) -> None:
    (foreign,) = add_applications(other, 1)
    (row,) = add_applications(desk, 1, state=state)
    client = signed_in(desk.staff)
    assert client.get(reverse("desk.application", args=[foreign.reference])).status_code == 404
    expected = 200 if state == "submitted" else 404
    assert client.get(reverse("desk.application", args=[row.reference])).status_code == expected


def test_export_is_recorded_and_holds_no_formula(desk: Desk, other: Desk) -> None:
    add_applications(desk, 2, name="=HYPERLINK(0)")
    add_applications(desk, 1, name="Drafting", state="draft")
    add_applications(other, 1, name="Foreign")
    client = signed_in(desk.staff)
    page = reverse("desk.applications.export", args=[desk.cohort])
    assert client.post(page, {"purpose": "curiosity"})["Content-Type"].startswith("text/html")
    answer = client.post(page, {"purpose": "review"})
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["name"] for row in rows] == ["'=HYPERLINK(0) 000", "'=HYPERLINK(0) 001"]
    (event,) = events_recent(for_=desk.leading, verb="learn.application.export").events
    assert (event.purpose, event.object_id) == ("reviewing applications", str(desk.cohort))


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", " =1", "\u200b=1", "\r=1", "|x", "%x"])
def test_cells_that_could_become_formulas_are_marked(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


def test_other_cells_stay_as_they_are() -> None:
    assert [harmless(cell) for cell in ("", "a=1", "Ана", "1-2")] == ["", "a=1", "Ана", "1-2"]
