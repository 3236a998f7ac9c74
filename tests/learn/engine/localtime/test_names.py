"""Zones by name, and clock changes against the raw data of the package."""

import struct
from datetime import UTC, datetime, timedelta
from importlib import resources
from itertools import pairwise

import pytest

from shelterbelt.learn.engine.localtime import resolve, zone, zones
from shelterbelt.learn.engine.localtime.clock import clock_changes
from shelterbelt.learn.engine.localtime.names import UnknownZoneError, lasting_rule

ALL_NAMES = tuple((resources.files("tzdata") / "zones").read_text().split())


@pytest.mark.parametrize(
    ("given", "current"),
    [
        ("US/Eastern", "America/New_York"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("America/Montreal", "America/Toronto"),
        ("America/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("Iceland", "Atlantic/Reykjavik"),
        ("Europe/Oslo", "Europe/Oslo"),
        ("america/new york", "America/New_York"),
        (" Africa/Nairobi ", "Africa/Nairobi"),
        ("UTC", "Etc/UTC"),
        ("Zulu", "Etc/UTC"),
        ("Etc/GMT+5", "Etc/GMT+5"),
    ],
)
def test_resolve_gives_todays_name(given: str, current: str) -> None:
    assert resolve(given) == current


def test_resolve_keeps_the_clock_of_every_name() -> None:
    moments = [datetime(2026, month, 15, tzinfo=UTC) + timedelta(days=365 * year) for month in (1, 3, 7, 11) for year in range(5)]  # fmt: skip
    for name in ALL_NAMES:
        if name == "Factory":
            continue
        mine, current = zone(name), zone(resolve(name))
        assert [at.astimezone(mine).utcoffset() for at in moments] == [at.astimezone(current).utcoffset() for at in moments], name  # fmt: skip


def test_zones_are_current_sorted_and_without_doubles() -> None:
    assert len(zones()) > 400
    assert list(zones()) == sorted(set(zones()))
    assert {name for name in zones() if resolve(name) != name} == set()
    assert {"US/Eastern", "Asia/Calcutta", "Factory"} & set(zones()) == set()
    assert {"America/Toronto", "Europe/Oslo", "Etc/UTC", "Asia/Kathmandu"} <= set(zones())


@pytest.mark.parametrize(
    "name", ["", "Mars/Olympus", "../../etc/passwd", "America/", "Factory", "zone.tab", "a\0b"]
)
def test_unknown_names_are_refused_and_never_looked_up_as_files(name: str) -> None:
    with pytest.raises(UnknownZoneError):
        resolve(name)
    with pytest.raises(UnknownZoneError):
        zone(name)


def test_unknown_name_suggests_what_looks_like_it() -> None:
    with pytest.raises(UnknownZoneError, match="Did you mean Europe/London") as caught:
        resolve("Europe/Londn")
    assert caught.value.near[0] == "Europe/London"


def raw_changes(name: str) -> list[tuple[datetime, int]]:
    """Changes of the offset since 1972, straight from the version 2 block of the TZif file (RFC 9636)."""
    data = resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes()
    utc, std, leap, times, types, chars = struct.unpack(">6l", data[20:44])
    data = data[44 + times * 5 + types * 6 + chars + leap * 8 + std + utc :]
    utc, std, leap, times, types, chars = struct.unpack(">6l", data[20:44])
    instants = struct.unpack(f">{times}q", data[44 : 44 + 8 * times])
    kinds = data[44 + 8 * times : 44 + 9 * times]
    table = data[44 + 9 * times :]
    offsets = [struct.unpack(">l", table[6 * kind : 6 * kind + 4])[0] for kind in kinds]
    steps = zip(pairwise(offsets), instants[1:], strict=True)
    found = [(datetime.fromtimestamp(at, UTC), (new - old) // 60) for (old, new), at in steps if old != new]
    return [change for change in found if change[0] >= datetime(1973, 1, 1, tzinfo=UTC)]


@pytest.mark.parametrize(
    "name",
    [
        "Africa/Casablanca",
        "America/Noronha",
        "Africa/Cairo",
        "Pacific/Apia",
        "America/Toronto",
        *zones()[::40],
    ],
)
def test_clock_changes_are_those_of_the_raw_data(name: str) -> None:
    raw = raw_changes(name)
    end = raw[-1][0] + timedelta(days=1) if raw else datetime(2037, 1, 1, tzinfo=UTC)
    found = clock_changes(name, datetime(1973, 1, 1, tzinfo=UTC), end)
    assert [(change.at, change.minutes) for change in found] == raw


def test_clock_changes_include_the_start_and_exclude_the_end() -> None:
    at = datetime(2026, 11, 1, 6, tzinfo=UTC)
    second = timedelta(seconds=1)
    spans = [(at, at + second), (at - second, at), (at + second, at + timedelta(days=90)), (at, at)]
    assert [len(clock_changes("America/Toronto", *span)) for span in spans] == [1, 0, 0, 0]


def test_lasting_rule_is_the_footer_of_the_file() -> None:
    names = ("America/Toronto", "Asia/Kathmandu", "Europe/Dublin", "America/Nuuk")
    assert [lasting_rule(name) for name in names] == [
        "EST5EDT,M3.2.0,M11.1.0",
        "<+0545>-5:45",
        "IST-1GMT0,M10.5.0,M3.5.0/1",
        "<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
    ]
