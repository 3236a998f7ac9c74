"""`shelterbelt applicant ADDRESS`: under which ids someone's applications are held, for a request made on paper."""

import argparse

from shelterbelt.ground import audit
from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.learn.queries.applications import persons_by_email


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `applicant`."""
    command = subparsers.add_parser(
        "applicant", help="find a person's id by the mail address of an application"
    )
    command.add_argument("address", help="the mail address, as given in the application")
    command.add_argument("--because", required=True, help="why you look; recorded with the event")
    command.set_defaults(run=_find)


def _find(options: argparse.Namespace) -> int:
    with audit.act("learn.application.find", by=SYSTEM, about=("instance", None), purpose=options.because):
        found = persons_by_email(options.address, for_=SYSTEM)
    for person in found:
        print(person)
    if not found:
        print("No application with this address is held here.")
    return 0 if found else 1
