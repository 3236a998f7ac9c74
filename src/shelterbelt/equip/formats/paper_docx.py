"""A document as a Word file (OOXML), with real headings, header rows that repeat, and its language and direction told.

Direction: `w:bidi` turns a paragraph, `w:rtl` a run, `w:bidiVisual` the columns of a table (ECMA-376 part 1, 17.3 and
17.4). Runs are turned by what stands in them, so that a name in Latin letters keeps its order.
"""

import datetime as dt
import io
import re
from typing import Any

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_DIRECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from shelterbelt.equip.formats.papers import Grid, Heading, Paper, Points, Words
from shelterbelt.ground.design.pdf import without_controls

_ACCENT, _SOFT = RGBColor(0x1D, 0x5A, 0x3F), RGBColor(0x53, 0x5F, 0x58)
_SIZES = {"Title": 22, "Heading 2": 15, "Heading 3": 12, "Heading 4": 10.5}
_WIDTH_CM = 17.0
_TURNED = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def paper_docx(paper: Paper, *, made_at: dt.datetime) -> bytes:
    """The document as .docx; opened by Word, LibreOffice and Google Docs."""
    document = docx.Document()
    writer = _Writer(document, is_turned=paper.is_right_to_left)
    _set_up(document, paper, made_at)
    writer.line(paper.over, "Normal", colour=_SOFT, is_bold=True)
    writer.line(paper.title, "Title")
    writer.facts(paper.facts)
    for block in paper.blocks:
        writer.block(block)
    writer.foot(paper.foot)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


class _Writer:
    """Puts blocks into a document, each in its direction."""

    def __init__(self, document: Document, *, is_turned: bool) -> None:
        self._document = document
        self._is_turned = is_turned

    def block(self, block: Heading | Words | Points | Grid) -> None:
        """One block of a paper."""
        if isinstance(block, Heading):
            self.line(block.text, f"Heading {block.level}")
        elif isinstance(block, Points):
            for item in block.items:
                self.line(item, "List Bullet")
        elif isinstance(block, Grid):
            self._grid(block)
        else:
            is_notice = block.tone == "notice"
            colour = _SOFT if block.tone == "soft" else None
            self.line(
                block.text,
                "Normal",
                colour=colour,
                is_bold=is_notice,
                size=12 if block.tone == "lead" else None,
            )

    def facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        """Labels and what they say, without a heading row."""
        if facts:
            self._table([list(pair) for pair in facts], (1, 4))

    def foot(self, words: str) -> None:
        """A line at the foot of each page."""
        self._fill(self._document.sections[0].footer.paragraphs[0], words, colour=_SOFT, size=9)

    def line(
        self,
        words: str,
        style: str,
        *,
        colour: RGBColor | None = None,
        is_bold: bool = False,
        size: float | None = None,
    ) -> None:
        """One paragraph."""
        paragraph = self._document.add_paragraph(style=style)
        self._fill(paragraph, words, colour=colour, is_bold=is_bold, size=size)

    def _grid(self, grid: Grid) -> None:
        table = self._table([list(grid.columns), *map(list, grid.rows)], grid.widths, size=9)
        first = table.rows[0]
        first._tr.get_or_add_trPr().append(_told("w:tblHeader"))  # noqa: SLF001 -- python-docx has no header rows
        for cell in first.cells:
            for run in cell.paragraphs[0].runs:
                run.bold = True

    def _table(self, rows: list[list[str]], widths: tuple[int, ...], size: float | None = None) -> Any:
        table = self._document.add_table(rows=len(rows), cols=len(widths))
        table.style = "Table Grid" if size else "Normal Table"
        table.autofit = False
        if self._is_turned:
            table.table_direction = WD_TABLE_DIRECTION.RTL
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(_WIDTH_CM * width / sum(widths))
        for row, words in zip(table.rows, rows, strict=True):
            row._tr.get_or_add_trPr().append(_told("w:cantSplit"))  # noqa: SLF001 -- nor rows that stay whole
            for cell, one, width in zip(row.cells, words, widths, strict=True):
                self._cell(cell, one, _WIDTH_CM * width / sum(widths), size)
        self._document.add_paragraph()
        return table

    def _cell(self, cell: _Cell, words: str, width: float, size: float | None) -> None:
        cell.width = Cm(width)
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(2)
        self._fill(paragraph, words, size=size)

    def _fill(
        self,
        paragraph: Paragraph,
        words: str,
        *,
        colour: RGBColor | None = None,
        is_bold: bool = False,
        size: float | None = None,
    ) -> None:
        if self._is_turned:
            paragraph._p.get_or_add_pPr().append(_told("w:bidi"))  # noqa: SLF001 -- nor direction
        run = paragraph.add_run(without_controls(words))
        if is_bold:
            run.bold = True
        if size:
            run.font.size = Pt(size)
        if colour is not None:
            run.font.color.rgb = colour
        if _TURNED.search(words):
            run.font.rtl = True


def _set_up(document: Document, paper: Paper, made_at: dt.datetime) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    about = document.core_properties
    about.title, about.author = without_controls(paper.title)[:250], without_controls(paper.over)[:250]
    about.language = paper.language
    about.created = about.modified = made_at.replace(tzinfo=None)
    about.comments = ""
    about.last_modified_by = about.author
    styles: Any = document.styles
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:bidi" if paper.is_right_to_left else "w:val"), paper.language)
    for name, size in _SIZES.items():
        style = styles[name]
        style.font.size, style.font.color.rgb, style.font.name = Pt(size), _ACCENT, "Calibri"
    styles["Heading 4"].font.color.rgb = _SOFT
    styles["Heading 4"].font.italic = False
    styles["Normal"].font.size, styles["Normal"].font.name = Pt(10.5), "Calibri"


def _told(name: str) -> Any:
    return OxmlElement(name)
