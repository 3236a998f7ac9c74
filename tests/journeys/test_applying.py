"""Someone abroad reads the page, applies, leaves, returns by link, sends, subscribes, withdraws."""

import urllib.request
from typing import Any

import pytest
from icalendar import Calendar
from playwright.sync_api import Page
from tests.journeys.browser import NARROW, WIDE, Visitor
from tests.journeys.conftest import MakeVisitor

WAYS: list[Any] = [
    pytest.param({"viewport": WIDE}, "en", id="wide"),
    pytest.param({"viewport": NARROW}, "en", id="phone"),
    pytest.param({"viewport": NARROW}, "ar", id="phone right to left"),
    pytest.param({"viewport": WIDE, "java_script_enabled": False}, "ar", id="wide right to left no script"),
    pytest.param({"viewport": NARROW, "java_script_enabled": False}, "en", id="phone no script"),
]
NAME = "Nimali Thilakaratne"


def _programme(visitor: Visitor) -> str:
    given = visitor.site.parameters
    return f"{given['slug:programme']}/{given['slug:cohort']}"


def _send(page: Page, act: str) -> None:
    page.locator(f"button[name=act][value={act}]").click()
    page.wait_for_load_state("load")


@pytest.mark.parametrize(("options", "language"), WAYS)
def test_reader_abroad_applies_and_changes_their_mind(
    arrive: MakeVisitor, options: dict[str, Any], language: str
) -> None:
    visitor = arrive(**options)
    visitor.speak(language)
    page = visitor.go(f"/programmes/{_programme(visitor)}/")
    page.locator("#zone select[name=zone]").select_option("Asia/Kathmandu")
    page.locator("#zone button").first.click()
    page.wait_for_url("**zone=Asia*")
    assert page.locator(".times .yours").count() >= 9
    assert page.locator(".times .theirs").count() >= 9

    page.locator(f"a[href*='/apply/{_programme(visitor)}/']").first.click()
    page.wait_for_url("**/apply/**")
    page.locator("main form[method=post] button").click()
    page.wait_for_url("**/apply/a/**")
    link = page.url
    page.locator("[name=name]").fill(NAME)
    page.locator("[name=email]").fill("nimali")
    _send(page, "send")
    assert page.locator("#id_email[aria-invalid=true]").count() == 1
    assert page.locator("[name=name]").input_value() == NAME
    page.locator("[name=email]").fill("nimali@example.org")
    _send(page, "save")
    assert page.locator(".notice.success[role=status]").count() == 1
    visitor.context.clear_cookies()
    visitor.speak(language)
    page.goto("about:blank")

    page.goto(link)
    assert page.locator("[name=email]").input_value() == "nimali@example.org"
    page.locator("select[name=country]").select_option("LK")
    page.locator("main select[name=zone]").select_option("Asia/Colombo")
    page.locator("input[name=sectors]").first.check()
    page.locator("input[name=mode][value=online]").check()
    _send(page, "send")
    assert page.url.endswith("?did=sent")
    assert page.locator(".notice.success[role=status]").count() == 1

    page.locator("form[action$='/calendar/'] button").first.click()
    page.wait_for_url("**/calendar/**")
    with urllib.request.urlopen(page.locator("#feed-address").input_value()) as answer:  # noqa: S310 -- our own server
        feed = Calendar.from_ical(answer.read())
    assert len(feed.walk("VEVENT")) >= 9

    page.goto(f"{link}withdraw/")
    page.locator("main form[method=post] button").click()
    page.wait_for_url("**?did=withdrawn")
    assert page.locator(f"a[href='{page.url.split('?')[0].split('localhost')[0]}withdraw/']").count() == 0


def test_application_begins_by_keyboard_alone(arrive: MakeVisitor) -> None:
    visitor = arrive(viewport=NARROW)
    page = visitor.go(f"/apply/{_programme(visitor)}/")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('main form[method=post] button')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/apply/a/**")
    for _ in range(60):
        if page.evaluate("document.activeElement.name") == "name":
            break
        page.keyboard.press("Tab")
    page.keyboard.type(NAME)
    page.keyboard.press("Tab")
    page.keyboard.type("nimali@example.org")
    for _ in range(80):
        if page.evaluate("document.activeElement.value") == "save":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".notice.success[role=status]").wait_for()
    assert page.locator("[name=name]").input_value() == NAME


@pytest.mark.parametrize("path", ["/programmes/{}/", "/apply/{}/"])
def test_first_view_is_at_most_100_kb_uncompressed(arrive: MakeVisitor, path: str) -> None:
    visitor = arrive(viewport=NARROW)
    loaded: list[tuple[int, str]] = []
    visitor.page.on("response", lambda answer: loaded.append((len(answer.body()), answer.url)))
    visitor.page.goto(visitor.site.address + path.format(_programme(visitor)), wait_until="networkidle")
    assert len(loaded) >= 3
    assert sum(size for size, _address in loaded) <= 100_000, sorted(loaded, reverse=True)


def test_public_page_prints_without_its_furniture(arrive: MakeVisitor) -> None:
    visitor = arrive()
    page = visitor.go(f"/programmes/{_programme(visitor)}/")
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    assert page.locator(".times .yours").first.is_visible()
    for part in (".top nav", ".language", ".skip"):
        assert not page.locator(part).first.is_visible(), part
