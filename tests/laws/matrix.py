"""The URL x role matrix: what each door must answer is derived from its declaration, then asked of the house."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie

from django.db import transaction
from django.http.response import HttpResponseBase
from django.urls import reverse
from tests.laws.scene import Key, Scene, Side, Visitor, absent

from shelterbelt.equip import access as equip
from shelterbelt.ground.access.permissions import Permission
from shelterbelt.ground.access.roles import Role
from shelterbelt.ground.routes import Adopted, Audience, Page
from shelterbelt.learn import access
from shelterbelt.people import access as people
from shelterbelt.people.access import READ_PROOF

DONE = frozenset({"200", "204", "302", "303", "304"})
TAKEN = DONE | {"400", "409", "422"}
"""A form sent empty may be refused in words; it may not fail, and it may not be refused for want of a role."""
TOKENS = {
    access.HOLD_APPLICATION.name: ("application", "draft"),
    access.HOLD_STATEMENT.name: ("application",),
    access.HOLD_FEED.name: ("feed",),
    people.HOLD_COMPLAINT.name: ("complaint",),
    people.ANSWER_CONFIRMATION.name: ("confirmation",),
    READ_PROOF.name: ("erasure",),
    equip.HOLD_CARD.name: ("card",),
    equip.HOLD_STRATEGY_FEED.name: ("strategy feed",),
    equip.HOLD_INVITATION.name: ("leader invitation",),
}
"""Which of a side's links opens a page for bearers."""
WAYS = (("GET", ""), ("GET", "htmx"), ("POST", ""))
MAY_BE_EMPTY = {
    "public.fairness.certificate": "with this few people each would be singled out, so there is none",
}
"""Pages that rightly have nothing to show in the scene, each with its reason."""
_ASKED = Permission("scene.asked", frozenset({Role.FRONT_LINE}))
READ_BEHIND = {"held.hold": access.READ_APPLICATIONS, "answer.domain": _ASKED, "answer.done": _ASKED}
"""Pages open to more roles than may read the thing in the scene's address, with who may: for all others it is not
there, and for those it is."""
SEEN_BY_OPERATORS = frozenset({equip.LET_AGENCIES_IN.name})
"""What an operator does for every organisation alike: another's thing is there for them."""
_CHANGING = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]*|(csrfToken[^,}]*)')


class Unknown(Exception):
    """A page has a parameter or a kind of link that the scene does not know yet."""


@dataclass(frozen=True)
class Cell:
    """One question to the house, what must come, and what came."""

    page: str
    visitor: str
    method: str
    aim: str
    expected: frozenset[str]
    got: str
    answer: HttpResponseBase
    address: str

    @property
    def surprise(self) -> str:
        """Empty if all is well."""
        if self.got in self.expected:
            return ""
        wanted = "/".join(sorted(self.expected))
        return f"{self.page} {self.method} by {self.visitor} ({self.aim}): {self.got}, expected {wanted}"


def cells(scene: Scene, pages: Iterable[Page], visitors: Iterable[Visitor] = ()) -> Iterator[Cell]:
    """Ask everything of every declared page; what a question changes is undone before the next."""
    for page in pages:
        for visitor in visitors or scene.visitors:
            for aim, arguments in _aims(scene, page, visitor):
                address = reverse(page.name, kwargs=arguments)
                for method, kind in WAYS if "GET" in page.methods else WAYS[::2]:
                    must = expected(page, visitor, method, aim)
                    answer = ask(visitor, method, address, kind)
                    label = f"{method} {kind}".strip()
                    yield Cell(page.name, visitor.name, label, aim, must, outcome(answer), answer, address)


def expected(page: Page, visitor: Visitor, method: str, aim: str) -> frozenset[str]:
    """What the declaration promises, in statuses; `login` is the way to signing in."""
    actor, permission = visitor.actor, page.permission
    if method not in page.methods:
        return frozenset({"405"})
    well = DONE if method == "GET" else TAKEN
    if page.token:
        return well if aim in ("own", "other") else frozenset({"404"})
    if not permission.allows(actor):
        return frozenset({"403" if actor.is_signed_in else "login"})
    is_unread = page.name in READ_BEHIND and not READ_BEHIND[page.name].allows(actor)
    is_for_all = permission.name in SEEN_BY_OPERATORS and Role.OPERATOR in actor.roles()
    if is_unread or aim == "absent" or (aim == "other" and not (permission.is_public or is_for_all)):
        return frozenset({"404"})
    if page.name in MAY_BE_EMPTY or (permission.is_for_signed_in and not visitor.holds_personal):
        return well | {"404"}
    return well


