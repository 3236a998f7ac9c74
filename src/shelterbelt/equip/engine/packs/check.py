"""What makes a pack fit to be given to people. Counted from the files' words, not from what the pack says of itself."""

from __future__ import annotations

import re
from collections.abc import Collection

from shelterbelt.equip.engine.packs.parse import Mistake
from shelterbelt.equip.engine.packs.problem import LONGEST, NEEDED, SHORTEST, Pack

WORDS_A_MINUTE = 110
"""How many words people read in a minute of a second language, with time to stop. A pace for the slow, on purpose."""
QUESTION_MINUTES = 1
"""How long one thinks about a question."""
_HTML = re.compile(r"<[a-zA-Z/!]")
_LINK = re.compile(r"https?://|\]\(")
_ROOM = 5
"""Minutes by which the told time may differ from the counted one."""


def minutes_of(words: int, questions: int) -> int:
    """How long a pack of so many words and questions takes, in whole minutes, rounded up."""
    return -(-words // WORDS_A_MINUTE) + questions * QUESTION_MINUTES


def check_pack(pack: Pack, *, roles: Collection[str], site_kinds: Collection[str]) -> tuple[Mistake, ...]:
    """Everything that keeps a pack from being given out; empty if there is nothing.

    Args:
        pack: as read.
        roles: those that exist.
        site_kinds: those that exist.
    """
    file = f"{pack.key}/pack.toml"
    found = [
        Mistake(f"{pack.key}/{language}.md", 0, "It is missing.", "Every pack is written in this language.")
        for language in NEEDED
        if language not in pack.editions
    ]
    for name, given, known in (("roles", pack.roles, roles), ("site_kinds", pack.site_kinds, site_kinds)):
        strange = sorted(set(given) - set(known))
        if strange:
            found.append(Mistake(file, 0, f"Nobody knows {', '.join(strange)}.", f"Mend `{name}`."))
    if not SHORTEST <= pack.minutes <= LONGEST:
        found.append(
            Mistake(file, 0, f"It takes {pack.minutes} minutes.", f"Keep it from {SHORTEST} to {LONGEST}.")
        )
    found += [
        Mistake(file, 0, f"{source.key} is not confirmed.", "Name one that was read: C or S.")
        for source in pack.sources
        if source.mark not in {"C", "S"}
    ]
    for language in pack.editions:
        found += _edition(pack, language)
    return tuple(found)


def _edition(pack: Pack, language: str) -> list[Mistake]:
    edition = pack.editions[language]
    file = f"{pack.key}/{language}.md"
    found = []
    if not edition.sections:
        found.append(Mistake(file, 0, "It has no section.", "Begin each section with `## `."))
    if not edition.questions:
        found.append(Mistake(file, 0, "It asks nothing.", "Add a question to think about, as a block quote."))
    counted = minutes_of(edition.words, edition.questions)
    if abs(counted - pack.minutes) > _ROOM:
        words = f"It says {pack.minutes} minutes, and its words take about {counted}."
        found.append(Mistake(file, 0, words, "Change the words or `minutes`."))
    for section in edition.sections:
        if _HTML.search(section.body) or _LINK.search(section.body):
            words = f"“{section.heading}” holds a link, a picture or HTML."
            found.append(Mistake(file, 0, words, "A pack is read without a network: say it in words."))
    others = {len(one.sections) for one in pack.editions.values()}
    if len(others) > 1 and language != "en":
        found.append(
            Mistake(file, 0, "It has other sections than another language.", "Say the same in each.")
        )
    return found
