"""Whom a cohort admits: proposed by the goals in the open, adopted or changed by a person, each with its reasons."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from shelterbelt.ground import audit, clock, jobs
from shelterbelt.ground.access.permissions import Denied, NotThere, require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn import access
from shelterbelt.learn.choices import ApplicationState, DecisionOutcome, Mode, SelectionState
from shelterbelt.learn.engine.balance import solve
from shelterbelt.learn.models import Application, Cohort, Decision, Selection
from shelterbelt.learn.queries.balancing import balance_problem, document_of
from shelterbelt.learn.queries.selections import AT_ONCE, candidates_counted, selection_readiness
from shelterbelt.learn.services.errors import Incomplete, NotInThisState
from shelterbelt.learn.services.offers import make_offer, make_offers
from shelterbelt.learn.services.seats import led
from shelterbelt.learn.services.waiting import put_on_list, turn_down

LONGEST_WORDS = 2_000
WRITE_REASON = _("Please write the reason. It stays on the record.")
PROPOSE = "learn.propose_selection"
_NOT_READY: dict[str, Any] = {
    "is_ready": False,
    "counts": {"offer": 0, "wait": 0, "decline": 0, "holds": 0},
    "outcomes": [],
    "goals": [],
}
_OPEN = (ApplicationState.SUBMITTED, ApplicationState.WAITING)


class ChangedSince(Exception):
    """People applied, withdrew or were decided upon since this proposal was made; nothing was adopted."""


def propose_selection(*, by: Actor, cohort: UUID, changes: Mapping[str, int] | None = None) -> UUID:
    """Work out whom to offer places, and keep it as a proposal. Nobody is told anything.

    More candidates than `AT_ONCE` are weighed in the background; until then the proposal says that it is not ready.

    Args:
        by: a lead.
        cohort: for which.
        changes: other numbers than the definition's, by the names of its balance rules, to try them.

    Raises:
        NotThere, Denied: the cohort is none of the actor's, or the actor does not lead programmes there.
    """
    found = led(by, cohort)
    organisation = found.programme.organisation_id
    given = dict(changes or {})
    is_large = candidates_counted(for_=by, cohort=cohort) > AT_ONCE
    document, digest = (dict(_NOT_READY), "") if is_large else _computed(cohort, given)
    with (
        audit.act(
            "learn.selection.propose", by=by, about=("cohort", cohort), organisation=organisation
        ) as event,
        scope(SYSTEM),
    ):
        # Not a full lock: whoever writes an offer at the same time refers to this row.
        Cohort.objects.select_for_update(no_key=True).get(pk=cohort)
        last = Selection.objects.filter(cohort=cohort).aggregate(last=Max("number"))["last"] or 0
        made = Selection.objects.create(
            cohort_id=cohort,
            organisation=organisation,
            number=last + 1,
            document=document | {"changes": given},
            input_digest=digest,
        )
        event.note(selection=str(made.pk), **document["counts"])
        if is_large:
            jobs.enqueue(PROPOSE, selection=str(made.pk))
    return made.pk


def compute_selection(*, by: Actor, selection: UUID) -> None:
    """Fill a proposal that waits for it; nothing if that is done, or it is gone.

    Raises:
        Denied: anyone but the system.
    """
    if by is not SYSTEM:
        raise Denied("learn.selection.compute")
    with scope(by):
        row = Selection.objects.filter(pk=selection, state=SelectionState.DRAFT, input_digest="").first()
        if row is None:
            return
        changes = row.document["changes"]
        document, digest = _computed(row.cohort_id, changes)
        about, organisation = ("selection", selection), row.organisation
        with audit.act("learn.selection.compute", by=by, about=about, organisation=organisation) as event:
            waiting = Selection.objects.filter(pk=selection, input_digest="")
            waiting.update(document=document | {"changes": changes}, input_digest=digest)
            event.note(**document["counts"])


def adopt_selection(*, by: Actor, selection: UUID) -> dict[str, int]:
    """Decide as proposed: offers are made, the others join the waiting list or are told kindly that there is no place.

    Returns:
        How many were offered a place, put on the list, and declined.

    Raises:
        ChangedSince: the facts are no longer those of the proposal.
        NotInThisState: it was adopted or set aside already, or is not ready.
        NoSeat, CannotSeat, LastCallPassed: the seats or the time for offers are gone, or someone cannot be seated.
        NotThere, Denied: it is none of the actor's, or the actor does not lead programmes there.
    """
    row = _selection(by, selection)
    cohort = row.cohort_id
    with (
        audit.act(
            "learn.selection.adopt", by=by, about=("selection", selection), organisation=row.organisation
        ) as event,
        scope(SYSTEM),
    ):
        Cohort.objects.select_for_update(no_key=True).get(pk=cohort)
        row = Selection.objects.select_for_update().get(pk=selection)
        if row.state != SelectionState.DRAFT or not row.document["is_ready"]:
            raise NotInThisState(row.state)
        changes = row.document.get("changes") or {}
        if balance_problem(for_=SYSTEM, cohort=cohort, changes=changes).digest() != row.input_digest:
            raise ChangedSince
        decided = _decide_as_proposed(row)
        row.state, row.adopted_at = SelectionState.ADOPTED, clock.now()
        row.save(update_fields=["state", "adopted_at"])
        others = Selection.objects.filter(cohort=cohort, state=SelectionState.DRAFT)
        others.update(state=SelectionState.SET_ASIDE, adopted_at=clock.now())
        told = {
            outcome.value: [one for one in decided if one.outcome == outcome] for outcome in DecisionOutcome
        }
        make_offers(by=by, cohort=cohort, decisions=told["offer"])
        put_on_list(by=by, cohort=cohort, decisions=told["wait"])
        turn_down(by=by, cohort=cohort, applications=[one.application_id for one in told["decline"]])
        counts = {outcome: len(rows) for outcome, rows in told.items()}
        event.note(**counts)
    return counts


def set_aside_selection(*, by: Actor, selection: UUID) -> None:
    """Keep a proposal as one that was not followed.

    Raises:
        NotInThisState: it was adopted or set aside already.
        NotThere, Denied: it is none of the actor's, or the actor does not lead programmes there.
    """
    row = _selection(by, selection)
    with (
        audit.act(
            "learn.selection.set_aside", by=by, about=("selection", selection), organisation=row.organisation
        ),
        scope(SYSTEM),
    ):
        row = Selection.objects.select_for_update().get(pk=selection)
        if row.state != SelectionState.DRAFT:
            raise NotInThisState(row.state)
        row.state, row.adopted_at = SelectionState.SET_ASIDE, clock.now()
        row.save(update_fields=["state", "adopted_at"])


def decide(
    *,
    by: Actor,
    application: UUID,
    outcome: DecisionOutcome | str,
    mode: Mode | str,
    words: str,
    answer_by: dt.datetime | None = None,
) -> UUID:
    """Decide about one person otherwise than was proposed; the reason is needed and stays on the record.

    Args:
        by: a lead.
        application: about whom.
        outcome: what is decided.
        mode: how they take part, or for which mode they wait.
        words: the reason.
        answer_by: until when an offer stands, if not as long as the definition says.

    Raises:
        Incomplete: no reason was written, or it is too long.
        NoSeat, CannotSeat, LastCallPassed, NotInThisState: as the offer or the list answers.
        NotThere, Denied: it is none of the actor's, or the actor does not lead programmes there.
    """
    with scope(SYSTEM):
        row = Application.objects.filter(pk=application).exclude(submitted_at=None).first()
    if row is None:
        raise NotThere
    require(access.ADMIT, by, row.organisation)
    text = _reason(words)
    with (
        audit.act(
            "learn.application.decide",
            by=by,
            about=("application", application),
            organisation=row.organisation,
            person=row.person,
        ) as event,
        scope(SYSTEM),
    ):
        decided = Decision(
            application_id=application,
            cohort_id=row.cohort_id,
            organisation=row.organisation,
            outcome=DecisionOutcome(outcome),
            mode=Mode(mode),
            words=text,
        )
        (made,) = _replace(row.cohort_id, [decided])
        event.note(outcome=made.outcome, mode=made.mode)
        if made.outcome == DecisionOutcome.OFFER:
            make_offer(by=by, application=application, mode=made.mode, answer_by=answer_by)
        elif made.outcome == DecisionOutcome.WAIT:
            put_on_list(by=by, cohort=row.cohort_id, decisions=[made])
        else:
            turn_down(by=by, cohort=row.cohort_id, applications=[application])
    return made.pk


def _reason(words: str) -> str:
    text = words.replace("\r\n", "\n").replace("\x00", "").strip()
    if not text:
        raise Incomplete({"words": WRITE_REASON})
    if len(text) > LONGEST_WORDS:
        raise Incomplete(
            {"words": _("Please shorten this to %(most)d characters.") % {"most": LONGEST_WORDS}}
        )
    return text


def _computed(cohort: UUID, changes: Mapping[str, int]) -> tuple[dict[str, Any], str]:
    problem = balance_problem(for_=SYSTEM, cohort=cohort, changes=changes)
    plan = solve(problem)
    holding = {one.id for one in problem.candidates if one.holds}
    unread = selection_readiness(for_=SYSTEM, cohort=cohort).unread
    return document_of(plan, holding=holding, unread=unread), plan.problem_digest


def _selection(by: Actor, selection: UUID) -> Selection:
    with scope(SYSTEM):
        row = Selection.objects.filter(pk=selection).first()
    if row is None:
        raise NotThere
    require(access.ADMIT, by, row.organisation)
    return row


def _decide_as_proposed(row: Selection) -> list[Decision]:
    """Decisions in the proposal's order; whoever holds a seat keeps it without another decision."""
    open_ones = set(
        Application.objects.filter(cohort=row.cohort_id, state__in=_OPEN).values_list("pk", flat=True)
    )
    fresh = [
        Decision(
            application_id=UUID(one["application"]),
            cohort_id=row.cohort_id,
            organisation=row.organisation,
            selection=row,
            outcome=DecisionOutcome(one["outcome"]),
            mode=Mode(one["mode"]),
            reasons=one["reasons"],
        )
        for one in row.document["outcomes"]
        if UUID(one["application"]) in open_ones
    ]
    return _replace(row.cohort_id, fresh)


def _replace(cohort: UUID, fresh: list[Decision]) -> list[Decision]:
    now = clock.now()
    standing = Decision.objects.filter(cohort=cohort, replaced_at__isnull=True)
    standing.filter(application__in=[one.application_id for one in fresh]).update(replaced_at=now)
    for one in fresh:
        one.decided_at = now
    return Decision.objects.bulk_create(fresh)
