"""How people are found by whoever keeps two of them apart. Slices above add their own: an applicant is theirs."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from shelterbelt.people.choices import NameKind
from shelterbelt.people.models import PersonName

MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Found:
    """Someone who was found. `person` is the id of their key; `detail` tells two of the same name apart."""

    person: UUID
    label: str
    detail: str = ""


Find = Callable[[UUID, str], Iterable[Found]]
"""Organisation and words (a name, a reference, a mail address) to people of that organisation."""

Names = Callable[[UUID, frozenset[UUID]], Mapping[UUID, str]]
"""Organisation and ids to names; whoever is none of that organisation's people is left out."""


@dataclass(frozen=True, slots=True)
class Finder:
    """One slice's way to find people."""

    find: Find
    names: Names


class AlreadyRegistered(Exception):
    """Two finders have one name."""


_finders: dict[str, Finder] = {}


def register_finder(name: str, *, find: Find, names: Names) -> None:
    """Make a way of finding people known, in `AppConfig.ready`. Both functions open the scope they need.

    Raises:
        AlreadyRegistered: by other functions under the same name.
    """
    finder = Finder(find, names)
    if _finders.setdefault(name, finder) != finder:
        raise AlreadyRegistered(name)


def people_found(organisation: UUID, text: str) -> tuple[Found, ...]:
    """People of an organisation that the words fit, each once, at most twenty."""
    text = " ".join(text.split())
    if not text:
        return ()
    found = {one.person: one for finder in _finders.values() for one in finder.find(organisation, text)}
    return tuple(sorted(found.values(), key=lambda one: (one.label.casefold(), str(one.person))))[:MOST_FOUND]


def names_found(organisation: UUID, persons: Iterable[UUID]) -> dict[UUID, str]:
    """Names of those of the people who belong to the organisation."""
    asked = frozenset(persons)
    return {
        person: name
        for finder in _finders.values()
        for person, name in finder.names(organisation, asked).items()
    }


def professionals_found(organisation: UUID, text: str) -> tuple[Found, ...]:
    """Professionals of the organisation whose chosen name holds the words."""
    rows = PersonName.objects.filter(
        kind=NameKind.CHOSEN, person__organisation=organisation, words__icontains=text
    )
    return tuple(Found(person, words) for person, words in _named(rows.values_list("person", "words")))


def professionals_named(organisation: UUID, persons: frozenset[UUID]) -> dict[UUID, str]:
    """Chosen names of professionals of the organisation."""
    rows = PersonName.objects.filter(
        kind=NameKind.CHOSEN, person__organisation=organisation, person__in=persons
    )
    return dict(_named(rows.values_list("person", "words")))


def _named(rows: Iterable[tuple[UUID, str]]) -> list[tuple[UUID, str]]:
    return sorted(rows, key=lambda row: (row[1].casefold(), str(row[0])))[: MOST_FOUND * 5]
