"""Fees, instalments and refunds: whatever is asked, the independent check finds nothing."""

from __future__ import annotations

import contextlib
import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shelterbelt.learn.engine.cost import (
    FeeProblem,
    RefundProblem,
    ScheduleProblem,
    TableError,
    fee_for,
    income_group,
    owed,
    read_table,
    refund_due,
    schedule,
)
from shelterbelt.learn.engine.cost.check import check_fee, check_refund, check_schedule
from shelterbelt.learn.engine.cost.plan import Code, Fee, Part, Refund, Schedule
from shelterbelt.learn.engine.cost.problem import GROUPS, Lane, Listing, Paid

DAY = dt.date(2026, 12, 1)
DIGITS = st.sampled_from((0, 2, 3))  # yen, dollars, dinars
MINOR = st.integers(0, 10_000_000)
PERCENT = st.integers(0, 100)
FEES = st.builds(
    FeeProblem,
    full_minor=MINOR,
    digits=DIGITS,
    group_percent=st.tuples(PERCENT, PERCENT, PERCENT, PERCENT),
    group=st.sampled_from(GROUPS),
    lane=st.sampled_from(Lane),
    pay_less_percent=PERCENT,
    chosen_minor=st.none() | MINOR,
)
DAYS = st.integers(-40, 400).map(lambda days: DAY + dt.timedelta(days=days))
SCHEDULES = st.builds(
    ScheduleProblem,
    total_minor=MINOR,
    digits=DIGITS,
    parts=st.integers(1, 24),
    today=st.just(DAY),
    meets_on=DAYS,
    ends_on=st.none() | DAYS,
    may_pass_first_meeting=st.booleans(),
    grace_days=st.integers(0, 60),
)
REFUNDS = st.builds(
    RefundProblem,
    movements=st.lists(
        st.builds(
            Paid,
            on=st.integers(0, 120).map(lambda days: DAY - dt.timedelta(days=days)),
            amount_minor=st.integers(-50_000, 100_000),
        ),
        max_size=8,
    ).map(tuple),
    charge_minor=st.integers(-10_000, 200_000),
    today=st.just(DAY),
    meets_on=DAYS,
    refund_days=st.integers(0, 60),
)
TABLE = """# year: 2026
# dated: 2025-07-01
# source: invented
# licence: CC BY 4.0
country,group,state
CA,H,confirmed
ET,,unconfirmed
VE,,unclassified
"""


@given(FEES)
@settings(max_examples=200)
def test_any_fee_passes_the_check(problem: FeeProblem) -> None:
    assert check_fee(problem, fee_for(problem)) == ()


@given(SCHEDULES)
@settings(max_examples=200)
def test_any_schedule_adds_up_to_the_unit(problem: ScheduleProblem) -> None:
    assert check_schedule(problem, schedule(problem)) == ()


@given(REFUNDS)
@settings(max_examples=200)
def test_any_refund_is_what_was_promised(problem: RefundProblem) -> None:
    assert check_refund(problem, refund_due(problem)) == ()


@given(FEES, st.integers(0, 100), st.integers(0, 100))
@settings(max_examples=60)
def test_a_poorer_group_never_pays_more(problem: FeeProblem, one: int, two: int) -> None:
    lower, higher = sorted((one, two))
    falling = replace(problem, group_percent=(higher, higher, lower, lower), lane=Lane.GROUP)
    assert (
        fee_for(replace(falling, group="L")).amount_minor <= fee_for(replace(falling, group="H")).amount_minor
    )


@pytest.mark.parametrize(
    ("full", "digits", "percent", "fee"),
    [
        (45_000, 2, 60, 27_000),
        (45_050, 2, 100, 45_050),  # the full fee stands as it is
        (44_999, 2, 30, 13_400),  # 134.997 dollars become 134
        (50_000, 0, 33, 16_500),  # yen have no smaller unit
        (135_555, 3, 10, 13_000),  # 13.5555 dinars become 13
        (900, 2, 10, 0),
        (0, 2, 60, 0),
    ],
)
def test_fees_are_rounded_down_to_whole_units(full: int, digits: int, percent: int, fee: int) -> None:
    found = fee_for(FeeProblem(full, digits, (percent, 0, 0, 0), "H"))
    assert found.amount_minor == fee
    assert (Code.NOTHING_TO_PAY in {reason.code for reason in found.reasons}) is (fee == 0)


def test_reasons_say_where_a_chosen_amount_was_moved() -> None:
    problem = FeeProblem(45_000, 2, (100, 60, 30, 10), "UM", Lane.PAY_LESS, 10, 1)
    low, high = fee_for(problem), fee_for(replace(problem, chosen_minor=99_999))
    assert (low.amount_minor, low.reasons[-1].code) == (2_700, Code.RAISED_TO_LEAST)
    assert (high.amount_minor, high.reasons[-1].code) == (27_000, Code.LOWERED_TO_GROUP)
    assert fee_for(replace(problem, chosen_minor=None)).amount_minor == 2_700


@pytest.mark.parametrize(
    "change",
    [
        {"group": "X"},
        {"full_minor": -1},
        {"chosen_minor": -1},
        {"pay_less_percent": 101},
        {"group_percent": (0, -1, 0, 0)},
    ],
)
def test_nonsense_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        fee_for(replace(FeeProblem(100, 2, (100, 60, 30, 10), "H"), **change))  # type: ignore[arg-type]


