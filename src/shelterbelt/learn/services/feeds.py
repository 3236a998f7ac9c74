"""Secret calendar addresses: made, replaced, taken away; and panellists' answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction

from shelterbelt.ground import audit, clock, jobs
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import digest_token, new_token
from shelterbelt.learn import access
from shelterbelt.learn.choices import IN_THE_RUNNING, CohortState, InvitationMethod, SeatState
from shelterbelt.learn.models import Application, CalendarFeed, Invitation, Seat
from shelterbelt.learn.services.errors import NotInThisState

Holder = dict[str, UUID]
ANSWERS = frozenset({SeatState.CONFIRMED, SeatState.DECLINED})


def make_feed(*, by: Actor, cohort: UUID) -> str:
    """A fresh secret for the actor's calendar of a cohort; an earlier one stops working at once.

    Args:
        by: the bearer of a sent application for the cohort, or an account that sits on its panels.
        cohort: whose dates.

    Returns:
        The secret of the address, shown once and never stored.

    Raises:
        NotThere: the actor has nothing to do with this cohort.
        NotInThisState: the application was not sent, or was withdrawn.
    """
    token = new_token()
    with _holding(by, cohort) as holder, audit.act("learn.feed.make", by=by, about=("cohort", cohort)):
        _revoke(holder, cohort)
        CalendarFeed.objects.create(cohort_id=cohort, token_digest=digest_token(token), **holder)
    return token


def revoke_feed(*, by: Actor, cohort: UUID) -> None:
    """Make the actor's calendar address for a cohort stop working.

    Raises:
        NotThere: the actor has nothing to do with this cohort.
    """
    with (
        _holding(by, cohort, is_ending=True) as holder,
        audit.act("learn.feed.revoke", by=by, about=("cohort", cohort)),
    ):
        _revoke(holder, cohort)


def answer_seat(*, by: Actor, seat: UUID, state: SeatState) -> None:
    """A panellist says yes or no to a seat. After a no the meeting leaves their calendar by mail.

    Raises:
        NotThere: the seat is not the actor's.
        NotInThisState: the meeting was cancelled, or the answer is neither yes nor no.
    """
    require(access.READ_OWN_PLAN, by)
    if by.account is None:
        raise NotThere
    with transaction.atomic(), scope(by):
        own = Seat.objects.select_for_update(of=("self",)).select_related("meeting__cohort")
        found = own.filter(pk=seat, speaker__professional__account_id=by.account).first()
        if found is None or found.meeting.cohort.state == CohortState.DRAFT:
            raise NotThere
        if found.meeting.is_cancelled or state not in ANSWERS:
            raise NotInThisState(found.state)
        if found.state == state:
            return
        with audit.act(f"learn.seat.{state}", by=by, about=("seat", seat)):
            found.state = state
            found.save(update_fields=("state",))
            if _prepare_mail(found):
                jobs.enqueue("learn.send_invitations", cohort=str(found.meeting.cohort_id))


def _prepare_mail(seat: Seat) -> bool:
    """Write down the calendar mail that an answer makes due; whether there is one."""
    invitations = Invitation.objects.filter(meeting=seat.meeting_id, speaker=seat.speaker_id)
    last = invitations.filter(sent_at__isnull=False).order_by("-sequence").first()
    if last is None:
        return False
    is_no = seat.state == SeatState.DECLINED
    method = InvitationMethod.CANCEL if is_no else InvitationMethod.REQUEST
    if last.method == method:
        return False
    highest = invitations.order_by("-sequence").values_list("sequence", flat=True)[0]
    Invitation.objects.create(
        meeting_id=seat.meeting_id,
        speaker_id=seat.speaker_id,
        method=method,
        sequence=max(highest + 1, seat.meeting.sequence),
    )
    return True


def _revoke(holder: Holder, cohort: UUID) -> None:
    CalendarFeed.objects.filter(**holder, cohort=cohort, revoked_at__isnull=True).update(
        revoked_at=clock.now()
    )


@contextmanager
def _holding(by: Actor, cohort: UUID, *, is_ending: bool = False) -> Iterator[Holder]:
    """One transaction in which the actor's claim to a calendar of the cohort holds; two at once wait."""
    with transaction.atomic(), scope(by):
        yield _of_account(by.account, cohort) if by.account else _of_bearer(by, cohort, is_ending=is_ending)


def _of_account(account: UUID, cohort: UUID) -> Holder:
    seats = Seat.objects.filter(meeting__cohort=cohort, speaker__professional__account_id=account)
    if not seats.select_for_update(of=("self",)).exclude(meeting__cohort__state=CohortState.DRAFT).exists():
        raise NotThere
    return {"account_id": account}


def _of_bearer(by: Actor, cohort: UUID, *, is_ending: bool) -> Holder:
    require(access.HOLD_APPLICATION, by)
    rows = Application.objects.select_for_update().filter(cohort=cohort)
    held = access.HOLD_APPLICATION.narrow(rows, by).first() if by.bearer else None
    if held is None:
        raise NotThere
    if held.state not in IN_THE_RUNNING and not is_ending:
        raise NotInThisState(held.state)
    return {"application_id": held.pk}
