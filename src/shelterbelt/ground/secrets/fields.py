"""A model field that holds sealed text and nothing else."""

from typing import Any
from uuid import UUID

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from shelterbelt.ground.secrets.sealing import Place, open_, seal


class Sealed(bytes):
    """Sealed bytes; showing them shows nothing."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<sealed>"

    __str__ = __repr__


class NotSealed(TypeError):
    """Something unsealed was about to be written into a sealed field."""


class SealedText(models.BinaryField):  # type: ignore[type-arg]
    """Text encrypted under the key of the person it is about, kept as bytes.

    It is written with `seal_field` and read with `read_field`, in services and queries: there is no attribute
    that quietly decrypts, so a template or an export cannot show it by accident. Anything but sealed bytes
    is refused before it reaches the database.
    """

    def from_db_value(
        self, value: Any, _expression: object, _connection: BaseDatabaseWrapper
    ) -> Sealed | None:
        """Wrap what the database gives."""
        return None if value is None else Sealed(bytes(value))

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        """Let only sealed bytes through.

        Raises:
            NotSealed: for text or other bytes.
        """
        if value and not isinstance(value, Sealed):
            raise NotSealed(f"{self.name} takes sealed text; use seal_field.")
        return super().get_db_prep_value(value, connection, prepared)


def seal_field(row: models.Model, field: str, plain: str, *, person: UUID, agency: UUID) -> None:
    """Put sealed text into a row's field; the caller saves the row.

    Raises:
        KeyDestroyed: this person's data was erased.
    """
    sealed = seal(plain, person=person, agency=agency, bound_to=_place(row, field))
    setattr(row, field, Sealed(sealed))


def read_field(row: models.Model, field: str, *, person: UUID, agency: UUID) -> str:
    """The text sealed in a row's field; empty if there is none.

    Raises:
        KeyDestroyed: the person's key was destroyed, as was asked for.
        Unreadable: altered, moved, or the key is missing.
    """
    value: bytes | None = getattr(row, field)
    return open_(value, person=person, agency=agency, bound_to=_place(row, field)) if value else ""


def _place(row: models.Model, field: str) -> Place:
    return Place(row._meta.db_table, str(row.pk), field)  # noqa: SLF001 -- Django's documented meta interface
