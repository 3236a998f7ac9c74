"""An agency's year: figures worked by hand, nothing of anyone, one number of queries, nobody else's."""

import csv
import datetime as dt
import html
import io
from typing import Any, TypedDict
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from tests.equip.strategy.written import SITE, write
from tests.fixtures.agencies import AgencyFixture, make_agency
from tests.fixtures.desk import signed_in

from shelterbelt.equip.models import Action, Assessment, PackReading, Standing
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.equip.queries.yearly import Steps, Year, year_of
from shelterbelt.equip.services import actions, assessments, learning, settling, sites
from shelterbelt.equip.services.settling import Agreed, Shown
from shelterbelt.equip.services.sites import Look
from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.ground.access.roles import SYSTEM, Actor, Role
from shelterbelt.ground.db.scope import scope

pytestmark = pytest.mark.django_db

ASKED = [one.key for one in question_set().questions if one.scope == "agency" and one.domain == "policy"][:4]
OWNER, EVIDENCE = "Planted Night Lead", "Planted blue binder"


class Within(TypedDict):
    by: Actor
    agency: UUID


@pytest.fixture
def agency(db: None) -> AgencyFixture:
    del db
    return make_agency()


def this_year() -> int:
    return clock.today().year


def year(agency: AgencyFixture, wanted: int | None = None, by: Actor | None = None) -> Year:
    actor = by or agency.board
    with scope(actor):
        return year_of(for_=actor, agency=agency.organisation, year=wanted or this_year())


def assess(agency: AgencyFixture, *places: UUID, **given: str) -> UUID:
    """An assessment that is settled on the first questions and closed; `shown` has something that shows it."""
    within: Within = {"by": agency.leader, "agency": agency.organisation}
    made = assessments.open_assessment(**within, sites=places, closes_on=clock.today() + dt.timedelta(days=9))
    for name, answer in given.items():
        agreed = Agreed(answer.removesuffix("!"), owner=OWNER)
        standing = settling.settle_question(
            **within, assessment=made, question=ASKED[int(name[1:])], site=None, agreed=agreed
        )
        if answer.endswith("!"):
            settling.add_evidence(
                **within, assessment=made, standing=standing, shown=Shown("document", EVIDENCE)
            )
    assessments.close_assessment(**within, assessment=made)
    return made


def a_year_ago(assessment: UUID) -> dt.datetime:
    """The assessment, and what was settled in it, moved into last June."""
    then = dt.datetime(this_year() - 1, 6, 5, 12, tzinfo=dt.UTC)
    with scope(SYSTEM):
        Assessment.objects.filter(pk=assessment).update(opened_at=then, closed_at=then)
        Standing.objects.filter(assessment=assessment).update(settled_at=then)
    return then


def read(agency: AgencyFixture, pack: str, times: int) -> None:
    for _each in range(times):
        someone = agency.someone(Role.FRONT_LINE)
        learning.tell_read(by=someone, agency=agency.organisation, pack=pack, language="en")


def test_a_year_equals_the_one_worked_by_hand(agency: AgencyFixture) -> None:
    place = agency.site()
    agency.site("Second house")
    first = a_year_ago(assess(agency, q0="not_met", q1="met", q2="met"))
    assess(agency, q0="met!", q1="met", q2="need_support")
    look = next(one.key for one in question_set().looks if one.site_kind == "group_home")
    for ago in (0, 0):
        sites.keep_walk(
            by=agency.leader,
            agency=agency.organisation,
            site=place,
            walked_on=clock.today() - dt.timedelta(days=ago),
            looks={look: Look("yes")},
        )
    found = year(agency)
    assert (found.before, found.after) == (first.date(), clock.today())
    assert found.change is not None
    assert ([key for key, _site in found.change.newly_met], [key for key, _site in found.change.slipped]) == (
        [ASKED[0]],
        [ASKED[2]],
    )
    assert (found.settled, found.shown, found.sites, found.walked) == (3, 1, 2, 1)
    policy = next(one for one in found.domains if one.key == "policy")
    assert (policy.before.met, policy.after.met, policy.before.not_met, policy.after.need_support) == (
        2,
        2,
        1,
        1,
    )
    before = year(agency, this_year() - 1)
    assert (before.settled, before.shown, before.before, before.after) == (3, 0, first.date(), first.date())
    assert (before.change, before.is_over, found.is_over) == (
        None,
        True,
        clock.today() == dt.date(this_year(), 12, 31),
    )


