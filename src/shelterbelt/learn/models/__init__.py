"""The tables of programmes, applications, review, admission and money."""

from shelterbelt.learn.models.admission import (
    Announcement,
    CohortSeats,
    Decision,
    Offer,
    Selection,
    WaitingPlace,
)
from shelterbelt.learn.models.applications import LANGUAGE_CODE_LENGTH, ZONE_LENGTH, Application
from shelterbelt.learn.models.honoraria import Honorarium
from shelterbelt.learn.models.money import (
    BankFile,
    BankLine,
    BursaryGrant,
    BursaryPool,
    FeeStatement,
    Instalment,
    Invoice,
    InvoiceNumber,
    LedgerEntry,
)
from shelterbelt.learn.models.programmes import (
    CalendarFeed,
    Cohort,
    Invitation,
    Meeting,
    Plan,
    Programme,
    Seat,
    Speaker,
)
from shelterbelt.learn.models.reports import ReportRelease
from shelterbelt.learn.models.review import BlindCopy, Review, ReviewScore

__all__ = [
    "LANGUAGE_CODE_LENGTH",
    "ZONE_LENGTH",
    "Announcement",
    "Application",
    "BankFile",
    "BankLine",
    "BlindCopy",
    "BursaryGrant",
    "BursaryPool",
    "CalendarFeed",
    "Cohort",
    "CohortSeats",
    "Decision",
    "FeeStatement",
    "Honorarium",
    "Instalment",
    "Invitation",
    "Invoice",
    "InvoiceNumber",
    "LedgerEntry",
    "Meeting",
    "Offer",
    "Plan",
    "Programme",
    "ReportRelease",
    "Review",
    "ReviewScore",
    "Seat",
    "Selection",
    "Speaker",
    "WaitingPlace",
]
