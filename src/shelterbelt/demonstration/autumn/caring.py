"""A text that tells of someone who may need help is held and acted on; a complaint is heard, and people kept apart."""

import datetime as dt
from uuid import UUID

from shelterbelt.demonstration.autumn.intake import holders
from shelterbelt.ground import clock
from shelterbelt.ground.access.queries import actor_of
from shelterbelt.ground.access.roles import ANONYMOUS, SYSTEM
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.models import Review
from shelterbelt.people.choices.safety import ComplaintOutcome, HeldAction
from shelterbelt.people.models import Complaint, HeldText, OnCall
from shelterbelt.people.queries.complaints import complaint_file
from shelterbelt.people.services.apart import keep_apart
from shelterbelt.people.services.complaints import make_complaint
from shelterbelt.people.services.handling import (
    acknowledge_complaint,
    close_complaint,
    message_complaint,
    note_complaint,
)
from shelterbelt.people.services.held_texts import act_on_text, hold_text_seen, put_on_call

_PLACE = "application.motivation"
_ROTA, _TURNS = dt.timedelta(days=30), 3


def go_on_call(*, lead: UUID, account: UUID, organisation: UUID) -> None:
    """Somebody is on call from the beginning of the review on."""
    actor = actor_of(lead)
    with scope(actor):
        if not OnCall.objects.filter(organisation=organisation).exists():
            for turn in range(_TURNS):
                starts = clock.now() + turn * _ROTA
                put_on_call(
                    by=actor,
                    organisation=organisation,
                    account=account,
                    starts_at=starts,
                    ends_at=starts + _ROTA,
                )


def hold(*, email: str, cohort: UUID) -> None:
    """The reader of a text presses the button."""
    with scope(SYSTEM):
        row = Review.objects.filter(cohort=cohort, application__email=email, state__in=("asked", "given"))
        review = row.order_by("place").first()
        is_done = HeldText.objects.filter(object_id=review.application_id).exists() if review else True
    if review and not is_done:
        reader = actor_of(review.account_id)
        with scope(reader):
            hold_text_seen(by=reader, place=_PLACE, object_id=review.application_id)


def act_on_held(*, account: UUID) -> None:
    """The person on call reads it, talks with who wrote it, and shows the text again."""
    actor = actor_of(account)
    with scope(actor):
        for held in HeldText.objects.filter(state="held").values_list("pk", flat=True):
            act_on_text(
                by=actor,
                held=held,
                action=HeldAction.TALKED,
                words="I called the same hour. The young person has a worker they trust, who was told with their agreement.",
                is_shown_again=True,
            )


def complain(*, organisation: UUID) -> str:
    """A complaint by somebody who gives no name; returns the secret of its link, empty if one is there already."""
    with scope(SYSTEM):
        if Complaint.objects.filter(organisation=organisation).exists():
            return ""
    with scope(ANONYMOUS):
        made = make_complaint(
            by=ANONYMOUS,
            organisation=organisation,
            words="In the preparatory call somebody kept asking me about my own past. I had said that I do not wish to talk about it.",
            about="Another person admitted to the same cohort",
            wants_apart=True,
        )
    return made.token


def acknowledge(*, officer: UUID, cohort: UUID) -> None:
    """The officer confirms the receipt, looks into it, and keeps two people apart at once."""
    actor = actor_of(officer)
    people = [row.person for _email, _bearer, row in holders(cohort, "admitted")][:2]
    with scope(actor):
        for complaint in Complaint.objects.filter(state="received").values_list("pk", flat=True):
            complaint_file(for_=actor, complaint=complaint, purpose="handling the complaint")
            acknowledge_complaint(
                by=actor, complaint=complaint, words="Thank you for telling us. I read this alone."
            )
            keep_apart(by=actor, complaint=complaint, ones=people[:1], others=people[1:])
            note_complaint(by=actor, complaint=complaint, words="Heard both, separately.")


def close(*, officer: UUID) -> None:
    """The officer tells what came of it."""
    actor = actor_of(officer)
    with scope(actor):
        open_ones = Complaint.objects.exclude(state__in=("closed", "received"))
        for complaint in open_ones.values_list("pk", flat=True):
            message_complaint(
                by=actor, complaint=complaint, words="You will not be put into one group again."
            )
            close_complaint(
                by=actor,
                complaint=complaint,
                outcome=ComplaintOutcome.UPHELD,
                words="What you told us happened, and it should not have. The other person was told what is expected here.",
            )
