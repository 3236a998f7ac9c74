"""Loads organisations, accounts, roles, professionals and their consents."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from shelterbelt.demonstration.accounts import DOMAIN
from shelterbelt.demonstration.cast import address, data, speaker_rows
from shelterbelt.ground import audit
from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.queries import actor_of
from shelterbelt.ground.access.roles import SYSTEM, Actor, Role
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.formats.speakers_csv import SpeakerRow
from shelterbelt.people import queries, services
from shelterbelt.people.choices import OrganisationKind, Sector, Use
from shelterbelt.people.models import Professional

Tell = Callable[[str, int, int], None]
"""Told what is being done, how many are done, and how many there are."""

_KINDS = {
    Sector.EDUCATION: OrganisationKind.SCHOOL,
    Sector.POLICING: OrganisationKind.POLICE,
    Sector.HEALTH_CARE: OrganisationKind.HEALTH,
    Sector.LAW_JUSTICE: OrganisationKind.JUSTICE,
    Sector.COMMUNITIES_ELDERS_FAITH: OrganisationKind.COMMUNITY,
    Sector.BANKING_FINANCE: OrganisationKind.COMPANY,
    Sector.HOSPITALITY: OrganisationKind.COMPANY,
    Sector.JOURNALISM: OrganisationKind.COMPANY,
    Sector.TECHNOLOGY_SOCIAL_MEDIA: OrganisationKind.COMPANY,
    Sector.CYBER_SECURITY: OrganisationKind.COMPANY,
}
_LED = {"finance": Role.FINANCE, "on-call": Role.SAFEGUARDING}
_READER = "reviewer"
_SHOWN_DAYS, _RECORDED_DAYS = 700, 300
_NOT_SHOWN_EVERY, _RECORDED_EVERY, _TOLD_EVERY = 10, 2, 7


@dataclass(frozen=True, slots=True)
class Bodies:
    """The two organisations of the demonstration and their accounts by key of the cast."""

    host: UUID
    other: UUID
    accounts: dict[str, UUID]

    def acting(self, key: str) -> Actor:
        """One of the cast, with the roles held now."""
        return actor_of(self.accounts[key])


def load_bodies() -> Bodies:
    """The two organisations, and whoever runs the server and the programmes.

    The first operator is made by the system, as on any instance; the operator appoints the leads, and a lead the staff.
    """
    host, other = _organisation("host"), _organisation("other")
    accounts = {"operator": _account("operator", SYSTEM, Role.OPERATOR, None)}
    operator = actor_of(accounts["operator"])
    accounts["lead"] = _account("lead", operator, Role.PROGRAMME_LEAD, host)
    accounts["other-lead"] = _account("other-lead", operator, Role.PROGRAMME_LEAD, other)
    lead = actor_of(accounts["lead"])
    accounts["staff"] = _account("staff", lead, Role.PROGRAMME_STAFF, host)
    accounts["adviser"] = _account("adviser", lead, Role.PROGRAMME_ADVISER, host)
    accounts["complaints"] = _account("complaints", operator, Role.COMPLAINTS_OFFICER, host)
    for person in data("cast")["person"]:
        if person["key"] in _LED or person["key"].startswith(_READER):
            role = _LED.get(person["key"], Role.REVIEWER)
            accounts[person["key"]] = _account(person["key"], lead, role, host)
    bodies = Bodies(host, other, accounts)
    for person in data("cast")["person"]:
        place = _works_at(person) or (host if person["at"] == "host" else other)
        _professional(person, accounts[person["key"]], place)
    return bodies


def load_speakers(*, bodies: Bodies, tell: Tell) -> dict[str, UUID]:
    """The possible speakers as professionals with accounts and consents.

    Returns:
        The professional's id by the reference of the sample.
    """
    rows = speaker_rows()
    organisations = _speaker_organisations(rows)
    accounts = {}
    for place, row in enumerate(rows, start=1):
        accounts[row.reference] = _invited(bodies, row)
        tell("speakers", place, len(rows))
    known = dict(Professional.objects.filter(account__in=accounts.values()).values_list("account_id", "pk"))
    new = [row for row in rows if accounts[row.reference] not in known]
    people = {row.reference: known.get(accounts[row.reference]) or uuid4() for row in rows}
    if new:
        _register(new, people, accounts, organisations)
    _tell_lived_experience(rows, accounts)
    return people


def _register(
    rows: Iterable[SpeakerRow],
    people: dict[str, UUID],
    accounts: dict[str, UUID],
    organisations: dict[str, UUID],
) -> None:
    listed = list(enumerate(rows))
    with audit.act("people.speakers.load", by=SYSTEM, about=("server", "people")):
        services.load_professionals(
            by=SYSTEM,
            newcomers=[
                services.Newcomer(
                    id=people[row.reference],
                    chosen_name=row.name,
                    country=row.country,
                    zone=row.zone,
                    languages=_languages(row.country),
                    sectors=row.sectors,
                    organisation=organisations[row.organisation],
                    account=accounts[row.reference],
                )
                for _place, row in listed
            ],
        )
        shown = [
            people[row.reference] for place, row in listed if place % _NOT_SHOWN_EVERY != _NOT_SHOWN_EVERY - 1
        ]
        recorded = [people[row.reference] for place, row in listed if place % _RECORDED_EVERY == 0]
        services.load_consents(by=SYSTEM, use=Use.SHOW_AS_PANELLIST, people=shown, days=_SHOWN_DAYS)
        services.load_consents(by=SYSTEM, use=Use.RECORD_SESSIONS, people=recorded, days=_RECORDED_DAYS)


def _tell_lived_experience(rows: Iterable[SpeakerRow], accounts: dict[str, UUID]) -> None:
    """Each tells it for themselves: nobody can for another."""
    told = data("statements")
    for place, row in enumerate(rows):
        if not tells(place):
            continue
        actor = actor_of(accounts[row.reference])
        with scope(actor):
            if not queries.own_lived_experience(for_=actor):
                words = told["words"][place % len(told["words"])]
                services.tell_lived_experience(by=actor, days=told["days"], words=words)


def accounts_that_told() -> frozenset[UUID]:
    """Accounts of the invented speakers who told of lived experience: never offered as somebody to be."""
    emails = [address(row.name, DOMAIN) for place, row in enumerate(speaker_rows()) if tells(place)]
    return frozenset(Account.objects.filter(email__in=emails).values_list("pk", flat=True))


def tells(place: int) -> bool:
    """Whether the speaker at this place of the sample (from 0) tells of lived experience in the demonstration."""
    return place % _TOLD_EVERY == 3  # noqa: PLR2004 -- any remainder does


def _invited(bodies: Bodies, row: SpeakerRow) -> UUID:
    email = address(row.name, DOMAIN)
    found = Account.objects.filter(email=email).values_list("pk", flat=True).first()
    return found or services.invite_person(
        by=bodies.acting("lead"), email=email, role=Role.PANELLIST, organisation=bodies.host
    )


def _speaker_organisations(rows: Iterable[SpeakerRow]) -> dict[str, UUID]:
    by_name = {name: key for key, name in queries.organisations_by_name()}
    for row in rows:
        if row.organisation not in by_name:
            by_name[row.organisation] = services.register_organisation(
                by=SYSTEM,
                name=row.organisation,
                slug=address(row.organisation, "x").partition("@")[0].replace(".", "-"),
                country=row.country,
                kind=_KINDS.get(Sector(row.sectors[0]), OrganisationKind.AGENCY),
                sectors=row.sectors[:1],
            )
    return by_name


def _organisation(key: str) -> UUID:
    body = data("cast")[key]
    return queries.organisation_id(body["slug"]) or services.register_organisation(
        by=SYSTEM,
        name=body["name"],
        slug=body["slug"],
        country=body["country"],
        kind=OrganisationKind.UNIVERSITY,
        sectors=(Sector.EDUCATION, Sector.CHILD_YOUTH_SERVICES),
    )


def _works_at(person: dict[str, Any]) -> UUID | None:
    """The agency of somebody who reads for the university but works elsewhere."""
    name = person.get("works_at")
    if not name:
        return None
    slug = address(name, "x").partition("@")[0].replace(".", "-")
    return queries.organisation_id(slug) or services.register_organisation(
        by=SYSTEM, name=name, slug=slug, country="CA", sectors=tuple(person["sectors"][:1])
    )


def _account(key: str, by: Actor, role: Role, organisation: UUID | None) -> UUID:
    email = f"{key}@{DOMAIN}"
    found = Account.objects.filter(email=email, grants__role=role).values_list("pk", flat=True).first()
    return found or services.invite_person(by=by, email=email, role=role, organisation=organisation)


def _professional(person: dict[str, object], account: UUID, organisation: UUID) -> None:
    if Professional.objects.filter(account=account).exists():
        return
    body = data("cast")[str(person["at"])]
    newcomer = services.Newcomer(
        chosen_name=str(person["name"]),
        country=body["country"],
        zone=body["zone"],
        languages=tuple(map(str, person["languages"])),  # type: ignore[call-overload]
        sectors=tuple(map(str, person["sectors"])),  # type: ignore[call-overload]
        organisation=organisation,
        account=account,
    )
    services.register_professional(by=actor_of(account), newcomer=newcomer)


def _languages(country: str) -> tuple[str, ...]:
    return tuple(data("cast")["languages"].get(country, ["en"]))
