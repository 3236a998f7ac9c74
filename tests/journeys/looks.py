"""What axe cannot see: reflow, spacing, targets, keyboard, hints, structure. Measured in the open page."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page
from tests.journeys import axe
from tests.journeys.browser import NARROW, WIDE

_SOURCE = Path(__file__).with_suffix(".js")
_NARROWEST = {"width": 320, "height": 640}
_OF_BOXES = (
    "color-contrast",
    "css-orientation-lock",
    "link-in-text-block",
    "scrollable-region-focusable",
    "target-size",
)
"""Rules of axe that look at where and how an element is drawn; all others look at what it is."""
_MOST_STOPS = 90
_MOST_PARTS = 6


def _ask(page: Page, question: str) -> list[str]:
    if not page.evaluate("typeof looks === 'object'"):
        page.evaluate(_SOURCE.read_text(encoding="utf-8"))
    answer: Any = page.evaluate(f"looks.{question}()")
    return list(answer or [])


def layout_faults(page: Page) -> list[str]:
    """Reflow at 320 px, which is 1280 px at 400 %, and room for wider text (WCAG 1.4.4, 1.4.10, 1.4.12)."""
    page.set_viewport_size(_NARROWEST)  # type: ignore[arg-type]
    found = [f"320 px: {one}" for one in [*_ask(page, "sideways"), *_ask(page, "cut")]]
    _ask(page, "spread")
    found += [f"wider text: {one}" for one in [*_ask(page, "sideways"), *_ask(page, "cut")]]
    _ask(page, "unspread")
    return found


def page_faults(page: Page) -> list[str]:
    """Both sizes: axe, targets, structure, hints, described mistakes; then reflow and wider text.

    Names, roles and order are the same at both sizes where the same elements are shown: then only those rules of axe
    run a second time that judge colours and boxes.
    """
    found: list[str] = []
    known: list[str] = []
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        shown = _ask(page, "shown")
        rules = _OF_BOXES if shown == known else ()
        known = shown
        found += [
            f"{size['width']} px: {one}"
            for one in [*axe.violations(page, *rules), *_ask(page, "small"), *_ask(page, "sideways")]
        ]
    found += [one for what in ("structure", "hints", "errors") for one in _ask(page, what)]
    return [*found, *layout_faults(page)]


def dark_faults(page: Page) -> list[str]:
    """Contrast in the dark."""
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="dark")
    found = [f"dark: {one}" for one in axe.violations(page, "color-contrast", "link-in-text-block")]
    page.emulate_media(color_scheme="light")
    return found


def keyboard_faults(page: Page) -> list[str]:
    """Tab reaches every control in order, shows where it is, hides nothing, and comes out at the end."""
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
    _ask(page, "structure")
    stops: Any = page.evaluate("looks.count()")
    found: list[str] = []
    places: list[int] = []
    for _ in range(min(stops, _MOST_STOPS) * _MOST_PARTS + 2):
        page.keyboard.press("Tab")
        here: Any = page.evaluate("looks.focus()")
        if here["place"] < 0 or (places and here["place"] == places[0]):
            if places:
                break
            continue
        if places and here["place"] == places[-1]:
            continue  # the parts of a date or time field are stops of one control
        found += here["findings"]
        places.append(here["place"])
        if len(places) >= _MOST_STOPS:
            break
    if places != sorted(places) or len(set(places)) < min(stops, _MOST_STOPS):
        found.append(f"keyboard: {len(set(places))} of {stops} controls reached, in the order {places[:60]}")
    return found
