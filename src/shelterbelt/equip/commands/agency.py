"""`shelterbelt agency begin`: let an agency in from the server itself, as the page at the desk does."""

import argparse
import sys

from django.conf import settings
from django.utils import translation

from shelterbelt.equip.queries.beginnings import Already, agency_begun
from shelterbelt.equip.services.beginnings import Leader, NewAgency, begin_agency
from shelterbelt.equip.services.errors import Incomplete
from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.people.choices import OrganisationKind, Sector

DONE, REFUSED = 0, 2
_OPTIONS = {
    "name": "--name",
    "country": "--country",
    "kind": "--kind",
    "sectors": "--sectors",
    "leader_name": "--leader-name",
    "leader_mail": "--leader-mail",
    "language": "--language",
}


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `agency begin`."""
    parser = subparsers.add_parser("agency", help="let an agency in, and invite its first leader by mail")
    acts = parser.add_subparsers(title="acts", required=True, metavar="ACT")
    begin = acts.add_parser("begin", help="let an agency in; running it again does nothing more")
    begin.add_argument("--name", required=True, help="the agency's name")
    begin.add_argument("--country", required=True, metavar="CC", help="two letters, such as KE")
    begin.add_argument(
        "--sectors", required=True, metavar="KEY,KEY", help=f"with commas, of: {', '.join(Sector.values)}"
    )
    begin.add_argument(
        "--kind", default=str(OrganisationKind.AGENCY), help=", ".join(OrganisationKind.values)
    )
    begin.add_argument("--leader-mail", required=True, metavar="ADDRESS", help="the leader's own address")
    begin.add_argument("--leader-name", required=True, metavar="NAME", help="the name they go by")
    begin.add_argument(
        "--language", default="en", help=f"of the invitation: {', '.join(dict(settings.LANGUAGES))}"
    )
    begin.add_argument("--another", action="store_true", help="it is not the one of this name that is here")
    begin.set_defaults(run=_begin)


def _begin(options: argparse.Namespace) -> int:
    country = options.country.strip().upper()
    there = agency_begun(for_=SYSTEM, name=options.name, country=country, email=options.leader_mail)
    if there is not None and not options.another:
        return _already(there, options)
    sectors = tuple(filter(None, (one.strip() for one in options.sectors.split(","))))
    said = NewAgency(options.name, country, options.kind, sectors, is_another=options.another)
    leader = Leader(options.leader_name, options.leader_mail, options.language)
    with translation.override("en"):
        try:
            agency = begin_agency(by=SYSTEM, said=said, leader=leader)
        except Incomplete as error:
            for field, words in error.fields.items():
                sys.stderr.write(f"{_OPTIONS[field]}: {words}\n")
            sys.stderr.write("Nothing was done. See shelterbelt agency begin --help\n")
            return REFUSED
    sys.stdout.write(
        f"{options.name} is here: {agency}\nThe invitation goes out as soon as the server runs.\n"
    )
    return DONE


def _already(there: Already, options: argparse.Namespace) -> int:
    if there.is_same_leader:
        sys.stdout.write(
            f"{options.name} is here already, with this leader: {there.agency}. Nothing was done.\n"
        )
        return DONE
    sys.stderr.write(
        f"--name: {options.name} in {options.country} is here already: {there.agency}. Nothing was done. If it is "
        "another agency, add --another; if nobody leads it any more, invite a leader at the page Agencies.\n"
    )
    return REFUSED
