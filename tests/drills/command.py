"""The database's commands alone, as `shelterbelt` runs them: `python -m tests.drills.command backup ...`."""

import argparse
import sys

import django

django.setup()

from shelterbelt.ground.db import commands as database  # noqa: E402 -- after the settings are read
from shelterbelt.ground.secrets import commands as keys  # noqa: E402


def main() -> int:
    """Run one command."""
    parser = argparse.ArgumentParser(prog="shelterbelt")
    subparsers = parser.add_subparsers(required=True)
    database.register(subparsers)
    keys.register(subparsers)
    options = parser.parse_args()
    return int(options.run(options))


if __name__ == "__main__":
    sys.exit(main())
