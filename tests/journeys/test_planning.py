"""A panellist sees the plan on their clock and says yes; the lead tries a what-if and publishes."""

import re

import pytest
from tests.journeys.browser import NARROW, WIDE
from tests.journeys.conftest import MakeVisitor


@pytest.mark.parametrize("language", ["en", "ar"])
def test_panellist_sees_both_clocks_and_says_yes(arrive: MakeVisitor, language: str) -> None:
    visitor = arrive(viewport=NARROW, java_script_enabled=language == "en")
    visitor.enter("panellist")
    visitor.speak(language)
    page = visitor.go("/mine/")
    assert page.locator(".times .yours").count() >= 1
    no = page.locator("button[name=answer][value=no]")
    if no.count():
        no.first.click()
        page.locator(".notice.success[role=status]").wait_for()
    page.locator("button[name=answer][value=yes]").first.click()
    page.locator(".notice.success[role=status]").wait_for()
    assert page.locator("button[name=answer][value=no]").count() >= 1


@pytest.mark.parametrize("has_script", [True, False])
def test_lead_tries_a_what_if(arrive: MakeVisitor, has_script: bool) -> None:
    visitor = arrive(viewport=WIDE, java_script_enabled=has_script)
    visitor.enter("lead")
    page = visitor.go(f"/desk/cohorts/{visitor.site.parameters['uuid:cohort']}/plan/")
    page.locator("main a[href$='/try/']").first.click()
    page.wait_for_url(re.compile("/try/"))
    page.locator("form[hx-get] button").click()
    page.wait_for_load_state("networkidle")
    assert page.locator("#answer table").count() >= 1


def test_lead_publishes_after_being_asked(arrive: MakeVisitor) -> None:
    visitor = arrive(viewport=NARROW)
    visitor.enter("lead")
    given = visitor.site.parameters
    page = visitor.go(f"/desk/cohorts/{given['uuid:cohort']}/plan/{given['uuid:plan']}/publish/")
    assert page.locator("main form[method=post] button").is_visible()
    page.locator("main form[method=post] button").click()
    page.wait_for_url(lambda address: "/publish/" not in address)
    assert page.locator(".notice[role=status], .notice.success").count() >= 1
