"""Names of countries, languages and time zones in the reader's language (CLDR, through babel)."""

import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from babel import Locale
from babel.dates import get_timezone_location
from django.utils.translation import get_language

Choices = list[tuple[str, str]]
Grouped = list[tuple[str, Choices]]

_NOT_COUNTRIES = {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}
_NOT_LANGUAGES = {"mul", "und", "zxx", "root", "mis"}
_REGION_TERRITORIES = {
    "Africa": "002",
    "America": "019",
    "Antarctica": "AQ",
    "Arctic": "SJ",
    "Asia": "142",
    "Australia": "053",
    "Europe": "150",
    "Pacific": "009",
}


def country_choices() -> Choices:
    """ISO 3166-1 alpha-2 codes with their names, sorted as read in the active language."""
    return _country_choices(_language())


def language_choices() -> Choices:
    """ISO 639 codes of languages with their names in the active language."""
    return _language_choices(_language())


def zone_choices() -> Grouped:
    """IANA zones of inhabited places, grouped by part of the world: (group, [(zone, place)])."""
    return _zone_choices(_language())


def zone_name(zone: str) -> str:
    """A zone's place in the active language; the zone's own name where none is known."""
    return _place(zone, _language())


def _language() -> str:
    return (get_language() or "en").split("-")[0]


def _by_ear(pairs: Iterable[tuple[str, str]]) -> Choices:
    def key(pair: tuple[str, str]) -> str:
        bare = unicodedata.normalize("NFKD", pair[1])
        return "".join(sign for sign in bare if not unicodedata.combining(sign)).casefold()

    return sorted(pairs, key=key)


@cache
def _country_choices(language: str) -> Choices:
    names = Locale.parse(language).territories
    return _by_ear(
        (code, name)
        for code, name in names.items()
        if len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES  # noqa: PLR2004 - ISO 3166-1 alpha-2
    )


@cache
def _language_choices(language: str) -> Choices:
    names = Locale.parse(language).languages
    return _by_ear(
        (code, name) for code, name in names.items() if code.isalpha() and code not in _NOT_LANGUAGES
    )


@cache
def _zones() -> tuple[str, ...]:
    listed = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8").splitlines()
    return tuple(sorted(line.split("\t")[2] for line in listed if line and not line.startswith("#")))


@cache
def _place(zone: str, language: str) -> str:
    try:
        return str(get_timezone_location(zone, locale=language, return_city=True))
    except LookupError:
        return zone.replace("_", " ")


@cache
def _zone_choices(language: str) -> Grouped:
    territories = Locale.parse(language).territories
    groups: dict[str, Choices] = {}
    for zone in _zones():
        region = zone.split("/", maxsplit=1)[0]
        title = territories.get(_REGION_TERRITORIES.get(region, ""), region)
        groups.setdefault(title, []).append((zone, _place(zone, language)))
    groups["UTC"] = [("UTC", "UTC")]
    return [(title, _by_ear(pairs)) for title, pairs in groups.items()]
