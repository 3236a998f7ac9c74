"""What templates of a strategy need beside the view: words, links, badges."""

from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shelterbelt.equip.choices import DUE_SOON_DAYS, ActionState, SignedAs, StrategyState
from shelterbelt.equip.formats.amounts import amount_in_words
from shelterbelt.equip.formats.charts_standing import told_in
from shelterbelt.equip.queries.strategy_views import (
    ActionLine,
    GoalLine,
    Missing,
    Money,
    Removed,
    SignLine,
    StrategyView,
)

STATE_KINDS = {StrategyState.DRAFT: "care", StrategyState.IN_FORCE: "success", StrategyState.CLOSED: ""}
_ACTION_KINDS = {ActionState.DONE: "success", ActionState.UNDER_WAY: "info"}
_SIGN_KINDS = {SignedAs.AGREED: "success", SignedAs.AGREED_IF: "care", SignedAs.NOT_YET: "problem"}
_DOCUMENTS: tuple[tuple[Promise, str], ...] = (
    (gettext_lazy("One page for the board"), "agency.strategy.picture"),
    (gettext_lazy("The whole strategy as PDF"), "agency.strategy.pdf"),
    (gettext_lazy("The whole strategy as a Word file"), "agency.strategy.docx"),
    (gettext_lazy("Public version, which names no place"), "agency.strategy.public"),
)
"""Pages that hand out documents; one that is not there is left out."""


def shown_strategy(view: StrategyView) -> dict[str, Any]:
    """Everything a page about one strategy shows."""
    return {
        "strategy": view,
        "state_kind": STATE_KINDS[view.state],
        "is_draft": view.state == StrategyState.DRAFT,
        "is_in_force": view.state == StrategyState.IN_FORCE,
        "is_closed": view.state == StrategyState.CLOSED,
        "goals": [shown_goal(one) for one in view.goals],
        "sign_offs": [(one, _SIGN_KINDS[one.said], signed_words(one)) for one in view.sign_offs],
        "has_said": any(one.words for one in view.sign_offs),
        "money": [money_words(one) for one in view.money],
        "tally": [(state.label, view.states[state]) for state in ActionState if view.states.get(state)],
        "missing": [shown_missing(view, one) for one in view.missing],
        "removed": [shown_removed(view, one) for one in view.removed],
        "documents": [
            (label, href) for label, name in _DOCUMENTS if (href := address(name, view.agency, view.id))
        ],
    }


def shown_goal(goal: GoalLine) -> dict[str, Any]:
    """A goal with the words around it."""
    return {
        "line": goal,
        "domain": told_in(goal.domain_names),
        "gaps": [told_in(one.texts) for one in goal.gaps],
        "actions": [shown_action(one) for one in goal.actions],
    }


def shown_action(action: ActionLine) -> dict[str, Any]:
    """An action with the words around it."""
    return {
        "line": action,
        "kind": "care" if action.is_late else _ACTION_KINDS.get(action.state, ""),
        "when": when_words(action),
        "money": money_words(Money(action.amount_minor, action.currency))
        if action.amount_minor is not None
        else "",
        "latest": action.progress[0] if action.progress else None,
    }


def when_words(action: ActionLine) -> str:
    """Lateness in words; empty for what is not late and not due within a month."""
    left = action.days_left
    if left is None or left > DUE_SOON_DAYS:
        return ""
    if left == 0:
        return _("due today")
    if left > 0:
        return ngettext("due in %(days)s day", "due in %(days)s days", left) % {"days": left}
    return ngettext("%(days)s day late", "%(days)s days late", -left) % {"days": -left}


def money_words(money: Money) -> str:
    """A sum in words."""
    return amount_in_words(money.minor, money.currency)


def signed_words(one: SignLine) -> str:
    """Of which text it was said."""
    if not one.is_adviser_now:
        return _("by someone who is no longer an adviser here")
    return "" if one.is_current else _("of an earlier text: asked again")


def shown_missing(view: StrategyView, one: Missing) -> tuple[str, str]:
    """What keeps the strategy from being put in force, and where to see to it."""
    ids = (view.agency, view.id)
    if one.goal is not None:
        said = _("Goal %(number)s: think about how it could do harm, and write it down.")
        return said % {"number": one.goal.number}, address("agency.goal.risk", *ids, one.goal.id)
    words = {
        "goals": (_("Write at least one goal."), address("agency.strategy.gaps", *ids)),
        "advisers": (
            _("Your agency has no survivor adviser here yet. Ask one in, and pay for their time."),
            address("agency.people", view.agency),
        ),
        "agreed": (_("A survivor adviser reads it as it is now and agrees."), "#sign-offs"),
        "not_yet": (_("A survivor adviser says: not yet. Read what should change."), "#sign-offs"),
        "another": (
            _("Another strategy is in force. Close that one first."),
            address("agency.strategy", view.agency, one.other),
        ),
    }
    return words[one.code]


def shown_removed(view: StrategyView, one: Removed) -> tuple[str, str, str]:
    """What was taken out: which kind, its words, and where to put it back."""
    ids = (view.agency, view.id)
    kinds = {
        "goal": (_("Goal"), address("agency.goal.remove", *ids, one.id)),
        "action": (_("Action"), address("agency.action.remove", *ids, one.id)),
        "risk": (_("Risk"), address("agency.goal.risk.remove", *ids, one.goal, one.id)),
    }
    name, href = kinds[one.kind]
    return name, one.words, href


def address(name: str, *args: UUID | None) -> str:
    """The address of a page, or nothing where no such page is."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
