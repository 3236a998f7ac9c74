"""Nobody works out a small group: not from margins, other tables, differences or earlier releases."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from types import MappingProxyType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shelterbelt.people.engine import safe_counts
from shelterbelt.people.engine.safe_counts import Count, Leak, Problem, Release, Sum, Why, check, plan
from shelterbelt.people.engine.safe_counts.openings import most


def table(**counts: int) -> Problem:
    """One table with its total."""
    rows = tuple(Count(key, count) for key, count in counts.items())
    return Problem((Count("all", sum(counts.values()), weight=9), *rows), (Sum("all", tuple(counts)),))


def grid(cells: list[list[int]], **more: object) -> Problem:
    """Rows and columns with their totals, as two tables on the same people."""
    height, width = len(cells), len(cells[0])
    counts = [Count("all", sum(map(sum, cells)), weight=20)]
    counts += [Count(f"r{row}", sum(cells[row]), weight=5) for row in range(height)]
    counts += [Count(f"c{at}", sum(line[at] for line in cells), weight=5) for at in range(width)]
    counts += [Count(f"x{row}{at}", cells[row][at]) for row, at in product(range(height), range(width))]
    sums = [Sum(f"r{row}", tuple(f"x{row}{at}" for at in range(width))) for row in range(height)]
    sums += [Sum(f"c{at}", tuple(f"x{row}{at}" for row in range(height))) for at in range(width)]
    sums += [Sum("all", tuple(f"r{row}" for row in range(height)))]
    return Problem(tuple(counts), tuple(sums), **more)  # type: ignore[arg-type]


def told(problem: Problem, *hidden: str) -> Release:
    """A release of one's own making."""
    return Release(
        MappingProxyType(
            {one.key: one.count for one in problem.counts if one.is_shown and one.key not in hidden}
        ),
        MappingProxyType(dict.fromkeys(hidden, Why.SMALL)),
    )


def test_surface_is_small_and_named() -> None:
    assert sorted(safe_counts.__all__) == sorted(set(safe_counts.__all__))
    assert all(hasattr(safe_counts, name) for name in safe_counts.__all__)


def test_nothing_is_left_out_where_nothing_is_small() -> None:
    release = plan(table(ke=5, pe=0, ca=12))
    assert dict(release.hidden) == {}
    assert dict(release.shown) == {"all": 17, "ke": 5, "pe": 0, "ca": 12}


def test_one_small_count_takes_the_lightest_companion_and_nobody_is_left_out() -> None:
    release = plan(table(ke=3, pe=7, ca=10, fr=0))
    assert dict(release.hidden) == {"ke": Why.SMALL, "pe": Why.TOGETHER}
    assert release.shown["fr"] == 0


def test_two_ones_that_would_be_known_from_their_sum_take_a_third() -> None:
    problem = table(ke=1, pe=1, ca=30)
    assert [leak.code for leak in check(problem, told(problem, "ke", "pe"))] == ["worked_out"] * 2
    assert set(plan(problem).hidden) == {"ke", "pe", "ca"}


def test_small_counts_with_room_between_them_need_no_companion() -> None:
    assert set(plan(table(ke=3, pe=2, ca=2, fr=40)).hidden) == {"ke", "pe", "ca"}


def test_four_people_in_all_tell_nothing() -> None:
    problem = table(ke=3, pe=1)
    release = plan(problem)
    assert dict(release.shown) == {}
    assert check(problem, release) == ()


ATTACKS = [
    ("from the margin", table(ke=3, pe=7, ca=10), ("ke",), {"ke": (3, 3)}),
    ("from a square with one open corner", grid([[3, 9], [8, 7]]), ("x00", "x01", "x10"), {"x00": (3, 3)}),
    (
        "from a square that forces a range",
        grid([[3, 9], [8, 1]]),
        ("x00", "x01", "x10", "x11"),
        {"x00": (3, 3), "x11": (1, 1)},
    ),
]


@pytest.mark.parametrize(("name", "problem", "hidden", "found"), ATTACKS, ids=[one[0] for one in ATTACKS])
def test_attack_works_out_what_a_careless_release_gives_away(
    name: str, problem: Problem, hidden: tuple[str, ...], found: dict[str, tuple[int, int]]
) -> None:
    leaks = {leak.key: (leak.low, leak.high) for leak in check(problem, told(problem, *hidden))}
    if name == "from a square that forces a range":
        assert set(leaks) <= set(found)
    else:
        assert leaks == found
    assert check(problem, plan(problem)) == ()


