"""A text that may tell of a child or of danger is held by one press, acted on, and shown again or kept.

Nothing is copied, nothing is forwarded, no reason is asked. The people on call are told that something waits.
"""

import datetime as dt
import json
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shelterbelt.ground import audit, clock, jobs
from shelterbelt.ground.access.permissions import Denied, NotThere, require
from shelterbelt.ground.access.queries import accounts_with
from shelterbelt.ground.access.roles import SYSTEM, Actor, Role
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import seal_field
from shelterbelt.people.access import ACT_ON_TEXTS, HOLD_TEXTS, SET_ON_CALL
from shelterbelt.people.choices.safety import HELD_KEPT_DAYS, HeldAction, HeldState, TextPlace
from shelterbelt.people.models import HeldText, OnCall
from shelterbelt.people.queries.held_places import Standing, reader_of
from shelterbelt.people.queries.held_texts import HELD, accounts_of, done_about
from shelterbelt.people.queries.on_call import Told, listeners_now
from shelterbelt.people.services.consents import DESTROY_KEY
from shelterbelt.people.services.errors import Refused

TELL = "people.text.tell"
LONGEST_NOTE = 2_000
LONGEST_DUTY_DAYS = 31


def hold_text(
    *,
    by: Actor,
    place: str,
    object_id: UUID,
    organisation: UUID,
    person: UUID | None = None,
    country: str = "",
) -> UUID:
    """Hold a text, unseen by others from now on. Holding what is held changes nothing.

    For people who read texts in the course of work; whoever wrote one uses `hold_text_seen`.

    Returns:
        The id of the held text.

    Raises:
        NotThere: not the actor's organisation.
        Denied: the actor reads no texts there.
        ValueError: no such place.
    """
    require(HOLD_TEXTS, by, organisation)
    return _hold(by, TextPlace(place), Standing(object_id, organisation, person, country))


def hold_text_seen(*, by: Actor, place: str, object_id: UUID) -> UUID:
    """Hold a text that the actor can see: a reader of it, or whoever wrote it, behind their own link.

    Returns:
        The id of the held text.

    Raises:
        NotThere: there is no such text for this actor.
    """
    reader = reader_of(place)
    standing = reader.find(by, object_id) if reader else None
    if standing is None:
        raise NotThere
    return _hold(by, TextPlace(place), standing)


def act_on_text(*, by: Actor, held: UUID, action: str, words: str = "", is_shown_again: bool = False) -> None:
    """Write down what was done, as often as something was; the last thing done stands in the list.

    Raises:
        Refused: no such action, or too many words.
        NotThere: there is none in the actor's organisations.
    """
    if action not in HeldAction.values:
        raise Refused("action", _("Choose what you did."))
    if len(words) > LONGEST_NOTE:
        raise Refused("words", _("Write at most 2,000 characters."))
    with transaction.atomic(), scope(by):
        row = _row(by, held)
        with audit.act(
            "people.text.act", by=by, about=(HELD, row.pk), organisation=row.organisation
        ) as event:
            event.note(action=action, is_shown_again=is_shown_again)
            _add(row, HeldAction(action), words.strip())
            if row.state != HeldState.RELEASED:
                row.state = HeldState.ACTED_ON
            if is_shown_again:
                _release(row)
            row.save()


def release_text(*, by: Actor, held: UUID) -> None:
    """Show the text again to those who could read it before.

    Raises:
        Refused: nobody has written down what was done.
        NotThere: there is none in the actor's organisations.
    """
    with transaction.atomic(), scope(by):
        row = _row(by, held)
        if row.state == HeldState.HELD:
            raise Refused("action", _("First write down what was done, even if nothing had to be done."))
        with audit.act("people.text.release", by=by, about=(HELD, row.pk), organisation=row.organisation):
            _release(row)
            row.save()


def note_told(*, by: Actor = SYSTEM, held: UUID, count: int) -> None:
    """The people on call were written to.

    Raises:
        Denied: anyone but the system.
    """
    if by is not SYSTEM:
        raise Denied(TELL)
    with audit.act(TELL, by=by, about=(HELD, held)) as event, scope(by):
        event.note(people=count)
        HeldText.objects.filter(pk=held).update(told_at=clock.now())


def put_on_call(
    *, by: Actor, organisation: UUID, account: UUID, starts_at: dt.datetime, ends_at: dt.datetime
) -> UUID:
    """Someone is on call from a moment to a moment. Two people may be on call at once.

    Raises:
        Refused: the times do not fit, or this account does not hold the role.
        NotThere, Denied: not a lead of the organisation.
    """
    require(SET_ON_CALL, by, organisation)
    if ends_at <= starts_at or ends_at <= clock.now():
        raise Refused("ends_at", _("Choose an end after the beginning, in the future."))
    if ends_at - starts_at > dt.timedelta(days=LONGEST_DUTY_DAYS):
        raise Refused("ends_at", _("Nobody can be on call for more than 31 days at a time."))
    if account not in accounts_with(Role.SAFEGUARDING, organisation=organisation):
        raise Refused("account", _("Choose someone who holds the role “safeguarding, on call”."))
    about = ("organisation", organisation)
    with audit.act("people.on_call.set", by=by, about=about, organisation=organisation) as event, scope(by):
        event.note(account=account, starts_at=starts_at, ends_at=ends_at)
        row = OnCall.objects.create(
            organisation=organisation, account_id=account, starts_at=starts_at, ends_at=ends_at
        )
        return row.pk


