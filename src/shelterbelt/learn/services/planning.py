"""Drafts: a plan is computed from what the cohort holds now and kept, seen by staff alone."""

from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext_lazy

from shelterbelt.ground import audit
from shelterbelt.ground.access.permissions import require
from shelterbelt.ground.access.roles import Actor
from shelterbelt.learn import access
from shelterbelt.learn.engine.panels import ProblemError
from shelterbelt.learn.engine.panels.plan import SearchLimitError
from shelterbelt.learn.engine.planning import (
    Asked,
    PlanningError,
    ProgrammeProblem,
    Published,
    plan_programme,
)
from shelterbelt.learn.engine.timetable import Unplannable
from shelterbelt.learn.queries.cohorts import CohortView
from shelterbelt.learn.queries.planning import lived_experience_goal, planning_problem
from shelterbelt.learn.queries.plans import PlanView, asked_of
from shelterbelt.learn.services.errors import CannotPlan
from shelterbelt.learn.services.plans import keep_plan

CHANGES = (
    ("in", gettext_lazy("Set on this panel")),
    ("out", gettext_lazy("Take off this panel")),
    ("free", gettext_lazy("Leave it open again")),
    ("cancel", gettext_lazy("Cannot come at all: fill the seats anew")),
)
"""What can be changed about a seat."""


def draft_plan(*, by: Actor, view: CohortView, asked: Asked) -> UUID:
    """Compute a plan as asked, with the comparison of all ways and with panels, and keep it as a draft.

    Raises:
        NotThere, Denied: the cohort is not the actor's to plan.
        CannotPlan: no plan keeps the rules; it says which and what to do.
    """
    return _kept(by, view, planning_problem(for_=by, view=view, asked=asked))


def change_panels(
    *, by: Actor, view: CohortView, base: PlanView, meeting: str, speaker: str, change: str
) -> UUID:
    """A new draft with one pin more or less: `in`, `out`, `free`; or `cancel`: the person can join no panel.

    Hours and dates stay; a cancellation changes as few other seats as possible.

    Raises:
        NotThere, Denied: the cohort is not the actor's to plan.
        CannotPlan: no line-up keeps the rules, or a name is not known.
    """
    pins = _pinned(asked_of(base.document), meeting, speaker, change, panels=_panels_of(base))
    problem = planning_problem(for_=by, view=view, asked=pins)
    seats = tuple(
        (panel["meeting"], seat["speaker"])
        for panel in (base.document["panels"] or {}).get("panels", ())
        for seat in panel["seats"]
    )
    problem = replace(problem, published=Published(problem.published.meetings, seats))
    return _kept(by, view, problem, cancelled=speaker if change == "cancel" else "")


def _pinned(asked: Asked, meeting: str, speaker: str, change: str, *, panels: tuple[str, ...]) -> Asked:
    """What is asked with one pin changed; pins of the same seat give way to the new one."""
    seats = {(key, speaker) for key in panels} if change == "cancel" else {(meeting, speaker)}
    inside, outside = set(asked.locked_in) - seats, set(asked.locked_out) - seats
    if change == "in":
        inside |= seats
    elif change in {"out", "cancel"}:
        outside |= seats
    return replace(asked, locked_in=tuple(sorted(inside)), locked_out=tuple(sorted(outside)))


def _panels_of(base: PlanView) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one["key"] for one in base.document["meetings"] if one["has_panel"]))


def _kept(by: Actor, view: CohortView, problem: ProgrammeProblem, *, cancelled: str = "") -> UUID:
    cohort = view.cohort
    organisation = cohort.programme.organisation_id
    require(access.PUBLISH_PLANS, by, organisation)
    with audit.act("learn.plan.keep", by=by, about=("cohort", cohort.pk), organisation=organisation):
        try:
            plan = plan_programme(
                problem, lived_experience=lived_experience_goal(for_=by, view=view), cancelled=cancelled
            )
        except Unplannable as error:
            raise CannotPlan(error.code, str(error)) from error
        except PlanningError as error:
            raise CannotPlan("planning", str(error)) from error
        except ProblemError as error:
            raise CannotPlan("panels", str(error)) from error
        except SearchLimitError as error:
            raise CannotPlan("search", str(error)) from error
        return keep_plan(by=by, cohort=cohort.pk, plan=plan)
