"""Law: the tables are what the models say; no change of a model is left without its migration (promise 9)."""

from __future__ import annotations

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation


def left_out(before: ProjectState, loader: MigrationLoader) -> list[str]:
    """Operations that some migration should hold and none does, for our own tables.

    Labels of choices are compared in the source language, the one that migrations are written in.
    """
    ours = {one.label for one in apps.get_app_configs() if one.name.startswith("shelterbelt.")}
    with translation.override(None):
        detector = MigrationAutodetector(before, ProjectState.from_apps(apps))
        changes = detector.changes(graph=loader.graph)
    return [
        f"{label}: {operation.describe()}"
        for label, migrations in changes.items()
        if label in ours
        for migration in migrations
        for operation in migration.operations
    ]


def test_every_model_has_its_migration() -> None:
    loader = MigrationLoader(None)
    assert left_out(loader.project_state(), loader) == []


def test_a_language_left_on_by_another_test_changes_nothing() -> None:
    loader = MigrationLoader(None)
    with translation.override("ar"):
        assert left_out(loader.project_state(), loader) == []


def test_a_field_without_a_migration_is_found() -> None:
    loader = MigrationLoader(None)
    before = loader.project_state()
    before.remove_field("equip", "goal", "removed_at")
    assert left_out(before, loader) == ["equip: Add field removed_at to goal"]
