"""Answers when something is wrong: calm, saying what to do. 500 and 503 need no database, no session, no JavaScript."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

_WAIT_FOR_DATABASE_SECONDS = 30
_LAST_RESORT = (
    b"<!doctype html><html lang=en><meta charset=utf-8><title>Something went wrong</title>"
    b"<h1>Something went wrong</h1><p>It is our fault, not yours. Please try again in a few minutes.</p></html>"
)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the browser sent something that cannot be understood."""
    del exception
    return _answer(request, "400.html", 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: known here, but this takes another role. Says nothing about what is behind the door."""
    del exception
    return _answer(request, "403.html", 403)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for `CSRF_FAILURE_VIEW`: the form is too old or came from elsewhere."""
    del reason
    return _answer(request, "403_csrf.html", 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: the same words whether it never was, is gone, or is not this reader's to see."""
    del exception
    return _answer(request, "404.html", 404)


def wrong_method(request: HttpRequest, allowed: str) -> HttpResponse:
    """405: the page exists but does not take this kind of request."""
    answer = _answer(request, "405.html", 405)
    answer.headers["Allow"] = allowed
    return answer


def too_many(request: HttpRequest, wait_seconds: int) -> HttpResponse:
    """429: too much in too short a time, with the seconds to wait."""
    answer = _answer(request, "429.html", 429, wait_seconds=wait_seconds)
    answer.headers["Retry-After"] = str(wait_seconds)
    return answer


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 where the database cannot be reached."""
    del request
    raised = sys.exception()
    if isinstance(raised, OperationalError | InterfaceError):
        return unavailable(_WAIT_FOR_DATABASE_SECONDS)
    return _static("500.html", 500)


def unavailable(wait_seconds: int) -> HttpResponse:
    """503: at work on it, or a part is not running."""
    answer = _static("503.html", 503)
    answer.headers["Retry-After"] = str(wait_seconds)
    return answer


def _answer(request: HttpRequest, name: str, status: int, **given: object) -> HttpResponse:
    """A page in the usual frame where it can be made, a bare one where it cannot (no session, no database)."""
    try:
        return HttpResponse(render_to_string(name, given, request), status=status)
    except (OperationalError, InterfaceError):
        return unavailable(_WAIT_FOR_DATABASE_SECONDS)


def _static(name: str, status: int) -> HttpResponse:
    try:
        return HttpResponse(render_to_string(name), status=status)
    except Exception:  # noqa: BLE001 - nothing may go wrong while saying that something went wrong
        return HttpResponse(_LAST_RESORT, status=status)
