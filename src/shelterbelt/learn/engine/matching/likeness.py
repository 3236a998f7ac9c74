"""References and names in what payers write: found through an index, so that a large file stays quick."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from shelterbelt.learn.engine.matching.problem import Owed

LEAST_EMPLOYER_REFERENCE = 4
LEAST_NAME_TOKENS = 2
LEAST_TYPO_TOKEN = 4
_JOINED = 4
_TOKEN = re.compile(r"[0-9A-Z]+")


def tokens(text: str) -> list[str]:
    """Letters and digits in groups, without accents, in capitals."""
    plain = unicodedata.normalize("NFKD", text)
    return _TOKEN.findall("".join(sign for sign in plain if not unicodedata.combining(sign)).upper())


@lru_cache(maxsize=65_536)
def name_tokens(name: str) -> frozenset[str]:
    """The words of a name in any script, without accents and case; single letters say too little."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign))
    words = re.findall(r"\w+", kept)
    return frozenset(word for word in words if len(word) > 1)


def stretches(text: str) -> Iterator[str]:
    """Every run of up to four neighbouring tokens, joined: banks break references at any place."""
    found = tokens(text)
    for start in range(len(found)):
        joined = ""
        for token in found[start : start + _JOINED]:
            joined += token
            yield joined


def is_one_edit(first: str, second: str) -> bool:
    """Whether one sign is changed, missing, too many, or two neighbours are swapped."""
    if abs(len(first) - len(second)) > 1 or first == second:
        return False
    place = 0
    while place < min(len(first), len(second)) and first[place] == second[place]:
        place += 1
    one, two = first[place:], second[place:]
    if len(one) == len(two):
        return one[1:] == two[1:] or (one[:2] == two[1::-1] and one[2:] == two[2:])
    return one[1:] == two or one == two[1:]


def are_similar(first: str, second: str) -> bool:
    """Whether two names may be one: each word of the shorter is in the other, one of them letter by letter.

    Order does not matter; words of four letters and more may hold one slip. Single words never do.
    """
    one, two = sorted((name_tokens(first), name_tokens(second)), key=len)
    if len(one) < LEAST_NAME_TOKENS or not one & two:
        return False
    return all(word in two or _is_near(word, two) for word in one)


def _is_near(word: str, words: Iterable[str]) -> bool:
    if len(word) < LEAST_TYPO_TOKEN:
        return False
    return any(len(other) >= LEAST_TYPO_TOKEN and is_one_edit(word, other) for other in words)


class Index:
    """Statements by what payers may write of them."""

    def __init__(self, statements: Iterable[Owed]) -> None:
        self.exact: dict[str, list[Owed]] = defaultdict(list)
        self.shortened: dict[str, list[Owed]] = defaultdict(list)
        self.employers: dict[str, list[Owed]] = defaultdict(list)
        self.names: dict[str, list[Owed]] = defaultdict(list)
        for one in statements:
            reference = "".join(tokens(one.reference))
            if reference:
                self.exact[reference].append(one)
                for variant in _without_one(reference):
                    self.shortened[variant].append(one)
            theirs = "".join(tokens(one.employer_reference))
            if len(theirs) >= LEAST_EMPLOYER_REFERENCE:
                self.employers[theirs].append(one)
            for word in {word for name in one.names for word in name_tokens(name)}:
                self.names[word].append(one)
        self.lengths = frozenset(map(len, self.exact))

    def with_reference(self, text: str) -> dict[str, Owed]:
        """Statements whose reference stands in the text, whole, also inside a longer run of signs."""
        found = {one.id: one for run in stretches(text) for one in self.exact.get(run, ())}
        whole = "".join(tokens(text))
        for length in self.lengths:
            for start in range(len(whole) - length + 1):
                for one in self.exact.get(whole[start : start + length], ()):
                    found[one.id] = one
        return found

    def with_slip(self, text: str) -> dict[str, Owed]:
        """Statements whose reference stands in the text with one slip."""
        found: dict[str, Owed] = {}
        for run in stretches(text):
            if not {len(run) - 1, len(run), len(run) + 1} & self.lengths:
                continue
            near = list(self.shortened.get(run, ()))
            for variant in _without_one(run):
                near += self.shortened.get(variant, [])
                near += self.exact.get(variant, [])
            for one in near:
                if is_one_edit(run, "".join(tokens(one.reference))):
                    found[one.id] = one
        return found

    def with_employer_reference(self, text: str) -> dict[str, Owed]:
        """Statements whose employer's reference stands in the text."""
        return {one.id: one for run in stretches(text) for one in self.employers.get(run, ())}

    def with_name(self, name: str) -> dict[str, Owed]:
        """Statements of which somebody has a similar name."""
        near = {one.id: one for word in name_tokens(name) for one in self.names.get(word, ())}
        return {key: one for key, one in near.items() if any(are_similar(name, other) for other in one.names)}


def _without_one(text: str) -> set[str]:
    return {text[:place] + text[place + 1 :] for place in range(len(text))}
