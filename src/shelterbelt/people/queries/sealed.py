"""The two doors beside the owner's own: consents of one declared use, and one person's rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction

from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.people.choices import Use
from shelterbelt.people.models import Professional

PERSON = "person"
"""The kind under which the audit and the keys know a professional."""

_SETTING = "shelterbelt.use"


@contextmanager
def declare_use(use: Use) -> Iterator[None]:
    """Within the system's scope: row-level security shows the consents to this use, and no others.

    The setting never outlives the transaction; it is emptied before that.
    """
    _set(use.value)
    yield
    if not connection.needs_rollback:
        _set("")


@contextmanager
def in_place_of(person: UUID) -> Iterator[Professional | None]:
    """One transaction that reaches one person's sealed rows, for erasing and for ending what has expired.

    Row-level security lets only the person's own account through; this is the one door beside it. Callers
    never hand on what they read.

    Yields:
        The professional, or None where there is no such person.
    """
    with transaction.atomic():
        found = Professional.objects.select_for_update().filter(pk=person).first()
        account = found.account_id if found else None
        with scope(Actor(label=f"{PERSON}:{person}", account=account)):
            yield found


def _set(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", (_SETTING, value))
