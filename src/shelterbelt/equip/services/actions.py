"""Actions of a strategy: added, changed, handed over, taken out and put back; progress told by anyone."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from babel.core import Locale
from django.utils.translation import gettext as _

from shelterbelt.equip import access
from shelterbelt.equip.choices import ActionState, StrategyState
from shelterbelt.equip.models import Action, Progress, Site, Strategy, seal_text
from shelterbelt.equip.queries.held_words import are_held
from shelterbelt.equip.queries.strategies import standing_action, standing_goal
from shelterbelt.equip.services.errors import NotInThisState
from shelterbelt.equip.services.goals import LONGEST_WORDS
from shelterbelt.equip.services.strategies import RUNNING
from shelterbelt.equip.services.strategy_changes import Full, Mistakes, changing
from shelterbelt.ground import audit, clock
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.db.scope import scope

LONGEST_OWNER = 120
LONGEST_PROGRESS = 1000
MOST_ACTIONS = 40
MOST_MINOR = 10**13
CURRENCIES = frozenset(Locale("en").currencies)


@dataclass(frozen=True, slots=True)
class ActionWords:
    """What is done, by whom, where, with which money (in the currency's smallest unit), until when."""

    words: str
    due_on: dt.date
    owner: str = ""
    site: UUID | None = None
    amount_minor: int | None = None
    currency: str = ""
    starts_on: dt.date | None = None


def add_action(*, by: Actor, agency: UUID, strategy: UUID, goal: UUID, said: ActionWords) -> UUID:
    """Add an action to a goal.

    Raises:
        NotThere, Denied: not the actor's agency to lead, or no such goal or site there.
        NotInThisState: `in_force` or `closed`.
        Incomplete: no words, words are too long, no such amount, due before it starts, or there are too many.
    """
    _check(said)
    with changing(by=by, verb="equip.action.add", agency=agency, strategy=strategy) as (row, event):
        found = standing_goal(row, goal)
        number = found.actions.filter(removed_at__isnull=True).count()
        if number >= MOST_ACTIONS:
            raise Full(MOST_ACTIONS)
        action = Action(organisation=agency, goal=found, place=number + 1)
        _write(action, said)
        action.save(force_insert=True)
        event.note(goal=str(goal), action=str(action.pk), due_on=said.due_on)
    return action.pk


def change_action(*, by: Actor, agency: UUID, strategy: UUID, action: UUID, said: ActionWords) -> None:
    """Change an action of a draft; how far it is stays as it was told.

    Raises:
        NotThere, Denied: not the actor's agency to lead, or no such action or site there.
        NotInThisState: `in_force`, `closed` or `held`.
        Incomplete: as for adding.
    """
    _check(said)
    with changing(by=by, verb="equip.action.change", agency=agency, strategy=strategy) as (row, event):
        found = standing_action(row, action)
        if are_held(agency, (found.pk,)):
            raise NotInThisState("held")
        _write(found, said)
        found.save()
        event.note(action=str(action), due_on=said.due_on)


def hand_action_over(*, by: Actor, agency: UUID, strategy: UUID, action: UUID, owner: str) -> None:
    """Somebody else sees to it. This alone changes in a strategy that is in force, and nobody signs again.

    Raises:
        NotThere, Denied: not the actor's agency to lead, or no such action there.
        NotInThisState: `closed` or `held`.
        Incomplete: the name is too long.
    """
    wrong = Mistakes()
    wrong.check("owner", owner, longest=LONGEST_OWNER)
    wrong.refuse()
    with changing(by=by, verb="equip.action.hand_over", agency=agency, strategy=strategy, states=RUNNING) as (
        row,
        event,
    ):
        found = standing_action(row, action)
        if are_held(agency, (found.pk,)):
            raise NotInThisState("held")
        seal_text(found, "owner", owner.strip())
        found.save(update_fields=("owner",))
        event.note(action=str(action))


def remove_action(*, by: Actor, agency: UUID, strategy: UUID, action: UUID) -> None:
    """Take an action out. It can be put back.

    Raises:
        NotThere, Denied: not the actor's agency to lead, or no such action there.
        NotInThisState: `in_force` or `closed`.
    """
    with changing(by=by, verb="equip.action.remove", agency=agency, strategy=strategy) as (row, event):
        found = standing_action(row, action)
        found.removed_at = clock.now()
        found.save(update_fields=("removed_at",))
        event.note(action=str(action))


def put_action_back(*, by: Actor, agency: UUID, strategy: UUID, action: UUID) -> None:
    """Put an action back; twice is no error.

    Raises:
        NotThere, Denied: not the actor's agency to lead, or no such action there.
        NotInThisState: `in_force` or `closed`.
    """
    with changing(by=by, verb="equip.action.put_back", agency=agency, strategy=strategy) as (row, event):
        rows = Action.objects.filter(pk=action, goal__strategy=row, goal__removed_at__isnull=True)
        if not rows.update(removed_at=None):
            raise NotThere
        event.note(action=str(action))


def tell_progress(*, by: Actor, agency: UUID, strategy: UUID, action: UUID, state: str, words: str) -> UUID:
    """Tell how far an action is and what shows it.

    Args:
        by: anyone of the agency.
        agency: whose.
        strategy: which.
        action: which.
        state: where it stands now.
        words: what was done and what shows it; never about one person.

    Raises:
        NotThere, Denied: not the actor's agency, or no such action there.
        NotInThisState: `closed`.
        Incomplete: no words, words are too long, or no such state.
    """
    require(access.READ_AGENCY, by, agency)
    _check_progress(state, words)
    with (
        audit.act("equip.progress.tell", by=by, about=("action", action), organisation=agency) as event,
        scope(by),
    ):
        row = _running(by, agency, strategy)
        found = standing_action(row, action)
        found.state = state
        found.save(update_fields=("state",))
        told = Progress(organisation=agency, action=found, state=state, account=by.account)
        told.told_at = clock.now()
        seal_text(told, "words", words.strip())
        told.save(force_insert=True)
        event.note(progress=str(told.pk), state=state)
    return told.pk


def _running(by: Actor, agency: UUID, strategy: UUID) -> Strategy:
    rows = access.READ_AGENCY.narrow(Strategy.objects.filter(pk=strategy, organisation=agency), by)
    row = rows.first()
    if row is None:
        raise NotThere
    if row.state == StrategyState.CLOSED:
        raise NotInThisState(row.state)
    return row


def _write(row: Action, said: ActionWords) -> None:
    if (
        said.site is not None
        and not Site.objects.filter(pk=said.site, organisation=row.organisation).exists()
    ):
        raise NotThere
    row.site_id, row.starts_on, row.due_on = said.site, said.starts_on, said.due_on
    row.amount_minor = said.amount_minor
    row.currency = said.currency if said.amount_minor is not None else ""
    seal_text(row, "words", said.words.strip())
    seal_text(row, "owner", said.owner.strip())


def _check(said: ActionWords) -> None:
    wrong = Mistakes()
    wrong.check("words", said.words, longest=LONGEST_WORDS, needed=_("Write what is done."))
    wrong.check("owner", said.owner, longest=LONGEST_OWNER)
    if said.starts_on is not None and said.due_on < said.starts_on:
        wrong["due_on"] = _("Choose a day after it starts.")
    if said.amount_minor is not None:
        if not 0 <= said.amount_minor <= MOST_MINOR:
            wrong["amount"] = _("Write an amount such as 1200 or 1200.50.")
        if said.currency not in CURRENCIES:
            wrong["currency"] = _("Write three letters such as CAD, USD or EUR.")
    wrong.refuse()


def _check_progress(state: str, words: str) -> None:
    needed = _("Write what was done and what shows it.")
    wrong = Mistakes()
    wrong.check("words", words, longest=LONGEST_PROGRESS, needed=needed)
    if state not in ActionState.values:
        wrong["state"] = _("Choose where it stands.")
    wrong.refuse()
