"""What the agency agrees on: the answer, who sees to it, until when, and what shows it."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from shelterbelt.equip import access
from shelterbelt.equip.choices import AssessmentState, EvidenceKind, Given
from shelterbelt.equip.models import Assessment, Evidence, Standing, seal_text
from shelterbelt.equip.queries.assessments import open_assessment_row
from shelterbelt.equip.queries.held_words import are_held
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.equip.services.errors import Incomplete, NotInThisState
from shelterbelt.ground import audit, clock
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.db.scope import scope

LONGEST = 300
MOST_EVIDENCE = 20


@dataclass(frozen=True, slots=True)
class Agreed:
    """What is settled on one question at one place. `reason` is needed where the question does not apply."""

    given: str
    reason: str = ""
    owner: str = ""
    due_on: dt.date | None = None
    test_again_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """Something that shows it: what it is, where it is kept, and when somebody saw it. Never a file."""

    kind: str
    title: str
    kept_where: str = ""
    seen_on: dt.date | None = None


def settle_question(
    *, by: Actor, agency: UUID, assessment: UUID, question: str, site: UUID | None, agreed: Agreed
) -> UUID:
    """Keep what the agency agreed on; settling again changes it, and the evidence stays.

    Returns:
        The standing's id.

    Raises:
        NotThere, Denied: not the actor's agency to lead, no such assessment, or the question is not asked there.
        NotInThisState: `closed`, or `held`: its words wait for the person on call.
        Incomplete: an answer is none, a reason is missing, words are too long.
    """
    require(access.LEAD_AGENCY, by, agency)
    _check(agreed)
    with (
        audit.act(
            "equip.question.settle", by=by, about=("assessment", assessment), organisation=agency
        ) as event,
        scope(by),
    ):
        row = _open(by, agency, assessment)
        _refuse_unasked(row, question, site)
        given = {"organisation": agency, "assessment": row, "question": question, "site_id": site}
        kept = Standing.objects.filter(**given).first() or Standing(**given)
        if are_held(agency, (kept.pk,)):
            raise NotInThisState("held")
        kept.given, kept.settled_by, kept.settled_at = agreed.given, by.account, clock.now()
        kept.due_on, kept.test_again_on = agreed.due_on, agreed.test_again_on
        seal_text(kept, "reason", agreed.reason.strip() if agreed.given == Given.DOES_NOT_APPLY else "")
        seal_text(kept, "owner", agreed.owner.strip())
        kept.save()
        event.note(question=question, given=agreed.given)
    return kept.pk


def unsettle_question(*, by: Actor, agency: UUID, assessment: UUID, standing: UUID) -> None:
    """It is open again: the most cautious named answer counts. Its evidence goes with it.

    Raises:
        NotThere, Denied: not the actor's agency to lead, or no such standing.
        NotInThisState: `closed`, or `held`: its words or what shows it wait for the person on call.
    """
    require(access.LEAD_AGENCY, by, agency)
    with (
        audit.act("equip.question.unsettle", by=by, about=("standing", standing), organisation=agency),
        scope(by),
    ):
        row = _standing(by, agency, assessment, standing)
        if are_held(agency, (row.pk, *row.evidence.values_list("pk", flat=True))):
            raise NotInThisState("held")
        row.delete()


def add_evidence(*, by: Actor, agency: UUID, assessment: UUID, standing: UUID, shown: Shown) -> UUID:
    """Add something that shows what was settled.

    Raises:
        NotThere, Denied: not the actor's agency to lead, or no such standing.
        NotInThisState: `closed`, or `full`: there is as much as one can look through.
        Incomplete: no title, words are too long, no such kind, or seen on a day to come.
    """
    require(access.LEAD_AGENCY, by, agency)
    seen_on = shown.seen_on or clock.today()
    with (
        audit.act("equip.evidence.add", by=by, about=("standing", standing), organisation=agency) as event,
        scope(by),
    ):
        row = _standing(by, agency, assessment, standing)
        _check_shown(shown, seen_on)
        if row.evidence.count() >= MOST_EVIDENCE:
            raise NotInThisState("full")
        made = Evidence(organisation=agency, standing=row, kind=shown.kind, seen_on=seen_on)
        seal_text(made, "title", " ".join(shown.title.split()))
        seal_text(made, "kept_where", shown.kept_where.strip())
        made.save(force_insert=True)
        event.note(evidence=str(made.pk))
    return made.pk


def remove_evidence(*, by: Actor, agency: UUID, assessment: UUID, standing: UUID, evidence: UUID) -> None:
    """Take it away; twice is no error.

    Raises:
        NotThere, Denied: not the actor's agency to lead, or no such standing.
        NotInThisState: `closed`, or `held`: it waits for the person on call.
    """
    require(access.LEAD_AGENCY, by, agency)
    with (
        audit.act("equip.evidence.remove", by=by, about=("evidence", evidence), organisation=agency),
        scope(by),
    ):
        row = _standing(by, agency, assessment, standing)
        if are_held(agency, (evidence,)):
            raise NotInThisState("held")
        row.evidence.filter(pk=evidence).delete()


def _open(by: Actor, agency: UUID, assessment: UUID) -> Assessment:
    row = open_assessment_row(for_=by, agency=agency, assessment=assessment)
    if row.state == AssessmentState.CLOSED:
        raise NotInThisState("closed")
    return row


def _standing(by: Actor, agency: UUID, assessment: UUID, standing: UUID) -> Standing:
    found = Standing.objects.filter(pk=standing, assessment=_open(by, agency, assessment)).first()
    if found is None:
        raise NotThere
    return found


def _refuse_unasked(row: Assessment, question: str, site: UUID | None) -> None:
    asked = question_set().question(question)
    kind = row.assessed.filter(site=site).values_list("kind", flat=True).first() if site else None
    if asked is None or (site is not None and kind is None) or not asked.fits(kind):
        raise NotThere


def _check(agreed: Agreed) -> None:
    wrong: dict[str, str] = {}
    if agreed.given not in Given.values:
        wrong["given"] = _("Choose one of the answers.")
    elif agreed.given == Given.DOES_NOT_APPLY and not agreed.reason.strip():
        wrong["reason"] = _("Write in a few words why it does not apply.")
    wrong |= _too_long(reason=agreed.reason, owner=agreed.owner)
    if wrong:
        raise Incomplete(wrong)


def _check_shown(shown: Shown, seen_on: dt.date) -> None:
    wrong: dict[str, str] = {}
    if shown.kind not in EvidenceKind.values:
        wrong["kind"] = _("Choose what it is.")
    if not shown.title.strip():
        wrong["title"] = _("Write what shows it.")
    if seen_on > clock.today():
        wrong["seen_on"] = _("Choose today or a day before.")
    wrong |= _too_long(title=shown.title, kept_where=shown.kept_where)
    if wrong:
        raise Incomplete(wrong)


def _too_long(**words: str) -> dict[str, str]:
    return {name: _("Write at most 300 characters.") for name, told in words.items() if len(told) > LONGEST}
