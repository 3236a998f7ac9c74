"""What pages about a selection show."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language

from shelterbelt.learn.choices import DecisionOutcome, SelectionState
from shelterbelt.learn.formats.words_balance import (
    GOAL_NAMES,
    Level,
    goals_shown,
    is_reached,
    level_words,
    reason_words,
)
from shelterbelt.learn.queries.selections import DecisionLine, Proposed, SelectionView
from shelterbelt.people.choices import country_name

LOOKS = {SelectionState.DRAFT: "info", SelectionState.ADOPTED: "success", SelectionState.SET_ASIDE: ""}
OUTCOME_LOOKS = {
    DecisionOutcome.OFFER: "success",
    DecisionOutcome.WAIT: "info",
    DecisionOutcome.DECLINE: "care",
}


def proposal_shown(view: SelectionView) -> dict[str, Any]:
    """A proposal with goals in words; nothing but its state while it is not ready."""
    state = SelectionState(view.row.state)
    shown: dict[str, Any] = {
        "view": view,
        "row": view.row,
        "state_words": state.label,
        "selection_look": LOOKS[state],
        "is_draft": state == SelectionState.DRAFT,
        "is_ready": view.is_ready,
    }
    if not view.is_ready:
        return shown
    return {
        **shown,
        "goals": goals_shown(view.goals),
        "counts": view.counts,
        "unread": view.row.document.get("unread", 0),
        "seed": view.row.document["seed"],
        "lines": [_line(one) for one in view.people],
    }


def decisions_shown(lines: Iterable[DecisionLine]) -> list[dict[str, Any]]:
    """The history of decisions about one application."""
    return [
        {
            "line": line,
            "label": line.outcome.label,
            "look": OUTCOME_LOOKS[line.outcome],
            "mode": line.mode.label,
            "reasons": [reason_words(code, facts) for code, facts in line.reasons],
        }
        for line in lines
    ]


def compared(before: Iterable[Level], after: Iterable[Level]) -> list[tuple[str, str, str, str]]:
    """Each goal's level now and with the other numbers: name, both in words, and how it fares."""
    lines = []
    for now, then in zip(before, after, strict=True):
        lines.append((str(GOAL_NAMES[now["code"]]), level_words(now), level_words(then), _fares(now, then)))
    return lines


def _fares(now: Level, then: Level) -> str:
    if now["code"] == "communities":
        first, second = int(is_reached(now)), int(is_reached(then))
    elif now["code"] == "score":
        first, second = now["value"], then["value"]
    else:
        first, second = -now["value"], -then["value"]
    return "same" if first == second else "better" if second > first else "worse"


def _line(one: Proposed) -> Mapping[str, Any]:
    return {
        "one": one,
        "country": country_name(one.country, get_language() or "en"),
        "label": one.outcome.label,
        "look": OUTCOME_LOOKS[one.outcome],
        "mode": one.mode.label,
        "reasons": [reason_words(code, facts) for code, facts in one.reasons],
    }
