"""Someone names who knows them; that person is asked one question, once.

An employer, a referee and an elder of a community have equal standing: the choice is the applicant's.
"""

import datetime as dt
import json
from collections.abc import Callable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shelterbelt.ground import clock, jobs
from shelterbelt.ground.access.permissions import Denied, NotThere, require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.audit import act
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import digest_token, new_token, read_field, seal_field
from shelterbelt.people.access import ANSWER_CONFIRMATION, ASK_CONFIRMATION, READ_CONFIRMATIONS
from shelterbelt.people.choices.safety import CONFIRMATION_DAYS, ConfirmationKind, ConfirmationState
from shelterbelt.people.models import IdentityConfirmation, Organisation
from shelterbelt.people.queries.identity import CONFIRMATION, Named, named_in, question_to_send
from shelterbelt.people.services.errors import Refused

SEND = "people.identity.ask"
LONGEST_WORDS = 2_000
MOST_ASKED = 6
"""How many people one person can name within `CONFIRMATION_DAYS`: mail goes to strangers, so there is an end."""
LONGEST = {"name": 200, "email": 254, "phone": 40, "relationship": 300, "known_as": 200}
ANSWERS = (ConfirmationState.CONFIRMED, ConfirmationState.NOT_KNOWN, ConfirmationState.CONCERN)
_SOON = dt.timedelta(days=CONFIRMATION_DAYS)


def ask_confirmation(
    *,
    by: Actor,
    person: UUID,
    organisation: UUID,
    kind: str,
    name: str,
    email: str,
    relationship: str,
    language: str,
    known_as: str = "",
    phone: str = "",
) -> UUID:
    """Ask somebody outside whether they know a person.

    With an address a mail goes out; with a telephone number alone, staff call.

    Args:
        by: the person, or staff; the caller has made sure that `person` is the actor's own key.
        person: the id of that key.
        organisation: for whom it is asked.
        kind: employer, referee or elder.
        name: who is asked.
        email: their address, or empty.
        relationship: how they know each other.
        language: in which language they are written to.
        known_as: the name by which they know the person.
        phone: their number, where they are better called.

    Returns: the id of the question.

    Raises:
        Refused: something is missing or unusable, or too many were asked lately.
        Denied: nobody who may ask.
    """
    require(ASK_CONFIRMATION, by)
    named = _usable(Named(name.strip(), email.strip(), phone.strip(), relationship.strip(), known_as.strip()))
    if kind not in ConfirmationKind.values:
        raise Refused("kind", _("Choose who can say that they know you."))
    now = clock.now()
    about = (CONFIRMATION, person)
    with act("people.identity.ask", by=by, about=about, organisation=organisation) as event, scope(SYSTEM):
        if not Organisation.objects.filter(pk=organisation).exists():
            raise NotThere
        _refuse_many(person, named, now)
        row = IdentityConfirmation(
            person=person,
            organisation=organisation,
            kind=kind,
            language=language[:8],
            token_digest=digest_token(new_token()),  # nobody's yet: the link is made when the mail is
            asked_at=now,
            expires_at=now + _SOON,
        )
        seal_field(row, "sealed", _sealed(named), person=person, agency=organisation)
        row.save(force_insert=True)
        event.note(confirmation=row.pk, kind=kind, is_by_mail=bool(named.email))
        if named.email:
            jobs.enqueue(SEND, confirmation=str(row.pk))
    return row.pk


def send_question(
    *, by: Actor = SYSTEM, confirmation: UUID, send: Callable[[IdentityConfirmation, str], None]
) -> None:
    """Make the secret link and hand the mail over, both or neither; nothing where nothing waits to be sent.

    Args:
        by: the system.
        confirmation: which question.
        send: takes the question and the link's secret, which is kept nowhere.

    Raises:
        Denied: anyone but the system.
    """
    if by is not SYSTEM:
        raise Denied("people.identity.send")
    with transaction.atomic(), scope(SYSTEM):
        row = question_to_send(for_=SYSTEM, confirmation=confirmation)
        if row is None:
            return
        about = (CONFIRMATION, row.pk)
        with act("people.identity.send", by=SYSTEM, about=about, organisation=row.organisation):
            token = new_token()
            row.token_digest = digest_token(token)
            row.save(update_fields=("token_digest",))
            send(row, token)


def answer_confirmation(*, by: Actor, answer: str, words: str = "") -> None:
    """Whoever was asked answers, once.

    Raises:
        NotThere: no question waits behind this link: it was answered, taken back, or its time is over.
        Refused: no such answer, or too many words.
    """
    require(ANSWER_CONFIRMATION, by)
    if by.bearer is None:
        raise NotThere
    words = _checked(answer, words)
    with transaction.atomic(), scope(by):
        rows = IdentityConfirmation.objects.select_for_update()
        row = ANSWER_CONFIRMATION.narrow(rows, by).first()
        _require_open(row)
        assert row is not None  # noqa: S101 -- an absent row is not open
        about = (CONFIRMATION, row.pk)
        with act("people.identity.answer", by=by, about=about, organisation=row.organisation):
            _answer(row, answer, words)


