"""What the money pages show: sums and references, and the payer's name on a statement's own page alone."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from shelterbelt.ground import clock
from shelterbelt.ground.access.roles import Actor
from shelterbelt.learn import access
from shelterbelt.learn.choices import FeeLane, IncomeGroup, LedgerKind
from shelterbelt.learn.formats.meeting_times import day_words
from shelterbelt.learn.formats.money import amount_words
from shelterbelt.learn.pages.public.shown import said
from shelterbelt.learn.queries.cohorts import definition_of
from shelterbelt.learn.queries.fees import StatementFile, left_of, terms_of
from shelterbelt.learn.queries.money import MoneyOfCohort, StatementPage

Shown = dict[str, Any]
VIEWS = ("", "owing", "credit", "asking")


def title_of(text: str) -> Shown:
    """The names of a cohort, by its definition's text."""
    definition = definition_of(text)
    return {
        "programme_title": said(definition.programme.title),
        "cohort_label": said(definition.cohort.label),
    }


def cohort_line(one: MoneyOfCohort) -> Shown:
    """A cohort in the list of all, and the head of its own page."""
    terms, pool = terms_of(one.cohort), one.pool
    currency = terms.currency
    return {
        **title_of(one.cohort.definition),
        "cohort": one.cohort,
        "organisation": one.cohort.programme.organisation.name,
        "statements": one.statements,
        "fees": amount_words(one.fees_minor, currency),
        "paid": amount_words(one.paid_minor, currency),
        "owed": amount_words(one.owed_minor, currency),
        "granted": amount_words(one.granted_minor, currency),
        "pool": amount_words(pool.total_minor, pool.currency) if pool else "",
        "missing_year": terms.named_year if terms.named_year != terms.rules.table_year else 0,
        "year": terms.rules.table_year,
        "pool_left": amount_words(pool.total_minor - pool.granted_minor, pool.currency) if pool else "",
    }


def list_lines(found: StatementPage) -> list[Shown]:
    """Statements as lines: no name stands in them."""
    lines = []
    for row in found.rows:
        statement, currency = row.statement, row.statement.currency
        lines.append(
            {
                "statement": statement,
                "group": IncomeGroup(statement.income_group).label,
                "lane": FeeLane(statement.lane).label,
                "fee": amount_words(statement.fee_minor, currency),
                "grant": amount_words(row.grant_minor, currency) if row.grant_minor else "–",
                "paid": amount_words(row.paid_minor, currency),
                "left": amount_words(row.balance_minor, currency),
                "state": _state(row.balance_minor, is_closed=bool(statement.closed_at)),
                "asks": row.asks_bursary and not row.grant_minor and not statement.closed_at,
            }
        )
    return lines


def tabs_of(path: str) -> list[tuple[str, str]]:
    """The views of the list, as links."""
    labels = (_("All"), _("Still to pay"), _("To be paid back"), _("Ask for a bursary"))
    return [
        (label, f"{path}?only={only}" if only else path) for label, only in zip(labels, VIEWS, strict=True)
    ]


def statement_page(file: StatementFile, actor: Actor) -> Shown:
    """One statement with its movements and who pays."""
    row, currency = file.statement, file.statement.currency
    left = left_of(file.instalments, file.paid_minor)
    return {
        **title_of(row.cohort.definition),
        "statement": row,
        "cohort": row.cohort,
        "payer": file.payer,
        "state": _state(file.balance_minor, is_closed=bool(row.closed_at)),
        "facts": _facts(file),
        "balance_minor": file.balance_minor,
        "grant_minor": file.grant_minor,
        "movements": [
            (
                day_words(entry.at.date()),
                str(LedgerKind(entry.kind).label),
                amount_words(entry.amount_minor, currency),
            )
            for entry in file.entries
        ],
        "parts": [
            (day_words(part.due_on), amount_words(part.amount_minor, currency), part.pk not in left)
            for part in file.instalments
        ],
        "may_keep": access.KEEP_MONEY.allows_in(actor, row.organisation),
        "may_grant": access.GRANT_BURSARIES.allows_in(actor, row.organisation) and not row.closed_at,
    }


def moment_of(day: dt.date | None) -> dt.datetime | None:
    """Noon of a day, or nothing for now; a day to come counts as now."""
    now = clock.now()
    return dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC) if day and day < now.date() else None


def _facts(file: StatementFile) -> list[tuple[str, str]]:
    row, currency = file.statement, file.statement.currency
    percent = dict(zip(("H", "UM", "LM", "L"), terms_of(row.cohort).rules.group_percent, strict=True)).get(
        row.income_group, 0
    )
    group = _("%(group)s, %(percent)d percent of the full fee, table of %(year)d") % {
        "group": IncomeGroup(row.income_group).label,
        "percent": percent,
        "year": row.table_year,
    }
    return [
        (_("Fee"), amount_words(row.fee_minor, currency)),
        (_("Set by"), str(FeeLane(row.lane).label)),
        (_("Pays the fee of"), group),
        (_("Bursary"), amount_words(file.grant_minor, currency) if file.grant_minor else "–"),
        (_("Paid"), amount_words(file.paid_minor, currency)),
        (_("Still to pay"), amount_words(file.balance_minor, currency)),
    ]


def _state(balance: int, *, is_closed: bool) -> tuple[str, str]:
    if balance < 0:
        return _("to be paid back"), "care"
    if balance > 0:
        return _("still to pay"), "info"
    return (_("closed"), "") if is_closed else (_("paid"), "success")
