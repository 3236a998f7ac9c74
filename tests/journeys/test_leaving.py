"""The exit: at once, and Back shows nothing. Without JavaScript it is a plain link."""

import pytest
from tests.journeys.browser import EXIT, NARROW, Visitor
from tests.journeys.conftest import MakeVisitor


def _draft(arrive: MakeVisitor, **options: object) -> Visitor:
    visitor = arrive(viewport=NARROW, **options)
    visitor.context.route(
        f"{EXIT}**", lambda route: route.fulfill(body="<title>Elsewhere</title>", content_type="text/html")
    )
    visitor.go("/help/")
    visitor.go(f"/apply/a/{visitor.site.links['sent']}/")
    return visitor


@pytest.mark.parametrize("way", ["button", "Escape", "Shift"])
def test_leaving_puts_an_ordinary_page_in_this_ones_place(arrive: MakeVisitor, way: str) -> None:
    page = _draft(arrive).page
    if way == "button":
        page.locator("[data-exit]").click()
    else:
        for _ in range(3):
            page.keyboard.press(way)
    page.wait_for_url(f"{EXIT}**")
    page.go_back()
    assert "/apply/a/" not in page.url
    page.go_forward()
    assert page.url.startswith(EXIT)


def test_two_presses_do_not_leave(arrive: MakeVisitor) -> None:
    page = _draft(arrive).page
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    assert "/apply/a/" in page.url


def test_without_javascript_leaving_is_a_plain_link(arrive: MakeVisitor) -> None:
    page = _draft(arrive, java_script_enabled=False).page
    page.locator("[data-exit]").click()
    page.wait_for_url(f"{EXIT}**")
