"""An invented network of professionals for measuring: 13 sectors, 30 countries, hours, languages, wishes, ties."""

from __future__ import annotations

import random
from datetime import date, timedelta

from shelterbelt.cultivate.engine.introductions import Met, Person, Problem, Round, Tie

SECTORS = (
    "child and youth services",
    "banking and finance",
    "cyber security",
    "journalism",
    "hospitality",
    "law and justice",
    "policing",
    "health care",
    "schools and education",
    "social media and technology",
    "communities, elders and faith",
    "immigration and settlement",
    "refugee services",
)
TOPICS = 60
DAY = date(2028, 3, 1)
_AWAKE = 28
"""Half-hours of a waking day in which someone would meet: 14 hours."""


def network(people: int, seed: int = 1, asked: Round | None = None) -> Problem:
    """A network as it may stand after some months: a third of all ties about to die, one in forty waited."""
    dice = random.Random(seed)  # noqa: S311 - invented data
    names = [f"m{number:06}" for number in range(people)]
    countries = [f"c{number:02}" for number in range(30)]
    zones = [dice.choice((-10, -8, -6, -3, 0, 1, 2, 3, 5, 5.5, 5.75, 7, 8, 10)) for _ in countries]
    tongues = [
        dice.sample(("en", "fr", "es", "ar", "pt", "hi", "sw"), dice.choice((1, 1, 2))) for _ in countries
    ]
    made = []
    for number, name in enumerate(names):
        home = 0 if dice.random() < 0.2 else dice.randrange(30)
        speaks = [*tongues[home], *(("en",) if dice.random() < 0.75 else ())]
        rare = dice.random()
        inside = dice.randrange(6)
        made.append(
            Person(
                id=name,
                sector=SECTORS[number % 13],
                country=countries[home],
                languages=tuple(dict.fromkeys(speaks)),
                hours=_day(zones[home], dice),
                needs=frozenset(f"t{dice.randrange(TOPICS):02}" for _ in range(3)),
                offers=frozenset(f"t{dice.randrange(TOPICS):02}" for _ in range(3)),
                inside=inside,
                other_sector=dice.randint(0, inside),
                cross_border=dice.randint(0, inside),
                is_in_core=inside > 3,
                steadiness=dice.uniform(0.4, 1.0),
                waited=dice.random() < 0.025,
                avoids=frozenset(dice.sample(names, 2)) - {name} if rare < 0.05 else frozenset(),
                avoided_sectors=frozenset({"policing"}) if 0.05 <= rare < 0.08 else frozenset(),
                avoided_countries=frozenset({countries[home]}) if 0.08 <= rare < 0.1 else frozenset(),
            )
        )
    ties: dict[tuple[str, str], Tie] = {}
    for _ in range(4 * people):
        at = dice.randrange(people)
        near = (at + 13 * dice.randint(-40, 40) + dice.randrange(13)) % people
        one, other = names[min(at, near)], names[max(at, near)]
        if one != other:
            ties[one, other] = Tie(one, other, 1.0, dice.choice((0.5, 1.5, 3.0, 4.0, 6.0, 7.5)))
    met = tuple(Met(*pair, on=DAY - timedelta(days=dice.randrange(400))) for pair in ties)
    return Problem(DAY, tuple(made), tuple(ties.values()), met, asked or Round(), SECTORS, seed)


def _day(zone: float, dice: random.Random) -> int:
    first = int(2 * (7 - zone)) + dice.randint(-2, 4)
    return sum(1 << ((first + slot) % 48) for slot in range(_AWAKE - dice.randint(0, 10)))
