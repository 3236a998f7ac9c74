"""What `benchmarks.agencies` loads and asks; imported once Django is set up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shelterbelt.equip.models import (
    Action,
    AssessedSite,
    Assessment,
    Assessor,
    Evidence,
    Goal,
    PackReading,
    Site,
    Standing,
    Strategy,
    Walk,
    WorksAt,
    seal_text,
)
from shelterbelt.equip.queries.shipped import question_set, shipped_packs
from shelterbelt.equip.queries.yearly import year_of
from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Account, Grant
from shelterbelt.ground.access.queries import actor_of
from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.db.roles import connect
from shelterbelt.ground.db.scope import scope
from shelterbelt.people.models import Organisation

SITES = 10
KIND = "group_home"
_ANSWERS = ("met", "met", "in_progress", "not_met", "need_support")
_SEALED, _SAID = 12, 120
"""Answers with a sealed text; answers that each of two people gave by name."""
_STANDINGS = """
INSERT INTO equip_standing (id, organisation, assessment_id, site_id, question, given, settled_at)
SELECT gen_random_uuid(), %(organisation)s, %(assessment)s, site, question, given, %(on)s
FROM unnest(%(sites)s::uuid[], %(questions)s::text[], %(given)s::text[]) AS rows (site, question, given)
"""
_RESPONSES = """
INSERT INTO equip_response (id, organisation, assessment_id, assessor_id, is_anonymous, site_id, question, given, given_at)
SELECT gen_random_uuid(), %(organisation)s, %(assessment)s, %(assessor)s, false, site, question, given, %(on)s
FROM unnest(%(sites)s::uuid[], %(questions)s::text[], %(given)s::text[]) AS rows (site, question, given)
"""


@dataclass(frozen=True)
class Agency:
    """One agency with ids of what its pages show."""

    id: UUID
    leader: UUID
    assessment: UUID
    strategy: UUID
    site: UUID


def fill(count: int, *, sites: int = SITES, tell: Callable[[str], None] = print) -> list[Agency]:
    """New agencies, each with sites, two closed assessments settled everywhere, walks, readings and a strategy.

    Texts are sealed once for each agency, since its key is its own.
    """
    made = []
    for number in range(count):
        with transaction.atomic(), scope(SYSTEM):
            made.append(_one(number, sites))
        if (number + 1) % 500 == 0:
            tell(f"  {number + 1:,} agencies")
    with connect(settings.CONF, role="owner") as owner:
        owner.execute("ANALYZE")
    return made


def _one(number: int, count: int) -> Agency:
    organisation = Organisation.objects.create(
        name=f"Agency {number} of {uuid4().hex[:6]}", slug=f"a-{uuid4().hex[:12]}", country="CA"
    ).pk
    accounts = [Account(pk=uuid4(), email=f"{uuid4().hex}@example.org") for _each in range(4)]
    Account.objects.bulk_create(accounts)
    roles = ("agency_leader", "front_line", "survivor_adviser", "board_member")
    Grant.objects.bulk_create(
        [
            Grant(account=one, role=role, organisation=organisation)
            for one, role in zip(accounts, roles, strict=True)
        ]
    )
    places = [Site(organisation=organisation, kind=KIND) for _each in range(count)]
    for one in places:
        seal_text(one, "name", "Maple House")
    Site.objects.bulk_create(places)
    WorksAt.objects.create(organisation=organisation, account=accounts[1].pk, site=places[0])
    ids = [_assessment(organisation, accounts, places, ago, number) for ago in (400, 30)]
    _work(organisation, accounts, places)
    return Agency(organisation, accounts[0].pk, ids[-1], _strategy(organisation, places[0]), places[0].pk)


def _assessment(
    organisation: UUID,
    accounts: list[Account],
    places: list[Site],
    ago: int,
    number: int,
) -> UUID:
    on = clock.now() - dt.timedelta(days=ago)
    row = Assessment.objects.create(
        organisation=organisation,
        set_version=question_set().version,
        state="closed",
        opened_at=on,
        closed_at=on,
        closes_on=on.date(),
    )
    within: dict[str, Any] = {"organisation": organisation, "assessment": row}
    AssessedSite.objects.bulk_create([AssessedSite(**within, site=one, kind=KIND) for one in places])
    answerers = [
        Assessor(**within, group=group, account=account.pk)
        for account, group in zip(
            accounts, ("leader", "front_line", "survivor_adviser", "board"), strict=True
        )
    ]
    Assessor.objects.bulk_create(answerers)
    asked = list(_asked(places))
    given = [_ANSWERS[(number + turn) % len(_ANSWERS)] for turn in range(len(asked))]
    standings = [
        Standing(**within, site=site, question=key, given=said, settled_at=on)
        for (site, key), said in zip(asked[:_SEALED], given, strict=False)
    ]
    for one in standings:
        seal_text(one, "owner", "the head of the house")
    Standing.objects.bulk_create(standings)
    told = {"organisation": organisation, "assessment": row.pk, "on": on}
    _insert(_STANDINGS, asked[_SEALED:], given[_SEALED:], told)
    for who in answerers[:2]:
        _insert(_RESPONSES, asked[:_SAID], [*given[1:], given[0]], told | {"assessor": who.pk})
    shown = [
        Evidence(organisation=organisation, standing=one, kind="document", seen_on=on.date())
        for one in standings
    ]
    for each in shown:
        seal_text(each, "title", "Notes of three meetings")
    Evidence.objects.bulk_create(shown)
    return row.pk


def _insert(
    statement: str, asked: list[tuple[Site | None, str]], given: list[str], told: dict[str, Any]
) -> None:
    rows = {
        "sites": [site.pk if site else None for site, _key in asked],
        "questions": [key for _site, key in asked],
        "given": given[: len(asked)],
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, told | rows)


def _asked(places: list[Site]) -> Iterator[tuple[Site | None, str]]:
    for one in question_set().questions_for("agency"):
        yield None, one.key
    for site in places:
        for one in question_set().questions_for("site", KIND):
            yield site, one.key


def _work(organisation: UUID, accounts: list[Account], places: list[Site]) -> None:
    today = clock.today()
    Walk.objects.bulk_create(
        [
            Walk(organisation=organisation, site=one, set_version=question_set().version, walked_on=today)
            for one in places
        ]
    )
    PackReading.objects.bulk_create(
        [
            PackReading(
                organisation=organisation, account=one.pk, pack=pack.key, version=pack.version, language="en"
            )
            for one in accounts
            for pack in shipped_packs()[:3]
        ]
    )


def _strategy(organisation: UUID, site: Site) -> UUID:
    today = clock.today()
    row = Strategy(
        organisation=organisation, state="in_force", starts_on=today, ends_on=today + dt.timedelta(days=700)
    )
    seal_text(row, "title", "Someone to turn to")
    row.save()
    for place in range(4):
        goal = Goal(
            organisation=organisation, strategy=row, place=place, domain=question_set().domains[place].key
        )
        seal_text(goal, "words", "An adult who stays")
        goal.save()
        for order in range(3):
            action = Action(
                organisation=organisation,
                goal=goal,
                place=order,
                site=site if order else None,
                due_on=today + dt.timedelta(days=30 * order - 10),
            )
            seal_text(action, "words", "Practise the first words")
            action.save()
    return row.pk


def addresses(one: Agency) -> dict[str, str]:
    """The pages that are measured."""
    return {
        "where we stand": reverse("agency", args=[one.id]),
        "a domain of an assessment": reverse(
            "agency.assessment.domain", args=[one.id, one.assessment, "response"]
        ),
        "its strategy": reverse("agency.strategy", args=[one.id, one.strategy]),
        "learning": reverse("agency.learning", args=[one.id]),
        "its year": reverse("agency.year", args=[one.id, clock.today().year]),
    }


def session_of(one: Agency) -> str:
    """A session of its leader."""
    client = Client(headers={"user-agent": str(uuid4())})
    client.force_login(Account.objects.get(pk=one.leader))
    return str(client.cookies["session"].value)


def queries(one: Agency) -> dict[str, int]:
    """How many statements each page takes."""
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(Account.objects.get(pk=one.leader))
    found = {}
    for name, address in addresses(one).items():
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        found[name] = len(asked)
    return found


def report(one: Agency) -> None:
    """A year's report of an agency, without the page around it."""
    actor = actor_of(one.leader)
    with scope(actor):
        year_of(for_=actor, agency=one.id, year=clock.today().year)


def size() -> int:
    """Bytes of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def round_trip() -> None:
    """The least that a page with a database costs: one statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
