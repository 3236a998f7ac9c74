"""A definition as canonical TOML: the same definition always gives the same text, and reads back equal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shelterbelt.learn.engine.definition.admission_write import admission_sections
from shelterbelt.learn.engine.definition.lines import listed, pair, text_lines, value_shown
from shelterbelt.learn.engine.definition.problem import (
    DEFAULT_POINTS,
    SCHEMA,
    WEEKDAYS,
    Block,
    Choose,
    Cost,
    Dates,
    Definition,
    Monthly,
    Series,
    Weekly,
    minor_digits,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import time


def to_toml(definition: Definition) -> str:
    """TOML in the order of the handbook. Optional fields at their default are left out; comments are not kept."""
    sections = [
        [f"schema = {SCHEMA}"],
        _programme(definition),
        _cohort(definition),
        _capacity(definition),
        _cost(definition.cost),
        _eligibility(definition),
        _panels(definition),
        _points(definition),
        *admission_sections(definition),
        *(_series(series, definition.programme.host_zone) for series in definition.series),
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def _programme(definition: Definition) -> list[str]:
    programme = definition.programme
    return [
        "[programme]",
        pair("slug", programme.slug),
        *text_lines("title", programme.title),
        *text_lines("summary", programme.summary),
        *text_lines("for_whom", programme.for_whom),
        *text_lines("accessibility", programme.accessibility),
        *text_lines("taught_by", programme.taught_by),
        pair("host_city", programme.host_city),
        pair("host_country", programme.host_country),
        pair("host_zone", programme.host_zone),
        listed("languages", programme.languages),
        listed("page_languages", programme.page_languages),
        *text_lines("assumption", programme.assumption),
    ]


def _cohort(definition: Definition) -> list[str]:
    cohort = definition.cohort
    return [
        "[cohort]",
        pair("slug", cohort.slug),
        *text_lines("label", cohort.label),
        f"first_week = {cohort.first_week.isoformat()}",
        pair("weeks", cohort.weeks),
        f"apply_opens = {cohort.apply_opens.isoformat(timespec='seconds')}",
        f"apply_closes = {cohort.apply_closes.isoformat(timespec='seconds')}",
        pair("apply_zone", cohort.apply_zone),
        *text_lines("assumption", cohort.assumption),
    ]


def _capacity(definition: Definition) -> list[str]:
    capacity = definition.capacity
    return [
        "[capacity]",
        pair("on_site", capacity.on_site),
        pair("online", capacity.online),
        *text_lines("assumption", capacity.assumption),
    ]


def _cost(cost: Cost) -> list[str]:
    return [
        "[cost]",
        pair("currency", cost.currency),
        *_money("fee", cost.fee_minor, cost.currency),
        *_money("bursary_pool", cost.bursary_pool_minor, cost.currency),
        *_money("honorarium", cost.honorarium_minor, cost.currency),
        *text_lines("includes", cost.includes),
        *text_lines("assumption", cost.assumption),
    ]


def _eligibility(definition: Definition) -> list[str]:
    eligibility = definition.eligibility
    lines = [
        "[eligibility]",
        *text_lines("text", eligibility.text),
        *text_lines("assumption", eligibility.assumption),
    ]
    if eligibility.roles:
        rows = (", ".join(pair(tag, words) for tag, words in role.by_language) for role in eligibility.roles)
        lines += ["roles = [", *(f"    {{ {row} }}," for row in rows), "]"]
    return lines


def _panels(definition: Definition) -> list[str]:
    rules = definition.panels
    if rules is None:
        return []
    return [
        "[panels]",
        "sectors = [",
        *(f"    {value_shown(sector)}," for sector in rules.sectors),
        "]",
        pair("seats", rules.seats),
        pair("max_per_organisation", rules.max_per_organisation),
        pair("max_unsociable_points", rules.max_unsociable_points),
        pair("max_appearances", rules.max_appearances),
        *_money("budget", rules.budget_minor, definition.cost.currency),
        *text_lines("assumption", rules.assumption),
    ]


def _points(definition: Definition) -> list[str]:
    points = definition.points
    if points == DEFAULT_POINTS:
        return []
    rows = (
        f'    {{ from = "{_clock(band.start)}", to = "{_clock(band.end)}", points = {band.points} }},'
        for band in points.bands
    )
    return ["[points]", "bands = [", *rows, "]", *text_lines("assumption", points.assumption)]


def _series(series: Series, host_zone: str) -> list[str]:
    lines = [
        "[[series]]",
        pair("key", series.key),
        *text_lines("title", series.title),
        pair("kind", series.kind.value),
        pair("mode", series.mode.value),
        *_pattern(series),
        pair("start", _clock(series.start)),
        pair("minutes", series.minutes),
        pair("earliest_start", _clock(series.earliest_start)),
        pair("latest_start", _clock(series.latest_start)),
        pair("grid_minutes", series.grid_minutes),
    ]
    if series.zone != host_zone:
        lines.append(pair("zone", series.zone))
    optional: list[tuple[str, int | None]] = [
        ("live_core_minutes", series.live_core_minutes),
        ("capacity_on_site", series.capacity_on_site),
        ("capacity_online", series.capacity_online),
    ]
    lines += [pair(key, value) for key, value in optional if value is not None]
    if series.has_panel:
        lines.append(pair("has_panel", True))
    return lines + text_lines("assumption", series.assumption)


def _pattern(series: Series) -> list[str]:
    pattern = series.pattern
    if isinstance(pattern, Weekly):
        return [pair("pattern", "weekly"), _weekdays(pattern.weekdays), listed("weeks", pattern.weeks)]
    if isinstance(pattern, Choose):
        return [
            pair("pattern", "choose"),
            _weekdays(pattern.weekdays),
            listed("weeks", pattern.weeks),
            pair("count", pattern.count),
            *_apart(pattern),
        ]
    if isinstance(pattern, Monthly):
        return [
            pair("pattern", "monthly"),
            pair("weekday", WEEKDAYS[pattern.weekday]),
            pair("nth", pattern.nth),
        ]
    if isinstance(pattern, Dates):
        return [
            pair("pattern", "dates"),
            f"dates = [{', '.join(day.isoformat() for day in pattern.dates)}]",
        ]
    return _block(pattern)


def _block(pattern: Block) -> list[str]:
    return [
        pair("pattern", "block"),
        pair("weekday", WEEKDAYS[pattern.weekday]),
        listed("weeks", pattern.weeks),
        pair("days", pattern.days),
        pair("count", pattern.count),
        *_apart(pattern),
    ]


def _apart(pattern: Choose | Block) -> list[str]:
    return [pair("weeks_apart", pattern.weeks_apart)] if pattern.weeks_apart > 1 else []


def _weekdays(weekdays: Iterable[int]) -> str:
    return listed("weekdays", [WEEKDAYS[weekday] for weekday in weekdays])


def _money(key: str, minor: int | None, currency: str) -> list[str]:
    if minor is None:
        return []
    digits = minor_digits(currency)
    whole, part = divmod(minor, 10**digits)
    return [pair(key, f"{whole}.{part:0{digits}}" if digits else str(whole))]


def _clock(clock: time) -> str:
    return f"{clock:%H:%M}"
