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

    def count(self, person: UUID) -> int:
        """How many things are held: records in lists, and single values that are not empty."""
        return sum(_size(value) for value in self.export(person).values())


_holdings: dict[str, Holding] = {}


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
