"""What somebody is written to about: an assessment that waits for them, packs to read. No words of anyone."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from shelterbelt.equip import access
from shelterbelt.equip.choices import ANSWERS_REMINDED_DAYS, DUE_SOON_DAYS, AssessmentState
from shelterbelt.equip.models import Assessment, PackAssignment, PackMail
from shelterbelt.equip.queries.assessments import Sheet, sheets_own
from shelterbelt.equip.queries.beginnings import address_of
from shelterbelt.equip.queries.learning import OpenPack, ReadState, packs_open
from shelterbelt.equip.queries.months import after_months
from shelterbelt.equip.queries.strategy_dates import language_of
from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import Denied
from shelterbelt.ground.access.queries import actor_of
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope


@dataclass(frozen=True, slots=True)
class AnswerMail:
    """Somebody is asked for their view.

    Attributes:
        until: None where the day has passed and answers are still taken.
        is_last: no reminder follows: this is the one, or less than a week is left.
    """

    email: str
    language: str
    until: dt.date | None
    is_reminder: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class ReadingMail:
    """How many packs somebody is to read. `next_on` is None where a day has passed or none was named."""

    email: str
    language: str
    packs: int
    next_on: dt.date | None


def answers_waited_for(
    *, for_: Actor, assessment: UUID, account: UUID, is_reminder: bool
) -> AnswerMail | None:
    """For one person's mail; None if they left, have answered, or the assessment is closed; no reminder once it is late.

    Raises:
        Denied: anyone but the system.
    """
    _require_system(for_)
    actor = actor_of(account)
    with scope(SYSTEM):
        asked = Assessment.objects.filter(pk=assessment, state=AssessmentState.OPEN).first()
    if asked is None or asked.organisation not in actor.organisations(*access.AGENCY):
        return None
    days_left = (asked.closes_on - clock.today()).days
    is_late = days_left < 0
    with scope(actor):
        waits = any(one.assessment == assessment and _waits(one) for one in sheets_own(for_=actor))
    if not waits or (is_late and is_reminder):
        return None
    until = None if is_late else asked.closes_on
    is_last = is_reminder or days_left <= ANSWERS_REMINDED_DAYS
    return AnswerMail(address_of(account), language_of(account), until, is_reminder, is_last)


def agencies_that_ask(*, for_: Actor) -> tuple[UUID, ...]:
    """Agencies in which somebody is asked to read.

    Raises:
        Denied: anyone but the system.
    """
    _require_system(for_)
    with scope(SYSTEM):
        rows = PackAssignment.objects.filter(ended_at__isnull=True).order_by("organisation")
        return tuple(rows.values_list("organisation", flat=True).distinct())


def readers_to_write_to(*, for_: Actor, agency: UUID) -> Mapping[UUID, tuple[str, ...]]:
    """Accounts to which a mail about packs goes today, each with all packs that are open for them.

    One goes out when something is open that the last did not tell of; otherwise no sooner than after a month,
    and only while something is late, to be read again, due within a month, or was asked since.

    Raises:
        Denied: anyone but the system.
    """
    _require_system(for_)
    found = packs_open(for_=for_, agency=agency)
    with scope(SYSTEM):
        last = {row.account: row for row in PackMail.objects.filter(organisation=agency)}
    return {
        account: tuple(one.pack for one in packs)
        for account, packs in found.items()
        if _is_to_be_told(packs, last.get(account))
    }


def packs_waiting(*, for_: Actor, account: UUID, agency: UUID) -> ReadingMail | None:
    """For one person's mail; None if they left or have read everything meanwhile.

    Raises:
        Denied: anyone but the system.
    """
    _require_system(for_)
    packs = packs_open(for_=for_, agency=agency, account=account).get(account, ())
    if not packs:
        return None
    days = [one.due_on for one in packs if one.due_on]
    first = min(days, default=None)
    next_on = first if first and first >= clock.today() else None
    return ReadingMail(address_of(account), language_of(account), len(packs), next_on)


def _waits(sheet: Sheet) -> bool:
    return not sheet.is_done and any(said < asked for said, asked in sheet.progress().values())


def _is_to_be_told(packs: tuple[OpenPack, ...], last: PackMail | None) -> bool:
    if last is None or {one.pack for one in packs} - set(last.packs):
        return True
    if after_months(last.sent_at.date(), 1) > clock.today():
        return False
    soon = clock.today() + dt.timedelta(days=DUE_SOON_DAYS)
    return any(
        one.state != ReadState.DUE or one.asked_at > last.sent_at or (one.due_on and one.due_on <= soon)
        for one in packs
    )


def _require_system(actor: Actor) -> None:
    if actor is not SYSTEM:
        raise Denied("equip.mail.write")
