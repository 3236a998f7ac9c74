"""Countries, regions, time zones and languages, with their names in the reader's language (CLDR, by babel)."""

import functools
import tomllib
import unicodedata
from importlib.resources import files
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language

from shelterbelt.people.choices.closed import Region

_LANGUAGES_OF_NAMES = ("en", "fr", "es", "ar")
_NOT_LANGUAGES = frozenset({"mul", "und", "zxx", "root"})


@functools.cache
def _regions() -> dict[str, Region]:
    read = tomllib.loads((files("shelterbelt.people") / "data" / "regions.toml").read_text("utf-8"))
    return {
        country: Region(region) for region, listed in read["regions"].items() for country in listed.split()
    }


COUNTRIES: frozenset[str] = frozenset(_regions())
"""ISO 3166-1 alpha-2 codes of places where people live."""


def region_of(country: str) -> Region:
    """The world region of a country.

    Raises:
        KeyError: no such country code.
    """
    return _regions()[country]


@functools.cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language.split("-", maxsplit=1)[0])
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def country_name(country: str, language: str | None = None) -> str:
    """The country's name, in the reader's language where none is given; the code itself where CLDR has no name."""
    return str(_locale(language or get_language() or "en").territories.get(country, country))


@functools.cache
def country_choices(language: str) -> tuple[tuple[str, str], ...]:
    """Pairs of code and name, sorted by name."""
    return _by_name({code: country_name(code, language) for code in COUNTRIES})


@functools.cache
def zone_choices() -> tuple[tuple[str, str], ...]:
    """Pairs of IANA name and what is shown of it. Names of places only, and UTC."""
    places = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    return (("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in places))


def is_zone(name: str) -> bool:
    """Whether this is the IANA name of a place's time zone."""
    return name in _zone_names()


@functools.cache
def _zone_names() -> frozenset[str]:
    return frozenset(name for name, _shown in zone_choices())


def language_name(tag: str, language: str = "en") -> str:
    """The name of a language in another; the tag itself where CLDR has no name."""
    return str(_locale(language).languages.get(tag.replace("-", "_"), tag))


@functools.cache
def language_choices(language: str) -> tuple[tuple[str, str], ...]:
    """Pairs of BCP 47 tag and name, sorted by name."""
    return _by_name({tag: language_name(tag, language) for tag in _tags()})


@functools.cache
def _tags() -> frozenset[str]:
    known = (str(tag).replace("_", "-") for tag in _locale("en").languages)
    return frozenset(tag for tag in known if tag not in _NOT_LANGUAGES)


def language_tag(written: str) -> str:
    """The BCP 47 tag for a language as people write it: its tag, or its name in a language of this site.

    Raises:
        KeyError: nobody knows this language by that name.
    """
    folded = _folded(written)
    return _tags_by_name().get(folded) or _tags_by_own_name()[folded]


@functools.cache
def _tags_by_name() -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in sorted(_tags(), key=lambda tag: (len(tag), tag), reverse=True):
        for name in (*(language_name(tag, shown) for shown in _LANGUAGES_OF_NAMES), tag):
            found[_folded(name)] = tag
    return found


@functools.cache
def _tags_by_own_name() -> dict[str, str]:
    """Names as speakers write them; reading them all takes two seconds, so only once and only if needed."""
    return {_folded(_own_name(tag)): tag for tag in sorted(_tags(), reverse=True)}


def _own_name(tag: str) -> str:
    try:
        return Locale.parse(tag, sep="-").get_language_name() or tag
    except (UnknownLocaleError, ValueError):
        return tag


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", " ".join(text.split()).casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


def _by_name(names: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(names.items(), key=lambda pair: _folded(pair[1])))
