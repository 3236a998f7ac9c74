"""Communities a person may name for themselves: data, with room for more."""

import functools
import tomllib
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Community:
    """One community: its key and its names by language."""

    key: str
    names: dict[str, str]

    def name(self, language: str) -> str:
        """The name in a language, in English where there is none."""
        return self.names.get(language.split("-", maxsplit=1)[0], self.names["en"])


@functools.cache
def communities() -> tuple[Community, ...]:
    """Every community of `data/communities.toml`, in its order."""
    read = tomllib.loads((files("shelterbelt.people") / "data" / "communities.toml").read_text("utf-8"))
    return tuple(Community(entry["key"], entry["names"]) for entry in read["community"])


def community_choices(language: str) -> list[tuple[str, str]]:
    """Pairs of key and name, for a form."""
    return [(community.key, community.name(language)) for community in communities()]
