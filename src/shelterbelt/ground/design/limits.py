"""How much one address, one account, and everyone together may ask for in a time.

The generic cell rate algorithm (ITU-T I.371): one row per key holds the instant at which the allowance is
whole again, so one statement decides and remembers, in every worker alike, and a refusal writes nothing.
An address is never stored: the key is a keyed hash that changes each day, and idle rows are swept away.
"""

import hashlib
import hmac
import itertools
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from shelterbelt.ground.access.roles import ANONYMOUS
from shelterbelt.ground.design.pages.errors import too_many

_DAY_SECONDS = 86_400
_SWEEP_EVERY = 500
_KEY_BYTES = 16
_IPV6_HOME_PREFIX = 64


class By(StrEnum):
    """Whose allowance it is."""

    ADDRESS = "address"
    ACCOUNT = "account"
    EVERYONE = "everyone"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` requests in any `seconds`, evenly given back.

    Attributes:
        name: unique; part of the key.
        by: whose allowance it is.
        count: requests that may come at once.
        seconds: time after which a spent allowance is whole again; at most a day.
        methods: to which requests it applies; empty for all.
        paths: beginnings of the paths it applies to; empty for all.
    """

    name: str
    by: By
    count: int
    seconds: int
    methods: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()

    def applies(self, request: HttpRequest) -> bool:
        """Whether a request uses up this allowance."""
        return (not self.methods or request.method in self.methods) and (
            not self.paths or request.path.startswith(self.paths)
        )


_GUESSING = (
    "/account/login/",
    "/account/2fa/",
    "/account/password/",
    "/account/reauthenticate/",
    "/account/signup/",
)
LIMITS: tuple[Limit, ...] = (
    Limit("everyone", By.EVERYONE, 12_000, 60),
    Limit("address", By.ADDRESS, 900, 60),
    Limit("address-writes", By.ADDRESS, 120, 60, methods=("POST",)),
    Limit("account", By.ACCOUNT, 600, 60),
    Limit("complaints", By.ADDRESS, 20, 3_600, methods=("POST",), paths=("/complain/",)),
    Limit("confirmations", By.ADDRESS, 40, 3_600, methods=("POST",), paths=("/confirm/",)),
    Limit("guessing", By.ADDRESS, 20, 300, methods=("POST",), paths=_GUESSING),
    Limit("guessing-account", By.ACCOUNT, 20, 300, methods=("POST",), paths=_GUESSING),
    Limit("guessing-everyone", By.EVERYONE, 600, 300, methods=("POST",), paths=_GUESSING),
)
"""Wide enough for a shelter or a school behind one address."""

_SPEND = """
INSERT INTO design_tally AS known (key, whole_at, span)
VALUES {rows}
ON CONFLICT (key) DO UPDATE
SET whole_at = greatest(known.whole_at, statement_timestamp()) + (excluded.whole_at - statement_timestamp()),
    span = excluded.span
WHERE greatest(known.whole_at, statement_timestamp()) + (excluded.whole_at - statement_timestamp())
      <= statement_timestamp() + excluded.span
RETURNING key
"""
_ROW = "(%s, statement_timestamp() + %s, %s)"
_WAIT = "SELECT extract(epoch FROM max(whole_at - span - statement_timestamp())) FROM design_tally WHERE key = ANY(%s)"


class LimitsMiddleware:
    """Answers 429 where an allowance is spent."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._answered = itertools.count(1)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let the request through or say how long to wait."""
        wait_seconds = spend(request, in_force())
        if next(self._answered) % _SWEEP_EVERY == 0:
            forget_idle()
        return too_many(request, wait_seconds) if wait_seconds else self.get_response(request)


def in_force() -> Sequence[Limit]:
    """The limits of this instance: `settings.LIMITS` where given, else ours."""
    return getattr(settings, "LIMITS", LIMITS)


def spend(request: HttpRequest, limits: Sequence[Limit]) -> int:
    """Use up one request's worth of every allowance it touches.

    Returns:
        0 if it may go on, else the whole seconds to wait.
    """
    touched = {
        key_of(limit, request): limit
        for limit in limits
        if limit.applies(request) and _subject(limit, request)
    }
    if not touched:
        return 0
    rows = sorted(touched.items())
    given: list[Any] = []
    for key, limit in rows:
        given += [key, timedelta(seconds=limit.seconds / limit.count), timedelta(seconds=limit.seconds)]
    with connection.cursor() as cursor:
        cursor.execute(_SPEND.format(rows=", ".join([_ROW] * len(rows))), given)
        granted = {bytes(row[0]) for row in cursor.fetchall()}
        refused = [key for key, _limit in rows if key not in granted]
        if not refused:
            return 0
        cursor.execute(_WAIT, [refused])
        until_some = float(cursor.fetchone()[0] or 0)
    pause = max(touched[key].seconds / touched[key].count for key in refused)
    return max(1, ceil(until_some + pause))


def forget_idle() -> int:
    """Remove what limits nobody any more.

    Returns:
        The number of rows removed.
    """
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM design_tally WHERE whole_at < statement_timestamp()")
        return int(cursor.rowcount)


def key_of(limit: Limit, request: HttpRequest) -> bytes:
    """The row of an allowance: 16 bytes that cannot be turned back into an address and change each day.

    The machine's own clock counts the days: a demonstration's moved clock must neither free nor lock anyone.
    """
    day = int(time.time()) // _DAY_SECONDS
    secret = hashlib.sha256(f"shelterbelt.limits:{day}:{settings.SECRET_KEY}".encode()).digest()
    said = f"{limit.name}:{_subject(limit, request)}".encode()
    return hmac.digest(secret, said, "sha256")[:_KEY_BYTES]


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: behind trusted proxies the address they saw; for IPv6 the home's /64."""
    hops = int(getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0))
    seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    given = seen[-hops] if 0 < hops <= len(seen) else request.META.get("REMOTE_ADDR", "")
    try:
        address = ip_address(given)
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        return str(ip_network((address, _IPV6_HOME_PREFIX), strict=False))
    return str(address)


def _subject(limit: Limit, request: HttpRequest) -> str:
    if limit.by is By.EVERYONE:
        return "everyone"
    if limit.by is By.ADDRESS:
        return address_of(request)
    account = getattr(request, "actor", ANONYMOUS).account
    return str(account) if account else ""
