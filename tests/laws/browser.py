"""What an answer leaves open to a browser: missing headers, code inside the page, addresses that are not ours."""

from __future__ import annotations

import re
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.http.response import HttpResponseBase

from shelterbelt.ground.design.context import EXIT_ADDRESS
from shelterbelt.ground.design.headers import ALWAYS

_RESOURCES = {
    "script": "src",
    "img": "src",
    "link": "href",
    "iframe": "src",
    "object": "data",
    "source": "src",
}
_SECRET = re.compile(r"(?<=name=\"csrfmiddlewaretoken\" value=\")\w+|(?<=csrfToken&quot;: &quot;)\w+")
_EVENT = re.compile(r"on[a-z]+\Z")


class Reader(HTMLParser):
    """What a browser would run or fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.html: dict[str, str] = {}
        self.open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.open = tag
        if tag == "html":
            self.html = given
        if tag == "style":
            self.wrong.append("a style element")
        if tag == "base":
            self.wrong.append("a base element")
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.wrong.append("a script inside the page")
        self.wrong += [f"{tag} {name}" for name in given if name == "style" or _EVENT.match(name)]
        for name, value in given.items():
            if value.strip().lower().startswith("javascript:"):
                self.wrong.append(f"{tag} {name} of javascript:")
        fetched = given.get(_RESOURCES.get(tag, ""), "")
        if tag == "form":
            fetched = given.get("action", "")
        if _is_foreign(fetched):
            self.wrong.append(f"{tag} reaches {urlsplit(fetched).netloc}")
        self.wrong += [
            f"{tag} {name} reaches out"
            for name in given
            if name.startswith("hx-") and _is_foreign(given[name])
        ]


def _is_foreign(address: str) -> bool:
    parts = urlsplit(address.strip())
    return bool(parts.netloc) and parts.netloc not in {urlsplit(EXIT_ADDRESS).netloc, "testserver"}


def closed(answer: HttpResponseBase, *, is_private: bool) -> tuple[str, ...]:
    """What an answer leaves open."""
    wrong = [name for name, value in ALWAYS.items() if answer.headers.get(name) != value]
    policy = answer.headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy or "*" in policy or "http" in policy:
        wrong.append(f"Content-Security-Policy {policy}")
    if is_private and "no-store" not in answer.headers.get("Cache-Control", ""):
        wrong.append(f"kept: Cache-Control {answer.headers.get('Cache-Control')}")
    for morsel in answer.cookies.values():
        if not morsel.value:
            continue  # taken away
        if morsel["samesite"] not in ("Lax", "Strict") or not morsel["httponly"]:
            wrong.append(f"cookie {morsel.key} is open")
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        wrong += page_faults(body_of(answer))
    return tuple(wrong)


def page_faults(text: str) -> list[str]:
    """What a browser would run or fetch that it should not."""
    return list(_faults_of(_SECRET.sub("", text)))


@lru_cache(maxsize=512)
def _faults_of(text: str) -> tuple[str, ...]:
    """Refusals are one page said thousands of times: it is read once, its changing secret left out."""
    reader = Reader()
    reader.feed(text)
    return tuple(reader.wrong)


def body_of(answer: HttpResponseBase) -> str:
    """The text of an answer; empty where it is streamed."""
    return bytes(getattr(answer, "content", b"")).decode()
