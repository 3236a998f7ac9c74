"""Erase everything this slice holds about a person; end what has expired."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.permissions import Denied, NotThere, require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.audit import act
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.holdings.services import Proof, erase_person, export_person
from shelterbelt.people.access import HOLD_SELF
from shelterbelt.people.choices import USE_TERMS
from shelterbelt.people.models import CommunityChoice, Consent, PersonName, Professional
from shelterbelt.people.queries.sealed import declare_use, in_place_of
from shelterbelt.people.services.consents import erase_consents, erase_expired_statements


def erase_held(*, by: Actor = SYSTEM, person: UUID) -> int:
    """Delete every row of this slice about a person, and their account; returns how many rows went.

    Statements lose their own keys when the transaction is committed. The history of consents stays: it names
    nobody but a random id that leads nowhere any more.

    Raises:
        Denied: anyone but the system.
    """
    if by is not SYSTEM:
        raise Denied("people.person.erase")
    with in_place_of(person) as found:
        if found is None:
            return 0
        gone = erase_consents(by=by, person=found)
        for table in (CommunityChoice, PersonName):
            gone += table.objects.filter(person=found).delete()[0]
        account = found.account_id
        gone += Professional.objects.filter(pk=person).delete()[0]
        if account:
            gone += Account.objects.filter(pk=account).delete()[0]
    return gone


def end_expired_statements(*, by: Actor = SYSTEM) -> int:
    """Erase what was told under a consent that has expired; returns how many statements went."""
    now = clock.now()
    with (
        transaction.atomic(),
        scope(SYSTEM),
        act("people.consent.expire", by=by, about=("server", "people")),
    ):
        people: set[UUID] = set()
        for use, terms in USE_TERMS.items():
            if terms.needs_lived_experience:
                with declare_use(use):
                    rows = Consent.objects.filter(use=use, expires_at__lte=now)
                    people.update(rows.values_list("person_id", flat=True))
        return sum(_end_expired(by, person) for person in sorted(people))


def _end_expired(by: Actor, person: UUID) -> int:
    with in_place_of(person) as found:
        return erase_expired_statements(by=by, person=found) if found else 0


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
