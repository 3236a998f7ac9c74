"""Where one arrives after signing in."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from shelterbelt.ground.access.permissions import Permission
from shelterbelt.ground.design.navigation import Menu, link_to, links
from shelterbelt.ground.routes import Audience, PageRequest, page

ARRIVE = Permission("access.landing.arrive", is_for_signed_in=True)


@page("welcome/", name="access.landing", permission=ARRIVE, audience=Audience.PERSONAL)
def land(request: PageRequest) -> HttpResponse:
    """To the desk for whoever has one, otherwise to one's own page."""
    own = link_to("", "you", request)
    ways = [*links(Menu.DESK, request), *([own] if own else [])]
    return redirect(ways[0].href) if ways else render(request, "access/landing.html")
