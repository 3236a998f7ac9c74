"""What a round of introductions needs to know: who takes part, what each wants and forbids, and what went before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

SLOTS_A_DAY = 48
ALL_DAY = (1 << SLOTS_A_DAY) - 1
PAIR = 2
GROUP_SIZES = (4, 5, 6)
MOST_SLOTS = 8
"""Nobody is asked to meet more people than this in one month, whatever cap they gave."""


class BadProblem(ValueError):
    """The input cannot be used. `place` names where, `str(error)` is a sentence with the remedy."""

    def __init__(self, place: str, sentence: str) -> None:
        super().__init__(f"{place}: {sentence}")
        self.place = place


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who could be introduced.

    `sector` is the main one; `also` are others they work in, which count where someone avoids a sector. `needs` and
    `offers` are only those the person shows to others: reasons name them. `languages` begin with the easiest.
    `hours` has bit t set where the half-hour from t/2 o'clock UTC is a waking, workable one (48 bits).
    `cap` is the most introductions they want this month. `inside` counts their live ties to members of the core,
    `other_sector` and `cross_border` how many of those reach another sector and another country.
    `steadiness` is the share of accepted meetings that they held, shrunk towards the network's mean, above 0 to 1.
    `waited` says that they were left out last month. Who they avoid, and why they are kept apart, is never printed.
    """

    id: str
    sector: str
    country: str
    languages: tuple[str, ...]
    hours: int
    needs: frozenset[str] = frozenset()
    offers: frozenset[str] = frozenset()
    also: tuple[str, ...] = ()
    cap: int = 1
    is_paused: bool = False
    waited: bool = False
    inside: int = 0
    other_sector: int = 0
    cross_border: int = 0
    is_in_core: bool = False
    steadiness: float = 0.8
    avoids: frozenset[str] = field(default=frozenset(), repr=False)
    avoided_sectors: frozenset[str] = field(default=frozenset(), repr=False)
    avoided_countries: frozenset[str] = field(default=frozenset(), repr=False)
    kept_apart: frozenset[str] = field(default=frozenset(), repr=False)
    conflicts: frozenset[str] = field(default=frozenset(), repr=False)
    manages: frozenset[str] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, slots=True)
class Tie:
    """A live tie between two people: how strong it is now, and in how many months it dies without contact."""

    one: str
    other: str
    strength: float
    months_left: float


@dataclass(frozen=True, slots=True)
class Met:
    """Two people were introduced or met on a day; what lies outside the time of no repeats may be left out."""

    one: str
    other: str
    on: date


@dataclass(frozen=True, slots=True)
class CoreRule:
    """What keeps someone in the core: live ties inside it, of them to other sectors, of them across a border."""

    inside: int = 3
    other_sector: int = 2
    cross_border: int = 1


@dataclass(frozen=True, slots=True)
class Weights:
    """What an introduction is worth, open to be read and voted on; all are 0 or more.

    `meeting` is the worth of any meeting that takes place; `core` multiplies what it does for both people's place in
    the core; `fit` what one offers and the other needs, each way; `closure` up to two contacts in common.
    `acquainted` is the share of `meeting` and `fit` left where both know each other already.
    """

    meeting: float = 0.5
    core: float = 1.0
    fit: float = 0.6
    closure: float = 0.2
    acquainted: float = 0.25


@dataclass(frozen=True, slots=True)
class Round:
    """How this month's introductions are made.

    `size` is 2 for pairs or 4, 5 or 6 for groups. `largest` (at least `size`, at most 6) lets a group take in people
    who would be left out; 0 means `size`. `slots` is the most introductions of one person in a round of pairs; a
    person's own cap counts as well. `repeat_after` is in days. `half_hours` is how long a meeting is, in half-hours.
    `is_confidential` keeps someone who manages another out of one meeting with them. `by_chance` is the share of
    people drawn at random whom chance alone introduces, under the same hard rules; `chance_crosses` says that it
    introduces people of different sectors only. `candidates` is how many best partners of each person are looked at,
    `scan_up_to` how large a round may be for every pair to be looked at; `proves` says whether every pair is then looked
    at again, so that the bound holds over all of them. `passes` is how often every part of
    the groups is solved exactly. `renew_within` is in months.
    """

    size: int = PAIR
    largest: int = 0
    slots: int = 1
    repeat_after: int = 90
    half_hours: int = 2
    is_confidential: bool = True
    by_chance: float = 0.1
    chance_crosses: bool = True
    candidates: int = 30
    scan_up_to: int = 4_000
    proves: bool = True
    passes: int = 2
    renew_within: float = 2.0
    core: CoreRule = CoreRule()
    weights: Weights = Weights()

    @property
    def most_people(self) -> int:
        """The most people in one introduction."""
        return max(self.size, self.largest)


