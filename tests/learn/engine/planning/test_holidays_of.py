"""Public holidays by country; dates that wait for a moon are flagged."""

from __future__ import annotations

from datetime import date

from shelterbelt.learn.engine.definition.wordlists import COUNTRIES
from shelterbelt.learn.engine.planning.holidays import Holiday, holidays_of


def test_fixed_holidays_are_not_estimates() -> None:
    canada = holidays_of("CA", 2027, 2027)
    assert canada.days[date(2027, 1, 1)] == Holiday("New Year's Day", is_estimated=False)
    assert [day for day, one in canada.days.items() if one.is_estimated] == []


def test_lunar_holidays_of_the_future_are_estimates_and_labelled() -> None:
    days = holidays_of("MA", 2027, 2027).days
    assert days[date(2027, 3, 10)] == Holiday("Eid al-Fitr", is_estimated=True)
    assert days[date(2027, 3, 10)].label == "Eid al-Fitr (estimated)"
    assert days[date(2027, 3, 10)].label != days[date(2027, 3, 10)].name


def test_estimates_are_flagged_where_the_catalogue_leaves_the_label_out() -> None:
    days = holidays_of("IN", 2027, 2027).days
    assert days[date(2027, 10, 29)] == Holiday("Diwali (Deepavali)", is_estimated=True)


def test_all_years_asked_for_are_there_and_no_other() -> None:
    days = holidays_of("KE", 2026, 2028).days
    assert {day.year for day in days} == {2026, 2027, 2028}
    assert list(days) == sorted(days)


def test_unknown_country_gives_no_days_and_a_note() -> None:
    unknown = holidays_of("XX", 2027, 2027)
    assert dict(unknown.days) == {}
    assert unknown.note == "Public holidays of “XX” are not known here; ask the people who live there."


def test_every_country_answers_with_plain_names() -> None:
    marks = ("estimated", "%s", "\N{INVISIBLE SEPARATOR}")
    found = [
        (country, one.name)
        for country in sorted(COUNTRIES)
        for one in holidays_of(country.lower(), 2027, 2027).days.values()
        if not one.name.strip() or any(mark in one.name for mark in marks)
    ]
    assert found == []