def test_difference_of_two_tables_is_guarded() -> None:
    """Nine applied from a country and eight were offered a place: the one who was not is a small group."""
    counts = (
        Count("applied", 40, weight=9),
        Count("offered", 20, weight=9),
        Count("rest", 20, is_shown=False),
        Count("applied.ke", 9),
        Count("applied.pe", 31),
        Count("offered.ke", 8),
        Count("offered.pe", 12),
        Count("rest.ke", 1, is_shown=False),
        Count("rest.pe", 19, is_shown=False),
    )
    sums = (
        *(Sum(f"{stage}", (f"{stage}.ke", f"{stage}.pe")) for stage in ("applied", "offered", "rest")),
        *(Sum(f"applied{place}", (f"offered{place}", f"rest{place}")) for place in ("", ".ke", ".pe")),
    )
    problem = Problem(counts, sums)
    assert [leak.key for leak in check(problem, told(problem))] == ["rest.ke"]
    release = plan(problem)
    assert release.hidden
    assert check(problem, release) == ()


def test_difference_to_an_earlier_release_is_guarded() -> None:
    before = table(ke=8, pe=9, ca=20)
    now = replace(table(ke=9, pe=9, ca=26), earlier=tuple(plan(before).shown.items()))
    assert [leak.code for leak in check(now, told(now))] == ["told_small", "worked_out"]
    release = plan(now)
    assert release.hidden["ke"] is Why.CHANGED
    assert release.shown["all"] == 44
    assert check(now, release) == ()
    assert dict(plan(replace(now, earlier=(("all", 44), ("ke", 9)))).hidden) == {}


def test_check_catches_planted_faults() -> None:
    problem = table(ke=3, pe=7, ca=10)
    good = plan(problem)
    wrong = replace(good, shown=MappingProxyType({**good.shown, "ca": 11}))
    assert Leak("told_wrong", "ca") in check(problem, wrong)
    lost = replace(good, shown=MappingProxyType({"all": 20}))
    assert Leak("lost", "ca") in check(problem, lost)
    assert [leak.code for leak in check(table(ke=9, pe=0), told(table(ke=9, pe=0), "pe"))] == [
        "hid_nobody",
        "hid_needlessly",
    ]


@pytest.mark.parametrize(
    ("counts", "sums"),
    [
        ((Count("a", 1), Count("a", 2)), ()),
        ((Count("a", -1),), ()),
        ((Count("a", 3), Count("b", 2)), (Sum("a", ("b",)),)),
        ((Count("a", 3),), (Sum("a", ("b",)),)),
    ],
    ids=["twice", "below zero", "wrong sum", "unknown"],
)
def test_impossible_problems_are_refused(counts: tuple[Count, ...], sums: tuple[Sum, ...]) -> None:
    with pytest.raises(ValueError, match=r"twice|below|add up|unknown"):
        Problem(counts, sums)


_cells = st.integers(1, 3).flatmap(
    lambda width: st.lists(
        st.lists(st.one_of(st.integers(0, 6), st.integers(0, 40)), min_size=width, max_size=width),
        min_size=1,
        max_size=3,
    )
)
quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(_cells, st.integers(3, 6))
def test_no_generated_table_gives_anyone_away(cells: list[list[int]], threshold: int) -> None:
    problem = grid(cells, threshold=threshold)
    release = plan(problem)
    assert check(problem, release) == ()
    assert plan(problem) == release


@quick
@given(_cells, st.data())
def test_no_later_release_gives_anyone_away(cells: list[list[int]], data: st.DataObject) -> None:
    first = plan(grid(cells))
    grown = [[count + data.draw(st.integers(0, 6)) for count in row] for row in cells]
    problem = grid(grown, earlier=tuple(first.shown.items()))
    release = plan(problem)
    assert check(problem, release) == ()
    for key, before in first.shown.items():
        assert key not in release.shown or abs(release.shown[key] - before) not in range(1, 5)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 5), min_size=2, max_size=4))
def test_bounds_of_the_attack_are_those_of_trying_everything(counts: list[int]) -> None:
    problem = replace(table(**{f"k{at}": count for at, count in enumerate(counts)}), threshold=3)
    release = plan(problem)
    hidden = [key for key in release.hidden if key != "all"]
    if "all" in release.hidden or not hidden:
        return
    known = sum(release.shown[key] for key in problem.sums[0].parts if key in release.shown)
    rest = release.shown["all"] - known
    possible = [
        one for one in product(range(1, rest + 1), repeat=len(hidden)) if sum(one) == rest <= most(problem)
    ]
    for at, key in enumerate(hidden):
        if key in problem.guarded:
            values = [one[at] for one in possible]
            assert max(values) - min(values) >= problem.width
