"""An invoice, receipt or credit note as a tagged PDF, from the same words as the page."""

from dataclasses import asdict
from pathlib import Path

from shelterbelt.ground.design.pdf import CannotPrint, compile_pdf
from shelterbelt.learn.formats.invoice_words import document_of
from shelterbelt.learn.queries.invoices import InvoiceFile

__all__ = ["CannotPrint", "invoice_pdf"]

_TEMPLATE = (Path(__file__).parent / "typst" / "invoice.typ").read_bytes()


def invoice_pdf(file: InvoiceFile) -> bytes:
    """The document as PDF; the same document gives the same bytes with the same fonts.

    Raises:
        CannotPrint: no font for its script is installed.
    """
    document = document_of(file)
    return compile_pdf(
        _TEMPLATE,
        asdict(document),
        is_right_to_left=document.is_right_to_left,
        made_at=file.invoice.issued_at,
    )
