"""Reads of plans: the stored document, what people see of it, and one's own meetings."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, QuerySet, Value, When

from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import Actor
from shelterbelt.learn import access
from shelterbelt.learn.choices import CohortState, PlanState
from shelterbelt.learn.engine.planning import Asked, PlannedMeeting
from shelterbelt.learn.engine.timetable import Policy
from shelterbelt.learn.models import Meeting, Plan

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan with its document."""

    plan: Plan
    document: Document

    @property
    def receipt(self) -> Document:
        """The fairness receipt inside the document."""
        receipt: Document = self.document["timetable"]["receipt"]
        return receipt


def meetings_public(*, for_: Actor, cohort: UUID) -> tuple[Meeting, ...]:
    """The published meetings of a cohort, in order of time; cancelled ones are marked."""
    require(access.READ_PUBLIC, for_)
    rows = Meeting.objects.filter(cohort=cohort).exclude(cohort__state=CohortState.DRAFT)
    return tuple(rows.order_by("starts_at", "series", "number", "run"))


def plan_public(*, for_: Actor, cohort: UUID) -> PlanView | None:
    """The published plan of a public cohort, or None while there is none."""
    found = _published(for_, cohort).first()
    return PlanView(found, found.document) if found else None


def is_plan_public(*, for_: Actor, cohort: UUID) -> bool:
    """Whether a public cohort has a published plan; reads no document."""
    return _published(for_, cohort).exists()


def _published(for_: Actor, cohort: UUID) -> QuerySet[Plan]:
    require(access.READ_PUBLIC, for_)
    rows = Plan.objects.filter(cohort=cohort, state=PlanState.PUBLISHED)
    return rows.exclude(cohort__state=CohortState.DRAFT)


def plans_at_desk(*, for_: Actor, cohort: UUID) -> tuple[Plan, ...]:
    """Every plan of a cohort as staff see it, latest first, without the documents."""
    rows = access.READ_PLANS.narrow(Plan.objects.filter(cohort=cohort), for_)
    return tuple(rows.defer("document").order_by("-number"))


def plan_at_desk(*, for_: Actor, plan: UUID) -> PlanView:
    """One plan as staff see it.

    Raises:
        NotThere: it is none of the actor's organisations'.
    """
    found = (
        access.READ_PLANS.narrow(Plan.objects.select_related("cohort__programme"), for_)
        .filter(pk=plan)
        .first()
    )
    if found is None:
        raise NotThere
    return PlanView(found, found.document)


def current_plan(*, for_: Actor, cohort: UUID) -> PlanView | None:
    """The published plan as staff see it, else the latest draft, else None."""
    rows = access.READ_PLANS.narrow(
        Plan.objects.filter(cohort=cohort).select_related("cohort__programme"), for_
    )
    is_draft = Case(When(state=PlanState.PUBLISHED, then=Value(0)), default=Value(1))
    found = rows.exclude(state=PlanState.SUPERSEDED).order_by(is_draft, "-number").first()
    return PlanView(found, found.document) if found else None


def planned_meetings_of(document: Document) -> tuple[PlannedMeeting, ...]:
    """The meetings of a stored plan."""
    return tuple(
        PlannedMeeting(**{**meeting, "starts_at": dt.datetime.fromisoformat(meeting["starts_at"])})
        for meeting in document["meetings"]
    )


def line_up_of(document: Document) -> dict[tuple[str, int, int], tuple[str, ...]]:
    """Ids of the speakers on each meeting of a stored plan, by (series, number, run)."""
    panels = {panel["meeting"]: panel["seats"] for panel in (document["panels"] or {}).get("panels", ())}
    return {
        (meeting["series"], meeting["number"], meeting["run"]): tuple(
            seat["speaker"] for seat in panels.get(meeting["key"], ())
        )
        for meeting in document["meetings"]
        if meeting["has_panel"]
    }


def asked_of(document: Mapping[str, Any]) -> Asked:
    """What a stored plan was asked for."""
    asked = document["asked"]
    return Asked(
        policy=Policy(asked["policy"]),
        series_policies=tuple((key, Policy(policy)) for key, policy in asked["series_policies"]),
        starts=tuple((key, dt.time.fromisoformat(start)) for key, start in asked["starts"]),
        dates=tuple((key, number, dt.date.fromisoformat(day)) for key, number, day in asked["dates"]),
        locked_in=tuple((meeting, speaker) for meeting, speaker in asked["locked_in"]),
        locked_out=tuple((meeting, speaker) for meeting, speaker in asked["locked_out"]),
    )


def dates_of(document: Document) -> tuple[tuple[str, int, dt.date], ...]:
    """The host's date of every meeting of a stored plan, as (series, number, date); what-ifs keep them."""
    return tuple(
        (one["series"], one["number"], dt.date.fromisoformat(one["date"]))
        for one in document["timetable"]["meetings"]
        if one["run"] == 0
    )
