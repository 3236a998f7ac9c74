"""`shelterbelt prepare`, `backup`, `restore`, `doctor`, and the actions `keys backup` and `keys restore`."""

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from rich.console import Console
from rich.table import Table

from shelterbelt.ground.db import archive
from shelterbelt.ground.db.backup import backup
from shelterbelt.ground.db.doctor import examine
from shelterbelt.ground.db.errors import BackupTrouble, DatabaseTrouble
from shelterbelt.ground.db.key_backup import backup_keys, is_in_use, restore_keys
from shelterbelt.ground.db.prepare import prepare
from shelterbelt.ground.db.restore import Restored, restore

Subparsers = argparse._SubParsersAction  # noqa: SLF001 -- argparse offers no public name for its type
Run = Callable[[argparse.Namespace], int]
_out = Console(highlight=False)
_err = Console(stderr=True, highlight=False)


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    made = subparsers.add_parser("prepare", help="make or update roles, database and tables")
    made.set_defaults(run=_told(_prepare))
    made = subparsers.add_parser(
        "backup", help="write an encrypted backup of the database (keys are not in it)"
    )
    made.add_argument("--to", type=Path, metavar="FILE", help="the new file")
    made.add_argument("--recipient", metavar="AGE_KEY", help="public key of whoever may open it: age1...")
    made.add_argument(
        "--make-key", type=Path, metavar="FILE", help="make a key pair; the secret key goes to FILE"
    )
    made.set_defaults(run=_told(_backup))
    made = subparsers.add_parser("restore", help="bring a backup back, check it, put it into place")
    _name_source(made)
    made.add_argument(
        "--replace", action="store_true", help="also where there is data; the present one is kept"
    )
    made.set_defaults(run=_told(_restore))
    made = subparsers.add_parser("doctor", help="say what is wrong with this instance and how to mend it")
    made.add_argument("--json", action="store_true", help="for programs")
    made.set_defaults(run=_told(_doctor))


def add_key_actions(actions: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add `backup` and `restore` to the actions of `shelterbelt keys`."""
    made = actions.add_parser("backup", help="copy the keys into an encrypted file, for another place")
    made.add_argument("--to", type=Path, required=True, metavar="FILE", help="the new file")
    made.add_argument("--recipient", required=True, metavar="AGE_KEY", help="public key: age1...")
    made.set_defaults(run=_told(_backup_keys))
    made = actions.add_parser("restore", help="bring the keys back where there are none")
    _name_source(made)
    made.set_defaults(run=_told(_restore_keys))


def _name_source(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="source", type=Path, required=True, metavar="FILE", help="the backup")
    parser.add_argument(
        "--identity", type=Path, required=True, metavar="FILE", help="file with the secret key"
    )


def _told(run: Run) -> Run:
    """Say what went wrong in words, never with a traceback; exit code 1."""

    def command(options: argparse.Namespace) -> int:
        try:
            return run(options)
        except DatabaseTrouble as error:
            _err.print(str(error), markup=False)
            return 1

    return command


def _prepare(_options: argparse.Namespace) -> int:
    prepare(settings.CONF)
    _out.print("The database is ready.")
    return 0


def _backup(options: argparse.Namespace) -> int:
    recipient = options.recipient
    if options.make_key:
        recipient = archive.make_identity(options.make_key)
        _out.print(
            f"The secret key is in {options.make_key}. Keep it away from this machine and from the backups;"
        )
        _out.print("without it no backup can be opened, by nobody. The public key, for --recipient:")
        _out.print(recipient, soft_wrap=True)
        if options.to is None:
            return 0
    if options.to is None or not recipient:
        _err.print("Name --to FILE and --recipient AGE_KEY (or --make-key FILE to make a pair).")
        return 2
    with _out.status("Writing the backup"):
        made = backup(settings.CONF, options.to, recipient=recipient)
    rows = sum(made.label.rows.values())
    _out.print(
        f"{made.file}: {made.size:,} bytes, {rows:,} rows of {len(made.label.rows)} tables, one moment."
    )
    _out.print(
        "The keys of sealed fields are not in it: `shelterbelt keys backup` copies them, for another place."
    )
    return 0


def _restore(options: argparse.Namespace) -> int:
    with _out.status("Restoring") as status:
        done = restore(
            settings.CONF,
            options.source,
            identity=options.identity,
            may_replace=options.replace,
            tell=status.update,
        )
    _show_rows(done)
    if done.former:
        _out.print(f"The database that was here is kept under the name {done.former}.")
    if done.is_head_accepted:
        _out.print(
            "The audit ends elsewhere than was sealed outside before; the chain now records this restore."
        )
    if not is_in_use(settings.CONF.keys_dir):
        _out.print("There are no keys yet: fields that were sealed open after `shelterbelt keys restore`.")
    return 0


def _show_rows(done: Restored) -> None:
    table = Table(title=f"Restored from {done.label.made_at}, release {done.label.release}")
    table.add_column("table")
    table.add_column("rows in the backup", justify="right")
    table.add_column("rows now", justify="right")
    for name, rows in done.rows.items():
        table.add_row(name, f"{done.label.rows[name]:,}", f"{rows:,}")
    _out.print(table)
    _out.print("Every count agrees, and the audit chain was verified.")


def _doctor(options: argparse.Namespace) -> int:
    findings = examine(settings.CONF)
    if options.json:
        _out.print_json(json.dumps([asdict(finding) for finding in findings]))
    else:
        for finding in findings:
            _out.print(
                f"{'well' if finding.is_well else 'MEND'}  {finding.check}: {finding.what}", markup=False
            )
            if finding.remedy:
                _out.print(f"      {finding.remedy}", markup=False)
    return 0 if all(finding.is_well for finding in findings) else 1


def _backup_keys(options: argparse.Namespace) -> int:
    made = backup_keys(settings.CONF, options.to, recipient=options.recipient)
    _out.print(
        f"{made.file}: {made.label.rows['files']:,} key files. Keep it apart from the database's backups,"
    )
    _out.print("and throw older copies away: a copy from before an erasure would bring the erased key back.")
    return 0


def _restore_keys(options: argparse.Namespace) -> int:
    label = restore_keys(settings.CONF, options.source, identity=options.identity)
    _out.print(f"{label.rows['files']:,} key files of {label.made_at} are in place.")
    return 0


__all__ = ["BackupTrouble", "add_key_actions", "register"]
