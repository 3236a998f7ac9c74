"""Every page a browser can open, with who opens it. A parameter without a value fails the test of its page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import get_converters

from shelterbelt.ground.access.permissions import Permission
from shelterbelt.ground.access.roles import Role
from shelterbelt.ground.routes import adopted_pages, declared_pages

DOWNLOADS = frozenset({"you.held.export", "mfa_download_recovery_codes"})
"""Files, not pages."""
_FILE_ENDINGS = (
    "export/",
    "download/",
    "file/",
    "pdf/",
    "word/",
    "csv/",
    ".toml",
    ".csv",
    ".ics",
    ".svg",
    ".json",
)

_PARTS = {
    Role.PROGRAMME_LEAD: "lead",
    Role.PROGRAMME_STAFF: "staff",
    Role.OPERATOR: "operator",
    Role.PANELLIST: "panellist",
    Role.COMPLAINTS_OFFICER: "complaints",
    Role.REVIEWER: "reviewer",
    Role.FINANCE: "finance",
    Role.SAFEGUARDING: "on-call",
    Role.AGENCY_LEADER: "agency-leader",
    Role.SURVIVOR_ADVISER: "survivor-adviser",
    Role.PROGRAMME_ADVISER: "adviser",
}
_WRONG = {"regex": "not-a-real-key"}


@dataclass(frozen=True)
class Place:
    """One page.

    Attributes:
        name: the door's name.
        part: who opens it; empty for anyone.
    """

    name: str
    part: str
    pattern: URLPattern
    before: str

    def path(self, parameters: Mapping[str, str]) -> str:
        """The page's address with values of the site in it: the page's own, its part's, or everyone's."""
        kinds = {kind: key for key, kind in _kinds().items()}
        route = self.before + str(self.pattern.pattern)
        if not self.pattern.pattern.converters:
            return _without_regex(route)
        for name, converter in self.pattern.pattern.converters.items():
            kind = kinds[type(converter)]
            plain = f"<{name}>" if f"<{name}>" in route else f"<{kind}:{name}>"
            key = f"{kind}:{name}"
            part = self.name.partition(".")[0]
            own = parameters.get(f"{self.name}|{key}") or parameters.get(f"{part}|{key}")
            route = route.replace(plain, own or parameters[key])
        return f"/{route}"


def places() -> list[Place]:
    """Every page that answers GET with something to look at."""
    return [place for place in _everything() if not _is_file(place)]


def files() -> list[Place]:
    """Every page that answers GET with a file to keep."""
    return [place for place in _everything() if _is_file(place)]


def _is_file(place: Place) -> bool:
    return place.name in DOWNLOADS or str(place.pattern.pattern).endswith(_FILE_ENDINGS)


def _everything() -> list[Place]:
    routed = list(_patterns(get_resolver().url_patterns, ""))
    pages = {page.name: page for page in declared_pages()}
    adopted = {page.name: page for page in adopted_pages()}
    found = []
    for pattern, before in routed:
        name = pattern.name or ""
        if name in pages and "GET" in pages[name].methods:
            found.append(Place(name, _part(pages[name].permission), pattern, before))
        elif name in adopted:
            found.append(Place(name, _part(adopted[name].permission), pattern, before))
    return sorted(found, key=lambda place: place.name)


def _part(permission: Permission) -> str:
    if permission.is_public or permission.is_for_bearers:
        return ""
    for role, part in _PARTS.items():
        if role in permission.roles:
            return part
    return "panellist"


def _patterns(found: list[URLPattern | URLResolver], before: str) -> Iterator[tuple[URLPattern, str]]:
    for one in found:
        if isinstance(one, URLResolver):
            yield from _patterns(one.url_patterns, before + str(one.pattern))
        else:
            yield one, before


def _kinds() -> dict[str, type]:
    return {name: type(converter) for name, converter in get_converters().items()}


def _without_regex(route: str) -> str:
    head, _, _rest = route.partition("(?P<")
    return (
        "/"
        + (head.replace("^", "").rstrip("$") if _rest else route.replace("^", "").rstrip("$"))
        + (f"{_WRONG['regex']}/" if _rest else "")
    )
