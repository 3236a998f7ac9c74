"""Mails to people of an agency are asked for: each once, whatever happens to the job that sends it."""

import datetime as dt
from uuid import UUID

from shelterbelt.equip.choices import ANSWERS_REMINDED_DAYS, AssessmentState
from shelterbelt.equip.models import Assessor, PackMail
from shelterbelt.equip.queries.reminders import readers_to_write_to
from shelterbelt.equip.services.assessments import ASK
from shelterbelt.ground import audit, clock, jobs
from shelterbelt.ground.access.permissions import Denied
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope

READ = "equip.tell_reader"


def remind_assessors_due(*, by: Actor = SYSTEM) -> int:
    """Ask for one reminder to everyone asked by name who is not done a week before an assessment closes.

    Whoever was asked within that week has just been written to, and is not reminded.

    Returns:
        To how many people.

    Raises:
        Denied: anyone but the system.
    """
    if by is not SYSTEM:
        raise Denied("equip.assessment.remind")
    today, week = clock.today(), dt.timedelta(days=ANSWERS_REMINDED_DAYS)
    with audit.act("equip.assessment.remind", by=by, about=("instance", None)) as event, scope(by):
        waiting = Assessor.objects.select_for_update(of=("self",)).filter(
            account__isnull=False,
            done_at__isnull=True,
            reminded_at__isnull=True,
            assessment__state=AssessmentState.OPEN,
            assessment__closes_on__gte=today,
            assessment__closes_on__lte=today + week,
        )
        due = [
            row
            for row in waiting.select_related("assessment").order_by("asked_at", "pk")
            if row.asked_at.date() < row.assessment.closes_on - week
        ]
        Assessor.objects.filter(pk__in=[row.pk for row in due]).update(reminded_at=clock.now())
        people = sorted({(str(row.assessment_id), str(row.account)) for row in due})
        jobs.enqueue_all(
            ASK,
            (
                {"assessment": assessment, "account": account, "is_reminder": True}
                for assessment, account in people
            ),
        )
        event.note(asked=len(people))
    return len(people)


def write_to_readers(*, by: Actor = SYSTEM, agency: UUID) -> int:
    """Ask for a mail to everyone of an agency who has packs to read and was not told of them within the month.

    Returns:
        To how many people; nothing is recorded where it is nobody.

    Raises:
        Denied: anyone but the system.
    """
    if by is not SYSTEM:
        raise Denied("equip.pack.tell")
    due = readers_to_write_to(for_=by, agency=agency)
    if not due:
        return 0
    with (
        audit.act("equip.pack.tell", by=by, about=("agency", agency), organisation=agency) as event,
        scope(by),
    ):
        PackMail.objects.bulk_create(
            (
                PackMail(organisation=agency, account=account, packs=list(packs), sent_at=clock.now())
                for account, packs in sorted(due.items())
            ),
            update_conflicts=True,
            unique_fields=("organisation", "account"),
            update_fields=("packs", "sent_at"),
        )
        jobs.enqueue_all(READ, ({"account": str(account), "agency": str(agency)} for account in sorted(due)))
        event.note(people=len(due))
    return len(due)
