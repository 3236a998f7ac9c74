"""The programmes that are shipped: they parse, say what the mission says, and mark what is assumed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from shelterbelt.learn.engine.definition import Definition, check, meetings, parse, to_toml
from shelterbelt.learn.engine.definition.plan import apply_window
from shelterbelt.learn.engine.definition.problem import DEFAULT_POINTS, SECTORS, Choose, Mode

PROGRAMMES = Path(__file__).parents[4] / "programmes"
FILES = sorted(PROGRAMMES.rglob("*.toml"))


def shipped(name: str) -> Definition:
    return parse((PROGRAMMES / name).read_text(encoding="utf-8"), name=name)


def test_shipped_files_are_the_two_programmes_and_a_sample() -> None:
    assert [path.relative_to(PROGRAMMES).as_posix() for path in FILES] == [
        "executive.toml",
        "masters.toml",
        "samples/workshops.toml",
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_shipped_file_parses_and_round_trips(path: Path) -> None:
    definition = parse(path.read_text(encoding="utf-8"), name=path.name)
    written = to_toml(definition)
    assert parse(written, name=path.name) == definition
    assert to_toml(parse(written, name=path.name)) == written
    assert check(definition) == ()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_shipped_file_has_english_and_french_everywhere(path: Path) -> None:
    definition = parse(path.read_text(encoding="utf-8"), name=path.name)
    assert definition.programme.page_languages == ("en", "fr")
    assert {series.title.languages for series in definition.series} == {("en", "fr")}
    assert definition.programme.title.in_language("fr") != definition.programme.title.in_language("en")


def test_executive_is_four_fridays_and_five_wednesday_panels() -> None:
    definition = shipped("executive.toml")
    assert definition.cohort.weeks == 12
    found = meetings(definition)
    assert [(one.key, one.mode, one.has_panel) for one in found] == [
        *[(f"fridays-{number}", Mode.HYBRID, False) for number in (1, 2, 3, 4)],
        *[(f"wednesdays-{number}", Mode.ONLINE, True) for number in (1, 2, 3, 4, 5)],
    ]
    assert {day.weekday() for one in found[:4] for day in one.dates} == {4}
    assert {day.weekday() for one in found[4:] for day in one.dates} == {2}
    assert [len(one.dates) for one in found] == [11] * 4 + [12] * 5
    assert date(2027, 3, 26) not in found[0].dates  # Good Friday in Toronto
    assert {(one.zone, one.start) for one in found[4:]} == {("America/Toronto", time(18))}
    assert [(one.on_site, one.online) for one in found] == [(24, 24)] * 4 + [(0, 48)] * 5


def test_executive_covers_the_thirteen_sectors_and_pays_everyone() -> None:
    definition = shipped("executive.toml")
    assert definition.panels is not None
    assert definition.panels.sectors == SECTORS
    assert len(SECTORS) == 13
    assert (definition.cost.fee_minor, definition.cost.currency) == (45000, "CAD")
    assert definition.cost.honorarium_minor == 60000
    assert definition.points == DEFAULT_POINTS


def test_executive_marks_what_is_assumed() -> None:
    definition = shipped("executive.toml")
    marked = [definition.capacity, definition.cost, definition.panels, definition.cohort, *definition.series]
    assert [part is not None and part.assumption is not None for part in marked] == [True] * len(marked)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_shipped_file_says_how_people_are_admitted_and_marks_it_as_assumed(path: Path) -> None:
    definition = parse(path.read_text(encoding="utf-8"), name=path.name)
    review, fees, conduct = definition.review, definition.fees, definition.conduct
    assert review is not None
    assert fees is not None
    assert conduct is not None
    parts = [review, definition.balance, definition.offers, fees, conduct]
    assert [part is not None and part.assumption is not None for part in parts] == [True] * 5
    assert {one.title.languages for one in review.criteria} == {("en", "fr")}
    assert review.readers == 2
    assert fees.group_percent[0] == 100
    assert conduct.text.languages == ("en", "fr")
    assert len(conduct.text.in_language("en").splitlines()) == len(
        conduct.text.in_language("fr").splitlines()
    )


def test_masters_has_two_weeks_in_toronto_and_no_invented_fee() -> None:
    definition = shipped("masters.toml")
    assert definition.cost.fee_minor is None
    assert definition.cohort.assumption is not None
    assert "number of terms is not confirmed" in definition.cohort.assumption.in_language("en")
    weeks = [one for one in meetings(definition) if one.series == "residencies"]
    assert [(one.days_from(one.dates[0])[0], one.days_from(one.dates[0])[-1]) for one in weeks] == [
        (date(2027, 6, 21), date(2027, 6, 25)),
        (date(2028, 2, 14), date(2028, 2, 18)),
    ]


def test_workshops_are_sixteen_weeks_and_monthly_saturdays_in_nairobi() -> None:
    definition = shipped("samples/workshops.toml")
    found = meetings(definition)
    weekly = [one for one in found if one.series == "weekly"]
    monthly = [one for one in found if one.series == "workshops"]
    assert len(weekly) == 16
    assert [one.dates for one in monthly] == [
        (date(2027, 2, 13),),
        (date(2027, 3, 13),),
        (date(2027, 4, 10),),
        (date(2027, 5, 8),),
    ]
    assert weekly[0].instant(weekly[0].dates[0]) == datetime(2027, 2, 4, 13, 0, tzinfo=UTC)
    assert apply_window(definition.cohort)[1] == datetime(2027, 1, 16, 11, 59, tzinfo=UTC)


def test_point_scale_is_the_published_one() -> None:
    quarters = DEFAULT_POINTS.per_quarter()
    by_hour = [4] * 6 + [2, 1] + [0] * 12 + [1, 1, 2, 4]
    assert quarters == tuple(points for points in by_hour for _ in range(4))


def test_starts_of_a_window_are_its_grid() -> None:
    friday = meetings(shipped("executive.toml"))[0]
    assert friday.starts == tuple(time(7 + step // 2, step % 2 * 30) for step in range(9))
    assert isinstance(shipped("executive.toml").series[0].pattern, Choose)
