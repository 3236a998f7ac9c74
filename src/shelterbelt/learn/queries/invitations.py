"""Reads of calendar mails to panellists: what is due, and for whom no address is known."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.learn import access
from shelterbelt.learn.choices import InvitationMethod
from shelterbelt.learn.models import Cohort, Invitation, Meeting
from shelterbelt.learn.queries.cohorts import CohortView, definition_of
from shelterbelt.people.queries import chosen_names


@dataclass(frozen=True, slots=True)
class Letter:
    """One calendar mail: which meeting, what it asks, and its one receiver in their language and zone.

    `sequence` is the mail's own (RFC 5545, 3.8.7.4): it is never lower than the meeting's.
    """

    cohort: CohortView
    meeting: Meeting
    method: InvitationMethod
    sequence: int
    email: str
    name: str
    language: str
    zone: str


def invitations_waiting(*, for_: Actor, cohort: UUID) -> int:
    """How many panellists of a cohort wait for a calendar mail because no account, so no address, is known."""
    rows = _unsent(cohort).exclude(speaker__professional__account__is_active=True)
    if for_ is not SYSTEM:
        seen = access.READ_COHORTS.narrow(Cohort.objects.all(), for_)
        rows = rows.filter(meeting__cohort__in=seen.values("pk"))
    return rows.values("speaker").distinct().count()


def invitations_due(*, cohort: UUID) -> tuple[UUID, ...]:
    """Ids of the mails of a cohort that can be sent now, in the order of the meetings."""
    rows = _unsent(cohort).filter(speaker__professional__account__is_active=True)
    return tuple(rows.order_by("meeting__starts_at", "speaker", "sequence").values_list("pk", flat=True))


def letter_of(invitation: Invitation) -> Letter:
    """What a mail says, and to whom. The invitation comes with its meeting, cohort, speaker and account."""
    meeting, person = invitation.meeting, invitation.speaker.professional
    return Letter(
        cohort=CohortView(meeting.cohort, definition_of(meeting.cohort.definition)),
        meeting=meeting,
        method=InvitationMethod(invitation.method),
        sequence=invitation.sequence,
        email=person.account.email if person.account else "",
        name=chosen_names([person.pk]).get(person.pk, ""),
        language=person.languages[0],
        zone=person.zone,
    )


def _unsent(cohort: UUID) -> QuerySet[Invitation]:
    return Invitation.objects.filter(meeting__cohort=cohort, sent_at__isnull=True)
