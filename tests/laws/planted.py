"""Words planted in the scene, and the log in which none of them may stand."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from tests.laws.scene import MAILS, NAMES, PHONE, Scene
from tests.laws.scene_agencies import MARK

from shelterbelt.ground.audit.logs import Redact


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is logged, as it is logged while serving, through the house's own filter."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(Redact())
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    level, root.level = root.level, logging.INFO
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


def planted(scene: Scene) -> list[str]:
    """Everything that may stand nowhere but in the rows it belongs to and on pages of those who may read it."""
    tokens = [token for side in scene.sides.values() for token in side.tokens.values()]
    digits = PHONE.replace(" ", "")
    names = [*NAMES.values(), *(name.split()[1] for name in NAMES.values())]
    told = [MARK, "Planted Unsafe", "planted lived experience"]
    return [*names, *MAILS.values(), PHONE, digits, *told, *tokens]


def found_in(text: str, scene: Scene) -> list[str]:
    """Which planted words a text holds, in clear or as in an address."""
    return [word for word in planted(scene) if word in text or quote(word) in text]
