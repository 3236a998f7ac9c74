"""Documents as tagged PDF (PDF/UA-1), set by typst from words that are given to a template.

Latin text needs no font of the system: typst brings Libertinus Serif. Arabic needs one, such as Debian's
fonts-noto-core; without it there is no PDF in Arabic, and the page is printed instead.
"""

import datetime as dt
import functools
import json
from collections.abc import Mapping
from typing import Any

import typst

_LATIN = ("Noto Sans", "Libertinus Serif")
_ARABIC = ("Noto Sans Arabic", "Noto Naskh Arabic", "Noto Kufi Arabic", "DejaVu Sans")
_AS_THEY_ARE = frozenset({"language", "title", "kind", "tone"})
"""Keys whose values are read by the template or by the PDF's properties, where no invisible mark belongs."""


class CannotPrint(Exception):
    """No PDF can be made here: a font is missing. The page can be printed."""


def compile_pdf(
    template: bytes, words: Mapping[str, Any], *, is_right_to_left: bool, made_at: dt.datetime
) -> bytes:
    """The template filled with `words`; the same words give the same bytes with the same fonts.

    The template reads `sys.inputs.doc` as JSON: `words`, and beside them `rtl` and `fonts`.

    Raises:
        CannotPrint: no font for its script is installed, or the template cannot be set.
    """
    told = {
        **(_isolated(words) if is_right_to_left else words),
        "rtl": is_right_to_left,
        "fonts": _fonts_for(is_right_to_left=is_right_to_left),
    }
    try:
        made = typst.Compiler(template, font_paths=_fonts()).compile(
            format="pdf",
            sys_inputs={"doc": json.dumps(told, ensure_ascii=False)},
            pdf_standards="ua-1",
            timestamp=int(made_at.timestamp()),
        )
    except typst.TypstError as error:
        raise CannotPrint(str(error)) from error
    if not isinstance(made, bytes):
        raise CannotPrint("typst made no single file")
    return made


def _isolated(value: Any) -> Any:
    """Each line in the direction of its own script: an address in Latin letters stays in order (UAX 9, isolates)."""
    if isinstance(value, str):
        return "\n".join(f"\u2068{line}\u2069" if line else "" for line in value.split("\n"))
    if isinstance(value, Mapping):
        return {key: one if key in _AS_THEY_ARE else _isolated(one) for key, one in value.items()}
    return [_isolated(one) for one in value] if isinstance(value, list | tuple) else value


def _fonts_for(*, is_right_to_left: bool) -> list[str]:
    here = frozenset(_fonts().families())
    arabic = [name for name in _ARABIC if name in here]
    if is_right_to_left and not arabic:
        raise CannotPrint("no Arabic font is installed")
    latin = [name for name in _LATIN if name in here]
    return [*arabic, *latin] if is_right_to_left else [*latin, *arabic]


@functools.cache
def _fonts() -> typst.Fonts:
    return typst.Fonts()
