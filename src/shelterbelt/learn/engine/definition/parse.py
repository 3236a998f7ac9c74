"""TOML text to a definition, with every mistake at once."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from shelterbelt.learn.engine.definition.admission_tables import (
    read_balance,
    read_conduct,
    read_fees,
    read_offers,
    read_review,
)
from shelterbelt.learn.engine.definition.check import (
    cohort_findings,
    overlap_findings,
    panel_findings,
    points_findings,
    series_findings,
)
from shelterbelt.learn.engine.definition.fields import Fields
from shelterbelt.learn.engine.definition.mistakes import DefinitionError, Finding, Mistake
from shelterbelt.learn.engine.definition.places import find_places, nearest_place
from shelterbelt.learn.engine.definition.problem import (
    DEFAULT_POINTS,
    SCHEMA,
    SECTORS,
    Band,
    Capacity,
    Cohort,
    Cost,
    Definition,
    Eligibility,
    PanelRules,
    PointScale,
    Programme,
    Series,
)
from shelterbelt.learn.engine.definition.series import read_series
from shelterbelt.learn.engine.definition.table import Report
from shelterbelt.learn.engine.definition.wordlists import COUNTRIES, CURRENCIES, zone_names

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from shelterbelt.learn.engine.definition.places import Path, Place

LONGEST_FILE = 200_000

#: The standard reader's time grows with the square of a dotted key's parts: 100,000 take minutes.
_MOST_DOTS = 1000

_SYNTAX_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)$")


def parse(text: str, *, name: str, communities: Collection[str] | None = None) -> Definition:
    """Reads one definition. `name` is the file's name, used in errors only.

    `communities` are the keys that people can choose; without them any key is taken.

    Raises DefinitionError, and nothing else, with every mistake found, each with line, field and remedy.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    values = _values(text, name)
    try:
        places = find_places(text)
    except RecursionError as error:
        raise DefinitionError(name, (_nested_too_deep(),)) from error
    report = Report(places)
    definition = _Reading(Fields(values, (), report), communities).definition()
    if report.findings or definition is None:
        raise DefinitionError(name, _placed(report.findings, places), report.left_off)
    return definition


def _values(text: str, name: str) -> dict[str, object]:
    if len(text) > LONGEST_FILE:
        raise DefinitionError(name, _placed([Finding((), "too_large", (("limit", str(LONGEST_FILE)),))], {}))
    try:
        text.encode()
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        finding = Finding((), "encoding")
        raise DefinitionError(name, (_mistake(finding, line, None),)) from error
    for line, content in enumerate(text.split("\n"), start=1):
        if content.count(".") > _MOST_DOTS:
            params = (("problem", "a line has too many dots"), ("hint", "a key has few parts"))
            raise DefinitionError(name, (_mistake(Finding((), "syntax", params), line, None),))
    try:
        return dict(tomllib.loads(text))
    except RecursionError as error:
        raise DefinitionError(name, (_nested_too_deep(),)) from error
    except ValueError as error:
        raise DefinitionError(name, (_syntax(error, text),)) from error


def _syntax(error: ValueError, text: str) -> Mistake:
    problem = str(error)
    line, column = text.count("\n") + 1, None
    if place := _SYNTAX_PLACE.search(problem):
        line, column = int(place[1]), int(place[2])
    problem = _SYNTAX_PLACE.sub("", problem).removesuffix(" (at end of document)")
    hint = "texts need quotes, lists need [ ] and commas, each key may stand once"
    return _mistake(Finding((), "syntax", (("problem", problem[:200]), ("hint", hint))), line, column)


def _nested_too_deep() -> Mistake:
    params = (("problem", "lists or tables are nested too deep"), ("hint", "close each bracket"))
    return _mistake(Finding((), "syntax", params), 1, None)


def _placed(findings: Iterable[Finding], places: dict[Path, Place]) -> tuple[Mistake, ...]:
    mistakes = []
    for finding in dict.fromkeys(findings):
        place = nearest_place(places, finding.path)
        mistakes.append(_mistake(finding, place.line, place.column))
    return tuple(sorted(mistakes, key=lambda mistake: (mistake.line, mistake.column or 0)))


