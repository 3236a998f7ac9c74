"""Law: whoever writes leaves exactly one audit event, and says who acts."""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.laws import scene as scenes
from tests.laws.scene import Scene
from tests.laws.source import ROOT, Ruling, is_part_of_an_act, modules

from shelterbelt.ground import clock
from shelterbelt.ground.access.queries import bearer_of
from shelterbelt.ground.access.roles import SYSTEM, Actor, Role
from shelterbelt.ground.audit.models import Event
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import digest_token
from shelterbelt.learn.choices import SeatState
from shelterbelt.learn.models import Cohort, Plan
from shelterbelt.learn.services import applications, cohorts, feeds, plans
from shelterbelt.people import services as people
from shelterbelt.people.choices import NameKind, Use

PARTS_OF_ANOTHER_ACT = {
    "erase_consents": "erases a part of what erase_person records as one act",
    "erase_expired_statements": "a step of end_expired_statements, which records it",
    "erase_held": "erases a part of what erase_person records as one act",
    "erase_held_applications": "erases a part of what erase_person records as one act",
}
"""Services that only ever run inside another's act, each with its reason."""


def silent_services(source: Path) -> Ruling:
    """Public functions of services from which no audit event is reached."""
    functions: dict[tuple[str, str], ast.FunctionDef] = {}
    public: list[tuple[str, str]] = []
    for path, tree in modules(source):
        place = path.relative_to(source)
        if not {"services", "holdings"} & set(place.with_suffix("").parts):
            continue
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                functions[place.as_posix(), node.name] = node
                is_service = "services" in place.with_suffix("").parts
                is_open = not node.name.startswith("_") and not is_part_of_an_act(node)
                if is_service and is_open and _takes_by(node):
                    public.append((place.as_posix(), node.name))
    loud: set[tuple[str, str]] = set()
    heard = {"act", "record_view"}
    while fresh := {
        (place, name)
        for (place, name), node in functions.items()
        if (place, name) not in loud
        and any(called in heard or (place, called) in loud for called in _calls(node))
    }:
        loud |= fresh
        heard |= {name for _place, name in fresh if not name.startswith("_")}
    silent = [f"{place}: {name} leaves no event" for place, name in public if (place, name) not in loud]
    return Ruling(len(public), tuple(silent))


def _takes_by(node: ast.FunctionDef) -> bool:
    return any(argument.arg == "by" for argument in [*node.args.args, *node.args.kwonlyargs])


