"""Background work of `people`."""

from uuid import UUID

from shelterbelt.ground.jobs import task
from shelterbelt.ground.secrets import destroy_person_key
from shelterbelt.people.services import end_expired_statements
from shelterbelt.people.services.consents import DESTROY_KEY


@task(DESTROY_KEY)
def destroy_key(*, key: str) -> None:
    """Destroy the key of a statement whose row is gone; mostly it is gone too by now."""
    destroy_person_key(UUID(key))


@task("people.statements.expire", queue="upkeep", every="41 * * * *", one_at_a_time=True)
def expire(timestamp: int) -> None:
    """Erase what was told under consents that have expired."""
    del timestamp
    end_expired_statements()
