"""The mail that tells a reader that something waits to be read. It names nobody."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from shelterbelt.learn.queries.reviews import Waiting

_HEADERS = {"Auto-Submitted": "auto-generated"}  # RFC 3834: no holiday notices in answer


def readings_mail(waiting: Waiting) -> EmailMultiAlternatives:
    """How many readings wait, and where to sign in."""
    told = {"count": waiting.count, "page": settings.BASE_URL + reverse("review.list")}
    words = render_to_string("learn/mails/readings.txt", told)
    return EmailMultiAlternatives(
        _("Something waits to be read"), words, to=[waiting.email], headers=_HEADERS
    )
