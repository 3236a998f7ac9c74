"""Slices say here what they hold about a person and how it is handed out and erased.

class LearnConfig(AppConfig):
    def ready(self) -> None:
        register("learn.applications", export=..., erase=..., models=("learn.Application",))
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import ForeignKey, Model, UUIDField

Export = Callable[[UUID], Mapping[str, Any]]
Erase = Callable[[UUID], int]
TELLING_NAMES = frozenset({"person", "professional", "account", "applicant", "participant", "speaker"})
"""A key or UUID of such a name says that a row is about a person."""


class AlreadyRegistered(Exception):
    """Two holdings have one name."""


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of thing held about a person.

    Attributes:
        name: `slice.things`.
        export: the person's things as plain data: lists of records, or single values, by name.
        erase: removes or empties them, returns how many; harmless to repeat.
        models: labels (`app.Model`) of the tables it covers.
    """

    name: str
    export: Export
    erase: Erase
    models: frozenset[str]

    def export_of(self, identities: Iterable[UUID]) -> Mapping[str, Any]:
        """The things of someone who is known under several ids, each thing once."""
        whole: dict[str, Any] = {}
        for one in identities:
            for name, value in self.export(one).items():
                whole[name] = _joined(whole[name], value) if name in whole else value
        return whole

    def count(self, *identities: UUID) -> int:
        """How many things are held: records in lists, and single values that are not empty."""
        return sum(_size(value) for value in self.export_of(identities).values())


Others = Callable[[UUID], Iterable[UUID]]
"""Person to the other ids under which a slice keeps something of that same person."""

_holdings: dict[str, Holding] = {}
_others: dict[str, Others] = {}


def register_others(name: str, find: Others) -> None:
    """Make known under which other ids a slice keeps a person's things: keys of applications for an account.

    Raises:
        AlreadyRegistered: by another function under the same name.
    """
    if _others.setdefault(name, find) is not find:
        raise AlreadyRegistered(name)


def identities_of(person: UUID) -> tuple[UUID, ...]:
    """Every id under which something of the person is kept, the given one first."""
    return tuple(dict.fromkeys([person, *(other for find in _others.values() for other in find(person))]))


def register(name: str, *, export: Export, erase: Erase, models: Iterable[str] = ()) -> None:
    """Make a holding known; in `AppConfig.ready`, lower slices first.

    Raises:
        AlreadyRegistered: by other functions under the same name.
    """
    known = _holdings.get(name)
    if known and (known.export, known.erase) != (export, erase):
        raise AlreadyRegistered(name)
    _holdings[name] = Holding(name, export, erase, frozenset(label.lower() for label in models))


def registered() -> tuple[Holding, ...]:
    """Every holding, in the order of registration."""
    return tuple(_holdings.values())


def models_about_people(models: Iterable[type[Model]] | None = None) -> frozenset[str]:
    """Labels of all models with a key or UUID that is named for a person, or that points to such a model."""
    found = apps.get_models() if models is None else models
    return frozenset(model._meta.label_lower for model in found if _is_about_people(model))  # noqa: SLF001


def uncovered_models() -> frozenset[str]:
    """Labels of models about people that no holding covers; a law keeps this empty but for named exceptions."""
    covered = frozenset(label for holding in registered() for label in holding.models)
    return models_about_people() - covered


def _is_about_people(model: type[Model]) -> bool:
    if not model._meta.managed or model._meta.proxy:  # noqa: SLF001 -- Django's documented meta interface
        return False
    return any(is_telling(field) for field in model._meta.get_fields())  # noqa: SLF001


def is_telling(field: object) -> bool:
    """Whether a field says that its row is about a person: a key to an account, or a key or UUID named for one."""
    if isinstance(field, ForeignKey) and field.related_model is get_user_model():
        return True
    return isinstance(field, ForeignKey | UUIDField) and field.name.removesuffix("_id") in TELLING_NAMES


def _size(value: object) -> int:
    if isinstance(value, list | tuple):
        return len(value)
    return 0 if value in (None, "", {}, 0) else 1


def _joined(first: object, second: object) -> object:
    if isinstance(first, list | tuple) and isinstance(second, list | tuple):
        return [*first, *(one for one in second if one not in first)]
    if isinstance(first, int) and isinstance(second, int):
        return max(first, second)
    return second if first in (None, "", {}, []) else first
