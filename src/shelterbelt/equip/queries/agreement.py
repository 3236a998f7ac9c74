"""How far those who answered by name agree, domain by domain. Answers by card take no part, and nobody is named."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from shelterbelt.equip.choices import Given
from shelterbelt.equip.engine.agreement import Agreement, Items, Why, krippendorff
from shelterbelt.equip.models import Response
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.equip.queries.standings import Stood, standings_of
from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope

FEWEST_ASSESSORS = 2
FEWEST_QUESTIONS = 5
HALFWAY = 0.5
"""Of the way from what chance alone would give (0) to full agreement (1)."""
Place = tuple[str, str | None]
"""A question and a site; None for the whole agency."""


class Verdict(StrEnum):
    """What the figure lets one say. The interval decides, not the figure."""

    SAME = "same"
    """Even the lower end of the interval is nearer to full agreement than to chance; or all answers are equal."""
    DIFFERENT = "different"
    """Even its upper end is nearer to chance."""
    ONE_ANSWER = "one_answer"
    """So too, but because nearly everyone gives one and the same answer: the figure says little then."""
    TOO_FEW = "too_few"
    """The interval reaches to both sides, or there are too few answers for a figure."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """How far people agree on some questions.

    Attributes:
        value: Krippendorff's alpha; None where there are too few answers or all are equal.
        interval: 95 percent; None where `value` is, or where full agreement shows no spread.
        equal: share of pairs of answers to one question that are equal, 0 to 1; None where there are too few answers.
        questions: that at least two people answered; one that is asked at two sites counts twice.
        assessors: who answered them.
    """

    verdict: Verdict
    value: float | None
    interval: tuple[float, float] | None
    equal: float | None
    questions: int
    assessors: int


@dataclass(frozen=True, slots=True)
class Differences:
    """An assessment with how far people agree, over all and by the key of each domain that is asked."""

    stood: Stood
    overall: Agreed
    by_domain: Mapping[str, Agreed]


def differences_of(*, for_: Actor, agency: UUID, assessment: UUID) -> Differences:
    """Where people see it differently, and how far they agree; somebody who answers for two groups is one person.

    Args:
        for_: anyone of the agency.
        agency: whose.
        assessment: which.

    Raises:
        NotThere, Denied: not the actor's agency, or no such assessment there.
    """
    stood = standings_of(for_=for_, agency=agency, assessment=assessment)
    if stood is None:
        raise NotThere
    domains = {(one.question, one.site): one.domain for one in stood.results.standings}
    answers = {place: said for place, said in _named(assessment).items() if place in domains}
    by_domain: dict[str, list[Mapping[UUID, str]]] = defaultdict(list)
    for place, said in answers.items():
        by_domain[domains[place]].append(said)
    asked = set(domains.values())
    return Differences(
        stood,
        agreed(answers.values()),
        {one.key: agreed(by_domain[one.key]) for one in question_set().domains if one.key in asked},
    )


def agreed(answers: Iterable[Mapping[UUID, str]]) -> Agreed:
    """How far people agree.

    Args:
        answers: for each question at its place, what each person said.
    """
    met = [said for said in answers if len(said) >= FEWEST_ASSESSORS]
    people = {person for said in met for person in said}
    if len(met) < FEWEST_QUESTIONS:
        return Agreed(Verdict.TOO_FEW, None, None, None, len(met), len(people))
    found = krippendorff(Items(tuple(tuple(said.values()) for said in met)))
    verdict = Verdict.SAME if Why.ONE_CATEGORY in found.reasons else _verdict(found)
    return Agreed(verdict, found.value, found.interval, found.observed, len(met), len(people))


def _verdict(found: Agreement) -> Verdict:
    """The words for a figure. Where no item differs from another in how far people agree, it stands for itself."""
    value = found.value or 0.0
    low, high = found.interval or (value, value)
    if low > HALFWAY:
        return Verdict.SAME
    if high >= HALFWAY:
        return Verdict.TOO_FEW
    return Verdict.ONE_ANSWER if (found.expected or 0.0) > HALFWAY else Verdict.DIFFERENT


def _named(assessment: UUID) -> dict[Place, dict[UUID, str]]:
    """What each person said by name. Who answers for two groups counts once, with the more cautious answer."""
    caution = {str(given): place for place, given in enumerate(Given)}
    found: dict[Place, dict[UUID, str]] = defaultdict(dict)
    with scope(SYSTEM):
        rows = Response.objects.filter(assessment=assessment, is_anonymous=False)
        values = rows.order_by("given_at", "pk").values_list(
            "question", "site", "given", "assessor", "assessor__account"
        )
        for question, site, given, assessor, account in values:
            said = found[question, str(site) if site else None]
            person = account or assessor
            before = said.get(person)
            said[person] = given if before is None else min(before, given, key=caution.__getitem__)
    return dict(found)
