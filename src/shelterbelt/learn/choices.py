"""The closed lists of programmes."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CohortState(TextChoices):
    """What people outside can do with a cohort."""

    DRAFT = "draft", pgettext_lazy("cohort", "draft, seen by staff only")
    OPEN = "open", pgettext_lazy("cohort", "open for applications")
    CLOSED = "closed", pgettext_lazy("cohort", "closed for applications")


class PlanState(TextChoices):
    """A plan is tried, then published; a later one takes its place."""

    DRAFT = "draft", pgettext_lazy("plan", "draft")
    PUBLISHED = "published", pgettext_lazy("plan", "published")
    SUPERSEDED = "superseded", pgettext_lazy("plan", "replaced by a later plan")


class ApplicationState(TextChoices):
    """Where an application stands."""

    DRAFT = "draft", pgettext_lazy("application", "not sent yet")
    SUBMITTED = "submitted", pgettext_lazy("application", "sent")
    WAITING = "waiting", pgettext_lazy("application", "on the waiting list")
    OFFERED = "offered", pgettext_lazy("application", "a place is offered")
    ADMITTED = "admitted", pgettext_lazy("application", "admitted")
    NOT_ADMITTED = "not_admitted", pgettext_lazy("application", "not admitted this time")
    OFFER_DECLINED = "offer_declined", pgettext_lazy("application", "said no to the place")
    LAPSED = "lapsed", pgettext_lazy("application", "the offer ran out")
    DEFERRED = "deferred", pgettext_lazy("application", "moved to a later cohort")
    WITHDRAWN = "withdrawn", pgettext_lazy("application", "withdrawn")


IN_THE_RUNNING = (
    ApplicationState.SUBMITTED,
    ApplicationState.WAITING,
    ApplicationState.OFFERED,
    ApplicationState.ADMITTED,
)
"""Sent, and not over: these people count for dates, calendars and announcements."""


CAN_BE_OFFERED = (
    ApplicationState.SUBMITTED,
    ApplicationState.WAITING,
    ApplicationState.NOT_ADMITTED,
    ApplicationState.DEFERRED,
)
"""States in which a place can be offered."""


class Mode(TextChoices):
    """How someone takes part."""

    ON_SITE = "on_site", _("in the room")
    ONLINE = "online", _("online")


class SeatState(TextChoices):
    """Whether a panellist has said yes."""

    PROPOSED = "proposed", pgettext_lazy("seat", "asked")
    CONFIRMED = "confirmed", pgettext_lazy("seat", "said yes")
    DECLINED = "declined", pgettext_lazy("seat", "said no")


class InvitationMethod(TextChoices):
    """What a calendar mail asks of the receiver's calendar (RFC 5546)."""

    REQUEST = "REQUEST", _("invitation")
    CANCEL = "CANCEL", _("cancellation")


class ReviewState(TextChoices):
    """Where one reading of an application stands; the last two record a conflict of interest."""

    ASKED = "asked", pgettext_lazy("review", "to be read")
    GIVEN = "given", pgettext_lazy("review", "scored")
    STEPPED_ASIDE = "stepped_aside", pgettext_lazy("review", "stepped aside")
    BLOCKED = "blocked", pgettext_lazy("review", "never asked: conflict of interest")


class Conflict(TextChoices):
    """Why someone does not review an application."""

    SAME_ORGANISATION = "same_organisation", pgettext_lazy("conflict", "same organisation")
    SHARED_DOMAIN = "shared_domain", pgettext_lazy("conflict", "same e-mail domain")
    SAME_PERSON = "same_person", pgettext_lazy("conflict", "their own application")
    KEPT_APART = "kept_apart", pgettext_lazy("conflict", "not to be read by this person")
    DECLARED = "declared", pgettext_lazy("conflict", "declared by the reviewer")


class SelectionState(TextChoices):
    """A selection is a proposal until a person adopts it."""

    DRAFT = "draft", pgettext_lazy("selection", "proposal")
    ADOPTED = "adopted", pgettext_lazy("selection", "adopted")
    SET_ASIDE = "set_aside", pgettext_lazy("selection", "set aside")


class DecisionOutcome(TextChoices):
    """What was decided about an application."""

    OFFER = "offer", pgettext_lazy("decision", "offer a place")
    WAIT = "wait", pgettext_lazy("decision", "waiting list")
    DECLINE = "decline", pgettext_lazy("decision", "no place this time")


