"""Mails of the safety floor. Subjects say nothing; to officers the whole mail says nothing but where to sign in."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shelterbelt.people.models import IdentityConfirmation, Organisation
from shelterbelt.people.queries.identity import named_in

_HEADERS = {"Auto-Submitted": "auto-generated"}  # RFC 3834: no holiday notices in answer


def question_mail(row: IdentityConfirmation, token: str) -> EmailMultiAlternatives:
    """Asks an employer, a referee or an elder the one question, by a link of their own."""
    told = named_in(row)
    with translation.override(row.language):
        given = {
            "name": told.name,
            "known_as": told.known_as,
            "organisation": Organisation.objects.filter(pk=row.organisation)
            .values_list("name", flat=True)
            .first(),
            "page": settings.BASE_URL + reverse("confirm", args=[token]),
            "ends_on": date_format(row.expires_at, "DATE_FORMAT"),
        }
        words = render_to_string("people/mails/question.txt", given)
        return EmailMultiAlternatives(_("A short question for you"), words, to=[told.email], headers=_HEADERS)


def officer_mail(address: str, *, is_reminder: bool) -> EmailMultiAlternatives:
    """Says to a complaints officer that something waits, and where: not what, not how many, not of which organisation."""
    given = {"is_reminder": is_reminder, "page": settings.BASE_URL + reverse("desk.complaints")}
    subject = _("A date comes near") if is_reminder else _("Something waits for you")
    words = render_to_string("people/mails/officer.txt", given)
    return EmailMultiAlternatives(subject, words, to=[address], headers=_HEADERS)
