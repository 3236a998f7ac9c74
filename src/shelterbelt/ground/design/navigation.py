"""What the menus offer. A slice adds its entries when it starts; nobody below it needs to know it.

navigation.offer(Menu.DESK, _("Programmes"), "desk.programmes", permission=READ_PROGRAMMES, order=20)
"""

from dataclasses import dataclass
from enum import StrEnum

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from shelterbelt.ground.access.permissions import Permission
from shelterbelt.ground.access.roles import ANONYMOUS


class Menu(StrEnum):
    """Where an entry stands."""

    MAIN = "main"
    DESK = "desk"
    FOOTER = "footer"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a menu, offered to whoever may open it."""

    menu: Menu
    label: str | Promise
    page: str
    permission: Permission | None = None
    order: int = 50


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as this reader sees it."""

    label: str | Promise
    href: str
    is_here: bool = False


_offered: dict[tuple[Menu, str], Entry] = {}


def offer(
    menu: Menu, label: str | Promise, page: str, *, permission: Permission | None = None, order: int = 50
) -> None:
    """Add an entry. A second call for the same page replaces the first."""
    _offered[menu, page] = Entry(menu, label, page, permission, order)


def links(menu: Menu, request: HttpRequest) -> list[Link]:
    """The entries of a menu that this reader may open, in order; a page that is not there is left out."""
    actor = getattr(request, "actor", ANONYMOUS)
    entries = sorted(
        (entry for entry in _offered.values() if entry.menu is menu), key=lambda entry: entry.order
    )
    allowed = (entry for entry in entries if entry.permission is None or entry.permission.allows(actor))
    found = (link_to(entry.label, entry.page, request) for entry in allowed)
    return [link for link in found if link is not None]


def link_to(label: str | Promise, page: str, request: HttpRequest) -> Link | None:
    """A link to a page by its name, or None where no such page exists."""
    try:
        href = reverse(page)
    except NoReverseMatch:
        return None
    return Link(label, href, is_here=request.path == href)
