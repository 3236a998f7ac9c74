"""A definition as canonical TOML: the same definition always gives the same text, and reads back equal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tomlkit

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
    Text,
    Weekly,
    minor_digits,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import time

Value = str | int | bool


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
        *(_series(series, definition.programme.host_zone) for series in definition.series),
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def _programme(definition: Definition) -> list[str]:
    programme = definition.programme
    return [
        "[programme]",
        _pair("slug", programme.slug),
        *_text("title", programme.title),
        *_text("summary", programme.summary),
        *_text("for_whom", programme.for_whom),
        *_text("accessibility", programme.accessibility),
        *_text("taught_by", programme.taught_by),
        _pair("host_city", programme.host_city),
        _pair("host_country", programme.host_country),
        _pair("host_zone", programme.host_zone),
        _list("languages", programme.languages),
        _list("page_languages", programme.page_languages),
        *_text("assumption", programme.assumption),
    ]


def _cohort(definition: Definition) -> list[str]:
    cohort = definition.cohort
    return [
        "[cohort]",
        _pair("slug", cohort.slug),
        *_text("label", cohort.label),
        f"first_week = {cohort.first_week.isoformat()}",
        _pair("weeks", cohort.weeks),
        f"apply_opens = {cohort.apply_opens.isoformat(timespec='seconds')}",
        f"apply_closes = {cohort.apply_closes.isoformat(timespec='seconds')}",
        _pair("apply_zone", cohort.apply_zone),
        *_text("assumption", cohort.assumption),
    ]


def _capacity(definition: Definition) -> list[str]:
    capacity = definition.capacity
    return [
        "[capacity]",
        _pair("on_site", capacity.on_site),
        _pair("online", capacity.online),
        *_text("assumption", capacity.assumption),
    ]


def _cost(cost: Cost) -> list[str]:
    return [
        "[cost]",
        _pair("currency", cost.currency),
        *_money("fee", cost.fee_minor, cost.currency),
        *_money("bursary_pool", cost.bursary_pool_minor, cost.currency),
        *_money("honorarium", cost.honorarium_minor, cost.currency),
        *_text("includes", cost.includes),
        *_text("assumption", cost.assumption),
    ]


def _eligibility(definition: Definition) -> list[str]:
    eligibility = definition.eligibility
    lines = ["[eligibility]", *_text("text", eligibility.text), *_text("assumption", eligibility.assumption)]
    if eligibility.roles:
        rows = (", ".join(_pair(tag, words) for tag, words in role.by_language) for role in eligibility.roles)
        lines += ["roles = [", *(f"    {{ {row} }}," for row in rows), "]"]
    return lines


def _panels(definition: Definition) -> list[str]:
    rules = definition.panels
    if rules is None:
        return []
    return [
        "[panels]",
        "sectors = [",
        *(f"    {_value(sector)}," for sector in rules.sectors),
        "]",
        _pair("seats", rules.seats),
        _pair("max_per_organisation", rules.max_per_organisation),
        _pair("max_unsociable_points", rules.max_unsociable_points),
        _pair("max_appearances", rules.max_appearances),
        *_money("budget", rules.budget_minor, definition.cost.currency),
        *_text("assumption", rules.assumption),
    ]


def _points(definition: Definition) -> list[str]:
    points = definition.points
    if points == DEFAULT_POINTS:
        return []
    rows = (
        f'    {{ from = "{_clock(band.start)}", to = "{_clock(band.end)}", points = {band.points} }},'
        for band in points.bands
    )
    return ["[points]", "bands = [", *rows, "]", *_text("assumption", points.assumption)]


def _series(series: Series, host_zone: str) -> list[str]:
    lines = [
        "[[series]]",
        _pair("key", series.key),
        *_text("title", series.title),
        _pair("kind", series.kind.value),
        _pair("mode", series.mode.value),
        *_pattern(series),
        _pair("start", _clock(series.start)),
        _pair("minutes", series.minutes),
        _pair("earliest_start", _clock(series.earliest_start)),
        _pair("latest_start", _clock(series.latest_start)),
        _pair("grid_minutes", series.grid_minutes),
    ]
    if series.zone != host_zone:
        lines.append(_pair("zone", series.zone))
    optional: list[tuple[str, int | None]] = [
        ("live_core_minutes", series.live_core_minutes),
        ("capacity_on_site", series.capacity_on_site),
        ("capacity_online", series.capacity_online),
    ]
    lines += [_pair(key, value) for key, value in optional if value is not None]
    if series.has_panel:
        lines.append(_pair("has_panel", True))
    return lines + _text("assumption", series.assumption)


def _pattern(series: Series) -> list[str]:
    pattern = series.pattern
    if isinstance(pattern, Weekly):
        return [_pair("pattern", "weekly"), _weekdays(pattern.weekdays), _list("weeks", pattern.weeks)]
    if isinstance(pattern, Choose):
        return [
            _pair("pattern", "choose"),
            _weekdays(pattern.weekdays),
            _list("weeks", pattern.weeks),
            _pair("count", pattern.count),
            *_apart(pattern),
        ]
    if isinstance(pattern, Monthly):
        return [
            _pair("pattern", "monthly"),
            _pair("weekday", WEEKDAYS[pattern.weekday]),
            _pair("nth", pattern.nth),
        ]
    if isinstance(pattern, Dates):
        return [
            _pair("pattern", "dates"),
            f"dates = [{', '.join(day.isoformat() for day in pattern.dates)}]",
        ]
    return _block(pattern)


def _block(pattern: Block) -> list[str]:
    return [
        _pair("pattern", "block"),
        _pair("weekday", WEEKDAYS[pattern.weekday]),
        _list("weeks", pattern.weeks),
        _pair("days", pattern.days),
        _pair("count", pattern.count),
        *_apart(pattern),
    ]


def _apart(pattern: Choose | Block) -> list[str]:
    return [_pair("weeks_apart", pattern.weeks_apart)] if pattern.weeks_apart > 1 else []


def _weekdays(weekdays: Iterable[int]) -> str:
    return _list("weekdays", [WEEKDAYS[weekday] for weekday in weekdays])


def _text(key: str, text: Text | None) -> list[str]:
    if text is None:
        return []
    if not text.by_language:
        return [f"{key} = {{}}"]
    return [f"{key}.{tag} = {_value(words)}" for tag, words in text.by_language]


def _money(key: str, minor: int | None, currency: str) -> list[str]:
    if minor is None:
        return []
    digits = minor_digits(currency)
    whole, part = divmod(minor, 10**digits)
    return [_pair(key, f"{whole}.{part:0{digits}}" if digits else str(whole))]


def _list(key: str, values: Iterable[str | int]) -> str:
    return f"{key} = [{', '.join(_value(value) for value in values)}]"


def _pair(key: str, value: Value) -> str:
    return f"{key} = {_value(value)}"


def _value(value: Value) -> str:
    return tomlkit.item(value).as_string()


def _clock(clock: time) -> str:
    return f"{clock:%H:%M}"
