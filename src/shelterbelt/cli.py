"""The command line: `shelterbelt <command>`. Each part of the house brings its own commands."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

import django

from shelterbelt import __version__
from shelterbelt.demonstration.environment import NoDemonstration, settle
from shelterbelt.ground.conf import UnsafeConfiguration

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shelterbelt.settings")
WITHOUT_INSTANCE = {
    "network": "shelterbelt.cultivate.commands",
    "plan": "shelterbelt.learn.commands",
    "readiness": "shelterbelt.equip.commands",
}
"""Commands that need no settings, no database and no keys, and leave no trace in a home folder."""

COMMANDS = (
    "shelterbelt.cultivate.commands",
    "shelterbelt.learn.commands",
    "shelterbelt.learn.commands.applicant",
    "shelterbelt.equip.commands",
    "shelterbelt.equip.commands.agency",
    "shelterbelt.people.commands",
    "shelterbelt.ground.server",
    "shelterbelt.demonstration.commands",
    "shelterbelt.ground.db.commands",
    "shelterbelt.ground.audit.commands",
    "shelterbelt.ground.jobs.commands",
    "shelterbelt.ground.holdings.commands",
    "shelterbelt.ground.secrets.commands",
    "shelterbelt.ground.design.commands",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        The exit code: 0 done, 1 found something to mend, 2 the command was not understood.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    alone = WITHOUT_INSTANCE.get(given[0]) if given else None
    try:
        if given[:1] == ["demo"]:
            settle(os.environ, given[1:])
        if alone is None:
            django.setup()
    except (NoDemonstration, UnsafeConfiguration) as error:
        print(error, file=sys.stderr)
        return 1
    parser = argparse.ArgumentParser(
        prog="shelterbelt", description="A shelterbelt keeps the wind off what is young."
    )
    parser.add_argument("--version", action="version", version=f"shelterbelt {__version__}")
    subparsers = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for module in (alone,) if alone else COMMANDS:
        importlib.import_module(module).register(subparsers)
    options = parser.parse_args(given)
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        return 130
