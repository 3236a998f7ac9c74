"""A table of income groups from its CSV text."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from datetime import date

from shelterbelt.learn.engine.cost.problem import GROUPS, Economy, IncomeTable, Listing

_HEAD = ("country", "group", "state")
_COUNTRY = re.compile(r"[A-Z]{2}\Z")
_TOLD = ("year", "dated", "source", "licence")


class TableError(ValueError):
    """A table that cannot be used; the message names the line and what belongs there."""


def read_table(text: str) -> IncomeTable:
    """Read a table: lines `# name: words` first, then `country,group,state`.

    Raises:
        TableError: a line of the head is missing, or a row is not what it should be.
    """
    lines = text.splitlines()
    told = dict(line[1:].strip().split(": ", 1) for line in lines if line.startswith("#") and ": " in line)
    missing = [name for name in _TOLD if not told.get(name)]
    if missing:
        raise TableError(f"The head lacks '# {missing[0]}: …'.")
    rows = list(enumerate(lines, 1))
    body = [(number, line) for number, line in rows if line.strip() and not line.startswith("#")]
    if not body or tuple(body[0][1].split(",")) != _HEAD:
        raise TableError(f"The first line after the head must be {','.join(_HEAD)}.")
    economies = tuple(_economy(number, cells) for number, cells in _cells(body[1:]))
    twice = {one.country for one in economies if sum(each.country == one.country for each in economies) > 1}
    if twice:
        raise TableError(f"{min(twice)} stands there twice; keep one line.")
    try:
        return IncomeTable(
            int(told["year"]), date.fromisoformat(told["dated"]), told["source"], told["licence"], economies
        )
    except ValueError as error:
        raise TableError("The head needs '# year: 2026' and '# dated: 2025-07-01'.") from error


def _cells(body: Iterable[tuple[int, str]]) -> Iterable[tuple[int, list[str]]]:
    for number, line in body:
        yield number, next(csv.reader([line]))


def _economy(number: int, cells: list[str]) -> Economy:
    if len(cells) != len(_HEAD):
        raise TableError(f"Line {number}: write country, group and state.")
    country, group, state = (cell.strip() for cell in cells)
    if not _COUNTRY.match(country):
        raise TableError(f"Line {number}: '{country}' is not two capital letters (ISO 3166).")
    if state not in {Listing.CONFIRMED.value, Listing.UNCONFIRMED.value, Listing.UNCLASSIFIED.value}:
        raise TableError(f"Line {number}: '{state}' is not confirmed, unconfirmed or unclassified.")
    if (group not in GROUPS) is (state == Listing.CONFIRMED.value):
        raise TableError(
            f"Line {number}: a confirmed country has one of {', '.join(GROUPS)}, others have none."
        )
    return Economy(country, group, Listing(state))
