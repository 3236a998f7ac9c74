"""Closed lists of the safety floor: identity, conduct, complaints, texts that are held."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ConfirmationKind(TextChoices):
    """Who says that a person is who they say."""

    EMPLOYER = "employer", pgettext_lazy("confirmation", "employer")
    REFEREE = "referee", pgettext_lazy("confirmation", "referee")
    ELDER = "elder", pgettext_lazy("confirmation", "elder of a community")


class ConfirmationState(TextChoices):
    """Where the question stands."""

    ASKED = "asked", pgettext_lazy("confirmation", "asked")
    CONFIRMED = "confirmed", pgettext_lazy("confirmation", "confirmed")
    NOT_KNOWN = "not_known", pgettext_lazy("confirmation", "does not know this person")
    CONCERN = "concern", pgettext_lazy("confirmation", "wants to talk first")
    EXPIRED = "expired", pgettext_lazy("confirmation", "not answered")
    TAKEN_BACK = "taken_back", pgettext_lazy("confirmation", "taken back")


class ComplaintState(TextChoices):
    """Where a complaint stands."""

    RECEIVED = "received", pgettext_lazy("complaint", "received")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("complaint", "acknowledged")
    IN_HAND = "in_hand", pgettext_lazy("complaint", "being looked into")
    CLOSED = "closed", pgettext_lazy("complaint", "closed")


class ComplaintOutcome(TextChoices):
    """How a complaint ended."""

    UPHELD = "upheld", pgettext_lazy("complaint", "upheld")
    PARTLY_UPHELD = "partly_upheld", pgettext_lazy("complaint", "upheld in part")
    NOT_UPHELD = "not_upheld", pgettext_lazy("complaint", "not upheld")
    PASSED_ON = "passed_on", pgettext_lazy("complaint", "passed on to someone outside")
    TAKEN_BACK = "taken_back", pgettext_lazy("complaint", "taken back by the person who made it")


class ComplaintStepKind(TextChoices):
    """What was done about a complaint."""

    RECEIVED = "received", pgettext_lazy("complaint step", "received")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("complaint step", "receipt confirmed")
    NOTED = "noted", pgettext_lazy("complaint step", "note")
    ANSWERED = "answered", pgettext_lazy("complaint step", "message to the person")
    TOLD_MORE = "told_more", pgettext_lazy("complaint step", "the person added something")
    KEPT_APART = "kept_apart", pgettext_lazy("complaint step", "people kept apart")
    APART_ENDED = "apart_ended", pgettext_lazy("complaint step", "keeping apart ended")
    CLOSED = "closed", pgettext_lazy("complaint step", "closed")


class TextPlace(TextChoices):
    """Where a text stands that can be held."""

    MOTIVATION = "application.motivation", _("why someone applies")
    ACCESS_NEEDS = "application.access_needs", _("what someone needs to take part")
    REMARK = "review.remark", _("a reviewer's remark")
    COMPLAINT = "complaint.words", _("a complaint")
    ANSWER = "confirmation.words", _("what a referee wrote")
    OWN_REASON = "assessment.reason", _("why a question does not apply, as one person wrote it")
    SETTLED = "assessment.settled", _("what an agency settled on a question")
    EVIDENCE = "assessment.evidence", _("what shows an answer")
    LOOK = "walk.note", _("a note from a walk through a place")
    STRATEGY = "strategy.itself", _("title, purpose and public words of a strategy")
    GOAL = "strategy.goal", _("a goal of a strategy")
    ACTION = "strategy.action", _("an action of a strategy")
    RISK = "strategy.risk", _("how a goal could do harm")
    PROGRESS = "strategy.progress", _("how far an action is")
    SIGN_OFF = "strategy.sign_off", _("what a survivor adviser said of a strategy")


class HeldState(TextChoices):
    """Where a held text stands."""

    HELD = "held", pgettext_lazy("held text", "held, seen by the person on call only")
    ACTED_ON = "acted_on", pgettext_lazy("held text", "acted on")
    RELEASED = "released", pgettext_lazy("held text", "shown again")


class HeldAction(TextChoices):
    """What the person on call did. Nothing is ever forwarded by the system."""

    EMERGENCY_CALLED = "emergency_called", pgettext_lazy("held text", "called the emergency line")
    REPORTED = "reported", pgettext_lazy("held text", "made the report that the law asks for")
    TALKED = "talked", pgettext_lazy("held text", "talked with the person who wrote it")
    ADVICE_TAKEN = "advice_taken", pgettext_lazy("held text", "took advice from a specialist")
    NO_NEED = "no_need", pgettext_lazy("held text", "read it: nothing had to be done")


ACKNOWLEDGE_DAYS = 3
"""Days within which the receipt of a complaint is confirmed."""

DECIDE_DAYS = 30
"""Days within which a complaint is decided."""

CONFIRMATION_DAYS = 14
"""Days for which an employer, referee or elder can answer."""

COMPLAINT_KEPT_DAYS = 730
"""Days after it was closed on which a complaint is erased."""

HELD_KEPT_DAYS = 730
"""Days after a text was shown again, or a duty ended, on which the record of it is erased."""