class OfferState(TextChoices):
    """Where an offer stands; the first two hold a seat."""

    MADE = "made", pgettext_lazy("offer", "waits for an answer")
    ACCEPTED = "accepted", pgettext_lazy("offer", "accepted")
    DECLINED = "declined", pgettext_lazy("offer", "said no")
    LAPSED = "lapsed", pgettext_lazy("offer", "ran out")
    DEFERRED = "deferred", pgettext_lazy("offer", "moved to a later cohort")
    WITHDRAWN = "withdrawn", pgettext_lazy("offer", "given back")


class Audience(TextChoices):
    """Whom an announcement reaches."""

    ADMITTED = "admitted", pgettext_lazy("audience", "everyone admitted")
    OFFERED = "offered", pgettext_lazy("audience", "everyone with an open offer")
    WAITING = "waiting", pgettext_lazy("audience", "everyone on the waiting list")
    APPLIED = "applied", pgettext_lazy("audience", "everyone who applied")


class IncomeGroup(TextChoices):
    """The World Bank's classes of economies by gross national income per person."""

    HIGH = "H", _("high income")
    UPPER_MIDDLE = "UM", _("upper middle income")
    LOWER_MIDDLE = "LM", _("lower middle income")
    LOW = "L", _("low income")


class FeeLane(TextChoices):
    """How a fee was set."""

    GROUP = "group", pgettext_lazy("fee", "by country")
    PAY_LESS = "pay_less", pgettext_lazy("fee", "pay less, no proof asked")
    EMPLOYER = "employer", pgettext_lazy("fee", "an employer pays")


class LedgerKind(TextChoices):
    """What moved on a fee statement."""

    CHARGE = "charge", pgettext_lazy("ledger", "fee")
    BURSARY = "bursary", pgettext_lazy("ledger", "bursary")
    PAYMENT = "payment", pgettext_lazy("ledger", "payment")
    REFUND = "refund", pgettext_lazy("ledger", "paid back")
    CHARGEBACK = "chargeback", pgettext_lazy("ledger", "taken back by the bank")
    WRITE_OFF = "write_off", pgettext_lazy("ledger", "not to be paid any more")
    CORRECTION = "correction", pgettext_lazy("ledger", "correction")


class GrantState(TextChoices):
    """Whether bursary money is set aside."""

    GRANTED = "granted", pgettext_lazy("bursary", "granted")
    RELEASED = "released", pgettext_lazy("bursary", "given back to the pool")


class InvoiceKind(TextChoices):
    """What was issued."""

    INVOICE = "invoice", pgettext_lazy("document", "invoice")
    RECEIPT = "receipt", pgettext_lazy("document", "receipt")
    CREDIT_NOTE = "credit_note", pgettext_lazy("document", "credit note")


class BankLineState(TextChoices):
    """What became of a line of a bank statement."""

    OPEN = "open", pgettext_lazy("bank line", "no match found")
    PROPOSED = "proposed", pgettext_lazy("bank line", "match proposed")
    MATCHED = "matched", pgettext_lazy("bank line", "matched")
    IGNORED = "ignored", pgettext_lazy("bank line", "not ours")


class HonorariumKind(TextChoices):
    """What money for people is for."""

    HONORARIUM = "honorarium", pgettext_lazy("honorarium", "honorarium")
    EXPENSE = "expense", pgettext_lazy("honorarium", "expense")


class HonorariumState(TextChoices):
    """Where an honorarium or expense stands. An expense is `claimed` by the person first."""

    CLAIMED = "claimed", pgettext_lazy("honorarium", "claimed")
    OFFERED = "offered", pgettext_lazy("honorarium", "offered")
    ACCEPTED = "accepted", pgettext_lazy("honorarium", "accepted")
    DECLINED = "declined", pgettext_lazy("honorarium", "not wanted")
    APPROVED = "approved", pgettext_lazy("honorarium", "approved for payment")
    PAID = "paid", pgettext_lazy("honorarium", "paid")
    CANCELLED = "cancelled", pgettext_lazy("honorarium", "cancelled")


DRAFT_KEPT_DAYS = 60
"""Days after its last change on which an application that was never sent is erased."""

WITHDRAWN_KEPT_DAYS = 30
"""Days after which a withdrawn application is erased."""

SENT_KEPT_DAYS = 365
"""Days after the end of applications on which a sent application is erased, unless a decision sets another date."""

DECLINED_KEPT_DAYS = 180
"""Days after a final no on which an application is erased; the letter names the date."""
