"""Row-level security: what the database shows to whom, with no help from the application."""

import uuid
from collections.abc import Iterator

import pytest
from django.db import connection, connections, transaction
from django.db.migrations.state import ModelState, ProjectState
from django.db.utils import DatabaseError, ProgrammingError
from tests.fixtures.actors import ActorFactory
from tests.fixtures.database import FreshDatabase

from shelterbelt.ground.access.roles import ANONYMOUS, SYSTEM, Actor, Role
from shelterbelt.ground.db import policies
from shelterbelt.ground.db.operations import AppendOnly, ForceRowSecurity
from shelterbelt.ground.db.scope import scope

OURS, THEIRS = uuid.uuid4(), uuid.uuid4()
RULE = policies.any_of(
    policies.own_organisation("organisation_id"),
    policies.own_link("link"),
    policies.own_account(),
    policies.the_system(),
)


def _apply(operation: ForceRowSecurity | AppendOnly, *, backwards: bool = False) -> None:
    state = ProjectState()
    before = state.clone()
    operation.state_forwards("db", state)
    assert state.models == before.models
    with connections["owner"].schema_editor() as editor:
        run = operation.database_backwards if backwards else operation.database_forwards
        run("db", editor, state, state)


@pytest.fixture
def _notes(fresh_database: FreshDatabase) -> Iterator[None]:
    assert fresh_database.name
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "CREATE TABLE notes (id int, organisation_id uuid, account_id uuid, link text, words text)"
        )
        cursor.execute("INSERT INTO notes VALUES (1, %s, NULL, 'digest-of-a-link', 'canary ours')", [OURS])
        cursor.execute("INSERT INTO notes VALUES (2, %s, %s, '', 'canary theirs')", [THEIRS, THEIRS])
    _apply(ForceRowSecurity("notes", RULE))
    yield
    connections["owner"].close()


def _seen() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM notes ORDER BY id")
        return [number for (number,) in cursor.fetchall()]


@pytest.mark.usefixtures("_notes")
def test_rows_are_shown_by_organisation_account_link_and_to_the_system(actor_factory: ActorFactory) -> None:
    ours = actor_factory(Role.PROGRAMME_STAFF, organisation=OURS)
    cases = {
        ours: [1],
        actor_factory(Role.PROGRAMME_STAFF, organisation=THEIRS): [2],
        Actor(label="account", account=THEIRS): [2],
        Actor(label="bearer", bearer="digest-of-a-link"): [1],
        Actor(label="bearer", bearer="another"): [],
        actor_factory(Role.PROGRAMME_LEAD): [],
        actor_factory(Role.OPERATOR): [],
        ANONYMOUS: [],
        SYSTEM: [1, 2],
    }
    seen = {}
    for actor in cases:
        with scope(actor):
            seen[actor] = _seen()
    assert seen == cases
    assert _seen() == []


@pytest.mark.usefixtures("_notes")
def test_writes_outside_the_rule_are_refused(actor_factory: ActorFactory) -> None:
    ours = actor_factory(Role.PROGRAMME_STAFF, organisation=OURS)
    with pytest.raises(ProgrammingError, match="row-level security"), scope(ours):
        connection.cursor().execute("INSERT INTO notes VALUES (3, %s, NULL, '', '')", [THEIRS])
    with scope(ours), connection.cursor() as cursor:
        cursor.execute("UPDATE notes SET words = 'x' WHERE id = 2")
        assert cursor.rowcount == 0


@pytest.mark.usefixtures("_notes")
def test_scopes_nest_and_end(actor_factory: ActorFactory) -> None:
    ours = actor_factory(Role.PROGRAMME_STAFF, organisation=OURS)
    theirs = actor_factory(Role.PROGRAMME_STAFF, organisation=THEIRS)
    with transaction.atomic():
        with scope(ours):
            with scope(theirs):
                assert _seen() == [2]
            assert _seen() == [1]
            with pytest.raises(LookupError), scope(theirs):
                raise LookupError
            assert _seen() == [1]
        assert _seen() == []


@pytest.mark.usefixtures("_notes")
def test_without_force_the_rule_can_be_taken_back(actor_factory: ActorFactory) -> None:
    """The negative control: the same query does see the rows once the policy is gone."""
    _apply(ForceRowSecurity("notes", RULE), backwards=True)
    with scope(actor_factory(Role.PROGRAMME_STAFF, organisation=OURS)):
        assert _seen() == [1, 2]


def test_append_only_refuses_every_change_and_can_be_taken_back(fresh_database: FreshDatabase) -> None:
    assert fresh_database.name
    with connections["owner"].cursor() as owner:
        owner.execute("CREATE TABLE ledger (id int)")
        owner.execute("INSERT INTO ledger VALUES (1)")
        _apply(AppendOnly("ledger"))
        changes = ("UPDATE ledger SET id = 2", "DELETE FROM ledger", "TRUNCATE ledger")
        for change in changes:
            with pytest.raises(DatabaseError, match="only ever added"):
                owner.execute(change)
        owner.execute("INSERT INTO ledger VALUES (2)")
        _apply(AppendOnly("ledger"), backwards=True)
        owner.execute("DELETE FROM ledger")
        assert owner.rowcount == 2
    connections["owner"].close()


def test_operations_name_the_table_of_a_model() -> None:
    state = ProjectState()
    state.add_model(ModelState("learn", "Cohort", []))
    state.add_model(ModelState("learn", "Term", [], options={"db_table": "terms"}))
    assert AppendOnly("Cohort").table("learn", state) == "learn_cohort"
    assert AppendOnly("Term").table("learn", state) == "terms"
    assert AppendOnly("other_table").table("learn", state) == "other_table"
