"""Mails of programmes, each for one receiver, in their language, with times on their clock and the host's.

Subjects are neutral: no name, no programme, nothing that tells whoever sees the inbox what it is about.
"""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from shelterbelt.learn.choices import InvitationMethod
from shelterbelt.learn.formats.feeds import spoken
from shelterbelt.learn.formats.invitations import calendar_part
from shelterbelt.learn.formats.meeting_times import day_words, meeting_times
from shelterbelt.learn.models import Application
from shelterbelt.learn.queries.invitations import Letter

_HEADERS = {"Auto-Submitted": "auto-generated"}  # RFC 3834: no holiday notices in answer


def confirmation(application: Application) -> EmailMultiAlternatives:
    """Says that an application has arrived: its reference, what comes next, and when it is erased."""
    with translation.override(spoken(application.language)):
        told = {
            "name": application.name,
            "reference": application.reference,
            "erase_on": day_words(application.erase_on),
            "site": settings.BASE_URL,
        }
        return _mail(_("We have received it"), "learn/mails/confirmation.txt", told, to=application.email)


def invitation_mail(letter: Letter) -> EmailMultiAlternatives:
    """Asks a panellist to a meeting, tells of its new time, or takes it back; with its calendar part."""
    with translation.override(spoken(letter.language)):
        (time,) = meeting_times([letter.meeting], definition=letter.cohort.definition, reader=letter.zone)
        is_cancel = letter.method == InvitationMethod.CANCEL
        told = {
            "name": letter.name,
            "time": time,
            "programme": letter.cohort.definition.programme.title.in_language(
                translation.get_language() or "en"
            ),
            "is_cancel": is_cancel,
            "is_update": letter.sequence > 0,
            "page": settings.BASE_URL + reverse("mine"),
        }
        subject = _("A date leaves your calendar") if is_cancel else _("A date for your calendar")
        mail = _mail(subject, "learn/mails/invitation.txt", told, to=letter.email)
        part = calendar_part(letter)
        mail.attach_alternative(part.text, part.mimetype)
        return mail


def _mail(subject: str, template: str, told: dict[str, Any], *, to: str) -> EmailMultiAlternatives:
    return EmailMultiAlternatives(subject, render_to_string(template, told), to=[to], headers=_HEADERS)
