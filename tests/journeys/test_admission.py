"""From an offer to a paid place: applicants, reviewers, leads, finance, and somebody who complains."""

import datetime as dt
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.browser import NARROW, WIDE, Visitor
from tests.journeys.conftest import MakeVisitor

_BANK = (
    '"Account Type","Account Number","Transaction Date","Cheque Number",'
    '"Description 1","Description 2","CAD$","USD$"\n'
)
WAYS: list[Any] = [
    pytest.param("yes-2", {"viewport": NARROW}, "ar", id="phone right to left"),
    pytest.param("yes-3", {"viewport": NARROW, "java_script_enabled": False}, "en", id="phone no script"),
]


def done(page: Page) -> None:
    """The page says that it is done: where the reader looks, in words that a screen reader speaks."""
    expect(page.locator(".notice.success[role=status]").first).to_be_in_viewport()


def press(page: Page, act: str) -> None:
    page.locator(f"main button[name=act][value={act}]").click()
    page.wait_for_load_state("load")


def unfold(page: Page, inside: str) -> None:
    """Open what is folded around an element; the summary works without a script."""
    folded = page.locator(f"details:has({inside})")
    if not page.locator(inside).first.is_visible():
        folded.locator("summary").first.click()


def says_yes(page: Page, link: str, host: str) -> None:
    page.goto(f"{host}/apply/a/{link}/")
    page.locator("main a[href$='/place/accept/']").click()
    page.wait_for_url("**/place/accept/")
    page.locator("main form[method=post] button").click()
    page.wait_for_url("**/?did=accepted")
    done(page)


def names_someone(page: Page) -> None:
    page.locator("main a[href*='/joining/']").first.click()
    page.wait_for_url("**/joining/**")
    here = page.url.partition("/joining/")[0]
    page.goto(f"{here}/joining/someone/")
    page.locator("input[name=kind][value=elder]").check()
    page.locator("main form[method=post] button").last.click()
    page.wait_for_load_state("load")
    assert page.locator("#id_name[aria-invalid=true]").count() == 1
    assert page.locator("input[name=kind][value=elder]").is_checked()
    page.locator("[name=name]").fill("Grandmother Odawin")
    page.locator("[name=email]").fill("odawin@example.org")
    page.locator("main form[method=post] button").last.click()
    page.wait_for_url("**/joining/?did=asked")
    done(page)


def signs(page: Page) -> None:
    page.locator("main a[href$='/joining/conduct/']").click()
    page.wait_for_url("**/conduct/")
    page.locator("input[name=agree]").check()
    page.locator("[name=name]").fill("Journeyer")
    page.locator("main form[method=post] button").last.click()
    page.wait_for_url("**/joining/?did=signed")
    done(page)


@pytest.mark.parametrize(("link", "options", "language"), WAYS)
def test_applicant_says_yes_and_does_what_follows(
    arrive: MakeVisitor, link: str, options: dict[str, Any], language: str
) -> None:
    visitor = arrive(**options)
    visitor.speak(language)
    page = visitor.page
    says_yes(page, visitor.site.links[link], visitor.site.address)
    names_someone(page)
    signs(page)
    page.goto(f"{visitor.site.address}/apply/a/{visitor.site.links[link]}/fee/")
    page.locator("[name=amount]").fill("a little")
    press(page, "pay_less")
    assert page.locator("#id_amount[aria-invalid=true]").count() == 1
    page.locator("[name=amount]").fill("90")
    press(page, "pay_less")
    assert "?did=less" in page.url
    done(page)
    unfold(page, "input[name=parts]")
    page.locator("input[name=parts][value='3']").check()
    press(page, "parts")
    assert "?did=parts" in page.url
    assert page.locator("#parts + ul > li").count() == 3


def test_place_is_accepted_by_keyboard_alone(arrive: MakeVisitor) -> None:
    visitor = arrive(viewport=NARROW)
    page = visitor.go(f"/apply/a/{visitor.site.links['yes-4']}/")
    _tab_to(page, "a[href$='/place/accept/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/place/accept/")
    _tab_to(page, "main form[method=post] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?did=accepted")
    done(page)


