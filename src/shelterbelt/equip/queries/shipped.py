"""What comes with the software: learning packs, and the questions an agency asks itself."""

import functools
from importlib.resources import files

from shelterbelt.equip.engine.packs import Pack, parse_pack

_PACKS = "data/packs"


@functools.cache
def shipped_packs() -> tuple[Pack, ...]:
    """Every shipped pack, in the order in which they are best read.

    Raises:
        PackMistakes: a shipped pack is damaged.
    """
    folder = files("shelterbelt.equip").joinpath(_PACKS)
    found = [
        parse_pack({file.name: file.read_text("utf-8") for file in pack.iterdir() if file.is_file()})
        for pack in folder.iterdir()
        if pack.is_dir()
    ]
    return tuple(sorted(found, key=lambda pack: (pack.order, pack.key)))
