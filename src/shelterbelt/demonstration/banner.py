"""What stands above every page of a demonstration."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from shelterbelt.ground import clock
from shelterbelt.ground.conf import Mode


def banner(request: HttpRequest) -> dict[str, Any]:
    """The template's name and the time, in demo mode alone; nothing anywhere else."""
    del request
    if settings.CONF.mode is not Mode.DEMO:
        return {}
    return {
        "banner": "demonstration/banner.html",
        "demonstration_now": clock.now(),
        "is_clock_moved": bool(clock.offset()),
    }
