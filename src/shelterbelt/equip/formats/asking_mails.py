"""Mails to people of an agency: it asks for their view, or to read. They name nobody, no place and no subject."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shelterbelt.equip.formats.strategy_calendar import known_language
from shelterbelt.equip.queries.reminders import AnswerMail, ReadingMail

_HEADERS = {"Auto-Submitted": "auto-generated"}  # RFC 3834: no holiday notices in answer


def answer_mail(asked: AnswerMail) -> EmailMultiAlternatives:
    """Asks for somebody's view, or reminds them once: until when, and where."""
    with translation.override(known_language(asked.language)):
        told = {
            "is_reminder": asked.is_reminder,
            "is_last": asked.is_last,
            "day": date_format(asked.until, "DATE_FORMAT") if asked.until else "",
            "page": settings.BASE_URL + reverse("answer"),
        }
        text = render_to_string("equip/mails/answers.txt", told)
        subject = _("Your view is still welcome") if asked.is_reminder else _("You are asked for your view")
        return EmailMultiAlternatives(subject, text, to=[asked.email], headers=_HEADERS)


def reading_mail(asked: ReadingMail) -> EmailMultiAlternatives:
    """How many packs wait, until when, and where."""
    with translation.override(known_language(asked.language)):
        told = {
            "packs": asked.packs,
            "day": date_format(asked.next_on, "DATE_FORMAT") if asked.next_on else "",
            "page": settings.BASE_URL + reverse("learning"),
        }
        text = render_to_string("equip/mails/reading.txt", told)
        return EmailMultiAlternatives(
            _("Something for you to read"), text, to=[asked.email], headers=_HEADERS
        )
