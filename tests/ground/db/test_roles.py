"""What the application's role may and may not do."""

import uuid

import psycopg
import pytest
from django.db import connection, connections, transaction
from django.db.utils import ProgrammingError
from tests.fixtures.database import FreshDatabase

from shelterbelt.ground.access.models import Account
from shelterbelt.ground.db import tally
from shelterbelt.ground.db.errors import DatabaseTrouble
from shelterbelt.ground.db.prepare import powers_of_role, prepare, refuse_powerful_role
from shelterbelt.ground.db.roles import connect


@pytest.mark.django_db
def test_application_role_has_no_powers() -> None:
    with connection.cursor() as cursor:
        assert powers_of_role(cursor.connection) == ()
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False, False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE access_account CASCADE",
        "CREATE TABLE mine (a int)",
        "CREATE SCHEMA mine",
        "ALTER TABLE access_account DISABLE TRIGGER ALL",
        "ALTER TABLE access_account OWNER TO current_user",
        "DROP TABLE access_grant",
        "DELETE FROM django_migrations",
        "SET session_replication_role = replica",
        "SET ROLE shelterbelt_owner",
    ],
)
def test_application_role_is_refused(statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner|must be able"),
        transaction.atomic(),
    ):
        connection.cursor().execute(statement)


def test_owner_is_found_too_powerful_for_the_application(fresh_database: FreshDatabase) -> None:
    with connect(fresh_database.conf, role="owner") as owner:
        assert powers_of_role(owner) == ("passes row-level security", "owns tables", "may make tables")
        with pytest.raises(DatabaseTrouble, match="too many rights"):
            refuse_powerful_role(owner, setting="DATABASE_URL")


def test_future_tables_are_open_to_the_application(fresh_database: FreshDatabase) -> None:
    with connect(fresh_database.conf, role="owner") as owner:
        owner.execute("CREATE TABLE later (id bigserial, word text)")
    with connect(fresh_database.conf, role="app") as app:
        app.execute("INSERT INTO later (word) VALUES ('here')")
        assert app.execute("SELECT id, word FROM later").fetchall() == [(1, "here")]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("TRUNCATE later")


def test_application_can_use_the_job_queue(fresh_database: FreshDatabase) -> None:
    with connect(fresh_database.conf, role="app") as app:
        row = app.execute(
            "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('q', 't', 0, NULL, NULL, '{}', NULL)"
            "::procrastinate_job_to_defer_v1])"
        ).fetchone()
        worker = app.execute("SELECT procrastinate_register_worker_v1()").fetchone()
        assert worker is not None
        fetched = app.execute(
            "SELECT id, status FROM procrastinate_fetch_job_v2(NULL, %s)", (worker[0],)
        ).fetchone()
        assert row is not None
        assert fetched == (row[0][0] if isinstance(row[0], list) else row[0], "doing")


def test_prepare_again_changes_no_row(fresh_database: FreshDatabase) -> None:
    Account.objects.create_user(f"{uuid.uuid4().hex}@example.org")
    with connect(fresh_database.conf, role="owner") as owner:
        before = tally.rows_per_table(owner)
        prepare(fresh_database.conf)
        assert tally.rows_per_table(owner) == before
    assert connections["default"].settings_dict["NAME"] == fresh_database.name
