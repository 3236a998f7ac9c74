"""Bring an instance's database up to this release: roles, database, tables, grants."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connections

from shelterbelt.ground.conf import Conf
from shelterbelt.ground.db import embedded
from shelterbelt.ground.db.connection import is_embedded
from shelterbelt.ground.db.errors import DatabaseTrouble
from shelterbelt.ground.db.roles import PREPARE_LOCK, app_name, connect, grant_rows, make_roles_and_database


def prepare(conf: Conf, *, database: str = "") -> None:
    """Make everything the application needs, or what is missing of it. Several may call it at once.

    Starts the embedded server if need be. With `DATABASE_URL` the roles and the database must exist (the
    operator's handbook gives the statements).

    Args:
        conf: the instance's settings.
        database: another database than the instance's own, as when a backup is restored beside it.

    Raises:
        DatabaseTrouble: the server cannot be used, or the application's role has rights that make it unsafe.
    """
    if is_embedded(conf):
        embedded.start(conf)
        if not database:
            make_roles_and_database(conf)
    with connect(conf, role="owner", database=database) as owner:
        owner.execute("SELECT pg_advisory_lock(%s)", (PREPARE_LOCK,))
        grant_rows(owner, app_name(conf))
        with looking_at(database, "owner"):
            call_command("migrate", database="owner", verbosity=0, interactive=False)
        grant_rows(owner, app_name(conf))
    with connect(conf, role="app", database=database) as app:
        refuse_powerful_role(app, setting="DATABASE_URL")


def refuse_powerful_role(app: object, *, setting: str) -> None:
    """Stop if the application's role could pass the rules that protect rows.

    Raises:
        DatabaseTrouble: the role is a superuser, passes row-level security, owns tables or may make some.
    """
    found = powers_of_role(app)
    if found:
        raise DatabaseTrouble(
            f"The application's database role has too many rights: {', '.join(found)}.",
            where=setting,
            remedy="Give DATABASE_URL a role of its own that owns nothing; see the operator's handbook, 'Database'.",
        )


def powers_of_role(app: object) -> tuple[str, ...]:
    """The rights of the connected role that it must not have, in words."""
    row = app.execute(  # type: ignore[attr-defined]
        """
        SELECT rolsuper, rolbypassrls,
               EXISTS (SELECT 1 FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
                       AND c.relkind IN ('r', 'p') AND pg_has_role(current_user, c.relowner, 'USAGE')),
               has_schema_privilege('public', 'CREATE')
        FROM pg_roles WHERE rolname = current_user
        """
    ).fetchone()
    words = ("superuser", "passes row-level security", "owns tables", "may make tables")
    return tuple(word for word, is_so in zip(words, row, strict=True) if is_so)


@contextmanager
def looking_at(database: str, *aliases: str) -> Iterator[None]:
    """Lead Django's connections of these aliases to another database for a while, in every thread.

    Args:
        database: its name; empty leaves everything as it is.
        aliases: `default`, `owner`.
    """
    usual = {alias: connections.databases[alias]["NAME"] for alias in aliases}
    _lead({alias: database or name for alias, name in usual.items()})
    try:
        yield
    finally:
        _lead(usual)


def _lead(names: dict[str, str]) -> None:
    for alias, name in names.items():
        connections[alias].close()
        connections.databases[alias]["NAME"] = name
        connections[alias].settings_dict["NAME"] = name
