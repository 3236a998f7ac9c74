"""`shelterbelt person`: hand out or erase everything that is held about someone."""

import argparse
import json
import sys
from uuid import UUID

from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.holdings.registry import identities_of, registered
from shelterbelt.ground.holdings.services import NotErased, Proof, erase_person, export_person

_Subparsers = argparse._SubParsersAction  # noqa: SLF001 -- argparse offers no public name for its type


def register(subparsers: "_Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("person", help="hand out or erase everything that is held about someone")
    actions = parser.add_subparsers(title="actions", required=True, metavar="ACTION")
    for name, run, text in (
        ("export", _export, "write everything held, as JSON"),
        ("erase", _erase, "erase everything and destroy the keys; cannot be undone"),
    ):
        action = actions.add_parser(name, help=text)
        action.add_argument("person", type=UUID, help="the person's id")
        action.add_argument(
            "--because", required=True, metavar="WORDS", help="why; it is recorded in the audit"
        )
        if name == "erase":
            action.add_argument(
                "--yes", action="store_true", help="do it; without this, only the counts are shown"
            )
        action.set_defaults(run=run)


def _export(options: argparse.Namespace) -> int:
    held = export_person(options.person, by=SYSTEM, purpose=options.because)
    json.dump(held, sys.stdout, indent=2, ensure_ascii=False, default=str)
    sys.stdout.write("\n")
    return 0


def _erase(options: argparse.Namespace) -> int:
    if not options.yes:
        for holding in registered():
            sys.stdout.write(f"{holding.name}: {holding.count(*identities_of(options.person))}\n")
        sys.stdout.write("Nothing was changed. Add --yes to erase all of this for good.\n")
        return 1
    try:
        proof = erase_person(options.person, by=SYSTEM, purpose=options.because)
    except NotErased as error:
        sys.stderr.write(f"Nothing was changed: {error}.\n")
        return 1
    _show(proof)
    return 0 if proof.is_complete else 1


def _show(proof: Proof) -> None:
    for counted in proof.counts:
        sys.stdout.write(f"{counted.holding}: {counted.before} before, {counted.after} after\n")
    sys.stdout.write(f"Recorded as event {proof.event} of the audit. ")
    sys.stdout.write(
        f"Keys destroyed at {proof.keys_gone_at:%Y-%m-%d %H:%M:%S}Z.\n" if proof.keys_gone_at else ""
    )
