"""The mail that reminds finance of payments to people. It names nobody and no amount."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from shelterbelt.learn.formats.meeting_times import day_words
from shelterbelt.learn.queries.honoraria import Reminder

_HEADERS = {"Auto-Submitted": "auto-generated"}  # RFC 3834: no holiday notices in answer


def payments_reminder(reminder: Reminder) -> EmailMultiAlternatives:
    """How many payments are due, how many overdue, and by when the first."""
    told = {
        "count": reminder.count,
        "overdue": reminder.overdue,
        "first": day_words(reminder.first),
        "page": settings.BASE_URL + reverse("desk.honoraria"),
    }
    text = render_to_string("learn/mails/payments_due.txt", told)
    return EmailMultiAlternatives(_("Something is due soon"), text, to=[reminder.email], headers=_HEADERS)
