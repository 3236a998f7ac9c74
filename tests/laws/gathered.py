"""Every message that people read, gathered from the sources once: reading them takes longer than any law about them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog

from shelterbelt.ground.design import messages

_gather = messages.gather


@cache
def gathered(package: Path = messages.PACKAGE) -> Catalog:
    """What `messages.gather` gives; nobody may change it."""
    return _gather(package)
