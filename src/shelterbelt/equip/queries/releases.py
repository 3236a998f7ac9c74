"""What may be told of anonymous answers: counts of a group, none of them small, none to be had by subtracting.

Keys are `group|question|site|answer`; `site` is empty for the agency as a whole, and for the sum of its sites;
`answer` is empty for how many answered.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from shelterbelt.equip.engine.readiness.problem import Question
from shelterbelt.equip.models import Assessment, GroupRelease, Response
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.people.engine.safe_counts import Count, Problem, Sum, plan

_TOTAL_WEIGHT = 40
_ANSWERS = ("met", "in_progress", "not_met", "need_support", "does_not_apply")
Cells = dict[str, int | None]


def cells_of(assessment: Assessment) -> Cells:
    """Every count of anonymous answers, or None where it is left out. Asked by the system, which alone reads them.

    Each question is a table of its own: sites by answers with their sums. What was told after earlier assessments is
    known to every reader: a count that changed by few people since is left out too, and one that was left out once
    is never told, for it stood there to hide another.
    """
    counted: dict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)
    rows = Response.objects.filter(assessment=assessment, is_anonymous=True)
    for group, question, site, given in rows.values_list("assessor__group", "question", "site", "given"):
        counted[group, question][str(site) if site else "", given] += 1
    before = _before(assessment)
    cells: Cells = {}
    for (group, key), numbers in sorted(counted.items()):
        asked = question_set().question(key)
        if asked is not None:
            problem = _problem(group, asked, numbers, before)
            told = plan(problem).shown
            cells.update({one.key: told.get(one.key) for one in problem.counts})
    return cells


def release_of(assessment: UUID) -> Mapping[str, int | None]:
    """The counts that were told when the assessment was closed; empty while it is open."""
    found = GroupRelease.objects.filter(assessment=assessment).first()
    return dict(found.cells) if found else {}


def key_of(group: str, question: str, site: str, answer: str) -> str:
    """The key of a count; see above for what is empty."""
    return f"{group}|{question}|{site}|{answer}"


@dataclass(frozen=True, slots=True)
class _Before:
    """What earlier assessments told, and what they left out."""

    told: tuple[tuple[str, int], ...]
    left_out: frozenset[str]


def _before(assessment: Assessment) -> _Before:
    rows = GroupRelease.objects.filter(organisation=assessment.organisation).order_by("made_at")
    cells = [cell for row in rows for cell in row.cells.items()]
    return _Before(
        tuple((key, number) for key, number in cells if number is not None),
        frozenset(key for key, number in cells if number is None),
    )


def _problem(
    group: str, question: Question, numbers: Mapping[tuple[str, str], int], before: _Before
) -> Problem:
    sites = sorted({site for site, _answer in numbers if site})
    counts = dict(_counts(group, question.key, sites, numbers, before.left_out))
    sums = []
    for site in ("", *sites):
        parts = tuple(key_of(group, question.key, site, answer) for answer in _ANSWERS)
        sums.append(Sum(key_of(group, question.key, site, ""), parts))
    if sites:
        for answer in (*_ANSWERS, ""):
            parts = tuple(key_of(group, question.key, site, answer) for site in sites)
            sums.append(Sum(key_of(group, question.key, "", answer), parts))
    return Problem(tuple(counts.values()), tuple(sums), earlier=before.told)


def _counts(
    group: str,
    question: str,
    sites: list[str],
    numbers: Mapping[tuple[str, str], int],
    left_out: frozenset[str],
) -> Iterator[tuple[str, Count]]:
    for site in ("", *sites):
        places = sites if sites and not site else [site]
        answers = {answer: sum(numbers.get((place, answer), 0) for place in places) for answer in _ANSWERS}
        for answer, number in (*answers.items(), ("", sum(answers.values()))):
            key = key_of(group, question, site, answer)
            weight = (1 if answer else _TOTAL_WEIGHT) * (1 if site else 2)
            yield key, Count(key, number, weight, is_shown=key not in left_out)
