"""What a reader may choose on a public page."""

from django import forms
from django.http import HttpRequest, HttpResponse

from shelterbelt.ground.design.widgets import ZoneField
from shelterbelt.ground.design.zones import is_zone, keep_zone, reader_zone
from shelterbelt.learn.engine.localtime import UnknownZoneError, resolve


class ZoneForm(forms.Form):
    """The zone in which dates are shown; works by address (`?zone=Africa/Nairobi`)."""

    zone = ZoneField(required=True)


def zone_asked(request: HttpRequest) -> str:
    """The zone in the address, else the one kept on this device, else nothing; always one that is known."""
    for given in (request.GET.get("zone", ""), reader_zone(request) or ""):
        try:
            if given:
                return resolve(given[:64])
        except UnknownZoneError:
            continue
    return ""


def remember_zone(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Keep a zone that was chosen by this very request."""
    zone = zone_asked(request)
    if request.GET.get("zone") and is_zone(zone):
        keep_zone(answer, zone)
    return answer
