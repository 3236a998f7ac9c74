"""The calendar part of a mail to a panellist: an invitation, its update, or a cancellation (RFC 5546)."""

from dataclasses import replace

from shelterbelt.learn.choices import InvitationMethod
from shelterbelt.learn.formats.feeds import event_of, organizer_of
from shelterbelt.learn.formats.icalendar import (
    Attendee,
    Invitation,
    MailPart,
    Status,
    mail_part,
    write_cancel,
    write_request,
)
from shelterbelt.learn.queries.invitations import Letter


def calendar_part(letter: Letter) -> MailPart:
    """What the receiver's calendar reads, in the language that is active; one ATTENDEE: the receiver.

    Raises:
        shelterbelt.learn.formats.icalendar.CalendarError: the receiver's address cannot stand in a calendar.
    """
    is_cancel = letter.method == InvitationMethod.CANCEL
    event = event_of(letter.cohort, letter.meeting, may_join=not is_cancel, sequence=letter.sequence)
    status = Status.CANCELLED if is_cancel else Status.CONFIRMED
    invitation = Invitation(
        event=replace(event, status=status, conference=None if is_cancel else event.conference),
        organizer=organizer_of(letter.cohort),
        attendee=Attendee(letter.email, letter.name, is_asked=not is_cancel),
    )
    return mail_part(write_cancel(invitation) if is_cancel else write_request(invitation))
