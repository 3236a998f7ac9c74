"""Mails to leaders of an agency. They name nobody and carry no word of a strategy."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from shelterbelt.equip.formats.strategy_calendar import known_language
from shelterbelt.equip.queries.strategy_dates import DueReminder

_HEADERS = {"Auto-Submitted": "auto-generated"}  # RFC 3834: no holiday notices in answer


def due_mail(reminder: DueReminder) -> EmailMultiAlternatives:
    """How many actions are late or due within a month, how many answers are to be looked at again, and where."""
    with translation.override(known_language(reminder.language)):
        told = {
            "late": reminder.late,
            "soon": reminder.soon,
            "tests": reminder.tests,
            "strategies": settings.BASE_URL + reverse("agency.strategies", args=[reminder.agency]),
            "assessments": settings.BASE_URL + reverse("agency.assessments", args=[reminder.agency]),
        }
        text = render_to_string("equip/mails/strategy_due.txt", told)
        return EmailMultiAlternatives(
            _("What is due in your agency"), text, to=[reminder.email], headers=_HEADERS
        )
