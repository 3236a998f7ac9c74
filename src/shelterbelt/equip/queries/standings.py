"""Where an agency stands: the standings of an assessment, what changed since the one before, and the gaps."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from shelterbelt.equip import access
from shelterbelt.equip.choices import AssessmentState
from shelterbelt.equip.engine.readiness import Answer, Problem, Results, Settled, change, gaps, stand
from shelterbelt.equip.engine.readiness.plan import Change, Gap
from shelterbelt.equip.models import AssessedSite, Assessment, Response, Standing
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope


@dataclass(frozen=True, slots=True)
class Stood:
    """An assessment with its results. `change` is None where there is none before it."""

    assessment: Assessment
    results: Results
    change: Change | None
    gaps: tuple[Gap, ...]
    before: Assessment | None


def standings_of(*, for_: Actor, agency: UUID, assessment: UUID | None = None) -> Stood | None:
    """Where the agency stands by an assessment, or by its latest one; None if there is none yet.

    Args:
        for_: anyone of the agency.
        agency: whose.
        assessment: which one.

    Raises:
        NotThere, Denied: not the actor's agency, or no such assessment there.
    """
    assessments = _assessments(for_, agency)
    if assessment is not None:
        ids = [one.pk for one in assessments]
        if assessment not in ids:
            raise NotThere
        assessments = assessments[: ids.index(assessment) + 1]
    found = _stood(assessments[-2:])
    return found[-1] if found else None


def standings_over_time(*, for_: Actor, agency: UUID) -> tuple[Stood, ...]:
    """Every assessment of the agency with its results, the oldest first; each against the one before.

    What single people answered is read by the system and told by group alone. The number of queries is the same
    whatever their number.

    Raises:
        NotThere, Denied: not the actor's agency.
    """
    return _stood(_assessments(for_, agency))


def _assessments(actor: Actor, agency: UUID) -> list[Assessment]:
    require(access.READ_AGENCY, actor, agency)
    rows = access.READ_AGENCY.narrow(Assessment.objects.filter(organisation=agency), actor)
    return list(rows.order_by("opened_at", "pk"))


def _stood(assessments: list[Assessment]) -> tuple[Stood, ...]:
    if not assessments:
        return ()
    problems = _problems(assessments)
    results = [stand(problems[one.pk]) for one in assessments]
    told = []
    for place, one in enumerate(assessments):
        moved = change(results[place - 1], results[place]) if place else None
        before = assessments[place - 1] if place else None
        told.append(Stood(one, results[place], moved, gaps(results[place], question_set()), before))
    return tuple(told)


def results_of(assessments: list[Assessment]) -> dict[UUID, Results]:
    """Where each assessment stands, of whatever agencies; for the system, which alone reads them together."""
    return {one: stand(problem) for one, problem in _problems(assessments).items()}


def latest_closed(found: Iterable[Stood]) -> Stood | None:
    """The last assessment that is closed: what is told to people who did not take part."""
    closed = [one for one in found if one.assessment.state == AssessmentState.CLOSED]
    return closed[-1] if closed else None


def _problems(assessments: list[Assessment]) -> dict[UUID, Problem]:
    ids = [one.pk for one in assessments]
    kinds: dict[UUID, dict[str, str]] = defaultdict(dict)
    answers: dict[UUID, list[Answer]] = defaultdict(list)
    settled: dict[UUID, list[Settled]] = defaultdict(list)
    with scope(SYSTEM):
        asked = AssessedSite.objects.filter(assessment__in=ids).values_list("assessment", "site", "kind")
        for one, at, kind in asked:
            kinds[one][str(at)] = kind
        named = Response.objects.filter(assessment__in=ids, is_anonymous=False).order_by("given_at", "pk")
        said = named.values_list("assessment", "question", "site", "assessor", "assessor__group", "given")
        for one, question, at, assessor, group, given in said:
            site = str(at) if at else None
            if _is_asked(question, site, kinds[one]):
                answers[one].append(Answer(question, site, str(assessor), group, given))
        rows = Standing.objects.filter(assessment__in=ids)
        for one, question, at, given in rows.values_list("assessment", "question", "site", "given"):
            site = str(at) if at else None
            if _is_asked(question, site, kinds[one]):
                settled[one].append(Settled(question, site, given))
    return {one: Problem(question_set(), kinds[one], tuple(answers[one]), tuple(settled[one])) for one in ids}


def _is_asked(question: str, site: str | None, kinds: dict[str, str]) -> bool:
    """A question that a later set no longer asks is passed over; what was said of it stays kept."""
    found = question_set().question(question)
    kind = kinds.get(site) if site else None
    return found is not None and (site is None or kind is not None) and found.fits(kind)
