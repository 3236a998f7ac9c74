"""Roles that see other people's data act only after a second factor in the same session.

A session that logged in with a passkey, a one-time code or a recovery code has a record of it (allauth). One
without is shown what is public and its own login settings, and is otherwise sent to confirm or to set up.

Demonstration logins are exempt, in demo and test mode alone: such a session has no record of any login.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from shelterbelt.ground.access.roles import ANONYMOUS, NEEDS_SECOND_FACTOR, Actor
from shelterbelt.ground.routes import Audience, declared_pages

_OPEN = frozenset({Audience.PUBLIC, Audience.DISCREET, Audience.BEARER, Audience.DEMONSTRATION})


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session has passed a second factor, or is a demonstration's."""
    records = get_authentication_records(request, request.user)
    if not records:
        return bool(settings.CONF.shows_demonstration)
    return any(record.get("method") == "mfa" for record in records)


class SecondFactorMiddleware:
    """Stands between a staff account that gave only a password and every page that is not public."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the check waits until the page is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., Any], _args: tuple[Any, ...], _kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Let through, let through without the roles, or send to the second factor."""
        actor: Actor = getattr(request, "actor", ANONYMOUS)
        if not actor.roles() & NEEDS_SECOND_FACTOR or has_second_factor(request):
            return None
        name = request.resolver_match.url_name if request.resolver_match else None
        declared = {page.name: page for page in declared_pages()}.get(name or "")
        if declared is None or declared.audience in _OPEN:
            # Login pages and what everyone may see, seen without any role.
            request.actor = Actor(label=actor.label, account=actor.account)  # type: ignore[attr-defined]
            return None
        return HttpResponseRedirect(_where_to(request))


def _where_to(request: HttpRequest) -> str:
    has_one = Authenticator.objects.filter(user_id=request.user.pk).exists()
    name = "mfa_reauthenticate" if has_one else "mfa_index"
    onward = request.get_full_path() if request.method == "GET" else "/"
    return f"{reverse(name)}?{urlencode({'next': onward})}"
