"""What a programme definition holds: frozen dataclasses, all times on the host's own clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shelterbelt.learn.engine.definition.admission import (
        BalanceRules,
        Conduct,
        FeeRules,
        OfferRules,
        ReviewRules,
    )

SCHEMA = 1

#: The thirteen sectors of the mission, a closed list; `people.choices` uses the same keys.
SECTORS: tuple[str, ...] = (
    "child_youth_services",
    "banking_finance",
    "cyber_security",
    "journalism",
    "hospitality",
    "law_justice",
    "policing",
    "health_care",
    "education",
    "technology_social_media",
    "communities_elders_faith",
    "immigration_settlement",
    "refugee_services",
)

#: Monday is 0, as in `datetime.date.weekday()`.
WEEKDAYS: tuple[str, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

QUARTERS_PER_DAY = 96


class Kind(StrEnum):
    """What a meeting is for."""

    TEACHING_DAY = "teaching_day"
    PANEL = "panel"
    COURSE_SESSION = "course_session"
    WORKSHOP = "workshop"
    RESIDENCY = "residency"


class Mode(StrEnum):
    """How people take part."""

    HYBRID = "hybrid"
    ONLINE = "online"
    IN_PERSON = "in_person"


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in several languages: pairs of language tag and text, in the definition's order."""

    by_language: tuple[tuple[str, str], ...]

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(language for language, _ in self.by_language)

    def in_language(self, language: str) -> str:
        """The text in `language`, else in its main language ("fr" for "fr-ca"), else in the first one."""
        texts = dict(self.by_language)
        main = language.partition("-")[0]
        return texts.get(language) or texts.get(main) or (self.by_language[0][1] if self.by_language else "")


@dataclass(frozen=True, slots=True)
class Programme:
    """What stays the same from cohort to cohort. `country` is ISO 3166 alpha-2, for public holidays."""

    slug: str
    title: Text
    summary: Text
    for_whom: Text
    accessibility: Text
    host_city: str
    host_country: str
    host_zone: str
    languages: tuple[str, ...]
    page_languages: tuple[str, ...]
    taught_by: Text | None = None
    assumption: Text | None = None


@dataclass(frozen=True, slots=True)
class Cohort:
    """One intake. `first_week` is a Monday; week 1 starts on it.

    `apply_opens` and `apply_closes` are clock times without offset, read in `apply_zone`.
    """

    slug: str
    label: Text
    first_week: date
    weeks: int
    apply_opens: datetime
    apply_closes: datetime
    apply_zone: str
    assumption: Text | None = None


@dataclass(frozen=True, slots=True)
class Capacity:
    """Seats on site and places online: two separate numbers, people."""

    on_site: int
    online: int
    assumption: Text | None = None

    @property
    def total(self) -> int:
        return self.on_site + self.online


@dataclass(frozen=True, slots=True)
class Cost:
    """Money in minor units of `currency` (cents for CAD). `fee_minor` is None while no fee is set.

    `honorarium_minor` is what a panellist is paid for one appearance.
    """

    currency: str
    fee_minor: int | None = None
    bursary_pool_minor: int = 0
    honorarium_minor: int | None = None
    includes: Text | None = None
    assumption: Text | None = None

    @property
    def minor_digits(self) -> int:
        return minor_digits(self.currency)


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Who may apply: free text, and the kinds of role it is meant for."""

    text: Text
    roles: tuple[Text, ...] = ()
    assumption: Text | None = None


@dataclass(frozen=True, slots=True)
class PanelRules:
    """Rules for every panel. `max_unsociable_points` is per appearance, `budget_minor` for the whole series."""

    sectors: tuple[str, ...]
    seats: int
    max_per_organisation: int = 1
    max_unsociable_points: int = 8
    max_appearances: int = 2
    budget_minor: int | None = None
    assumption: Text | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """Points per quarter-hour from `start` until `end` on the local clock; it may pass midnight."""

    start: time
    end: time
    points: int


@dataclass(frozen=True, slots=True)
class PointScale:
    """How unsociable each quarter-hour of a local day is. Quarter-hours in no band cost 0."""

    bands: tuple[Band, ...]
    assumption: Text | None = None

    def per_quarter(self) -> tuple[int, ...]:
        """96 points, the first for 00:00-00:15 on the person's own clock."""
        points = [0] * QUARTERS_PER_DAY
        for band in self.bands:
            first, last = _quarter(band.start), _quarter(band.end)
            length = (last - first) % QUARTERS_PER_DAY or QUARTERS_PER_DAY
            for step in range(length):
                points[(first + step) % QUARTERS_PER_DAY] = band.points
        return tuple(points)


