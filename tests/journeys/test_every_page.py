"""Every declared page, left to right and right to left, at 1280, 360 and 320 px, light and dark, by keyboard."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from tests.journeys import browser as browsers
from tests.journeys import looks
from tests.journeys.browser import Visitor
from tests.journeys.places import Place, places
from tests.journeys.site import Site

from shelterbelt.ground.routes import declared_pages

PLACES = places()
own_pages = {page.name for page in declared_pages()}
OK = 200
THE_SAME = "desk.plan"
"""The current plan at an address of its own: the same page as `desk.plans`."""
LANGUAGES = {"en": "ltr", "ar": "rtl"}
ONWARD = frozenset({"access.landing", "agency.home", "complain", "desk.bank", "you.start"})
"""Pages of ours that send on: there is one organisation or agency to choose, and everyone has said who they are. Every other one answers at its own address, or it is not the page that is seen."""


class Household:
    """Visitors who stay: one profile per part and language, so that signing in is done once."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self._browser, self._site = browser, site
        self._known: dict[tuple[str, str], Visitor] = {}

    def visitor(self, part: str, language: str) -> Visitor:
        """Whoever plays this part, reading this language."""
        key = (part, language)
        if key not in self._known:
            made = browsers.arrive(self._browser, self._site)
            if part:
                made.enter(part)
            made.speak(language)
            self._known[key] = made
        return self._known[key]

    def close(self) -> None:
        """Send everyone home."""
        for visitor in self._known.values():
            visitor.context.close()


@pytest.fixture(scope="module")
def household(browser: Browser, site: Site) -> Iterator[Household]:
    """Visitors of this module."""
    made = Household(browser, site)
    yield made
    made.close()


@pytest.fixture(scope="module")
def titles() -> dict[str, set[str]]:
    """Titles seen in English, with the paths that have them."""
    return {}


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_page_is_open_to_everyone(place: Place, household: Household, titles: dict[str, set[str]]) -> None:
    found: list[str] = []
    for language, direction in LANGUAGES.items():
        visitor = household.visitor(place.part, language)
        page = visitor.page
        path = place.path(visitor.site.parameters)
        answer = page.goto(visitor.site.address + path)
        assert answer is not None
        assert answer.status < 500, f"{path}: {answer.status}"
        if place.name in own_pages and place.name not in ONWARD:
            there = page.url.removeprefix(visitor.site.address).partition("?")[0]
            assert (answer.status, there) == (OK, path), place.name
        root = page.locator("html")
        assert (root.get_attribute("lang"), root.get_attribute("dir")) == (language, direction)
        found += [f"{language} {one}" for one in looks.page_faults(page)]
        if language == "en":
            if answer.status == OK and place.name in own_pages and place.name != THE_SAME:
                titles.setdefault(page.title(), set()).add(page.url)
            found += looks.dark_faults(page)
            found += looks.keyboard_faults(page)
        found += [f"{language} {one}" for one in visitor.watch.complaints + visitor.watch.foreign]
        visitor.watch.complaints.clear()
        visitor.watch.foreign.clear()
    if found:
        pytest.fail("\n".join(found), pytrace=False)


_PLANTED = """() => {
  document.querySelector("main").insertAdjacentHTML("beforeend",
    "<p class=planted-words>Words one can hardly read</p><input class=planted-box name=planted>");
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("@media (max-width: 800px) { .planted-words { color: #ddd; background: #fff; } }" +
    "@media (min-width: 801px) { .planted-box.only { display: none; } }");
  document.adoptedStyleSheets.push(sheet);
}"""


def test_what_is_wrong_on_a_narrow_page_alone_is_found(household: Household) -> None:
    visitor = household.visitor("", "en")
    page = visitor.go("/demonstration/")
    page.evaluate(_PLANTED)
    same = looks.page_faults(page)
    assert any(one.startswith("1280 px: label:") for one in same)
    assert any(one.startswith("360 px: color-contrast:") for one in same)
    assert not any(one.startswith("1280 px: color-contrast:") for one in same)
    page.evaluate("document.querySelector('.planted-box').classList.add('only')")
    other = looks.page_faults(page)
    assert not any(one.startswith("1280 px: label:") for one in other)
    assert any(one.startswith("360 px: label:") for one in other)


def test_every_declared_page_is_visited() -> None:
    assert len(PLACES) > 40


NEUTRAL = "Notes"
"""What the personal pages are called in tabs and history, so that neither tells what was read (promise 21).
Their headings tell them apart; `docs/accessibility.md` says so under 2.4.2."""


def test_titles_tell_pages_apart(titles: dict[str, set[str]]) -> None:
    if not titles:
        pytest.skip("no page was read in this run")
    shared = {title: sorted(paths) for title, paths in titles.items() if len(paths) > 1 and title != NEUTRAL}
    assert shared == {}
