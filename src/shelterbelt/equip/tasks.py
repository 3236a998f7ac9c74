"""Background work of `equip`: mails that invite and remind."""

from uuid import UUID

from shelterbelt.equip.formats.asking_mails import answer_mail, reading_mail
from shelterbelt.equip.formats.beginning_mails import invitation_mail, later_leader_mail
from shelterbelt.equip.formats.mails import due_mail
from shelterbelt.equip.models import LeaderInvitation
from shelterbelt.equip.queries.beginnings import members_to_tell
from shelterbelt.equip.queries.reminders import agencies_that_ask, answers_waited_for, packs_waiting
from shelterbelt.equip.queries.strategy_dates import leaders_to_remind, reminder_of
from shelterbelt.equip.services.assessments import ASK
from shelterbelt.equip.services.beginnings import SEND, TELL, forget_invitations_due, send_invitation
from shelterbelt.equip.services.peers import compare_peers as make_comparison
from shelterbelt.equip.services.reminding import READ, remind_assessors_due, write_to_readers
from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.jobs import enqueue_all, task


@task("equip.remind_leader", queue="mail", retry=8)
def remind_leader(*, account: str, agency: str) -> None:
    """Write to a leader what is late or due within a month; nothing if nothing is, or they lead no more."""
    found = reminder_of(for_=SYSTEM, account=UUID(account), agency=UUID(agency))
    if found is not None:
        due_mail(found).send()


@task("equip.remind_leaders", queue="mail", every="29 6 * * 1", one_at_a_time=True)
def remind_leaders(timestamp: int) -> None:
    """On Mondays, write to every leader in whose agency something is late or due within a month."""
    del timestamp
    due = leaders_to_remind(for_=SYSTEM)
    enqueue_all(
        "equip.remind_leader", ({"account": str(account), "agency": str(agency)} for account, agency in due)
    )


@task(ASK, queue="mail", retry=8)
def ask_assessor(*, assessment: str, account: str, is_reminder: bool) -> None:
    """Ask somebody for their view; nothing if they left or have answered, or it was closed."""
    found = answers_waited_for(
        for_=SYSTEM, assessment=UUID(assessment), account=UUID(account), is_reminder=is_reminder
    )
    if found is not None:
        answer_mail(found).send()


@task("equip.remind_assessors", queue="upkeep", every="19 5 * * *", one_at_a_time=True)
def remind_assessors(timestamp: int) -> None:
    """Ask for a mail to everyone who has not answered a week before an assessment closes."""
    del timestamp
    remind_assessors_due(by=SYSTEM)


@task(READ, queue="mail", retry=8)
def tell_reader(*, account: str, agency: str) -> None:
    """Write to somebody that packs wait for them; nothing if they left or have read them."""
    found = packs_waiting(for_=SYSTEM, account=UUID(account), agency=UUID(agency))
    if found is not None:
        reading_mail(found).send()


@task("equip.tell_readers", queue="upkeep", every="37 5 * * *", one_at_a_time=True)
def tell_readers(timestamp: int) -> None:
    """Once a day, so that packs given on one day are told in one mail: ask for mails about packs that wait."""
    del timestamp
    for agency in agencies_that_ask(for_=SYSTEM):
        write_to_readers(by=SYSTEM, agency=agency)


@task(SEND, queue="mail", retry=8)
def invite_leader(*, invitation: str) -> None:
    """Write to whoever is to lead an agency; nothing if the invitation was taken back meanwhile."""
    send_invitation(invitation=UUID(invitation), send=_hand_over)


@task(TELL, queue="mail", retry=8)
def tell_members(*, invitation: str) -> None:
    """Write to everyone of an agency who invited whom to lead it; nothing if it was taken back."""
    told = members_to_tell(for_=SYSTEM, invitation=UUID(invitation))
    if told is None:
        return
    for address, language in told.members:
        later_leader_mail(told, address, language).send()


@task("equip.forget_invitations", queue="upkeep", every="23 3 * * *", one_at_a_time=True)
def forget_invitations(timestamp: int) -> None:
    """Forget whom invitations named that nobody used in time."""
    del timestamp
    forget_invitations_due(by=SYSTEM)


def _hand_over(row: LeaderInvitation, token: str) -> None:
    invitation_mail(row, token).send()


@task("equip.compare_peers", queue="upkeep", every="41 4 * * 0", one_at_a_time=True)
def compare_peers(timestamp: int) -> None:
    """On Sundays, compare the agencies that agreed, if enough of them are new since every earlier time."""
    del timestamp
    make_comparison(by=SYSTEM)
