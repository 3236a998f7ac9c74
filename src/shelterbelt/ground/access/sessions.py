"""Sessions end: after half an hour without a request, after twelve hours whatever happens.

The key changes when what the session may do changes, so that a key seen before is worth nothing after.
Real time counts here, not the demonstration's clock.
"""

import time
from collections.abc import Callable
from urllib.parse import urlencode

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from shelterbelt.ground.access.roles import ANONYMOUS, Actor
from shelterbelt.ground.access.second_factor import has_second_factor

IDLE_SECONDS = 30 * 60
LONGEST_SECONDS = 12 * 60 * 60
_NOTED_EVERY_SECONDS = 60
SIGNED_IN, SEEN, POWERS = "signed_in_at", "seen_at", "powers"


class SessionRulesMiddleware:
    """Ends what has lasted too long, and changes the key when the powers behind it change."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Check before the page, for signed-in sessions only."""
        actor: Actor = getattr(request, "actor", ANONYMOUS)
        if not actor.is_signed_in:
            return self.get_response(request)
        if _is_over(request):
            return _end(request)
        _note(request)
        _rotate(request, actor)
        return self.get_response(request)


def _is_over(request: HttpRequest) -> bool:
    now = time.time()
    begun, seen = request.session.get(SIGNED_IN, now), request.session.get(SEEN, now)
    return bool(now - begun > LONGEST_SECONDS or now - seen > IDLE_SECONDS)


def _end(request: HttpRequest) -> HttpResponse:
    onward = request.get_full_path() if request.method == "GET" else "/"
    UserSession.objects.filter(session_key=request.session.session_key).delete()
    logout(request)
    request.actor = ANONYMOUS  # type: ignore[attr-defined]
    messages.info(request, _("You were signed out because some time had passed. Please sign in again."))
    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': onward})}")


def _note(request: HttpRequest) -> None:
    now = time.time()
    request.session.setdefault(SIGNED_IN, now)
    if now - request.session.get(SEEN, 0) > _NOTED_EVERY_SECONDS:
        request.session[SEEN] = now


def _rotate(request: HttpRequest, actor: Actor) -> None:
    powers = [*sorted(f"{held.role}:{held.organisation}" for held in actor.held), has_second_factor(request)]
    known = request.session.get(POWERS)
    if known == powers:
        return
    request.session[POWERS] = powers
    if known is not None:
        former = request.session.session_key
        request.session.cycle_key()
        UserSession.objects.filter(session_key=former).update(session_key=request.session.session_key)
