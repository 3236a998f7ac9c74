"""Every door of the house: what the resolver answers, next to what was declared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver

from shelterbelt.ground.routes import Adopted, Audience, Page


@dataclass(frozen=True)
class Door:
    """One URL of the resolver."""

    name: str
    route: str
    parameters: tuple[str, ...]
    module: str


def doors_of(found: Iterable[URLPattern | URLResolver], prefix: str = "") -> Iterator[Door]:
    """Every URL below, with its whole route."""
    for one in found:
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from doors_of(one.url_patterns, route)
        else:
            names = tuple(one.pattern.converters) or tuple(one.pattern.regex.groupindex)
            yield Door(one.name or "", route, names, getattr(one.callback, "__module__", ""))


def faults(found: Iterable[Door], declared: Iterable[Page], adopted: Iterable[Adopted]) -> tuple[str, ...]:
    """What is wrong between the resolver and the declarations."""
    reached = tuple(found)
    pages = {page.name: page for page in declared}
    guests = {guest.name for guest in adopted}
    names = [door.name for door in reached]
    wrong = [] if pages else ["no page is declared"]
    wrong += [f"{door.route}: undeclared" for door in reached if door.name not in {*pages, *guests}]
    wrong += [f"{name}: two URLs" for name in sorted({name for name in names if names.count(name) > 1})]
    wrong += [f"{name}: adopted but not routed" for name in sorted(guests - set(names))]
    for page in pages.values():
        wrong += [f"{page.name}: {what}" for what in _page_faults(page)]
    wrong += [
        f"{door.name}: token {pages[door.name].token} is no part of {door.route}"
        for door in reached
        if door.name in pages and pages[door.name].token and pages[door.name].token not in door.parameters
    ]
    return tuple(wrong)


def _page_faults(page: Page) -> Iterator[str]:
    permission = page.permission
    ways = (permission.is_public, permission.is_for_signed_in, permission.is_for_bearers, permission.roles)
    if not permission.name or not any(ways):
        yield "a permission that nobody holds"
    if page.audience is Audience.BEARER and not page.token:
        yield "for bearers, but no parameter carries the link's secret"
    if page.audience is Audience.BEARER and not permission.is_for_bearers:
        yield "for bearers, with a permission that is not theirs"
    if page.audience in (Audience.PERSONAL, Audience.DESK) and permission.is_public:
        yield f"{page.audience} and open to everyone"
    if not set(page.methods) <= {"GET", "POST"} or not page.methods:
        yield f"methods {page.methods}"
