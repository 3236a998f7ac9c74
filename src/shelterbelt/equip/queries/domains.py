"""One domain of an assessment as its leaders and its people see it: standings, differences, evidence, counts."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from shelterbelt.equip.choices import AssessmentState, EvidenceKind, Given, Group
from shelterbelt.equip.engine.readiness.plan import Standing as Stands
from shelterbelt.equip.engine.readiness.plan import Tally
from shelterbelt.equip.engine.readiness.problem import Domain, Question
from shelterbelt.equip.models import Evidence, Site, Standing, read_text
from shelterbelt.equip.queries.held_words import held_words
from shelterbelt.equip.queries.months import after_months
from shelterbelt.equip.queries.releases import release_of
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.equip.queries.standings import Stood, standings_of
from shelterbelt.equip.queries.unnamed import key_of
from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.ground.access.roles import Actor
from shelterbelt.people.queries.held_texts import held_within


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One thing that shows what was settled."""

    id: UUID
    kind: EvidenceKind
    title: str
    kept_where: str
    seen_on: dt.date
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class SettledLine:
    """What was settled, opened. While its words are held they are empty here, and nobody changes them."""

    id: UUID
    given: Given
    reason: str
    owner: str
    due_on: dt.date | None
    test_again_on: dt.date | None
    evidence: tuple[EvidenceLine, ...]
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One question at one place.

    Attributes:
        settled: in this assessment.
        before: what was settled in the one before; a start for settling it now.
        counted: of each group that answered by cards, how many gave each answer; None where it is left out.
    """

    question: Question
    site: UUID | None
    stands: Stands
    settled: SettledLine | None
    before: SettledLine | None
    counted: Mapping[Group, Mapping[Given, int | None]]

    def next_test(self) -> dt.date:
        """When the answer should be tested again if it is settled today."""
        return after_months(clock.today(), self.question.retest_months)


@dataclass(frozen=True, slots=True)
class DomainView:
    """A domain, place by place: the agency first, then its sites by name."""

    stood: Stood
    domain: Domain
    tally: Tally
    is_open: bool
    places: tuple[tuple[UUID | None, str, tuple[QuestionLine, ...]], ...]

    def line(self, question: str, site: UUID | None) -> QuestionLine:
        """One of the lines.

        Raises:
            NotThere: it is not asked there.
        """
        for _site, _name, lines in self.places:
            for one in lines:
                if (one.question.key, one.site) == (question, site):
                    return one
        raise NotThere


def site_names(*, agency: UUID) -> dict[str, str]:
    """The names of the agency's sites by id, as far as row-level security shows them."""
    return {str(row.pk): read_text(row, "name") for row in Site.objects.filter(organisation=agency)}


def domain_of(*, for_: Actor, agency: UUID, assessment: UUID, domain: str) -> DomainView:
    """One domain of an assessment.

    Raises:
        NotThere, Denied: not the actor's agency, no such assessment, or no such domain.
    """
    stood = standings_of(for_=for_, agency=agency, assessment=assessment)
    found = next((one for one in question_set().domains if one.key == domain), None)
    if stood is None or found is None:
        raise NotThere
    names = site_names(agency=agency)
    settled = _settled(stood, domain)
    cells = release_of(assessment)
    lines: dict[str, list[QuestionLine]] = {}
    for one in stood.results.standings:
        question = question_set().question(one.question)
        if one.domain == domain and question is not None:
            place = (one.question, one.site)
            line = QuestionLine(
                question,
                UUID(one.site) if one.site else None,
                one,
                settled.get((assessment, *place)),
                settled.get((stood.before.pk, *place)) if stood.before else None,
                _counted(cells, question, one.site or ""),
            )
            lines.setdefault(one.site or "", []).append(line)
    ordered = sorted(lines, key=lambda site: (site != "", names.get(site, "").casefold(), site))
    return DomainView(
        stood,
        found,
        stood.results.by_domain.get(domain, Tally()),
        stood.assessment.state == AssessmentState.OPEN,
        tuple((UUID(site) if site else None, names.get(site, ""), tuple(lines[site])) for site in ordered),
    )


def _settled(stood: Stood, domain: str) -> dict[tuple[UUID, str, str | None], SettledLine]:
    ids = [stood.assessment.pk, *([stood.before.pk] if stood.before else [])]
    asked = [one.key for one in question_set().questions if one.domain == domain]
    rows = Standing.objects.filter(assessment__in=ids, question__in=asked).prefetch_related("evidence")
    held = held_within(stood.assessment.organisation)
    return {
        (row.assessment_id, row.question, str(row.site_id) if row.site_id else None): SettledLine(
            row.pk,
            Given(row.given),
            "" if row.pk in held else read_text(row, "reason"),
            "" if row.pk in held else read_text(row, "owner"),
            row.due_on,
            row.test_again_on,
            tuple(_evidence(one, held) for one in row.evidence.all()),
            row.pk in held,
        )
        for row in rows
    }


def _evidence(row: Evidence, held: frozenset[UUID]) -> EvidenceLine:
    kind = EvidenceKind(row.kind)
    if row.pk in held:
        return EvidenceLine(row.pk, kind, held_words(), "", row.seen_on, is_held=True)
    return EvidenceLine(row.pk, kind, read_text(row, "title"), read_text(row, "kept_where"), row.seen_on)


def _counted(
    cells: Mapping[str, int | None], question: Question, site: str
) -> dict[Group, dict[Given, int | None]]:
    found = {}
    for group in Group:
        if key_of(group, question.key, site, "") in cells:
            found[group] = {given: cells.get(key_of(group, question.key, site, given)) for given in Given}
    return found
