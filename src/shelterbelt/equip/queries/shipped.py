"""What comes with the software: learning packs, and the questions an agency asks itself."""

import functools
from importlib.resources import files

from shelterbelt.equip.engine.packs import Pack, parse_pack
from shelterbelt.equip.engine.readiness import QuestionSet, parse_set

_PACKS = "data/packs"
_READINESS = "data/readiness"
_PARTS = ("questions", "places")


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


@functools.cache
def question_set() -> QuestionSet:
    """The questions an agency asks itself, and the looks of a walk through each kind of site.

    Raises:
        SetMistakes: a shipped file is damaged.
    """
    folder = files("shelterbelt.equip").joinpath(_READINESS)
    texts = {"set.toml": folder.joinpath("set.toml").read_text("utf-8")}
    for part in _PARTS:
        for file in folder.joinpath(part).iterdir():
            if file.name.endswith(".toml"):
                texts[f"{part}/{file.name}"] = file.read_text("utf-8")
    return parse_set(texts)
