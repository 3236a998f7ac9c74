"""Sites and walks: kept for the agency alone, counted rightly, and corrected without loss."""

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from tests.fixtures.agencies import AgencyFixture, make_agency

from shelterbelt.equip.choices import Seen
from shelterbelt.equip.models import Site, Walk, WalkAnswer
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.equip.queries.sites import SiteLine, needs_strength, site_of, sites_of, walk_of
from shelterbelt.equip.services import sites
from shelterbelt.equip.services.errors import Incomplete, NotInThisState
from shelterbelt.equip.services.sites import Look
from shelterbelt.ground import audit, clock
from shelterbelt.ground.access.permissions import Denied, NotThere
from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.db.scope import scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency(db: None) -> AgencyFixture:
    del db
    return make_agency()


def looks_of(kind: str) -> list[str]:
    return [one.key for one in question_set().looks if one.site_kind == kind]


def listed(actor: Actor, agency: AgencyFixture, **given: bool) -> list[str]:
    with scope(actor):
        return [one.name for one in sites_of(for_=actor, agency=agency.organisation, **given)]


def the_site(actor: Actor, agency: AgencyFixture, site: UUID) -> SiteLine:
    with scope(actor):
        return site_of(for_=actor, agency=agency.organisation, site=site)


def all_well(kind: str) -> dict[str, Look]:
    """A walk that finds everything as it should be."""
    return {
        one.key: Look("yes" if one.effect == "lowers" else "no")
        for one in question_set().looks
        if one.site_kind == kind
    }


def test_sites_stand_by_name_and_the_closed_ones_apart(agency: AgencyFixture) -> None:
    for name in ("Willow House", "alder House", "Birch House"):
        agency.site(name)
    closed = agency.site("Old House")
    sites.close_site(by=agency.leader, agency=agency.organisation, site=closed)
    assert listed(agency.board, agency) == ["alder House", "Birch House", "Willow House"]
    assert listed(agency.board, agency, is_closed=True) == ["Old House"]
    sites.reopen_site(by=agency.leader, agency=agency.organisation, site=closed)
    assert len(listed(agency.board, agency)) == 4


def test_a_name_lies_sealed(agency: AgencyFixture) -> None:
    agency.site("Planted Harbour Lane")
    with connection.cursor() as cursor, scope(agency.leader):
        cursor.execute("SELECT encode(name, 'escape') FROM equip_site")
        assert "Planted" not in cursor.fetchone()[0]


def test_only_leaders_change_sites_and_everyone_walks(agency: AgencyFixture) -> None:
    site = agency.site()
    for one in (agency.front_line, agency.survivor_adviser, agency.board):
        with pytest.raises(Denied):
            sites.add_site(by=one, agency=agency.organisation, name="Mine", kind="school")
        with pytest.raises(Denied):
            sites.close_site(by=one, agency=agency.organisation, site=site)
    sites.keep_walk(
        by=agency.front_line,
        agency=agency.organisation,
        site=site,
        walked_on=clock.today(),
        looks=all_well("group_home"),
    )
    assert the_site(agency.board, agency, site).walks[0].to_strengthen == 0


def test_another_agencys_site_does_not_exist(agency: AgencyFixture) -> None:
    other = make_agency(name="Other")
    site = agency.site("Planted Place")
    with pytest.raises(NotThere):
        sites_of(for_=other.leader, agency=agency.organisation)
    with scope(other.leader), pytest.raises(NotThere):
        site_of(for_=other.leader, agency=other.organisation, site=site)
    with pytest.raises(NotThere):
        sites.change_site(by=other.leader, agency=other.organisation, site=site, name="Mine", kind="school")
    with scope(other.leader):
        assert list(Site.objects.all()) == []
    with scope(agency.leader):
        assert [row.pk for row in Site.objects.all()] == [site]


def test_a_walk_counts_what_is_to_be_strengthened(agency: AgencyFixture) -> None:
    site = agency.site()
    looks = all_well("group_home")
    first, second, third, *_rest = looks
    looks[first] = Look("partly", "The back stairs are dark.")
    looks[second] = Look("not_looked")
    looks[third] = Look("no" if looks[third].seen == "yes" else "yes")
    walk = sites.keep_walk(
        by=agency.leader,
        agency=agency.organisation,
        site=site,
        walked_on=dt.date(2026, 3, 2),
        looks=looks,
    )
    line = the_site(agency.leader, agency, site).walks[0]
    assert (line.to_strengthen, line.well, line.looked) == (2, len(looks) - 3, len(looks) - 1)
    with scope(agency.leader):
        view = walk_of(for_=agency.leader, agency=agency.organisation, site=site, walk=walk)
    notes = [found.note for theme in view.themes.values() for found in theme if found.look.key == first]
    assert notes == ["The back stairs are dark."]


