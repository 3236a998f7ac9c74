"""Mails to the people on call. They say that something waits, and where to sign in: no content, no name, no place."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from shelterbelt.people.queries.on_call import Listener, Told

_HEADERS = {"Auto-Submitted": "auto-generated"}  # RFC 3834: no holiday notices in answer


def held_mail(listener: Listener, *, why: Told, is_reminder: bool) -> EmailMultiAlternatives:
    """Says that a text waits for someone to act; to leads, that nobody can."""
    with translation.override(listener.language):
        told = {
            "why": why.value,
            "is_reminder": is_reminder,
            "page": settings.BASE_URL + reverse("desk.on_call" if why is Told.LEADS else "desk.held"),
        }
        subject = _("Something still waits for you") if is_reminder else _("Something waits for you")
        words = render_to_string("people/mails/held.txt", told)
        return EmailMultiAlternatives(subject, words, to=[listener.address], headers=_HEADERS)
