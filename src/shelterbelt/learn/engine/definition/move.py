"""A definition copied to a new cohort, its dates moved by whole weeks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from shelterbelt.learn.engine.definition.fields import YEARS
from shelterbelt.learn.engine.definition.problem import Dates, Definition, Series, Text


def move(definition: Definition, new_start: date, *, slug: str = "", label: Text | None = None) -> Definition:
    """The same programme for a cohort whose first week is the one that holds `new_start`.

    Every written date keeps its weekday and its distance from the first week: explicit dates and the
    application window move by the same whole number of weeks, clock times stay. Rules (weeks, nth
    weekday) stay rules; a monthly rule may give another number of meetings, so ask `check` afterwards.
    `slug` defaults to year and month of the new first Monday, `label` to the slug in each language.
    Raises ValueError when a date would leave the years 2000 to 2100.
    """
    monday = new_start - timedelta(days=new_start.weekday())
    by = monday - definition.cohort.first_week
    opens, closes = definition.cohort.apply_opens + by, definition.cohort.apply_closes + by
    if not {monday.year, opens.year, closes.year} <= set(YEARS):
        raise ValueError(f"The new dates leave the years {YEARS[0]} to {YEARS[-1]}.")
    new_slug = slug or f"{monday:%Y-%m}"
    cohort = replace(
        definition.cohort,
        slug=new_slug,
        label=label or Text(tuple((tag, new_slug) for tag in definition.cohort.label.languages)),
        first_week=monday,
        apply_opens=opens,
        apply_closes=closes,
    )
    return replace(
        definition, cohort=cohort, series=tuple(_moved(series, by) for series in definition.series)
    )


def _moved(series: Series, by: timedelta) -> Series:
    if not isinstance(series.pattern, Dates):
        return series
    return replace(series, pattern=Dates(tuple(day + by for day in series.pattern.dates)))
