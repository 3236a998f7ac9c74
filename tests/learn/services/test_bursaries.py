"""Bursaries: a pool that can never go below zero, whoever grants at the same moment."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import connections
from tests.fixtures.database import FreshDatabase
from tests.fixtures.fees import place, with_fees
from tests.fixtures.world import World, build_world

from shelterbelt.ground.access.permissions import Denied, NotThere
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.choices import LedgerKind
from shelterbelt.learn.models import BursaryGrant, BursaryPool, Cohort, FeeStatement
from shelterbelt.learn.queries.fees import balance_of
from shelterbelt.learn.queries.money_audit import money_breaks
from shelterbelt.learn.services import bursaries
from shelterbelt.learn.services.errors import NotInThisState, TooMuch
from shelterbelt.learn.services.ledger import enter

AT_ONCE = 50
EACH = 40_000
POOL = 1_080_000  # what the definition says: 27 grants of 400 dollars


@pytest.fixture
def priced(world: World) -> World:
    with_fees(world)
    return world


def pool(world: World) -> BursaryPool:
    with scope(SYSTEM):
        return BursaryPool.objects.get(cohort=world.cohort)


def test_grant_lowers_what_is_owed_and_release_raises_it(priced: World) -> None:
    placed, lead = place(priced, "one"), priced.host.actor("programme_lead")
    assert bursaries.set_pool(by=lead, cohort=priced.cohort) == POOL
    bursaries.grant_bursary(by=lead, statement=placed.statement, amount_minor=EACH)
    with pytest.raises(NotInThisState):
        bursaries.grant_bursary(by=lead, statement=placed.statement, amount_minor=1)
    assert (placed.balance(), pool(priced).granted_minor) == (5_000, EACH)
    with scope(SYSTEM):
        assert [part.amount_minor for part in placed.row().instalments.all()] == [5_000]
    assert bursaries.release_bursary(by=lead, statement=placed.statement) == EACH
    assert bursaries.release_bursary(by=lead, statement=placed.statement) == 0
    assert (placed.balance(), pool(priced).granted_minor) == (45_000, 0)
    assert bursaries.grant_bursary(by=lead, statement=placed.statement, amount_minor=45_000)
    assert placed.balance() == 0
    assert money_breaks(for_=SYSTEM) == ()


def test_more_than_is_owed_or_left_is_not_granted(priced: World) -> None:
    placed, lead = place(priced, "one"), priced.host.actor("programme_lead")
    with pytest.raises(TooMuch) as most:
        bursaries.grant_bursary(by=lead, statement=placed.statement, amount_minor=45_001)
    assert most.value.most_minor == 45_000
    bursaries.set_pool(by=lead, cohort=priced.cohort)
    with scope(SYSTEM):
        BursaryPool.objects.filter(cohort=priced.cohort).update(total_minor=100)
    with pytest.raises(TooMuch) as left:
        bursaries.grant_bursary(by=lead, statement=placed.statement, amount_minor=101)
    assert left.value.most_minor == 100
    for nothing in (0, -1):
        with pytest.raises(ValueError, match="no amount"):
            bursaries.grant_bursary(by=lead, statement=placed.statement, amount_minor=nothing)


def test_pool_does_not_fall_below_what_is_granted(priced: World) -> None:
    placed, lead = place(priced, "one"), priced.host.actor("programme_lead")
    bursaries.grant_bursary(by=lead, statement=placed.statement, amount_minor=EACH)
    rows = Cohort.objects.filter(pk=priced.cohort)
    rows.update(definition=rows.get().definition.replace('"10800.00"', '"300.00"'))
    with pytest.raises(NotInThisState):
        bursaries.set_pool(by=lead, cohort=priced.cohort)
    assert pool(priced).total_minor == POOL


@pytest.mark.parametrize("role", ["finance", "programme_staff", "reviewer"])
def test_only_leads_grant(role: str, priced: World) -> None:
    placed = place(priced, "one")
    for deed in _deeds(placed.statement, priced.cohort):
        with pytest.raises(Denied):
            deed(priced.host.actor(role))
        with pytest.raises(NotThere):
            deed(priced.other.actor("programme_lead"))


def _deeds(statement: UUID, cohort: UUID) -> tuple[Callable[[Actor], object], ...]:
    return (
        lambda by: bursaries.grant_bursary(by=by, statement=statement, amount_minor=1),
        lambda by: bursaries.release_bursary(by=by, statement=statement),
        lambda by: bursaries.set_pool(by=by, cohort=cohort),
    )


def _at_once(deeds: list[Callable[[], object]]) -> list[object]:
    """Every deed in a thread of its own, let go at one moment; what came of each."""
    gate = threading.Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> object:
        gate.wait(timeout=60)
        try:
            return deed()
        except TooMuch as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=len(deeds)) as threads:
        return list(threads.map(run, deeds))


def _many(world: World) -> list[UUID]:
    with_fees(world)
    return [place(world, f"n{number}").statement for number in range(AT_ONCE)]


def test_fifty_grants_at_once_never_take_the_pool_below_zero(fresh_database: FreshDatabase) -> None:
    del fresh_database
    world = build_world()
    statements, lead = _many(world), world.host.actor("programme_lead")
    bursaries.set_pool(by=lead, cohort=world.cohort)

    def grant(statement: UUID) -> Callable[[], object]:
        return lambda: bursaries.grant_bursary(by=lead, statement=statement, amount_minor=EACH)

    came = _at_once([grant(one) for one in statements])
    granted = [one for one in came if isinstance(one, UUID)]
    assert len(granted) == POOL // EACH
    assert {one.most_minor for one in came if isinstance(one, TooMuch)} == {0}
    assert pool(world).granted_minor == POOL
    assert money_breaks(for_=SYSTEM) == ()
    connections.close_all()


def test_without_the_lock_the_same_race_goes_wrong(fresh_database: FreshDatabase) -> None:
    """The control: read, think, write. Grants are lost from the count, and more is given than there is."""
    del fresh_database
    world = build_world()
    statements, lead = _many(world)[:10], world.host.actor("programme_lead")
    bursaries.set_pool(by=lead, cohort=world.cohort)
    met = threading.Barrier(len(statements))

    def careless(statement: UUID) -> Callable[[], object]:
        def grant() -> None:
            with scope(SYSTEM):
                seen = BursaryPool.objects.get(cohort=world.cohort)
                met.wait(timeout=60)
                row = FeeStatement.objects.get(pk=statement)
                BursaryGrant.objects.create(pool=seen, statement=row, amount_minor=EACH)
                enter(row, LedgerKind.BURSARY, EACH)
                time.sleep(0.01)
                BursaryPool.objects.filter(pk=seen.pk).update(granted_minor=seen.granted_minor + EACH)

        return grant

    _at_once([careless(one) for one in statements])
    assert pool(world).granted_minor == EACH
    breaks = money_breaks(for_=SYSTEM)
    assert [one.code for one in breaks if one.about == world.cohort] == ["pool_granted"]
    with scope(SYSTEM):
        assert {balance_of(one) for one in statements} == {5_000}
    connections.close_all()
