"""Complaints whose day has come are erased."""

from shelterbelt.ground import clock, jobs
from shelterbelt.ground.access.permissions import Denied
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.audit import act
from shelterbelt.ground.db.scope import scope
from shelterbelt.people.models import Complaint, KeptApart
from shelterbelt.people.services.consents import DESTROY_KEY


def erase_complaints_due(*, by: Actor = SYSTEM) -> int:
    """Erase complaints whose date has come, with their key, their steps and whom they keep apart; returns how many.

    Raises:
        Denied: anyone but the system.
    """
    if by is not SYSTEM:
        raise Denied("people.complaint.erase_due")
    with act("people.complaint.erase_due", by=by, about=("complaint", None)), scope(by):
        due = list(Complaint.objects.select_for_update().filter(erase_on__lte=clock.today()))
        for row in due:
            # The key lies in a file, which does not roll back: it goes by a job that exists only if the row is gone.
            jobs.enqueue(DESTROY_KEY, key=str(row.key))
            KeptApart.objects.filter(complaint=row).delete()
            row.delete()
    return len(due)
