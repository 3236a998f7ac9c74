"""Who one can be in a demonstration, by one tap. Nothing here answers anywhere else."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shelterbelt.demonstration.note import read_note, require_demonstration
from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.people.models import Professional
from shelterbelt.people.queries import chosen_names

DOMAIN = "demonstration.example"
"""Accounts of this mail domain can be entered by one tap in demo mode (RFC 2606: no such domain exists)."""

APPLICATION_PAGE = "apply.application"
COMPLAINT_PAGE = "complaint"

SEES: dict[str, tuple[Promise, Promise]] = {
    "lead": (
        _("Programme lead"),
        _(
            "Defines programmes, compares plans and publishes one, and reads the applications to the university."
        ),
    ),
    "staff": (
        _("Programme staff"),
        _("Reads the applications and the plan of the university, and changes neither programme nor plan."),
    ),
    "reviewer": (
        _("Reviewer"),
        _(
            "Reads applications without names and gives points. Can step aside, and sees nobody else’s points."
        ),
    ),
    "finance": (
        _("Finance"),
        _("Reads the bank’s statement, confirms payments and issues invoices. Reads no application."),
    ),
    "on-call": (
        _("Person on call for safety"),
        _("Is told when a text says that someone may need help, reads it, and writes down what was done."),
    ),
    "complaints": (
        _("Complaints officer"),
        _("Reads complaints, which nobody of the programme can, answers them, and keeps people apart."),
    ),
    "panellist": (
        _("Panellist"),
        _(
            "Sees the panels to which they were invited, on their own clock, and decides what is shown about them."
        ),
    ),
    "agency-leader": (
        _("Leader of a network of group homes"),
        _("Asks how it really is, settles what comes first, and sees who learns what."),
    ),
    "front-line": (
        _("Front-line worker in a group home"),
        _("Says how it is on the evening shift, walks through the house, and reads learning packs."),
    ),
    "survivor-adviser": (
        _("Survivor adviser of an agency"),
        _("Answers for how it feels to be helped there, and sees where the agency stands."),
    ),
    "board-member": (
        _("Board member of an agency"),
        _("Reads in two minutes where the agency stands and what comes first."),
    ),
    "board-leader": (
        _("Leader of a school board"),
        _("Of the group homes they see nothing: agencies are apart."),
    ),
    "adviser": (
        _("Adviser of the programme"),
        _("Reads the strategy that an agency shows to the programme, for as long as it is shown."),
    ),
    "operator": (
        _("Operator of this server"),
        _("Keeps the server running and appoints leads. Sees nobody’s application."),
    ),
    "other-lead": (
        _("Programme lead of another organisation"),
        _("Leads workshops in Nairobi. Of the university they see what everyone sees, and nothing more."),
    ),
}
"""For each key of the cast: what the person is, and what one can see as them."""

LINKS: dict[str, tuple[Promise, Promise]] = {
    "sent": (
        _("Applicant who has sent an application"),
        _(
            "Holds a secret link and no account: sees what was sent and the dates in their own time, and can withdraw."
        ),
    ),
    "draft": (
        _("Applicant in the middle of writing"),
        _("Came back by their secret link and goes on where they stopped."),
    ),
    "offered": (
        _("Applicant with an offer"),
        _("Has been offered a place until a date: can accept, decline, or ask for a later cohort."),
    ),
    "admitted": (
        _("Admitted participant"),
        _("Said yes. Sees what is still to do, chooses how to pay, and finds invoices and receipts."),
    ),
    "waiting": (
        _("Applicant on the waiting list"),
        _("Sees their place on the list. It moves when someone else gives up a seat."),
    ),
    "complaint": (
        _("Someone who complained"),
        _("Gave no name. Follows by a secret link what the complaints officer does and what came of it."),
    ),
}


@dataclass(frozen=True, slots=True)
class Offered:
    """One person to be. `address` is where the tap leads: a form's target, or the secret link itself."""

    name: str
    what: str | Promise
    sees: str | Promise
    address: str
    is_link: bool = False


def people_offered() -> tuple[Offered, ...]:
    """Everyone whom one can be, those with the most to do first.

    Raises:
        NotThere: this is no demonstration.
    """
    note = read_note()
    if note is None:
        return ()
    ids = {key: UUID(note.accounts[key]) for key in SEES if key in note.accounts}
    names = _names(tuple(ids.values()))
    people = [
        Offered(names.get(ids[key], ""), *SEES[key], reverse("demonstration.enter", args=[ids[key]]))
        for key in SEES
        if key in ids
    ]
    return (*people, *_links(note.links))


def demonstration_account(account: UUID) -> Account:
    """The account to enter.

    Raises:
        NotThere: this is no demonstration, or not one of its accounts.
    """
    require_demonstration()
    found = Account.objects.filter(pk=account, email__iendswith=f"@{DOMAIN}", is_active=True).first()
    if found is None:
        raise NotThere
    return found


def _links(links: dict[str, str]) -> list[Offered]:
    try:
        return [
            Offered("", *LINKS[key], reverse(_page_of(key), args=[links[key]]), is_link=True)
            for key in LINKS
            if key in links
        ]
    except NoReverseMatch:
        return []


def _page_of(key: str) -> str:
    return COMPLAINT_PAGE if key == "complaint" else APPLICATION_PAGE


def _names(accounts: Sequence[UUID]) -> dict[UUID, str]:
    people = dict(Professional.objects.filter(account_id__in=accounts).values_list("pk", "account_id"))
    named = chosen_names(people)
    return {account: named.get(person, "") for person, account in people.items() if account}