def guests(scene: Scene, adopted: Iterable[Adopted]) -> Iterator[Cell]:
    """The doors of allauth: open ones never fail, closed ones ask for a sign-in."""
    arguments: dict[str, dict[str, object]] = {
        "account_confirm_email": {"key": "bm90aGluZw:nothing:here"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "set-password"},
        "mfa_remove_webauthn": {"pk": 999_999},
        "mfa_edit_webauthn": {"pk": 999_999},
    }
    fine = TAKEN | {"404", "405", "429"}
    for guest in adopted:
        address = reverse(guest.name, kwargs=arguments.get(guest.name))
        for visitor in map(
            scene.visitor, ("anonymous", "without a role", "programme_lead", "lead, disabled")
        ):
            allowed = guest.permission.allows(visitor.actor)
            # A login without a password or a key has nothing to confirm with: allauth answers 403 to its owner.
            must = (
                fine | {"login", "403"}
                if guest.permission.is_public
                else fine | {"403"}
                if allowed
                else {"login"}
            )
            for method in ("GET", "POST"):
                answer = ask(visitor, method, address)
                got = outcome(answer)
                yield Cell(guest.name, visitor.name, method, "own", frozenset(must), got, answer, address)


def ask(visitor: Visitor, method: str, address: str, kind: str = "", **headers: str) -> HttpResponseBase:
    """One request of a visitor, undone afterwards: rows by a savepoint, the session by its cookies."""
    client = visitor.client
    kept = client.cookies.output(header="", sep=";")
    client.raise_request_exception = False
    given = {"HX-Request": "true"} if kind == "htmx" else {}
    with transaction.atomic():
        answer = client.generic(
            method,
            address,
            content_type="application/x-www-form-urlencoded",
            headers={**given, **headers},
        )
        if getattr(answer, "streaming", False):
            b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(kept)
    return answer


def outcome(answer: HttpResponseBase) -> str:
    """The status, or `login` for the way to signing in."""
    where = answer.headers.get("Location", "")
    return (
        "login"
        if answer.status_code == 302 and where.startswith(reverse("account_login"))
        else str(answer.status_code)
    )


def said(cell: Cell) -> bytes:
    """What a refusal says, without its own address and the form's changing secret."""
    body: bytes = getattr(cell.answer, "content", b"")
    return _CHANGING.sub(rb"\1", body).replace(cell.address.encode(), b"")


def _aims(scene: Scene, page: Page, visitor: Visitor) -> Iterator[tuple[str, dict[str, str]]]:
    keys = tuple(
        (type(converter).__name__.removesuffix("Converter").lower().replace("string", "str"), name)
        for name, converter in page.as_url().pattern.converters.items()
    )
    if not keys:
        yield "own", {}
        return
    is_personal = page.permission.is_for_signed_in and not page.permission.roles
    mine = visitor.holds_personal if is_personal else visitor.side
    here = scene.sides.get(mine or "a")
    there = scene.sides["a" if mine == "b" else "b"]
    if here is None:
        raise Unknown(mine)
    for number, kind in enumerate(_links(page)):
        if mine or not is_personal:
            yield "own", _values(here, page, keys, kind)
        yield "other", _values(there, page, keys, kind)
        if not number:
            yield "absent", _nothing(here, page, keys)


def _links(page: Page) -> tuple[str, ...]:
    if not page.token:
        return ("",)
    if page.permission.name not in TOKENS:
        raise Unknown(
            f"{page.name}: which link opens {page.permission.name}? Add it to TOKENS in tests/laws/matrix.py"
        )
    return TOKENS[page.permission.name]


def _values(side: Side, page: Page, keys: Iterable[Key], link: str) -> dict[str, str]:
    known = {**side.things, **side.personal}
    if page.audience is Audience.DEMONSTRATION:
        known |= side.demonstration
    values = {}
    for key in keys:
        if key[1] == page.token:
            values[key[1]] = side.tokens[link]
        elif key in known:
            values[key[1]] = known[key]
        else:
            raise Unknown(f"{page.name}: no {key} in the scene. Add it to Side.things in tests/laws/scene.py")
    return values


def _nothing(side: Side, page: Page, keys: tuple[Key, ...]) -> dict[str, str]:
    """The same address with its first own thing missing; what only chooses a view of it stays."""
    values = _values(side, page, keys, _links(page)[0])
    first = page.token or next((name for converter, name in keys if converter == "uuid"), keys[0][1])
    key = next(key for key in keys if key[1] == first)
    return {**values, first: absent(key)}
