"""What a database holds, in numbers: rows per table, migrations applied, the audit's last event."""

import psycopg
from psycopg import sql

Connection = psycopg.Connection[tuple[object, ...]]


def tables(connection: Connection) -> tuple[str, ...]:
    """Names of all tables in the schema `public`, sorted."""
    rows = connection.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1"
    )
    return tuple(str(name) for (name,) in rows)


def rows_per_table(connection: Connection) -> dict[str, int]:
    """Exact numbers of rows. The role must see every row."""
    counted = {}
    for table in tables(connection):
        found = connection.execute(
            sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
        ).fetchone()
        counted[table] = int(str(found[0])) if found else 0
    return counted


def applied_migrations(connection: Connection) -> tuple[str, ...]:
    """`app.name` of every migration applied; none in an empty database."""
    if "django_migrations" not in tables(connection):
        return ()
    rows = connection.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
    return tuple(str(name) for (name,) in rows)


def chain_end(connection: Connection) -> tuple[int, str] | tuple[()]:
    """Number and digest of the audit's last event; empty before the first."""
    if "audit_event" not in tables(connection):
        return ()
    found = connection.execute(
        "SELECT sequence, digest FROM audit_event ORDER BY sequence DESC LIMIT 1"
    ).fetchone()
    return (int(str(found[0])), str(found[1])) if found else ()


def is_in_use(connection: Connection) -> bool:
    """Whether anybody has an account here or anything was recorded."""
    present = tables(connection)
    for table in ("access_account", "audit_event"):
        if table in present and connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone():  # noqa: S608 -- two fixed names
            return True
    return False
