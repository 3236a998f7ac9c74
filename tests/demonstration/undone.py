"""Acts upon a loaded demonstration that are all taken back: `python -m tests.demonstration.undone lapse|fees|hours`.

Tells what came of them as one line of JSON. The one database of all tests here stays as it was loaded.
"""

import datetime as dt
import json
import sys
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 -- after the settings are read
from django.db import transaction  # noqa: E402
from django.db.models import Max  # noqa: E402

from shelterbelt.demonstration.autumn import paying  # noqa: E402
from shelterbelt.demonstration.note import read_note  # noqa: E402
from shelterbelt.demonstration.timeline import let_it_be, let_it_be_now  # noqa: E402
from shelterbelt.ground.access.roles import SYSTEM  # noqa: E402
from shelterbelt.ground.db import embedded  # noqa: E402
from shelterbelt.ground.db.scope import scope  # noqa: E402
from shelterbelt.learn.models import (  # noqa: E402
    Cohort,
    CohortSeats,
    FeeStatement,
    Honorarium,
    Offer,
    WaitingPlace,
)
from shelterbelt.learn.queries.cohorts import definition_of  # noqa: E402
from shelterbelt.learn.queries.seats import last_call_of  # noqa: E402
from shelterbelt.learn.services.leaving import lapse_offers_due  # noqa: E402

_MINUTE = dt.timedelta(minutes=1)
_HOURS = (1, 4, 11, 17, 23)


def lapse() -> dict[str, Any]:
    """The clock goes past the ends of the offers, once before the last call and once after it."""
    with scope(SYSTEM):
        cohort = CohortSeats.objects.values_list("cohort", flat=True)[0]
        last_call = last_call_of(definition_of(Cohort.objects.get(pk=cohort).definition))
        open_ones = Offer.objects.filter(cohort=cohort, state="made", answer_by__lt=last_call)
        first_end = open_ones.aggregate(last=Max("answer_by"))["last"]
        before = _places(cohort)
    let_it_be(first_end + _MINUTE)
    lapsed = lapse_offers_due(by=SYSTEM)
    with scope(SYSTEM):
        after = _places(cohort)
    again = lapse_offers_due(by=SYSTEM)
    let_it_be(last_call + _MINUTE)
    ended = lapse_offers_due(by=SYSTEM)
    with scope(SYSTEM):
        late = _places(cohort)
    return {
        "before": before,
        "after": after,
        "late": late,
        "lapsed": lapsed,
        "again": again,
        "ended": ended,
    }


def fees() -> dict[str, Any]:
    """The step of choosing fees, taken a second time as when loading is ended and begun again."""
    with scope(SYSTEM):
        cohort = CohortSeats.objects.values_list("cohort", flat=True)[0]
        before = _lanes()
    paying.choose_fees(cohort=cohort)
    with scope(SYSTEM):
        return {"before": before, "after": _lanes()}


def hours() -> dict[str, Any]:
    """Honoraria offered, answered and paid at other hours of the day."""
    note = read_note()
    assert note is not None
    found = {}
    with scope(SYSTEM):
        cohort = Honorarium.objects.values_list("cohort", flat=True)[0]
    for hour in _HOURS:
        mark = transaction.savepoint()
        let_it_be(note.anchor.replace(hour=hour, minute=5) + dt.timedelta(days=1))
        with scope(SYSTEM):
            Honorarium.objects.filter(cohort=cohort).delete()
        paying.pay_people(lead=note_id("lead"), finance=note_id("finance"), cohort=cohort)
        with scope(SYSTEM):
            found[str(hour)] = Honorarium.objects.filter(cohort=cohort, state="paid").count()
        transaction.savepoint_rollback(mark)
    return found


def note_id(key: str) -> Any:
    """The account of one of the cast."""
    note = read_note()
    assert note is not None
    return note.accounts[key]


def _places(cohort: Any) -> dict[str, Any]:
    seats = CohortSeats.objects.filter(cohort=cohort)
    waiting = WaitingPlace.objects.filter(cohort=cohort, left_at=None).order_by("mode", "rank")
    return {
        "seats": {row.mode: [row.held, row.capacity] for row in seats},
        "holding": Offer.objects.filter(cohort=cohort, state__in=("made", "accepted")).count(),
        "offered": sorted(
            str(one) for one in Offer.objects.filter(state="made").values_list("application", flat=True)
        ),
        "waiting": [[place.mode, str(place.application_id)] for place in waiting],
    }


def _lanes() -> dict[str, str]:
    return {row.reference: f"{row.lane} {row.fee_minor}" for row in FeeStatement.objects.all()}


_ACTS: dict[str, Callable[[], dict[str, Any]]] = {"lapse": lapse, "fees": fees, "hours": hours}


def main(name: str) -> None:
    """Do it, tell it, undo it."""
    embedded.start(settings.CONF)
    try:
        with transaction.atomic():
            told = _ACTS[name]()
            transaction.set_rollback(True)
    finally:
        let_it_be_now()
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
