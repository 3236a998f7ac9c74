"""Somebody complains, adds to it, takes it back. No account, no name, and nobody of the programme's line reads it.

The audit keeps these deeds without the organisation and under a kind that no lead and no operator reads.
"""

import datetime as dt
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shelterbelt.ground import clock, jobs
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.queries import bearer_of
from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.audit import act
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import digest_token, new_token, seal_field
from shelterbelt.people.access import COMPLAIN, HOLD_COMPLAINT
from shelterbelt.people.choices.safety import (
    ACKNOWLEDGE_DAYS,
    COMPLAINT_KEPT_DAYS,
    DECIDE_DAYS,
    ComplaintOutcome,
    ComplaintState,
    ComplaintStepKind,
)
from shelterbelt.people.models import Complaint, ComplaintStep, Organisation
from shelterbelt.people.queries.complaints import COMPLAINT, officers_of
from shelterbelt.people.services.errors import Refused

TELL_OFFICER = "people.complaint.tell_officer"
REFERENCE_LETTERS = "23456789BCDFGHJKLMNPQRSTVWXZ"
REFERENCE_LENGTH = 8
LONGEST = {"words": 10_000, "about": 1_000, "contact": 500}
LONGEST_MORE = 5_000


@dataclass(frozen=True, slots=True)
class Made:
    """A fresh complaint, and the secret of its link: shown once, kept nowhere."""

    complaint: UUID
    reference: str
    token: str


def make_complaint(
    *,
    by: Actor,
    organisation: UUID,
    words: str,
    about: str = "",
    contact: str = "",
    language: str = "en",
    wants_apart: bool = False,
    not_to: Iterable[UUID] = (),
) -> Made:
    """Take a complaint and tell the officers that something waits.

    Args:
        by: anyone; nothing about who it is gets kept.
        organisation: whose officers read it.
        words: what happened.
        about: whom it is about, in free words.
        contact: how the person can be reached, if they want to say.
        language: in which the person reads.
        wants_apart: whether they ask to be kept apart at once.
        not_to: accounts of officers whom it concerns: for them it does not exist.

    Raises:
        NotThere: no such organisation.
        Refused: nothing was written, too much was, or no officer is left to read it.
    """
    require(COMPLAIN, by)
    given = {"words": _text(words), "about": _text(about), "contact": _text(contact)}
    _refuse(given)
    withheld = frozenset(not_to)
    readers = _readers(organisation, withheld)
    token = new_token()
    bearer = bearer_of(digest_token(token))
    today = clock.today()
    row = Complaint(
        organisation=organisation,
        reference="".join(secrets.choice(REFERENCE_LETTERS) for _place in range(REFERENCE_LENGTH)),
        token_digest=bearer.bearer or "",
        language=language[:8],
        wants_apart=wants_apart,
        withheld_from=sorted(withheld),
        received_at=clock.now(),
        acknowledge_by=today + dt.timedelta(days=ACKNOWLEDGE_DAYS),
        decide_by=today + dt.timedelta(days=DECIDE_DAYS),
    )
    # An account that complains is not named in the record: the deed is the link's.
    with act("people.complaint.make", by=bearer, about=(COMPLAINT, row.pk)), scope(bearer):
        for field, text in given.items():
            if text:
                seal_field(row, field, text, person=row.key, agency=organisation)
        row.save(force_insert=True)
        add_step(row, ComplaintStepKind.RECEIVED, is_told=True)
        for account in readers:
            jobs.enqueue(TELL_OFFICER, account=str(account))
    return Made(row.pk, row.reference, token)


def tell_more(*, by: Actor, words: str) -> None:
    """Whoever complained adds something.

    Raises:
        NotThere: no complaint belongs to this link.
        Refused: nothing was written, too much was, or it is closed.
    """
    words = _text(words)
    if not words or len(words) > LONGEST_MORE:
        raise Refused("words", _("Please write something, at most 5,000 characters."))
    with _held(by) as row, act("people.complaint.tell_more", by=by, about=(COMPLAINT, row.pk)):
        _require_open(row)
        add_step(row, ComplaintStepKind.TOLD_MORE, words, is_told=True)
        tell_officers(row)


def take_back_complaint(*, by: Actor) -> None:
    """Whoever complained takes it back: it is closed. Who is kept apart stays so until an officer ends it.

    Raises:
        NotThere: no complaint belongs to this link.
        Refused: it is closed already.
    """
    with _held(by) as row, act("people.complaint.take_back", by=by, about=(COMPLAINT, row.pk)):
        _require_open(row)
        close_row(row, ComplaintOutcome.TAKEN_BACK)
        add_step(row, ComplaintStepKind.CLOSED, is_told=True)
        tell_officers(row)


def close_row(row: Complaint, outcome: ComplaintOutcome) -> None:
    """Mark as closed, with the day on which all of it is erased. A part of an act that is open."""
    now = clock.now()
    row.state = ComplaintState.CLOSED
    row.outcome = outcome
    row.closed_at = now
    row.erase_on = now.date() + dt.timedelta(days=COMPLAINT_KEPT_DAYS)
    row.save(update_fields=("state", "outcome", "closed_at", "erase_on"))


def add_step(row: Complaint, kind: ComplaintStepKind, words: str = "", *, is_told: bool = False) -> None:
    """Write what was done, its words sealed with the complaint. A part of an act that is open."""
    step = ComplaintStep(complaint=row, kind=kind, is_told=is_told, at=clock.now())
    if words:
        seal_field(step, "words", words, person=row.key, agency=row.organisation)
    step.save(force_insert=True)


def tell_officers(row: Complaint) -> None:
    """Let its handler, or else everyone who may read it, know that something waits. A part of an act that is open."""
    readers = {one.account for one in officers_of(row.organisation)} - set(row.withheld_from)
    for account in sorted({one for one in readers if one == row.handler_id} or readers, key=str):
        jobs.enqueue(TELL_OFFICER, account=str(account))


def _readers(organisation: UUID, withheld: frozenset[UUID]) -> list[UUID]:
    if not Organisation.objects.filter(pk=organisation).exists():
        raise NotThere
    readers = [one.account for one in officers_of(organisation) if one.account not in withheld]
    if not readers:
        raise Refused(
            "words", _("Nobody here can read it now. Please use one of the other ways named on this page.")
        )
    return readers


@contextmanager
def _held(by: Actor) -> Iterator[Complaint]:
    require(HOLD_COMPLAINT, by)
    if by.bearer is None:
        raise NotThere
    with transaction.atomic(), scope(by):
        row = HOLD_COMPLAINT.narrow(Complaint.objects.select_for_update(), by).first()
        if row is None:
            raise NotThere
        yield row


def _require_open(row: Complaint) -> None:
    if row.state == ComplaintState.CLOSED:
        raise Refused("words", _("This complaint is closed. You can make a new one at any time."))


def _refuse(given: dict[str, str]) -> None:
    if not given["words"]:
        raise Refused("words", _("Please write what happened. A few words are enough to begin."))
    for field, most in LONGEST.items():
        if len(given[field]) > most:
            raise Refused(field, _("Please shorten this to %(most)d characters.") % {"most": most})


def _text(given: str) -> str:
    # PostgreSQL keeps no NUL character; a line end is one character, whatever browser sent it.
    return given.replace("\r\n", "\n").replace("\x00", "").strip()
