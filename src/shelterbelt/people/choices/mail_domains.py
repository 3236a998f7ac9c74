"""Mail providers open to everyone: an address there says nothing about where someone works.

The commonest of the world's regions, in `data/free_mail.txt`, a domain a line. It only flags; it never refuses.
"""

import functools
from importlib.resources import files


@functools.cache
def _domains() -> frozenset[str]:
    return frozenset((files("shelterbelt.people") / "data" / "free_mail.txt").read_text("utf-8").split())


def is_free_mail(address: str) -> bool:
    """Whether an address belongs to a provider that is open to everyone."""
    return address.rpartition("@")[2].strip().lower() in _domains()
