"""Applications as a table for a spreadsheet, in which no cell can become a formula."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

HEADER = (
    "reference",
    "state",
    "sent_at",
    "name",
    "email",
    "country",
    "zone",
    "mode",
    "sectors",
    "languages",
    "agency",
    "role_title",
    "wants_bursary",
)
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


class Row(Protocol):
    """What a line is written from."""

    reference: str
    state: str
    submitted_at: datetime | None
    name: str
    email: str
    country: str
    zone: str
    mode: str
    sectors: list[str]
    languages: list[str]
    agency: str
    role_title: str
    wants_bursary: bool


def write_applications(rows: Iterable[Row]) -> bytes:
    """UTF-8 with a byte-order mark, which spreadsheets need to show accents; times in UTC."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    for row in rows:
        sent = f"{row.submitted_at:%Y-%m-%d %H:%M}Z" if row.submitted_at else ""
        cells = (
            row.reference,
            row.state,
            sent,
            row.name,
            row.email,
            row.country,
            row.zone,
            row.mode,
            " ".join(row.sectors),
            " ".join(row.languages),
            row.agency,
            row.role_title,
            "yes" if row.wants_bursary else "no",
        )
        writer.writerow([harmless(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """The cell, with an apostrophe before what a spreadsheet would take for a formula (OWASP, CSV injection)."""
    first = cell.lstrip(" \u00a0\ufeff\u200b\u200e\u200f")
    return f"'{cell}" if first.startswith(_STARTS_FORMULA) or cell.startswith(_STARTS_FORMULA) else cell
