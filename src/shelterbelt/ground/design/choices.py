"""Enumerations of the look."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class NoticeKind(StrEnum):
    """What a notice means."""

    INFO = "info"
    SUCCESS = "success"
    CARE = "care"
    PROBLEM = "problem"


NOTICE_SIGNS: dict[NoticeKind, str] = {
    NoticeKind.INFO: "i",
    NoticeKind.SUCCESS: "✓",
    NoticeKind.CARE: "!",
    NoticeKind.PROBLEM: "×",
}

NOTICE_WORDS: dict[NoticeKind, Promise] = {
    NoticeKind.INFO: _("Note"),
    NoticeKind.SUCCESS: _("Done"),
    NoticeKind.CARE: _("Take care"),
    NoticeKind.PROBLEM: _("Problem"),
}
