"""What assigning and calibrating readings need: who can read, what is to be read, who must not read what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Bar(StrEnum):
    """Why someone does not read an application."""

    SAME_ORGANISATION = "same_organisation"
    SHARED_DOMAIN = "shared_domain"
    SAME_PERSON = "same_person"
    KEPT_APART = "kept_apart"
    DECLARED = "declared"


@dataclass(frozen=True, slots=True)
class Reader:
    """Someone who reads. `load` is how many readings they have already.

    `organisations` begins with the one they work for now; `domains` are all that say where they work: that of their
    mail address and those of their organisations.
    """

    id: str
    organisations: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    load: int = 0
    sectors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """One application. `have` names those who read it already, `barred` those who must not, and why.

    `wanted` is how many readers it still needs.
    """

    id: str
    agency: str = ""
    domain: str = ""
    wanted: int = 2
    have: tuple[str, ...] = ()
    barred: tuple[tuple[str, Bar], ...] = ()


@dataclass(frozen=True, slots=True)
class AssignmentProblem:
    """All readers and all that is to be read.

    Raises:
        ValueError: an id stands twice, or a number is negative.
    """

    readers: tuple[Reader, ...]
    subjects: tuple[Subject, ...]

    def __post_init__(self) -> None:
        for ids in ([one.id for one in self.readers], [one.id for one in self.subjects]):
            if len(set(ids)) != len(ids):
                raise ValueError("Each reader and each application stands in a problem once.")
        if any(one.load < 0 for one in self.readers) or any(one.wanted < 0 for one in self.subjects):
            raise ValueError("Loads and wanted readers are 0 or more.")


@dataclass(frozen=True, slots=True)
class Given:
    """One reading: who gave how many percent of the most that can be given, to what."""

    reader: str
    subject: str
    percent: float
