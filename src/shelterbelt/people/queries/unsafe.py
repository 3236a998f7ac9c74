"""Whether something typed is a name that nobody should use for a person."""

import unicodedata
from uuid import UUID

from shelterbelt.ground.secrets import digest_token
from shelterbelt.people.models import UnsafeNameMark
from shelterbelt.people.queries.sealed import in_place_of


def is_unsafe_name(typed: str, *, person: UUID) -> bool:
    """Whether text typed about a person holds a name that the person marked as unsafe.

    Compared by keyed digests without regard to case, accents and spacing; nothing sealed is opened.

    Args:
        typed: what was typed; only its first 5,000 characters are looked at.
        person: about whom.
    """
    with in_place_of(person) as found:
        return found is not None and is_marked(typed[:5_000], person)


def is_marked(typed: str, person: UUID) -> bool:
    """The same, within a scope that shows the person's marks."""
    marks = set(UnsafeNameMark.objects.filter(person=person).values_list("word_count", "digest"))
    words = folded_words(typed)
    return any(
        digest_of_words(words[start : start + count], person) == digest
        for count, digest in marks
        for start in range(len(words) - count + 1)
    )


def folded_words(text: str) -> tuple[str, ...]:
    """The words of a text, in one form: small letters, no accents, no punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = (char if char.isalnum() else " " for char in plain if not unicodedata.combining(char))
    return tuple("".join(letters).split())


def digest_of_words(words: tuple[str, ...], person: UUID) -> str:
    """The keyed digest of a name's words, for one person alone."""
    return digest_token(f"unsafe name\n{person}\n{' '.join(words)}")
