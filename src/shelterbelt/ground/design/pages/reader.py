"""What a reader may choose for this device: language and time zone."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.i18n import set_language as remember_language

from shelterbelt.ground.access.permissions import Permission
from shelterbelt.ground.design.pages.errors import bad_request
from shelterbelt.ground.design.zones import is_zone, keep_zone
from shelterbelt.ground.routes import Audience, page

CHOOSE_FOR_DEVICE = Permission("design.device.choose", is_public=True)


@page(
    "language/",
    name="set_language",
    permission=CHOOSE_FOR_DEVICE,
    audience=Audience.PUBLIC,
    methods=("POST",),
)
def set_language(request: HttpRequest) -> HttpResponseBase:
    """Show the site in another language from now on."""
    return remember_language(request)


@page("zone/", name="design.zone", permission=CHOOSE_FOR_DEVICE, audience=Audience.PUBLIC, methods=("POST",))
def choose_zone(request: HttpRequest) -> HttpResponse:
    """Show times in another zone from now on."""
    zone = request.POST.get("zone", "")
    if not is_zone(zone):
        return bad_request(request, ValueError(zone))
    onward = request.POST.get("next", "/")
    is_ours = url_has_allowed_host_and_scheme(onward, {request.get_host()}, require_https=request.is_secure())
    answer = HttpResponseRedirect(onward if is_ours else "/")
    keep_zone(answer, zone)
    return answer
