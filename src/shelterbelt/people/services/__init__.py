"""Writes of `people`: each asks `access`, opens one transaction, leaves one audit event."""

from shelterbelt.people.services.consents import (
    give_consent,
    load_consents,
    tell_lived_experience,
    withdraw_consent,
    withdraw_lived_experience,
)
from shelterbelt.people.services.ending import (
    end_expired_statements,
    erase_held,
    erase_self,
    export_self,
)
from shelterbelt.people.services.errors import Refused
from shelterbelt.people.services.names import change_names, remove_name
from shelterbelt.people.services.registration import (
    Newcomer,
    change_self,
    choose_zone,
    load_professionals,
    register_organisation,
    register_professional,
    tell_communities,
)
from shelterbelt.people.services.roles import grant_role, invite_person, revoke_role

__all__ = [
    "Newcomer",
    "Refused",
    "change_names",
    "change_self",
    "choose_zone",
    "end_expired_statements",
    "erase_held",
    "erase_self",
    "export_self",
    "give_consent",
    "grant_role",
    "invite_person",
    "load_consents",
    "load_professionals",
    "register_organisation",
    "register_professional",
    "remove_name",
    "revoke_role",
    "tell_communities",
    "tell_lived_experience",
    "withdraw_consent",
    "withdraw_lived_experience",
]
