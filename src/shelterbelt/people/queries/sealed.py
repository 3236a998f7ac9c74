"""Background reads of consents, one declared use at a time."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from shelterbelt.people.choices import Use

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


def _set(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", (_SETTING, value))
