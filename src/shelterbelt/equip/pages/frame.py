"""What every page about one agency shows: its name and the way to its other pages."""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shelterbelt.equip.queries.agencies import AgencyView

_LED = frozenset({"agency.learning", "agency.people"})
"""Pages of leaders alone."""
_PAGES: tuple[tuple[Promise, str], ...] = (
    (_("Where we stand"), "agency"),
    (_("Sites"), "agency.sites"),
    (_("Assessments"), "agency.assessments"),
    (_("Strategy"), "agency.strategies"),
    (_("Learning"), "agency.learning"),
    (_("People"), "agency.people"),
)
"""Names of pages about an agency, each of which takes its id; one that is not there is left out."""
_BELOW = {
    "agency.site": "agency.sites",
    "agency.walk": "agency.sites",
    "agency.assessment": "agency.assessments",
    "agency.strategy": "agency.strategies",
    "agency.goal": "agency.strategies",
    "agency.action": "agency.strategies",
    "agency.feed": "agency.strategies",
    "agency.year": "agency",
    "agency.peers": "agency",
}
"""Beginnings of names of pages that have no tab of their own, and the tab under which they are."""


def frame(request: HttpRequest, view: AgencyView) -> dict[str, Any]:
    """Name and tabs, for `equip/agency/frame.html`."""
    return {
        "agency": view,
        "is_led": view.is_led,
        "tabs": [
            (label, href)
            for label, name in _PAGES
            if (view.is_led or name not in _LED) and (href := _address(name, view.id))
        ],
        "here": _tab_of(request, view.id),
    }


def _tab_of(request: HttpRequest, agency: object) -> str:
    name = (request.resolver_match and request.resolver_match.url_name) or ""
    tabs = {own: own for _label, own in _PAGES} | _BELOW
    start = max((start for start in tabs if name.startswith(start)), key=len, default="")
    return _address(tabs[start], agency) if start else request.path


def _address(name: str, agency: object) -> str:
    try:
        return reverse(name, args=[agency])
    except NoReverseMatch:
        return ""
