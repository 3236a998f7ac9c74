"""The tables of people: who they are, what they allow, and the safety floor."""

from shelterbelt.people.models.persons import (
    CommunityChoice,
    Consent,
    ConsentEvent,
    LivedExperience,
    Organisation,
    PersonName,
    Professional,
    UnsafeNameMark,
    read_words,
    seal_words,
)
from shelterbelt.people.models.safety import (
    Complaint,
    ComplaintStep,
    ConductSigning,
    HeldText,
    IdentityConfirmation,
    KeptApart,
    OnCall,
)

__all__ = [
    "CommunityChoice",
    "Complaint",
    "ComplaintStep",
    "ConductSigning",
    "Consent",
    "ConsentEvent",
    "HeldText",
    "IdentityConfirmation",
    "KeptApart",
    "LivedExperience",
    "OnCall",
    "Organisation",
    "PersonName",
    "Professional",
    "UnsafeNameMark",
    "read_words",
    "seal_words",
]
