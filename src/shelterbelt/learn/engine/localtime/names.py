"""Zones by name, from the tzdata package alone.

`zoneinfo.ZoneInfo(name)` prefers the machine's own files, which may be years old: two machines would then
show two times. Here every zone is read from the pinned package, so the answer is the same everywhere.
"""

import difflib
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

UTC_NAME = "Etc/UTC"

# The database merges zones whose clocks agree since 1970, so that a link may lead to another country's city.
# These old names have a name of their own country in zone.tab; the clock since 1970 is the same.
_OWN_COUNTRY = {
    "Africa/Asmera": "Africa/Asmara",
    "Africa/Timbuktu": "Africa/Bamako",
    "America/Coral_Harbour": "America/Atikokan",
    "America/Virgin": "America/St_Thomas",
    "Atlantic/Jan_Mayen": "Arctic/Longyearbyen",
    "Iceland": "Atlantic/Reykjavik",
    "Pacific/Ponape": "Pacific/Pohnpei",
    "Pacific/Truk": "Pacific/Chuuk",
    "Pacific/Yap": "Pacific/Chuuk",
}


class UnknownZoneError(ValueError):
    """No zone has this name. ``name`` is what was asked, ``near`` up to three names that look like it."""

    def __init__(self, name: str, near: tuple[str, ...]) -> None:
        self.name = name
        self.near = near
        hint = f" Did you mean {', '.join(near)}?" if near else " Use a name such as America/Toronto."
        super().__init__(f"{name!r} is not the name of a time zone.{hint}")

    def __reduce__(self) -> "tuple[type[UnknownZoneError], tuple[str, tuple[str, ...]]]":
        return UnknownZoneError, (self.name, self.near)


class PackagedZone(ZoneInfo):
    """A zone of the tzdata package; unlike other zones read from a stream it can be pickled and copied."""

    def __reduce__(self) -> str | tuple[object, ...]:
        return zone, (self.key,)


def _text(*path: str) -> str:
    return resources.files("tzdata").joinpath(*path).read_text(encoding="utf-8")


@cache
def _known() -> dict[str, str]:
    """Every name of the package, by its lower-case form."""
    names = _text("zones").split()
    return {name.lower(): name for name in names if name != "Factory"}


@cache
def _links() -> dict[str, str]:
    """Link name to target, from the compact source shipped with the package ("L target name")."""
    fields = (line.split() for line in _text("zoneinfo", "tzdata.zi").splitlines() if line.startswith("L "))
    return {name: target for _, target, name in fields}


@cache
def zones() -> tuple[str, ...]:
    """Names to choose from, sorted: one per place of IANA's zone.tab, and Etc/UTC. No deprecated names."""
    rows = (line.split("\t") for line in _text("zoneinfo", "zone.tab").splitlines() if line[:1] != "#")
    return tuple(sorted({row[2] for row in rows} | {UTC_NAME}))


@cache
def resolve(name: str) -> str:
    """The current name of a zone.

    Case and blanks do not matter ("america/new york"). A deprecated name leads to today's ("US/Eastern" to
    America/New_York, "Asia/Calcutta" to Asia/Kolkata); fixed offsets such as Etc/GMT+5 stay as they are.

    Raises:
        UnknownZoneError: no zone has that name; carries up to three similar ones.
    """
    found = _known().get("_".join(name.split()).lower())
    if found is None:
        near = difflib.get_close_matches("_".join(name.split()).lower(), _known(), n=3, cutoff=0.6)
        raise UnknownZoneError(name, tuple(dict.fromkeys(resolve(_known()[key]) for key in near)))
    current = frozenset(zones())
    while found not in current:
        target = _OWN_COUNTRY.get(found) or _links().get(found)
        if target is None:
            return found
        found = target
    return found


@cache
def zone(name: str) -> ZoneInfo:
    """The zone of that name (deprecated names are accepted and keep their spelling as key).

    Raises:
        UnknownZoneError: no zone has that name.
    """
    if name != _known().get(name.lower()):
        return zone(resolve(name))
    with resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as stream:
        return PackagedZone.from_file(stream, key=name)


@cache
def lasting_rule(name: str) -> str:
    """The POSIX TZ rule that holds after the last listed change (TZif footer, RFC 9636 3.3), or ''."""
    key = zone(name).key
    data = resources.files("tzdata").joinpath("zoneinfo", *key.split("/")).read_bytes()
    return data.rstrip(b"\n").rsplit(b"\n", 1)[-1].decode("ascii") if data.endswith(b"\n") else ""
