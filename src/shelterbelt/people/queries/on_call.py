"""Who is told about a held text, now; and who is on call when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.db import transaction

from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import Denied, require
from shelterbelt.ground.access.queries import accounts_with, addresses_within
from shelterbelt.ground.access.roles import SYSTEM, Actor, Role
from shelterbelt.ground.db.scope import scope
from shelterbelt.people.access import SET_ON_CALL
from shelterbelt.people.models import OnCall, Professional


class Told(StrEnum):
    """Why these people are told."""

    ON_CALL = "on_call"
    EVERYONE = "everyone"
    LEADS = "leads"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Listeners:
    """The accounts that are told, and why they."""

    why: Told
    accounts: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Listener:
    """Whom to write to, and in which language."""

    address: str
    language: str


@dataclass(frozen=True, slots=True)
class Duty:
    """Someone is on call from a moment to a moment. `may_act` is False where they lost the role meanwhile."""

    id: UUID
    account: UUID
    address: str
    starts_at: datetime
    ends_at: datetime
    is_now: bool
    may_act: bool


@dataclass(frozen=True, slots=True)
class Rota:
    """Duties that have not ended, earliest first; who can be put on call; who would be told now."""

    duties: tuple[Duty, ...]
    candidates: tuple[tuple[UUID, str], ...]
    listeners: Listeners
    gaps: tuple[tuple[datetime, datetime], ...]


GAPS_LOOKED_FOR_DAYS = 14
"""How far ahead the rota page says when nobody is on call."""


def listeners_now(*, organisation: UUID) -> Listeners:
    """Who is told: whoever is on call; else everyone who may act; else the leads, who can give someone the role.

    Only someone who still holds the role counts as on call.
    """
    holders = accounts_with(Role.SAFEGUARDING, organisation=organisation)
    now = clock.now()
    with transaction.atomic(), scope(SYSTEM):
        rows = OnCall.objects.filter(organisation=organisation, starts_at__lte=now, ends_at__gt=now)
        on_call = rows.filter(account__in=holders).order_by("account_id")
        found = tuple(dict.fromkeys(on_call.values_list("account_id", flat=True)))
    if found:
        return Listeners(Told.ON_CALL, found)
    if holders:
        return Listeners(Told.EVERYONE, holders)
    leads = tuple(
        dict.fromkeys(
            one
            for role in (Role.PROGRAMME_LEAD, Role.AGENCY_LEADER)
            for one in accounts_with(role, organisation=organisation)
        )
    )
    return Listeners(Told.LEADS if leads else Told.NOBODY, leads)


def addresses_to_tell(*, for_: Actor, organisation: UUID) -> tuple[Told, tuple[Listener, ...]]:
    """Why and to whom a mail goes now, each in the first of their languages that the pages speak.

    Raises:
        Denied: anyone but the system.
    """
    if for_ is not SYSTEM:
        raise Denied("people.text.tell")
    found = listeners_now(organisation=organisation)
    addresses = addresses_within([organisation], accounts=found.accounts)
    rows = Professional.objects.filter(account__in=found.accounts).values_list("account_id", "languages")
    spoken = {account: _first_spoken(languages) for account, languages in rows}
    usual = settings.LANGUAGE_CODE
    return found.why, tuple(
        Listener(addresses[one], spoken.get(one, usual)) for one in found.accounts if one in addresses
    )


def rota(*, for_: Actor, organisation: UUID) -> Rota:
    """Who is on call when, for a lead of the organisation.

    Raises:
        NotThere: not the actor's organisation.
        Denied: not a lead there.
    """
    require(SET_ON_CALL, for_, organisation)
    now = clock.now()
    holders = accounts_with(Role.SAFEGUARDING, organisation=organisation)
    with transaction.atomic(), scope(SYSTEM):
        rows = list(
            OnCall.objects.filter(organisation=organisation, ends_at__gt=now).order_by("starts_at", "pk")
        )
    addresses = addresses_within([organisation], accounts=[*holders, *(row.account_id for row in rows)])
    duties = tuple(
        Duty(
            row.pk,
            row.account_id,
            addresses.get(row.account_id, ""),
            row.starts_at,
            row.ends_at,
            is_now=row.starts_at <= now,
            may_act=row.account_id in holders,
        )
        for row in rows
    )
    candidates = tuple(sorted(((one, addresses[one]) for one in holders), key=lambda pair: pair[1]))
    covered = [(duty.starts_at, duty.ends_at) for duty in duties if duty.may_act]
    until = now + timedelta(days=GAPS_LOOKED_FOR_DAYS)
    return Rota(duties, candidates, listeners_now(organisation=organisation), gaps(covered, now, until))


def gaps(
    covered: Iterable[tuple[datetime, datetime]], since: datetime, until: datetime
) -> tuple[tuple[datetime, datetime], ...]:
    """The stretches between two moments that no pair of moments covers."""
    found, reached = [], since
    for starts_at, ends_at in sorted(covered):
        if starts_at > reached:
            found.append((reached, min(starts_at, until)))
        reached = max(reached, ends_at)
        if reached >= until:
            break
    if reached < until:
        found.append((reached, until))
    return tuple(pair for pair in found if pair[0] < pair[1])


def _first_spoken(languages: Iterable[str]) -> str:
    offered = dict(settings.LANGUAGES)
    return next((tag for tag in languages if tag in offered), settings.LANGUAGE_CODE)
