"""Tell the database for whom a transaction reads and writes, for row-level security.

Policies compare rows with five settings that last no longer than the transaction:

- `shelterbelt.actor`: the actor's label, such as `account:<uuid>`, `bearer:<digest>`, `anonymous`, `system`
- `shelterbelt.account`: the account's UUID, or empty
- `shelterbelt.organisations`: UUIDs of the actor's organisations, with commas
- `shelterbelt.held`: the roles held, as `role:organisation` with commas
- `shelterbelt.bearer`: the digest of the secret link held, or empty

Outside a scope they are empty, and a table under row-level security shows no row.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from shelterbelt.ground.access.roles import Actor

_NAMES = (
    "shelterbelt.actor",
    "shelterbelt.account",
    "shelterbelt.organisations",
    "shelterbelt.held",
    "shelterbelt.bearer",
)
_READ = "SELECT " + ", ".join(f"coalesce(current_setting('{name}', true), '')" for name in _NAMES)
_WRITE = "SELECT " + ", ".join(f"set_config('{name}', %s, true)" for name in _NAMES)


@contextmanager
def scope(actor: Actor) -> Iterator[None]:
    """Open a transaction, or a savepoint in the one that is open, in which the database knows the actor.

    Scopes nest: the inner one rules until it ends, then the outer one does again.
    """
    with transaction.atomic():
        outer = _settings() if _is_nested() else None
        _set(_of(actor))
        yield
        if outer is not None and not connection.needs_rollback:
            # A savepoint that is released keeps its settings; one that is rolled back gives them back itself.
            _set(outer)


def _is_nested() -> bool:
    return len(connection.savepoint_ids) > 0


def _of(actor: Actor) -> tuple[str, ...]:
    organisations = ",".join(sorted(str(organisation) for organisation in actor.organisations()))
    held = ",".join(sorted(f"{one.role}:{one.organisation}" for one in actor.held if one.organisation))
    return (actor.label, str(actor.account or ""), organisations, held, actor.bearer or "")


def _settings() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        return tuple(cursor.fetchone())


def _set(values: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, values)