@dataclass(frozen=True, slots=True)
class Problem:
    """One month: `day` is when the round is made, `seed` fixes every draw.

    `sectors`, if given, is the closed list that every sector and every avoided sector must come from. Ties and
    meetings name people of the problem only: those who do not take part this month are given as paused.

    Raises:
        BadProblem: what is wrong, where, and what to do about it.
    """

    day: date
    people: tuple[Person, ...]
    ties: tuple[Tie, ...] = ()
    met: tuple[Met, ...] = ()
    round: Round = Round()
    sectors: tuple[str, ...] = ()
    seed: int = 0

    def __post_init__(self) -> None:
        twice = [name for name, count in Counter(one.id for one in self.people).items() if count > 1]
        if twice:
            raise BadProblem(f"person {twice[0]!r}", "stands twice; give each person once.")
        _refuse_round(self.round)
        if self.seed < 0:
            raise BadProblem("seed", "is negative; give 0 or more.")
        known = {plain(one) for one in self.sectors}
        for one in self.people:
            _refuse_person(one, known)
        _refuse_links(self)


def plain(name: str) -> str:
    """A sector, country or language as it is compared: 'Policing ' and 'policing' are one, so that a wish holds."""
    return name.strip().casefold()


def _refuse_person(one: Person, known: set[str]) -> None:
    place = f"person {one.id!r}"
    if not one.id or not one.sector.strip() or not one.country.strip():
        raise BadProblem(place, "lacks an id, a sector or a country; give all three.")
    if not 0 <= one.hours <= ALL_DAY:
        raise BadProblem(
            place, f"has hours outside {SLOTS_A_DAY} half-hours; set bits 0 to {SLOTS_A_DAY - 1}."
        )
    if min(one.cap, one.inside, one.other_sector, one.cross_border) < 0:
        raise BadProblem(place, "has a negative cap or count of ties; give 0 or more.")
    if not 0 < one.steadiness <= 1:
        raise BadProblem(place, f"has steadiness {one.steadiness}; give more than 0 and at most 1.")
    if one.id in one.avoids | one.kept_apart | one.conflicts | one.manages:
        raise BadProblem(place, "is listed against themselves; take their own id out.")
    strange = {plain(name) for name in (one.sector, *one.also, *one.avoided_sectors)} - known
    if known and strange:
        raise BadProblem(
            place, f"names an unknown sector {min(strange)!r}; use one of the problem's sectors."
        )


def _refuse_round(asked: Round) -> None:
    place = "round"
    if asked.size != PAIR and asked.size not in GROUP_SIZES:
        raise BadProblem(place, f"asks for groups of {asked.size}; give 2 for pairs, or 4, 5 or 6.")
    if asked.largest and not asked.size <= asked.largest <= GROUP_SIZES[-1]:
        raise BadProblem(place, f"has largest {asked.largest}; give 0, or from size to {GROUP_SIZES[-1]}.")
    if asked.largest > asked.size == PAIR:
        raise BadProblem(place, "lets pairs grow; give largest 0, or a size of 4 to 6.")
    if not 1 <= asked.slots <= MOST_SLOTS or (asked.size != PAIR and asked.slots != 1):
        raise BadProblem(
            place, f"has {asked.slots} slots; give 1 to {MOST_SLOTS} for pairs and 1 for groups."
        )
    if not 1 <= asked.half_hours <= SLOTS_A_DAY:
        raise BadProblem(place, f"has meetings of {asked.half_hours} half-hours; give 1 to {SLOTS_A_DAY}.")
    if not 0 <= asked.by_chance <= 1:
        raise BadProblem(place, f"leaves a share of {asked.by_chance} to chance; give 0 to 1.")
    if min(asked.repeat_after, asked.passes, asked.scan_up_to) < 0 or asked.candidates < 1:
        raise BadProblem(
            place, "has a negative number, or no candidates; give 0 or more, and 1 candidate or more."
        )
    values = asked.weights
    given = (values.meeting, values.core, values.fit, values.closure, values.acquainted)
    if not all(0 <= one < float("inf") for one in given) or not 0 < asked.renew_within < float("inf"):
        raise BadProblem(
            place, "has a weight below 0, or no time to renew; give finite numbers of 0 or more."
        )


def _refuse_links(problem: Problem) -> None:
    known = {one.id for one in problem.people}
    ties = [(one.one, one.other) for one in problem.ties]
    _refuse_pairs("tie", ties, known)
    _refuse_pairs("meeting", [(one.one, one.other) for one in problem.met], known)
    twice = [pair for pair, count in Counter(map(frozenset, ties)).items() if count > 1]
    if twice:
        names = " and ".join(sorted(twice[0]))
        raise BadProblem(f"tie of {names}", "stands twice; give each tie once, in either order.")
    for tie in problem.ties:
        if not (0 <= tie.strength < float("inf") and 0 <= tie.months_left < float("inf")):
            place = f"tie of {tie.one} and {tie.other}"
            raise BadProblem(
                place, "has a negative or endless strength or time; give finite numbers of 0 or more."
            )


def _refuse_pairs(what: str, pairs: Sequence[tuple[str, str]], known: Iterable[str]) -> None:
    for number, (one, other) in enumerate(pairs, start=1):
        if one == other:
            raise BadProblem(f"{what} {number}", f"joins {one!r} with themselves; take it out.")
        for name in (one, other):
            if name not in known:
                raise BadProblem(
                    f"{what} {number}", f"names {name!r}, who is not there; give them, paused if need be."
                )
