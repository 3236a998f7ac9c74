"""Texts of an agency, sealed under its own key: what is missing at a place is nobody else's to read."""

from django.db import models

from shelterbelt.ground.secrets import read_field, seal_field


def seal_text(row: models.Model, field: str, words: str) -> None:
    """Put an agency's words into a row that names its `organisation`; the caller saves.

    Raises:
        KeyDestroyed: the agency left and its key was destroyed.
    """
    if words:
        seal_field(row, field, words, person=row.organisation, agency=row.organisation)  # type: ignore[attr-defined]
    else:
        setattr(row, field, None)


def read_text(row: models.Model, field: str) -> str:
    """The agency's words in a row; empty if there are none.

    Raises:
        KeyDestroyed: the agency left and its key was destroyed.
        Unreadable: altered, moved, or the key is missing.
    """
    return read_field(row, field, person=row.organisation, agency=row.organisation)  # type: ignore[attr-defined]
