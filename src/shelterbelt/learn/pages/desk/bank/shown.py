"""What the pages of the bank show."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from shelterbelt.learn.formats.bank_csv import BankStatement
from shelterbelt.learn.formats.meeting_times import day_words
from shelterbelt.learn.formats.money import amount_words
from shelterbelt.learn.pages.desk.bank.words import CLASSES, KINDS, REASONS, TABS, WHY
from shelterbelt.learn.queries.bank import BankView, LineView

Shown = dict[str, Any]
PREVIEWED = 25


def frame(organisation: UUID, name: str) -> Shown:
    """The organisation and the way between the pages of its money."""
    pages = (
        (_("Bank lines"), "desk.bank.lines"),
        (_("Read a statement"), "desk.bank.read"),
        (_("To be paid back"), "desk.bank.refunds"),
        (_("Invoices"), "desk.invoices"),
    )
    tabs = [(label, reverse(page, args=[organisation])) for label, page in pages]
    return {"organisation": organisation, "organisation_name": name, "tabs": tabs}


def line_shown(view: LineView) -> Shown:
    """One line of the bank, in words."""
    line = view.line
    label, look = CLASSES.get(view.confidence, ("", ""))
    return {
        "line": line,
        "day": day_words(line.booked_on),
        "amount": amount_words(line.amount_minor, line.currency),
        "is_out": line.amount_minor < 0,
        "name": view.words.name,
        "text": view.words.text,
        "kind": KINDS.get(view.kind, ""),
        "confidence": label,
        "look": look,
        "reasons": [REASONS[code] for code in view.reasons if code in REASONS],
        "why": WHY.get(view.why, ""),
        "candidates": view.candidates,
    }


def lists(found: BankView, organisation: UUID, state: str) -> Shown:
    """A list of lines with the way to the others."""
    address = reverse("desk.bank.lines", args=[organisation])
    views = [(f"{label} ({found.counts.get(key, 0)})", f"{address}?state={key}") for key, label in TABS]
    return {
        "views": views,
        "view_here": f"{address}?state={state}",
        "state": state,
        "lines": [line_shown(one) for one in found.lines],
        "page": found.page,
        "is_empty": not any(found.counts.values()),
        "files": found.files,
    }


def preview(statement: BankStatement, known: int) -> Shown:
    """What a file holds, before anything is kept."""
    return {
        "layout": statement.layout.title,
        "count": len(statement.lines),
        "known": known,
        "repeated": statement.repeated,
        "skipped": statement.skipped,
        "is_western": "western" in statement.assumed,
        "twins": sum(1 for one in statement.lines if one.repeats),
        "rows": [
            (
                one.line,
                day_words(one.booked_on),
                amount_words(one.amount_minor, one.currency),
                one.name,
                one.text,
                one.repeats,
            )
            for one in statement.lines[:PREVIEWED]
        ],
        "more": max(0, len(statement.lines) - PREVIEWED),
    }
