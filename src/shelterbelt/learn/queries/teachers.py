"""Who teaches, as everyone may know it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from shelterbelt.ground.access.permissions import require
from shelterbelt.ground.access.roles import Actor
from shelterbelt.learn import access
from shelterbelt.learn.choices import CohortState, SeatState
from shelterbelt.learn.models import Seat
from shelterbelt.people.choices import Sector
from shelterbelt.people.queries import chosen_names, people_shown_publicly


@dataclass(frozen=True, slots=True)
class Teachers:
    """Sectors from which a cohort's panels come, and the names of those who agreed to be shown, in order.

    `named` holds pairs of a chosen name and the person's sectors.
    """

    sectors: tuple[Sector, ...]
    named: tuple[tuple[str, tuple[Sector, ...]], ...]


def teachers_public(*, for_: Actor, cohort: UUID, organisation: UUID) -> Teachers:
    """Who sits on a public cohort's published panels.

    Whoever said no is left out. Whoever did not agree to be shown counts for the sectors and for nothing else.

    Args:
        for_: anyone.
        cohort: whose panels.
        organisation: the programme's own, to which people gave their consent.
    """
    require(access.READ_PUBLIC, for_)
    seats = Seat.objects.filter(meeting__cohort=cohort, meeting__is_cancelled=False)
    seats = seats.exclude(meeting__cohort__state=CohortState.DRAFT).exclude(state=SeatState.DECLINED)
    people = dict(seats.values_list("speaker__professional_id", "speaker__professional__sectors"))
    shown = people_shown_publicly(people, recipient=organisation)
    names = chosen_names(shown) if shown else {}
    return Teachers(
        sectors=_sorted(sector for sectors in people.values() for sector in sectors),
        named=tuple(sorted((names[person], _sorted(people[person])) for person in shown if person in names)),
    )


def _sorted(sectors: Iterable[str]) -> tuple[Sector, ...]:
    found = set(sectors)
    return tuple(sector for sector in Sector if sector.value in found)
