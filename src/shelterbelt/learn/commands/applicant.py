"""`shelterbelt applicant ADDRESS`: answer a request made on paper by someone who applied.

Without more it says under which ids something is held. With `--export FILE` it writes all of it; with `--erase` it
erases all of it and writes the proof.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

from shelterbelt.ground import audit
from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.holdings import identities_of, registered
from shelterbelt.ground.holdings.services import NotErased, erase_person, export_person
from shelterbelt.learn.queries.applications import persons_by_email

_PRIVATE = 0o600


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `applicant`."""
    command = subparsers.add_parser(
        "applicant", help="find, hand out or erase what is held about an applicant, for a request on paper"
    )
    command.add_argument("address", help="the mail address, as given in the application")
    command.add_argument("--because", required=True, help="why you do it; recorded with the event")
    command.add_argument("--export", type=Path, metavar="FILE", help="write all that is held to a new file")
    command.add_argument("--erase", action="store_true", help="erase all that is held; cannot be undone")
    command.add_argument(
        "--proof", type=Path, metavar="FILE", help="with --erase: write the proof to a new file"
    )
    command.add_argument(
        "--yes", action="store_true", help="with --erase: do it; otherwise only counts are shown"
    )
    command.set_defaults(run=_answer)


def _answer(options: argparse.Namespace) -> int:
    with audit.act("learn.application.find", by=SYSTEM, about=("instance", None), purpose=options.because):
        found = persons_by_email(options.address, for_=SYSTEM)
    if not found:
        sys.stdout.write("No application with this address is held here.\n")
        return 1
    for path in (options.export, options.proof):
        if path is not None and path.exists():
            sys.stderr.write(f"{path} is there already. Nothing was done. Name a new file.\n")
            return 1
    if options.export:
        _write(options.export, [export_person(one, by=SYSTEM, purpose=options.because) for one in found])
    if options.erase:
        return _erase(options, found)
    for person in found:
        sys.stdout.write(f"{person}\n")
    return 0


def _erase(options: argparse.Namespace, found: tuple[UUID, ...]) -> int:
    if not options.yes:
        for person in found:
            identities = identities_of(person)
            for holding in registered():
                if count := holding.count(*identities):
                    sys.stdout.write(f"{person} {holding.name}: {count}\n")
        sys.stdout.write("Nothing was erased. Add --yes to erase all of this for good.\n")
        return 1
    try:
        proofs = [erase_person(one, by=SYSTEM, purpose=options.because) for one in found]
    except NotErased as error:
        sys.stderr.write(f"Not erased: {error}.\n")
        return 1
    documents = [proof.document() for proof in proofs]
    if options.proof:
        _write(options.proof, documents)
    else:
        sys.stdout.write(_json(documents))
    return 0 if all(proof.is_complete for proof in proofs) else 1


def _write(path: Path, told: Any) -> None:
    with path.open("x", encoding="utf-8") as file:
        path.chmod(_PRIVATE)
        file.write(_json(told))
    sys.stdout.write(f"Written to {path}.\n")


def _json(told: Any) -> str:
    return json.dumps(told, indent=2, ensure_ascii=False, default=str) + "\n"
