"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shelterbelt.ground.access.roles import ANONYMOUS
from shelterbelt.ground.design.navigation import Link, Menu, link_to, links
from shelterbelt.ground.design.zones import reader_zone

SITE_NAME = "Shelterbelt"
EXIT_ADDRESS = "https://www.wikipedia.org/"
"""An ordinary page that millions open by chance; loads fast and says nothing about the reader."""

_FOOTER = (
    (_("Help"), "public.help"),
    (_("Privacy"), "public.privacy"),
    (_("Accessibility"), "public.accessibility"),
)


def page(request: HttpRequest) -> dict[str, Any]:
    """Names, menus and the reader's zone; the menus are made only when a template asks."""
    return {
        "site_name": getattr(settings, "SITE_NAME", SITE_NAME),
        "exit_address": getattr(settings, "EXIT_ADDRESS", EXIT_ADDRESS),
        "is_draft_translation": get_language() in settings.UNREVIEWED_LANGUAGES,
        "may_sign_up": settings.CONF.may_sign_up,
        "reader_zone": reader_zone(request) or "",
        "navigation": SimpleLazyObject(lambda: links(Menu.MAIN, request)),
        "desk_navigation": SimpleLazyObject(lambda: links(Menu.DESK, request)),
        "account_links": SimpleLazyObject(lambda: _account_links(request)),
        "footer_links": SimpleLazyObject(lambda: _footer_links(request)),
    }


def _account_links(request: HttpRequest) -> list[Link]:
    if getattr(request, "actor", ANONYMOUS).is_signed_in:
        offered = [
            link_to(_("Your account"), "mfa_index", request),
            link_to(_("Sign out"), "account_logout", request),
        ]
    else:
        offered = [link_to(_("Sign in"), "account_login", request)]
    return [link for link in offered if link is not None]


def _footer_links(request: HttpRequest) -> list[Link]:
    fixed = [link_to(label, name, request) for label, name in _FOOTER]
    return [*(link for link in fixed if link is not None), *links(Menu.FOOTER, request)]