def end_on_call(*, by: Actor, duty: UUID) -> None:
    """A duty ends now; one that has not begun is taken away.

    Raises:
        NotThere: there is none in an organisation that the actor leads.
    """
    with transaction.atomic(), scope(by):
        row = SET_ON_CALL.narrow(OnCall.objects.select_for_update(), by).filter(pk=duty).first()
        if row is None:
            raise NotThere
        about = ("organisation", row.organisation)
        with audit.act("people.on_call.end", by=by, about=about, organisation=row.organisation) as event:
            event.note(account=row.account_id)
            if row.starts_at < clock.now():
                row.ends_at = min(row.ends_at, clock.now())
                row.save(update_fields=("ends_at",))
            else:
                row.delete()


def erase_held_texts(person: UUID) -> int:
    """Delete what says that texts of the person were held, with the keys of the notes; and their duties.

    What was done stays in the audit, as a word of a closed list under a random number.
    """
    with transaction.atomic(), scope(SYSTEM):
        rows = list(HeldText.objects.select_for_update().filter(person=person))
        for row in rows:
            # Keys lie in files, which do not roll back: they go by a job that exists only if the row is gone.
            jobs.enqueue(DESTROY_KEY, key=str(row.key))
            row.delete()
        return len(rows) + OnCall.objects.filter(accounts_of(person)).delete()[0]


def erase_held_texts_due(*, by: Actor = SYSTEM) -> int:
    """Erase the records of texts shown again, and of duties that ended, long ago; returns how many rows.

    Raises:
        Denied: anyone but the system.
    """
    if by is not SYSTEM:
        raise Denied("people.text.erase_due")
    before = clock.now() - dt.timedelta(days=HELD_KEPT_DAYS)
    with audit.act("people.text.erase_due", by=by, about=("instance", None)) as event, scope(by):
        rows = list(HeldText.objects.select_for_update().filter(released_at__lt=before))
        for row in rows:
            jobs.enqueue(DESTROY_KEY, key=str(row.key))
            row.delete()
        erased = len(rows) + OnCall.objects.filter(ends_at__lt=before).delete()[0]
        event.note(erased=erased)
    return erased


def _hold(by: Actor, place: TextPlace, standing: Standing) -> UUID:
    listeners = listeners_now(organisation=standing.organisation)
    first = listeners.accounts[0] if listeners.why is Told.ON_CALL else None
    with transaction.atomic():
        if known := _held_already(place, standing.object_id):
            return known
        row = HeldText(
            organisation=standing.organisation,
            place=place,
            object_id=standing.object_id,
            person=standing.person,
            country=standing.country,
            on_call_id=first,
        )
        about = (HELD, row.pk)
        with audit.act("people.text.hold", by=by, about=about, organisation=standing.organisation) as event:
            event.note(place=place, told=listeners.why)
            with scope(SYSTEM):
                HeldText.objects.bulk_create([row], ignore_conflicts=True)
            jobs.enqueue(TELL, held=str(row.pk), once=f"{TELL}:{row.pk}")
        # Two who press at the same moment: the database lets one through, and both meant the same.
        return _held_already(place, standing.object_id) or row.pk


def _held_already(place: TextPlace, object_id: UUID) -> UUID | None:
    with scope(SYSTEM):
        rows = HeldText.objects.filter(place=place, object_id=object_id).exclude(state=HeldState.RELEASED)
        return rows.values_list("pk", flat=True).first()


def _row(by: Actor, held: UUID) -> HeldText:
    row = ACT_ON_TEXTS.narrow(HeldText.objects.select_for_update(), by).filter(pk=held).first()
    if row is None:
        raise NotThere
    return row


def _add(row: HeldText, action: HeldAction, words: str) -> None:
    now = clock.now()
    step = {"at": now.isoformat(), "action": action.value, "words": words}
    before = [
        {"at": one.at.isoformat(), "action": one.action.value, "words": one.words} for one in done_about(row)
    ]
    told = json.dumps([*before, step], ensure_ascii=False)
    seal_field(row, "note", told, person=row.key, agency=row.organisation)
    row.action, row.acted_at = action, now


def _release(row: HeldText) -> None:
    if row.released_at is None:
        row.state, row.released_at = HeldState.RELEASED, clock.now()
