"""What the fee page shows: an amount and its reasons, the choices, the instalments, and what happens next."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shelterbelt.ground import clock
from shelterbelt.learn.choices import FeeLane, IncomeGroup, LedgerKind
from shelterbelt.learn.engine.cost.problem import Listing
from shelterbelt.learn.formats.fee_table import fee_lines
from shelterbelt.learn.formats.meeting_times import day_words
from shelterbelt.learn.formats.money import amount_typed, amount_words
from shelterbelt.learn.pages.fee.forms import EmployerForm, LessForm, PartsForm
from shelterbelt.learn.pages.public.shown import said
from shelterbelt.learn.queries.applications import ApplicationFile
from shelterbelt.learn.queries.cohorts import definition_of
from shelterbelt.learn.queries.fees import StatementFile, Terms, left_of, terms_of
from shelterbelt.learn.queries.income_groups import standing_of
from shelterbelt.people.choices import country_name

Shown = dict[str, Any]


@dataclass(slots=True)
class FeeForms:
    """The three forms of the page; the one that was sent holds what was typed."""

    less: LessForm
    employer: EmployerForm
    parts: PartsForm


def forms_of(request: HttpRequest, file: StatementFile) -> FeeForms:
    """The forms, each filled with what was sent or with what stands."""
    given = request.POST if request.method == "POST" else None
    act = request.POST.get("act", "")
    row, terms = file.statement, terms_of(file.statement.cohort)
    payer = file.payer
    employer = {"payer_name": payer.name, "payer_address": payer.address, "payer_reference": payer.reference}
    amount = amount_typed(row.fee_minor, row.currency) if row.lane == FeeLane.PAY_LESS else ""
    return FeeForms(
        LessForm(given if act == "pay_less" else None, initial={"amount": amount}, currency=row.currency),
        EmployerForm(given if act == "employer" else None, initial=employer if payer.is_employer else {}),
        PartsForm(
            given if act == "parts" else None,
            initial={"parts": len(file.instalments) or 1},
            ways=_ways(file, terms),
        ),
    )


def statement_shown(file: StatementFile, forms: FeeForms) -> Shown:
    """Everything about a statement for whoever has the place."""
    row, terms = file.statement, terms_of(file.statement.cohort)
    currency = row.currency
    lowest = max(terms.fee(row.income_group, FeeLane.PAY_LESS).least_minor, file.grant_minor)
    return {
        "statement": row,
        "forms": forms,
        "title": said(definition_of(row.cohort.definition).programme.title),
        "organisation": row.cohort.programme.organisation.name,
        "total": amount_words(max(0, row.fee_minor - file.grant_minor), currency),
        "left": amount_words(max(0, file.balance_minor), currency),
        "is_settled": file.balance_minor <= 0,
        "back": amount_words(-file.balance_minor, currency) if file.balance_minor < 0 else "",
        "grant": amount_words(file.grant_minor, currency) if file.grant_minor else "",
        "paid": amount_words(file.paid_minor, currency) if file.paid_minor else "",
        "employer_open": row.lane == FeeLane.EMPLOYER or bool(forms.employer.errors),
        "may_choose": not row.closed_at and not file.paid_minor and not file.grant_minor,
        "group_fee": amount_words(terms.fee(row.income_group).group_minor, currency),
        "least": amount_words(lowest, currency),
        "parts": _parts(file),
        "may_split": len(forms.parts.fields["parts"].choices) > 1,  # type: ignore[attr-defined]
        "movements": _movements(file),
        "has_pool": terms.pool_minor > 0,
        **reasons_shown(terms, row.income_group, row.table_year),
    }


def reasons_shown(terms: Terms, group: str, year: int) -> Shown:
    """Why the fee is what it is: the group, its table, and the full fee."""
    percent = dict(zip(("H", "UM", "LM", "L"), terms.rules.group_percent, strict=True)).get(group, 0)
    return {
        "lines": fee_lines(terms, group),
        "group": IncomeGroup(group).label if group else "",
        "year": year,
        "percent": percent,
        "full": amount_words(terms.full_minor, terms.currency),
        "first_meeting": day_words(terms.meets_on),
        "refund_days": terms.refund_days,
    }


def country_shown(country: str, year: int) -> Shown:
    """The reader's country, and what to say where the table leaves a doubt."""
    if not country:
        return {"country": "", "doubt": ""}
    standing = standing_of(country, year)
    doubts = {
        Listing.UNCONFIRMED: _("We could not confirm the group of your country for that year."),
        Listing.UNCLASSIFIED: _("The World Bank gives your country no group for that year."),
        Listing.NOT_LISTED: _("The World Bank does not list the place you live in."),
    }
    return {"country": country_name(country), "doubt": doubts.get(standing.listing, "")}


def expected_shown(file: ApplicationFile) -> Shown:
    """What a place would cost, before there is one."""
    row = file.application
    terms, definition = terms_of(row.cohort), definition_of(row.cohort.definition)
    year = terms.rules.table_year
    group = standing_of(row.country, year).group if row.country else ""
    return {
        "title": said(definition.programme.title),
        "is_free": terms.full_minor == 0,
        "fee": amount_words(terms.fee(group).group_minor, terms.currency) if group else "",
        "has_pool": terms.pool_minor > 0,
        **reasons_shown(terms, group, year),
        **country_shown(row.country, year),
    }


def _ways(file: StatementFile, terms: Terms) -> list[tuple[int, str]]:
    total = max(0, file.statement.fee_minor - file.grant_minor)
    today, currency = clock.today(terms.zone), file.statement.currency
    ways: dict[int, str] = {}
    for asked in range(1, terms.rules.instalments + 1):
        parts = terms.schedule(total, asked, today).parts
        if len(parts) == asked:
            each = [
                _("%(amount)s by %(day)s")
                % {"amount": amount_words(part.amount_minor, currency), "day": day_words(part.due_on)}
                for part in parts
            ]
            count = ngettext("In %(count)d part", "In %(count)d parts", asked) % {"count": asked}
            ways[asked] = f"{_('All at once')}: {each[0]}" if asked == 1 else f"{count}: {'; '.join(each)}"
    return list(ways.items())


def _parts(file: StatementFile) -> list[Shown]:
    left = left_of(file.instalments, file.paid_minor)
    today = clock.today(terms_of(file.statement.cohort).zone)
    return [
        {
            "number": part.number,
            "amount": amount_words(part.amount_minor, file.statement.currency),
            "due": day_words(part.due_on),
            "state": _state(part.pk in left, part.due_on < today),
            "look": "success" if part.pk not in left else ("care" if part.due_on < today else ""),
        }
        for part in file.instalments
    ]


def _state(is_open: bool, is_late: bool) -> str:
    if not is_open:
        return _("paid")
    return _("was due") if is_late else _("to pay")


def _movements(file: StatementFile) -> list[tuple[str, str, str]]:
    return [
        (
            day_words(entry.at.date()),
            str(LedgerKind(entry.kind).label),
            amount_words(entry.amount_minor, file.statement.currency),
        )
        for entry in file.entries
    ]
