"""The shipped samples: whole, consistent, and without a word on lived experience."""

from __future__ import annotations

import importlib.resources
from datetime import date
from pathlib import Path

import pytest

from shelterbelt.learn.engine.definition.problem import SECTORS
from shelterbelt.learn.formats.people_csv import read_people
from shelterbelt.learn.formats.speakers_csv import read_speakers

SAMPLES = Path(__file__).parents[3] / "programmes" / "samples"


@pytest.fixture(scope="module")
def zones_of_country() -> dict[str, set[str]]:
    text = (importlib.resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            found.setdefault(country, set()).add(zone)
    return found


def test_people_sample_is_180_people_of_40_countries(zones_of_country: dict[str, set[str]]) -> None:
    people = read_people(SAMPLES / "people.csv")
    assert (len(people), len({person.country for person in people})) == (180, 40)
    assert {person.sector for person in people} == set(SECTORS)
    assert {person.mode for person in people} == {"on_site", "online"}
    assert [one.reference for one in people if one.zone not in zones_of_country[one.country]] == []


def test_speakers_sample_is_80_people_of_every_sector(zones_of_country: dict[str, set[str]]) -> None:
    speakers = read_speakers(SAMPLES / "speakers.csv")
    assert len(speakers) == 80
    assert {sector for speaker in speakers for sector in speaker.sectors} == set(SECTORS)
    assert len({speaker.name for speaker in speakers}) == 80
    assert min(speaker.fee_minor for speaker in speakers) == 60000
    assert {speaker.currency for speaker in speakers} == {"CAD"}
    assert [one.reference for one in speakers if one.zone not in zones_of_country[one.country]] == []


def test_samples_fall_into_the_cohort() -> None:
    days = {day for person in read_people(SAMPLES / "people.csv") for day in person.unavailable}
    days |= {day for speaker in read_speakers(SAMPLES / "speakers.csv") for day in speaker.unavailable}
    assert date(2027, 1, 11) <= min(days) <= max(days) <= date(2027, 4, 11)


def test_samples_say_nothing_on_lived_experience() -> None:
    headers = [path.read_text(encoding="utf-8").split("\n", 1)[0] for path in sorted(SAMPLES.glob("*.csv"))]
    assert headers == [
        "reference,country,zone,mode,sector,languages,unavailable",
        "reference,name,organisation,sectors,region,country,zone,fee,currency,unavailable,max_appearances",
    ]
