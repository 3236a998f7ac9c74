"""Reads of offers and waiting lists: the holder's own, staff's lists, and what the system has to send."""

import datetime as dt
from uuid import UUID

from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import Denied
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.choices import OfferState
from shelterbelt.learn.engine.definition.admission import OfferRules
from shelterbelt.learn.models import Cohort, Offer
from shelterbelt.learn.queries.cohorts import definition_of


def reminders_due(*, for_: Actor) -> tuple[UUID, ...]:
    """Offers that end within their cohort's days of a reminder and were not reminded of.

    Raises:
        Denied: anyone but the system.
    """
    if for_ is not SYSTEM:
        raise Denied("learn.offer.remind")
    now = clock.now()
    found: list[UUID] = []
    with scope(for_):
        open_ = Offer.objects.filter(state=OfferState.MADE, reminded_at__isnull=True, answer_by__gt=now)
        cohorts = Cohort.objects.filter(pk__in=open_.values("cohort")).order_by("pk")
        for cohort in cohorts:
            rules = definition_of(cohort.definition).offers or OfferRules()
            until = now + dt.timedelta(days=rules.reminder_days)
            found += open_.filter(cohort=cohort, answer_by__lte=until).values_list("pk", flat=True)
    return tuple(found)