def _mistake(finding: Finding, line: int, column: int | None) -> Mistake:
    return Mistake(
        line=line,
        column=column,
        field=finding.field,
        code=finding.code,
        params=finding.params,
        message=finding.message,
        remedy=finding.remedy,
    )


class _Reading:
    """Reads the parts in order; rules between fields are asked only of parts that were read whole."""

    def __init__(self, root: Fields, communities: Collection[str] | None) -> None:
        self.root = root
        self.report = root.report
        self.communities = communities

    def definition(self) -> Definition | None:
        root = self.root
        version = root.raw("schema", example=str(SCHEMA), required=True)
        if version is not None and (type(version) is not int or version != SCHEMA):
            root.add("schema", "schema_version", value=_plain(version), known=SCHEMA)
        programme = self._programme()
        zone = programme.host_zone if programme else ""
        cohort = self._cohort(zone)
        capacity = self._capacity()
        cost = self._cost()
        eligibility = self._eligibility()
        panels = self._panels(cost.currency if cost else "")
        points = self._points()
        review, balance = read_review(root), read_balance(root, self.communities)
        offers, fees, conduct = read_offers(root), read_fees(root), read_conduct(root)
        series = self._all_series(zone, cohort, capacity)
        root.close()
        if cost and series is not None:
            self.report.findings += panel_findings(series, panels, cost)
        if not (programme and cohort and capacity and cost and eligibility and points and series):
            return None
        admission = (review, balance, offers, fees, conduct)
        definition = Definition(
            programme, cohort, capacity, cost, eligibility, series, panels, points, *admission
        )
        if not self.report.findings:
            self.report.findings += overlap_findings(definition)
        return definition

    def _is_whole(self, before: int) -> bool:
        return len(self.report.findings) == before

    def _programme(self) -> Programme | None:
        table = self.root.table("programme", required=True)
        if table is None:
            return None
        languages = table.words("languages", None, expected="a language tag", example="en")
        if table.has("page_languages"):
            pages = table.words("page_languages", None, expected="a language tag", example="en")
        else:
            table.asked.add("page_languages")
            pages = languages
        self.report.page_languages = pages
        programme = Programme(
            slug=table.slug("slug", example="executive"),
            title=table.text("title", example="Executive Programme"),
            summary=table.text("summary", example="Twelve weeks for leaders."),
            for_whom=table.text("for_whom", example="Executive directors."),
            accessibility=table.text("accessibility", example="Live captions."),
            host_city=table.line("host_city", example="Toronto"),
            host_country=table.word(
                "host_country", COUNTRIES, expected="an ISO 3166 country code", example="CA"
            ),
            host_zone=table.word(
                "host_zone", zone_names(), expected="an IANA time zone", example="America/Toronto"
            ),
            languages=languages,
            page_languages=pages,
            taught_by=table.optional_text("taught_by"),
            assumption=table.optional_text("assumption"),
        )
        table.close()
        return programme

    def _cohort(self, host_zone: str) -> Cohort | None:
        table = self.root.table("cohort", required=True)
        if table is None:
            return None
        before = len(self.report.findings)
        slug = table.slug("slug", example="2027-01")
        label = table.text("label", example="January 2027")
        first_week = table.day("first_week", example="2027-01-04")
        weeks = table.number("weeks", 1, 260, example=12)
        opens = table.moment("apply_opens", example="2026-09-01T09:00:00", day_means=time(0))
        closes = table.moment("apply_closes", example="2026-11-30T23:59:00", day_means=time(23, 59))
        table.asked.add("apply_zone")
        zone = host_zone
        if table.has("apply_zone"):
            zone = table.word(
                "apply_zone", zone_names(), expected="an IANA time zone", example="America/Toronto"
            )
        assumption = table.optional_text("assumption")
        table.close()
        if first_week is None or opens is None or closes is None or not zone:
            return None
        cohort = Cohort(slug, label, first_week, weeks, opens, closes, zone, assumption)
        if self._is_whole(before):
            self.report.findings += cohort_findings(cohort)
        return cohort if self._is_whole(before) else None

    def _capacity(self) -> Capacity | None:
        table = self.root.table("capacity", required=True)
        if table is None:
            return None
        before = len(self.report.findings)
        on_site = table.number("on_site", 0, 100_000, example=24)
        online = table.number("online", 0, 1_000_000, example=24)
        capacity = Capacity(on_site, online, table.optional_text("assumption"))
        table.close()
        return capacity if self._is_whole(before) else None

    def _cost(self) -> Cost | None:
        table = self.root.table("cost", required=True)
        if table is None:
            return None
        before = len(self.report.findings)
        currency = table.word("currency", CURRENCIES, expected="an ISO 4217 currency", example="CAD")
        cost = Cost(
            currency=currency,
            fee_minor=table.money("fee", currency, example="450"),
            bursary_pool_minor=table.money("bursary_pool", currency, example="12000") or 0,
            honorarium_minor=table.money("honorarium", currency, example="600"),
            includes=table.optional_text("includes"),
            assumption=table.optional_text("assumption"),
        )
        table.close()
        return cost if self._is_whole(before) else None

    def _eligibility(self) -> Eligibility | None:
        table = self.root.table("eligibility", required=True)
        if table is None:
            return None
        text = table.text("text", example="You lead an agency that serves young people.")
        rows = table.rows("roles", required=False, example='[{ en = "Executive director" }]')
        roles = tuple(row.text_at(row.path, row.values) for row in rows)
        eligibility = Eligibility(text, roles, table.optional_text("assumption"))
        table.close()
        return eligibility

    def _panels(self, currency: str) -> PanelRules | None:
        table = self.root.table("panels", required=False)
        if table is None:
            return None
        rules = PanelRules(
            sectors=table.words(
                "sectors", SECTORS, expected="one of the thirteen sectors", example="health_care"
            ),
            seats=table.number("seats", 1, 20, example=4),
            max_per_organisation=table.number("max_per_organisation", 1, 20, example=1, default=1),
            max_unsociable_points=table.number("max_unsociable_points", 0, 1000, example=8, default=8),
            max_appearances=table.number("max_appearances", 1, 100, example=2, default=2),
            budget_minor=table.money("budget", currency, example="15000"),
            assumption=table.optional_text("assumption"),
        )
        table.close()
        return rules

    def _points(self) -> PointScale | None:
        table = self.root.table("points", required=False)
        if table is None:
            return DEFAULT_POINTS
        before = len(self.report.findings)
        example = '[{ from = "23:00", to = "06:00", points = 4 }]'
        bands: list[Band] = []
        for row in table.rows("bands", required=True, example=example):
            start, end = row.clock("from", example="23:00"), row.clock("to", example="06:00")
            bands.append(Band(start, end, row.number("points", 0, 100, example=4)))
            row.close()
        points = PointScale(tuple(bands), table.optional_text("assumption"))
        table.close()
        if self._is_whole(before):
            self.report.findings += points_findings(points)
        return points if self._is_whole(before) else None

    def _all_series(
        self, host_zone: str, cohort: Cohort | None, capacity: Capacity | None
    ) -> tuple[Series, ...] | None:
        """The series, or None when one of them could not be read whole."""
        found: list[Series] = []
        keys: dict[str, int] = {}
        before = len(self.report.findings)
        for table in self.root.rows("series", required=True, example="[{ key = … }]"):
            index = _index(table)
            start = len(self.report.findings)
            series = read_series(table, host_zone=host_zone, weeks=cohort.weeks if cohort else None)
            if series.key in keys:
                first = self.report.first_line(("series", keys[series.key], "key"))
                table.add("key", "duplicate", value=series.key, first_line=first)
            elif series.key:
                keys[series.key] = index
            if self._is_whole(start) and series.zone and cohort and capacity:
                self.report.findings += series_findings(series, cohort, capacity, index)
            found.append(series)
        return tuple(found) if self._is_whole(before) else None


def _index(table: Fields) -> int:
    last = table.path[-1]
    return last if isinstance(last, int) else 0


def _plain(value: object) -> str:
    return (
        str(value)[:40] if isinstance(value, str | bool | float | date | datetime) else type(value).__name__
    )
