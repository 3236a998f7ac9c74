"""Calendar mails to panellists: what is out of date is dropped, what is due is sent once."""

from collections import defaultdict
from collections.abc import Callable
from uuid import UUID

from django.db import transaction

from shelterbelt.ground import audit, clock
from shelterbelt.ground.access.permissions import Denied
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.choices import InvitationMethod, SeatState
from shelterbelt.learn.models import Invitation, Seat
from shelterbelt.learn.queries.invitations import Letter, letter_of

_READ = (
    "meeting__cohort__programme__organisation",
    "speaker__professional__account",
)


def settle_invitations(*, by: Actor = SYSTEM, cohort: UUID) -> int:
    """Drop mails that were written down, never sent, and overtaken since; returns how many.

    Of several to one person about one meeting the last one counts. A cancellation of what was never sent says
    nothing, and nobody is invited to a seat that they gave up or lost.

    Raises:
        Denied: anyone but the system.
    """
    _require_system(by)
    seats = Seat.objects.filter(meeting__cohort=cohort, meeting__is_cancelled=False)
    seated = set(seats.exclude(state=SeatState.DECLINED).values_list("meeting_id", "speaker_id"))
    of_pair: dict[tuple[UUID, UUID], list[Invitation]] = defaultdict(list)
    with transaction.atomic(), scope(by):
        rows = Invitation.objects.select_for_update().filter(meeting__cohort=cohort)
        for row in rows.order_by("sequence", "method"):
            of_pair[row.meeting_id, row.speaker_id].append(row)
        stale = [row.pk for pair, found in of_pair.items() for row in _stale(found, is_seated=pair in seated)]
        if not stale:
            return 0
        with audit.act("learn.invitation.drop", by=by, about=("cohort", cohort)) as event:
            Invitation.objects.filter(pk__in=stale).delete()
            event.note(dropped=len(stale))
    return len(stale)


def send_invitation(*, by: Actor = SYSTEM, invitation: UUID, send: Callable[[Letter], None]) -> bool:
    """Send one mail and mark it as sent; False if it was sent, dropped or taken up by someone else meanwhile.

    The mark is written after the mail server has accepted the mail and in the transaction that holds the row. If
    the process ends between the two, the mail goes out twice: same UID, same SEQUENCE, one entry.

    Args:
        by: the system.
        invitation: which.
        send: hands the mail over; what it raises keeps the mail waiting.

    Raises:
        Denied: anyone but the system.
    """
    _require_system(by)
    with transaction.atomic(), scope(by):
        rows = Invitation.objects.select_for_update(of=("self",), skip_locked=True).select_related(*_READ)
        found = rows.filter(pk=invitation, sent_at__isnull=True).first()
        account = found.speaker.professional.account if found else None
        if found is None or account is None or not account.is_active:
            return False
        organisation = found.meeting.cohort.programme.organisation_id
        with audit.act(
            "learn.invitation.send", by=by, about=("invitation", invitation), organisation=organisation
        ):
            send(letter_of(found))
            found.sent_at = clock.now()
            found.save(update_fields=("sent_at",))
    return True


def _stale(found: list[Invitation], *, is_seated: bool) -> list[Invitation]:
    waiting = [row for row in found if row.sent_at is None]
    if not waiting:
        return []
    sent = [row for row in found if row.sent_at is not None]
    is_invited = bool(sent) and sent[-1].method == InvitationMethod.REQUEST
    last = waiting[-1]
    is_wanted = is_seated if last.method == InvitationMethod.REQUEST else is_invited
    return waiting[:-1] if is_wanted else waiting


def _require_system(by: Actor) -> None:
    if by is not SYSTEM:
        raise Denied("learn.invitation.send")
