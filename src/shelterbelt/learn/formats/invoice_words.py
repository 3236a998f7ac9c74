"""An invoice, receipt or credit note in words: in its own language, whoever reads it. PDF and page say the same."""

import datetime as dt
from dataclasses import dataclass

from babel import Locale
from babel.dates import format_date
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shelterbelt.learn.choices import InvoiceKind
from shelterbelt.learn.formats.money import amount_words
from shelterbelt.learn.queries.invoices import Facts, InvoiceFile

RIGHT_TO_LEFT = frozenset({"ar"})


@dataclass(frozen=True, slots=True)
class Document:
    """Everything that is printed, as text. `rows` are what it is for and amounts, `parts` days and amounts."""

    language: str
    title: str
    issuer: str
    issuer_details: str
    facts: tuple[tuple[str, str], ...]
    payer_label: str
    payer: str
    about: str
    columns: tuple[str, str]
    rows: tuple[tuple[str, str], ...]
    total: tuple[str, str]
    parts_label: str
    part_columns: tuple[str, str]
    parts: tuple[tuple[str, str], ...]
    pay_label: str
    pay: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def is_right_to_left(self) -> bool:
        return self.language in RIGHT_TO_LEFT


def document_of(file: InvoiceFile) -> Document:
    """What stands on a document. Once the person was erased it shows the numbers and no name."""
    row, facts = file.invoice, file.facts
    with translation.override(row.language):
        title = {
            InvoiceKind.INVOICE: _("Invoice %(number)s"),
            InvoiceKind.RECEIPT: _("Receipt %(number)s"),
            InvoiceKind.CREDIT_NOTE: _("Credit note %(number)s"),
        }[InvoiceKind(row.kind)] % {"number": row.number}
        return Document(
            language=row.language,
            title=title,
            issuer=facts.issuer if facts else file.issuer,
            issuer_details=facts.issuer_details if facts else "",
            facts=tuple(_facts(file)),
            payer_label=pgettext("invoice", "For"),
            payer=_payer(facts),
            about=_about(facts),
            columns=(pgettext("invoice", "What"), pgettext("invoice", "Amount")),
            rows=tuple((_sum(one.code), amount_words(one.amount_minor, row.currency)) for one in facts.sums)
            if facts
            else (),
            total=(_total(InvoiceKind(row.kind)), amount_words(row.amount_minor, row.currency)),
            parts_label=_("You can pay in parts"),
            part_columns=(pgettext("invoice", "By"), pgettext("invoice", "Amount")),
            parts=tuple(_parts(facts, row.currency)),
            pay_label=_("How to pay"),
            pay=tuple(_pay(file)),
            notes=tuple(_notes(file)),
        )


def _facts(file: InvoiceFile) -> list[tuple[str, str]]:
    row, told = file.invoice, []
    told.append((pgettext("invoice", "Number"), row.number))
    told.append((pgettext("invoice", "Date"), _day(row.issued_at.date())))
    if row.due_on:
        told.append((_("To be paid by"), _day(row.due_on)))
    told.append((_("Payment reference"), row.statement.reference))
    if file.facts and file.facts.payer.reference:
        told.append((_("Your reference"), file.facts.payer.reference))
    if file.replaces:
        told.append((_("Takes back invoice"), file.replaces))
    return told


def _payer(facts: Facts | None) -> str:
    if facts is None:
        return _("The name was erased.")
    return "\n".join(filter(None, (facts.payer.name, facts.payer.address)))


def _about(facts: Facts | None) -> str:
    if facts is None:
        return ""
    place = f"{facts.programme}, {facts.cohort}"
    if facts.participant and facts.participant != facts.payer.name:
        return _("%(programme)s – place of %(name)s") % {"programme": place, "name": facts.participant}
    return place


def _sum(code: str) -> str:
    return {
        "fee": _("Fee for the programme"),
        "bursary": _("Bursary"),
        "paid": _("Paid already"),
        "payment": _("Payment received"),
    }.get(code, code)


def _total(kind: InvoiceKind) -> str:
    return {
        InvoiceKind.INVOICE: _("To be paid"),
        InvoiceKind.RECEIPT: _("Received"),
        InvoiceKind.CREDIT_NOTE: _("Credited"),
    }[kind]


def _parts(facts: Facts | None, currency: str) -> list[tuple[str, str]]:
    if facts is None or len(facts.parts) < 2:  # noqa: PLR2004 -- one part is the whole
        return []
    return [(_day(dt.date.fromisoformat(day)), amount_words(amount, currency)) for day, amount in facts.parts]


def _pay(file: InvoiceFile) -> list[str]:
    if file.invoice.kind != InvoiceKind.INVOICE or file.facts is None:
        return []
    told = [file.facts.how_to_pay] if file.facts.how_to_pay else []
    said = _("Please pay by bank transfer and write this reference, so that we know whom it is for: %(code)s")
    return [*told, said % {"code": file.invoice.statement.reference}]


def _notes(file: InvoiceFile) -> list[str]:
    told = [file.facts.tax] if file.facts and file.facts.tax else []
    if file.replaced_by:
        told.append(_("Credit note %(number)s takes this invoice back.") % {"number": file.replaced_by})
    return told


def _day(day: dt.date) -> str:
    locale = Locale.parse(translation.to_locale(translation.get_language() or "en"))
    return str(format_date(day, format="long", locale=locale))
