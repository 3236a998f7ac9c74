"""Give and withdraw consent; tell and withdraw lived experience.

The audit knows that a consent was given or withdrawn, never which: some uses say something about a life.
"""

import datetime as dt
from collections.abc import Iterable
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import Denied, NotThere
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.audit import act
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.jobs import enqueue
from shelterbelt.ground.secrets import destroy_person_key
from shelterbelt.people.access import HOLD_OWN_RECORDS
from shelterbelt.people.choices import SHORTEST_CONSENT_DAYS, USE_TERMS, ConsentStep, Use
from shelterbelt.people.models import (
    Consent,
    ConsentEvent,
    LivedExperience,
    Organisation,
    Professional,
    seal_words,
)
from shelterbelt.people.queries.sealed import declare_use
from shelterbelt.people.services.errors import Refused
from shelterbelt.people.services.own import own_record

GIVE = "people.consent.give"
WITHDRAW = "people.consent.withdraw"
DESTROY_KEY = "people.key.destroy"
LONGEST_STATEMENT = 5_000


def give_consent(*, by: Actor, use: Use, days: int, recipient: UUID | None = None) -> UUID:
    """The actor allows a use, for some days; a consent to the same use and recipient is replaced.

    Args:
        by: the person.
        use: what is allowed.
        days: for how long, at most what the use's terms allow.
        recipient: an organisation, or None for every programme on this server.

    Returns:
        The consent's id.

    Raises:
        Refused: too long, an unknown recipient, or a use that needs something told first.
        NotThere: the actor is no professional here.
    """
    if USE_TERMS[use].needs_lived_experience:
        raise Refused("use", _("This consent is given together with what you tell, on its own page."))
    with own_record(by=by, verb=GIVE) as (person, _deed):
        return _give(person, use, days, recipient).pk


def withdraw_consent(*, by: Actor, consent: UUID) -> None:
    """The actor withdraws a consent. It ends now; words told under it are erased with their key.

    Withdrawing twice is no error.

    Raises:
        NotThere: no such consent of this actor.
    """
    with own_record(by=by, verb=WITHDRAW):
        found = HOLD_OWN_RECORDS.narrow(Consent.objects.filter(pk=consent), by).first()
        if found is None:
            raise NotThere
        _withdraw(found)


def tell_lived_experience(*, by: Actor, days: int, words: str = "", use: Use = Use.BALANCE_PANELS) -> UUID:
    """The actor tells of lived experience for one purpose, and consents to that purpose alone.

    A statement told before for the same purpose is erased and replaced.

    Args:
        by: the person; nobody tells it for another.
        days: for how long.
        words: in their own words, sealed; may be left empty.
        use: the purpose.

    Returns:
        The statement's id.

    Raises:
        Refused: the use has nothing to do with lived experience, or too long.
        NotThere: the actor is no professional here.
    """
    if not USE_TERMS[use].needs_lived_experience:
        raise Refused("use", _("This use does not need it, so it is not kept."))
    if len(words) > LONGEST_STATEMENT:
        raise Refused("words", _("That is longer than can be kept here."))
    with own_record(by=by, verb=GIVE) as (person, _deed):
        consent = _give(person, use, days, None)
        told = LivedExperience(person=person, consent=consent, told_at=consent.given_at)
        if words.strip():
            seal_words(told, words.strip(), key=told.pk, agency=person.key_agency)
        told.save(force_insert=True)
        return told.pk


def withdraw_lived_experience(*, by: Actor, statement: UUID) -> None:
    """The actor takes a statement back: it is erased, its key destroyed, the consent withdrawn.

    Raises:
        NotThere: no such statement of this actor.
    """
    with own_record(by=by, verb=WITHDRAW):
        found = HOLD_OWN_RECORDS.narrow(LivedExperience.objects.filter(pk=statement), by).first()
        if found is None:
            raise NotThere
        _withdraw(found.consent)


def _withdraw(consent: Consent) -> None:
    """End a consent within an open transaction that may write the person's rows."""
    if consent.withdrawn_at or consent.replaced_at:
        return
    consent.withdrawn_at = max(clock.now(), consent.given_at)
    consent.save(update_fields=("withdrawn_at",))
    _event(consent, ConsentStep.WITHDRAWN, consent.withdrawn_at).save(force_insert=True)
    _erase_statements(consent)


