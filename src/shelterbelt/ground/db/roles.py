"""The two roles of the database, and what each may do."""

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from shelterbelt.ground.conf import Conf
from shelterbelt.ground.db.connection import (
    APP,
    DATABASE,
    OWNER,
    is_embedded,
    parameters,
    superuser_parameters,
)
from shelterbelt.ground.db.errors import DatabaseTrouble

PREPARE_LOCK = 0x5E_17_E4_BE_17  # any number, always the same


def connect(conf: Conf, *, role: str, database: str = "") -> psycopg.Connection[tuple[object, ...]]:
    """A connection outside Django, in autocommit mode.

    Args:
        conf: the instance's settings.
        role: `app`, `owner`, or `superuser` (embedded only).
        database: another database of the same server.

    Raises:
        DatabaseTrouble: the server does not answer or does not let the role in.
    """
    given = (
        superuser_parameters(conf)
        if role == "superuser"
        else parameters(conf, role="app" if role == "app" else "owner")
    )
    if database:
        given["dbname"] = database
    try:
        return psycopg.connect(make_conninfo(**{"connect_timeout": "5", **given}), autocommit=True)
    except psycopg.OperationalError as error:
        raise DatabaseTrouble(
            f"The database cannot be reached: {str(error).strip().splitlines()[-1]}",
            where=f"{given.get('host', 'localhost')} database {given['dbname']} as {given.get('user', '')}",
            remedy="Start it with `shelterbelt serve`."
            if is_embedded(conf)
            else "Check DATABASE_URL, that the server runs, and that the role may log in.",
        ) from error


def make_roles_and_database(conf: Conf, database: str = DATABASE) -> None:
    """In the embedded server: both roles, the database, and what the owner's future tables grant."""
    with connect(conf, role="superuser") as server:
        server.execute("SELECT pg_advisory_lock(%s)", (PREPARE_LOCK,))
        # The owner passes row-level security: migrations and backups must see every row. The application never does.
        for role, rights in (
            (OWNER, "LOGIN CREATEDB BYPASSRLS NOSUPERUSER NOCREATEROLE"),
            (APP, "LOGIN NOCREATEDB NOBYPASSRLS NOSUPERUSER NOCREATEROLE"),
        ):
            if not server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone():
                server.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))
            server.execute(sql.SQL("ALTER ROLE {} " + rights).format(sql.Identifier(role)))
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", (database,)).fetchone():
            server.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(
                    sql.Identifier(database), sql.Identifier(OWNER)
                )
            )
        server.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(database)))
        grant_connect(server, database, APP)


def grant_connect(server: psycopg.Connection[tuple[object, ...]], database: str, app: str) -> None:
    """Let the application's role into a database."""
    server.execute(
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(database), sql.Identifier(app))
    )


def app_name(conf: Conf) -> str:
    """The application role's name."""
    return parameters(conf, role="app").get("user", APP)


def grant_rows(owner: psycopg.Connection[tuple[object, ...]], app: str) -> None:
    """Let the application read and write rows of all tables, present and future, and nothing else."""
    role = sql.Identifier(app)
    for statement in (
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE ON SCHEMA public TO {}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}",
        "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO {}",
    ):
        owner.execute(sql.SQL(statement).format(role))
    if owner.execute("SELECT to_regclass('public.django_migrations')").fetchone() != (None,):
        owner.execute(sql.SQL("REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {}").format(role))
    guarded = owner.execute(
        "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE tgname = 'shelterbelt_append_only_rows' AND relnamespace = 'public'::regnamespace"
    ).fetchall()
    for (table,) in guarded:  # the triggers refuse as well; two locks are better than one
        owner.execute(
            sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(sql.Identifier(str(table)), role)
        )
