"""What every change of a strategy has in common: a leader, a lock, one event, and a draft."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shelterbelt.equip import access
from shelterbelt.equip.choices import StrategyState
from shelterbelt.equip.models import Strategy
from shelterbelt.equip.queries.strategies import open_strategy
from shelterbelt.equip.services.errors import Incomplete, NotInThisState
from shelterbelt.ground import audit, clock
from shelterbelt.ground.access.permissions import require
from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.audit import Deed
from shelterbelt.ground.db.scope import scope

DRAFT = frozenset({StrategyState.DRAFT})


class Full(Incomplete):
    """Nothing more can be added here."""

    def __init__(self, most: int) -> None:
        super().__init__(
            {"words": _("There can be at most %(most)s here. Take one out first.") % {"most": most}}
        )


class Mistakes(dict[str, str]):
    """What is wrong with what was entered, by field."""

    def check(self, field: str, words: str, *, longest: int, needed: str = "") -> None:
        """Look at a text; `needed` is said where there is none."""
        if needed and not words.strip():
            self[field] = needed
        elif len(words.strip()) > longest:
            said = ngettext(
                "Write at most %(most)s character.", "Write at most %(most)s characters.", longest
            )
            self[field] = said % {"most": longest}

    def refuse(self) -> None:
        """End here if anything is wrong.

        Raises:
            Incomplete: with all that was found.
        """
        if self:
            raise Incomplete(dict(self))


@contextmanager
def changing(
    *, by: Actor, verb: str, agency: UUID, strategy: UUID, states: frozenset[StrategyState] = DRAFT
) -> Iterator[tuple[Strategy, Deed]]:
    """One change of a strategy by a leader; two at once wait for each other.

    Args:
        by: a leader of the agency.
        verb: of the event.
        agency: whose.
        strategy: which.
        states: in which states it may be changed so. The words of one in force stand as they were agreed on.

    Raises:
        NotThere, Denied: not the actor's agency to lead, or no such strategy there.
        NotInThisState: `draft`, `in_force` or `closed`.
    """
    require(access.LEAD_AGENCY, by, agency)
    with audit.act(verb, by=by, about=("strategy", strategy), organisation=agency) as event, scope(by):
        row = open_strategy(for_=by, agency=agency, strategy=strategy)
        if row.state not in states:
            raise NotInThisState(row.state)
        yield row, event
        row.changed_at = clock.now()
        row.save(update_fields=("changed_at",))