def test_employer_pays_and_finance_finds_the_payment(arrive: MakeVisitor) -> None:
    applicant = arrive(viewport=WIDE)
    site, page = applicant.site, applicant.page
    fee = f"{site.address}/apply/a/{site.links['yes-1']}/fee/"
    says_yes(page, site.links["yes-1"], site.address)
    page.goto(fee)
    unfold(page, "[name=payer_name]")
    page.locator("[name=payer_name]").fill("Baobab Youth Homes")
    page.locator("[name=payer_address]").fill("4 Mango Road, Nairobi")
    press(page, "employer")
    assert "?did=employer" in page.url
    done(page)
    reference = page.locator("main li strong[dir=ltr]").inner_text()

    finance = arrive(viewport=WIDE)
    finance.enter("finance")
    _issues(finance, reference)
    _reads_the_bank(finance, reference)

    page.goto(fee)
    assert page.locator("input[name=amount]").count() == 0
    page.locator("main a[href$='/papers/']").click()
    page.wait_for_url("**/papers/")
    page.locator("main li a[href*='/papers/']").first.click()
    assert page.locator("article[lang=fr]").inner_text().count("Baobab Youth Homes") == 1
    paper = applicant.context.request.get(page.url + "pdf/")
    assert (paper.status, paper.body()[:5]) == (200, b"%PDF-")


def _issues(finance: Visitor, reference: str) -> None:
    organisation = finance.site.parameters["uuid:organisation"]
    page = finance.go(f"/desk/invoices/{organisation}/")
    page.locator("main [name=reference]").fill(reference)
    page.locator("main form[method=post] button").first.click()
    page.wait_for_url("**/invoices/issue/**")
    page.locator("main select[name=language]").select_option("fr")
    page.locator("main form[method=post] button").last.click()
    page.wait_for_url("**/invoices/one/**")
    assert page.locator("article[lang=fr]").count() == 1


def _reads_the_bank(finance: Visitor, reference: str) -> None:
    page = finance.go("/desk/bank/")
    page.goto(page.url.partition("?")[0] + "read/")
    page.set_input_files("input[type=file]", _file("not a statement\n1;2;3\n"))
    page.locator("main form[method=post] button").last.click()
    page.locator(".notice.problem[role=alert]").wait_for()
    day = (dt.datetime.now(tz=dt.UTC) - dt.timedelta(days=1)).strftime("%m/%d/%Y")
    line = f'Chequing,00000-0000000,{day},,"TRANSFER","{reference} fee",135.00,,\n'
    page.set_input_files("input[type=file]", _file(_BANK + line))
    page.locator("main form[method=post] button").last.click()
    page.locator("button[value=keep]").click()
    page.wait_for_url(lambda address: not address.endswith("/read/"))
    card = page.locator(f"article.card:has-text('{reference} fee')")
    assert card.locator("ul.small li").count() >= 1
    card.locator("button[value=confirm]").click()
    page.wait_for_url(re.compile(r"state=proposed"))
    done(page)
    assert card.count() == 0
    page.goto(page.url.replace("state=proposed", "state=matched"))
    assert card.count() == 1


def _file(words: str) -> Any:
    return {"name": "statement.csv", "mimeType": "text/csv", "buffer": words.encode()}


@pytest.mark.parametrize("has_script", [True, False])
def test_reviewer_gives_points_and_steps_aside(arrive: MakeVisitor, has_script: bool) -> None:
    visitor = arrive(viewport=NARROW, java_script_enabled=has_script)
    visitor.enter("reviewer")
    page = visitor.go("/readings/")
    readings = page.locator("main ul.grid h3 a")
    before = readings.count()
    readings.last.click()
    page.wait_for_url("**/readings/*-*/")
    page.locator("main form:has([name=remark]) button").click()
    page.wait_for_load_state("load")
    fields = page.locator("main fieldset")
    assert page.locator("main [aria-invalid=true], main .errorlist, main .error").count() >= 1
    for place in range(fields.count()):
        fields.nth(place).locator("input[type=radio][value='3']").check()
    page.locator("[name=remark]").fill("Clear, and honest about what is missing.")
    page.locator("main form:has([name=remark]) button").click()
    page.wait_for_url(re.compile("/readings/$"))
    done(page)
    assert readings.count() == before - 1
    readings.last.click()
    page.wait_for_url("**/readings/*-*/")
    page.locator("form[action$='/step-aside/'] button").click()
    page.wait_for_url(re.compile("/readings/$"))
    done(page)
    assert readings.count() == before - 2


