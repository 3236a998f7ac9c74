"""Background work of `people`."""

import datetime as dt
from uuid import UUID

from shelterbelt.ground import clock, jobs
from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.jobs import task
from shelterbelt.ground.secrets import destroy_person_key
from shelterbelt.people.formats.held_mails import held_mail
from shelterbelt.people.formats.safety_mails import officer_mail, question_mail
from shelterbelt.people.models import IdentityConfirmation
from shelterbelt.people.queries.complaints import officers_to_remind
from shelterbelt.people.queries.held_texts import text_to_tell, texts_untold
from shelterbelt.people.queries.officers import officer_address
from shelterbelt.people.queries.on_call import addresses_to_tell
from shelterbelt.people.services import end_expired_statements
from shelterbelt.people.services.complaints import TELL_OFFICER
from shelterbelt.people.services.consents import DESTROY_KEY
from shelterbelt.people.services.held_texts import TELL, erase_held_texts_due, note_told
from shelterbelt.people.services.identity import SEND, end_confirmations_due, send_question
from shelterbelt.people.services.upkeep import erase_complaints_due

REMIND_AFTER = dt.timedelta(hours=1)
"""How long a held text waits, each time, until the people on call are written to again."""

REMIND_AHEAD = dt.timedelta(days=1)
"""How long before a complaint's day its officers are reminded, each day until it is done."""


@task(DESTROY_KEY)
def destroy_key(*, key: str) -> None:
    """Destroy the key of a statement whose row is gone; mostly it is gone too by now."""
    destroy_person_key(UUID(key))


@task("people.statements.expire", queue="upkeep", every="41 * * * *", one_at_a_time=True)
def expire(timestamp: int) -> None:
    """Erase what was told under consents that have expired."""
    del timestamp
    end_expired_statements()


@task(TELL, queue="mail", retry=8)
def tell_on_call(*, held: str) -> None:
    """Write to the people on call that a text waits; nothing if someone has acted, or it is gone."""
    waiting = text_to_tell(for_=SYSTEM, held=UUID(held))
    if waiting is None:
        return
    why, listeners = addresses_to_tell(for_=SYSTEM, organisation=waiting.organisation)
    for listener in listeners:
        held_mail(listener, why=why, is_reminder=waiting.is_told).send()
    note_told(by=SYSTEM, held=UUID(held), count=len(listeners))


@task("people.text.remind", queue="upkeep", every="*/10 * * * *", one_at_a_time=True)
def remind_on_call(timestamp: int) -> None:
    """Ask again for every text on which nobody has acted, an hour after the last mail about it."""
    del timestamp
    for held in texts_untold(for_=SYSTEM, told_before=clock.now() - REMIND_AFTER):
        jobs.enqueue(TELL, held=str(held), once=f"{TELL}:{held}")


@task(SEND, queue="mail", retry=8)
def ask_confirmation(*, confirmation: str) -> None:
    """Write to whoever was named; nothing if the question was taken back meanwhile."""
    send_question(confirmation=UUID(confirmation), send=_hand_over)


@task("people.identity.end_due", queue="upkeep", every="11 * * * *", one_at_a_time=True)
def end_confirmations(timestamp: int) -> None:
    """End questions that nobody answered in time."""
    del timestamp
    end_confirmations_due(by=SYSTEM)


@task(TELL_OFFICER, queue="mail", retry=8)
def tell_officer(*, account: str, is_reminder: bool = False) -> None:
    """Write to a complaints officer that something waits; nothing if they are none any more."""
    address = officer_address(UUID(account))
    if address:
        officer_mail(address, is_reminder=is_reminder).send()


@task("people.complaint.remind", queue="upkeep", every="37 6 * * *", one_at_a_time=True)
def remind_officers(timestamp: int) -> None:
    """Each day, remind officers who have a day of a complaint near or behind them, each once."""
    del timestamp
    for account in officers_to_remind(today=clock.today(), ahead=REMIND_AHEAD):
        jobs.enqueue(TELL_OFFICER, account=str(account), is_reminder=True)


@task("people.complaint.erase_due", queue="upkeep", every="29 2 * * *", one_at_a_time=True)
def erase_complaints(timestamp: int) -> None:
    """Erase complaints whose date has come."""
    del timestamp
    erase_complaints_due(by=SYSTEM)


def _hand_over(row: IdentityConfirmation, token: str) -> None:
    question_mail(row, token).send()


@task("people.text.erase_due", queue="upkeep", every="37 2 * * *", one_at_a_time=True)
def erase_due(timestamp: int) -> None:
    """Erase the records of held texts and duties whose date has come."""
    del timestamp
    erase_held_texts_due(by=SYSTEM)
