"""Erase everything this slice holds about a person; end what has expired."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.audit import act
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.holdings.services import Proof, erase_person, export_person
from shelterbelt.people.access import HOLD_SELF
from shelterbelt.people.choices import USE_TERMS
from shelterbelt.people.models import CommunityChoice, Consent, PersonName, Professional
from shelterbelt.people.queries.consents import own_consent_history, own_consents, own_lived_experience
from shelterbelt.people.queries.persons import own_communities, own_names
from shelterbelt.people.queries.sealed import declare_use
from shelterbelt.people.services.consents import erase_statements, forget_consents
from shelterbelt.people.services.own import PERSON, in_place_of


def erase_held(person: UUID) -> int:
    """Delete every row of this slice about a person, and their account; returns how many rows went.

    Statements lose their own keys when the transaction is committed. The history of consents stays: it names
    nobody but a random id that leads nowhere any more.
    """
    gone = 0
    with in_place_of(person) as found:
        if found is None:
            return 0
        for consent in Consent.objects.filter(person=found):
            gone += erase_statements(consent)
        for table in (CommunityChoice, PersonName):
            gone += table.objects.filter(person=found).delete()[0]
        gone += forget_consents(person)
        account = found.account_id
        gone += Professional.objects.filter(pk=person).delete()[0]
        if account:
            gone += Account.objects.filter(pk=account).delete()[0]
    return gone


def export_held(person: UUID) -> dict[str, Any]:
    """Everything this slice holds about a person, as plain data; empty where there is no such person.

    For the person alone: it opens what is sealed, unsafe names excepted, which are never shown.
    """
    with in_place_of(person) as found:
        if found is None:
            return {}
        actor = Actor(label=f"{PERSON}:{person}", account=found.account_id)
        account = found.account
        return {
            "professional": [_facts(found)],
            "account": [{"email": account.email, "joined_at": account.joined_at.isoformat()}]
            if account
            else [],
            "names": [_plain(name) for name in own_names(for_=actor)],
            "communities": list(own_communities(for_=actor)),
            "consents": [_plain(consent) for consent in own_consents(for_=actor)],
            "lived_experience": [_plain(told) for told in own_lived_experience(for_=actor)],
            "history_of_consents": {"steps": [_plain(step) for step in own_consent_history(for_=actor)]},
        }


def end_expired_statements() -> int:
    """Erase what was told under a consent that has expired; returns how many statements went."""
    now = clock.now()
    with (
        transaction.atomic(),
        scope(SYSTEM),
        act("people.consent.expire", by=SYSTEM, about=("server", "people")),
    ):
        people: set[UUID] = set()
        for use, terms in USE_TERMS.items():
            if terms.needs_lived_experience:
                with declare_use(use):
                    rows = Consent.objects.filter(use=use, expires_at__lte=now)
                    people.update(rows.values_list("person_id", flat=True))
        return sum(_end_expired(person) for person in sorted(people))


def _end_expired(person: UUID) -> int:
    now = clock.now()
    with in_place_of(person) as found:
        expired = Consent.objects.filter(person=found, expires_at__lte=now, lived_experience__isnull=False)
        return sum(erase_statements(consent) for consent in expired)


def _facts(person: Professional) -> dict[str, Any]:
    return {
        "id": str(person.pk),
        "organisation": person.organisation.name if person.organisation else "",
        "country": person.country,
        "zone": person.zone,
        "languages": person.languages,
        "sectors": person.sectors,
        "bio": person.bio,
        "registered_at": person.registered_at.isoformat(),
    }


def _plain(record: Any) -> dict[str, str]:
    told = {field.name: getattr(record, field.name) for field in fields(record) if field.name != "terms"}
    return {
        name: value.isoformat() if isinstance(value, datetime) else str(value) for name, value in told.items()
    }


def export_self(*, by: Actor) -> dict[str, Mapping[str, Any]]:
    """Everything every slice holds about the actor; the reading is recorded.

    Raises:
        NotThere: the actor is no professional here.
    """
    return export_person(_own_id(by), by=by, purpose="asked for by the person")


def erase_self(*, by: Actor) -> Proof:
    """Erase everything every slice holds about the actor, their account included.

    Raises:
        NotThere: the actor is no professional here.
        NotErased: something could not go; nothing was changed.
    """
    return erase_person(_own_id(by), by=by, purpose="asked for by the person")


def _own_id(by: Actor) -> UUID:
    require(HOLD_SELF, by)
    found = HOLD_SELF.narrow(Professional.objects.all(), by).values_list("pk", flat=True).first()
    if found is None:
        raise NotThere
    return found
