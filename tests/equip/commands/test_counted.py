"""Answers without a name, attacked: with everything a report tells, no small number can be worked out."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from shelterbelt.equip.commands.counted import Told, told_of
from shelterbelt.equip.engine.readiness import Answer
from shelterbelt.equip.engine.readiness.problem import GIVEN
from shelterbelt.people.engine.safe_counts import Count, Problem, Release, Sum, Why, check

GROUP, QUESTION = "young_adviser", "care.here"
SITES = ("North", "South")
Numbers = dict[tuple[str, str], int]


def answers(numbers: Numbers) -> list[Answer]:
    return [
        Answer(QUESTION, site, "", GROUP, given_)
        for (site, given_), number in numbers.items()
        for _one in range(number)
    ]


def attacked(numbers: Numbers, told: Told, earlier: dict[str, int]) -> tuple[object, ...]:
    """What somebody finds out who knows every sum, every told number and an earlier report."""
    present = [site for site in SITES if any(numbers[site, one] for one in GIVEN)]
    true = {
        f"{site}|{one}": sum(
            numbers[place, each]
            for place in ([site] if site else present)
            for each in ([one] if one else GIVEN)
        )
        for site, one in product(("", *present), ("", *GIVEN))
    }
    sums = [Sum(f"{site}|", tuple(f"{site}|{one}" for one in GIVEN)) for site in ("", *present)]
    sums += [Sum(f"|{one}", tuple(f"{site}|{one}" for site in present)) for one in ("", *GIVEN)]
    shown = {f"{key[2]}|{key[3]}": number for key, number in told.cells.items() if number is not None}
    assert {key: true[key] for key in shown} == shown
    counts = tuple(Count(key, number) for key, number in true.items())
    hidden = {key: Why.SMALL for key in true if key not in shown}
    problem = Problem(counts, tuple(sums), earlier=tuple(earlier.items()))
    return check(problem, Release(shown, hidden))


NUMBERS = st.fixed_dictionaries(
    {(site, one): st.sampled_from([0, 0, 1, 3, 5, 8]) for site in SITES for one in GIVEN}
)


@settings(max_examples=20, deadline=None)
@given(NUMBERS.filter(lambda numbers: any(numbers.values())))
def test_no_small_number_can_be_worked_out(numbers: Numbers) -> None:
    assert attacked(numbers, told_of(answers(numbers)), {}) == ()


@settings(max_examples=15, deadline=None)
@given(
    NUMBERS.filter(lambda numbers: any(numbers.values())),
    st.lists(st.tuples(st.sampled_from(SITES), st.sampled_from(GIVEN)), max_size=3),
)
def test_a_second_report_does_not_give_away_who_came_since(
    numbers: Numbers, more: list[tuple[str, str]]
) -> None:
    first = told_of(answers(numbers))
    later = dict(numbers)
    for one in more:
        later[one] += 1
    second = told_of(answers(later), first)
    known = {f"{key[2]}|{key[3]}": number for key, number in first.cells.items() if number is not None}
    assert attacked(later, second, known) == ()
    assert not any(second.cells[key] is not None for key, number in first.cells.items() if number is None)


def test_the_attack_finds_a_number_that_was_told() -> None:
    numbers = {(site, one): 0 for site in SITES for one in GIVEN} | {("North", "met"): 2, ("South", "met"): 6}
    told = Told(
        {
            (GROUP, QUESTION, site, one): sum(
                numbers[place, each]
                for place in ([site] if site else SITES)
                for each in ([one] if one else GIVEN)
            )
            for site in ("", *SITES)
            for one in ("", *GIVEN)
        }
    )
    assert attacked(numbers, told, {})
