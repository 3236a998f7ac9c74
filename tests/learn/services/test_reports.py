"""Reports for a funder: true numbers, nobody singled out, nothing to be had by subtracting releases."""

import csv
import io
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.urls import reverse
from tests.fixtures.desk import Desk, add_applications, make_desk, signed_in

from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.permissions import Denied, NotThere
from shelterbelt.ground.access.queries import actor_of
from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.formats.reports import chart_of
from shelterbelt.learn.models import Application, Cohort, ReportRelease
from shelterbelt.learn.queries.reports import STAGES, counting_problem
from shelterbelt.learn.services.errors import NotInThisState
from shelterbelt.learn.services.reports import ask_report, make_report
from shelterbelt.people.engine.safe_counts import check, plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db: None, account_factory: Callable[..., Account]) -> Desk:
    del db
    return make_desk(account_factory)


def programme_of(desk: Desk) -> UUID:
    return Cohort.objects.get(pk=desk.cohort).programme_id


def change(rows: list[Application], **columns: object) -> None:
    with scope(SYSTEM):
        Application.objects.filter(pk__in=[row.pk for row in rows]).update(**columns)


def fill(desk: Desk) -> list[Application]:
    """Thirty applications; three from Finland, twelve admitted."""
    rows = add_applications(desk, 30)
    change(rows[:3], country="FI")
    change(rows[10:22], state="admitted")
    add_applications(desk, 4, name="Draft", state="draft")
    return rows


def cells() -> dict[str, int | None]:
    with scope(SYSTEM):
        found: dict[str, int | None] = ReportRelease.objects.latest("made_at").cells
    return found


def test_release_is_true_and_leaves_out_who_could_be_singled_out(desk: Desk) -> None:
    fill(desk)
    make_report(by=desk.leading, programme=programme_of(desk))
    found = cells()
    assert (found["all|applied|total|"], found["all|offered|total|"], found["all|admitted|total|"]) == (
        30,
        12,
        12,
    )
    assert found["all|applied|country|FI"] is None
    assert not [number for number in found.values() if number in range(1, 5)]
    with scope(desk.leading):
        problem = counting_problem(for_=desk.leading, programme=programme_of(desk))
    assert problem.by_key["all|applied|country|FI"].count == 3
    assert check(problem, plan(problem)) == ()


def test_release_is_refused_where_it_would_tell_of_few(desk: Desk) -> None:
    programme = programme_of(desk)
    rows = add_applications(desk, 4)
    with pytest.raises(NotInThisState, match="too_few"):
        ask_report(by=desk.leading, programme=programme)
    rows += add_applications(desk, 8, name="More")
    make_report(by=desk.leading, programme=programme)
    with pytest.raises(NotInThisState, match="too_little"):
        make_report(by=desk.leading, programme=programme)
    add_applications(desk, 2, name="Late")
    with pytest.raises(NotInThisState, match="too_little"):
        make_report(by=desk.leading, programme=programme)
    add_applications(desk, 6, name="Later")
    make_report(by=desk.leading, programme=programme)
    with scope(SYSTEM):
        first, second = [one.cells for one in ReportRelease.objects.order_by("made_at")]
    for key, number in first.items():
        if number is not None and second.get(key) is not None:
            assert abs(second[key] - number) not in range(1, 5), key


def test_two_cohorts_make_up_the_programme_and_give_nobody_away(desk: Desk) -> None:
    fill(desk)
    first = Cohort.objects.get(pk=desk.cohort)
    other = Cohort.objects.create(
        programme=first.programme,
        slug="other",
        definition=first.definition,
        apply_opens_at=first.apply_opens_at,
        apply_closes_at=first.apply_closes_at,
    )
    rows = add_applications(desk, 8, name="Other")
    change(rows, cohort=other)
    with scope(desk.leading):
        problem = counting_problem(for_=desk.leading, programme=programme_of(desk))
    assert problem.by_key["other|applied|total|"].count == 8
    assert check(problem, plan(problem)) == ()


def test_others_can_neither_make_nor_read(desk: Desk, account_factory: Callable[..., Account]) -> None:
    fill(desk)
    programme = programme_of(desk)
    make_report(by=desk.leading, programme=programme)
    other = make_desk(account_factory)
    finance = actor_of(account_factory("finance", organisation=desk.organisation).pk)
    for actor, refusal in ((desk.working, Denied), (finance, Denied), (other.leading, NotThere)):
        with pytest.raises(refusal):
            ask_report(by=actor, programme=programme)
        with scope(actor), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM learn_reportrelease")
            assert cursor.fetchone() == (0,)
    with pytest.raises(NotThere):
        make_report(by=desk.leading, programme=uuid4())


def test_page_and_file_show_the_same_and_nothing_of_what_is_left_out(desk: Desk) -> None:
    rows = fill(desk)
    change(rows[4:5], agency="Planted Agency", email="planted@example.org")
    programme = programme_of(desk)
    client = signed_in(desk.lead)
    page = reverse("desk.report", args=[programme])
    assert "No release yet" in client.get(page).content.decode()
    make_report(by=desk.leading, programme=programme)
    text = client.get(page).content.decode()
    assert "Europe: Finland" in text
    assert "left out" in text
    answer = client.get(reverse("desk.report.csv", args=[programme]))
    table = list(csv.reader(io.StringIO(answer.content.decode())))
    assert table[0] == ["Cohort", "Table", "Row", "Applied", "Offered a place", "Admitted"]
    assert ["The cohort", "Everyone", "Everyone", "30", "12", "12"] in table
    (finland,) = [row for row in table if "Finland" in row[2]]
    assert finland[3] == "left out"
    assert len(table) - 1 == len(cells()) // 3
    for body in (text, answer.content.decode()):
        assert [one for one in ("Planted", "planted@", rows[0].reference, "Applicant") if one in body] == []
    assert client.post(page).status_code == 302
    assert "Too little has changed" in client.get(page).content.decode()


def test_chart_marks_what_is_left_out_so_that_it_is_not_read_as_nobody() -> None:
    numbers = {"africa": (60, None, None), "asia": (55, 12, 0)}
    found = {
        f"all|{stage}|region|{region}": number
        for region, told in numbers.items()
        for stage, number in zip(STAGES, told, strict=True)
    }
    drawn = chart_of(found, "all", "region")
    assert drawn is not None
    assert drawn.svg.count(">left out</text>") == 2
    assert chart_of(dict.fromkeys(found), "all", "region") is None