def test_a_walk_is_gone_on_with(agency: AgencyFixture) -> None:
    site = agency.site()
    keys = looks_of("group_home")
    given: dict[str, Any] = {
        "by": agency.leader,
        "agency": agency.organisation,
        "site": site,
        "walked_on": clock.today(),
    }
    walk = sites.keep_walk(**given, looks={keys[0]: Look("yes", "First.")})
    assert sites.keep_walk(**given, looks={keys[0]: Look("no"), keys[1]: Look("yes")}, walk=walk) == walk
    with scope(agency.leader):
        kept = {row.look: row.seen for row in WalkAnswer.objects.filter(walk=walk)}
        assert (Walk.objects.count(), kept) == (1, {keys[0]: "no", keys[1]: "yes"})


def test_what_cannot_be_kept_is_said_by_field(agency: AgencyFixture) -> None:
    site = agency.site()
    key = looks_of("group_home")[0]
    given: dict[str, Any] = {"by": agency.leader, "agency": agency.organisation, "site": site}
    with pytest.raises(Incomplete) as error:
        sites.keep_walk(**given, walked_on=clock.today() + dt.timedelta(days=1), looks={key: Look("yes")})
    assert list(error.value.fields) == ["walked_on"]
    with pytest.raises(Incomplete) as error:
        sites.keep_walk(**given, walked_on=clock.today(), looks={"school.online.x": Look("yes")})
    assert list(error.value.fields) == ["school.online.x"]
    with pytest.raises(Incomplete) as error:
        sites.keep_walk(**given, walked_on=clock.today(), looks={key: Look("not_looked")})
    assert list(error.value.fields) == ["looks"]
    with pytest.raises(Incomplete) as error:
        sites.keep_walk(**given, walked_on=clock.today(), looks={key: Look("yes", "x" * 601)})
    assert list(error.value.fields) == [key]
    with scope(agency.leader):
        assert Walk.objects.count() == 0


def test_a_closed_site_and_a_foreign_walk_are_refused(agency: AgencyFixture) -> None:
    site = agency.site()
    looks = {looks_of("group_home")[0]: Look("yes")}
    given: dict[str, Any] = {
        "by": agency.leader,
        "agency": agency.organisation,
        "walked_on": clock.today(),
        "looks": looks,
    }
    with pytest.raises(NotThere):
        sites.keep_walk(**given, site=site, walk=uuid4())
    sites.close_site(by=agency.leader, agency=agency.organisation, site=site)
    with pytest.raises(NotInThisState):
        sites.keep_walk(**given, site=site)


@pytest.mark.parametrize(
    ("name", "kind", "field"),
    [(" ", "school", "name"), ("x" * 121, "school", "name"), ("A", "castle", "kind")],
)
def test_a_site_needs_a_name_and_a_kind(agency: AgencyFixture, name: str, kind: str, field: str) -> None:
    with pytest.raises(Incomplete) as error:
        sites.add_site(by=agency.leader, agency=agency.organisation, name=name, kind=kind)
    assert list(error.value.fields) == [field]


def test_every_change_leaves_one_event(agency: AgencyFixture) -> None:
    before = audit.models.Event.objects.count()
    site = agency.site()
    sites.change_site(by=agency.leader, agency=agency.organisation, site=site, name="New", kind="school")
    sites.close_site(by=agency.leader, agency=agency.organisation, site=site)
    assert audit.models.Event.objects.count() == before + 3
    assert audit.verify() == ()


def test_reading_sites_costs_the_same_at_one_and_thirty(
    agency: AgencyFixture, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for number in (1, 29):
        for place in range(number):
            site = agency.site(f"House {place}")
            given: dict[str, Any] = {"by": agency.leader, "agency": agency.organisation, "site": site}
            sites.keep_walk(**given, walked_on=clock.today(), looks=all_well("group_home"))
        with scope(agency.leader), django_assert_max_num_queries(12) as seen:
            sites_of(for_=agency.leader, agency=agency.organisation)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_what_raises_and_what_lowers_are_read_the_right_way_round() -> None:
    looks = {one.effect: one for one in question_set().looks}
    seen = {
        effect: [
            needs_strength(look, Seen(given) if given else None)
            for given in ("yes", "partly", "no", "not_looked", None)
        ]
        for effect, look in looks.items()
    }
    assert seen == {"lowers": [False, True, True, None, None], "raises": [True, True, False, None, None]}