def _calls(node: ast.FunctionDef) -> set[str]:
    called = [inner.func for inner in ast.walk(node) if isinstance(inner, ast.Call)]
    return {each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", "") for each in called}


def test_every_service_reaches_the_audit() -> None:
    ruling = silent_services(ROOT / "src")
    assert ruling.inspected > 25
    found = [each for each in ruling.found if each.split(": ")[1].split()[0] not in PARTS_OF_ANOTHER_ACT]
    assert found == []


def test_services_catch_a_planted_fault(tmp_path: Path) -> None:
    folder = tmp_path / "x/services"
    folder.mkdir(parents=True)
    (folder / "a.py").write_text(
        "def send(*, by): _write(by)\ndef _write(by):\n    with audit.act('x', by=by): ...\ndef lose(*, by): ...\n",
        encoding="utf-8",
    )
    assert silent_services(tmp_path) == Ruling(2, ("x/services/a.py: lose leaves no event",))


@pytest.fixture
def scene(db: None) -> Scene:
    del db
    return scenes.build()


def _bearer(scene: Scene, kind: str) -> Actor:
    return bearer_of(digest_token(scene.sides["a"].tokens[kind]))


def _deeds(scene: Scene) -> dict[str, Callable[[], Any]]:
    """One call of each service, in an order in which each can succeed."""
    return _learn_deeds(scene) | _people_deeds(scene)


def _learn_deeds(scene: Scene) -> dict[str, Callable[[], Any]]:
    side = scene.sides["a"]
    lead, panellist = scene.visitor("programme_lead").actor, scene.visitor("panellist").actor
    bare = scene.visitor("without a role").actor
    cohort = Cohort.objects.get(pk=side.cohort)
    draft = Plan.objects.get(pk=side.things["uuid", "plan"])
    text = cohort.definition.replace('slug = "2027-01"', 'slug = "2028-01"')
    seat = UUID(side.personal["uuid", "seat"])
    return {
        "create_cohort": lambda: cohorts.create_cohort(by=lead, organisation=side.organisation, text=text),
        "edit_definition": lambda: cohorts.edit_definition(
            by=lead, cohort=cohort.pk, text=cohort.definition, revision=cohort.revision
        ),
        "copy_cohort": lambda: cohorts.copy_cohort(
            by=lead, cohort=cohort.pk, first_week=dt.date(2029, 1, 8), slug="2029-01"
        ),
        "close_cohort": lambda: cohorts.close_cohort(by=lead, cohort=cohort.pk),
        "open_cohort": lambda: cohorts.open_cohort(by=lead, cohort=cohort.pk),
        "start_application": lambda: applications.start_application(by=bare, cohort=cohort.pk, language="en"),
        "save_application": lambda: applications.save_application(
            by=_bearer(scene, "draft"), answers={"name": "Rosa Quispe"}
        ),
        "make_feed": lambda: feeds.make_feed(by=panellist, cohort=cohort.pk),
        "revoke_feed": lambda: feeds.revoke_feed(by=panellist, cohort=cohort.pk),
        "answer_seat": lambda: feeds.answer_seat(by=panellist, seat=seat, state=SeatState.CONFIRMED),
        "withdraw_application": lambda: applications.withdraw_application(by=_bearer(scene, "application")),
        "erase_application": lambda: applications.erase_application(by=_bearer(scene, "application")),
        "erase_applications_due": lambda: applications.erase_applications_due(by=SYSTEM),
        "keep_plan": lambda: plans.keep_plan(by=lead, cohort=cohort.pk, plan=scenes.planned()),
        "publish_plan": lambda: plans.publish_plan(by=lead, plan=draft.pk),
    }


def _people_deeds(scene: Scene) -> dict[str, Callable[[], Any]]:
    side = scene.sides["a"]
    lead, panellist = scene.visitor("programme_lead").actor, scene.visitor("panellist").actor
    bare = scene.visitor("without a role").actor
    personal = {name: UUID(value) for (_kind, name), value in side.personal.items()}
    return {
        "register_organisation": lambda: people.register_organisation(
            by=lead, name="New House", slug="new-house", country="CA"
        ),
        "register_professional": lambda: people.register_professional(
            by=lead,
            newcomer=people.Newcomer(
                chosen_name="Rosa",
                country="PE",
                zone="America/Lima",
                languages=("es",),
                sectors=("journalism",),
            ),
        ),
        "change_self": lambda: people.change_self(
            by=panellist, country="CA", languages=("fr",), sectors=("policing",)
        ),
        "choose_zone": lambda: people.choose_zone(by=panellist, zone="America/Toronto"),
        "change_names": lambda: people.change_names(by=panellist, kind=NameKind.NICKNAME, words="Mina"),
        "remove_name": lambda: people.remove_name(by=panellist, name=personal["name"]),
        "tell_communities": lambda: people.tell_communities(by=panellist, keys=("deaf",)),
        "give_consent": lambda: people.give_consent(by=panellist, use=Use.CONTACT_BY_MAIL, days=30),
        "withdraw_consent": lambda: people.withdraw_consent(by=panellist, consent=personal["consent"]),
        "tell_lived_experience": lambda: people.tell_lived_experience(by=panellist, days=30),
        "export_self": lambda: people.export_self(by=panellist),
        "grant_role": lambda: people.grant_role(
            by=lead,
            account=bare.account or uuid4(),
            role=Role.PROGRAMME_STAFF,
            organisation=side.organisation,
        ),
        "revoke_role": lambda: people.revoke_role(by=lead, grant=UUID(side.things["uuid", "grant"])),
    }


def test_each_deed_leaves_exactly_one_event(scene: Scene) -> None:
    before = clock.now()
    written = {}
    for name, deed in _deeds(scene).items():
        known = Event.objects.count()
        with scope(SYSTEM):
            deed()
        written[name] = Event.objects.count() - known
    assert len(written) > 20
    assert {name: count for name, count in written.items() if count != 1} == {}
    assert Event.objects.filter(at__gte=before).count() == len(written)
