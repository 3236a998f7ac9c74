"""Background work of `equip`: mails that invite and remind."""

from uuid import UUID

from shelterbelt.equip.formats.beginning_mails import invitation_mail, later_leader_mail
from shelterbelt.equip.formats.mails import due_mail
from shelterbelt.equip.models import LeaderInvitation
from shelterbelt.equip.queries.beginnings import members_to_tell
from shelterbelt.equip.queries.strategy_dates import leaders_to_remind, reminder_of
from shelterbelt.equip.services.beginnings import SEND, TELL, forget_invitations_due, send_invitation
from shelterbelt.equip.services.peers import compare_peers as make_comparison
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