def test_instalments_as_one_would_write_them() -> None:
    asked = ScheduleProblem(45_000, 2, 3, today=DAY, meets_on=dt.date(2027, 1, 13))
    assert schedule(asked).parts == (
        Part(1, dt.date(2026, 12, 15), 15_000),
        Part(2, dt.date(2026, 12, 29), 15_000),
        Part(3, dt.date(2027, 1, 12), 15_000),
    )
    odd = schedule(replace(asked, total_minor=10_001))
    assert [part.amount_minor for part in odd.parts] == [3_401, 3_300, 3_300]


def test_late_admission_owes_at_once_and_a_small_sum_is_not_cut() -> None:
    late = schedule(ScheduleProblem(45_000, 2, 3, today=DAY, meets_on=DAY - dt.timedelta(days=3)))
    assert late.parts == (Part(1, DAY, 45_000),)
    assert {reason.code for reason in late.reasons} == {Code.DUE_AT_ONCE, Code.FEWER_PARTS_TIME}
    small = schedule(ScheduleProblem(150, 2, 3, today=DAY, meets_on=DAY + dt.timedelta(days=90)))
    assert [part.amount_minor for part in small.parts] == [150]
    assert schedule(replace(_asked(), total_minor=0)).parts == ()
    for wrong in (replace(_asked(), parts=0), replace(_asked(), total_minor=-1)):
        with pytest.raises(ValueError, match="at least one part"):
            schedule(wrong)


def _asked() -> ScheduleProblem:
    return ScheduleProblem(45_000, 2, 3, today=DAY, meets_on=dt.date(2027, 1, 13))


def test_latest_money_is_the_first_to_have_gone_back() -> None:
    problem = RefundProblem(
        movements=(
            Paid(DAY - dt.timedelta(days=50), 20_000),
            Paid(DAY - dt.timedelta(days=5), 10_000),
            Paid(DAY - dt.timedelta(days=1), -4_000),
        ),
        charge_minor=45_000,
        today=DAY,
        meets_on=DAY - dt.timedelta(days=10),
        refund_days=30,
    )
    assert (refund_due(problem).back_minor, refund_due(problem).kept_minor) == (6_000, 20_000)
    assert refund_due(replace(problem, charge_minor=15_000)).back_minor == 11_000
    assert refund_due(replace(problem, meets_on=DAY + dt.timedelta(days=1))).back_minor == 26_000
    assert refund_due(replace(problem, movements=())).back_minor == 0
    assert owed([45_000, -20_000, -10_000, 4_000]) == 19_000


def test_checks_catch_planted_faults() -> None:
    problem = FeeProblem(45_000, 2, (100, 60, 30, 10), "LM")
    for wrong in (Fee(13_501, 0, 13_501, ()), Fee(13_400, 0, 13_500, ()), Fee(13_500, 20_000, 13_500, ())):
        assert check_fee(problem, wrong)
    good = schedule(_asked())
    first, *rest = good.parts
    for parts in (
        (replace(first, amount_minor=first.amount_minor + 1), *rest),
        (replace(first, due_on=DAY - dt.timedelta(days=1)), *rest),
        (*good.parts[:-1], replace(good.parts[-1], due_on=dt.date(2027, 1, 13))),
        (first, replace(rest[0], due_on=first.due_on), rest[1]),
        (),
    ):
        assert check_schedule(_asked(), Schedule(tuple(parts), ()))
    refund = RefundProblem((Paid(DAY, 100),), 100, DAY, DAY, 30)
    for kept in (100, 101, 50):
        assert check_refund(refund, Refund(100 - kept, kept, ()))


@pytest.mark.parametrize(
    ("country", "group", "listing"),
    [
        ("CA", "H", Listing.CONFIRMED),
        ("ET", "L", Listing.UNCONFIRMED),
        ("VE", "L", Listing.UNCLASSIFIED),
        ("VA", "L", Listing.NOT_LISTED),
    ],
)
def test_doubt_never_costs_the_payer(country: str, group: str, listing: Listing) -> None:
    found = income_group(read_table(TABLE), country)
    assert (found.group, found.listing, found.is_confirmed) == (group, listing, listing is Listing.CONFIRMED)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("# year: 2026\n", "", "lacks '# year"),
        ("year: 2026", "year: soon", "needs '# year"),
        ("2025-07-01", "July", "needs '# year"),
        ("country,group", "land,group", "must be country,group,state"),
        ("CA,H", "Canada,H", "Line 6: 'Canada'"),
        ("CA,H", "CA,X", "Line 6: a confirmed country has one of H, UM, LM, L"),
        ("ET,,", "ET,L,", "Line 7"),
        ("unclassified", "lost", "'lost' is not confirmed"),
        ("VE,,unclassified", "VE", "write country, group and state"),
        ("VE,,unclassified", "CA,L,confirmed", "CA stands there twice"),
    ],
)
def test_table_names_its_mistakes(old: str, new: str, told: str) -> None:
    with pytest.raises(TableError, match=r".") as refused:
        read_table(TABLE.replace(old, new))
    assert told in str(refused.value)


@given(st.text(max_size=200))
@settings(max_examples=80)
def test_any_text_is_a_table_or_a_named_mistake(text: str) -> None:
    for given_text in (text, TABLE + text):
        with contextlib.suppress(TableError):
            assert read_table(given_text).economies
