"""Reads of assessments: which there are, who was asked, and what somebody was asked themselves."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from shelterbelt.equip import access
from shelterbelt.equip.choices import AssessmentState, Group
from shelterbelt.equip.engine.readiness import QuestionSet
from shelterbelt.equip.engine.readiness.problem import AGENCY, SITE, Question
from shelterbelt.equip.models import Assessment, Assessor, Response, read_text
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.people.models import Organisation
from shelterbelt.people.queries.held_texts import held_within


@dataclass(frozen=True, slots=True)
class GroupLine:
    """How many of a group were asked and answered. Of cards, only how many were made: who answers is not counted."""

    group: Group
    asked: int
    done: int
    cards: int


@dataclass(frozen=True, slots=True)
class AskedPlace:
    """One place with the questions that an assessor is asked there, and what they said."""

    site: UUID | None
    name: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one assessor is asked, domain by domain.

    Attributes:
        given: answers so far, by question and site.
        reasons: why a question does not apply, where that was said.
        written: the answers with a reason, by question and site, and whether it is held.
    """

    assessor: UUID
    assessment: UUID
    organisation: UUID
    agency: str
    group: Group
    is_anonymous: bool
    is_open: bool
    is_done: bool
    places: tuple[AskedPlace, ...]
    given: Mapping[tuple[str, UUID | None], str]
    reasons: Mapping[tuple[str, UUID | None], str]
    written: Mapping[tuple[str, UUID | None], tuple[UUID, bool]]

    def of_domain(self, domain: str) -> tuple[AskedPlace, ...]:
        """The places with the questions of one domain; places without any are left out."""
        found = (
            AskedPlace(one.site, one.name, tuple(each for each in one.questions if each.domain == domain))
            for one in self.places
        )
        return tuple(one for one in found if one.questions)

    def progress(self) -> dict[str, tuple[int, int]]:
        """For each domain with questions: answered, and asked."""
        asked: Counter[str] = Counter()
        said: Counter[str] = Counter()
        for place in self.places:
            for one in place.questions:
                asked[one.domain] += 1
                said[one.domain] += (one.key, place.site) in self.given
        return {
            domain.key: (said[domain.key], asked[domain.key])
            for domain in question_set().domains
            if asked[domain.key]
        }


def open_assessment_row(*, for_: Actor, agency: UUID, assessment: UUID) -> Assessment:
    """The row, locked, for whoever changes it.

    Raises:
        NotThere: none of this agency's.
    """
    rows = access.READ_AGENCY.narrow(Assessment.objects.select_for_update(), for_)
    found = rows.filter(pk=assessment, organisation=agency).first()
    if found is None:
        raise NotThere
    return found


def groups_asked(*, for_: Actor, agency: UUID, assessment: UUID) -> tuple[GroupLine, ...]:
    """How many of each group were asked and have answered.

    Raises:
        NotThere, Denied: not the actor's agency.
    """
    require(access.READ_AGENCY, for_, agency)
    asked: Counter[str] = Counter()
    done: Counter[str] = Counter()
    cards: Counter[str] = Counter()
    with scope(SYSTEM):
        rows = Assessor.objects.filter(assessment=assessment, organisation=agency)
        for group, account, done_at in rows.values_list("group", "account", "done_at"):
            if account is None:
                cards[group] += 1
            else:
                asked[group] += 1
                done[group] += done_at is not None
    return tuple(
        GroupLine(group, asked[group], done[group], cards[group])
        for group in Group
        if asked[group] or cards[group]
    )


def members_asked(*, for_: Actor, agency: UUID, assessment: UUID) -> frozenset[UUID]:
    """Accounts that were asked.

    Raises:
        NotThere, Denied: not the actor's agency to lead.
    """
    require(access.LEAD_AGENCY, for_, agency)
    rows = Assessor.objects.filter(assessment=assessment, organisation=agency, account__isnull=False)
    return frozenset(one for one in rows.values_list("account", flat=True) if one)


def sheets_own(*, for_: Actor) -> tuple[Sheet, ...]:
    """What the actor is asked now, in all their agencies.

    Raises:
        Denied: the actor holds no role in an agency.
    """
    require(access.ANSWER, for_)
    rows = access.ANSWER.narrow(Assessor.objects.select_related("assessment"), for_)
    open_ = rows.filter(assessment__state=AssessmentState.OPEN)
    return tuple(_sheet(row) for row in open_.order_by("asked_at", "pk"))


def sheet_own(*, for_: Actor, assessor: UUID) -> Sheet:
    """One of them.

    Raises:
        NotThere: it is not the actor's.
        Denied: the actor holds no role in an agency.
    """
    require(access.ANSWER, for_)
    rows = access.ANSWER.narrow(Assessor.objects.select_related("assessment"), for_)
    row = rows.filter(pk=assessor).first()
    if row is None:
        raise NotThere
    return _sheet(row)


def sheet_of_card(*, for_: Actor) -> Sheet:
    """What the holder of a card is asked.

    Raises:
        NotThere: there is no such card.
    """
    rows = access.HOLD_CARD.narrow(Assessor.objects.all(), for_)
    row = rows.first()
    if row is None:
        raise NotThere
    return _sheet(row)


def _sheet(row: Assessor) -> Sheet:
    with scope(SYSTEM):
        assessment = Assessment.objects.get(pk=row.assessment_id)
        sites = list(assessment.assessed.select_related("site"))
        said = list(Response.objects.filter(assessor=row))
    if row.site_id:
        sites = [one for one in sites if one.site_id == row.site_id]
    reasoned = [one for one in said if one.reason]
    held = held_within(row.organisation) if reasoned else frozenset()
    named = sorted((read_text(one.site, "name"), one.site_id, one.kind) for one in sites)
    return Sheet(
        assessor=row.pk,
        assessment=row.assessment_id,
        organisation=row.organisation,
        agency=Organisation.objects.get(pk=row.organisation).name,
        group=Group(row.group),
        is_anonymous=row.account is None,
        is_open=assessment.state == AssessmentState.OPEN,
        is_done=row.done_at is not None,
        places=tuple(_places(question_set(), row, named)),
        given={(one.question, one.site_id): one.given for one in said},
        reasons={(one.question, one.site_id): read_text(one, "reason") for one in reasoned},
        written={(one.question, one.site_id): (one.pk, one.pk in held) for one in reasoned},
    )


def _places(questions: QuestionSet, row: Assessor, named: list[tuple[str, UUID, str]]) -> list[AskedPlace]:
    found = [] if row.site_id else [AskedPlace(None, "", questions.asked(row.group, AGENCY))]
    found += [AskedPlace(site, name, questions.asked(row.group, SITE, kind)) for name, site, kind in named]
    return [one for one in found if one.questions]
