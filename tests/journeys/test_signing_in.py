"""Keys, codes and recovery codes, with Chromium's virtual authenticator."""

import base64
import hmac
import re
import struct
import time

from playwright.sync_api import Page
from tests.journeys import looks
from tests.journeys.browser import Visitor
from tests.journeys.conftest import MakeVisitor

PASSWORD = "seven-otters-under-rowan"


def _registered(visitor: Visitor, address: str) -> None:
    page = visitor.go("/account/signup/")
    page.locator("[name=email]").fill(address)
    page.locator("[name=password1]").fill(PASSWORD)
    page.locator("main form:has([name=email]) button").last.click()
    page.wait_for_url("**/account/confirm-email/")
    mail = next(text for text in reversed(visitor.site.mails()) if address in text)
    link = re.search(r"http://localhost:\d+(/account/confirm-email/\S+)", mail)
    assert link
    visitor.go(link[1])
    page.locator("main form button").first.click()
    page.wait_for_url("**/account/login/**")
    _sign_in(visitor, address)
    page.wait_for_url(lambda here: "/account/login/" not in here)


def _sign_in(visitor: Visitor, address: str) -> None:
    page = visitor.page
    page.locator("[name=login]").fill(address)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form:has([name=password]) button").last.click()


def _open(visitor: Visitor, path: str) -> Page:
    """Open a page of one's keys and codes, saying the password again where it is asked."""
    page = visitor.go(path)
    if "/reauthenticate/" in page.url:
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("form:has([name=password]) button").last.click()
        page.wait_for_url(f"**{path}")
    return page


def _authenticator(visitor: Visitor) -> None:
    session = visitor.context.new_cdp_session(visitor.page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def _code(secret: str, at: float) -> str:
    """RFC 6238 with the usual 30 seconds and six digits."""
    key = base64.b32decode(secret.upper() + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(at // 30)), "sha1")
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def _sign_out(visitor: Visitor) -> None:
    visitor.context.clear_cookies()


def test_passkey_is_made_and_signs_in(arrive: MakeVisitor) -> None:
    visitor = arrive()
    _authenticator(visitor)
    _registered(visitor, "key.holder@example.org")
    page = _open(visitor, "/account/2fa/webauthn/add/")
    page.locator("[name=name]").fill("Laptop")
    if page.locator("[name=passwordless]").count():
        page.locator("[name=passwordless]").check()
    page.locator("main form button").first.click()
    page.wait_for_url(lambda address: "/webauthn/add/" not in address)
    _sign_out(visitor)
    visitor.go("/account/login/")
    page.locator("#passkey_login, button[form=mfa_login], [data-passkey]").first.click()
    page.wait_for_url(lambda address: "/account/login/" not in address)
    assert looks.page_faults(visitor.go("/account/2fa/")) == []


def test_code_and_recovery_code_sign_in(arrive: MakeVisitor) -> None:
    visitor = arrive()
    address = "code.holder@example.org"
    _registered(visitor, address)
    page = _open(visitor, "/account/2fa/totp/activate/")
    fields = [field.input_value() for field in page.locator("main input").all()]
    words = [*fields, *page.locator("main").inner_text().split()]
    secret = next((re.fullmatch(r"[A-Z2-7]{32}", word) for word in words if len(word) == 32), None)
    assert secret
    page.locator("[name=code]").fill(_code(secret[0], time.time()))
    page.locator("main form:has([name=code]) button").first.click()
    page.wait_for_url(lambda here: "/activate/" not in here)
    _open(visitor, "/account/2fa/recovery-codes/")
    assert looks.page_faults(page) == []
    codes = re.findall(r"\b[0-9a-f]{8}\b", page.locator("main").inner_text())
    assert len(codes) >= 8
    _sign_out(visitor)
    visitor.go("/account/login/")
    _sign_in(visitor, address)
    page.wait_for_url("**/2fa/authenticate/**")
    page.locator("[name=code]").fill(codes[0])
    page.locator("main form:has([name=code]) button").first.click()
    page.wait_for_url(lambda here: "/authenticate/" not in here)
