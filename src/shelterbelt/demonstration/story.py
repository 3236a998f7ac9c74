"""Several stories told in one order of time, so that the audit bears each event at the time it would have happened."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from shelterbelt.demonstration.timeline import let_it_be


@dataclass
class Story:
    """Steps with their moments. Each looks at what is there, so that loading can be ended and begun again."""

    steps: list[tuple[dt.datetime, Callable[[], None]]] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=dict)
    cohorts: dict[str, UUID] = field(default_factory=dict)

    def add(self, moment: dt.datetime, step: Callable[[], None]) -> None:
        """One more step; steps of the same moment keep their order."""
        self.steps.append((moment, step))
        self.steps.sort(key=lambda one: one[0])

    def tell_until(self, moment: dt.datetime) -> None:
        """Do every step up to the moment, each at its own; steps may add later ones."""
        while self.steps and self.steps[0][0] <= moment:
            at, step = self.steps.pop(0)
            let_it_be(at)
            step()
