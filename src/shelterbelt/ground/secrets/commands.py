"""`shelterbelt keys`: change the keys that wrap the others."""

import argparse
import sys
from collections.abc import Callable
from uuid import UUID

from shelterbelt.ground.db.commands import add_key_actions
from shelterbelt.ground.secrets.envelope import Unreadable
from shelterbelt.ground.secrets.sealing import keys

_Subparsers = argparse._SubParsersAction  # noqa: SLF001 -- argparse offers no public name for its type


def register(subparsers: "_Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("keys", help="rotate the keys that protect sealed fields")
    actions = parser.add_subparsers(title="actions", required=True, metavar="ACTION")
    master = actions.add_parser("rotate-master", help="a new master key; every agency's key is wrapped anew")
    master.set_defaults(run=_rotate_master)
    agency = actions.add_parser("rotate-agency", help="a new agency key; every person's key is wrapped anew")
    agency.add_argument("agency", type=UUID, help="the organisation's id")
    agency.set_defaults(run=_rotate_agency)
    add_key_actions(actions)


def _rotate_master(_options: argparse.Namespace) -> int:
    return _report(keys().rotate_master, "agency keys")


def _rotate_agency(options: argparse.Namespace) -> int:
    return _report(lambda: keys().rotate_agency(options.agency), "person keys")


def _report(rotate: Callable[[], int], what: str) -> int:
    try:
        count = rotate()
    except Unreadable as error:
        sys.stderr.write(f"Nothing was lost, but the rotation stopped: {error}\n")
        return 1
    sys.stdout.write(f"Done: {count} {what} wrapped anew. Renew the safe copy of the keys folder now.\n")
    return 0
