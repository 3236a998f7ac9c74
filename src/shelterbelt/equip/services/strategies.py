"""Strategies: begun, changed, put in force with the survivor advisers' agreement, taken out of force, closed."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from shelterbelt.equip import access
from shelterbelt.equip.choices import StrategyState
from shelterbelt.equip.models import Strategy, seal_text
from shelterbelt.equip.queries.held_words import are_held
from shelterbelt.equip.queries.strategies import strategy_view
from shelterbelt.equip.services.errors import NotInThisState
from shelterbelt.equip.services.strategy_changes import Mistakes, changing
from shelterbelt.ground import audit
from shelterbelt.ground.access.permissions import require
from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.db.scope import scope

LONGEST_TITLE = 120
LONGEST_PURPOSE = 2000
MOST_YEARS = 10
RUNNING = frozenset({StrategyState.DRAFT, StrategyState.IN_FORCE})
STOPPED = frozenset({StrategyState.IN_FORCE, StrategyState.CLOSED})


@dataclass(frozen=True, slots=True)
class StrategyWords:
    """What a strategy says of itself. `public_words` alone are meant for people outside."""

    title: str
    starts_on: dt.date
    ends_on: dt.date
    purpose: str = ""
    public_words: str = ""


def begin_strategy(*, by: Actor, agency: UUID, said: StrategyWords) -> UUID:
    """Begin a draft.

    Raises:
        NotThere, Denied: not the actor's agency to lead.
        Incomplete: no title, words are too long, or it ends before it starts.
    """
    require(access.LEAD_AGENCY, by, agency)
    _check(said)
    with (
        audit.act("equip.strategy.begin", by=by, about=("agency", agency), organisation=agency) as event,
        scope(by),
    ):
        row = Strategy(organisation=agency)
        _write(row, said)
        row.save(force_insert=True)
        event.note(strategy=str(row.pk))
    return row.pk


def change_strategy(*, by: Actor, agency: UUID, strategy: UUID, said: StrategyWords) -> None:
    """Change a draft's title, purpose and dates.

    Raises:
        NotThere, Denied: not the actor's agency to lead, or no such strategy there.
        NotInThisState: `in_force`, `closed` or `held`.
        Incomplete: as for beginning.
    """
    _check(said)
    with changing(by=by, verb="equip.strategy.change", agency=agency, strategy=strategy) as (row, _event):
        if are_held(agency, (row.pk,)):
            raise NotInThisState("held")
        _write(row, said)
        row.save()


def put_in_force(*, by: Actor, agency: UUID, strategy: UUID) -> None:
    """Put a draft in force: every goal's risks were considered and a survivor adviser agrees to the text as it is.

    Raises:
        NotThere, Denied: not the actor's agency to lead, or no such strategy there.
        NotInThisState: `in_force` or `closed`; or else the first code of `StrategyView.missing`.
    """
    with changing(by=by, verb="equip.strategy.put_in_force", agency=agency, strategy=strategy) as (
        row,
        event,
    ):
        view = strategy_view(for_=by, agency=agency, strategy=strategy)
        if view.missing:
            raise NotInThisState(view.missing[0].code)
        row.state = StrategyState.IN_FORCE
        row.save(update_fields=("state",))
        event.note(digest=view.digest)


def reopen_strategy(*, by: Actor, agency: UUID, strategy: UUID) -> None:
    """Make a strategy a draft again, to change it. What was agreed to holds as long as no word changes.

    Raises:
        NotThere, Denied: not the actor's agency to lead, or no such strategy there.
        NotInThisState: `draft`.
    """
    with changing(by=by, verb="equip.strategy.reopen", agency=agency, strategy=strategy, states=STOPPED) as (
        row,
        _event,
    ):
        row.state = StrategyState.DRAFT
        row.save(update_fields=("state",))


def close_strategy(*, by: Actor, agency: UUID, strategy: UUID) -> None:
    """Its time is over, or it is given up. Everything in it stays to be read.

    Raises:
        NotThere, Denied: not the actor's agency to lead, or no such strategy there.
        NotInThisState: `closed`.
    """
    with changing(by=by, verb="equip.strategy.close", agency=agency, strategy=strategy, states=RUNNING) as (
        row,
        _event,
    ):
        row.state = StrategyState.CLOSED
        row.save(update_fields=("state",))


def _write(row: Strategy, said: StrategyWords) -> None:
    row.starts_on, row.ends_on = said.starts_on, said.ends_on
    seal_text(row, "title", " ".join(said.title.split()))
    seal_text(row, "purpose", said.purpose.strip())
    seal_text(row, "public_words", said.public_words.strip())


def _check(said: StrategyWords) -> None:
    wrong = Mistakes()
    wrong.check("title", said.title, longest=LONGEST_TITLE, needed=_("Give it a title."))
    wrong.check("purpose", said.purpose, longest=LONGEST_PURPOSE)
    wrong.check("public_words", said.public_words, longest=LONGEST_PURPOSE)
    if said.ends_on <= said.starts_on:
        wrong["ends_on"] = _("Choose a day after the first one.")
    elif said.ends_on.year - said.starts_on.year > MOST_YEARS:
        wrong["ends_on"] = _("Choose a day within ten years.")
    wrong.refuse()
