"""Beside others: five of them at least, nothing of fewer by any difference, agreed to and ended at will."""

import html
from collections import Counter
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.agencies import AgencyFixture, make_agency
from tests.fixtures.desk import signed_in

from shelterbelt.equip.engine.readiness.plan import Tally
from shelterbelt.equip.models import PeerConsent, PeerCounted, PeerRelease
from shelterbelt.equip.queries.peers import (
    BANDS,
    FEWEST,
    Behind,
    PeersView,
    band_of,
    behind_before,
    cells_of_peers,
    may_be_told,
    peers_of,
)
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.equip.services import assessments, settling
from shelterbelt.equip.services.peers import agree_to_compare, compare_peers, stop_comparing
from shelterbelt.equip.services.settling import Agreed
from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.permissions import Denied, NotThere
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope

pytestmark = pytest.mark.django_db

ASKED = [one.key for one in question_set().questions if one.scope == "agency" and one.domain == "policy"]


def assess(agency: AgencyFixture, met: int) -> UUID:
    """A closed assessment in which the first `met` questions of a domain are met and the others are not."""
    made = assessments.open_assessment(
        by=agency.leader, agency=agency.organisation, sites=(), closes_on=clock.today()
    )
    for place, key in enumerate(ASKED):
        settling.settle_question(
            by=agency.leader,
            agency=agency.organisation,
            assessment=made,
            question=key,
            site=None,
            agreed=Agreed("met" if place < met else "not_met"),
        )
    assessments.close_assessment(by=agency.leader, agency=agency.organisation, assessment=made)
    return made


def agencies(number: int, met: int = 0) -> list[AgencyFixture]:
    found = [make_agency(name=f"Agency {place} {uuid4().hex[:4]}") for place in range(number)]
    for one in found:
        assess(one, met)
        agree_to_compare(by=one.leader, agency=one.organisation)
    return found


def seen(agency: AgencyFixture, by: Actor | None = None) -> PeersView:
    actor = by or agency.board
    with scope(actor):
        return peers_of(for_=actor, agency=agency.organisation)


def policy(view: PeersView) -> list[int | None]:
    (line,) = [one for one in view.domains if one.key == "policy"]
    return [line.counts[band] for band in BANDS]


def test_six_are_told_and_five_are_not(db: None) -> None:
    del db
    few = agencies(FEWEST - 1)
    assert compare_peers(by=SYSTEM) is False
    assert seen(few[0]).agencies is None
    agencies(1)
    assert compare_peers(by=SYSTEM) is True
    view = seen(few[0])
    assert (view.agencies, policy(view)) == (FEWEST, [FEWEST, 0, 0, 0])
    assert next(one.own for one in view.domains if one.key == "policy") == "few"


def test_a_group_of_fewer_is_left_out_with_what_gives_it_away(db: None) -> None:
    del db
    mine = agencies(7)[0]
    agencies(2, met=len(ASKED))
    assert compare_peers(by=SYSTEM) is True
    told = policy(seen(mine))
    assert told[3] is None
    assert None in told[:3], "nine less seven would tell of two"


def test_whoever_did_not_agree_sees_nothing_and_is_not_counted(db: None) -> None:
    del db
    agencies(FEWEST)
    outside = make_agency(name="Outside")
    assess(outside, len(ASKED))
    assert compare_peers(by=SYSTEM) is True
    assert seen(outside) == PeersView(agreed=False, agencies=None, made_on="", domains=())
    with scope(SYSTEM):
        assert PeerRelease.objects.get().agencies == FEWEST
        assert outside.organisation not in set(PeerCounted.objects.values_list("organisation", flat=True))


def test_leaving_ends_it_at_once_and_is_undone_by_agreeing(db: None) -> None:
    del db
    mine, *_others = agencies(FEWEST)
    compare_peers(by=SYSTEM)
    for _twice in (1, 2):
        stop_comparing(by=mine.leader, agency=mine.organisation)
    assert (seen(mine).agreed, seen(mine).domains) == (False, ())
    agencies(FEWEST)
    assert compare_peers(by=SYSTEM) is True
    with scope(SYSTEM):
        latest = PeerRelease.objects.latest("made_at")
        assert mine.organisation not in set(
            PeerCounted.objects.filter(release=latest).values_list("organisation", flat=True)
        )
    agree_to_compare(by=mine.leader, agency=mine.organisation)
    assert seen(mine).agreed is True


def test_nothing_is_told_anew_before_six_are_different(db: None) -> None:
    del db
    mine, *others = agencies(FEWEST)
    assert compare_peers(by=SYSTEM) is True
    first = policy(seen(mine))
    (joined,) = agencies(1, met=len(ASKED))
    assess(others[0], len(ASKED))
    stop_comparing(by=others[1].leader, agency=others[1].organisation)
    assert compare_peers(by=SYSTEM) is False
    assert (policy(seen(mine)), policy(seen(joined))) == (first, first)
    for one in (mine, *others[2:]):
        assess(one, 1)
    assert compare_peers(by=SYSTEM) is True
    assert policy(seen(mine)) != first or seen(mine).agencies == FEWEST


Steps = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 3)), max_size=40)


