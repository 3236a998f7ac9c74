"""Laws over generated definitions and hostile texts."""

from __future__ import annotations

import contextlib
import sys
import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
import tomlkit
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from tests.learn.engine.definition.definition_strategies import WEEKS, definitions

from shelterbelt.learn.engine.definition import (
    Definition,
    DefinitionError,
    check,
    meetings,
    move,
    parse,
    to_toml,
)
from shelterbelt.learn.engine.definition.places import find_places
from shelterbelt.learn.engine.definition.problem import Block, Choose, Dates, Monthly, Text, Weekly

SAMPLE = (Path(__file__).parents[4] / "programmes" / "samples" / "workshops.toml").read_text(encoding="utf-8")
LINES = SAMPLE.split("\n")

slow = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def sound(definition: Definition) -> Definition:
    """Generated series may overlap in time or have no date; such definitions are another test's matter."""
    assume(check(definition) == ())
    return definition


@slow
@given(definitions())
def test_round_trip_gives_the_same_definition_and_the_same_text(definition: Definition) -> None:
    written = to_toml(sound(definition))
    assert parse(written, name="x.toml") == definition
    assert to_toml(parse(written, name="x.toml")) == written


@slow
@given(definitions())
def test_check_and_parse_agree(definition: Definition) -> None:
    found = {(one.field, one.code) for one in check(definition)}
    try:
        parse(to_toml(definition), name="x.toml")
        parsed = set()
    except DefinitionError as error:
        parsed = {(one.field, one.code) for one in error.mistakes}
    assert parsed == found


@slow
@given(definitions(), st.integers(-300, 300), st.integers(0, 6))
def test_move_keeps_every_weekday_and_distance(definition: Definition, weeks: int, day: int) -> None:
    new_start = definition.cohort.first_week + timedelta(weeks=weeks, days=day)
    moved = move(sound(definition), new_start)
    by = timedelta(weeks=weeks)
    assert moved.cohort.first_week == definition.cohort.first_week + by
    assert moved.cohort.first_week.weekday() == 0
    assert moved.cohort.apply_opens == definition.cohort.apply_opens + by
    assert moved.cohort.apply_closes == definition.cohort.apply_closes + by
    for before, after in zip(definition.series, moved.series, strict=True):
        if isinstance(before.pattern, Dates):
            assert isinstance(after.pattern, Dates)
            assert after.pattern.dates == tuple(one + by for one in before.pattern.dates)
        else:
            assert after.pattern == before.pattern
    rules = {one.key for one in definition.series if isinstance(one.pattern, Monthly)}
    kept = [one.dates for one in meetings(definition) if one.series not in rules]
    assert [one.dates for one in meetings(moved) if one.series not in rules] == [
        tuple(one + by for one in dates) for dates in kept
    ]


@slow
@given(definitions())
def test_move_there_and_back_changes_nothing_but_the_label(definition: Definition) -> None:
    cohort = definition.cohort
    there = move(definition, date(2031, 5, 7))
    assert (there.cohort.slug, there.cohort.label) == (
        "2031-05",
        Text((("en", "2031-05"), ("fr", "2031-05"))),
    )
    assert move(there, cohort.first_week, slug=cohort.slug, label=cohort.label) == definition


def test_move_refuses_years_that_no_cohort_has() -> None:
    with pytest.raises(ValueError, match="2000 to 2100"):
        move(parse(SAMPLE, name="x"), date(2101, 1, 3))


@slow
@given(definitions())
def test_meetings_obey_their_pattern(definition: Definition) -> None:
    first = definition.cohort.first_week
    for series in definition.series:
        found = [one for one in meetings(definition) if one.series == series.key]
        assert [one.number for one in found] == list(range(1, len(found) + 1))
        pattern = series.pattern
        days = {day for one in found for day in one.dates}
        assert all(first <= day < first + timedelta(weeks=WEEKS) for day in days)
        if isinstance(pattern, Weekly):
            assert len(found) == len(days) == len(pattern.weeks) * len(pattern.weekdays)
        elif isinstance(pattern, Choose | Block):
            assert len(found) == pattern.count
            assert {(day - first).days // 7 + 1 for day in days} == set(pattern.weeks)
        elif isinstance(pattern, Monthly):
            assert {day.weekday() for day in days} <= {pattern.weekday}
            assert len({(day.year, day.month) for day in days}) == len(found)
        else:
            assert [one.dates for one in found] == [(day,) for day in pattern.dates]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
@example("\x00")
@example("a.b.c = 1\n[a]\n")
@example("schema = 1\nprogramme = 1\ncohort = []\nseries = {}\ncost = ''\npanels = 1.5\npoints = 2027-01-01")
@example("series = [1, [], {}, {key = {}}]")
@example('[[series]]\nstart = 1\nweekdays = [{}]\nweeks = [[1]]\npattern = "weekly"')
@example("schema = " + "9" * 5000)
@example("[cohort]\nweeks = " + "9" * 4000 + "\nfirst_week = 0001-01-01\napply_opens = 9999-12-31T23:59:00")
@example("." * 1000)
@example("a" + ".a" * 20_000 + " = 1")
def test_any_text_gives_a_definition_error_and_nothing_else(text: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        parse(text, name="x.toml")
    assert caught.value.mistakes
    assert all(one.line >= 1 and one.message and one.remedy for one in caught.value.mistakes)


_junk = st.one_of(
    st.sampled_from(
        [
            "",
            "1",
            "-1",
            "true",
            '""',
            "[]",
            "{}",
            "2027-02-01",
            "1e999",
            "nan",
            '"\\u0000"',
            "[[1]]",
            "12:00:00",
        ]
    ),
    st.integers().map(str),
    st.text(max_size=20).map(lambda text: tomlkit.item(text).as_string()),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(LINES) - 1), _junk), min_size=1, max_size=4))
