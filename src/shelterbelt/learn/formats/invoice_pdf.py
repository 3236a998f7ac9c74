"""A document as a tagged PDF (PDF/UA-1), set by typst from the same words as the page.

Latin text needs no font of the system: typst brings Libertinus Serif. Arabic needs one, such as Debian's
fonts-noto-core; without it there is no PDF in Arabic, and the page is printed instead.
"""

import functools
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typst

from shelterbelt.learn.formats.invoice_words import Document, document_of
from shelterbelt.learn.queries.invoices import InvoiceFile

_TEMPLATE = (Path(__file__).parent / "typst" / "invoice.typ").read_bytes()
_LATIN = ("Noto Sans", "Libertinus Serif")
_ARABIC = ("Noto Sans Arabic", "Noto Naskh Arabic", "Noto Kufi Arabic", "DejaVu Sans")


class CannotPrint(Exception):
    """No PDF can be made here: a font is missing. The page can be printed."""


def invoice_pdf(file: InvoiceFile) -> bytes:
    """The document as PDF; the same document gives the same bytes with the same fonts.

    Raises:
        CannotPrint: no font for its script is installed.
    """
    document = document_of(file)
    words = asdict(document)
    told = {
        **(_isolated(words) if document.is_right_to_left else words),
        "rtl": document.is_right_to_left,
        "fonts": _fonts_for(document),
    }
    try:
        made = typst.Compiler(_TEMPLATE, font_paths=_fonts()).compile(
            format="pdf",
            sys_inputs={"doc": json.dumps(told, ensure_ascii=False)},
            pdf_standards="ua-1",
            timestamp=int(file.invoice.issued_at.timestamp()),
        )
    except typst.TypstError as error:
        raise CannotPrint(str(error)) from error
    if not isinstance(made, bytes):
        raise CannotPrint("typst made no single file")
    return made


def _isolated(words: dict[str, Any]) -> dict[str, Any]:
    """Each line in the direction of its own script: an address in Latin letters stays in order (UAX 9, isolates)."""

    def line_by_line(value: Any) -> Any:
        if isinstance(value, str):
            return "\n".join(f"\u2068{line}\u2069" if line else "" for line in value.split("\n"))
        return [line_by_line(one) for one in value] if isinstance(value, list | tuple) else value

    kept = ("language", "title")
    return {name: value if name in kept else line_by_line(value) for name, value in words.items()}


def _fonts_for(document: Document) -> list[str]:
    here = frozenset(_fonts().families())
    arabic = [name for name in _ARABIC if name in here]
    if document.is_right_to_left and not arabic:
        raise CannotPrint("no Arabic font is installed")
    latin = [name for name in _LATIN if name in here]
    return [*arabic, *latin] if document.is_right_to_left else [*latin, *arabic]


@functools.cache
def _fonts() -> typst.Fonts:
    return typst.Fonts()
