"""What stands where a text is held, and a strategy without the words that are."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from shelterbelt.equip.queries.strategy_views import (
    ActionLine,
    GoalLine,
    ProgressLine,
    Removed,
    RiskLine,
    SignLine,
    StrategyView,
)
from shelterbelt.people.queries.held_texts import held_within

Told = TypeVar("Told", ProgressLine, SignLine)


def held_words() -> str:
    """One sentence in the reader's language, in pages and in documents."""
    return _("This text is held. Nobody but the person on call reads it.")


def held_kept() -> str:
    """Why words that are held are not changed or taken away now."""
    return _("This text is held until the person on call has read it. Until then it stays as it is.")


def are_held(agency: UUID, rows: Iterable[UUID]) -> bool:
    """Whether the words of one of the agency's rows wait for the person on call: then they stay as they are."""
    return not held_within(agency).isdisjoint(rows)


def held_back(view: StrategyView, held: frozenset[UUID]) -> StrategyView:
    """The view without words that are held. Its digest stays: holding a text changes nothing that was agreed to.

    Args:
        view: opened.
        held: rows of which a text is held. Who told progress or signed still sees their own words.
    """
    if not held:
        return view
    words = held_words()
    goals = tuple(_goal(one, held, words) for one in view.goals)
    kept = {one.id: one for one in goals}
    found = replace(
        view,
        goals=goals,
        sign_offs=_told(view.sign_offs, held, words),
        removed=tuple(_removed(one, held, words) for one in view.removed),
        missing=tuple(
            replace(one, goal=kept[one.goal.id]) if one.goal is not None else one for one in view.missing
        ),
    )
    if view.id not in held:
        return found
    return replace(found, is_held=True, title=words, purpose="", public_words="")


def _goal(line: GoalLine, held: frozenset[UUID], words: str) -> GoalLine:
    found = replace(
        line,
        actions=tuple(_action(one, held, words) for one in line.actions),
        risks=tuple(_risk(one, held, words) for one in line.risks),
    )
    return replace(found, is_held=True, words=words, public_words="") if line.id in held else found


def _action(line: ActionLine, held: frozenset[UUID], words: str) -> ActionLine:
    found = replace(line, progress=_told(line.progress, held, words))
    return replace(found, is_held=True, words=words, owner="") if line.id in held else found


def _risk(line: RiskLine, held: frozenset[UUID], words: str) -> RiskLine:
    if line.id not in held:
        return line
    met_by = "" if line.is_none_seen else words
    return replace(line, is_held=True, words=words, met_by=met_by, watched_by="")


def _removed(line: Removed, held: frozenset[UUID], words: str) -> Removed:
    return replace(line, words=words) if line.id in held else line


def _told(lines: Iterable[Told], held: frozenset[UUID], words: str) -> tuple[Told, ...]:
    return tuple(
        replace(one, is_held=True, words=one.words if one.is_own or not one.words else words)
        if one.id in held
        else one
        for one in lines
    )
