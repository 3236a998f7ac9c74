"""What `benchmarks.offers` loads and times; imported once Django is set up."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from uuid import UUID

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from benchmarks.pages import _LOAD
from shelterbelt.ground import audit, clock
from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.choices import ApplicationState, OfferState
from shelterbelt.learn.engine.definition import move, parse, to_toml
from shelterbelt.learn.models import Application, CohortSeats, Offer, WaitingPlace
from shelterbelt.learn.services.cohorts import create_cohort
from shelterbelt.learn.services.leaving import lapse_offers_due
from shelterbelt.learn.services.rolling import FIRST_CLAIMS
from shelterbelt.learn.services.seats import change_capacity
from shelterbelt.people.services import register_organisation

EXECUTIVE = (Path(__file__).parents[1] / "programmes" / "executive.toml").read_text("utf-8")


def load(slug: str, applications: int, offers: int) -> UUID:
    """A cohort with that many applications, `offers` of them with an offer that is over, as many waiting."""
    organisation = register_organisation(by=SYSTEM, name=slug, slug=slug, country="CA")
    text = EXECUTIVE.replace('slug = "executive"', f'slug = "{slug}"')
    today = clock.today()
    monday = today - dt.timedelta(days=today.weekday()) + dt.timedelta(weeks=12)
    moved = to_toml(move(parse(text, name=slug), monday, slug="first"))
    cohort = create_cohort(by=SYSTEM, organisation=organisation, text=moved)
    change_capacity(by=SYSTEM, cohort=cohort, capacity={"online": offers})
    with scope(SYSTEM):
        with connection.cursor() as cursor:
            cursor.execute(_LOAD, {"cohort": cohort, "organisation": organisation, "count": applications})
        rows = Application.objects.filter(cohort=cohort, state="submitted").order_by("pk")
        found = list(rows.values_list("pk", flat=True)[: 2 * offers])
        now = clock.now()
        Offer.objects.bulk_create(
            Offer(
                application_id=one,
                cohort_id=cohort,
                organisation=organisation,
                mode="online",
                made_at=now - dt.timedelta(days=10),
                answer_by=now - dt.timedelta(minutes=1),
            )
            for one in found[:offers]
        )
        WaitingPlace.objects.bulk_create(
            WaitingPlace(
                application_id=one,
                cohort_id=cohort,
                organisation=organisation,
                mode="online",
                rank=FIRST_CLAIMS + place,
            )
            for place, one in enumerate(found[offers:])
        )
        Application.objects.filter(pk__in=found[:offers]).update(state=ApplicationState.OFFERED)
        Application.objects.filter(pk__in=found[offers:]).update(state=ApplicationState.WAITING)
        CohortSeats.objects.filter(cohort=cohort, mode="online").update(held=offers)
    return cohort


def ours() -> tuple[float, int, int]:
    """Seconds, statements and offers of one lapse with its roll-down."""
    with CaptureQueriesContext(connection) as asked:
        began = time.perf_counter()
        count = lapse_offers_due(by=SYSTEM)
        seconds = time.perf_counter() - began
    return seconds, len(asked), count


def row_by_row(cohort: UUID, most: int) -> tuple[float, int, int]:
    """The same, the way it is written first: one transaction, one event and one letter for each offer."""
    with scope(SYSTEM):
        due = list(Offer.objects.filter(cohort=cohort, state="made", answer_by__lte=clock.now())[:most])
    with CaptureQueriesContext(connection) as asked:
        began = time.perf_counter()
        for offer in due:
            with audit.act("learn.offer.lapse", by=SYSTEM, about=("offer", offer.pk)), scope(SYSTEM):
                _one(offer)
        seconds = time.perf_counter() - began
    return seconds, len(asked), len(due)


def held(cohort: UUID) -> tuple[int, int]:
    """Seats held by the row and by the offers."""
    with transaction.atomic(), scope(SYSTEM):
        standing = Offer.objects.filter(cohort=cohort, state__in=("made", "accepted")).count()
        return CohortSeats.objects.get(cohort=cohort, mode="online").held, standing


def _one(offer: Offer) -> None:
    seats = CohortSeats.objects.select_for_update().get(cohort=offer.cohort_id, mode="online")
    person = Application.objects.select_for_update().get(pk=offer.application_id)
    offer.state, offer.ended_at = OfferState.LAPSED, clock.now()
    offer.save()
    person.state = ApplicationState.LAPSED
    person.save()
    place = WaitingPlace.objects.filter(cohort=offer.cohort_id, mode="online", left_at__isnull=True)
    following = place.order_by("rank").first()
    seats.held -= 1
    if following:
        seats.held += 1
        following.left_at = clock.now()
        following.save()
        other = Application.objects.select_for_update().get(pk=following.application_id)
        other.state = ApplicationState.OFFERED
        other.save()
        Offer.objects.create(
            application=other,
            cohort_id=offer.cohort_id,
            organisation=offer.organisation,
            mode="online",
            answer_by=clock.now() + dt.timedelta(days=10),
        )
    seats.save()
