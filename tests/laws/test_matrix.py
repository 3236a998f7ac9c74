"""Law: every URL x every role x GET, htmx and POST answers what its declaration promises (promises 2 and 3)."""

from __future__ import annotations

import io
import types
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template import Template
from django.test.utils import _TestState
from tests.laws import scene as scenes
from tests.laws.browser import closed
from tests.laws.matrix import Cell, cells, expected, guests, said
from tests.laws.planted import found_in, log
from tests.laws.scene import Scene

from shelterbelt import urls
from shelterbelt.ground import clock
from shelterbelt.ground.access.queries import bearer_of
from shelterbelt.ground.access.roles import ANONYMOUS, SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.routes import Audience, Page, adopted_pages, declared_pages
from shelterbelt.ground.secrets import SealedText, digest_token
from shelterbelt.learn.access import READ_COHORTS

__all__ = ["log"]


@pytest.fixture
def scene(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """Both organisations, everyone at the door, and no limit on how often they knock."""
    del db
    monkeypatch.setattr(Template, "_render", _TestState.saved_data.template_render)  # type: ignore[attr-defined]  # the copies cost a third
    settings.LIMITS = ()
    yield scenes.build()
    clock.move(ahead=clock.offset() * 0)


def _pages() -> tuple[Page, ...]:
    return tuple(page for page in declared_pages() if page.view.__module__.startswith("shelterbelt."))


def _surprises(found: list[Cell]) -> list[str]:
    return [cell.surprise for cell in found if cell.surprise] + _differences(found)


def _differences(found: list[Cell]) -> list[str]:
    """Refusals that tell an absent thing from a forbidden one."""
    refused: dict[tuple[str, str, str], dict[str, bytes]] = {}
    for cell in found:
        if cell.got == "404":
            refused.setdefault((cell.page, cell.visitor, cell.method), {})[cell.aim] = said(cell)
    return [
        f"{page} {method} by {visitor}: absent and forbidden read differently"
        for (page, visitor, method), bodies in refused.items()
        if {"other", "absent"} <= set(bodies) and bodies["other"] != bodies["absent"]
    ]


VISITORS = (
    ("anonymous", "without a role", "lead, revoked"),
    ("panellist", "panellist elsewhere", "lead, disabled"),
    ("programme_staff", "programme_staff elsewhere", "lead, expired"),
    ("programme_lead", "programme_lead elsewhere", "operator"),
    ("complaints_officer", "complaints_officer elsewhere"),
    ("finance", "finance elsewhere"),
    ("safeguarding", "safeguarding elsewhere"),
    ("reviewer", "reviewer elsewhere"),
    ("agency_leader", "agency_leader elsewhere"),
    ("front_line", "front_line elsewhere"),
    ("survivor_adviser", "survivor_adviser elsewhere"),
    ("board_member", "board_member elsewhere"),
    ("programme_adviser", "programme_adviser elsewhere"),
)
"""Everyone who comes to a door; parts, so that two workers share the walk."""


@pytest.mark.parametrize("names", VISITORS)
def test_every_page_answers_every_role_as_declared(
    scene: Scene, log: io.StringIO, names: tuple[str, ...]
) -> None:
    """The one walk over everything: statuses, closed headers, and nothing planted in the log."""
    found = list(cells(scene, _pages(), [scene.visitor(name) for name in names]))
    assert len(found) > 2 * len(_pages()) * len(names)
    assert {cell.page for cell in found} == {page.name for page in _pages()}
    assert {"404", "405", "200"} <= {cell.got for cell in found}
    assert _surprises(found) == []
    private = {page.name for page in _pages() if page.audience.is_private}
    opened = {}
    for cell in found:
        is_private = cell.page in private or cell.answer.status_code >= 400 or cell.visitor != "anonymous"
        if wrong := closed(cell.answer, is_private=is_private):
            opened[cell.page, cell.method, cell.visitor, cell.aim] = wrong
    assert opened == {}
    assert "Not Found" in log.getvalue()
    assert found_in(log.getvalue(), scene) == []


def test_nobody_is_left_out_of_the_matrix(scene: Scene) -> None:
    assert sorted(name for part in VISITORS for name in part) == sorted(one.name for one in scene.visitors)


def test_who_reads_a_text_can_hold_it_and_nobody_else(scene: Scene) -> None:
    page = next(page for page in _pages() if page.name == "held.hold")
    visitors = [one for one in scene.visitors if page.permission.allows(one.actor) and one.side == "a"]
    must = {one.name: "404" in expected(page, one, "POST", "own") for one in visitors}
    assert must["programme_staff"] is must["programme_lead"] is False
    assert must["reviewer"] is True
    found = list(cells(scene, [page], visitors))
    assert _surprises(found) == []
    swapped = {True: scene.visitor("reviewer"), False: scene.visitor("programme_staff")}
    for is_absent, visitor in swapped.items():
        got = next(
            cell.got
            for cell in found
            if (cell.visitor, cell.method, cell.aim) == (visitor.name, "POST", "own")
        )
        assert (got == "404") is is_absent
        assert got not in expected(page, swapped[not is_absent], "POST", "own"), "a swap would go unseen"


def test_every_adopted_door_asks_who_is_there(scene: Scene) -> None:
    found = list(guests(scene, adopted_pages()))
    assert {cell.page for cell in found} == {guest.name for guest in adopted_pages()}
    assert [cell.surprise for cell in found if cell.surprise] == []


def _open_door(request: HttpRequest, cohort: object) -> HttpResponse:
    del request
    return HttpResponse(f"cohort {cohort}")


def _telling_door(request: HttpRequest, cohort: UUID) -> HttpResponse:
    del request
    is_known = apps.get_model("learn.Cohort").objects.filter(pk=cohort).exists()
    return HttpResponse("not yours" if is_known else "nothing", status=404)


def _failing_door(request: HttpRequest, cohort: object) -> HttpResponse:
    raise ZeroDivisionError(request.path, cohort)


@pytest.mark.parametrize(
    ("view", "caught"),
    [
        (_open_door, "planted GET by programme_lead (other): 200, expected 404"),
        (_telling_door, "planted GET by programme_lead: absent and forbidden read differently"),
        (_failing_door, "planted GET by programme_lead (own): 500, expected 200/204/302/303/304"),
    ],
)
def test_matrix_catches_a_planted_door(
    scene: Scene, settings: Any, view: Callable[..., HttpResponse], caught: str
) -> None:
    planted = Page(
        "planted/<uuid:cohort>/",
        "planted",
        READ_COHORTS,
        Audience.DESK,
        ("GET",),
        view,
    )
    settings.ROOT_URLCONF = with_planted(planted)
    found = _surprises(list(cells(scene, [planted], [scene.visitor("programme_lead")])))
    assert caught in found


def test_matrix_catches_a_door_that_is_wider_than_its_declaration(scene: Scene, settings: Any) -> None:
    told = Page("planted/<uuid:cohort>/", "planted", READ_COHORTS, Audience.DESK, ("GET",), _open_door)
    wide = Page(told.path, told.name, urls.SIGN_IN, Audience.PUBLIC, ("GET", "POST"), _open_door)
    settings.ROOT_URLCONF = with_planted(wide)
    found = _surprises(list(cells(scene, [told], [scene.visitor("anonymous")])))
    assert "planted GET by anonymous (own): 200, expected login" in found
    assert "planted POST by anonymous (own): 200, expected 405" in found


def with_planted(planted: Page) -> types.ModuleType:
    """The house's URLs and one more."""
    module = types.ModuleType("planted_urls")
    module.__dict__.update({name: value for name, value in vars(urls).items() if name.startswith("handler")})
    module.__dict__["urlpatterns"] = [*urls.urlpatterns, planted.as_url()]
    return module


def _guarded_models() -> dict[str, type[Model]]:
    """Models whose table is under forced row-level security."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relforcerowsecurity")
        tables = {row[0] for row in cursor.fetchall()}
    return {model._meta.db_table: model for model in apps.get_models() if model._meta.db_table in tables}


def _seen_by(actor: Actor, model: type[Model]) -> set[object]:
    """Rows that the database alone lets an actor read: no filter of ours is asked."""
    rows = model._default_manager.all()
    if model._meta.label == "people.PersonName":
        rows = rows.exclude(seen_by="everyone")
    with scope(actor):
        return set(rows.values_list("pk", flat=True))


SEEN_BY_THE_SYSTEM_ALONE = frozenset({"equip_packmail", "equip_peercounted"})
"""Tables that nobody at all reads: which agencies stand behind a comparison, and who was written to about packs."""


def _insiders(scene: Scene, letter: str) -> list[Actor]:
    side = scene.sides[letter]
    links = [bearer_of(digest_token(token)) for token in side.tokens.values()]
    parts = (
        *("panellist", "programme_lead", "reviewer", "finance", "safeguarding", "complaints_officer"),
        *("agency_leader", "front_line", "survivor_adviser", "board_member", "programme_adviser"),
    )
    names = parts if letter == "a" else [f"{part} elsewhere" for part in parts]
    return [*links, *(scene.visitor(name).actor for name in names)]


def test_row_security_alone_keeps_another_organisation_out(scene: Scene) -> None:
    guarded = _guarded_models()
    assert len(guarded) >= 6
    for table, model in guarded.items():
        inside = set().union(*(_seen_by(actor, model) for actor in _insiders(scene, "a")))
        if table in SEEN_BY_THE_SYSTEM_ALONE:
            assert inside == set(), f"{table} shown to somebody"
            inside = _seen_by(SYSTEM, model)
        assert inside, f"{table}: nothing is there to leak"
        for actor in [*_insiders(scene, "b"), scene.visitor("operator").actor, ANONYMOUS]:
            assert _seen_by(actor, model) & inside == set(), f"{table} shown to {actor.label.split(':')[0]}"


def test_what_is_sealed_lies_under_row_security(db: None) -> None:
    del db
    sealed = {
        model._meta.label
        for model in apps.get_models()
        if any(isinstance(field, SealedText) for field in model._meta.get_fields())
    }
    assert {"people.LivedExperience", "people.PersonName", "learn.Application"} <= sealed
    assert sealed - {model._meta.label for model in _guarded_models().values()} == set()
