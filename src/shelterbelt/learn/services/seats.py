"""Seats of a cohort: prepared from its definition, and their number changed by whoever leads it."""

from collections.abc import Mapping
from uuid import UUID

from shelterbelt.ground import audit
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn import access
from shelterbelt.learn.choices import Mode
from shelterbelt.learn.models import Cohort, CohortSeats
from shelterbelt.learn.services.errors import SeatsHeld
from shelterbelt.learn.services.rolling import Rolled, roll_down
from shelterbelt.learn.services.seats_held import Seats, lock_seats

MOST_SEATS = 100_000


def prepare_seats(*, by: Actor, cohort: UUID) -> dict[str, int]:
    """Make the seats that the cohort's definition names; modes that have seats already keep theirs.

    People who moved here from an earlier cohort are offered theirs at once.

    Returns:
        The number of seats by mode.

    Raises:
        NotThere, Denied: the cohort is none of the actor's, or the actor does not lead programmes there.
    """
    found = led(by, cohort)
    organisation = found.programme.organisation_id
    with (
        audit.act("learn.seats.prepare", by=by, about=("cohort", cohort), organisation=organisation),
        scope(SYSTEM),
    ):
        # Two who prepare at once: the rows are made by one of them, and both then lock what is there.
        seats = lock_seats(cohort)
        capacity = seats.definition.capacity
        wanted = {Mode.ON_SITE: capacity.on_site, Mode.ONLINE: capacity.online}
        fresh = {mode: count for mode, count in wanted.items() if mode not in seats.rows}
        CohortSeats.objects.bulk_create(
            [CohortSeats(cohort=found, mode=mode, capacity=count) for mode, count in fresh.items()],
            ignore_conflicts=True,
        )
        seats = lock_seats(cohort)
        if fresh:
            _fill(seats, {mode.value: count for mode, count in fresh.items()}, "prepared")
        return {mode: row.capacity for mode, row in seats.rows.items()}


def change_capacity(*, by: Actor, cohort: UUID, capacity: Mapping[str, int]) -> Rolled:
    """Change how many seats there are; whoever waits for a new one is offered it.

    Args:
        by: a lead.
        cohort: whose seats; they are prepared first if they were not.
        capacity: numbers of seats by mode; modes that are not named keep theirs.

    Raises:
        SeatsHeld: fewer than are held.
        ValueError: a number below zero or beyond any cohort.
        NotThere, Denied: the cohort is none of the actor's, or the actor does not lead programmes there.
    """
    found = led(by, cohort)
    if any(not 0 <= count <= MOST_SEATS for count in capacity.values()):
        raise ValueError(f"seats must be between 0 and {MOST_SEATS}")
    organisation = found.programme.organisation_id
    with audit.act("learn.seats.change", by=by, about=("cohort", cohort), organisation=organisation):
        prepare_seats(by=by, cohort=cohort)
        with scope(SYSTEM):
            seats = lock_seats(cohort)
            fresh: dict[str, int] = {}
            for mode, count in capacity.items():
                row = seats.rows[Mode(mode)]
                if count < row.held:
                    raise SeatsHeld(row.held)
                fresh[mode] = count - row.capacity
                row.capacity = count
                row.save(update_fields=["capacity"])
            return _fill(seats, fresh, "capacity changed")


def _fill(seats: Seats, fresh: Mapping[str, int], because: str) -> Rolled:
    rolled = roll_down(seats, fresh)
    counts = {mode: row.capacity for mode, row in seats.rows.items()}
    seats.explain(because, capacity=counts, **rolled.facts())
    return rolled


def led(by: Actor, cohort: UUID) -> Cohort:
    """A cohort of the organisations in which the actor admits.

    A part of another service's act.

    Raises:
        NotThere: it is none of theirs.
        Denied: the actor belongs there but does not lead programmes.
    """
    found = Cohort.objects.select_related("programme").filter(pk=cohort).first()
    if found is None:
        raise NotThere
    require(access.ADMIT, by, found.programme.organisation_id)
    return found
