"""`shelterbelt network introduce`: who should meet this month, as a table with reasons."""

import argparse
from dataclasses import replace
from pathlib import Path

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shelterbelt.cultivate.commands.given import (
    Given,
    as_csv,
    months_since,
    network_given,
    refuse_there,
    tell,
    write_whole,
)
from shelterbelt.cultivate.engine import health
from shelterbelt.cultivate.engine.health.problem import Bools, Ints
from shelterbelt.cultivate.engine.introductions import (
    Introduction,
    Met,
    Person,
    Plan,
    Problem,
    Round,
    Tie,
    check,
    introduce,
)
from shelterbelt.cultivate.engine.introductions.plan import Reason, Why
from shelterbelt.cultivate.formats.network_csv import Asked, read_met
from shelterbelt.people.choices import Sector

_SLOTS = 48


def run(options: argparse.Namespace) -> None:
    """Write or print the introductions, and say on the side how good they are.

    Raises:
        TableError, Refused, BadProblem: what was given cannot be used.
    """
    refuse_there(options.out or "-")
    given = network_given(options)
    problem = Problem(
        day=given.day,
        people=_people(given),
        ties=tuple(Tie(one.one, one.other, one.strength, one.months_left) for one in given.ties),
        met=_met(options, given),
        round=Round(size=options.size, by_chance=options.by_chance, repeat_after=options.repeat_after),
        sectors=() if options.any_sectors else tuple(Sector.values),
        seed=options.seed,
    )
    tell(_("Looking for introductions…"))
    plan = introduce(problem)
    wrong = check(problem, plan)
    if wrong:
        raise AssertionError(f"the introductions break a rule: {wrong[0]}")
    write_whole(options.out or "-", as_csv(rows_of(plan)))
    _summed(plan)


def rows_of(plan: Plan) -> list[tuple[object, ...]]:
    """A row for each introduction, then one for each person who waits."""
    head = (_("people"), _("languages"), _("hours in UTC"), _("why"))
    found: list[tuple[object, ...]] = [head]
    found += [
        ("; ".join(one.people), " ".join(one.languages), hours_words(one.hours), _why(one))
        for one in plan.introductions
    ]
    found += [(name, "", "", _("Nobody this month; first next month.")) for name in plan.waiting]
    return found


def hours_words(bits: int) -> str:
    """Half-hours of a day as stretches, such as 13:00-17:30."""
    free = [bool(bits >> slot & 1) for slot in range(_SLOTS)]
    if all(free):
        return "00:00-24:00"
    starts = [slot for slot in range(_SLOTS) if free[slot] and not free[slot - 1]]
    stretches = []
    for start in starts:
        end = next(slot for slot in range(start + 1, start + _SLOTS + 1) if not free[slot % _SLOTS])
        stretches.append(f"{_clock(start)}-{_clock(end % _SLOTS or _SLOTS)}")
    return " ".join(stretches)


def _clock(slot: int) -> str:
    return f"{slot // 2:02d}:{slot % 2 * 30:02d}"


def _why(one: Introduction) -> str:
    return "; ".join(dict.fromkeys(_reason(reason) for reason in one.reasons))


def _reason(reason: Reason) -> str:
    said = {"giver": reason.giver, "taker": reason.taker, "topic": reason.topic}
    words = {
        Why.OFFERS_WHAT_IS_NEEDED: _("%(giver)s can help %(taker)s with %(topic)s"),
        Why.SAME_NEED: _("%(giver)s and %(taker)s both look for %(topic)s"),
        Why.SAME_OFFER: _("%(giver)s and %(taker)s both know %(topic)s"),
        Why.NEW_PEOPLE: _("people who do not know each other yet"),
    }
    return words[reason.why] % said


def _summed(plan: Plan) -> None:
    count, waiting = len(plan.introductions), len(plan.waiting)
    tell(
        ngettext("%(count)s introduction", "%(count)s introductions", count) % {"count": number_format(count)}
        + "; "
        + ngettext("%(count)s person waits", "%(count)s people wait", waiting)
        % {"count": number_format(waiting)}
    )
    if plan.bound > 0:
        tell(
            _("The best choice there could be is worth at most %(gap)s %% more.")
            % {"gap": number_format(100 * plan.gap, 2)}
        )


def _met(options: argparse.Namespace, given: Given) -> tuple[Met, ...]:
    if not options.met:
        return ()
    asked = Asked(given.day, note=tell)
    return read_met(Path(options.met), given.ids, asked, name=options.met)


def _people(given: Given) -> tuple[Person, ...]:
    """Everyone with their place in the core, which the engine of health works out from the ties."""
    asked, ids = health.network(
        [
            (one.person.id, one.person.sector, one.person.country, months_since(one.joined, given.day))
            for one in given.members
        ],
        [(one.one, one.other, one.strength, one.months_left) for one in given.ties],
    )
    core, counts = health.core_ties(asked)
    at = {name: place for place, name in enumerate(ids)}
    return tuple(_placed(row.person, core, counts, at[row.person.id]) for row in given.members)


def _placed(person: Person, core: Bools, counts: Ints, at: int) -> Person:
    return replace(
        person,
        is_in_core=bool(core[at]),
        inside=int(counts[0, at]),
        other_sector=int(counts[1, at]),
        cross_border=int(counts[2, at]),
    )
