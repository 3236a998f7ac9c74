"""Documents as tagged PDF (PDF/UA-1), set by typst from words that are given to a template.

Latin text needs no font of the system: typst brings Libertinus Serif. Arabic needs one, such as Debian's
fonts-noto-core; without it there is no PDF in Arabic, and the page is printed instead.
"""

import datetime as dt
import functools
import json
import re
from collections.abc import Mapping
from typing import Any

import typst

_LATIN = ("Noto Sans", "Libertinus Serif")
_ARABIC = ("Noto Sans Arabic", "Noto Naskh Arabic", "Noto Kufi Arabic", "DejaVu Sans")
_AS_THEY_ARE = frozenset({"language", "title", "kind", "tone"})
"""Keys whose values are read by the template or by the PDF's properties, where no invisible mark belongs."""


_MISSING = re.compile(r'the text `"(.{1,40}?)"` could not be displayed')
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")


class CannotPrint(Exception):
    """No PDF can be made here: a font is missing. The page can be printed.

    `letters`: what no font of this machine shows; empty where the whole script is missing.
    """

    def __init__(self, message: str, letters: str = "") -> None:
        super().__init__(message)
        self.letters = letters


def compile_pdf(
    template: bytes, words: Mapping[str, Any], *, is_right_to_left: bool, made_at: dt.datetime
) -> bytes:
    """The template filled with `words`; the same words give the same bytes with the same fonts.

    The template reads `sys.inputs.doc` as JSON: `words`, and beside them `rtl` and `fonts`.

    Raises:
        CannotPrint: no font for its script is installed, or the template cannot be set.
    """
    told = {
        **_prepared(words, is_right_to_left=is_right_to_left),
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
        found = _MISSING.search(str(error))
        raise CannotPrint(str(error), _unescaped(found.group(1)) if found else "") from error
    if not isinstance(made, bytes):
        raise CannotPrint("typst made no single file")
    return made


def without_controls(text: str) -> str:
    """The text without characters that no document may hold (XML 1.0, section 2.2; Unicode noncharacters)."""
    return _CONTROLS.sub("", text)


def _unescaped(text: str) -> str:
    """Letters that typst names by their number, as letters."""
    return re.sub(r"\\u\{([0-9a-f]{1,6})\}", lambda found: chr(int(found.group(1), 16)), text)


def _prepared(value: Any, *, is_right_to_left: bool) -> Any:
    if isinstance(value, str):
        clean = without_controls(value)
        return _isolated(clean) if is_right_to_left else clean
    if isinstance(value, Mapping):
        return {
            key: _prepared(one, is_right_to_left=is_right_to_left and key not in _AS_THEY_ARE)
            for key, one in value.items()
        }
    if isinstance(value, list | tuple):
        return [_prepared(one, is_right_to_left=is_right_to_left) for one in value]
    return value


def _isolated(text: str) -> str:
    """Each line in the direction of its own script: an address in Latin letters stays in order (UAX 9, isolates)."""
    return "\n".join(f"\u2068{line}\u2069" if line else "" for line in text.split("\n"))


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
