"""The agencies, their sites and their people."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shelterbelt.demonstration.accounts import DOMAIN
from shelterbelt.demonstration.cast import data
from shelterbelt.equip.queries.sites import sites_of
from shelterbelt.equip.services import members, sites
from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.queries import actor_of
from shelterbelt.ground.access.roles import SYSTEM, Actor, Role
from shelterbelt.ground.db.scope import scope
from shelterbelt.people import queries, services
from shelterbelt.people.models import Professional


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency as it is told: `accounts` by the key of the person, `sites` by name."""

    told: dict[str, Any]
    organisation: UUID
    accounts: dict[str, UUID]
    sites: dict[str, UUID]

    @property
    def leader(self) -> Actor:
        """Whoever leads it, with the roles held now."""
        return self.acting(Role.AGENCY_LEADER)

    def acting(self, role: Role) -> Actor:
        """The first of its people in a role."""
        key = next(one["key"] for one in self.told["people"] if one["role"] == role)
        return actor_of(self.accounts[key])


def load_agency(told: dict[str, Any]) -> Agency:
    """The organisation, its leader, its sites and everyone else; what is there stays."""
    organisation = queries.organisation_id(told["slug"]) or services.register_organisation(
        by=SYSTEM,
        name=told["name"],
        slug=told["slug"],
        country=told["country"],
        kind=told["kind"],
        sectors=tuple(told["sectors"]),
    )
    first, *others = told["people"]
    accounts = {first["key"]: _leader(first, organisation)}
    leader = actor_of(accounts[first["key"]])
    places = _sites(leader, organisation, told["sites"])
    for person in others:
        accounts[person["key"]] = _member(leader, organisation, person, places)
    for person in told["people"]:
        _professional(person, accounts[person["key"]], organisation, told)
    return Agency(told, organisation, accounts, places)


def agencies_told() -> list[dict[str, Any]]:
    """What is told of each."""
    return list(data("agencies")["agency"])


def _leader(person: dict[str, Any], organisation: UUID) -> UUID:
    found = _account(person)
    return found or services.invite_person(
        by=SYSTEM, email=_email(person), role=Role.AGENCY_LEADER, organisation=organisation
    )


def _sites(leader: Actor, organisation: UUID, told: list[dict[str, str]]) -> dict[str, UUID]:
    with scope(leader):
        there = {one.name: one.id for one in sites_of(for_=leader, agency=organisation, is_closed=None)}
    for one in told:
        if one["name"] not in there:
            there[one["name"]] = sites.add_site(
                by=leader, agency=organisation, name=one["name"], kind=one["kind"]
            )
    return there


def _member(leader: Actor, organisation: UUID, person: dict[str, Any], places: dict[str, UUID]) -> UUID:
    chosen = [places[person["site"]]] if person.get("site") else []
    return _account(person) or members.add_member(
        by=leader, agency=organisation, email=_email(person), role=person["role"], sites=chosen
    )


def _professional(person: dict[str, Any], account: UUID, organisation: UUID, told: dict[str, Any]) -> None:
    if Professional.objects.filter(account=account).exists():
        return
    newcomer = services.Newcomer(
        chosen_name=person["name"],
        country=told["country"],
        zone=told["zone"],
        languages=("en",),
        sectors=tuple(told["sectors"]),
        organisation=organisation,
        account=account,
    )
    services.register_professional(by=actor_of(account), newcomer=newcomer)


def _account(person: dict[str, Any]) -> UUID | None:
    return Account.objects.filter(email=_email(person)).values_list("pk", flat=True).first()


def _email(person: dict[str, Any]) -> str:
    return f"{person['key']}@{DOMAIN}"
