"""An agency at work: its leader, front line, survivor adviser and board, a card without a name, a pack without a network."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.browser import NARROW, WIDE, Visitor
from tests.journeys.conftest import MakeVisitor

LARGEST_PACK = 300_000
WAYS: list[Any] = [
    pytest.param({"viewport": NARROW}, "ar", id="phone right to left"),
    pytest.param({"viewport": NARROW, "java_script_enabled": False}, "fr", id="phone no script"),
    pytest.param({"viewport": WIDE}, "en", id="desk"),
]


def done(page: Page) -> None:
    """The page says that it is done, where a screen reader speaks it."""
    expect(page.locator(".notice.success[role=status]").first).to_be_visible()


def keep(page: Page) -> None:
    page.locator("main .actions button").last.click()
    page.wait_for_load_state("load")


def tab_to(page: Page, wanted: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"{wanted} is not reached by the keyboard")


def path_of(visitor: Visitor, rest: str) -> str:
    told = visitor.site.parameters
    return f"/agency/{told['uuid:agency']}/{rest}"


def strategy_of(visitor: Visitor, rest: str = "") -> str:
    return path_of(visitor, f"strategies/{visitor.site.parameters['uuid:strategy']}/{rest}")


@pytest.mark.parametrize(("options", "language"), WAYS)
def test_leader_settles_a_question_and_says_what_shows_it(
    arrive: MakeVisitor, options: dict[str, Any], language: str
) -> None:
    visitor = arrive(**options)
    visitor.enter("agency-leader")
    visitor.speak(language)
    page = visitor.go("/agency/")
    page.locator("main a[href$='/assessments/']").first.click()
    page.wait_for_url("**/assessments/")
    page.goto(
        visitor.site.address
        + path_of(visitor, f"assessments/{visitor.site.parameters['uuid:assessment']}/domain/response/")
    )
    page.locator("main a[href*='/settle/']").first.click()
    page.wait_for_url("**/settle/**")
    page.locator("input[name=given][value=does_not_apply]").check()
    page.locator("[name=reason]").fill("")
    keep_settled(page)
    assert page.locator("#id_reason[aria-invalid=true]").count() == 1
    page.locator("input[name=given][value=met]").check()
    page.locator("[name=owner]").fill("the night team")
    keep_settled(page)
    done(page)
    page.locator("[name=title]").fill("Notes of three evenings")
    page.locator("form:has([name=title]) .actions button").click()
    page.wait_for_load_state("load")
    done(page)
    assert page.locator("main").inner_text().count("Notes of three evenings") >= 1


def keep_settled(page: Page) -> None:
    page.locator("form:has([name=given]) .actions button").click()
    page.wait_for_load_state("load")


@pytest.mark.parametrize(("options", "language"), WAYS)
def test_front_line_worker_says_how_it_is(
    arrive: MakeVisitor, options: dict[str, Any], language: str
) -> None:
    visitor = arrive(**options)
    visitor.enter("front-line")
    visitor.speak(language)
    page = visitor.go("/answer/")
    page.locator("main ul.plain a").first.click()
    page.wait_for_url(re.compile(r"/answer/[0-9a-f-]{36}/[a-z-]+/"))
    fields = page.locator("main fieldset")
    for place in range(fields.count()):
        fields.nth(place).locator("input[type=radio][value=in_progress]").check()
    fields.first.locator("input[type=radio][value=does_not_apply]").check()
    fields.first.locator("input[type=text]").fill("")
    keep(page)
    assert page.locator("main .error").count() == 1
    assert page.locator("main fieldset").nth(1).locator("input[value=in_progress]").is_checked()
    page.locator("main fieldset").first.locator("input[type=text]").fill("Nobody sleeps here.")
    keep(page)
    done(page)


def test_front_line_worker_answers_by_keyboard_alone(arrive: MakeVisitor) -> None:
    visitor = arrive(viewport=NARROW)
    visitor.enter("front-line")
    page = visitor.go("/answer/")
    tab_to(page, "main ul.plain a")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/answer/[0-9a-f-]{36}/[a-z-]+/"))
    tab_to(page, "main fieldset input[type=radio]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.checked") is True
    tab_to(page, "main .actions button")
    page.keyboard.press("Enter")
    page.wait_for_load_state("load")
    done(page)


def test_whoever_holds_a_card_answers_without_a_name(arrive: MakeVisitor) -> None:
    visitor = arrive(viewport=NARROW, java_script_enabled=False)
    card = f"/card/{visitor.site.parameters['card|str:token']}/"
    page = visitor.go(card)
    page.locator("main ul.plain a").first.click()
    page.wait_for_load_state("load")
    assert page.locator("main [name^='reason:']").count() == 0
    page.locator("main fieldset").first.locator("input[type=radio][value=not_met]").check()
    keep(page)
    done(page)
    page = visitor.go(card)
    page.locator("main form button").last.click()
    page.wait_for_load_state("load")
    assert page.locator("main button[name=again]").count() == 1


@pytest.mark.parametrize(("options", "language"), WAYS)
def test_survivor_adviser_reads_the_strategy_and_says_something(
    arrive: MakeVisitor, options: dict[str, Any], language: str
) -> None:
    visitor = arrive(**options)
    visitor.enter("survivor-adviser")
    visitor.speak(language)
    page = visitor.go(strategy_of(visitor))
    page.locator("main a[href$='/sign/']").first.click()
    page.wait_for_url("**/sign/")
    keep(page)
    assert page.locator("main [aria-invalid=true]").count() >= 1
    page.locator("input[name=said][value=agreed]").check()
    page.locator("[name=words]").fill("Thank you for the second adult.")
    keep(page)
    page.wait_for_url(re.compile(r"/strategies/[0-9a-f-]{36}/$"))
    done(page)


@pytest.mark.parametrize(("options", "language"), WAYS)
def test_board_member_sees_where_it_stands_and_takes_one_page(
    arrive: MakeVisitor, options: dict[str, Any], language: str
) -> None:
    visitor = arrive(**options)
    visitor.enter("board-member")
    visitor.speak(language)
    page = visitor.go("/agency/")
    assert page.locator("main figure").count() >= 2
    page.goto(visitor.site.address + strategy_of(visitor))
    assert page.locator("main form[action$='/state/'], main a[href$='/gaps/']").count() == 0
    for name, kind in (("board/pdf/", b"%PDF"), ("pdf/", b"%PDF"), ("word/", b"PK")):
        paper = visitor.context.request.get(visitor.site.address + strategy_of(visitor, name))
        assert (paper.status, paper.body()[: len(kind)]) == (200, kind), name
    assert page.goto(visitor.site.address + strategy_of(visitor, "public/pdf/")).status == 403  # type: ignore[union-attr]


def test_leader_hands_out_the_public_version(arrive: MakeVisitor) -> None:
    visitor = arrive(viewport=WIDE)
    visitor.enter("agency-leader")
    page = visitor.go(strategy_of(visitor, "public/"))
    shown = page.locator("main .card").inner_text()
    assert "Every young person has an adult they chose." in shown
    with page.expect_download() as kept:
        page.locator("main a[href$='/public/word/']").click()
    assert kept.value.suggested_filename == "what-we-do.docx"


def test_leader_writes_a_strategy_from_a_gap(arrive: MakeVisitor) -> None:
    visitor = arrive(viewport=NARROW, java_script_enabled=False)
    visitor.enter("agency-leader")
    page = visitor.go(path_of(visitor, "strategies/begin/"))
    page.locator("[name=title]").fill("Calm nights")
    keep(page)
    page.wait_for_url(re.compile(r"/strategies/[0-9a-f-]{36}/$"))
    page.locator("main a[href$='/gaps/']").first.click()
    page.wait_for_url("**/gaps/**")
    gap = page.locator("main input[type=checkbox]").first
    if not gap.is_visible():
        page.locator("main details:has(input[type=checkbox]) summary").first.click()
    gap.check()
    page.locator("main form button").last.click()
    page.wait_for_load_state("load")
    page.locator("[name=words]").fill("Every night somebody is awake and kind.")
    keep(page)
    page.wait_for_url(re.compile(r"/strategies/[0-9a-f-]{36}/(#.*)?$"))
    done(page)
    assert "Every night somebody is awake and kind." in page.locator("main").inner_text()
    assert page.locator("main form button[value=in_force]").count() == 0


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_pack_is_read_on_a_phone_without_a_network(
    arrive: MakeVisitor, tmp_path: Path, language: str
) -> None:
    visitor = arrive(viewport=NARROW)
    visitor.speak(language)
    visitor.go("/packs/")
    packs = visitor.page.locator("main a[href^='/packs/']").evaluate_all(
        "links => [...new Set(links.map(one => one.getAttribute('href')))]"
    )
    packs = [one for one in packs if re.fullmatch(r"/packs/[a-z0-9-]+/", one)]
    assert len(packs) == 9
    offline = arrive(viewport=NARROW, java_script_enabled=False)
    offline.context.set_offline(offline=True)
    for place, pack in enumerate(packs):
        kept = visitor.context.request.get(f"{visitor.site.address}{pack}file/").body()
        assert len(kept) < LARGEST_PACK, pack
        file = tmp_path / f"{place}.html"
        file.write_bytes(kept)
        page = offline.page
        page.goto(file.as_uri())
        assert page.locator("h1").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
        root = page.locator("html")
        assert root.get_attribute("dir") == ("rtl" if root.get_attribute("lang") == "ar" else "ltr")
    assert offline.watch.foreign == []
