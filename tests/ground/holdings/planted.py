"""What a slice with data about people looks like to the ground: three things held, one of them sealed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib.sessions.models import Session

from shelterbelt.ground.access.models import Account


def export_account(person: UUID) -> Mapping[str, Any]:
    """The account, if there is one."""
    return {"accounts": list(Account.objects.filter(pk=person).values("email"))}


def erase_account(person: UUID) -> int:
    """Remove the account."""
    return Account.objects.filter(pk=person).delete()[0]


def export_sessions(person: UUID) -> Mapping[str, Any]:
    """Sessions by the person's id."""
    return {
        "sessions": list(
            Session.objects.filter(session_key__startswith=person.hex).values_list("session_data")
        )
    }


def erase_sessions(person: UUID) -> int:
    """Remove the sessions."""
    return Session.objects.filter(session_key__startswith=person.hex).delete()[0]
