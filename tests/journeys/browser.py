"""Debian's Chromium, watched: no request leaves this machine, and nothing may complain in the console."""

import contextlib
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright
from tests.journeys.site import ROOT, Site

CHROMIUM = "/usr/bin/chromium"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 360, "height": 740}
EXIT = "https://www.wikipedia.org/"
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
)
_PATIENCE_MILLISECONDS = 15_000
_REFUSED_PAGE = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")
REMEDY = "run `make setup-browser`"


class NotSetUp(Exception):
    """Chromium or a judge from npm is missing; the message says what to run."""


@dataclass
class Watch:
    """What a browser did that it should not have done.

    Attributes:
        foreign: addresses asked for on other hosts.
        complaints: errors of the console, of scripts, and of the content security policy.
    """

    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@dataclass
class Visitor:
    """One browser profile with its page."""

    site: Site
    context: BrowserContext
    page: Page
    watch: Watch

    def go(self, path: str) -> Page:
        """Open a page of the site."""
        self.page.goto(self.site.address + path, wait_until="load")
        return self.page

    def speak(self, language: str) -> None:
        """Show the site in this language from now on."""
        self.context.add_cookies([{"name": "language", "value": language, "url": self.site.address}])

    def enter(self, part: str) -> None:
        """Sign in by one tap as the lead, the staff, a panellist, ..."""
        self.go("/demonstration/")
        form = f"form[action$='/{self.site.accounts[part]}/']"
        self.page.locator(f"{form} button").click()
        self.page.wait_for_url(lambda address: "/demonstration/" not in address)


def require_browser() -> None:
    """Check that everything a browser test needs is there.

    Raises:
        NotSetUp: with the remedy.
    """
    if not Path(CHROMIUM).exists() and shutil.which("chromium") is None:
        raise NotSetUp(f"Chromium is missing: {REMEDY}")
    if not AXE.exists():
        raise NotSetUp(f"axe-core is missing from node_modules: {REMEDY}")


@contextlib.contextmanager
def started() -> Iterator[Browser]:
    """One Chromium.

    Raises:
        NotSetUp: it or axe-core is missing.
    """
    require_browser()
    with sync_playwright() as playwright:
        found = CHROMIUM if Path(CHROMIUM).exists() else shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=found, args=list(_ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


def arrive(browser: Browser, site: Site, **options: Any) -> Visitor:
    """A new visitor with nothing in the cupboard.

    Args:
        browser: the browser.
        site: the site visited.
        options: of a Playwright context (`viewport`, `java_script_enabled`, `timezone_id`, `storage_state`, ...).
    """
    given: dict[str, Any] = {"viewport": WIDE, "locale": "en-CA", "timezone_id": "Africa/Nairobi"}
    given |= {"reduced_motion": "reduce", **options}
    context = browser.new_context(**given)
    context.set_default_timeout(_PATIENCE_MILLISECONDS)
    watch = Watch()
    own = urlsplit(site.address).netloc

    def asked(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != own:
            watch.foreign.append(request.url)

    def said(message: ConsoleMessage) -> None:
        if message.type == "error" and not _REFUSED_PAGE.match(message.text):
            watch.complaints.append(f"{message.page.url if message.page else ''}: {message.text}")

    context.on("request", asked)
    context.on("console", said)
    context.on("weberror", lambda error: watch.complaints.append(str(error.error)))
    return Visitor(site, context, context.new_page(), watch)