def test_any_value_at_any_place_gives_a_definition_or_a_definition_error(
    changes: list[tuple[int, str]],
) -> None:
    lines = list(LINES)
    for at, junk in changes:
        key = lines[at].partition("=")[0]
        lines[at] = f"{key} = {junk}"
    text = "\n".join(lines)
    with contextlib.suppress(DefinitionError):
        definition = parse(text, name="x.toml")
        assert parse(to_toml(definition), name="x.toml") == definition


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(SAMPLE) - 1), st.text(max_size=3), st.integers(0, 30))
def test_any_small_damage_gives_a_definition_or_a_definition_error(at: int, put: str, cut: int) -> None:
    with contextlib.suppress(DefinitionError):
        parse(SAMPLE[:at] + put + SAMPLE[at + cut :], name="x.toml")


_keys = st.sampled_from(["a", "b", "c d", "é", 'q"t', "x.y", "1"])
_trees = st.recursive(
    st.one_of(st.integers(-9, 9), st.booleans(), st.text(max_size=6), st.dates(), st.times()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_keys, inner, max_size=3),
    max_leaves=10,
)


def _paths(value: object, path: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    found = {path} if path else set()
    if isinstance(value, dict):
        for key, inner in value.items():
            found |= _paths(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found |= _paths(inner, (*path, index))
    return found


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(_keys, _trees, max_size=4))
def test_every_path_of_any_toml_has_a_place(tree: dict[str, object]) -> None:
    text = tomlkit.dumps(tree)
    places = find_places(text)
    assert set(places) == {path for path in _paths(tomllib.loads(text)) if len(path) <= 8}
    lines = text.split("\n")
    for path, place in places.items():
        assert 1 <= place.line <= len(lines)
        assert place.column <= len(lines[place.line - 1])
        if isinstance(path[-1], str) and path[-1] in {"a", "b"}:
            assert path[-1] in lines[place.line - 1][place.column - 1 :]


WAYS_TO_WRITE_KEYS = """\
a.b = 1  # "c = 2"
[t."u.v"]
x = \"\"\"
y = 3
\"\"\"
z = [
  1, # one
  { k = 'q]', l.m = [2] },
]
[[r]]
s = ''''' '''
[r.n]
o = 1
[[r]]
[[r.p]]
e = 1"""


def test_places_of_every_way_to_write_keys() -> None:
    found = {path: (place.line, place.column) for path, place in find_places(WAYS_TO_WRITE_KEYS).items()}
    assert found == {
        ("a",): (1, 1),
        ("a", "b"): (1, 1),
        ("t",): (2, 1),
        ("t", "u.v"): (2, 1),
        ("t", "u.v", "x"): (3, 1),
        ("t", "u.v", "z"): (6, 1),
        ("t", "u.v", "z", 0): (7, 3),
        ("t", "u.v", "z", 1): (8, 3),
        ("t", "u.v", "z", 1, "k"): (8, 5),
        ("t", "u.v", "z", 1, "l"): (8, 15),
        ("t", "u.v", "z", 1, "l", "m"): (8, 15),
        ("t", "u.v", "z", 1, "l", "m", 0): (8, 22),
        ("r",): (10, 1),
        ("r", 0): (10, 1),
        ("r", 0, "s"): (11, 1),
        ("r", 0, "n"): (12, 1),
        ("r", 0, "n", "o"): (13, 1),
        ("r", 1): (14, 1),
        ("r", 1, "p"): (15, 1),
        ("r", 1, "p", 0): (15, 1),
        ("r", 1, "p", 0, "e"): (16, 1),
    }
