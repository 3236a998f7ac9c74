"""Where texts stand that can be held: each slice says how one is found and how it is read.

    register_reader("review.remark", read=remark_words, find=remark_standing)

A slice does this in `AppConfig.ready`. Nothing is copied: the text stays where it is and is fetched when the person
on call asks for it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from shelterbelt.ground.access.roles import Actor
from shelterbelt.people.choices.safety import TextPlace


@dataclass(frozen=True, slots=True)
class Standing:
    """What the owning slice knows of one text.

    Attributes:
        object_id: the row the text stands in; a finder may have been given the id of something that leads to it.
        organisation: whose people on call are told.
        person: the key of whoever wrote it, if it is kept under a person's key.
        country: of whoever wrote it, ISO 3166-1 alpha-2, or empty.
    """

    object_id: UUID
    organisation: UUID
    person: UUID | None = None
    country: str = ""


Read = Callable[[UUID], str]
"""Row to text, in the system's scope; empty where there is none (any more)."""

Find = Callable[[Actor, UUID], Standing | None]
"""Actor and id to the text's standing, or None where this actor does not see the text."""


@dataclass(frozen=True, slots=True)
class Reader:
    """How one place is read."""

    read: Read
    find: Find


class AlreadyRegistered(Exception):
    """A place has one reader."""


_readers: dict[TextPlace, Reader] = {}


def register_reader(place: str, *, read: Read, find: Find) -> None:
    """Make a place known.

    Raises:
        AlreadyRegistered: by other functions.
        ValueError: no such place.
    """
    known = _readers.get(TextPlace(place))
    if known and (known.read, known.find) != (read, find):
        raise AlreadyRegistered(place)
    _readers[TextPlace(place)] = Reader(read, find)


def reader_of(place: str) -> Reader | None:
    """The reader of a place; None where there is no such place, or nobody reads it."""
    return _readers.get(TextPlace(place)) if place in TextPlace.values else None


def places_read() -> frozenset[TextPlace]:
    """Every place that has a reader."""
    return frozenset(_readers)
