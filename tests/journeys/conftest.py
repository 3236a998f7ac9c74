"""One server and one browser for all journeys; whoever misbehaves in the browser fails the test."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser
from tests.journeys import browser as browsers
from tests.journeys.browser import Visitor
from tests.journeys.site import Site, running

MakeVisitor = Callable[..., Visitor]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here is a journey."""
    for item in items:
        if "tests/journeys/" in item.path.as_posix():
            item.add_marker(pytest.mark.journey)


# Closed when the folder is done: while Playwright lives, Django takes this thread for an event loop's.
@pytest.fixture(scope="package")
def site() -> Iterator[Site]:
    """A running instance with invented people."""
    with running() as found:
        yield found


@pytest.fixture(scope="package")
def browser(site: Site) -> Iterator[Browser]:
    """Debian's Chromium, started after the database work is done."""
    del site
    with browsers.started() as found:
        yield found


@pytest.fixture
def arrive(browser: Browser, site: Site) -> Iterator[MakeVisitor]:
    """Makes visitors: `arrive(viewport=NARROW, java_script_enabled=False)`."""
    made: list[Visitor] = []

    def make(**options: object) -> Visitor:
        made.append(browsers.arrive(browser, site, **options))
        return made[-1]

    yield make
    for visitor in made:
        visitor.context.close()
    assert [one for visitor in made for one in visitor.watch.complaints] == []
    assert {one for visitor in made for one in visitor.watch.foreign} <= {browsers.EXIT}
