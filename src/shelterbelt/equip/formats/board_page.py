"""One page about an agency and its strategy: what a board reads in two minutes. It names no site."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language, get_language_bidi, ngettext, pgettext
from django.utils.translation import gettext as _

from shelterbelt.equip.choices import ActionState, StrategyState
from shelterbelt.equip.engine.readiness.plan import Tally
from shelterbelt.equip.formats.charts_standing import domain_name, tally_names
from shelterbelt.equip.formats.papers import apart
from shelterbelt.equip.formats.strategy_paper import day, money_of, period
from shelterbelt.equip.queries.overview import Overview
from shelterbelt.equip.queries.papers import StrategyPaper
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.equip.queries.strategy_views import GoalLine, StrategyView
from shelterbelt.ground.design.pdf import compile_pdf

_TEMPLATE = (Path(__file__).parent / "typst" / "board.typ").read_bytes()
_PARTS = ("met", "in_progress", "not_met", "need_support", "unanswered")
_MOST_GOALS, _MOST_DATES, _MOST_MOMENTS = 6, 5, 6
_LONGEST, _LONGEST_LEAD = 130, 260


def board_pdf(paper: StrategyPaper, *, made_at: dt.datetime) -> bytes:
    """The page as PDF/UA-1, in the reader's language; always one page.

    Raises:
        CannotPrint: no font for its script is installed.
    """
    return compile_pdf(_TEMPLATE, board_words(paper), is_right_to_left=get_language_bidi(), made_at=made_at)


def board_words(paper: StrategyPaper) -> dict[str, Any]:
    """Everything that stands on the page, as text and as lengths of bars."""
    view = paper.strategy
    return {
        "language": get_language() or "en",
        "title": view.title,
        "over": paper.agency_name,
        "when": f"{period(view)} · {view.state.label}",
        "lead": short(view.purpose, _LONGEST_LEAD),
        "foot": _("%(agency)s, as of %(day)s. For its board and its people.")
        % {"agency": apart(paper.agency_name), "day": day(view.today)},
        "numbers_label": _("In numbers"),
        "numbers": _numbers(paper),
        **_domains(paper.overview),
        **_moments(paper.overview),
        **_goals(view),
        "next_label": _("What comes next"),
        "next": _next(view),
        "signed": _signed(view),
    }


def short(words: str, longest: int = _LONGEST) -> str:
    """The words on one line, cut after a whole word where they are longer."""
    line = " ".join(words.split())
    if len(line) <= longest:
        return line
    return line[:longest].rsplit(" ", 1)[0].rstrip(",;:.،؛") + "…"


def _numbers(paper: StrategyPaper) -> list[tuple[str, str]]:
    view, moments = paper.strategy, paper.overview.moments
    told = []
    if moments:
        told.append((_("Met at the last assessment"), _of(moments[-1].met, moments[-1].applies)))
    if len(moments) > 1:
        told.append((_("Met at the first"), _of(moments[0].met, moments[0].applies)))
    kept = [one for one in view.actions if one.state != ActionState.DROPPED]
    done = sum(one.state == ActionState.DONE for one in kept)
    told.append((_("Actions done"), _of(done, len(kept))))
    told.append((_("Actions late"), number_format(view.late)))
    if view.money:
        told.append((_("Money it takes"), money_of(view)))
    return told


def _domains(overview: Overview) -> dict[str, Any]:
    names = tally_names()
    rows = [(domain_name(one), overview.by_domain.get(one.key, Tally())) for one in question_set().domains]
    return {
        "domains_label": _("Where we stand, by domain"),
        "domain_columns": (_("Domain"), _("Drawn"), _("Met, of those that apply")),
        "legend": [names[key] for key in _PARTS],
        "nothing": _("No assessment is made yet."),
        "domains": [
            {
                "name": name,
                "parts": [getattr(tally, key) for key in _PARTS],
                "whole": tally.applies,
                "said": _of(tally.met, tally.applies),
            }
            for name, tally in rows
            if overview.stood and tally.applies
        ],
    }


def _moments(overview: Overview) -> dict[str, Any]:
    found = overview.moments[-_MOST_MOMENTS:]
    return {
        "moments_label": _("Over time"),
        "moment_columns": (_("Assessment"), _("Drawn"), _("Met, of those that apply")),
        "moments": [
            {
                "name": day(one.on),
                "parts": [one.met, 0, 0, 0, one.applies - one.met],
                "whole": one.applies,
                "said": _of(one.met, one.applies),
            }
            for one in found
        ],
    }


def _goals(view: StrategyView) -> dict[str, Any]:
    rows = [(f"{one.number}. {apart(short(one.words))}", _far(one)) for one in view.goals[:_MOST_GOALS]]
    if (more := len(view.goals) - len(rows)) > 0:
        words = ngettext("and %(number)s more goal", "and %(number)s more goals", more)
        rows.append((words % {"number": number_format(more)}, ""))
    return {
        "goals_label": _("Goals"),
        "goal_columns": (_("What will be so"), _("Actions done")),
        "goals": rows,
        "no_goals": _("No goal is written yet."),
    }


def _far(goal: GoalLine) -> str:
    kept = [one for one in goal.actions if one.state != ActionState.DROPPED]
    far = _of(sum(one.state == ActionState.DONE for one in kept), len(kept))
    late = sum(one.is_late for one in kept)
    return far if not late else _("%(far)s, %(late)s late") % {"far": far, "late": number_format(late)}


def _next(view: StrategyView) -> list[str]:
    waiting = sorted((one for one in view.actions if one.days_left is not None), key=lambda one: one.due_on)
    found = [
        _("%(day)s: %(words)s") % {"day": day(one.due_on), "words": apart(short(one.words))}
        for one in waiting[:_MOST_DATES]
    ]
    return found or [_("Nothing is left to do.")]


def _signed(view: StrategyView) -> str:
    if view.is_signed:
        return _("A survivor adviser read the whole strategy as it is and agrees with it.")
    if view.state == StrategyState.CLOSED:
        return ""
    return _("No survivor adviser has agreed to the text as it is now.")


def _of(part: int, whole: int) -> str:
    return pgettext("part of a whole", "%(part)s of %(whole)s") % {
        "part": number_format(part),
        "whole": number_format(whole),
    }
