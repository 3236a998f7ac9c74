"""The browser is closed by default, on every answer: pages, errors, redirects, downloads, static files.

Sources: W3C Content Security Policy Level 3; Fetch standard (Origin, CORP, COOP); OWASP ASVS 5.0 chapter 3.

The header says `no-referrer`. Pages say `same-origin` for themselves (a meta element in the base template),
because under `no-referrer` browsers send `Origin: null` with a form and Django could not tell it from an
attack. Other sites learn nothing in either case.
"""

from collections.abc import Callable, Mapping

from csp.constants import NONE, SELF
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

CONTENT_SECURITY_POLICY: dict[str, object] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}
"""For `csp.middleware.CSPMiddleware`: nothing inline, nothing foreign."""

_CLOSED_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_FEATURES = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "identity-credentials-get",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
_OWN_FEATURES = ("fullscreen", "publickey-credentials-create", "publickey-credentials-get")
"""Kept for ourselves: passkeys are made and used on our own pages."""

ALWAYS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
    "X-DNS-Prefetch-Control": "off",
    "Permissions-Policy": ", ".join(
        [*(f"{name}=()" for name in _FEATURES), *(f"{name}=(self)" for name in _OWN_FEATURES)]
    ),
}
"""On every answer, whoever made it."""

_HSTS = "max-age=31536000; includeSubDomains"
NEVER_STORED = "no-store, private"
CHECKED_FIRST = "no-cache, private"


class HeadersMiddleware:
    """Outermost: sets the closed headers on whatever comes out, errors of other middleware included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, closed."""
        answer = self.get_response(request)
        for name, value in ALWAYS.items():
            answer.headers[name] = value
        answer.headers.setdefault("Content-Security-Policy", _CLOSED_POLICY)
        if request.is_secure():
            answer.headers["Strict-Transport-Security"] = _HSTS
        _decide_storage(request, answer)
        return answer


def _decide_storage(request: HttpRequest, answer: HttpResponseBase) -> None:
    """Private pages, pages for someone signed in, and errors leave no copy; static files may be kept."""
    if request.path.startswith(f"/{settings.STATIC_URL.lstrip('/')}") and answer.status_code < 400:  # noqa: PLR2004 - HTTP
        return
    page = getattr(request, "page", None)
    is_private = page is not None and page.audience.is_private
    is_known = (
        settings.SESSION_COOKIE_NAME in request.COOKIES or settings.SESSION_COOKIE_NAME in answer.cookies
    )
    if is_private or is_known or page is None or answer.status_code >= 400:  # noqa: PLR2004 - HTTP
        answer.headers["Cache-Control"] = NEVER_STORED
    else:
        answer.headers.setdefault("Cache-Control", CHECKED_FIRST)
