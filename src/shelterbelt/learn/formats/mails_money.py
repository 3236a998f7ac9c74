"""Mails about money: neutral subjects, an amount and a day, never a card or an account number."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from shelterbelt.learn.formats.feeds import spoken
from shelterbelt.learn.formats.meeting_times import day_words
from shelterbelt.learn.formats.money import amount_words
from shelterbelt.learn.queries.fees import Reminder

_HEADERS = {"Auto-Submitted": "auto-generated"}  # RFC 3834: no holiday notices in answer


def instalment_reminder(reminder: Reminder) -> EmailMultiAlternatives:
    """Says that a part of the fee is due soon, kindly, and what to do if it is too much."""
    with translation.override(spoken(reminder.language)):
        told = {
            "name": reminder.name,
            "reference": reminder.reference,
            "amount": amount_words(reminder.amount_minor, reminder.currency),
            "due_on": day_words(reminder.due_on),
            "site": settings.BASE_URL,
        }
        text = render_to_string("learn/mails/instalment.txt", told)
        return EmailMultiAlternatives(_("A date to remember"), text, to=[reminder.email], headers=_HEADERS)
