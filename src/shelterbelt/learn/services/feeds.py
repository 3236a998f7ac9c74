"""Secret calendar addresses: made, replaced, taken away; and panellists' answers."""

from uuid import UUID

from django.db.models import Q

from shelterbelt.ground import audit, clock
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.secrets import digest_token, new_token
from shelterbelt.learn import access
from shelterbelt.learn.choices import ApplicationState, SeatState
from shelterbelt.learn.models import Application, CalendarFeed, Seat
from shelterbelt.learn.services.errors import NotInThisState


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
    holder = _holder(by, cohort)
    token = new_token()
    with audit.act("learn.feed.make", by=by, about=("cohort", cohort)):
        CalendarFeed.objects.filter(holder, cohort=cohort, revoked_at__isnull=True).update(
            revoked_at=clock.now()
        )
        CalendarFeed.objects.create(
            cohort_id=cohort, token_digest=digest_token(token), **dict(holder.children)
        )
    return token


def revoke_feed(*, by: Actor, cohort: UUID) -> None:
    """Make the actor's calendar address for a cohort stop working."""
    holder = _holder(by, cohort)
    with audit.act("learn.feed.revoke", by=by, about=("cohort", cohort)):
        CalendarFeed.objects.filter(holder, cohort=cohort, revoked_at__isnull=True).update(
            revoked_at=clock.now()
        )


def answer_seat(*, by: Actor, seat: UUID, state: SeatState) -> None:
    """A panellist says yes or no to a seat.

    Raises:
        NotThere: the seat is not the actor's.
        NotInThisState: the meeting was cancelled.
    """
    require(access.READ_OWN_PLAN, by)
    found = Seat.objects.filter(pk=seat, speaker__professional__account_id=by.account).first()
    if found is None or by.account is None:
        raise NotThere
    if found.meeting.is_cancelled:
        raise NotInThisState(found.state)
    with audit.act(f"learn.seat.{state}", by=by, about=("seat", seat)):
        Seat.objects.filter(pk=seat).update(state=state)


def _holder(by: Actor, cohort: UUID) -> Q:
    if by.account is not None:
        seats = Seat.objects.filter(meeting__cohort=cohort, speaker__professional__account_id=by.account)
        if not seats.exists():
            raise NotThere
        return Q(account_id=by.account)
    held = access.HOLD_APPLICATION.narrow(Application.objects.filter(cohort=cohort), by).first()
    if held is None:
        raise NotThere
    if held.state != ApplicationState.SUBMITTED:
        raise NotInThisState(held.state)
    return Q(application_id=held.pk)
