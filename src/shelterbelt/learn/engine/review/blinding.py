"""A text without what says who wrote it: names, addresses, numbers, links, agency. Meaning stays, identity goes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_MAIL = re.compile(r"[^\s<>()\[\],;:\"']+@[^\s<>()\[\],;:\"']+")
_LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|edu|gov|int|info|africa|example|(?-i:[a-z]{2}))\b(?:/\S*)?",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<!\w)@[\w.]{2,}")
_NUMBER = re.compile(r"(?<!\w)\+?\(?\d(?:[\s().\-/\u00a0\u202f\u2010-\u2015]*\d){6,}(?!\w)")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ\-‐‑][^\W\d_]+)*")
_SHORTEST = 2
_LONG, _ENDING = 5, 3
_JOINED_LONG = 6
_FEWEST_INITIALS, _FEWEST_OF_AGENCY = 2, 3
_JOINED = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR", "ARABIC", "HEBREW")
# Words of agencies' names that say nothing about which one it is.
_WORDS_OF_MANY = """agence agency agents ami amis and asociacion association associates aux board care casa center centre centro
    charity child children childrens city clinic club collective college comite commission committee community company
    conseil council county court de del department des die district du ecole education enfance enfants escuela family
    families federation fondation for foundation foyer fundacion girls government group groupe grupo health help home
    homes hopital hospital house in inc institut institute international jeunes jeunesse justice la las law le les line
    los ltd maison ministry ministere mission national network new ngo nino ninos of office on ong organisation
    organization para people police pour program programme project projet protection public red refugee region regional
    relief research reseau safe school scolaire service services shelter social societe society street support sur the
    together trust und union universite university welfare women work world y young youth"""
_GENERAL = frozenset(_WORDS_OF_MANY.split())
_PARTICLES = frozenset(
    ("al", "bin", "da", "de", "del", "den", "der", "di", "do", "dos", "du", "el", "la", "le", "van", "von")
)
# Words of agencies' names that their short names leave out.
_SMALL = frozenset(
    [
        "a",
        "and",
        "d",
        "da",
        "de",
        "del",
        "des",
        "do",
        "du",
        "e",
        "el",
        "et",
        "for",
        "in",
        "la",
        "las",
        "le",
        "les",
        "los",
        "of",
        "on",
        "the",
        "to",
        "und",
        "y",
    ]
)


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of who wrote: every name they go by, addresses, agencies; `others` are people they named."""

    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Blinded:
    """The text with marks in place of what was taken out, and how many of each kind were."""

    text: str
    taken: tuple[tuple[str, int], ...]


def blind(text: str, identity: Identity, *, marks: dict[str, str] | None = None) -> Blinded:
    """Take out what says who wrote the text.

    Args:
        text: any script.
        identity: what is known of the writer.
        marks: what stands in its place by kind: `name`, `mail`, `link`, `number`, `agency`.
    """
    shown = {kind: f"[{kind}]" for kind in ("name", "mail", "link", "number", "agency")} | (marks or {})
    spans = _patterns(text) + _known(text, identity) + _letters(text, identity)
    kept: list[tuple[int, int, str]] = []
    for start, end, kind in sorted(spans, key=lambda span: (span[0], -span[1])):
        if kept and start < kept[-1][1]:
            first, last, known = kept[-1]
            kept[-1] = (first, max(last, end), known)
        else:
            kept.append((start, end, kind))
    parts, place = [], 0
    counts: dict[str, int] = {}
    for start, end, kind in kept:
        parts += [text[place:start], shown[kind]]
        counts[kind] = counts.get(kind, 0) + 1
        place = end
    return Blinded("".join([*parts, text[place:]]), tuple(sorted(counts.items())))


def _patterns(text: str) -> list[tuple[int, int, str]]:
    found = []
    for kind, pattern in (("mail", _MAIL), ("link", _LINK), ("link", _HANDLE), ("number", _NUMBER)):
        found += [(*match.span(), kind) for match in pattern.finditer(text)]
    return found


