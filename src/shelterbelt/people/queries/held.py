"""Everything this slice holds about one person, for that person."""

from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from shelterbelt.ground.access.roles import Actor
from shelterbelt.people.models import Professional
from shelterbelt.people.queries.consents import own_consent_history, own_consents, own_lived_experience
from shelterbelt.people.queries.persons import own_communities, own_names
from shelterbelt.people.queries.sealed import PERSON, in_place_of


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
