"""Background work of `learn`: mails, and erasing what has reached its date."""

from contextlib import suppress
from uuid import UUID

from shelterbelt.ground.access.permissions import Denied, NotThere
from shelterbelt.ground.access.queries import actor_of
from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.jobs import task
from shelterbelt.learn.formats.letters import admission_letter, announcement_mail
from shelterbelt.learn.formats.mails import confirmation, invitation_mail
from shelterbelt.learn.formats.mails_honoraria import payments_reminder
from shelterbelt.learn.formats.mails_money import instalment_reminder
from shelterbelt.learn.formats.mails_reviews import readings_mail
from shelterbelt.learn.queries.announcements import announcement_due
from shelterbelt.learn.queries.applications import application_sent
from shelterbelt.learn.queries.fees import reminder_of
from shelterbelt.learn.queries.honoraria import reminders_due
from shelterbelt.learn.queries.invitations import Letter, invitations_due
from shelterbelt.learn.queries.letters import letter_due
from shelterbelt.learn.queries.reviews import readings_waiting, reviewers_to_remind
from shelterbelt.learn.services import reports
from shelterbelt.learn.services.applications import erase_applications_due
from shelterbelt.learn.services.bank import forget_bank_words
from shelterbelt.learn.services.errors import NotInThisState
from shelterbelt.learn.services.instalments import remind_instalments_due
from shelterbelt.learn.services.invitations import send_invitation, settle_invitations
from shelterbelt.learn.services.leaving import lapse_offers_due, remind_offers_due
from shelterbelt.learn.services.selections import compute_selection


@task("learn.confirm_application", queue="mail", retry=8)
def confirm_application(*, application: str) -> None:
    """Write to an applicant that their application has arrived; nothing if it is gone or was taken back."""
    found = application_sent(for_=SYSTEM, application=UUID(application))
    if found is not None:
        confirmation(found).send()


@task("learn.send_invitations", queue="mail", retry=8)
def send_invitations(*, cohort: str) -> None:
    """Send every calendar mail of a cohort that is due.

    One that fails keeps the others from nothing: they are sent, then the error is raised and the task runs again.
    """
    settle_invitations(cohort=UUID(cohort))
    failed: list[OSError] = []
    for invitation in invitations_due(cohort=UUID(cohort)):
        try:
            send_invitation(invitation=invitation, send=_hand_over)
        except OSError as error:  # smtplib's errors are its subclasses
            failed.append(error)
    if failed:
        raise failed[0]


@task("learn.write_letter", queue="mail", retry=8)
def write_letter(*, kind: str, application: str, offer: str) -> None:
    """Write to an applicant about their place; nothing if it is no longer true or they are gone."""
    found = letter_due(
        for_=SYSTEM, kind=kind, application=UUID(application), offer=UUID(offer) if offer else None
    )
    if found is not None:
        admission_letter(found).send()


@task("learn.deliver_announcement", queue="mail", retry=8)
def deliver_announcement(*, announcement: str, application: str) -> None:
    """Send an announcement to one person; nothing if they are no longer among those it is for."""
    found = announcement_due(for_=SYSTEM, announcement=UUID(announcement), application=UUID(application))
    if found is not None:
        announcement_mail(found).send()


@task("learn.lapse_offers", queue="upkeep", every="* * * * *", one_at_a_time=True)
def lapse_offers(timestamp: int) -> None:
    """End the offers whose time is over, and offer their seats to whoever waits next."""
    del timestamp
    lapse_offers_due(by=SYSTEM)


@task("learn.remind_offers", queue="upkeep", every="37 7 * * *", one_at_a_time=True)
def remind_offers(timestamp: int) -> None:
    """Ask for a mail about every offer that ends soon."""
    del timestamp
    remind_offers_due(by=SYSTEM)


@task("learn.erase_due", queue="upkeep", every="23 2 * * *", one_at_a_time=True)
def erase_due(timestamp: int) -> None:
    """Erase applications whose date has come."""
    del timestamp
    erase_applications_due(by=SYSTEM)


@task("learn.propose_selection", retry=2)
def propose_selection(*, selection: str) -> None:
    """Compute a proposal of whom to admit; nothing if it is there already."""
    compute_selection(by=SYSTEM, selection=UUID(selection))


@task("learn.remind_instalment", queue="mail", retry=8)
def remind_instalment(*, instalment: str) -> None:
    """Write that a part of a fee is due; nothing if it was paid meanwhile or nobody is left to write to."""
    found = reminder_of(for_=SYSTEM, instalment=UUID(instalment))
    if found is not None:
        instalment_reminder(found).send()


@task("learn.remind_instalments", queue="upkeep", every="41 6 * * *", one_at_a_time=True)
def remind_instalments(timestamp: int) -> None:
    """Ask for a mail about every part of a fee that is due soon."""
    del timestamp
    remind_instalments_due(by=SYSTEM)


@task("learn.remind_payments", queue="mail", every="11 6 * * 1,4", one_at_a_time=True)
def remind_payments(timestamp: int) -> None:
    """Tell finance, on Mondays and Thursdays, what is due to people within a week or overdue."""
    del timestamp
    for reminder in reminders_due(for_=SYSTEM):
        payments_reminder(reminder).send()


@task("learn.forget_bank_words", queue="upkeep", every="41 2 * * *", one_at_a_time=True)
def forget_bank_texts(timestamp: int) -> None:
    """Destroy what stood on lines of the bank once its time is over."""
    del timestamp
    forget_bank_words(by=SYSTEM)


@task("learn.tell_reviewer", queue="mail", retry=8)
def tell_reviewer(*, account: str) -> None:
    """Write to a reader that readings wait; nothing if none does any more."""
    found = readings_waiting(for_=SYSTEM, account=UUID(account))
    if found is not None:
        readings_mail(found).send()


@task("learn.remind_reviewers", queue="mail", every="7 6 * * *", one_at_a_time=True)
def remind_reviewers(timestamp: int) -> None:
    """Write to every reader with a reading that is due within two days or overdue."""
    del timestamp
    for account in reviewers_to_remind(for_=SYSTEM):
        tell_reviewer(account=str(account))


@task("learn.make_report", queue="upkeep")
def make_report(*, programme: str, account: str) -> None:
    """Work out a release of a programme's numbers; nothing if too little has changed meanwhile."""
    with suppress(NotInThisState, NotThere, Denied):
        reports.make_report(by=actor_of(UUID(account)), programme=UUID(programme))


def _hand_over(letter: Letter) -> None:
    invitation_mail(letter).send()
