"""Invented networks: small ones full of rules, large ones like the network that is hoped for."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from hypothesis import strategies as st

from shelterbelt.cultivate.engine.introductions import Met, Person, Problem, Round, Tie

DAY = date(2028, 3, 1)
SECTORS = ("health care", "policing", "schools and education", "refugee services")
COUNTRIES = ("CA", "KE", "NP")
LANGUAGES = ("en", "fr", "ar")
TOPICS = ("safety plans", "interviews", "funding")
OFFICE = 0b11111111_11111111


def someone(name: str, **changes: object) -> Person:
    """A person who may meet anyone."""
    plain: dict[str, object] = {
        "id": name,
        "sector": "health care",
        "country": "CA",
        "languages": ("en",),
        "hours": OFFICE,
    }
    return Person(**{**plain, **changes})  # type: ignore[arg-type]


@st.composite
def problems(draw: st.DrawFn, *, largest: int = 10, size: int = 2, smallest: int = 0) -> Problem:
    """Up to `largest` people among whom many rules hold."""
    dice = Random(draw(st.integers(0, 2**32)))  # noqa: S311 - invented data
    harsh = draw(st.sampled_from((0.0, 0.05, 0.2)))
    names = [f"p{number}" for number in range(draw(st.integers(smallest, largest)))]
    asked = Round(
        size=size,
        largest=draw(st.sampled_from((0, 0, 5))) if size == 4 else 0,
        slots=draw(st.sampled_from((1, 1, 3))) if size == 2 else 1,
        half_hours=draw(st.sampled_from((1, 2, 4))),
        is_confidential=draw(st.booleans()),
        by_chance=draw(st.sampled_from((0.0, 0.0, 0.3, 1.0))),
        chance_crosses=draw(st.booleans()),
        scan_up_to=draw(st.sampled_from((0, 4_000))),
    )
    return invented(names, dice, harsh, asked)


def invented(names: list[str], dice: Random, harsh: float, asked: Round) -> Problem:
    """`harsh` is the chance of each rule between two people."""

    def some(of: tuple[str, ...] | list[str], chance: float) -> frozenset[str]:
        return frozenset(one for one in of if dice.random() < chance)

    def others(name: str, chance: float) -> frozenset[str]:
        return some([*names, "someone who left"], chance) - {name}

    people = tuple(
        Person(
            id=name,
            sector=dice.choice((*SECTORS, "Policing ")),
            country=dice.choice(COUNTRIES),
            languages=tuple(sorted(some(LANGUAGES, 0.7), key=lambda _: dice.random())),
            hours=_turned(dice.choice((OFFICE, OFFICE, 0b111, 0)), dice.choice((0, 4, 40, 46))),
            needs=some(TOPICS, 0.4),
            offers=some(TOPICS, 0.4),
            also=tuple(some(SECTORS, 0.1)),
            cap=dice.choice((0, 1, 1, 2, 3)),
            is_paused=dice.random() < 0.1,
            waited=dice.random() < 0.2,
            inside=dice.randrange(5),
            other_sector=dice.randrange(4),
            cross_border=dice.randrange(3),
            is_in_core=dice.random() < 0.4,
            steadiness=dice.choice((0.3, 0.8, 1.0)),
            avoids=others(name, harsh),
            avoided_sectors=some(SECTORS, harsh / 2),
            avoided_countries=some(COUNTRIES, harsh / 2),
            kept_apart=others(name, harsh / 2),
            conflicts=others(name, harsh / 2),
            manages=others(name, harsh / 2),
        )
        for name in names
    )
    pairs = [(a, b) for at, a in enumerate(names) for b in names[:at]]
    ties = tuple(
        Tie(*pair, strength=1.0, months_left=dice.choice((0.1, 1.0, 6.0)))
        for pair in pairs
        if dice.random() < 0.25
    )
    met = tuple(
        Met(*pair, on=DAY - timedelta(days=dice.choice((1, 89, 90, 91, 400))))
        for pair in pairs
        if dice.random() < 0.25
    )
    return Problem(day=DAY, people=people, ties=ties, met=met, round=asked, seed=dice.randrange(1000))


def _turned(hours: int, by: int) -> int:
    return ((hours << by) | (hours >> (48 - by))) & ((1 << 48) - 1)


def crowd(size: int, dice: Random, asked: Round, met: tuple[Met, ...] = ()) -> Problem:
    """Hundreds or thousands of people, a third of whom forbid something."""
    names = [f"p{number:05}" for number in range(size)]

    def few(name: str, chance: float) -> frozenset[str]:
        return frozenset(dice.sample(names, 12)) - {name} if dice.random() < chance else frozenset()

    people = tuple(
        Person(
            id=name,
            sector=dice.choice(SECTORS),
            country=dice.choice(COUNTRIES),
            languages=tuple(dice.sample(LANGUAGES, dice.choice((1, 2, 2)))),
            hours=_turned((1 << 22) - 1, dice.randrange(48)),
            needs=frozenset(dice.sample(TOPICS, 1)),
            offers=frozenset(dice.sample(TOPICS, 1)),
            also=(dice.choice(SECTORS),) if dice.random() < 0.05 else (),
            cap=dice.choice((1, 1, 2, 3)),
            is_paused=dice.random() < 0.05,
            waited=dice.random() < 0.03,
            inside=dice.randrange(5),
            other_sector=dice.randrange(4),
            cross_border=dice.randrange(3),
            avoids=few(name, 0.1),
            avoided_sectors=frozenset({dice.choice(SECTORS)}) if dice.random() < 0.08 else frozenset(),
            avoided_countries=frozenset({dice.choice(COUNTRIES)}) if dice.random() < 0.05 else frozenset(),
            kept_apart=few(name, 0.05),
            conflicts=few(name, 0.05),
            manages=few(name, 0.05),
        )
        for name in names
    )
    return Problem(DAY, people, met=met, round=asked, seed=dice.randrange(1000))
