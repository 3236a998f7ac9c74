"""What people consented to: their own view, and the one question that planning may ask."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from shelterbelt.ground import clock
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.audit import act
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import KeyDestroyed
from shelterbelt.people.access import HOLD_OWN_RECORDS, HOLD_SELF
from shelterbelt.people.choices import USE_TERMS, ConsentStep, Use, UseTerms
from shelterbelt.people.models import (
    Consent,
    ConsentEvent,
    LivedExperience,
    Organisation,
    Professional,
    read_words,
)
from shelterbelt.people.queries.sealed import declare_use


@dataclass(frozen=True, slots=True)
class OwnConsent:
    """A consent as its giver sees it."""

    id: UUID
    use: Use
    terms: UseTerms
    recipient: str
    given_at: dt.datetime
    expires_at: dt.datetime


@dataclass(frozen=True, slots=True)
class OwnStep:
    """One line of the history of a person's consents."""

    use: Use
    step: ConsentStep
    recipient: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class OwnStatement:
    """What a person told, as they alone see it."""

    id: UUID
    use: Use
    words: str
    told_at: dt.datetime
    expires_at: dt.datetime


def own_consents(*, for_: Actor) -> tuple[OwnConsent, ...]:
    """The actor's consents that hold now, by use."""
    now = clock.now()
    rows = HOLD_OWN_RECORDS.narrow(Consent.objects.select_related("recipient"), for_).filter(_holds(now))
    return tuple(
        OwnConsent(
            row.pk,
            Use(row.use),
            USE_TERMS[Use(row.use)],
            row.recipient.name if row.recipient else "",
            row.given_at,
            row.expires_at,
        )
        for row in rows.order_by("use", "given_at")
    )


def own_consent_history(*, for_: Actor, most: int = 200) -> tuple[OwnStep, ...]:
    """What the actor did about consents, newest first."""
    own = HOLD_SELF.narrow(Professional.objects.all(), for_).values("pk")
    rows = list(ConsentEvent.objects.filter(person__in=own).order_by("-at", "id")[:most])
    named = dict(
        Organisation.objects.filter(pk__in={row.recipient for row in rows if row.recipient}).values_list(
            "pk", "name"
        )
    )
    return tuple(
        OwnStep(
            Use(row.use), ConsentStep(row.step), named.get(row.recipient, "") if row.recipient else "", row.at
        )
        for row in rows
    )


def own_lived_experience(*, for_: Actor) -> tuple[OwnStatement, ...]:
    """What the actor told and did not take back, while the consent lasts."""
    rows = HOLD_OWN_RECORDS.narrow(LivedExperience.objects.select_related("consent", "person"), for_).filter(
        _holds(clock.now(), "consent__")
    )
    return tuple(
        OwnStatement(row.pk, Use(row.consent.use), _words(row), row.told_at, row.consent.expires_at)
        for row in rows.order_by("told_at")
    )


def people_who_consented(
    use: Use, *, on: dt.datetime, among: Iterable[UUID], recipient: UUID | None = None, by: Actor = SYSTEM
) -> frozenset[UUID]:
    """Which of the people named have consented to a use that will still hold at a moment.

    For services that act on the use, never for a page: what comes back is not shown, counted or kept. The
    audit records that it was asked, not the answer.

    Args:
        use: the use.
        on: an aware moment, past or future; a consent withdrawn by now never counts for the future.
        among: ids of professionals.
        recipient: the organisation that will act on it; without one, only consents without a recipient count.
        by: on whose behalf, where another act of the audit is open; what may be read does not depend on it.
    """
    asked = frozenset(among)
    to_whom = (
        Q(recipient__isnull=True) if recipient is None else Q(recipient__isnull=True) | Q(recipient=recipient)
    )
    with (
        transaction.atomic(),
        act("people.consent.consult", by=by, about=("use", use.value), organisation=recipient) as event,
    ):
        event.note(asked=len(asked))
        with scope(SYSTEM), declare_use(use):
            rows = Consent.objects.filter(to_whom, _holds(on), use=use, person_id__in=asked)
            return frozenset(rows.values_list("person_id", flat=True))


def people_shown_publicly(among: Iterable[UUID], *, recipient: UUID) -> frozenset[UUID]:
    """Which of the people named allow an organisation to show them as panellists now, to everyone.

    Showing them is the use itself, on every view of a public page: it is not recorded, or whoever reloads a page
    could fill the audit.
    """
    asked = frozenset(among)
    if not asked:
        return frozenset()
    use = Use.SHOW_AS_PANELLIST
    to_whom = Q(recipient__isnull=True) | Q(recipient=recipient)
    with scope(SYSTEM), declare_use(use):
        rows = Consent.objects.filter(to_whom, _holds(clock.now()), use=use, person_id__in=asked)
        return frozenset(rows.values_list("person_id", flat=True))


def _holds(moment: dt.datetime, path: str = "") -> Q:
    """The consent holds at a moment; see `Consent.holds_on`."""
    return (
        Q(**{f"{path}given_at__lte": moment, f"{path}expires_at__gt": moment})
        & (Q(**{f"{path}withdrawn_at__isnull": True}) | Q(**{f"{path}withdrawn_at__gt": moment}))
        & (Q(**{f"{path}replaced_at__isnull": True}) | Q(**{f"{path}replaced_at__gt": moment}))
    )


def _words(row: LivedExperience) -> str:
    if row.sealed is None:
        return ""
    try:
        return read_words(row, key=row.pk, agency=row.person.key_agency)
    except KeyDestroyed:
        return ""
