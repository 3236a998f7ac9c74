"""Letters about admission: each says what it means, what to do next, and when the data are erased.

Subjects say nothing: no name, no programme, no decision. A letter gives no reason that tells of others.
"""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shelterbelt.learn.choices import Mode
from shelterbelt.learn.formats.feeds import spoken
from shelterbelt.learn.formats.meeting_times import day_words, moment_times
from shelterbelt.learn.queries.announcements import ToSend
from shelterbelt.learn.queries.letters import AdmissionLetter

_HEADERS = {"Auto-Submitted": "auto-generated"}  # RFC 3834: no holiday notices in answer
SUBJECTS = {
    "offer": gettext_lazy("An answer for you"),
    "moved_up": gettext_lazy("An answer for you"),
    "declined": gettext_lazy("An answer for you"),
    "waiting": gettext_lazy("Where things stand"),
    "changed": gettext_lazy("Something has changed, as you asked"),
    "reminder": gettext_lazy("A question waits for you"),
    "extended": gettext_lazy("You have more time"),
    "lapsed": gettext_lazy("A date has passed"),
    "taken_back": gettext_lazy("A mistake of ours"),
}


def admission_letter(letter: AdmissionLetter) -> EmailMultiAlternatives:
    """The letter in the applicant's language, with times on their clock and the host's."""
    with translation.override(spoken(letter.language)):
        language = translation.get_language() or "en"
        ends = None
        if letter.answer_by:
            ends = moment_times(
                letter.answer_by,
                reader=letter.zone or "UTC",
                host=letter.definition.programme.host_zone,
            )
        told = {
            "letter": letter,
            "programme": letter.definition.programme.title.in_language(language),
            "mode": Mode(letter.mode).label if letter.mode else "",
            "positions": [(Mode(mode).label, position) for mode, position in letter.positions],
            "yours": ends["yours"] if ends else None,
            "theirs": ends["theirs"] if ends else None,
            "erase_on": day_words(letter.erase_on),
            "site": settings.BASE_URL,
        }
        text = render_to_string(f"learn/letters/{letter.kind}.txt", told)
        subject = _(str(SUBJECTS[letter.kind]))
        return EmailMultiAlternatives(subject, text, to=[letter.email], headers=_HEADERS)


def announcement_mail(sent: ToSend) -> EmailMultiAlternatives:
    """An announcement to one person. Its words are staff's; the greeting is in the receiver's language."""
    with translation.override(spoken(sent.language)):
        told = {
            "name": sent.name,
            "body": sent.body,
            "organisation": sent.organisation,
            "site": settings.BASE_URL,
        }
        text = render_to_string("learn/letters/announcement.txt", told)
        return EmailMultiAlternatives(sent.subject, text, to=[sent.email], headers=_HEADERS)
