"""The hard rules: one answer either way round, the same as the independent reading, and no reason given."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from tests.cultivate.engine.introductions.introductions_cases import DAY, OFFICE, problems, someone

from shelterbelt.cultivate.engine.introductions import BadProblem, Met, Person, Problem, Round, Tie, allowed
from shelterbelt.cultivate.engine.introductions.check import Rules
from shelterbelt.cultivate.engine.introductions.edges import may_gather, may_meet
from shelterbelt.cultivate.engine.introductions.table import compiled


@given(problems())
@settings(max_examples=150, deadline=None)
def test_pairs_may_meet_exactly_where_no_rule_is_broken(problem: Problem) -> None:
    size = len(problem.people)
    table, rules = compiled(problem), Rules(problem)
    a, b = (side.ravel() for side in np.divmod(np.arange(size * size), max(size, 1)))
    answers = may_meet(table, a, b).reshape(size, size)
    assert np.array_equal(answers, answers.T)
    for one, other in combinations(range(size), 2):
        names = [problem.people[one].id, problem.people[other].id]
        assert answers[one, other] == (not any(rules.breaches(names)))
    assert not answers.diagonal().any()


@given(problems(size=4, smallest=4))
@settings(max_examples=60, deadline=None)
def test_groups_may_gather_exactly_where_no_rule_is_broken(problem: Problem) -> None:
    table, rules = compiled(problem), Rules(problem)
    for size in (3, 4):
        groups = np.array(list(combinations(range(len(problem.people)), size)), np.int64)
        answers = may_gather(table, groups)
        for group, answer in zip(groups, answers, strict=True):
            names = [problem.people[at].id for at in group]
            assert answer == (not any(rules.breaches(names)))
            assert allowed(problem, names[::-1]) == answer or size * len(groups) > 100


A, B = someone("a"), someone("b", sector="policing", country="KE")


@pytest.mark.parametrize(
    "change",
    [
        {"avoids": frozenset({"b"})},
        {"kept_apart": frozenset({"b"})},
        {"conflicts": frozenset({"b"})},
        {"manages": frozenset({"b"})},
        {"avoided_sectors": frozenset({" Policing"})},
        {"avoided_countries": frozenset({"ke"})},
        {"is_paused": True},
        {"cap": 0},
        {"languages": ("fr",)},
        {"hours": OFFICE << 16},
        {"hours": 0b10101010},
    ],
    ids=lambda change: next(iter(change)),
)
def test_each_rule_holds_either_way_and_says_nothing(change: dict[str, object]) -> None:
    assert allowed(Problem(DAY, (A, B)), ["a", "b"])
    held = someone("a", **change)
    for people in ((held, B), (B, held)):
        for names in (["a", "b"], ["b", "a"]):
            assert allowed(Problem(DAY, people), names) is False


def test_a_second_sector_counts_for_someone_who_avoids_it() -> None:
    both = (
        replace(A, also=("policing",)),
        replace(B, sector="journalism", avoided_sectors=frozenset({"policing"})),
    )
    assert not allowed(Problem(DAY, both), ["a", "b"])


def test_a_manager_and_the_managed_may_meet_where_nothing_is_confidential() -> None:
    people = (replace(A, manages=frozenset({"b"})), B)
    assert allowed(Problem(DAY, people, round=Round(is_confidential=False)), ["a", "b"])


@pytest.mark.parametrize(("days", "may"), [(0, False), (89, False), (90, True), (-1, False)])
def test_a_meeting_is_repeated_only_in_its_time(days: int, *, may: bool) -> None:
    met = (Met("b", "a", DAY - timedelta(days=days)), Met("a", "b", date(2020, 1, 1)))
    assert allowed(Problem(DAY, (A, B), met=met), ["a", "b"]) is may


def test_time_runs_around_midnight() -> None:
    """Half an hour on each side of midnight UTC makes an hour; the same two half-hours apart do not."""
    late = (1 << 47) | 1
    people = (replace(A, hours=late), replace(B, hours=late))
    assert allowed(Problem(DAY, people), ["a", "b"])
    apart = (1 << 40) | 1
    assert not allowed(Problem(DAY, tuple(replace(one, hours=apart) for one in people)), ["a", "b"])


def test_three_who_can_meet_two_by_two_may_lack_one_language() -> None:
    people = (
        someone("a", languages=("en", "fr")),
        someone("b", languages=("fr", "ar")),
        someone("c", languages=("ar", "en")),
    )
    problem = Problem(DAY, people)
    assert all(allowed(problem, pair) for pair in combinations("abc", 2))
    assert not allowed(problem, ["a", "b", "c"])


def test_more_languages_than_a_word_holds() -> None:
    """70 languages: the last of them still joins two people, and no other."""
    people = tuple(someone(f"p{n}", languages=(f"l{n:02}", f"l{(n + 1) % 70:02}")) for n in range(70))
    problem = Problem(DAY, people)
    assert [allowed(problem, ["p69", f"p{n}"]) for n in (0, 1, 68)] == [True, False, True]


def test_wishes_are_never_printed() -> None:
    person = someone(
        "a",
        avoids=frozenset({"zzz"}),
        avoided_sectors=frozenset({"yyy"}),
        kept_apart=frozenset({"xxx"}),
        conflicts=frozenset({"www"}),
        manages=frozenset({"vvv"}),
        avoided_countries=frozenset({"uuu"}),
    )
    printed = repr(Problem(DAY, (person,)))
    assert [word for word in ("zzz", "yyy", "xxx", "www", "vvv", "uuu") if word in printed] == []


def test_no_field_asks_for_lived_experience() -> None:
    words = {word for field in fields(Person) for word in field.name.split("_")}
    assert words & {"lived", "experience", "survivor", "harm", "story"} == set()


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Problem(DAY, (A, A)), "person 'a': stands twice"),
        (lambda: Problem(DAY, (A,), ties=(Tie("a", "a", 1, 1),)), "tie 1: joins 'a' with themselves"),
        (lambda: Problem(DAY, (A,), ties=(Tie("a", "x", 1, 1),)), "tie 1: names 'x'"),
        (
            lambda: Problem(DAY, (A, B), ties=(Tie("a", "b", 1, 1), Tie("b", "a", 1, 1))),
            "tie of a and b: stands twice",
        ),
        (
            lambda: Problem(DAY, (A, B), ties=(Tie("a", "b", 1, float("nan")),)),
            "tie of a and b: has a negative",
        ),
        (lambda: Problem(DAY, (A, B), met=(Met("a", "y", DAY),)), "meeting 1: names 'y'"),
        (lambda: Problem(DAY, (replace(A, hours=1 << 48),)), "person 'a': has hours"),
        (lambda: Problem(DAY, (replace(A, steadiness=0.0),)), "person 'a': has steadiness"),
        (lambda: Problem(DAY, (replace(A, cap=-1),)), "person 'a': has a negative cap"),
        (
            lambda: Problem(DAY, (replace(A, avoids=frozenset("a")),)),
            "person 'a': is listed against themselves",
        ),
        (
            lambda: Problem(DAY, (B,), sectors=("health care",)),
            "person 'b': names an unknown sector 'policing'",
        ),
        (lambda: Problem(DAY, (), round=Round(size=3)), "round: asks for groups of 3"),
        (lambda: Problem(DAY, (), round=Round(size=5, largest=4)), "round: has largest 4"),
        (lambda: Problem(DAY, (), round=Round(largest=4)), "round: lets pairs grow"),
        (lambda: Problem(DAY, (), round=Round(size=4, slots=2)), "round: has 2 slots"),
        (lambda: Problem(DAY, (), round=Round(by_chance=1.5)), "round: leaves a share of 1.5"),
        (lambda: allowed(Problem(DAY, (A, B)), ["a", "q"]), "introduction: names 'q'"),
        (lambda: allowed(Problem(DAY, (A, B)), ["a"]), "introduction: needs two to six"),
    ],
)
def test_bad_input_names_place_and_remedy(make: object, says: str) -> None:
    with pytest.raises(BadProblem) as caught:
        make()  # type: ignore[operator]
    assert str(caught.value).startswith(says)
    assert "; " in str(caught.value) or "needs" in str(caught.value)
