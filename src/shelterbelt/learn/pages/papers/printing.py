"""A document as a download."""

from django.http import HttpResponse

from shelterbelt.learn.formats.invoice_pdf import CannotPrint, invoice_pdf
from shelterbelt.learn.queries.invoices import InvoiceFile


def pdf_answer(file: InvoiceFile) -> HttpResponse | None:
    """The PDF, under a name that tells nothing of the person; None where none can be made here."""
    try:
        content = invoice_pdf(file)
    except CannotPrint:
        return None
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{file.invoice.number}.pdf"'
    return answer
