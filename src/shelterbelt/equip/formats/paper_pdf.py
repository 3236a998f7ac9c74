"""A document as tagged PDF."""

import datetime as dt
from dataclasses import asdict
from pathlib import Path

from shelterbelt.equip.formats.papers import Paper
from shelterbelt.ground.design.pdf import compile_pdf

_TEMPLATE = (Path(__file__).parent / "typst" / "paper.typ").read_bytes()


def paper_pdf(paper: Paper, *, made_at: dt.datetime) -> bytes:
    """The document as PDF/UA-1; the same paper and time give the same bytes with the same fonts.

    Raises:
        CannotPrint: no font for its script is installed.
    """
    return compile_pdf(_TEMPLATE, asdict(paper), is_right_to_left=paper.is_right_to_left, made_at=made_at)
