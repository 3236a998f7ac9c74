"""Syllables of a French word as it is said with care: a final e is mute, an inner one is heard."""

from __future__ import annotations

import re

_COUNTED = {
    "août": 1, "pays": 2, "paysage": 3, "paysages": 3, "paysan": 3, "abbaye": 3, "yeux": 1, "monsieur": 2,
    "messieurs": 2, "saoul": 1, "faon": 1, "paon": 1, "aiguë": 2, "ambiguë": 3, "jean": 1, "shampoing": 2,
    "football": 2, "email": 2, "web": 1, "site": 1, "team": 1, "leader": 2, "leaders": 2, "oui": 1,
    "moelle": 1, "poêle": 1, "aujourd'hui": 3,
}  # fmt: skip
"""Words that no rule gets right."""
_SAID_ENT = frozenset(
    [
        "absent",
        "accent",
        "accident",
        "adolescent",
        "adjacent",
        "agent",
        "antécédent",
        "apparent",
        "argent",
        "ardent",
        "arpent",
        "auvent",
        "avent",
        "bienveillent",
        "cent",
        "ciment",
        "client",
        "clément",
        "coefficient",
        "cohérent",
        "compétent",
        "confident",
        "conscient",
        "content",
        "contingent",
        "continent",
        "convent",
        "couvent",
        "décent",
        "dent",
        "déficient",
        "détergent",
        "différent",
        "diligent",
        "dissident",
        "dolent",
        "efficient",
        "élément",
        "éminent",
        "équivalent",
        "escient",
        "évident",
        "excellent",
        "expédient",
        "fervent",
        "fréquent",
        "gent",
        "imminent",
        "impatient",
        "imprudent",
        "incident",
        "incohérent",
        "incompétent",
        "inconscient",
        "inconvénient",
        "indécent",
        "indifférent",
        "indigent",
        "indulgent",
        "ingrédient",
        "innocent",
        "insolent",
        "insuffisent",
        "intelligent",
        "intermittent",
        "jument",
        "lent",
        "mécontent",
        "moment",
        "négligent",
        "occident",
        "omniprésent",
        "onguent",
        "opulent",
        "orient",
        "parent",
        "patient",
        "permanent",
        "pertinent",
        "précédent",
        "présent",
        "président",
        "prudent",
        "quotient",
        "récent",
        "récipient",
        "régent",
        "résident",
        "sarment",
        "serpent",
        "somnolent",
        "souvent",
        "subséquent",
        "succulent",
        "supplément",
        "talent",
        "torrent",
        "transparent",
        "trident",
        "truculent",
        "turbulent",
        "urgent",
        "vent",
        "véhément",
        "violent",
        "virulent",
        "conséquent",
        "éloquent",
        "délinquent",
        "équipollent",
        "prévalent",
        "polyvalent",
        "ambivalent",
    ]
)
"""Words in which the last -ent is a nasal vowel; in other words in -ent, save those in -ment and -ient, it is mute."""
_MUTE_MENT = re.compile(
    r"(?:aim|form|nomm|dorm|exprim|affirm|confirm|ferm|estim|consomm|assum|résum|arm|anim|prim|imprim|supprim|entam|"
    r"proclam|réclam|blâm|calm|film|déprim|réprim|opprim|allum|fum|sem|gomm|somm|charm|alarm|désarm|accoutum|"
    r"programm|légitim|intim|abîm|ram|tram|clam|larm|ranim|réanim|plum)ent$"
)
_NEAR_VOWEL = "aeiouyàâéèêëîïôûùüœæ"
_PREPARE = (
    (re.compile(r"qu(?=.)|qu$"), "q"),
    (re.compile(r"gu(?=[eéèêëiîïy])|gu$"), "g"),
    (re.compile(r"ge(?=[aoâôu])"), "j"),
    (re.compile(r"(?<=[aeouœ])il(?:l|(?=s?$))"), "j"),
    (re.compile(rf"(?<=[aâeéou])y(?=[{_NEAR_VOWEL}])"), "j"),
    (re.compile(rf"^y(?=[{_NEAR_VOWEL}])"), "j"),
    (re.compile(r"(?<=[iu])ement(?=s?$)|(?<=é)ement(?=s?$)|(?<=j)ement(?=s?$)"), "mant"),
    (re.compile(r"(?<=ai)e(?=ment|r)|(?<=oi)e(?=ment|r[aio])"), ""),
)
"""Letters that are written and not said, or said as a consonant."""
_MUTE_END = re.compile(r"(?:es?)$")
_CLUSTER = re.compile(r"[bcdfgptv][lr]$")
_GLIDE = re.compile(rf"(?:ou|i|u|y)(?=[{_NEAR_VOWEL}])")
_CORE = re.compile(
    r"eau|eoi|oeu|œu|eû|eu|aî|ai|au|ei|eî|oî|oi|oû|où|ou|[aeiouyàâéèêëîïôûùüœæ]",
)


_ELIDED = frozenset(["l", "d", "j", "m", "n", "s", "t", "c", "qu"])


def syllables(word: str) -> int:
    """Syllables of one French word in small letters with plain apostrophes; at least 1.

    What is elided ("l'", "qu'") belongs to the word behind it; "jusqu'à" and "lorsqu'il" have a syllable more.
    """
    if word in _COUNTED:
        return _COUNTED[word]
    *before, last = word.split("'")
    return sum(_part(part) for part in before if part not in _ELIDED) + _part(last)


def _part(word: str) -> int:
    if word in _COUNTED:
        return _COUNTED[word]
    word = _without_mute_end(word)
    for letters, said in _PREPARE:
        word = letters.sub(said, word)
    return max(1, _nuclei(word))


def _without_mute_end(word: str) -> str:
    if word.endswith("ent") and _is_mute(word):
        return word.removesuffix("ent")
    return _MUTE_END.sub("", word)


def _is_mute(word: str) -> bool:
    if word.endswith("ment"):
        return bool(
            _MUTE_MENT.match(word) or _MUTE_MENT.fullmatch(re.sub(r"^(?:re|dé|con|in|trans|ré|ac)", "", word))
        )
    if word.endswith(("aient", "oient", "uient")):
        return True
    if word.endswith("ient"):
        return bool(_CLUSTER.search(word.removesuffix("ient"))) and word not in _SAID_ENT
    return word not in _SAID_ENT


def _nuclei(word: str) -> int:
    count = place = 0
    while place < len(word):
        core = _CORE.match(word, place)
        if core is None:
            place += 1
            continue
        glide = _GLIDE.match(word, place)
        if glide and _slides(word, place):
            core = _CORE.match(word, glide.end()) or core
        elif glide:
            core = glide
        count += 1
        place = core.end()
    return count


def _slides(word: str, start: int) -> bool:
    """Whether a first i, u or ou is said in one breath with the vowel behind it."""
    return word[start:].startswith("ui") or not _CLUSTER.search(word, 0, start)
