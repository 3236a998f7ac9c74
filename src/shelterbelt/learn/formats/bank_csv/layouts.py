"""The layouts of bank statements that are known, each told by the headers that it cannot do without.

The order of day and month, the decimal sign and the meaning of each column belong to the layout; nothing of it
is guessed from the values. Sources of the headers: tests/learn/formats/bank_csv/README.md.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Layout:
    """How one bank writes its statements.

    Attributes:
        key: stored with each file.
        title: the bank's name and its name for the format.
        date: header of the day of booking.
        dates: patterns of `strptime`, tried in turn; all with the same order of day and month.
        amount: headers of the signed amount, or of the amount in each currency (`CAD$`, `USD$`).
        credit, debit: headers of money in and money out, where they stand apart.
        currency: header of the currency.
        currencies: the currency of a column by its header's folded form, where the header names it.
        name: headers of the other side.
        text: headers of what was written, joined in this order.
        kind: header of the bank's word for the kind of movement.
        identity: header of the bank's own number of the movement.
        balance: header of the balance after the movement.
        decimal: the decimal sign.
    """

    key: str
    title: str
    date: str
    dates: tuple[str, ...]
    amount: tuple[str, ...] = ()
    credit: str = ""
    debit: str = ""
    currency: str = ""
    name: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    kind: str = ""
    identity: str = ""
    balance: str = ""
    decimal: str = "."

    def needed(self) -> frozenset[str]:
        """The folded headers by which this layout is known."""
        first = (self.date, *self.amount, self.credit, self.debit, self.currency, *self.name, *self.text)
        return frozenset(folded(header) for header in first if header)


#: A currency inside a header, such as `Amount (GBP)` or `Gutschrift in CHF`, is cut out before headers are compared.
_IN_HEADER = re.compile(r"\(([A-Z]{3})\)|\bin ([A-Z]{3})\b|\b([A-Z]{3})\$")


def folded(header: str) -> str:
    """A header as compared: no accents, case, spaces, punctuation; a currency inside is `*`, but not `CAD$`."""
    text = _IN_HEADER.sub(lambda found: found[0] if found[3] else "*", header)
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if sign.isalnum() or sign in "*$")


def currency_in(header: str) -> str:
    """The currency that a header names; empty if it names none."""
    found = _IN_HEADER.search(header)
    return next((part for part in found.groups() if part), "") if found else ""


SPARKASSE = Layout(
    key="sparkasse_camt",
    title="Sparkasse, CSV-CAMT",
    date="Buchungstag",
    dates=("%d.%m.%y", "%d.%m.%Y"),
    amount=("Betrag",),
    currency="Waehrung",
    name=("Beguenstigter/Zahlungspflichtiger",),
    text=("Verwendungszweck",),
    kind="Buchungstext",
    decimal=",",
)
RBC = Layout(
    key="rbc",
    title="RBC Royal Bank, transactions as CSV",
    date="Transaction Date",
    dates=("%m/%d/%Y",),
    amount=("CAD$", "USD$"),
    text=("Description 1", "Description 2"),
)
STARLING = Layout(
    key="starling",
    title="Starling Bank, statement as CSV",
    date="Date",
    dates=("%d/%m/%Y",),
    amount=("Amount (GBP)",),
    name=("Counter Party",),
    text=("Reference",),
    kind="Type",
    balance="Balance (GBP)",
)
WISE = Layout(
    key="wise",
    title="Wise, balance statement as CSV",
    date="Date",
    dates=("%d-%m-%Y",),
    amount=("Amount",),
    currency="Currency",
    name=("Payer Name",),
    text=("Payment Reference", "Description"),
    identity="TransferWise ID",
    balance="Running Balance",
)
POSTFINANCE = Layout(
    key="postfinance",
    title="PostFinance, movements as CSV",
    date="Datum",
    dates=("%d.%m.%Y",),
    credit="Gutschrift in CHF",
    debit="Lastschrift in CHF",
    text=("Avisierungstext",),
    kind="Bewegungstyp",
    balance="Saldo in CHF",
)
LAYOUTS: tuple[Layout, ...] = (SPARKASSE, RBC, WISE, STARLING, POSTFINANCE)

#: Headers that a bank renamed over the years, by their folded form.
RENAMED = {
    "buchungsdatum": "datum",
    "wahrung": "waehrung",
    "begunstigterzahlungspflichtiger": folded(SPARKASSE.name[0]),
}


def layout_of(cells: list[str]) -> Layout | None:
    """The layout whose headers are all in this row; None if it is no header of a known one."""
    found = {RENAMED.get(folded(cell), folded(cell)) for cell in cells}
    return next((layout for layout in LAYOUTS if layout.needed() <= found), None)
