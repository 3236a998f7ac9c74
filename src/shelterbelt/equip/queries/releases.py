"""What may be told of anonymous answers: counts of a group, none of them small, none to be had by subtracting.

Keys are `group|question|site|answer` (`unnamed.key_of`); `site` is empty for the agency as a whole, and for the sum of
its sites; `answer` is empty for how many answered.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from uuid import UUID

from shelterbelt.equip.models import Assessment, GroupRelease, Response
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.equip.queries.unnamed import Before, before_of, key_of, told_of_question

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
        if question_set().question(key) is not None:
            told = told_of_question(group, key, numbers, before)
            cells.update({key_of(group, key, *place): number for place, number in told.items()})
    return cells


def release_of(assessment: UUID) -> Mapping[str, int | None]:
    """The counts that were told when the assessment was closed; empty while it is open."""
    found = GroupRelease.objects.filter(assessment=assessment).first()
    return dict(found.cells) if found else {}


def _before(assessment: Assessment) -> Before:
    rows = GroupRelease.objects.filter(organisation=assessment.organisation).order_by("made_at")
    return before_of(cell for row in rows for cell in row.cells.items())
