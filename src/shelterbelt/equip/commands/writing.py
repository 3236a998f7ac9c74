"""The account as plain text, as Markdown and as one page that fetches nothing."""

from __future__ import annotations

import functools
import re
from importlib.resources import files

from django.template import Context, Template

from shelterbelt.equip.commands.account import Account, Section
from shelterbelt.equip.formats.charts_standing import standing_chart
from shelterbelt.ground.design.figures import Table
from shelterbelt.ground.design.standing_alone import whole_look

_MEANT = re.compile(r"([\\`*_{}\[\]<>#|~])")
"""Signs that mean something to Markdown; what people wrote is shown as they wrote it."""


def text_of(account: Account) -> str:
    """Plain text; tables are lines of `name: value`."""
    lines = [account.title, "=" * len(account.title), account.about, "", account.lead]
    for section in account.sections:
        sign = "-" if section.level > 2 else "="  # noqa: PLR2004 - the level of a heading
        lines += ["", section.heading, sign * len(section.heading)]
        lines += [section.lead] if section.lead else []
        for place, (one, said) in enumerate(section.items, start=1):
            lines += [f"{place}. {one}", f"   {said}"]
        lines += [_line(section.table, row) for row in section.table.rows] if section.table else []
    return "\n".join(lines) + "\n"


def markdown_of(account: Account) -> str:
    """Markdown with tables as GitHub and Pandoc read them."""
    lines = [f"# {_plain(account.title)}", "", _plain(account.about), "", _plain(account.lead)]
    for section in account.sections:
        lines += ["", f"{'#' * section.level} {_plain(section.heading)}"]
        lines += ["", _plain(section.lead)] if section.lead else []
        lines += [""]
        for place, (one, said) in enumerate(section.items, start=1):
            lines += [f"{place}. {_plain(one)}  ", f"    {_plain(said)}"]
        lines += _table(section, section.table) if section.table and section.table.rows else []
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"


def page_of(account: Account) -> str:
    """One page with its look and its chart inside: no script, nothing fetched."""
    given = {"account": account, "chart": standing_chart(account.results), "look": whole_look()}
    return _page().render(Context(given))


@functools.cache
def _page() -> Template:
    return Template(files("shelterbelt.equip.commands").joinpath("report.html").read_text("utf-8"))


def _line(table: Table, row: tuple[str, ...]) -> str:
    cells = zip(table.columns[1:], row[1:], strict=True)
    return f"{row[0]} | " + " | ".join(f"{column}: {cell}" for column, cell in cells)


def _table(section: Section, table: Table) -> list[str]:
    rule = ["---:" if place in section.numbers else "---" for place in range(len(table.columns))]
    rows = [tuple(map(_plain, row)) for row in (table.columns, *table.rows)]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return ["", lines[0], f"| {' | '.join(rule)} |", *lines[1:]]


def _plain(words: str) -> str:
    return _MEANT.sub(r"\\\1", words)