def told_by(history: list[tuple[int, int]], rule: Any) -> list[Behind]:
    """What stands behind each comparison if `rule` is asked after each step: agency, and 0 leaves or else a version."""
    ids = [UUID(int=place) for place in range(12)]
    now: dict[UUID, UUID] = {}
    told: list[Behind] = []
    for agency, version in history:
        now.pop(ids[agency], None)
        if version:
            now[ids[agency]] = UUID(int=1000 + version)
        behind = frozenset(now.items())
        if rule(behind, told):
            told.append(behind)
    return told


def fewest_apart(told: list[Behind]) -> int:
    """The fewest agencies by which any two comparisons differ."""
    apart = [
        len({agency for agency, _version in one ^ other})
        for place, one in enumerate(told)
        for other in told[:place]
    ]
    return min(apart, default=FEWEST)


@given(Steps)
def test_no_two_comparisons_ever_differ_by_few(history: list[tuple[int, int]]) -> None:
    told = told_by(history, may_be_told)
    assert all(len(one) >= FEWEST for one in told)
    assert fewest_apart(told) >= FEWEST


def test_comparing_with_the_last_one_alone_would_tell_of_few() -> None:
    def naive(now: Behind, before: list[Behind]) -> bool:
        return len(now) >= FEWEST and (
            not before or len({agency for agency, _version in now ^ before[-1]}) >= FEWEST
        )

    there = [(place, 1) for place in range(6)]
    others = [(place, 1) for place in range(6, 12)]
    back = [(place, 0) for place in range(6, 11)] + [(0, 2)]
    history = there + others + back
    assert fewest_apart(told_by(history, naive)) < FEWEST
    assert fewest_apart(told_by(history, may_be_told)) >= FEWEST


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=30))
def test_what_is_told_of_a_domain_adds_up_to_no_small_group(sizes: list[tuple[int, int]]) -> None:
    tallies = [{"policy": Tally(met=met, not_met=rest)} for met, rest in sizes]
    cells = cells_of_peers(tallies)
    true = Counter(band for one in tallies if (band := band_of(one["policy"])))
    shown = {band: cells.get(f"policy|{band}") for band in BANDS}
    for band, number in shown.items():
        assert number in {None, true[band]}
        assert number is None or number == 0 or number >= FEWEST
    hidden = [band for band in BANDS if shown[band] is None and true]
    assert len(hidden) != 1, "one alone is the rest of the sum"


@pytest.mark.parametrize(
    ("met", "rest", "band"),
    [
        (0, 8, "few"),
        (1, 7, "few"),
        (2, 6, "some"),
        (4, 4, "many"),
        (6, 2, "most"),
        (8, 0, "most"),
        (0, 0, None),
    ],
)
def test_bands_are_quarters(met: int, rest: int, band: str | None) -> None:
    assert band_of(Tally(met=met, not_met=rest, does_not_apply=3)) == band


def test_who_may_agree_and_look(db: None) -> None:
    del db
    mine, other = make_agency(), make_agency(name="Elsewhere")
    for actor in (mine.board, mine.front_line):
        with pytest.raises(Denied):
            agree_to_compare(by=actor, agency=mine.organisation)
    with pytest.raises(NotThere):
        agree_to_compare(by=other.leader, agency=mine.organisation)
    with pytest.raises(NotThere):
        seen(mine, by=other.leader)
    agree_to_compare(by=mine.leader, agency=mine.organisation)
    with scope(other.leader):
        assert PeerConsent.objects.count() == 0


def test_rows_behind_a_comparison_are_nobodys(db: None) -> None:
    del db
    mine, *_others = agencies(FEWEST)
    compare_peers(by=SYSTEM)
    for actor in mine.everyone:
        with scope(actor), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM equip_peercounted")
            assert cursor.fetchone() == (0,)
    with scope(SYSTEM):
        assert len(behind_before()[0]) == FEWEST


def test_pages_ask_tell_and_let_go(db: None) -> None:
    del db
    mine, *others = agencies(FEWEST)
    stop_comparing(by=mine.leader, agency=mine.organisation)
    client = _browser(mine.leader)
    address = reverse("agency.peers", args=[mine.organisation])
    assert "We agree to be compared" in _read(client, address)
    client.post(reverse("agency.peers.agree", args=[mine.organisation]))
    assert "There is no comparison yet" in _read(client, address)
    compare_peers(by=SYSTEM)
    shown = _read(client, address)
    assert "6 agencies were counted" in shown
    with scope(SYSTEM):
        names = [str(one.organisation) for one in others]
    assert [name for name in names if name in shown] == []
    client.post(reverse("agency.peers.stop", args=[mine.organisation]))
    assert "We agree to be compared" in _read(client, address)
    assert "We agree to be compared" not in _read(_browser(mine.board), address)


def _browser(actor: Actor) -> Client:
    assert actor.account is not None
    return signed_in(Account.objects.get(pk=actor.account))


def _read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_a_comparison_takes_as_many_queries_for_any_number(
    db: None, django_assert_max_num_queries: Any
) -> None:
    del db
    taken = []
    for number in (FEWEST, 2 * FEWEST):
        agencies(number)
        with django_assert_max_num_queries(40) as asked:
            assert compare_peers(by=SYSTEM) is True
        taken.append(len(asked))
    assert taken[1] - taken[0] <= 1, "one more statement where earlier comparisons are looked at"