def test_steps_of_a_strategy_are_counted_as_told(agency: AgencyFixture) -> None:
    one = write(agency)
    assert year(agency).steps == Steps(0, 0, 0, 0), "a draft is no promise yet"
    one.sign()
    one.put_in_force()
    assert year(agency).steps == Steps(0, 0, 0, 1)
    with scope(SYSTEM):
        Action.objects.filter(pk=one.action).update(due_on=clock.today() - dt.timedelta(days=3))
    assert year(agency).steps == Steps(0, 0, 1, 1)
    actions.tell_progress(**one.given, action=one.action, state="done", words="All have practised.")
    assert year(agency).steps == Steps(1, 0, 0, 0)


def test_few_readings_are_told_by_no_difference(agency: AgencyFixture) -> None:
    read(agency, "first-words", 6)
    assert [(one.key, one.readings) for one in year(agency).packs] == [("first-words", 6)]
    assert year(agency).readings == 6
    read(agency, "online", 2)
    found = year(agency)
    told = {one.key: one.readings for one in found.packs}
    assert told["online"] is None
    assert None in (told["first-words"], found.readings), "8 less 6 would tell of two"


def test_an_empty_year_says_so(agency: AgencyFixture) -> None:
    assert year(agency).is_empty is True
    shown = _page(agency.board, agency)
    assert "Nothing is known of this year" in shown
    read(agency, "first-words", 1)
    assert year(agency).is_empty is False


def _browser(actor: Actor) -> Client:
    assert actor.account is not None
    return signed_in(Account.objects.get(pk=actor.account))


def _page(actor: Actor, agency: AgencyFixture, name: str = "agency.year", wanted: int | None = None) -> str:
    answer = _browser(actor).get(reverse(name, args=[agency.organisation, wanted or this_year()]))
    assert answer.status_code == 200
    return html.unescape(answer.content.decode("utf-8-sig"))


def test_page_and_table_tell_numbers_and_nobody(agency: AgencyFixture) -> None:
    agency.site(SITE)
    assess(agency, q0="met!", q1="not_met")
    page, table = _page(agency.board, agency), _page(agency.board, agency, "agency.year.csv")
    rows = {tuple(row[:2]): row[3] for row in csv.reader(io.StringIO(table))}
    assert rows["in the year", "answers settled together"] == "2"
    assert rows["in the year", "of them with something that shows it"] == "1"
    for planted in (SITE, OWNER, EVIDENCE):
        assert planted not in page
        assert planted not in table
    with scope(SYSTEM):
        assert PackReading.objects.count() == 0


def test_a_year_is_the_agencys_own_and_within_reason(agency: AgencyFixture) -> None:
    other = make_agency(name="Elsewhere")
    with pytest.raises(NotThere):
        year(agency, by=other.leader)
    for wanted in (2019, this_year() + 1):
        with pytest.raises(NotThere):
            year(agency, wanted)
    asked = _browser(other.leader).get(reverse("agency.year", args=[agency.organisation, this_year()]))
    assert asked.status_code == 404


def test_queries_do_not_grow_with_sites(agency: AgencyFixture, django_assert_max_num_queries: Any) -> None:
    taken = []
    for number in (1, 29):
        places = [agency.site(f"House {number} {each}") for each in range(number)]
        assess(agency, *places, q0="met")
        with scope(agency.board), django_assert_max_num_queries(25) as seen:
            year_of(for_=agency.board, agency=agency.organisation, year=this_year())
        taken.append(len(seen))
    assert taken[0] == taken[1]
