"""Figures follow from the answers, by a slow count of every pair; where there is none, the reason is told."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelterbelt.equip.engine.agreement import (
    Agreement,
    Items,
    Measure,
    Pairs,
    UnevenAnswers,
    Why,
    check,
    cohen,
    fleiss,
    krippendorff,
)

ANSWER = st.sampled_from(["met", "in_progress", "not_met", "need_support"])
PAIRS = st.lists(st.tuples(ANSWER, ANSWER), max_size=14).map(lambda rows: Pairs(tuple(rows)))
EVEN = st.integers(2, 5).flatmap(
    lambda raters: st.lists(st.tuples(*[ANSWER] * raters), max_size=10).map(lambda rows: Items(tuple(rows)))
)
GAPS = st.lists(st.lists(ANSWER, max_size=5).map(tuple), max_size=10).map(lambda rows: Items(tuple(rows)))


@given(PAIRS)
def test_two_people_agree_with_the_slow_count(asked: Pairs) -> None:
    assert check(asked, cohen(asked)) == ()


@given(EVEN)
def test_many_people_agree_with_the_slow_count(asked: Items) -> None:
    assert check(asked, fleiss(asked)) == ()


@given(GAPS)
def test_gaps_agree_with_the_slow_count(asked: Items) -> None:
    assert check(asked, krippendorff(asked)) == ()


@given(PAIRS)
def test_it_does_not_matter_who_comes_first(asked: Pairs) -> None:
    turned = Pairs(tuple((other, one) for one, other in asked.answers))
    assert cohen(turned) == cohen(asked)


@given(EVEN)
def test_the_order_of_items_and_answers_does_not_matter(asked: Items) -> None:
    rows = [tuple(reversed(row)) for row in reversed(asked.answers)]
    assert fleiss(Items(tuple(rows))) == fleiss(asked)
    assert krippendorff(Items(tuple(rows))) == krippendorff(asked)


@given(GAPS)
def test_nothing_is_ever_not_a_number(asked: Items) -> None:
    found = krippendorff(asked)
    figures = (found.value, found.observed, found.expected, found.error, found.error_by_chance)
    assert [figure for figure in figures if figure is not None and not math.isfinite(figure)] == []


@given(EVEN)
def test_with_many_answers_alpha_is_a_little_above_kappa(asked: Items) -> None:
    """Krippendorff (2011): alpha = kappa + (1 - kappa) / number of answers, where nobody is missing."""
    kappa, alpha = fleiss(asked), krippendorff(asked)
    if kappa.value is None or alpha.value is None:
        assert kappa.value is alpha.value
    else:
        assert alpha.value == pytest.approx(kappa.value + (1 - kappa.value) / kappa.answers)


@given(EVEN)
def test_where_nobody_is_missing_alpha_has_the_error_of_kappa(asked: Items) -> None:
    kappa, alpha = fleiss(asked), krippendorff(asked)
    assert alpha.error_by_chance is None
    if kappa.error is None:
        assert (alpha.error, alpha.reasons) == (None, kappa.reasons)
    else:
        assert alpha.error == pytest.approx(kappa.error)


SAME = (("met", "met"),) * 6
UNDEFINED = Agreement(Measure.COHEN, None, None, None, None, None, None, 0, 0, 0, (Why.NO_ITEMS,))


def test_no_items_is_told() -> None:
    assert cohen(Pairs(())) == UNDEFINED
    assert fleiss(Items(())) == replace(UNDEFINED, measure=Measure.FLEISS)
    assert krippendorff(Items(())) == replace(UNDEFINED, measure=Measure.KRIPPENDORFF)
    alone = Items((("met",), ("not_met",)))
    assert fleiss(alone) == replace(UNDEFINED, measure=Measure.FLEISS, left_out=2)
    assert krippendorff(alone) == replace(UNDEFINED, measure=Measure.KRIPPENDORFF, left_out=2)


@pytest.mark.parametrize("found", [cohen(Pairs(SAME)), fleiss(Items(SAME)), krippendorff(Items(SAME))])
def test_one_category_alone_gives_no_figure(found: Agreement) -> None:
    assert (found.value, found.error, found.interval) == (None, None, None)
    assert (found.observed, found.expected, found.reasons) == (1.0, 1.0, (Why.ONE_CATEGORY,))
    assert (found.items, found.answers) == (6, 12)


def test_full_agreement_is_not_told_as_sure() -> None:
    """The formula gives an error of nought, and an interval from 1 to 1 after three answers would mislead."""
    rows = (("met", "met"), ("met", "met"), ("not_met", "not_met"))
    for found in (cohen(Pairs(rows)), fleiss(Items(rows)), krippendorff(Items(rows))):
        assert (found.value, found.error, found.interval) == (1.0, None, None)
        assert found.reasons == (Why.NO_SPREAD,)


def test_a_single_item_has_no_error() -> None:
    found = cohen(Pairs((("met", "not_met"),)))
    assert (found.value, found.error, found.interval, found.reasons) == (0.0, None, None, (Why.ONE_ITEM,))


def test_an_interval_stays_between_its_ends() -> None:
    found = cohen(Pairs((("met", "met"),) * 4 + (("not_met", "not_met"),) * 4 + (("met", "not_met"),)))
    assert found.interval is not None
    assert found.interval[1] == 1.0


def test_items_that_one_left_out_do_not_count() -> None:
    kept = Pairs.of(["met", None, "not_met"], ["met", "met", None])
    assert kept == Pairs((("met", "met"),))
    with pytest.raises(ValueError, match="zip"):
        Pairs.of(["met"], [])


def test_uneven_answers_are_refused_with_a_remedy() -> None:
    with pytest.raises(UnevenAnswers, match=r"Items have 2, 3 answers.*krippendorff"):
        fleiss(Items((("met", "met"), ("met", "met", "met"))))


def test_the_check_catches_planted_faults() -> None:
    asked = Pairs((("met", "met"),) * 5 + (("not_met", "met"),) * 2 + (("not_met", "not_met"),) * 3)
    found = cohen(asked)
    assert found.value is not None
    assert found.error is not None
    assert check(asked, found) == ()
    assert check(asked, replace(found, value=found.value + 1e-9)) == ("value",)
    assert check(asked, replace(found, value=math.nan)) == ("value", "interval")
    assert check(asked, replace(found, error=found.error * 1.01)) == ("error",)
    assert check(asked, replace(found, error_by_chance=found.error)) == ("error_by_chance",)
    assert check(asked, replace(found, interval=(-2.0, 1.0))) == ("interval",)
    assert check(asked, replace(found, reasons=(Why.ONE_ITEM,))) == ("reasons",)
    alpha = krippendorff(Items(asked.answers))
    assert alpha.error is not None
    assert check(Items(asked.answers), replace(alpha, error=alpha.error * 1.01)) == ("error",)
    gaps = Items((("met", "met"), ("met",), ("not_met", "not_met")))
    assert check(gaps, replace(krippendorff(gaps), left_out=0)) == ("left_out",)
