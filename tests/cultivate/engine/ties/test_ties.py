"""Strength from contacts: worked by hand, against the slow reading, and through every refusal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shelterbelt.cultivate.engine.ties import BadLog, Contact, Kind, Log, Rule, check, tally

DAY = date(2028, 5, 1)
FOUR_MONTHS = Rule(half_life=4.0)


def contact(number: int, ago: int, kind: Kind = Kind.MET, one: str = "a", other: str = "b") -> Contact:
    return Contact(f"e{number}", one, other, kind, DAY - timedelta(days=ago))


@st.composite
def logs(draw: st.DrawFn) -> Log:
    rules = {
        kind: Rule(draw(st.sampled_from((0.5, 1.0, 2.0))), draw(st.sampled_from((1.0, 4.0, 9.5))))
        for kind in Kind
    }
    events = draw(
        st.lists(
            st.tuples(
                st.sampled_from(("ab", "ac", "ca", "bc", "cd")),
                st.sampled_from(list(Kind)),
                st.integers(0, 900),
            ),
            max_size=25,
            unique_by=lambda one: (frozenset(one[0]), one[1], one[2]),
        )
    )
    contacts = tuple(contact(n, ago, kind, *names) for n, (names, kind, ago) in enumerate(events))
    removed = draw(st.sets(st.sampled_from([one.id for one in contacts]))) if contacts else set()
    return Log(DAY, contacts, frozenset(removed), rules, draw(st.sampled_from((0.1, 0.25, 1.0))))


def test_strength_halves_in_a_half_life() -> None:
    # 487 days are 16 months: 2^(-16/4) = 1/16.
    ties = tally(Log(DAY, (contact(1, 487),))).ties
    assert ties[0].strength == pytest.approx(1 / 16)
    assert ties[0].months_left == 0
    assert tally(Log(DAY, (contact(1, 487),))).living() == ()


def test_months_left_is_two_half_lives_after_one_contact() -> None:
    tie = tally(Log(DAY, (contact(1, 0),))).ties[0]
    assert (tie.strength, tie.months_left) == (1.0, 8.0)


def test_months_left_with_two_half_lives_is_the_root() -> None:
    # x^2 + x = 1 with x = 2^(-t/2): half-lives of 1 and 2 months, live at 1; x is the golden ratio less one.
    rules = {kind: Rule(half_life=2.0) for kind in Kind} | {Kind.MET: Rule(half_life=1.0)}
    tie = tally(Log(DAY, (contact(1, 0), contact(2, 0, Kind.CONSULTED)), rules=rules, live=1.0)).ties[0]
    assert tie.months_left == pytest.approx(1.3884838272612348, abs=1e-9)


@given(logs())
def test_ties_agree_with_the_slow_reading(log: Log) -> None:
    assert check(log, tally(log)) == ()


@given(logs())
def test_removing_an_event_is_as_if_it_had_never_been(log: Log) -> None:
    never = Log(log.on, log.kept(), rules=log.rules, live=log.live)
    assert tally(log) == tally(never)


@given(logs())
@settings(max_examples=30)
def test_order_and_direction_do_not_matter(log: Log) -> None:
    turned = tuple(replace(one, one=one.other, other=one.one) for one in reversed(log.contacts))
    told, other = tally(log), tally(replace(log, contacts=turned))
    assert [(tie.one, tie.other, tie.strength) for tie in told.ties] == [
        (tie.one, tie.other, tie.strength) for tie in other.ties
    ]


@pytest.mark.parametrize(
    ("make", "place", "remedy"),
    [
        (lambda: Log(DAY, (contact(1, 0, other="a"),)), "contact 1 ('e1')", "name two different people"),
        (lambda: Log(DAY, (contact(1, 0), contact(1, 5))), "contact 2 ('e1')", "an id of its own"),
        (
            lambda: Log(DAY, (contact(1, 3), contact(2, 3, one="b", other="a"))),
            "contact 2 ('e2')",
            "keep one of the two",
        ),
        (lambda: Log(DAY, (contact(1, -1),)), "contact 1 ('e1')", "give a later day"),
        (lambda: Log(DAY, (contact(1, 1, one=""),)), "contact 1 ('e1')", "two people"),
        (lambda: Log(DAY, (), frozenset({"x"})), "removed", "take that id out"),
        (lambda: Log(DAY, (), rules={Kind.MET: Rule()}), "rules", "a weight and a half-life"),
        (lambda: Log(DAY, (), live=float("nan")), "live", "a number above 0"),
        (
            lambda: Log(DAY, (), rules=dict.fromkeys(Kind, Rule(half_life=0))),
            "rule of 'met'",
            "more than 0",
        ),
        (lambda: Log(DAY, (), rules=dict.fromkeys(Kind, Rule(weight=-1))), "rule of 'met'", "above 0"),
    ],
)
def test_bad_logs_are_refused_with_place_and_remedy(make: object, place: str, remedy: str) -> None:
    assert callable(make)
    with pytest.raises(BadLog, match=remedy) as caught:
        make()
    assert caught.value.place == place


def test_a_removed_event_may_be_told_again() -> None:
    log = Log(DAY, (contact(1, 3), contact(2, 3)), frozenset({"e1"}))
    assert [one.id for one in tally(log).ties[0].contacts] == ["e2"]


def test_check_catches_planted_faults() -> None:
    log = Log(DAY, (contact(1, 30), contact(2, 60, Kind.WORKED)))
    told = tally(log)
    tie = told.ties[0]
    for wrong, found in (
        (replace(tie, strength=tie.strength + 0.01), "a-b: strength"),
        (replace(tie, months_left=tie.months_left + 0.1), "a-b: months_left"),
        (replace(tie, contacts=tie.contacts[:1]), "a-b: contacts"),
    ):
        assert found in check(log, replace(told, ties=(wrong,)))
    assert check(log, replace(told, ties=())) == ("pairs",)
