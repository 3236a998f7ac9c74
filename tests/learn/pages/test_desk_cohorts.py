"""Programmes and cohorts at the desk, on a real database, without JavaScript."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.fixtures.desk import Desk, add_applications, definition, make_desk, signed_in

from shelterbelt.ground.access.models import Account
from shelterbelt.learn.models import Cohort
from shelterbelt.learn.services import cohorts

pytestmark = pytest.mark.django_db
MakeAccount = Callable[..., Account]
COHORT_PAGES = (
    "desk.cohort",
    "desk.applications",
    "desk.speakers",
    "desk.cohort.export",
    "desk.applications.export",
)
LEAD_PAGES = (
    "desk.definition",
    "desk.cohort.copy",
    "desk.cohort.open",
    "desk.cohort.close",
    "desk.speakers.add",
    "desk.speakers.table",
)


@pytest.fixture
def desk(db: None, account_factory: MakeAccount) -> Desk:
    del db
    return make_desk(account_factory)


@pytest.fixture
def other(db: None, account_factory: MakeAccount) -> Desk:
    del db
    return make_desk(account_factory)


def address(name: str, desk: Desk) -> str:
    return reverse(name, args=[desk.cohort])


@pytest.mark.parametrize("name", COHORT_PAGES + LEAD_PAGES)
def test_pages_of_a_cohort_answer_its_lead(name: str, desk: Desk) -> None:
    assert signed_in(desk.lead).get(address(name, desk)).status_code == 200


@pytest.mark.parametrize("name", COHORT_PAGES + LEAD_PAGES)
def test_pages_of_a_cohort_do_not_exist_for_another_organisation(name: str, desk: Desk, other: Desk) -> None:
    assert signed_in(other.lead).get(address(name, desk)).status_code == 404


@pytest.mark.parametrize("name", COHORT_PAGES)
def test_staff_read(name: str, desk: Desk) -> None:
    assert signed_in(desk.staff).get(address(name, desk)).status_code == 200


@pytest.mark.parametrize("name", LEAD_PAGES)
def test_staff_do_not_edit(name: str, desk: Desk) -> None:
    client = signed_in(desk.staff)
    assert client.get(address(name, desk)).status_code == 403
    assert client.post(address(name, desk)).status_code == 403


def test_list_shows_own_cohorts_alone_with_counts(desk: Desk, other: Desk) -> None:
    add_applications(desk, 3)
    add_applications(other, 7)
    text = signed_in(desk.staff).get(reverse("desk.programmes")).content.decode()
    assert f"Agency {desk.slug}" in text
    assert other.slug not in text
    assert f'<a href="{address("desk.applications", desk)}">3</a>' in text
    assert "draft, seen by staff only" in text


def test_empty_list_says_what_to_do(account_factory: MakeAccount) -> None:
    lead = account_factory("programme_lead")
    assert "Make the first cohort" in signed_in(lead).get(reverse("desk.programmes")).content.decode()
    staff = account_factory("programme_staff")
    text = signed_in(staff).get(reverse("desk.programmes")).content.decode()
    assert "A programme lead of your organisation makes the first one" in text
    assert reverse("desk.cohort.new") not in text


def test_list_asks_as_often_for_thirty_cohorts_as_for_one(desk: Desk) -> None:
    client = signed_in(desk.lead)
    client.get(reverse("desk.programmes"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("desk.programmes"))
    text = definition(desk.slug)
    for number in range(29):
        cohorts.create_cohort(
            by=desk.leading,
            organisation=desk.organisation,
            text=text.replace('slug = "2027-01"', f'slug = "2027-01-{number}"'),
        )
    with CaptureQueriesContext(connection) as thirty:
        answer = client.get(reverse("desk.programmes"))
    assert answer.content.decode().count("draft, seen by staff only") == 30
    assert len(thirty) == len(one)


def test_open_and_close_can_be_undone(desk: Desk) -> None:
    client = signed_in(desk.lead)
    page = address("desk.cohort.open", desk)
    assert "Everyone on the internet" in client.get(page).content.decode()
    assert Cohort.objects.get(pk=desk.cohort).state == "draft"
    for name, state in (("open", "open"), ("close", "closed"), ("open", "open")):
        assert client.post(address(f"desk.cohort.{name}", desk)).status_code == 302
        assert Cohort.objects.get(pk=desk.cohort).state == state


def test_closing_a_draft_says_so_and_changes_nothing(desk: Desk) -> None:
    answer = signed_in(desk.lead).post(address("desk.cohort.close", desk), follow=True)
    assert "A draft is not open" in answer.content.decode()
    assert Cohort.objects.get(pk=desk.cohort).state == "draft"


def test_export_is_the_stored_text(desk: Desk) -> None:
    answer = signed_in(desk.staff).get(address("desk.cohort.export", desk))
    assert answer.content.decode() == definition(desk.slug)
    assert answer["Content-Disposition"] == f'attachment; filename="{desk.slug}-2027-01.toml"'


def test_copy_shows_moved_dates_and_makes_nothing_until_told(desk: Desk) -> None:
    client = signed_in(desk.lead)
    page = address("desk.cohort.copy", desk)
    text = client.get(page, {"first_week": "2028-01-12", "slug": "2028-01"}).content.decode()
    assert "2028-01-10" in text
    assert "2027-01-11" in text
    assert Cohort.objects.filter(programme__slug=desk.slug).count() == 1
    answer = client.post(page, {"first_week": "2028-01-12", "slug": "2028-01"})
    made = Cohort.objects.get(programme__slug=desk.slug, slug="2028-01")
    assert answer["Location"] == reverse("desk.cohort", args=[made.pk])
    assert made.state == "draft"


def test_copy_names_clashes_before_it_is_made(desk: Desk) -> None:
    text = definition(desk.slug).replace('pattern = "choose"\nweekdays = ["wednesday"]', 'pattern = "dates"')
    fixed = text.replace("# Five of the twelve Wednesdays.\ncount = 5\n", "dates = [2027-03-31]\n")
    skipped = fixed.replace('start = "18:00"\nminutes', 'start = "02:30"\nminutes').replace(
        'earliest_start = "16:00"\nlatest_start = "21:00"', 'earliest_start = "02:30"\nlatest_start = "02:30"'
    )
    moved = skipped.replace("2027-03-31", "2027-03-21")
    cohorts.edit_definition(by=desk.leading, cohort=desk.cohort, text=moved, revision=1)
    page = address("desk.cohort.copy", desk)
    # Clocks in Toronto jump from 02:00 to 03:00 on Sunday 12 March 2028, 51 weeks later.
    text = signed_in(desk.lead).get(page, {"first_week": "2028-01-03"}).content.decode()
    assert "On 2028-03-12 clocks in America/Toronto jump over 02:30." in text
    assert "Mend the copy in the editor" in text


@pytest.mark.parametrize("week", ["", "soon", "0001-01-01", "9999-12-31", "2500-01-01"])
def test_copy_to_no_possible_week_is_explained(week: str, desk: Desk) -> None:
    client = signed_in(desk.lead)
    for answer in (
        client.get(address("desk.cohort.copy", desk), {"first_week": week}),
        client.post(address("desk.cohort.copy", desk), {"first_week": week}),
    ):
        assert answer.status_code == 200
        assert 'class="error' in answer.content.decode() or "errorlist" in answer.content.decode()
    assert Cohort.objects.filter(programme__slug=desk.slug).count() == 1


def test_copy_under_a_taken_name_is_explained(desk: Desk) -> None:
    page = address("desk.cohort.copy", desk)
    answer = signed_in(desk.lead).post(page, {"first_week": "2028-01-10", "slug": "2027-01"})
    assert "has a cohort “2027-01” already" in answer.content.decode()