def _known(text: str, identity: Identity) -> list[tuple[int, int, str]]:
    plain, places = _folded(text)
    everyone = (*identity.names, *identity.others)
    names = {word for name in everyone for word in _words(name)} - _PARTICLES
    locals_ = {part for mail in identity.emails for part in _words(mail.partition("@")[0].replace(".", " "))}
    agencies = {word for name in identity.agencies for word in _words(name)} - _GENERAL
    phrases = [_folded(name)[0].strip() for name in identity.agencies]
    found = []
    for match in _WORD.finditer(plain):
        word = match.group()
        parts = {word, *re.split(r"['’ʼ\-‐‑]", word)}
        kind = (
            "name"
            if parts & (names | locals_) or _is_ending(word, names)
            else "agency"
            if parts & agencies
            else ""
        )
        if kind:
            found.append((places[match.start()], places[match.end() - 1] + 1, kind))
    for phrase in filter(None, phrases):
        found += _found(phrase, plain, places, "agency")
    return found + _inside(plain, places, everyone)


def _letters(text: str, identity: Identity) -> list[tuple[int, int, str]]:
    """Initials (`Z.Q.`, `Z. Q.`) and agencies' short names (`LYS`), as they stand between words, in capitals only.

    Initials without a point are left: two capitals are a country, a language or a word far more often than a person.
    """
    found = []
    for name in (*identity.names, *identity.others):
        first = _capitals(name, frozenset())
        for letters in {first, *(f"{first[0]}{other}" for other in first[1:])}:
            if len(letters) >= _FEWEST_INITIALS:
                pattern = r"(?<!\w)" + r"[\s\-]?".join(rf"{re.escape(one)}\." for one in letters) + "?"
                found += [(*match.span(), "name") for match in re.finditer(rf"{pattern}(?!\w)", text)]
    for name in identity.agencies:
        for letters in {_capitals(name, frozenset()), _capitals(name, _SMALL)}:
            if len(letters) >= _FEWEST_OF_AGENCY:
                pattern = r"\.?".join(map(re.escape, letters))
                found += [
                    (*match.span(), "agency") for match in re.finditer(rf"(?<!\w){pattern}\.?(?!\w)", text)
                ]
    return found


def _capitals(name: str, without: frozenset[str]) -> str:
    """The first letters of a name's words, in capitals."""
    words = _WORD.findall(name.replace("-", " "))
    return "".join(word[0].upper() for word in words if word.casefold() not in without)


def _is_ending(word: str, names: set[str]) -> bool:
    """A long name with an ending of up to three letters, as many languages add them."""
    return any(
        len(name) >= _LONG and word.startswith(name) and len(word) <= len(name) + _ENDING for name in names
    )


def _inside(plain: str, places: list[int], names: Iterable[str]) -> list[tuple[int, int, str]]:
    """Names in scripts that join words, and whole names written as one word, are looked for inside words too."""
    found = []
    for name in names:
        whole = _WORD.findall(_folded(name)[0])
        for part in {"".join(whole), "".join(reversed(whole))}:
            if len(whole) > 1 and len(part) >= _JOINED_LONG:
                found += _found(part, plain, places, "name")
        for part in {_folded(name)[0].replace(" ", ""), *_words(name)}:
            if len(part) > 1 and any(_is_joined(letter) for letter in part):
                found += _found(part, plain, places, "name")
    return found


def _found(part: str, plain: str, places: list[int], kind: str) -> list[tuple[int, int, str]]:
    return [
        (places[match.start()], places[match.end() - 1] + 1, kind)
        for match in re.finditer(re.escape(part), plain)
    ]


def _is_joined(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith(_JOINED)


def _words(name: str) -> set[str]:
    plain, _places = _folded(name)
    whole = _WORD.findall(plain)
    parts = {part for word in whole for part in re.split(r"['’ʼ\-‐‑]", word)}
    return {word for word in {*whole, *parts} if len(word) >= _SHORTEST}


def _folded(text: str) -> tuple[str, list[int]]:
    """The text without case and accents, and for each of its characters the place in the original."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for one in unicodedata.normalize("NFKD", letter).casefold():
            # Soft hyphens and joiners are not seen, and would hide a name from the search.
            if not unicodedata.combining(one) and unicodedata.category(one) != "Cf":
                letters.append(one)
                places.append(place)
    return "".join(letters), places
