"""The zone a reader has chosen for this device, kept in a cookie of its own."""

from functools import cache
from zoneinfo import available_timezones

from django.conf import settings
from django.http import HttpRequest, HttpResponse

KEPT_SECONDS = 180 * 24 * 60 * 60


def cookie_name() -> str:
    """The cookie's name; over TLS no other host can set it."""
    return "__Host-zone" if settings.SESSION_COOKIE_SECURE else "zone"


@cache
def known_zones() -> frozenset[str]:
    """Names of all zones this machine's rules know."""
    return frozenset(available_timezones())


def is_zone(name: str) -> bool:
    """Whether a name from outside is a zone."""
    return name in known_zones()


def reader_zone(request: HttpRequest) -> str | None:
    """The zone chosen on this device, or None."""
    chosen = request.COOKIES.get(cookie_name(), "")
    return chosen if is_zone(chosen) else None


def keep_zone(answer: HttpResponse, zone: str) -> None:
    """Remember the zone on this device.

    Raises:
        ValueError: no zone has that name.
    """
    if not is_zone(zone):
        raise ValueError(f"no time zone is called {zone!r}")
    answer.set_cookie(
        cookie_name(),
        zone,
        max_age=KEPT_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
