"""Any history of money is explained: random acts, some refused, and after each one the audit finds nothing."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from tests.fixtures.fees import Placed, place, with_fees
from tests.fixtures.world import World

from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.choices import LedgerKind
from shelterbelt.learn.models import BursaryPool
from shelterbelt.learn.queries.fees import Payer
from shelterbelt.learn.queries.money_audit import money_breaks
from shelterbelt.learn.services import bursaries, fees
from shelterbelt.learn.services.errors import Incomplete, NotInThisState, TooMuch

REFUSALS = (Incomplete, NotInThisState, TooMuch)
COUNTRIES = ("CA", "BR", "KE", "MW", "ET")
STEPS = 60
SOAK_STEPS = 3_000


def acts(world: World, one: Placed, dice: random.Random) -> dict[str, Callable[[], object]]:
    """What may be tried on a statement, whether it fits its state or not."""
    finance, lead = world.host.actor("finance"), world.host.actor("programme_lead")
    amount = dice.choice((1, 4_500, 13_500, 20_000, 45_000))

    def write(kind: LedgerKind) -> Callable[[], object]:
        return lambda: fees.write_ledger(by=finance, statement=one.statement, kind=kind, amount_minor=amount)

    return {
        "group": lambda: fees.choose_lane(by=one.bearer, lane="group"),
        "less": lambda: fees.choose_lane(by=one.bearer, lane="pay_less", amount_minor=amount),
        "employer": lambda: fees.choose_lane(
            by=one.bearer, lane="employer", payer=Payer("House", "Street 1")
        ),
        "parts": lambda: fees.plan_instalments(by=one.bearer, parts=dice.randint(0, 5)),
        "ask": lambda: fees.ask_bursary(by=one.bearer),
        "grant": lambda: bursaries.grant_bursary(by=lead, statement=one.statement, amount_minor=amount),
        "release": lambda: bursaries.release_bursary(by=lead, statement=one.statement),
        "payment": write(LedgerKind.PAYMENT),
        "refund": write(LedgerKind.REFUND),
        "chargeback": write(LedgerKind.CHARGEBACK),
        "write_off": write(LedgerKind.WRITE_OFF),
        "close": lambda: fees.close_statement(by=SYSTEM, application=one.application, because="withdrawn"),
        "open": lambda: fees.open_statement(by=SYSTEM, application=one.application),
    }


def walk(world: World, steps: int, seed: int) -> tuple[int, int]:
    """Random acts from a seed; how many were done and how many refused."""
    dice = random.Random(seed)  # noqa: S311 -- a history, not a secret
    with_fees(world)
    people = [place(world, f"p{number}", country) for number, country in enumerate(COUNTRIES)]
    bursaries.set_pool(by=world.host.actor("programme_lead"), cohort=world.cohort)
    with scope(SYSTEM):
        # A pool that is soon empty.
        BursaryPool.objects.filter(cohort=world.cohort).update(total_minor=50_000)
    done = refused = 0
    for _step in range(steps):
        possible = acts(world, dice.choice(people), dice)
        # Few places are given back, or the histories would all be short.
        name = dice.choice([each for each in possible if each != "close" or dice.random() < 0.3])
        try:
            possible[name]()
            done += 1
        except REFUSALS:
            refused += 1
        assert money_breaks(for_=SYSTEM, cohort=world.cohort) == (), name
        with scope(SYSTEM):
            pool = BursaryPool.objects.get(cohort=world.cohort)
            assert 0 <= pool.granted_minor <= pool.total_minor
    return done, refused


@pytest.mark.parametrize("seed", [1, 2])
def test_every_cent_is_explained_after_every_act(seed: int, world: World) -> None:
    done, refused = walk(world, STEPS, seed)
    assert done > STEPS // 3
    assert refused


@pytest.mark.soak
def test_every_cent_is_explained_in_long_histories(world: World) -> None:
    done, refused = walk(world, SOAK_STEPS, 7)
    assert done > SOAK_STEPS // 10
    assert refused