def record_answer(*, by: Actor, confirmation: UUID, answer: str, words: str = "") -> None:
    """Staff write down what someone told them by telephone, or what came of a talk about a concern.

    Raises:
        NotThere: there is none in the actor's organisations, or it was taken back.
        Refused: no such answer, or too many words.
    """
    require(READ_CONFIRMATIONS, by)
    words = _checked(answer, words)
    with transaction.atomic(), scope(by):
        rows = READ_CONFIRMATIONS.narrow(IdentityConfirmation.objects.select_for_update(), by)
        row = rows.filter(pk=confirmation).exclude(state=ConfirmationState.TAKEN_BACK).first()
        if row is None:
            raise NotThere
        about = (CONFIRMATION, row.pk)
        with act("people.identity.record", by=by, about=about, organisation=row.organisation) as event:
            event.note(former=row.state)
            _answer(row, answer, words)


def take_back_confirmation(*, by: Actor, person: UUID, confirmation: UUID) -> None:
    """A person takes a question back; the link ends at once, and whom they named is forgotten.

    Raises:
        NotThere: no question of this person waits under this id.
    """
    require(ASK_CONFIRMATION, by)
    with transaction.atomic(), scope(SYSTEM):
        rows = IdentityConfirmation.objects.select_for_update()
        row = rows.filter(pk=confirmation, person=person).first()
        _require_open(row)
        assert row is not None  # noqa: S101 -- an absent row is not open
        about = (CONFIRMATION, row.pk)
        with act("people.identity.take_back", by=by, about=about, organisation=row.organisation):
            row.state = ConfirmationState.TAKEN_BACK
            row.sealed = None
            row.token_digest = digest_token(new_token())
            row.save(update_fields=("state", "sealed", "token_digest"))


def end_confirmations_due(*, by: Actor = SYSTEM) -> int:
    """Questions whose time is over end; returns how many.

    Raises:
        Denied: anyone but the system.
    """
    if by is not SYSTEM:
        raise Denied("people.identity.end")
    with act("people.identity.end_due", by=by, about=("instance", None)) as event, scope(by):
        rows = IdentityConfirmation.objects.filter(state=ConfirmationState.ASKED, expires_at__lte=clock.now())
        ended = rows.update(state=ConfirmationState.EXPIRED)
        event.note(ended=ended)
    return ended


def _answer(row: IdentityConfirmation, answer: str, words: str) -> None:
    former = read_field(row, "words", person=row.person, agency=row.organisation)
    kept = f"{former}\n\n{words}".strip() if words else former
    row.state = ConfirmationState(answer)
    row.answered_at = clock.now()
    if kept:
        seal_field(row, "words", kept, person=row.person, agency=row.organisation)
    row.save(update_fields=("state", "answered_at", "words"))


def _require_open(row: IdentityConfirmation | None) -> None:
    if row is None or row.state != ConfirmationState.ASKED or row.expires_at <= clock.now():
        raise NotThere


def _checked(answer: str, words: str) -> str:
    if answer not in ANSWERS:
        raise Refused("answer", _("Choose one of the answers."))
    words = words.replace("\x00", "").strip()
    if len(words) > LONGEST_WORDS:
        raise Refused("words", _("Please write at most 2,000 characters."))
    return words


def _usable(named: Named) -> Named:
    if not named.name:
        raise Refused("name", _("Please write who can be asked."))
    if not named.email and not named.phone:
        raise Refused("email", _("Please give a mail address, or a telephone number at which we may call."))
    for field, most in LONGEST.items():
        if len(getattr(named, field)) > most:
            raise Refused(field, _("Please shorten this to %(most)d characters.") % {"most": most})
    if named.email:
        try:
            validate_email(named.email)
        except ValidationError:
            raise Refused("email", _("This does not look like an e-mail address. Please check it.")) from None
    return named


def _refuse_many(person: UUID, named: Named, now: dt.datetime) -> None:
    lately = IdentityConfirmation.objects.filter(person=person, asked_at__gt=now - _SOON)
    if lately.count() >= MOST_ASKED:
        raise Refused(
            "name", _("You have named several people lately. Please write to the programme instead.")
        )
    waiting = lately.filter(state=ConfirmationState.ASKED)
    if named.email and any(named_in(row).email.lower() == named.email.lower() for row in waiting):
        raise Refused("email", _("This person has been asked already."))


def _sealed(named: Named) -> str:
    return json.dumps({field: getattr(named, field) for field in LONGEST}, ensure_ascii=False)
