"""Mails by which an agency begins: to whoever is to lead it, and to its people if a later leader is invited."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shelterbelt.equip.formats.strategy_calendar import known_language
from shelterbelt.equip.models import LeaderInvitation
from shelterbelt.equip.queries.beginnings import LaterLeader, invited_in, name_of

_HEADERS = {"Auto-Submitted": "auto-generated"}  # RFC 3834: no holiday notices in answer


def invitation_mail(row: LeaderInvitation, token: str) -> EmailMultiAlternatives:
    """Asks somebody to lead an agency, by a link of their own, in the language chosen for them."""
    invited = invited_in(row)
    with translation.override(known_language(row.language)):
        told = {
            "name": invited.name,
            "agency": name_of(row.organisation),
            "place": name_of(row.through) if row.through else "",
            "page": settings.BASE_URL + reverse("invited", args=[token]),
            "ends_on": date_format(row.expires_at, "DATE_FORMAT"),
        }
        words = render_to_string("equip/mails/invitation.txt", told)
        return EmailMultiAlternatives(
            _("You are invited to lead your agency here"), words, to=[invited.email], headers=_HEADERS
        )


def later_leader_mail(told: LaterLeader, address: str, language: str) -> EmailMultiAlternatives:
    """Tells somebody of an agency who invited whom to lead it, or that they have accepted."""
    with translation.override(known_language(language)):
        given = {"told": told, "complain": settings.BASE_URL + reverse("complain")}
        words = render_to_string("equip/mails/later_leader.txt", given)
        subject = (
            _("Your agency has a new leader") if told.is_used else _("A new leader is invited to your agency")
        )
        return EmailMultiAlternatives(subject, words, to=[address], headers=_HEADERS)
