"""What a complaints officer does: confirm receipt, note, write, hand over, close."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shelterbelt.ground import clock, jobs
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.audit import Deed, act
from shelterbelt.ground.db.scope import scope
from shelterbelt.people.access import HANDLE_COMPLAINTS
from shelterbelt.people.choices.safety import ComplaintOutcome, ComplaintState, ComplaintStepKind
from shelterbelt.people.models import Complaint
from shelterbelt.people.queries.complaints import COMPLAINT, officers_of
from shelterbelt.people.services.complaints import TELL_OFFICER, add_step, close_row
from shelterbelt.people.services.errors import Refused

LONGEST_WORDS = 5_000
BY_OFFICERS = tuple(one for one in ComplaintOutcome if one is not ComplaintOutcome.TAKEN_BACK)
"""Outcomes an officer can give."""


def acknowledge_complaint(*, by: Actor, complaint: UUID, words: str = "") -> None:
    """Confirm receipt; the officer is its handler from now on. Doing it twice changes nothing.

    Args:
        by: an officer.
        complaint: which.
        words: what the person is told beside it; may be empty.

    Raises:
        NotThere: no such complaint for this officer.
        Refused: it is closed, or the words are too long.
    """
    words = _text(words)
    with handled(by=by, complaint=complaint, verb="people.complaint.acknowledge") as (row, _event):
        if row.state != ComplaintState.RECEIVED:
            return
        row.state = ComplaintState.ACKNOWLEDGED
        row.acknowledged_at = clock.now()
        row.handler_id = row.handler_id or by.account
        row.save(update_fields=("state", "acknowledged_at", "handler"))
        add_step(row, ComplaintStepKind.ACKNOWLEDGED, words, is_told=True)


def note_complaint(*, by: Actor, complaint: UUID, words: str) -> None:
    """Write a note that officers alone read.

    Raises:
        NotThere: no such complaint for this officer.
        Refused: it is closed, or there are no words, or too many.
    """
    _step(by, complaint, "people.complaint.note", ComplaintStepKind.NOTED, words, is_told=False)


def message_complaint(*, by: Actor, complaint: UUID, words: str) -> None:
    """Write a message that whoever complained reads behind their link.

    Raises:
        NotThere: no such complaint for this officer.
        Refused: it is closed, or there are no words, or too many.
    """
    _step(by, complaint, "people.complaint.answer", ComplaintStepKind.ANSWERED, words, is_told=True)


def hand_over_complaint(
    *, by: Actor, complaint: UUID, to: UUID | None = None, concerns_me: bool = False
) -> None:
    """Give a complaint to another officer, take it on (`to` is oneself), or step out because it concerns oneself.

    Args:
        by: an officer.
        complaint: which.
        to: the officer who handles it from now on; None for nobody yet.
        concerns_me: whether it is about the actor. For them it does not exist from now on, for good.

    Raises:
        NotThere: no such complaint for this officer.
        Refused: it is closed, `to` is no officer who may read it, or nobody else could.
    """
    with handled(by=by, complaint=complaint, verb="people.complaint.hand_over") as (row, event):
        withheld = set(row.withheld_from)
        if concerns_me and by.account:
            withheld.add(by.account)
        readers = {one.account for one in officers_of(row.organisation)} - withheld
        if not readers:
            raise Refused(
                "to", _("There is no other officer yet. Ask the operator of this server to appoint one.")
            )
        if to is not None and to not in readers:
            raise Refused("to", _("Choose one of the officers offered."))
        row.handler_id = to
        row.withheld_from = sorted(withheld)
        # The actor may lose sight of the row by this very change, which their own scope would refuse.
        with scope(SYSTEM):
            row.save(update_fields=("handler", "withheld_from"))
        event.note(is_withheld=concerns_me)
        for account in sorted(({to} if to else readers) - {by.account}, key=str):
            jobs.enqueue(TELL_OFFICER, account=str(account))


def close_complaint(*, by: Actor, complaint: UUID, outcome: str, words: str) -> None:
    """Close with an outcome and words that whoever complained reads. It is erased on its date.

    Raises:
        NotThere: no such complaint for this officer.
        Refused: it is closed already, no such outcome, no words or too many.
    """
    words = _text(words)
    if outcome not in BY_OFFICERS:
        raise Refused("outcome", _("Choose how it ended."))
    if not words:
        raise Refused("words", _("Write to the person what was decided, and why."))
    with handled(by=by, complaint=complaint, verb="people.complaint.close") as (row, _event):
        if row.acknowledged_at is None:
            row.acknowledged_at = clock.now()
            row.save(update_fields=("acknowledged_at",))
        close_row(row, ComplaintOutcome(outcome))
        add_step(row, ComplaintStepKind.CLOSED, words, is_told=True)


@contextmanager
def handled(
    *, by: Actor, complaint: UUID, verb: str, is_open: bool = True
) -> Iterator[tuple[Complaint, Deed]]:
    """One transaction and one event in which an officer does something about a complaint, one at a time.

    Raises:
        Denied: no officer.
        NotThere: no such complaint for this officer.
        Refused: it is closed, where `is_open` asks that it is not.
    """
    require(HANDLE_COMPLAINTS, by)
    with transaction.atomic(), scope(by):
        rows = HANDLE_COMPLAINTS.narrow(Complaint.objects.select_for_update(), by)
        row = rows.filter(pk=complaint).first()
        if row is None:
            raise NotThere
        if is_open and row.state == ComplaintState.CLOSED:
            raise Refused("words", _("This complaint is closed."))
        with act(verb, by=by, about=(COMPLAINT, row.pk)) as event:
            yield row, event


def set_in_hand(row: Complaint) -> None:
    """From the first deed after its receipt was confirmed, a complaint is in hand. A part of an act that is open."""
    if row.state == ComplaintState.ACKNOWLEDGED:
        row.state = ComplaintState.IN_HAND
        row.save(update_fields=("state",))


def _step(
    by: Actor, complaint: UUID, verb: str, kind: ComplaintStepKind, words: str, *, is_told: bool
) -> None:
    words = _text(words)
    if not words:
        raise Refused("words", _("Write something first."))
    with handled(by=by, complaint=complaint, verb=verb) as (row, _event):
        add_step(row, kind, words, is_told=is_told)
        set_in_hand(row)


def _text(given: str) -> str:
    words = given.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(words) > LONGEST_WORDS:
        raise Refused("words", _("Please write at most 5,000 characters."))
    return words
