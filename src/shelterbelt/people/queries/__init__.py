"""Reads of `people`, already narrowed to what the actor may see."""

from shelterbelt.people.queries.consents import (
    OwnConsent,
    OwnStatement,
    OwnStep,
    own_consent_history,
    own_consents,
    own_lived_experience,
    people_shown_publicly,
    people_who_consented,
)
from shelterbelt.people.queries.held import export_held
from shelterbelt.people.queries.persons import (
    OwnName,
    Person,
    chosen_names,
    colleagues,
    legal_name,
    organisation_id,
    organisations_by_name,
    own_bio,
    own_communities,
    own_names,
    own_person,
    people_by_id,
    views_of_me,
)
from shelterbelt.people.queries.unsafe import is_unsafe_name

__all__ = [
    "OwnConsent",
    "OwnName",
    "OwnStatement",
    "OwnStep",
    "Person",
    "chosen_names",
    "colleagues",
    "export_held",
    "is_unsafe_name",
    "legal_name",
    "organisation_id",
    "organisations_by_name",
    "own_bio",
    "own_communities",
    "own_consent_history",
    "own_consents",
    "own_lived_experience",
    "own_names",
    "own_person",
    "people_by_id",
    "people_shown_publicly",
    "people_who_consented",
    "views_of_me",
]
