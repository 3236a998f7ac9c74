"""Reads one `[[series]]`: the fields all share, and those of its pattern."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shelterbelt.learn.engine.definition.problem import (
    WEEKDAYS,
    Block,
    Choose,
    Dates,
    Kind,
    Mode,
    Monthly,
    Pattern,
    Series,
    Weekly,
)
from shelterbelt.learn.engine.definition.wordlists import zone_names

if TYPE_CHECKING:
    from shelterbelt.learn.engine.definition.fields import Fields

#: Pattern -> the fields that only patterns have.
PATTERN_FIELDS: dict[str, tuple[str, ...]] = {
    "weekly": ("weekdays", "weeks"),
    "choose": ("weekdays", "weeks", "count", "weeks_apart"),
    "monthly": ("weekday", "nth"),
    "dates": ("dates",),
    "block": ("weekday", "weeks", "days", "count", "weeks_apart"),
}

#: The last week a definition may name; the cohort's own length is checked with its dates.
_LAST_WEEK = 260


def read_series(table: Fields, *, host_zone: str, weeks: int | None) -> Series:
    """One series. `weeks` is the cohort's length, None when that could not be read."""
    zone = host_zone
    table.asked.add("zone")
    if table.has("zone"):
        zone = table.word("zone", zone_names(), expected="an IANA time zone", example="America/Toronto")
    kind = table.word("kind", [kind.value for kind in Kind], expected="a kind of meeting", example="panel")
    mode = table.word("mode", [mode.value for mode in Mode], expected="a way to take part", example="online")
    start = table.clock("start", example="18:00")
    series = Series(
        key=table.name("key", example="evening_panels"),
        title=table.text("title", example="Evening panels"),
        kind=Kind(kind) if kind else Kind.COURSE_SESSION,
        mode=Mode(mode) if mode else Mode.ONLINE,
        pattern=_pattern(table, weeks or 1),
        start=start,
        minutes=table.number("minutes", 15, 1440, example=120),
        earliest_start=table.clock("earliest_start", example="16:00", default=start),
        latest_start=table.clock("latest_start", example="21:00", default=start),
        zone=zone,
        grid_minutes=table.number("grid_minutes", 1, 1440, example=30, default=30),
        live_core_minutes=table.optional_number("live_core_minutes", 15, 1440, example=210),
        has_panel=table.flag("has_panel"),
        capacity_on_site=table.optional_number("capacity_on_site", 0, 100_000, example=24),
        capacity_online=table.optional_number("capacity_online", 0, 1_000_000, example=24),
        assumption=table.optional_text("assumption"),
    )
    pattern = str(table.values.get("pattern", ""))
    table.close(_not_here(pattern) if pattern in PATTERN_FIELDS else _any_pattern(table))
    return series


def _pattern(table: Fields, weeks: int) -> Pattern:
    pattern = table.word("pattern", list(PATTERN_FIELDS), expected="a pattern", example="weekly")
    if pattern == "monthly":
        return Monthly(_weekday(table), _nth(table))
    if pattern == "dates":
        return Dates(table.days("dates", example="2027-03-05"))
    if pattern == "weekly":
        return Weekly(_weekdays(table), _weeks(table, weeks))
    if pattern == "choose":
        weekdays = _weekdays(table)
        chosen = _weeks(table, weeks)
        count = table.number("count", 1, _LAST_WEEK, example=4)
        return Choose(weekdays, chosen, count, _weeks_apart(table))
    if pattern == "block":
        chosen = _weeks(table, weeks)
        days = table.number("days", 1, 7, example=5)
        count = table.number("count", 1, _LAST_WEEK, example=1, default=len(chosen) or 1)
        return Block(_weekday(table, default="monday"), chosen, days, count, _weeks_apart(table))
    return Weekly((), ())


def _weekdays(table: Fields) -> tuple[int, ...]:
    names = table.words("weekdays", WEEKDAYS, expected="a day of the week", example="wednesday")
    return tuple(sorted(WEEKDAYS.index(name) for name in names))


def _weekday(table: Fields, default: str = "") -> int:
    name = table.word("weekday", WEEKDAYS, expected="a day of the week", example="saturday", default=default)
    return WEEKDAYS.index(name) if name else 0


def _nth(table: Fields) -> int:
    nth = table.number("nth", -1, 5, example=1)
    if nth == 0 and table.values.get("nth") == 0:
        table.add("nth", "out_of_range", value="0", low=1, high="5, or -1 for the last")
    return nth


def _weeks(table: Fields, weeks: int) -> tuple[int, ...]:
    listed = table.numbers("weeks", 1, _LAST_WEEK, example="[1, 3, 5]")
    return tuple(range(1, weeks + 1)) if listed is None else listed


def _weeks_apart(table: Fields) -> int:
    return table.number("weeks_apart", 1, _LAST_WEEK, example=2, default=1)


def _not_here(pattern: str) -> dict[str, tuple[str, str]]:
    own = PATTERN_FIELDS[pattern]
    others = {key for keys in PATTERN_FIELDS.values() for key in keys} - set(own)
    return {
        key: (pattern, ", ".join(name for name, keys in PATTERN_FIELDS.items() if key in keys))
        for key in others
    }


def _any_pattern(table: Fields) -> dict[str, tuple[str, str]]:
    """When the pattern itself is wrong, its fields are not blamed as well."""
    table.asked.update(key for keys in PATTERN_FIELDS.values() for key in keys)
    return {}
