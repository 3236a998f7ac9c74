"""What a signed-in person is asked to do, on their own page. Slices above add their own: a code to agree to is theirs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from shelterbelt.ground.access.roles import Actor


@dataclass(frozen=True, slots=True)
class ToDo:
    """One thing that is asked: what, in the reader's language, about which, and the page where it is done."""

    words: str
    about: str
    href: str


Ask = Callable[[Actor], Iterable[ToDo]]
_asking: dict[str, Ask] = {}


class AlreadyRegistered(Exception):
    """Two functions have one name."""


def register_to_do(name: str, ask: Ask) -> None:
    """Make something that people are asked to do known, in `AppConfig.ready`.

    Raises:
        AlreadyRegistered: by another function under the same name.
    """
    if _asking.setdefault(name, ask) is not ask:
        raise AlreadyRegistered(name)


def own_to_do(*, for_: Actor) -> tuple[ToDo, ...]:
    """Everything that waits for the actor now."""
    return tuple(one for name in sorted(_asking) for one in _asking[name](for_))
