"""The part of a mail that carries an invitation (RFC 6047)."""

import re
from dataclasses import dataclass
from email.mime.text import MIMEText

from shelterbelt.learn.formats.icalendar.text import CalendarError

_METHOD = re.compile(rb"^METHOD:([A-Z]+)\r$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class MailPart:
    """A calendar ready for a mail: its text, and the content type with the file's own METHOD.

    As an alternative to the mail's text (clients then show buttons):
    ``message.attach_alternative(part.text, part.mimetype)`` with Django's ``EmailMultiAlternatives``, or
    ``part.as_mime()`` for ``email.mime.multipart``. ``filename`` is for a further plain attachment.
    """

    text: str
    method: str

    @property
    def mimetype(self) -> str:
        """Type, subtype and method, without the charset, which the mailer adds."""
        return f"text/calendar; method={self.method}"

    @property
    def content_type(self) -> str:
        """The whole value of the Content-Type header."""
        return f"{self.mimetype}; charset=utf-8"

    @property
    def filename(self) -> str:
        """A name for the attachment; says nothing about the meeting."""
        return "cancel.ics" if self.method == "CANCEL" else "invite.ics"

    def as_mime(self) -> MIMEText:
        """A MIME part in UTF-8, encoded in base64 so that no server on the way breaks its lines."""
        part = MIMEText(self.text, "calendar", "utf-8")
        part.set_param("method", self.method)
        return part


def mail_part(calendar: bytes) -> MailPart:
    """The mail part for a calendar written here; METHOD is read from it, so the two cannot differ.

    Raises:
        CalendarError: the bytes hold no METHOD, or more than one.
    """
    methods = _METHOD.findall(calendar)
    if len(methods) != 1:
        raise CalendarError(
            "A calendar for a mail needs exactly one METHOD; make it with write_request or write_cancel."
        )
    return MailPart(text=calendar.decode("utf-8"), method=methods[0].decode("ascii"))
