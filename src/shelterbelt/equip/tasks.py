"""Background work of `equip`: mails that remind."""

from uuid import UUID

from shelterbelt.equip.formats.mails import due_mail
from shelterbelt.equip.queries.strategy_dates import leaders_to_remind, reminder_of
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