def test_lead_reads_the_reasons_and_decides_about_one_person(arrive: MakeVisitor) -> None:
    visitor = arrive(viewport=WIDE)
    visitor.enter("lead")
    page = visitor.go(f"/desk/cohorts/{visitor.site.parameters['autumn']}/selections/")
    page.locator("main tbody th a").first.click()
    page.wait_for_url("**/desk/selections/**")
    assert page.locator("main ol.stack > li h3").count() >= 4
    unfold(page, "select[name=outcome]")
    page.locator("select[name=outcome]").select_option("wait")
    page.locator("form:has(select[name=outcome]) button").first.click()
    page.wait_for_url(re.compile("outcome=wait"))
    page.locator("main a[href$='/decide/']").last.click()
    page.wait_for_url("**/decide/")
    page.locator("input[name=outcome][value=decline]").check()
    page.locator("input[name=mode]").first.check()
    page.locator("main form[method=post] button").last.click()
    page.wait_for_load_state("load")
    assert page.locator("#id_words[aria-invalid=true]").count() == 1
    page.locator("[name=words]").fill("They wrote that another programme has taken them.")
    page.locator("main form[method=post] button").last.click()
    page.wait_for_url(lambda address: "/decide/" not in address)
    done(page)


def test_lead_gives_more_time_to_answer(arrive: MakeVisitor) -> None:
    visitor = arrive(viewport=NARROW)
    visitor.enter("lead")
    page = visitor.go(f"/desk/cohorts/{visitor.site.parameters['autumn']}/places/?state=made")
    page.locator("main a[href$='/extend/']").first.click()
    page.wait_for_url("**/extend/")
    latest = dt.datetime.fromisoformat(page.locator("main time").last.get_attribute("datetime") or "")
    _type_day(page, latest.date() + dt.timedelta(days=40))
    page.locator("[name=because]").fill("A feast day falls in between.")
    page.locator("main form[method=post] button").last.click()
    page.wait_for_load_state("load")
    assert page.locator("main [aria-invalid=true]").count() >= 1
    _type_day(page, latest.date() - dt.timedelta(days=1))
    page.locator("main form[method=post] button").last.click()
    page.wait_for_url(lambda address: "/extend/" not in address)
    done(page)


def _type_day(page: Page, day: dt.date) -> None:
    page.locator("[name=last_day]").fill(day.isoformat())


def test_somebody_complains_and_the_officer_confirms_the_receipt(arrive: MakeVisitor) -> None:
    someone = arrive(viewport=NARROW, java_script_enabled=False)
    page = someone.go(f"/complain/{someone.site.parameters['slug:organisation']}/")
    page.locator("main form[method=post] button").last.click()
    page.wait_for_load_state("load")
    assert page.locator("#id_words[aria-invalid=true]").count() == 1
    page.locator("[name=words]").fill("In the second meeting somebody laughed at how I speak.")
    page.locator("main form[method=post] button").last.click()
    page.locator("#own-link").wait_for()
    link = page.locator("#own-link").input_value()
    reference = page.locator("main strong[dir=ltr]").first.inner_text()
    assert link not in page.url

    officer = arrive(viewport=WIDE)
    officer.enter("complaints")
    desk = officer.go("/desk/complaints/")
    desk.locator(f"main a:has-text('{reference}')").first.click()
    desk.wait_for_url("**/desk/complaints/*-*/")
    unfold(desk, "[name=acknowledge-words]")
    desk.locator("[name=acknowledge-words]").fill("Thank you. I read this alone.")
    desk.locator("form:has([name=acknowledge-words]) button").last.click()
    desk.wait_for_load_state("load")
    done(desk)

    page.goto(link)
    assert "Thank you. I read this alone." in page.locator("main").inner_text()


def _tab_to(page: Page, wanted: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"{wanted} is not reached by the keyboard")
