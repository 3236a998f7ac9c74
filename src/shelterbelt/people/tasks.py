"""Background work of `people`."""

import datetime as dt
from uuid import UUID

from shelterbelt.ground import clock, jobs
from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.jobs import task
from shelterbelt.ground.secrets import destroy_person_key
from shelterbelt.people.formats.held_mails import held_mail
from shelterbelt.people.queries.held_texts import text_to_tell, texts_untold
from shelterbelt.people.queries.on_call import addresses_to_tell
from shelterbelt.people.services import end_expired_statements
from shelterbelt.people.services.consents import DESTROY_KEY
from shelterbelt.people.services.held_texts import TELL, note_told

REMIND_AFTER = dt.timedelta(hours=1)
"""How long a held text waits, each time, until the people on call are written to again."""


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
