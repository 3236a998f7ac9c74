"""Money for people who teach and sit on panels: offered, answered, claimed, approved, paid before the event.

Nothing of it stands in the audit but the state: amounts and words are for the person and for who pays.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from shelterbelt.ground import audit, clock
from shelterbelt.ground.access.permissions import NotThere, Permission, require
from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import seal_field
from shelterbelt.learn import access
from shelterbelt.learn.choices import CohortState, HonorariumKind, HonorariumState, SeatState
from shelterbelt.learn.models import Cohort, Honorarium, Meeting, Seat
from shelterbelt.learn.queries.cohorts import definition_of
from shelterbelt.learn.services.errors import Incomplete, NotInThisState

PAID_BEFORE_DAYS = 7
"""An honorarium is due this many days before the event."""
CLAIM_DAYS = 14
"""A claimed expense is due this many days after the claim, or before the event, whichever is later."""
MOST_MINOR = 100_000_000
LONGEST_WORDS = 2_000

_UNANSWERED = (HonorariumState.OFFERED, HonorariumState.ACCEPTED, HonorariumState.DECLINED)
_ACTS: dict[str, tuple[frozenset[str], HonorariumState]] = {
    "approve": (frozenset({HonorariumState.ACCEPTED, HonorariumState.CLAIMED}), HonorariumState.APPROVED),
    "cancel": (
        frozenset({HonorariumState.OFFERED, HonorariumState.ACCEPTED, HonorariumState.CLAIMED}),
        HonorariumState.CANCELLED,
    ),
}


def offer_honoraria(*, by: Actor, cohort: UUID) -> int:
    """Offer the honorarium for every seat of the cohort that has none yet; returns how many were offered.

    It is what the definition sets, or the fee agreed with the speaker where that is more.
    Offers that nobody answered are cancelled when the seat is gone, declined, or its meeting is cancelled.

    Raises:
        NotThere, Denied: not the actor's to pay.
        NotInThisState: the definition sets no honorarium.
    """
    found = Cohort.objects.select_related("programme").filter(pk=cohort).first()
    if found is None:
        raise NotThere
    organisation = found.programme.organisation_id
    require(access.OFFER_HONORARIA, by, organisation)
    definition = definition_of(found.definition)
    amount = definition.cost.honorarium_minor
    if not amount:
        raise NotInThisState("honorarium")
    with (
        audit.act(
            "learn.honorarium.offer", by=by, about=("cohort", cohort), organisation=organisation
        ) as event,
        scope(by),
    ):
        Cohort.objects.select_for_update().get(pk=cohort)
        seats = _seats_to_pay(cohort)
        there = set(
            Honorarium.objects.filter(cohort=cohort, kind=HonorariumKind.HONORARIUM).values_list(
                "speaker_id", "meeting_id"
            )
        )
        made = [
            Honorarium(
                speaker_id=seat.speaker_id,
                cohort=found,
                organisation=organisation,
                account=seat.speaker.professional.account_id,
                meeting=seat.meeting,
                kind=HonorariumKind.HONORARIUM,
                state=HonorariumState.OFFERED,
                amount_minor=max(amount, seat.speaker.fee_minor),
                currency=definition.cost.currency,
                pay_by=pay_day(seat.meeting, definition.programme.host_zone),
            )
            for seat in seats
            if (seat.speaker_id, seat.meeting_id) not in there
        ]
        Honorarium.objects.bulk_create(made)
        cancelled = _cancel_without_seat(cohort, {(seat.speaker_id, seat.meeting_id) for seat in seats})
        event.note(offered=len(made), cancelled=cancelled)
    return len(made)


def answer_honorarium(*, by: Actor, honorarium: UUID, accepts: bool, words: str = "") -> None:
    """Say yes or no to one's own honorarium; `words` say where to talk about how it is paid, and are sealed.

    Raises:
        NotThere: not the actor's own.
        NotInThisState: it is approved, paid or cancelled already, or it is a claim.
        Incomplete: the words are too long.
    """
    with _own(by, honorarium) as row:
        if row.kind != HonorariumKind.HONORARIUM or row.state not in _UNANSWERED:
            raise NotInThisState(row.state)
        told = _words(words)
        state = HonorariumState.ACCEPTED if accepts else HonorariumState.DECLINED
        with audit.act(
            f"learn.honorarium.{state}",
            by=by,
            about=("honorarium", row.pk),
            organisation=row.organisation,
        ):
            row.state, row.answered_at = state, clock.now()
            if told:
                _seal(row, told)
            row.save(update_fields=("state", "answered_at", "words"))


def claim_expense(*, by: Actor, seat: UUID, amount_minor: int, words: str) -> UUID:
    """Claim what a seat on a panel cost: how much and what for, sealed. Returns the claim's id.

    Raises:
        NotThere: the seat is not the actor's.
        Incomplete: no amount, none that can be, or nothing said of what it was for.
    """
    require(access.OWN_HONORARIA, by)
    if by.account is None:
        raise NotThere
    told = _words(words)
    problems = {} if told else {"words": _("Say in a few words what it was for.")}
    if not 0 < amount_minor <= MOST_MINOR:
        problems["amount"] = _("Write an amount above zero.")
    if problems:
        raise Incomplete(problems)
    rows = Seat.objects.select_related("meeting__cohort__programme", "speaker")
    found = rows.filter(pk=seat, speaker__professional__account_id=by.account).first()
    if found is None or found.meeting.cohort.state == CohortState.DRAFT:
        raise NotThere
    cohort = found.meeting.cohort
    definition = definition_of(cohort.definition)
    zone = definition.programme.host_zone
    row = Honorarium(
        speaker=found.speaker,
        cohort=cohort,
        organisation=cohort.programme.organisation_id,
        account=by.account,
        meeting=found.meeting,
        kind=HonorariumKind.EXPENSE,
        state=HonorariumState.CLAIMED,
        amount_minor=amount_minor,
        currency=definition.cost.currency,
        pay_by=max(pay_day(found.meeting, zone), clock.today(zone) + dt.timedelta(days=CLAIM_DAYS)),
    )
    with (
        audit.act(
            "learn.honorarium.claim", by=by, about=("honorarium", row.pk), organisation=row.organisation
        ),
        scope(by),
    ):
        _seal(row, told)
        row.save()
    return row.pk


def settle_honorarium(*, by: Actor, honorarium: UUID, act: str) -> None:
    """Finance approves what was accepted or claimed, or cancels what is not approved yet.

    Args:
        by: finance of the organisation.
        honorarium: which.
        act: `approve` or `cancel`.

    Raises:
        NotThere, Denied: not the actor's to pay.
        NotInThisState: this cannot be done in the state it is in.
    """
    before, after = _ACTS.get(act, (frozenset(), HonorariumState.CANCELLED))
    with _desk(by, honorarium, access.PAY_HONORARIA) as row:
        if row.state not in before:
            raise NotInThisState(row.state)
        with audit.act(
            f"learn.honorarium.{act}", by=by, about=("honorarium", row.pk), organisation=row.organisation
        ):
            row.state = after
            row.approved_at = clock.now() if act == "approve" else row.approved_at
            row.save(update_fields=("state", "approved_at"))


def pay_honorarium(*, by: Actor, honorarium: UUID, on: dt.date) -> None:
    """Finance records that it was paid, and on which day.

    Raises:
        NotThere, Denied: not the actor's to pay.
        NotInThisState: it is not approved.
        Incomplete: the day lies in the future, or before the money was offered or claimed.
    """
    with _desk(by, honorarium, access.PAY_HONORARIA) as row:
        if row.state != HonorariumState.APPROVED:
            raise NotInThisState(row.state)
        zone = definition_of(row.cohort.definition).programme.host_zone
        if on > clock.today(zone):
            raise Incomplete(
                {"paid_on": _("This day lies in the future. Write the day on which it was paid.")}
            )
        if on < row.offered_at.astimezone(ZoneInfo(zone)).date():
            raise Incomplete({"paid_on": _("This day lies before the money was offered or claimed.")})
        with audit.act(
            "learn.honorarium.pay", by=by, about=("honorarium", row.pk), organisation=row.organisation
        ) as event:
            row.state, row.paid_on = HonorariumState.PAID, on
            row.save(update_fields=("state", "paid_on"))
            event.note(paid_on=on.isoformat())


def pay_day(meeting: Meeting, zone: str) -> dt.date:
    """The last day on which the money for a meeting is paid in time, on the host's clock.

    A part of another service's act.
    """
    return meeting.starts_at.astimezone(ZoneInfo(zone)).date() - dt.timedelta(days=PAID_BEFORE_DAYS)


def _seats_to_pay(cohort: UUID) -> list[Seat]:
    rows = Seat.objects.select_related("meeting", "speaker__professional")
    rows = rows.filter(meeting__cohort=cohort, meeting__is_cancelled=False)
    return list(rows.exclude(state=SeatState.DECLINED).order_by("meeting__starts_at", "pk"))


def _cancel_without_seat(cohort: UUID, seated: set[tuple[UUID, UUID]]) -> int:
    open_rows = Honorarium.objects.filter(
        cohort=cohort, kind=HonorariumKind.HONORARIUM, state=HonorariumState.OFFERED
    )
    gone = [row.pk for row in open_rows if (row.speaker_id, row.meeting_id) not in seated]
    return Honorarium.objects.filter(pk__in=gone).update(state=HonorariumState.CANCELLED)


@contextmanager
def _own(by: Actor, honorarium: UUID) -> Iterator[Honorarium]:
    require(access.OWN_HONORARIA, by)
    if by.account is None:
        raise NotThere
    with transaction.atomic(), scope(by):
        rows = access.OWN_HONORARIA.narrow(Honorarium.objects.select_related("speaker"), by)
        row = rows.select_for_update(of=("self",)).filter(pk=honorarium).first()
        if row is None:
            raise NotThere
        yield row


@contextmanager
def _desk(by: Actor, honorarium: UUID, permission: Permission) -> Iterator[Honorarium]:
    require(permission, by)
    with transaction.atomic(), scope(by):
        rows = Honorarium.objects.select_related("cohort").select_for_update(of=("self",))
        row = rows.filter(pk=honorarium).first()
        if row is None:
            raise NotThere
        require(permission, by, row.organisation)
        yield row


def _words(words: str) -> str:
    told = words.replace("\r\n", "\n").strip()
    if len(told) > LONGEST_WORDS:
        raise Incomplete({"words": _("Write at most %(most)d characters.") % {"most": LONGEST_WORDS}})
    return told


def _seal(row: Honorarium, words: str) -> None:
    seal_field(row, "words", words, person=row.speaker.professional_id, agency=row.organisation)
