"""Every kind of mistake is reported at its own line, with its field and a remedy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shelterbelt.learn.engine.definition import DefinitionError, parse
from shelterbelt.learn.engine.definition.mistakes import WORDS, Mistake

SAMPLE = (Path(__file__).parents[4] / "programmes" / "samples" / "workshops.toml").read_text(encoding="utf-8")
EXECUTIVE = (Path(__file__).parents[4] / "programmes" / "executive.toml").read_text(encoding="utf-8")

EXTRA_SERIES = """
[[series]]
key = "third"
title = { en = "Third", fr = "Troisième" }
kind = "workshop"
mode = "online"
pattern = "weekly"
weekdays = [
    "monday",
    "wednsday",
]
start = "10:00"
minutes = 60
"""


def mistakes_of(text: str) -> tuple[Mistake, ...]:
    with pytest.raises(DefinitionError) as caught:
        parse(text, name="sample.toml")
    return caught.value.mistakes


def line_of(text: str, fragment: str) -> int:
    assert text.count(fragment) == 1
    start = text.index(fragment) + len(fragment) - len(fragment.lstrip("\n"))
    return text[:start].count("\n") + 1


# (old text, new text, fragment whose line is blamed, field, code)
PLANTED = [
    ("schema = 1", "schema = 2", "schema = 2", "schema", "schema_version"),
    ("schema = 1\n", "", None, "", "missing"),
    ('slug = "frontline-workshops"', 'slug = "Front line"', "Front line", "programme.slug", "bad_slug"),
    ('slug = "frontline-workshops"', "slug = 7", "slug = 7", "programme.slug", "wrong_type"),
    ('slug = "frontline-workshops"', 'slug = ""', 'slug = ""', "programme.slug", "empty"),
    ('host_city = "Nairobi"\n', "", "[programme]", "programme", "missing"),
    ('"Africa/Nairobi"', '"Africa/Nairoby"', "Nairoby", "programme.host_zone", "unknown_word"),
    ('host_country = "KE"', 'host_country = "Kenya"', '"Kenya"', "programme.host_country", "unknown_word"),
    (
        'languages = ["en", "sw"]',
        'languages = ["en", "English"]',
        '"English"',
        "programme.languages[2]",
        "unknown_word",
    ),
    (
        'languages = ["en", "sw"]',
        'languages = ["en", "en"]',
        '["en", "en"]',
        "programme.languages[2]",
        "duplicate",
    ),
    ('languages = ["en", "sw"]', "languages = []", "languages = []", "programme.languages", "empty"),
    (
        'title.fr = "Séance hebdomadaire"\n',
        "",
        'title.en = "Weekly session"',
        "series[1].title",
        "missing_language",
    ),
    ('title.en = "Weekly session"', "title.en = 3", "title.en = 3", "series[1].title.en", "wrong_type"),
    ('"Weekly session"', r'"Weekly\u0000session"', r"\u0000", "series[1].title.en", "control_character"),
    ('"Weekly session"', f'"{"x" * 4001}"', 'xxxx"', "series[1].title.en", "too_long"),
    ("first_week = 2027-02-01", "first_week = 2027-02-02", "2027-02-02", "cohort.first_week", "not_a_monday"),
    ("first_week = 2027-02-01", "first_week = 1927-01-31", "1927", "cohort.first_week", "out_of_range"),
    ("first_week = 2027-02-01", 'first_week = "1 Feb"', "1 Feb", "cohort.first_week", "bad_date"),
    ("weeks = 16", "weeks = 0", "weeks = 0", "cohort.weeks", "out_of_range"),
    ("2026-11-02T08:00:00", "2026-11-02T08:00:00Z", "08:00:00Z", "cohort.apply_opens", "has_offset"),
    (
        "2027-01-15T23:59:00",
        "2026-10-15T23:59:00",
        "2026-10-15",
        "cohort.apply_closes",
        "closes_before_opens",
    ),
    ("2027-01-15T23:59:00", "2027-02-15T23:59:00", "2027-02-15", "cohort.apply_closes", "closes_after_start"),
    ("on_site = 20", "on_site = -1", "on_site = -1", "capacity.on_site", "out_of_range"),
    ("on_site = 20", "on_site = 20\nonsite = 20", "\nonsite = 20", "capacity.onsite", "unknown_key"),
    ('currency = "CAD"', 'currency = "CDA"', '"CDA"', "cost.currency", "unknown_word"),
    ('fee = "25.00"', "fee = 25.5", "25.5", "cost.fee", "bad_money"),
    ('fee = "25.00"', 'fee = "25.005"', "25.005", "cost.fee", "bad_money"),
    ('honorarium = "600.00"\n', "", "[cost]", "cost.honorarium", "honorarium_missing"),
    ('"refugee_services"]', '"refugees_services"]', "refugees_services", "panels.sectors[5]", "unknown_word"),
    ("seats = 3", "seats = 3.5", "seats = 3.5", "panels.seats", "wrong_type"),
    ('key = "workshops"', 'key = "weekly"', None, "series[2].key", "duplicate"),
    ('key = "workshops"', 'key = "Work shops"', "Work shops", "series[2].key", "bad_key"),
    ('kind = "workshop"', 'kind = "seminar"', '"seminar"', "series[2].kind", "unknown_word"),
    ('mode = "hybrid"', 'mode = "hybird"', "hybird", "series[2].mode", "unknown_word"),
    ('pattern = "monthly"', 'pattern = "montly"', "montly", "series[2].pattern", "unknown_word"),
    ('weekday = "saturday"', 'weekday = "saturdays"', "saturdays", "series[2].weekday", "unknown_word"),
    ("nth = 2", "nth = 6", "nth = 6", "series[2].nth", "out_of_range"),
    ("nth = 2", "nth = 0", "nth = 0", "series[2].nth", "out_of_range"),
    ("nth = 2", "nth = 2\ncount = 3", "count = 3", "series[2].count", "not_for_pattern"),
    ('start = "10:00"', 'start = "25:00"', "25:00", "series[2].start", "bad_time"),
    ('start = "10:00"', 'start = "10:10"', "10:10", "series[2].start", "off_grid"),
    ('start = "10:00"', 'start = "14:00"', "14:00", "series[2].start", "start_outside_window"),
    (
        'latest_start = "13:00"',
        'latest_start = "08:00"',
        'latest_start = "08:00"',
        "series[2].latest_start",
        "window_order",
    ),
    (
        "minutes = 240",
        "minutes = 240\ngrid_minutes = 7",
        "grid_minutes = 7",
        "series[2].grid_minutes",
        "bad_grid",
    ),
    (
        "live_core_minutes = 150",
        "live_core_minutes = 300",
        "= 300",
        "series[2].live_core_minutes",
        "core_too_long",
    ),
    ("has_panel = true", 'has_panel = "yes"', '"yes"', "series[2].has_panel", "wrong_type"),
    (
        "has_panel = true",
        "has_panel = true\ncapacity_on_site = 0",
        'mode = "hybrid"',
        "series[2].mode",
        "no_place_for_mode",
    ),
    (
        'weekdays = ["thursday"]',
        'weekdays = ["thursday"]\nweeks = [1, 17]',
        "[1, 17]",
        "series[1].weeks",
        "no_such_week",
    ),
    (
        'pattern = "monthly"\nweekday = "saturday"\nnth = 2',
        'pattern = "dates"\ndates = [2027-02-13, 2028-02-13]',
        "2028-02-13",
        "series[2].dates",
        "date_outside",
    ),
    (
        'pattern = "monthly"\nweekday = "saturday"\nnth = 2',
        'pattern = "choose"\nweekdays = ["saturday"]\nweeks = [1, 2]\ncount = 3',
        "count = 3",
        "series[2].count",
        "choice_impossible",
    ),
    ("readers = 2", "readers = 4", "readers = 4", "review.readers", "out_of_range"),
    (
        "disagreement_percent = 25",
        "disagreement_percent = 101",
        "= 101",
        "review.disagreement_percent",
        "out_of_range",
    ),
    ("readers = 2", "readers = 2\nreader = 2", "\nreader = 2", "review.reader", "unknown_key"),
    ('key = "use"', 'key = "Use it"', "Use it", "review.criteria[2].key", "bad_key"),
    ('key = "use"', 'key = "daily_work"', None, "review.criteria[2].key", "duplicate"),
    (
        'title.fr = "Ce qui vous servirait"\n',
        "",
        "What you would use",
        "review.criteria[2].title",
        "missing_language",
    ),
    ("weight = 1", "weight = 11", "weight = 11", "review.criteria[2].weight", "out_of_range"),
    (
        "region_at_most_percent = 60",
        "region_at_most_percent = 0",
        "percent = 0\ncom",
        "balance.region_at_most_percent",
        "out_of_range",
    ),
    ('"disability",', '"Disability",', '"Disability",', "balance.communities[3]", "bad_key"),
    ('"disability",', '"refugee",', None, "balance.communities[3]", "duplicate"),
    ('"disability",', "3,", " 3,", "balance.communities[3]", "wrong_type"),
    (
        "each_community_at_least = 3",
        "each_community_at_least = 0",
        "communities = [",
        "balance.communities",
        "goal_incomplete",
    ),
    (
        "reminder_days = 2",
        "reminder_days = 7",
        "reminder_days = 7",
        "offers.reminder_days",
        "reminder_too_early",
    ),
    ("answer_days = 7", "answer_days = 0", "answer_days = 0", "offers.answer_days", "out_of_range"),
    ("refund_days = 30", "refund_weeks = 4", "refund_weeks", "offers.refund_weeks", "unknown_key"),
    ("table_year = 2027\n", "", "[fees]", "fees", "missing"),
    ("upper_middle = 60", "upper_middle = 101", "= 101", "fees.percent.upper_middle", "out_of_range"),
    ("lower_middle = 30", "lower_middle = 70", "= 70", "fees.percent.lower_middle", "percent_rises"),
    (", low = 10", "", "lower_middle = 30", "fees.percent", "missing"),
    (", low = 10", ", low = 10, lowest = 1", "lowest", "fees.percent.lowest", "unknown_key"),
    (
        "high = 100, upper_middle = 60, lower_middle = 30, low = 10 }\npay_less_percent = 0",
        "high = 80, upper_middle = 60, lower_middle = 30, low = 10 }\npay_less_percent = 90",
        "pay_less_percent = 90",
        "fees.pay_less_percent",
        "pay_less_too_high",
    ),
    ("instalments = 2", "instalments = 25", "instalments = 25", "fees.instalments", "out_of_range"),
    ('version = "2027-1"', 'version = ""', 'version = ""', "conduct.version", "empty"),
    ("[conduct]\n", "[conduct]\ndate = 1\n", "date = 1", "conduct.date", "unknown_key"),
]


@pytest.mark.parametrize(
    ("old", "new", "blamed", "field", "code"), PLANTED, ids=[f"{p[4]}-{p[3]}" for p in PLANTED]
)
def test_planted_mistake_is_found_at_its_line(
    old: str, new: str, blamed: str | None, field: str, code: str
) -> None:
    assert SAMPLE.count(old) >= 1
    text = SAMPLE.replace(old, new, 1)
    found = mistakes_of(text)
    line = line_of(text, blamed) if blamed else 1
    if field == "series[2].key" and code == "duplicate":
        line = text[: text.rindex('key = "weekly"')].count("\n") + 1
    elif code == "duplicate" and not blamed:
        line = text[: text.rindex(new.strip(","))].count("\n") + 1
    assert [(one.line, one.field, one.code) for one in found] == [(line, field, code)]
    assert found[0].message
    assert found[0].remedy


def test_unknown_weekday_in_the_third_series_names_its_own_line() -> None:
    text = SAMPLE + EXTRA_SERIES
    (mistake,) = mistakes_of(text)
    assert (mistake.line, mistake.column) == (line_of(text, '"wednsday"'), 5)
    assert mistake.field == "series[3].weekdays[2]"
    assert mistake.message == "“wednsday” is not a day of the week."
    assert mistake.remedy == "Did you mean “wednesday”?"


def test_all_mistakes_are_reported_at_once_in_order_of_lines() -> None:
    text = (
        SAMPLE.replace('host_zone = "Africa/Nairobi"', 'host_zone = "Nairobi"')
        .replace("on_site = 20", "on_site = true")
        .replace("minutes = 90", "minuts = 90")
        .replace('weekday = "saturday"', 'weekday = "Saturday"')
    )
    found = mistakes_of(text)
    assert [(one.field, one.code) for one in found] == [
        ("programme.host_zone", "unknown_word"),
        ("capacity.on_site", "wrong_type"),
        ("series[1]", "missing"),
        ("series[1].minuts", "unknown_key"),
        ("series[2].weekday", "unknown_word"),
    ]
    assert found[3].remedy == "Did you mean “minutes”?"
    assert [one.line for one in found] == sorted(one.line for one in found)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (SAMPLE.replace("weeks = 16", "weeks = = 16"), line_of(SAMPLE, "weeks = 16")),
        (SAMPLE.replace("weeks = 16", "weeks = 16\nweeks = 17"), line_of(SAMPLE, "weeks = 16") + 1),
        (SAMPLE + "[cohort]\n", SAMPLE.count("\n") + 1),
        (SAMPLE.replace('slug = "2027-02"', 'slug = "2027-02'), line_of(SAMPLE, 'slug = "2027-02"')),
    ],
    ids=["two-equals", "key-twice", "table-twice", "open-quote"],
)
def test_malformed_toml_names_the_line(text: str, line: int) -> None:
    (mistake,) = mistakes_of(text)
    assert (mistake.code, mistake.line) == ("syntax", line)


def test_line_numbers_hold_with_windows_line_ends_and_byte_order_mark() -> None:
    text = "\ufeff" + SAMPLE.replace("on_site = 20", "on_site = -1").replace("\n", "\r\n")
    assert [one.line for one in mistakes_of(text)] == [line_of(SAMPLE, "on_site = 20")]


def test_missing_panel_rules_and_overlaps_are_found() -> None:
    without_rules = re.sub(r"\[panels\].*?\n\n", "", SAMPLE, flags=re.DOTALL)
    assert [one.code for one in mistakes_of(without_rules)] == ["panels_missing"]
    both = EXTRA_SERIES.replace('    "wednsday",\n', "")
    again = both.replace('"third"', '"fourth"').replace('"10:00"', '"10:30"')
    (mistake,) = mistakes_of(SAMPLE + both + again)
    assert (mistake.code, mistake.field) == ("overlap", "series[4]")
    assert mistake.message == "On 2027-02-01 this overlaps with series “third”."


def test_more_criteria_than_anyone_weighs_are_refused() -> None:
    one = '\n[[review.criteria]]\nkey = "k{}"\ntitle = {{ en = "a", fr = "b" }}\nguide = {{ en = "a", fr = "b" }}\n'
    text = SAMPLE.replace("[balance]", "".join(one.format(number) for number in range(11)) + "[balance]")
    assert [(one.field, one.code) for one in mistakes_of(text)] == [("review.criteria", "too_many")]
    without = re.sub(r"\[\[review\.criteria\]\].*?(?=\[balance\])", "", SAMPLE, flags=re.DOTALL)
    assert [(one.field, one.code) for one in mistakes_of(without)] == [("review", "missing")]


def test_communities_that_nobody_can_choose_are_found_when_the_choices_are_known() -> None:
    assert parse(SAMPLE, name="x", communities=("refugee", "migrant", "disability")).balance
    with pytest.raises(DefinitionError) as caught:
        parse(SAMPLE, name="x", communities=("refugees", "migrant", "disability"))
    (mistake,) = caught.value.mistakes
    assert (mistake.field, mistake.code) == ("balance.communities[1]", "unknown_word")
    assert mistake.line == line_of(SAMPLE, '    "refugee",')
    assert mistake.remedy == "Did you mean “refugees”?"


def test_times_that_clocks_skip_are_found() -> None:
    text = re.sub(
        r'weekdays = \["friday"\]\nweeks = .*\ncount = 4\n#.*\nweeks_apart = 3\nstart = "09:00"',
        'dates = [2027-03-14]\nstart = "02:30"',
        EXECUTIVE,
    )
    text = text.replace('pattern = "choose"', 'pattern = "dates"', 1).replace(
        'earliest_start = "07:00"', 'earliest_start = "02:00"'
    )
    (mistake,) = mistakes_of(text)
    assert (mistake.code, mistake.field) == ("time_skipped", "series[1].start")
    assert mistake.message == "On 2027-03-14 clocks in America/Toronto jump over 02:30."


@pytest.mark.parametrize(
    ("bands", "code", "field"),
    [
        ('[{ from = "23:10", to = "06:00", points = 4 }]', "bad_quarter", "points.bands[1]"),
        ('[{ from = "23:00", to = "23:00", points = 4 }]', "empty_band", "points.bands[1]"),
        (
            '[{ from = "23:00", to = "06:00", points = 4 }, { from = "05:00", to = "07:00", points = 2 }]',
            "bands_overlap",
            "points.bands[2]",
        ),
    ],
)
def test_point_scale_mistakes_are_found(bands: str, code: str, field: str) -> None:
    (mistake,) = mistakes_of(SAMPLE.replace("[[series]]", f"[points]\nbands = {bands}\n\n[[series]]", 1))
    assert (mistake.code, mistake.field) == (code, field)


def test_oversized_and_undecodable_texts_are_refused() -> None:
    assert [one.code for one in mistakes_of("# " + "x" * 200_000)] == ["too_large"]
    assert [(one.code, one.line) for one in mistakes_of("a = 1\nb = '\ud800'")] == [("encoding", 2)]
    assert [one.code for one in mistakes_of("a = " + "[" * 5000)] == ["syntax"]


def test_a_file_of_nothing_but_mistakes_is_capped_and_says_so() -> None:
    with pytest.raises(DefinitionError) as caught:
        parse("".join(f"wrong_{number} = 1\n" for number in range(1000)), name="x.toml")
    assert len(caught.value.mistakes) == 300
    assert caught.value.left_off > 600
    assert str(caught.value).endswith("more mistakes are not shown.")


def test_every_code_that_can_be_planted_is_planted() -> None:
    elsewhere = {
        *(
            "too_large",
            "encoding",
            "syntax",
            "panels_missing",
            "overlap",
            "time_skipped",
            "too_many",
            "no_meeting",
        ),
        *("bad_quarter", "empty_band", "bands_overlap"),
    }
    assert {planted[4] for planted in PLANTED} | elsewhere == set(WORDS)


def test_error_reads_as_file_line_field_message_remedy() -> None:
    with pytest.raises(DefinitionError) as caught:
        parse(SAMPLE.replace("weeks = 16", "weeks = 999"), name="workshops.toml")
    line = line_of(SAMPLE, "weeks = 16")
    assert str(caught.value) == (
        f"workshops.toml: line {line}, column 1, cohort.weeks: 999 is outside 1 to 260. "
        "Write a whole number from 1 to 260."
    )