#: 0 for 08-20, 1 for 07-08 and 20-22, 2 for 06-07 and 22-23, 4 for 23-06.
DEFAULT_POINTS = PointScale(
    bands=(
        Band(time(6), time(7), 2),
        Band(time(7), time(8), 1),
        Band(time(20), time(22), 1),
        Band(time(22), time(23), 2),
        Band(time(23), time(6), 4),
    )
)


@dataclass(frozen=True, slots=True)
class Weekly:
    """A meeting on every one of these weekdays in every one of these weeks (week 1 is the first)."""

    weekdays: tuple[int, ...]
    weeks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Choose:
    """`count` meetings, each in another one of these weeks, on one of these weekdays.

    Two of them are at least `weeks_apart` weeks apart, counted from Monday to Monday.
    """

    weekdays: tuple[int, ...]
    weeks: tuple[int, ...]
    count: int
    weeks_apart: int = 1


@dataclass(frozen=True, slots=True)
class Monthly:
    """The `nth` such weekday of each month inside the cohort; -1 is the last of the month."""

    weekday: int
    nth: int


@dataclass(frozen=True, slots=True)
class Dates:
    """Exactly these dates, ascending."""

    dates: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """`count` blocks of up to seven consecutive `days`, each starting on `weekday` in another one of these weeks.

    Two of them begin at least `weeks_apart` weeks apart.
    """

    weekday: int
    weeks: tuple[int, ...]
    days: int
    count: int
    weeks_apart: int = 1


Pattern = Weekly | Choose | Monthly | Dates | Block


@dataclass(frozen=True, slots=True)
class Series:
    """Meetings of one kind. Times are on the clock of `zone`; `minutes` is one day's length.

    The host accepts starts from `earliest_start` to `latest_start` in steps of `grid_minutes`.
    `live_core_minutes` is the part that must be lived together; None means all of it.
    """

    key: str
    title: Text
    kind: Kind
    mode: Mode
    pattern: Pattern
    start: time
    minutes: int
    earliest_start: time
    latest_start: time
    zone: str
    grid_minutes: int = 30
    live_core_minutes: int | None = None
    has_panel: bool = False
    capacity_on_site: int | None = None
    capacity_online: int | None = None
    assumption: Text | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """One programme and one of its cohorts: all that a plan, a page and a form need."""

    programme: Programme
    cohort: Cohort
    capacity: Capacity
    cost: Cost
    eligibility: Eligibility
    series: tuple[Series, ...]
    panels: PanelRules | None = None
    points: PointScale = field(default=DEFAULT_POINTS)
    review: ReviewRules | None = None
    balance: BalanceRules | None = None
    offers: OfferRules | None = None
    fees: FeeRules | None = None
    conduct: Conduct | None = None


# ISO 4217: currencies whose smaller unit is not a hundredth.
_MINOR_DIGITS: dict[str, int] = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW"), 0),
    **dict.fromkeys(("PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}


def minor_digits(currency: str) -> int:
    """Decimal places of a currency (ISO 4217): 2 unless the standard says otherwise."""
    return _MINOR_DIGITS.get(currency, 2)


def _quarter(clock: time) -> int:
    return clock.hour * 4 + clock.minute // 15
