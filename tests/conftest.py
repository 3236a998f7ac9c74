"""Tests run on a real PostgreSQL, as the application's role, and reach no other machine.

The settings are those of an instance of mode `test` in a temporary folder. It must be named before Django reads
its settings, so it is done here and not in pyproject.toml.
"""

import os

from tests.fixtures import session

session.choose_folder(os.environ)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shelterbelt.settings")

import django  # noqa: E402 -- after the settings are named
import pytest  # noqa: E402

django.setup()

from shelterbelt.ground import clock  # noqa: E402 -- after the settings are read

# Workers share the data folder; a clock that one of them moves must not move the others'.
clock.FILE += f"-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"

pytest_plugins = (
    "tests.fixtures.database",
    "tests.fixtures.actors",
    "tests.fixtures.network",
    "tests.fixtures.postbox",
    "tests.fixtures.together",
    "tests.fixtures.world",
)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the database server and remove the folder, in the process that made it."""
    del config
    session.clear(os.environ)
