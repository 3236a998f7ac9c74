"""Puts the actor on the request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from shelterbelt.ground.access.queries import actor_of
from shelterbelt.ground.access.roles import ANONYMOUS, Actor


class ActorMiddleware:
    """Sets `request.actor`: who asks, with the roles that hold at this very request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Find the actor, once per request."""
        request.actor = _actor(request)  # type: ignore[attr-defined]
        return self.get_response(request)


def _actor(request: HttpRequest) -> Actor:
    user = request.user
    return actor_of(user.pk) if user.is_authenticated else ANONYMOUS
