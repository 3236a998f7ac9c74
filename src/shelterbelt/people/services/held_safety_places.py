"""What the safety floor makes known when the application starts: finders, texts that can be held, a closed kind."""

from uuid import UUID

from django.db import transaction

from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.audit.permissions import close_kind
from shelterbelt.ground.db.scope import scope
from shelterbelt.people.access import HANDLE_COMPLAINTS, HOLD_COMPLAINT, READ_CONFIRMATIONS
from shelterbelt.people.choices.safety import TextPlace
from shelterbelt.people.models import Complaint, IdentityConfirmation
from shelterbelt.people.queries.complaints import COMPLAINT, complaint_words
from shelterbelt.people.queries.finders import professionals_found, professionals_named, register_finder
from shelterbelt.people.queries.held_places import Standing, register_reader
from shelterbelt.people.queries.identity import answer_words


def declare_safety() -> None:
    """Called once, in `AppConfig.ready`."""
    close_kind(COMPLAINT)
    register_finder("people.professionals", find=professionals_found, names=professionals_named)
    register_reader(TextPlace.COMPLAINT, read=complaint_words, find=find_complaint)
    register_reader(TextPlace.ANSWER, read=answer_words, find=find_answer)


def find_complaint(actor: Actor, complaint: UUID) -> Standing | None:
    """The words of a complaint, for an officer who reads it and for whoever made it."""
    permission = HOLD_COMPLAINT if actor.bearer else HANDLE_COMPLAINTS
    with transaction.atomic(), scope(actor):
        row = permission.narrow(Complaint.objects.filter(pk=complaint), actor).first()
    return Standing(row.pk, row.organisation) if row else None


def find_answer(actor: Actor, confirmation: UUID) -> Standing | None:
    """What a referee wrote, for staff of the organisation."""
    with transaction.atomic(), scope(actor):
        row = READ_CONFIRMATIONS.narrow(IdentityConfirmation.objects.filter(pk=confirmation), actor).first()
    return Standing(row.pk, row.organisation, row.person) if row and row.words else None
