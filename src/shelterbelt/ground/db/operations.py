"""Migration operations for what Django's models cannot say: row-level security and append-only tables.

They change no model's state and can be undone.
"""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

_POLICY = "shelterbelt_rows"
_TRIGGER = "shelterbelt_append_only"
_FUNCTION = """
CREATE OR REPLACE FUNCTION shelterbelt_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: rows of this table are only ever added', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


class _TableOperation(Operation):
    """What the operations of this module share: one table, no change of state."""

    reversible = True

    def __init__(self, model_or_table: str) -> None:
        self.model_or_table = model_or_table

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Models stay as they are."""

    def table(self, app_label: str, state: ProjectState) -> str:
        """The table's name; a model of the same app may be named instead."""
        model = state.models.get((app_label, self.model_or_table.lower()))
        if model is None:
            return self.model_or_table
        return str(model.options.get("db_table") or f"{app_label}_{self.model_or_table.lower()}")


class ForceRowSecurity(_TableOperation):
    """Show and accept only rows that meet a condition, for the table's owner too.

    Args:
        model_or_table: a model of the same app, or a table's name.
        using_sql: which rows are visible, see `ground.db.policies`.
        with_check_sql: which rows may be written; the same condition if left out.
    """

    def __init__(self, model_or_table: str, using_sql: str, with_check_sql: str | None = None) -> None:
        super().__init__(model_or_table)
        self.using_sql = using_sql
        self.with_check_sql = with_check_sql

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,  # noqa: ARG002 -- Django names it
        to_state: Any,
    ) -> None:
        """Enable, force, and make the one policy."""
        table = schema_editor.quote_name(self.table(app_label, to_state))
        check = self.with_check_sql if self.with_check_sql is not None else self.using_sql
        for statement in (
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY {_POLICY} ON {table} USING ({self.using_sql}) WITH CHECK ({check})",
        ):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,  # noqa: ARG002 -- Django names it
    ) -> None:
        """Drop the policy and open the table."""
        table = schema_editor.quote_name(self.table(app_label, from_state))
        for statement in (
            f"DROP POLICY {_POLICY} ON {table}",
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        ):
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        """For `migrate --plan`."""
        return f"Force row-level security on {self.model_or_table}"


class AppendOnly(_TableOperation):
    """Refuse UPDATE, DELETE and TRUNCATE on a table, whoever asks.

    Args:
        model_or_table: a model of the same app, or a table's name.
    """

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,  # noqa: ARG002 -- Django names it
        to_state: Any,
    ) -> None:
        """Make the triggers; they fire in replication too."""
        table = schema_editor.quote_name(self.table(app_label, to_state))
        for statement in (
            _FUNCTION,
            (
                f"CREATE TRIGGER {_TRIGGER}_rows BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION shelterbelt_refuse_change()"
            ),
            (
                f"CREATE TRIGGER {_TRIGGER}_all BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION shelterbelt_refuse_change()"
            ),
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {_TRIGGER}_rows",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {_TRIGGER}_all",
        ):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,  # noqa: ARG002 -- Django names it
    ) -> None:
        """Drop the triggers; the function stays for other tables."""
        table = schema_editor.quote_name(self.table(app_label, from_state))
        for kind in ("rows", "all"):
            schema_editor.execute(f"DROP TRIGGER {_TRIGGER}_{kind} ON {table}", params=None)

    def describe(self) -> str:
        """For `migrate --plan`."""
        return f"Make {self.model_or_table} append-only"
