"""People as the timetable sees them: their clock, how they attend, and their country's public holidays."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from shelterbelt.learn.engine.planning.holidays import holidays_of
from shelterbelt.learn.engine.timetable.problem import Attendance, Person

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


def person_of(
    key: str,
    *,
    country: str,
    zone: str,
    mode: str,
    years: tuple[int, int],
    unavailable: Iterable[date] = (),
) -> Person:
    """One person of a timetable.

    Args:
        key: an opaque id; it is in no plan.
        country: ISO 3166 alpha-2; one that the catalogue of holidays does not know gives none.
        zone: IANA time zone.
        mode: `on_site` or `online`.
        years: first and last year of the cohort, for the holidays.
        unavailable: personal days on the person's own calendar.
    """
    return Person(
        id=key,
        zone=zone,
        mode=Attendance(mode),
        holidays=_holidays(country, *years),
        unavailable=frozenset(unavailable),
    )


@lru_cache(maxsize=512)
def _holidays(country: str, first_year: int, last_year: int) -> frozenset[tuple[date, bool]]:
    days = holidays_of(country, first_year, last_year).days
    return frozenset((day, holiday.is_estimated) for day, holiday in days.items())
