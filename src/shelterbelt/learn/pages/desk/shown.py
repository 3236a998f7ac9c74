"""What every page about one cohort shows: its name, its state, and the way to its other pages."""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shelterbelt.ground.access.roles import Actor
from shelterbelt.learn import access
from shelterbelt.learn.choices import CohortState
from shelterbelt.learn.engine.definition.problem import Text
from shelterbelt.learn.queries.cohorts import CohortView

STATE_LOOKS = {CohortState.DRAFT: "", CohortState.OPEN: "success", CohortState.CLOSED: "info"}
_PAGES: tuple[tuple[str | Promise, str], ...] = (
    (_("Overview"), "desk.cohort"),
    (_("Definition"), "desk.definition"),
    (_("Plan"), "desk.plans"),
    (_("Applications"), "desk.applications"),
    (_("Review"), "desk.reviews"),
    (_("Selection"), "desk.selections"),
    (_("Places"), "desk.places"),
    (_("Speakers"), "desk.speakers"),
)
"""Names of pages about a cohort, each of which takes its id; one that is not there is left out."""
_BELOW = {
    "desk.plan": "desk.plans",
    "desk.application": "desk.applications",
    "desk.admission": "desk.applications",
    "desk.review": "desk.reviews",
    "desk.selection": "desk.selections",
    "desk.waiting": "desk.places",
    "desk.announcement": "desk.places",
    "desk.offer": "desk.places",
    "desk.speaker": "desk.speakers",
}
"""Beginnings of names of pages that have no tab of their own, and the tab under which they are."""


def words(text: Text | None) -> str:
    """A text of the definition in the reader's language."""
    return text.in_language(get_language() or "en") if text else ""


def frame(request: HttpRequest, view: CohortView, actor: Actor) -> dict[str, Any]:
    """Name, state, tabs and what the actor may do, for `learn/desk/frame.html`."""
    cohort = view.cohort
    may_lead = access.EDIT_COHORTS.allows_in(actor, cohort.programme.organisation_id)
    return {
        "cohort": cohort,
        "programme_title": words(view.definition.programme.title),
        "cohort_label": words(view.definition.cohort.label),
        "state": cohort.get_state_display(),
        "state_look": STATE_LOOKS[CohortState(cohort.state)],
        "may_lead": may_lead,
        "tabs": [
            (label, href)
            for label, name in _PAGES
            if (name != "desk.definition" or may_lead) and (href := _address(name, cohort.pk))
        ],
        "here": _tab_of(request, cohort.pk),
    }


def _tab_of(request: HttpRequest, cohort: object) -> str:
    name = (request.resolver_match and request.resolver_match.url_name) or ""
    tabs = {own: own for _label, own in _PAGES} | _BELOW
    start = max((start for start in tabs if name.startswith(start)), key=len, default="")
    return _address(tabs[start], cohort) if start else request.path


def _address(name: str, cohort: object) -> str:
    try:
        return reverse(name, args=[cohort])
    except NoReverseMatch:
        return ""
