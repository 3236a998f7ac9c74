"""The first people of a new server, let in from its own command line: an organisation, an operator, a lead."""

import argparse
import sys

from django.utils import translation

from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.roles import INSTANCE_WIDE, SYSTEM, Role
from shelterbelt.people.choices import OrganisationKind
from shelterbelt.people.models import Organisation
from shelterbelt.people.services import Refused, invite_person, register_organisation

DONE, REFUSED = 0, 2
FIRST = (Role.OPERATOR, Role.PROGRAMME_LEAD)
"""Who lets everyone else in. Other roles are given by these, at the desk."""


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `organisation register` and `role give`."""
    organisation = subparsers.add_parser("organisation", help="make an organisation known here")
    acts = organisation.add_subparsers(title="acts", required=True, metavar="ACT")
    one = acts.add_parser("register", help="running it again does nothing more")
    one.add_argument("--name", required=True)
    one.add_argument("--slug", required=True, help="its short name in addresses, such as rowanlake")
    one.add_argument("--country", required=True, metavar="CC", help="two letters, such as KE")
    one.add_argument("--kind", default=str(OrganisationKind.AGENCY), choices=OrganisationKind.values)
    one.set_defaults(run=_register)
    role = subparsers.add_parser("role", help="give the first people their roles")
    acts = role.add_subparsers(title="acts", required=True, metavar="ACT")
    two = acts.add_parser("give", help="to whoever reads a mail address; running it again does nothing more")
    two.add_argument("--mail", required=True, metavar="ADDRESS", help="their own address")
    two.add_argument("--role", required=True, choices=[str(one) for one in FIRST])
    two.add_argument("--organisation", default="", metavar="SLUG", help="for a programme lead: which")
    two.set_defaults(run=_give)


def _register(options: argparse.Namespace) -> int:
    there = Organisation.objects.filter(slug=options.slug).first()
    if there is not None and (there.name, there.country) == (options.name.strip(), options.country.upper()):
        sys.stdout.write(f"{there.name} is here already: {there.pk}. Nothing was done.\n")
        return DONE
    with translation.override("en"):
        try:
            made = register_organisation(
                by=SYSTEM,
                name=options.name,
                slug=options.slug,
                country=options.country.upper(),
                kind=OrganisationKind(options.kind),
            )
        except Refused as error:
            return _refused(error)
    sys.stdout.write(f"{options.name} is here: {made}\n")
    return DONE


def _give(options: argparse.Namespace) -> int:
    role = Role(options.role)
    place = Organisation.objects.filter(slug=options.organisation).first()
    if role in INSTANCE_WIDE and options.organisation:
        return _wrong("--organisation", f"{role} is a role for the whole server; leave this out.")
    if role not in INSTANCE_WIDE and place is None:
        return _wrong("--organisation", "none of this short name; see shelterbelt organisation register.")
    with translation.override("en"):
        try:
            account = invite_person(
                by=SYSTEM, email=options.mail, role=role, organisation=place.pk if place else None
            )
        except Refused as error:
            return _refused(error)
    has_password = Account.objects.get(pk=account).has_usable_password()
    sys.stdout.write(f"{options.mail} holds the role {role} now.\n")
    if not has_password:
        sys.stdout.write(
            "They choose a password through “Forgotten password?” at the page for signing in, "
            "which sends a mail to this address.\n"
        )
    return DONE


def _refused(error: Refused) -> int:
    return _wrong(f"--{error.field.replace('email', 'mail')}", str(error.message))


def _wrong(option: str, words: str) -> int:
    sys.stderr.write(f"{option}: {words}\nNothing was done.\n")
    return REFUSED
