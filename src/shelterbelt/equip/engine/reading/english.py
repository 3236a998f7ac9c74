"""Syllables of an English word, by rules: vowels that stand together are one, and then what the rules know better."""

from __future__ import annotations

import re

_VOWELS = re.compile(r"[aeiouy]+")
_COUNTED = {
    "area": 3, "areas": 3, "aren't": 2, "being": 2, "beings": 2, "business": 2, "businesses": 3, "choir": 1,
    "create": 2, "created": 3, "creates": 2, "creating": 3, "creation": 3, "creative": 3, "different": 3,
    "doing": 2, "does": 1, "doesn't": 2, "eye": 1, "eyes": 1, "evening": 2, "evenings": 2, "every": 2,
    "everybody": 4, "everyone": 3, "everything": 3, "everywhere": 3, "everyday": 3, "going": 2, "idea": 3,
    "ideas": 3, "ideal": 3, "interest": 3, "lead": 1, "leisure": 2, "people": 2, "people's": 2, "poem": 2,
    "poet": 2, "police": 2, "quiet": 2, "quietly": 3, "react": 2, "reacts": 2, "really": 2, "real": 1,
    "reality": 4, "science": 2, "society": 4, "something": 2, "sometimes": 2, "theatre": 3, "usually": 4,
    "variety": 4, "via": 2, "video": 3, "wednesday": 2, "women": 2, "cruel": 2, "diet": 2, "client": 2,
    "clients": 2, "trial": 2, "fluid": 2, "ruin": 2, "guardian": 3, "guardians": 3, "caregiver": 3,
    "caregivers": 3, "whole": 1, "wholesome": 2, "therefore": 2, "foreseen": 2, "colleague": 2,
    "colleagues": 2, "league": 1, "suicide": 3, "safeguard": 2, "safeguards": 2, "safeguarding": 3,
    "recreation": 4, "reunite": 3, "coordinate": 4, "cooperate": 4, "cooperation": 5, "nuclear": 3,
    "museum": 3, "lion": 2, "giant": 2, "riot": 2, "poetry": 3, "naive": 2, "chaos": 2, "queue": 1,
    "queues": 1, "opioid": 3, "opioids": 3, "fire": 1, "hour": 1, "hours": 1, "our": 1, "ours": 1,
    "anyone": 3, "maybe": 2, "linear": 3, "liar": 2, "liars": 2, "apache": 3, "whoever": 3, "wednesdays": 2, "cannot": 2,
}  # fmt: skip
"""Common words that no rule gets right."""
_MORE = (
    re.compile(r"(?<![ctsgx])i(?:a(?!(?<=lia)[nr]s?$)|(?<!ni)(?<!lli)o)(?!u)"),
    re.compile(r"ious$(?<=[bdhlnprtv]ious)"),
    re.compile(r"iu|tio$|thms?$|[^aeiouy]n't$"),
    re.compile(r"(?<![qg])ua"),
    re.compile(r"(?<=[a-z])(?<![qg])ue(?=[lnt])"),
    re.compile(r"(?:[aeo]|[bcdfhjklmnprstvwz][iuy]|[^q]u)ing(?:s|ly)?$"),
    re.compile(r"[aeou]y(?!(?:ed|es)$)(?=[aeiou])"),
    re.compile(r"(?<=[a-z][^aeiou])i(?:er|est)s?$"),
    re.compile(r"(?<=[a-z])sms?$"),
    re.compile(r"(?<!g)eo(?!u|p)"),
    re.compile(r"^(?:re|pre)(?=i(?!n[gs]|g|s)|e[mnsvx]|u|o|a(?:ss|dj|ff|pp|cc|ct|ll|rr))"),
    re.compile(r"^co(?=o[pr]|a(?![lcstrx])|e|in[^s])"),
    re.compile(r"i(?:ety|ence|ent)"),
)
"""Two vowels that are said apart, or a syllable without a written vowel."""
_PARTS = "care else fire fore frame gate guide here home house life like make name rule safe side some state take there time"
_LESS = (
    re.compile(r"[aeiouy][^aeiouy]*(?:[^aeiouyl]|(?<=[aeiouy])l)e$"),
    re.compile(r"[aeiouy][^aeiouy]*[^aeiouycgsxz](?<![cs]h)(?<![^aeiouy]l)es$"),
    re.compile(r"[aeiouy][^aeiouy]*[^aeiouytd](?<![^aeiouyl]l)(?<![dt]r)ed$"),
    re.compile(r"[aeiouy][^aeiouy]*[^aeiouyl]e(?:ly|liness|ful(?:ly)?|less|ness|ments?|one)$"),
    re.compile(r"(?<!^e)(?<=[aeiouy])le(?:ly|ful(?:ly)?|less|ness|ments?)$"),
    re.compile(
        rf"^(?:{_PARTS.replace(' ', '|')}|where|whole|wide)(?!ly|liness|ful|less|ness|ment|one)(?=[^aeiouyrs][a-z])"
    ),
    re.compile(r"(?:ci|ti|si|xi|gi)(?:ent|ence)"),
)
"""An e that is written and not said."""
_HISSING = re.compile(r"(?:[sxz]|[cs]h|[cgsz]e)'s$")


def syllables(word: str) -> int:
    """Syllables of one English word in small letters with plain apostrophes; at least 1."""
    if word in _COUNTED:
        return _COUNTED[word]
    plain = re.sub(r"'(?:s|ll|re|ve|d|m)?$", "", word)
    said = int(bool(_HISSING.search(word)))
    if plain in _COUNTED:
        return _COUNTED[plain] + said
    count = len(_VOWELS.findall(plain)) + said
    count += sum(len(more.findall(plain)) for more in _MORE)
    count -= sum(bool(less.search(plain)) for less in _LESS)
    return max(1, count)
