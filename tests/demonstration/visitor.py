# ruff: noqa: S310 -- only addresses of this machine are asked
"""Somebody with a browser without JavaScript: keeps cookies, follows links, sends forms."""

import html
import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field

_HREF = re.compile(r'<a\b[^>]*\bhref="([^"#]+)')
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_LEAVES = ("/static/", "/account/", "/demonstration/mail/")


@dataclass(frozen=True)
class Answer:
    """A page as it came: status, and its text with entities resolved."""

    path: str
    status: int
    text: str


@dataclass
class Visitor:
    """One visitor of a served instance."""

    address: str
    jar: http.cookiejar.CookieJar = field(default_factory=http.cookiejar.CookieJar)

    def __post_init__(self) -> None:
        """Make the browser."""
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path: str) -> Answer:
        """Ask for a page."""
        return self._ask(path, urllib.request.Request(self.address + path))

    def post(self, path: str, at: str, **answers: str) -> Answer:
        """Send a form that stands on the page `at`."""
        found = _TOKEN.search(self._raw(urllib.request.Request(self.address + at))[1])
        assert found is not None, f"no form on {at}"
        given = urllib.parse.urlencode({"csrfmiddlewaretoken": found[1], **answers}).encode()
        return self._ask(path, urllib.request.Request(self.address + path, data=given))

    def walk(self, *first: str, most: int = 60) -> list[Answer]:
        """Follow every link from these pages on, breadth first, at most so many pages."""
        answers: list[Answer] = []
        waiting, seen = list(dict.fromkeys(first)), set(first)
        while waiting and len(answers) < most:
            path = waiting.pop(0)
            status, raw = self._raw(urllib.request.Request(self.address + path))
            answers.append(Answer(path, status, html.unescape(raw)))
            for link in map(html.unescape, _HREF.findall(raw)):
                onward = urllib.parse.urljoin(path, link)
                if onward.startswith("/") and not onward.startswith(("//", *_LEAVES)) and onward not in seen:
                    seen.add(onward)
                    waiting.append(onward)
        return answers

    def _ask(self, path: str, request: urllib.request.Request) -> Answer:
        status, raw = self._raw(request)
        return Answer(path, status, html.unescape(raw))

    def _raw(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self._opener.open(request, timeout=30) as answer:
                return answer.status, answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode("utf-8", "replace")
