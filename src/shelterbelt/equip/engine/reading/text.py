"""Sentences and words of a text, as the makers of the formulas counted them."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*|\d+(?:[.,:]\d+)*")
_NUMBERED = re.compile(r"^[ \t]*\d+[.)][ \t]+", re.MULTILINE)
_BREAK = re.compile(r"\n[ \t]*\n|\n[ \t]*(?=[-*•>#])")
_END = re.compile(r"[.!?…]+[\"'»”)\]\s]*(?=\s|$)")
_LETTERS = re.compile(r"[\"'«“(\[\s]*([^\W\d_])")
_SHORTENED = re.compile(
    r"(?:^|[\s(])(?:e\.g|i\.e|mr|mrs|ms|dr|st|no|vs|p|ex|art|mme|mlle|cf|env)$", re.IGNORECASE
)


def plain(text: str) -> str:
    """The same text with one kind of apostrophe, hyphen and space, and without the numbers of list items."""
    text = unicodedata.normalize("NFC", text).translate(str.maketrans("’ʼ‐‑", "''--", "\u00ad"))
    return _NUMBERED.sub("- ", text.replace("\u00a0", " ").replace("\u202f", " "))


def sentences(text: str) -> tuple[tuple[str, ...], ...]:
    """The words of each sentence. A heading, a paragraph and an item of a list end a sentence too.

    Flesch counted a word with an apostrophe or a hyphen, and a number, as one word; so does this.
    """
    found = []
    for block in _BREAK.split(plain(text)):
        start = 0
        for end in _END.finditer(block):
            following = _LETTERS.match(block, end.end())
            goes_on = following is not None and following[1].islower()
            if goes_on or (end[0].strip() == "." and _SHORTENED.search(block, start, end.start())):
                continue
            found.append(block[start : end.end()])
            start = end.end()
        found.append(block[start:])
    words = (tuple(_WORD.findall(sentence)) for sentence in found)
    return tuple(sentence for sentence in words if sentence)