def _erase_statements(consent: Consent) -> int:
    """Delete what was told under a consent and, once that is committed, its keys; returns how many.

    Keys are files and do not roll back. Should the process end before the second step, the job takes it.
    """
    told = list(LivedExperience.objects.filter(consent=consent).values_list("pk", flat=True))
    LivedExperience.objects.filter(pk__in=told).delete()
    for statement in told:
        enqueue(DESTROY_KEY, key=str(statement))
        transaction.on_commit(partial(destroy_person_key, statement))
    return len(told)


def load_consents(*, by: Actor = SYSTEM, use: Use, people: Iterable[UUID], days: int) -> int:
    """Bring in consents that were given elsewhere, as on a signed form; two statements, one audit event.

    Never for uses that need lived experience: nobody tells that for another.

    Raises:
        Refused: the use or the days do not allow it.
        Denied: anyone but the system.
    """
    _system_only(by)
    terms = USE_TERMS[use]
    if terms.needs_lived_experience or not SHORTEST_CONSENT_DAYS <= days <= terms.days:
        raise Refused("use", _("This consent cannot be loaded."))
    now = clock.now()
    rows = [
        Consent(person_id=person, use=use, given_at=now, expires_at=now + dt.timedelta(days=days))
        for person in people
    ]
    with transaction.atomic(), act("people.consent.load", by=by, about=("server", "people")) as event:
        event.note(count=len(rows))
        with scope(SYSTEM), declare_use(use):
            Consent.objects.bulk_create(rows)
            ConsentEvent.objects.bulk_create(_event(row, ConsentStep.GIVEN, now) for row in rows)
    return len(rows)


def erase_consents(*, by: Actor, person: Professional) -> int:
    """Erase a person's consents and what was told under them; returns how many rows went.

    Within `in_place_of`, as a part of erasing all that is held.

    Raises:
        Denied: anyone but the system.
    """
    _system_only(by)
    gone = sum(_erase_statements(consent) for consent in Consent.objects.filter(person=person))
    with scope(SYSTEM):
        for use in Use:
            with declare_use(use):
                rows = Consent.objects.filter(person=person, use=use)
                for row in rows.filter(withdrawn_at__isnull=True, replaced_at__isnull=True):
                    _event(row, ConsentStep.WITHDRAWN, clock.now()).save(force_insert=True)
                gone += rows.delete()[0]
    return gone


def erase_expired_statements(*, by: Actor, person: Professional) -> int:
    """Erase what a person told under consents that have expired; returns how many statements went.

    Within `in_place_of`.

    Raises:
        Denied: anyone but the system.
    """
    _system_only(by)
    expired = Consent.objects.filter(
        person=person, expires_at__lte=clock.now(), lived_experience__isnull=False
    )
    return sum(_erase_statements(consent) for consent in expired)


def _system_only(by: Actor) -> None:
    if by is not SYSTEM:
        raise Denied("people.consent.upkeep")


def _give(person: Professional, use: Use, days: int, recipient: UUID | None) -> Consent:
    if not SHORTEST_CONSENT_DAYS <= days <= USE_TERMS[use].days:
        raise Refused("days", _("Choose one of the lengths offered."))
    if recipient is not None and not Organisation.objects.filter(pk=recipient).exists():
        raise Refused("recipient", _("Choose one of the organisations offered."))
    now = clock.now()
    open_ones = Consent.objects.filter(
        person=person, use=use, recipient=recipient, withdrawn_at__isnull=True, replaced_at__isnull=True
    )
    for former in open_ones:
        former.replaced_at = max(now, former.given_at)
        former.save(update_fields=("replaced_at",))
        _event(former, ConsentStep.REPLACED, former.replaced_at).save(force_insert=True)
        _erase_statements(former)
    consent = Consent.objects.create(
        person=person, use=use, recipient_id=recipient, given_at=now, expires_at=now + dt.timedelta(days=days)
    )
    _event(consent, ConsentStep.GIVEN, now).save(force_insert=True)
    return consent


def _event(consent: Consent, step: ConsentStep, at: dt.datetime) -> ConsentEvent:
    return ConsentEvent(
        person=consent.person_id,
        consent=consent.pk,
        use=consent.use,
        recipient=consent.recipient_id,
        step=step,
        at=at,
    )
