"""The seats of one cohort, locked: the only way to take one and to give one back.

Every service that moves a seat begins here, before it locks anything else: seats (in the order of modes), then
applications, then offers, then places on the waiting list. Giving a seat back touches the application of whoever
waits next, which nobody can know before; with the seats first, two of these never wait for one another.
"""

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID

from shelterbelt.ground import audit, clock
from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.audit.recording import add_part
from shelterbelt.learn.engine.definition import Definition
from shelterbelt.learn.engine.definition.admission import OfferRules
from shelterbelt.learn.models import Cohort, CohortSeats
from shelterbelt.learn.queries.cohorts import definition_of
from shelterbelt.learn.queries.seats import answer_by_usual, last_call_of
from shelterbelt.learn.services.errors import LastCallPassed, NoSeat


@dataclass(slots=True)
class Seats:
    """Locked rows by mode. `before` is what was held when they were locked."""

    cohort: Cohort
    rows: dict[str, CohortSeats]
    before: dict[str, int] = field(default_factory=dict)

    @property
    def definition(self) -> Definition:
        """What the cohort's text says."""
        return definition_of(self.cohort.definition)

    @property
    def rules(self) -> OfferRules:
        """How long offers stand; the usual where the text says nothing."""
        return self.definition.offers or OfferRules()

    @property
    def last_call(self) -> dt.datetime:
        """The moment from which no offer is made any more."""
        return last_call_of(self.definition)

    @property
    def is_open(self) -> bool:
        """Whether offers can still be made."""
        return clock.now() < self.last_call

    def answer_by(self) -> dt.datetime:
        """Until when an offer that is made now stands.

        Raises:
            LastCallPassed: no offer is made any more.
        """
        if not self.is_open:
            raise LastCallPassed(self.last_call)
        return answer_by_usual(self.definition, clock.now())

    def free(self, mode: str) -> int:
        """Seats of a mode that nobody holds; none where the mode has no seats."""
        row = self.rows.get(mode)
        return row.capacity - row.held if row else 0

    def take(self, mode: str, count: int = 1) -> None:
        """Hold seats.

        Raises:
            NoSeat: fewer are free.
        """
        if self.free(mode) < count:
            raise NoSeat(mode)
        self.rows[mode].held += count

    def give_back(self, mode: str, count: int = 1) -> None:
        """Let go of seats that were held."""
        self.rows[mode].held -= count

    def keep(self) -> dict[str, dict[str, int]]:
        """Write what has changed; returns the counts before and after, for the audit."""
        moved = {}
        for mode, row in self.rows.items():
            if row.held != self.before[mode]:
                row.save(update_fields=["held"])
                moved[mode] = {"before": self.before[mode], "after": row.held, "capacity": row.capacity}
                self.before[mode] = row.held
        return moved

    def explain(self, because: str, **facts: object) -> None:
        """Write what has changed, and why, as a part of the act that is open."""
        notes = {"because": because, "seats": self.keep(), **facts}
        about = ("cohort", self.cohort.pk)
        organisation = self.cohort.programme.organisation_id
        if not add_part("learn.seats.move", about=about, organisation=organisation, **notes):
            with audit.act("learn.seats.move", by=SYSTEM, about=about, organisation=organisation) as event:
                event.note(**notes)


def lock_seats(cohort: UUID) -> Seats:
    """Lock the seats of a cohort until the transaction ends; call it in a scope of the system.

    A part of another service's act.

    Raises:
        NotThere: no such cohort.
    """
    found = Cohort.objects.select_related("programme").filter(pk=cohort).first()
    if found is None:
        raise NotThere
    rows = CohortSeats.objects.select_for_update().filter(cohort=cohort).order_by("mode")
    by_mode = {row.mode: row for row in rows}
    return Seats(found, by_mode, {mode: row.held for mode, row in by_mode.items()})
