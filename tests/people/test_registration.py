"""People and organisations come in; many at once within seconds."""

import time
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from tests.people.conftest import Someone

from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import Denied
from shelterbelt.ground.access.roles import ANONYMOUS, SYSTEM, Role
from shelterbelt.ground.audit.models import Event
from shelterbelt.people import queries, services
from shelterbelt.people.choices import (
    COUNTRIES,
    Region,
    Sector,
    Use,
    communities,
    language_tag,
    region_of,
)
from shelterbelt.people.models import Professional
from shelterbelt.people.services import Newcomer, Refused

Make = Callable[..., Someone]


def newcomer(**changed: object) -> Newcomer:
    given: dict[str, object] = {
        "chosen_name": "Rosa Quispe",
        "country": "PE",
        "zone": "America/Lima",
        "languages": ("es", "qu"),
        "sectors": ("journalism", "education"),
    }
    return Newcomer(**{**given, **changed})  # type: ignore[arg-type]


def test_newcomer_is_found_with_region_and_sectors_in_order(someone: Make, organisation: UUID) -> None:
    lead = someone("Mei Tan", Role.PROGRAMME_LEAD, organisation=organisation)
    person = services.register_professional(by=lead.actor, newcomer=newcomer(organisation=organisation))
    (found,) = queries.people_by_id([person], for_=lead.actor)
    assert found == queries.Person(
        id=person,
        name="Rosa Quispe",
        organisation=str(organisation),
        organisation_name="Harbour Youth House",
        country="PE",
        region=Region.LATIN_AMERICA,
        zone="America/Lima",
        languages=("es", "qu"),
        sectors=("journalism", "education"),
    )
    assert queries.colleagues(for_=lead.actor) == (found,)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("chosen_name", "  "),
        ("country", "XX"),
        ("country", ""),
        ("zone", "Mars/Olympus"),
        ("zone", "../etc/passwd"),
        ("languages", ()),
        ("languages", ("klingon-of-mars",)),
        ("sectors", ()),
        ("sectors", ("lived_experience",)),
        ("bio", "x" * 2_001),
    ],
)
def test_unknown_answer_is_refused_by_its_field(field: str, value: object, db: None) -> None:
    del db
    with pytest.raises(Refused) as refused:
        services.register_professional(by=SYSTEM, newcomer=newcomer(**{field: value}))
    assert refused.value.field == field
    assert not Professional.objects.exists()


def test_only_oneself_and_staff_register_people(someone: Make) -> None:
    person = someone("Amina Otieno", Role.PARTICIPANT)
    for actor in (ANONYMOUS, person.actor):
        with pytest.raises(Denied):
            services.register_professional(by=actor, newcomer=newcomer())
    with pytest.raises(Refused):
        services.register_professional(by=person.actor, newcomer=newcomer(account=person.account.pk))


def test_facts_of_people_are_for_staff_and_colleagues_of_one_organisation(
    someone: Make, organisation: UUID
) -> None:
    person = services.register_professional(by=SYSTEM, newcomer=newcomer(organisation=organisation))
    elsewhere = someone("Luca Moretti", Role.PROGRAMME_LEAD)
    participant = someone("Mei Tan", Role.PARTICIPANT, organisation=organisation)
    assert queries.colleagues(for_=elsewhere.actor) == ()
    assert queries.colleagues(for_=participant.actor) == ()
    with pytest.raises(Denied):
        queries.people_by_id([person], for_=participant.actor)
    assert queries.own_person(for_=ANONYMOUS) is None


def test_two_hundred_and_sixty_people_load_in_seconds_with_one_event(db: None) -> None:
    del db
    people = [newcomer(chosen_name=f"Person {number}") for number in range(260)]
    begun, events = time.perf_counter(), Event.objects.count()
    assert services.load_professionals(newcomers=people) == 260
    assert (
        services.load_consents(use=Use.SHOW_AS_PANELLIST, people=[one.id for one in people], days=365) == 260
    )
    assert time.perf_counter() - begun < 10
    assert Event.objects.count() == events + 2
    agreed = queries.people_who_consented(
        Use.SHOW_AS_PANELLIST, on=clock.now(), among=[one.id for one in people]
    )
    assert len(agreed) == 260


def test_nobody_is_loaded_if_one_is_wrong(db: None) -> None:
    del db
    with pytest.raises(Refused):
        services.load_professionals(newcomers=[newcomer(), newcomer(zone="Mars/Olympus")])
    assert not Professional.objects.exists()


@pytest.mark.parametrize(
    "broken", [{"country": "pe"}, {"zone": ""}, {"languages": []}, {"sectors": []}, {"sectors": ["spying"]}]
)
def test_database_refuses_what_must_not_be(broken: dict[str, object], db: None) -> None:
    del db
    given = {"country": "PE", "zone": "America/Lima", "languages": ["es"], "sectors": ["policing"]}
    with pytest.raises(IntegrityError), transaction.atomic():
        Professional.objects.create(key_agency=uuid4(), **{**given, **broken})


def test_organisation_needs_a_free_short_name_and_a_country(someone: Make, organisation: UUID) -> None:
    del organisation
    given: dict[str, Any] = {"name": "Harbour", "slug": "harbour", "country": "KE"}
    services.register_organisation(by=SYSTEM, **given)
    for changed in (
        {},
        {"slug": "With Space"},
        {"slug": "other", "country": "ZZ"},
        {"slug": "x", "name": " "},
    ):
        with pytest.raises(Refused):
            services.register_organisation(by=SYSTEM, **{**given, **changed})
    with pytest.raises(Denied):
        services.register_organisation(by=someone().actor, **{**given, "slug": "mine"})


def test_lists_are_whole() -> None:
    assert len(Sector) == 13
    assert len(COUNTRIES) == 249
    assert {region_of(country) for country in COUNTRIES} == set(Region)
    assert [region_of(country) for country in ("KE", "CA", "MX", "TR", "TO", "PT")] == [
        Region.AFRICA,
        Region.NORTHERN_AMERICA,
        Region.LATIN_AMERICA,
        Region.ASIA,
        Region.OCEANIA,
        Region.EUROPE,
    ]
    assert len({community.key for community in communities()}) == len(communities()) > 10
    assert all(set(community.names) == {"en", "fr", "es", "ar"} for community in communities())


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("Arabic", "ar"),
        ("français", "fr"),
        ("FRANCAIS", "fr"),
        ("inglés", "en"),
        ("العربية", "ar"),
        ("sw", "sw"),
    ],
)
def test_language_is_known_by_its_name_or_tag(written: str, tag: str) -> None:
    assert language_tag(written) == tag
