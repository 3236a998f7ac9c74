"""The page behind the link in an invitation: look first, then decide."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from shelterbelt.equip import access
from shelterbelt.equip.queries.beginnings import first_password_page, invitation_held
from shelterbelt.equip.services.beginnings import accept_invitation
from shelterbelt.ground.routes import Audience, PageRequest, page


@page(
    "invited/<str:token>/",
    name="invited",
    permission=access.HOLD_INVITATION,
    audience=Audience.BEARER,
    methods=("GET", "POST"),
    token="token",  # noqa: S106 -- the parameter's name
)
def answer_invitation(request: PageRequest, token: str) -> HttpResponse:
    """What leading means and who sees what; whoever agrees chooses a password next."""
    held = invitation_held(for_=request.actor)
    if request.method == "POST" and held.is_open:
        account = accept_invitation(by=request.actor)
        return redirect(first_password_page(account=account) or "invited", token)
    return render(request, "equip/beginning/invited.html", {"held": held})
