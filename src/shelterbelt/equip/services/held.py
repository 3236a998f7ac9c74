"""What agencies hold about the people who work with them, handed out and erased through `ground.holdings`.

What an agency said of itself stays the agency's: only who said it is forgotten.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Manager

from shelterbelt.equip.models import (
    Assessor,
    LeaderInvitation,
    PackMail,
    PackReading,
    Progress,
    SignOff,
    Standing,
    StrategyFeed,
    Walk,
    WorksAt,
)
from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.db.scope import scope
from shelterbelt.people.models import Professional

TABLES = (
    *("equip.WorksAt", "equip.PackReading", "equip.Assessor", "equip.StrategyFeed"),
    *("equip.Walk", "equip.Standing", "equip.Progress", "equip.SignOff"),
    *("equip.LeaderInvitation", "equip.PackMail"),
)
_OWN: tuple[Manager[Any], ...] = (
    *(WorksAt.objects, PackReading.objects, PackMail.objects),
    StrategyFeed.objects,
)
_FORGET: tuple[tuple[Manager[Any], str], ...] = (
    (Assessor.objects, "account"),
    (Walk.objects, "account"),
    (Standing.objects, "settled_by"),
    (Progress.objects, "account"),
    (SignOff.objects, "account"),
    (LeaderInvitation.objects, "account"),
    (LeaderInvitation.objects, "invited_by"),
)


def export_agency_work(person: UUID) -> Mapping[str, Any]:
    """Where the person works, what they read, and what they did in an agency's name; nothing of its texts."""
    account = _account(person)
    with transaction.atomic(), scope(SYSTEM):
        readings = PackReading.objects.filter(account=account).order_by("read_at", "pk")
        asked = Assessor.objects.filter(account=account).order_by("asked_at", "pk")
        return {
            "agencies": sorted({str(row.organisation) for row in WorksAt.objects.filter(account=account)}),
            "packs_read": [
                {"pack": row.pack, "version": row.version, "at": row.read_at.isoformat()} for row in readings
            ],
            "last_written_to_about_packs": [
                {"packs": row.packs, "at": row.sent_at.isoformat()}
                for row in PackMail.objects.filter(account=account).order_by("sent_at", "pk")
            ],
            "asked_to_assess": [{"group": row.group, "at": row.asked_at.isoformat()} for row in asked],
            "invitations_to_lead_used": [
                row.used_at.isoformat()
                for row in LeaderInvitation.objects.filter(account=account).order_by("made_at", "pk")
                if row.used_at
            ],
            "invitations_to_lead_given": LeaderInvitation.objects.filter(invited_by=account).count(),
            "walks": [
                row.walked_on.isoformat()
                for row in Walk.objects.filter(account=account).order_by("walked_on", "pk")
            ],
            "answers_settled": Standing.objects.filter(settled_by=account).count(),
            "progress_told": Progress.objects.filter(account=account).count(),
            "strategies_signed": [
                {"said": row.said, "at": row.signed_at.isoformat()}
                for row in SignOff.objects.filter(account=account).order_by("signed_at", "pk")
            ],
        }


def erase_agency_work(person: UUID) -> int:
    """Erase what is the person's own and forget who said the rest; returns how many rows changed."""
    account = _account(person)
    with transaction.atomic(), scope(SYSTEM):
        erased = sum(rows.filter(account=account).delete()[0] for rows in _OWN)
        return erased + sum(
            rows.filter(**{field: account}).update(**{field: None}) for rows, field in _FORGET
        )


def _account(person: UUID) -> UUID:
    """The account of a professional; an account that is nobody's yet is its own person."""
    found = Professional.objects.filter(pk=person).values_list("account", flat=True).first()
    return found or person
