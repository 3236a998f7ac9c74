"""Packs asked and read: of the right people, until the right day, again when it is time."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from tests.fixtures.agencies import AgencyFixture, make_agency

from shelterbelt.equip.models import PackReading
from shelterbelt.equip.queries.learning import learning_at_desk, learning_of
from shelterbelt.equip.queries.members import members_of
from shelterbelt.equip.queries.months import after_months
from shelterbelt.equip.queries.to_do import packs_to_do
from shelterbelt.equip.services import learning, members
from shelterbelt.equip.services.errors import Incomplete
from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import Denied, NotThere
from shelterbelt.ground.access.roles import SYSTEM, Actor, Role
from shelterbelt.ground.db.scope import scope

pytestmark = pytest.mark.django_db
PACK = "first-words"


@pytest.fixture
def agency(db: None) -> AgencyFixture:
    del db
    return make_agency()


def ask(agency: AgencyFixture, **given: Any) -> UUID:
    asked: dict[str, Any] = {
        "pack": PACK,
        "group": "front_line",
        "due_on": clock.today() + dt.timedelta(days=9),
    }
    asked |= {"again_months": 12, "by": agency.leader, "agency": agency.organisation}
    return learning.assign_pack(**{**asked, **given})


def states(actor: Actor) -> list[tuple[str, str]]:
    with scope(actor):
        return [(one.pack.key, one.state) for one in learning_of(for_=actor)]


def let_days_pass(days: int) -> None:
    """Move what was asked and read into the past."""
    with scope(SYSTEM):
        for row in PackReading.objects.all():
            row.read_at -= dt.timedelta(days=days)
            row.save()


def test_a_pack_is_asked_of_the_group_and_of_nobody_else(agency: AgencyFixture) -> None:
    ask(agency)
    assert states(agency.front_line) == [(PACK, "due")]
    assert [states(one) for one in (agency.leader, agency.survivor_adviser, agency.board)] == [[], [], []]
    assert states(make_agency(name="Other").front_line) == []


def test_a_site_asks_only_those_who_work_there(agency: AgencyFixture) -> None:
    here, there = agency.site("Here"), agency.site("There")
    worker = agency.someone(Role.FRONT_LINE)
    grant = _grant(agency, worker)
    members.place_member(by=agency.leader, agency=agency.organisation, member=grant, sites=[here])
    ask(agency, site=here)
    ask(agency, site=there, pack="money-harm")
    assert (states(worker), states(agency.front_line)) == ([(PACK, "due")], [])
    with scope(agency.leader):
        lines = learning_at_desk(for_=agency.leader, agency=agency.organisation)
    assert {(one.pack.key, one.site, one.asked, one.read) for one in lines} == {
        (PACK, "Here", 1, 0),
        ("money-harm", "There", 0, 0),
    }


def test_reading_is_told_taken_back_and_due_again(agency: AgencyFixture) -> None:
    ask(agency)
    given: dict[str, Any] = {"by": agency.front_line, "agency": agency.organisation, "pack": PACK}
    learning.tell_read(**given, language="fr")
    assert states(agency.front_line) == [(PACK, "read")]
    learning.take_back_reading(**given)
    assert states(agency.front_line) == [(PACK, "due")]
    learning.tell_read(**given, language="xx")
    with scope(agency.leader):
        assert [row.language for row in PackReading.objects.all()] == ["en"]
    let_days_pass(360)
    assert states(agency.front_line) == [(PACK, "read")]
    let_days_pass(10)
    assert states(agency.front_line) == [(PACK, "again")]


def test_a_changed_pack_is_shown_again(agency: AgencyFixture) -> None:
    ask(agency)
    learning.tell_read(by=agency.front_line, agency=agency.organisation, pack=PACK, language="en")
    with scope(SYSTEM):
        PackReading.objects.update(version="2025-1")
    assert states(agency.front_line) == [(PACK, "changed")]


def test_what_waits_stands_on_ones_own_page(agency: AgencyFixture) -> None:
    ask(agency)
    with scope(agency.front_line):
        assert [one.about for one in packs_to_do(agency.front_line)] == ["The first words"]
    learning.tell_read(by=agency.front_line, agency=agency.organisation, pack=PACK, language="en")
    with scope(agency.front_line):
        assert list(packs_to_do(agency.front_line)) == []


def test_leaders_see_who_waits_and_nobody_sees_another_agencys(agency: AgencyFixture) -> None:
    second = agency.someone(Role.FRONT_LINE)
    ask(agency)
    learning.tell_read(by=second, agency=agency.organisation, pack=PACK, language="en")
    with scope(agency.leader):
        (line,) = learning_at_desk(for_=agency.leader, agency=agency.organisation)
    assert (line.asked, line.read, [one.account for one in line.waiting]) == (
        2,
        1,
        [agency.front_line.account],
    )
    other = make_agency(name="Other")
    with scope(other.leader), pytest.raises(NotThere):
        learning_at_desk(for_=other.leader, agency=agency.organisation)
    with scope(agency.front_line), pytest.raises(Denied):
        learning_at_desk(for_=agency.front_line, agency=agency.organisation)
    with scope(other.leader):
        assert PackReading.objects.count() == 0


def test_asking_twice_changes_the_dates_and_ending_can_be_undone(agency: AgencyFixture) -> None:
    first = ask(agency)
    assert ask(agency, again_months=None) == first
    given: dict[str, Any] = {"by": agency.leader, "agency": agency.organisation, "assignment": first}
    learning.end_assignment(**given)
    assert states(agency.front_line) == []
    learning.resume_assignment(**given)
    assert states(agency.front_line) == [(PACK, "due")]
    learning.end_assignment(**given)
    second = ask(agency)
    learning.resume_assignment(**given)
    with scope(agency.leader):
        lines = learning_at_desk(for_=agency.leader, agency=agency.organisation)
    assert [one.id for one in lines] == [second]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"group": "young_adviser"}, "group"),
        ({"due_on": dt.date(2020, 1, 1)}, "due_on"),
        ({"again_months": 0}, "again_months"),
        ({"again_months": 61}, "again_months"),
    ],
)
def test_what_cannot_be_asked_is_said_by_field(
    agency: AgencyFixture, given: dict[str, object], field: str
) -> None:
    with pytest.raises(Incomplete) as error:
        ask(agency, **given)
    assert list(error.value.fields) == [field]


def test_only_leaders_ask_and_only_packs_that_exist(agency: AgencyFixture) -> None:
    with pytest.raises(Denied):
        ask(agency, by=agency.front_line)
    with pytest.raises(NotThere):
        ask(agency, pack="no-such-pack")
    other = make_agency(name="Other")
    with pytest.raises(NotThere):
        ask(agency, site=other.site("Theirs"))


def test_months_end_where_a_month_is_shorter() -> None:
    assert after_months(dt.date(2026, 1, 31), 1) == dt.date(2026, 2, 28)
    assert after_months(dt.date(2024, 2, 29), 12) == dt.date(2025, 2, 28)
    assert after_months(dt.date(2026, 11, 23), 14) == dt.date(2028, 1, 23)


def _grant(agency: AgencyFixture, actor: Actor) -> UUID:
    with scope(agency.leader):
        return next(
            one.grant
            for one in members_of(for_=agency.leader, agency=agency.organisation)
            if one.account == actor.account
        )
