"""The fairness receipt for everyone: nobody can be singled out, and no fee or pay is in it.

A place with fewer than five people is not named; its people are counted with others of the same part of the world.
The public proof uses the named places alone: any weights give a valid bound, so it holds, though it may be lower.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shelterbelt.ground.design.figures import Figure
from shelterbelt.ground.design.names import zone_name
from shelterbelt.learn.engine.definition import Definition
from shelterbelt.learn.engine.planning.certificate import Certified, certify
from shelterbelt.learn.engine.timetable import Policy
from shelterbelt.learn.formats import words_plan
from shelterbelt.learn.formats.charts_plan import Class, burden_figure, class_name, hours_figure
from shelterbelt.learn.formats.plan_files import weights_of
from shelterbelt.learn.formats.plan_view import Row, comparison, proof_sentence
from shelterbelt.learn.formats.words_plan import amount, points
from shelterbelt.learn.queries.plans import asked_of

FEWEST = 5
Document = Mapping[str, Any]
Merged = tuple[str, int, float, float]
"""(place, people, points on average, hours at night on average)."""


@dataclass(frozen=True, slots=True)
class PublicReceipt:
    """What everyone may know about how fair a plan is."""

    title: str
    cohort: str
    host_place: str
    policy: str
    meaning: str
    facts: tuple[tuple[str, str], ...]
    trade: tuple[str, ...]
    rows: tuple[Row, ...]
    burden: Figure | None
    hours: Figure | None
    has_proof: bool


def receipt_of(document: Document, definition: Definition) -> PublicReceipt:
    """The public receipt of a stored plan."""
    language = get_language() or "en"
    receipt = document["timetable"]["receipt"]
    chosen = next((one["key"] for one in receipt["alternatives"] if one["is_chosen"]), Policy.FRAME.value)
    shown, merged = named_classes(receipt), merged_burdens(receipt)
    return PublicReceipt(
        title=definition.programme.title.in_language(language),
        cohort=definition.cohort.label.in_language(language),
        host_place=zone_name(document["host_zone"]),
        policy=words_plan.policy_name(chosen),
        meaning=words_plan.policy_meaning(chosen),
        facts=_facts(receipt),
        trade=_trade(document, chosen, {zone for zone, _mode in shown}),
        rows=comparison(receipt),
        burden=burden_figure(merged) if merged else None,
        hours=hours_figure(document, definition, shown) if shown else None,
        has_proof=bool(_weights(document, shown)),
    )


def certificate_public(document: Document, definition: Definition) -> Certified | None:
    """The check of a bound from named places alone; None where no place can be named.

    Raises:
        PlanningError: the definition has changed since the plan was made.
    """
    weights = _weights(document, named_classes(document["timetable"]["receipt"]))
    return certify(definition, asked_of(document), weights) if weights else None


def named_classes(receipt: Document) -> tuple[Class, ...]:
    """Places, with the way of taking part, in which there are enough people to name them."""
    return tuple((one["zone"], one["mode"]) for one in receipt["burdens"] if one["people"] >= FEWEST)


def merged_burdens(receipt: Document) -> tuple[Merged, ...]:
    """Burdens per place, heaviest first; small places together by part of the world, else all together.

    What would still be fewer than five people after that joins the smallest row that names no place, or is left out.
    """
    named: list[Merged] = []
    parts: dict[str, list[Document]] = defaultdict(list)
    for one in receipt["burdens"]:
        if one["people"] >= FEWEST:
            place = class_name((one["zone"], one["mode"]))
            named.append((place, one["people"], one["points"], one["night_minutes"] / 60))
        else:
            parts[part_of_world(one["zone"])].append(one)
    rest = [one for part in list(parts) if _count(parts[part]) < FEWEST for one in parts.pop(part)]
    if rest and _count(rest) < FEWEST and parts:
        parts[min(parts, key=lambda part: (_count(parts[part]), part))] += rest
        rest = []
    merged = [
        _merge(_("Other places in %(part)s") % {"part": part}, members) for part, members in parts.items()
    ]
    if _count(rest) >= FEWEST:
        merged.append(_merge(_("Other places"), rest))
    return tuple(sorted(named + merged, key=lambda row: (-row[2], row[0])))


def part_of_world(zone: str) -> str:
    """The part of the world that a zone's name begins with."""
    known = {
        "Africa": _("Africa"),
        "America": _("the Americas"),
        "Asia": _("Asia"),
        "Europe": _("Europe"),
        "Australia": _("Australia and the Pacific"),
        "Pacific": _("Australia and the Pacific"),
        "Antarctica": _("Australia and the Pacific"),
        "Atlantic": _("the Atlantic"),
        "Indian": _("the Indian Ocean"),
    }
    return known.get(zone.partition("/")[0], _("the rest of the world"))


def _count(members: list[Document]) -> int:
    return sum(one["people"] for one in members)


def _merge(place: str, members: list[Document]) -> Merged:
    people = _count(members)
    carried = sum(one["points"] * one["people"] for one in members) / people
    night = sum(one["night_minutes"] * one["people"] for one in members) / people / 60
    return place, people, round(carried, 1), round(night, 1)


def _weights(document: Document, shown: tuple[Class, ...]) -> tuple[Any, ...]:
    return tuple(one for one in weights_of(document) if (one.zone, one.mode.value) in shown)


def _facts(receipt: Document) -> tuple[tuple[str, str], ...]:
    worst = points(receipt["worst"])
    if receipt["people_at_worst"] >= FEWEST:
        carried = {"points": worst, "people": words_plan.people(receipt["people_at_worst"])}
        worst = _("%(points)s, carried by %(people)s") % carried
    night = max(one["night_minutes"] for one in receipt["burdens"]) / 60
    facts = [
        (_("Heaviest share"), worst),
        (_("Most hours at night"), words_plan.hours(night)),
        (_("On average"), _("%(points)s points a person") % {"points": amount(round(receipt["mean"], 1))}),
        (_("Is there anything fairer?"), proof_sentence(receipt)),
        (_("Distance to the proven limit"), points(receipt["gap"])),
    ]
    if receipt["runner_up"]:
        told = _("Its heaviest share would be %(points)s.") % {
            "points": points(receipt["runner_up"]["worst"])
        }
        facts.append((_("Next best"), told))
    return tuple(facts)


def _trade(document: Document, chosen: str, zones: set[str]) -> tuple[str, ...]:
    if chosen == Policy.FRAME:
        return ()
    found = []
    for remark in document["timetable"]["receipt"]["trade"]:
        given = words_plan.params_of(remark)
        counts = [given[name] for name in ("lighter", "heavier", "gained", "lost") if name in given]
        if any(0 < count < FEWEST for count in counts) or given.get("zone", "") not in {"", *zones}:
            continue
        if remark["code"] == "worst_against_frame":
            told = _("The heaviest share is %(now)s; at the programme’s own hours it would be %(then)s.")
            found.append(told % {"now": points(given["worst"]), "then": points(given["frame_worst"])})
        elif remark["code"] == "second_runs":
            told = _("It takes %(hours)s more of speakers’ time.")
            found.append(told % {"hours": words_plan.hours(given["speaker_hours"])})
        else:
            found.append(words_plan.trade_sentence(remark))
    return tuple(found)
