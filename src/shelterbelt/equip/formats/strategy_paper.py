"""A strategy as a document: the whole for people of its agency, and the public version."""

import datetime as dt
from collections.abc import Iterator
from typing import Protocol

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shelterbelt.equip.choices import StrategyState
from shelterbelt.equip.formats.amounts import amount_in_words
from shelterbelt.equip.formats.charts_standing import domain_name, tally_names, told_in
from shelterbelt.equip.formats.papers import Block, Grid, Heading, Paper, Points, Words, apart, grid_or_words
from shelterbelt.equip.queries.overview import Overview
from shelterbelt.equip.queries.papers import PublicStrategy, StrategyPaper
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.equip.queries.strategy_views import ActionLine, GoalLine, RiskLine, SignLine, StrategyView


class _Lasting(Protocol):
    """What begins and ends."""

    @property
    def starts_on(self) -> dt.date: ...

    @property
    def ends_on(self) -> dt.date: ...


def whole_paper(paper: StrategyPaper) -> Paper:
    """Everything in a strategy and where the agency stands, in the reader's language."""
    view = paper.strategy
    return Paper(
        language=get_language() or "en",
        over=paper.agency_name,
        title=view.title,
        facts=tuple(_facts(view)),
        blocks=tuple(_whole(paper)),
        foot=_("For people of %(agency)s alone. It names sites.") % {"agency": apart(paper.agency_name)},
    )


def public_paper(told: PublicStrategy) -> Paper:
    """What may go out, in the reader's language. It says nothing that was not written for people outside."""
    return Paper(
        language=get_language() or "en",
        over=told.agency_name,
        title=_("How we keep young people safer"),
        facts=((_("When"), period(told)), (_("As of"), day(told.on))),
        blocks=tuple(_public(told)),
        foot=told.agency_name,
    )


def period(view: _Lasting) -> str:
    """From when until when."""
    return _("From %(start)s until %(end)s") % {"start": day(view.starts_on), "end": day(view.ends_on)}


def day(on: dt.date) -> str:
    """A date in words."""
    return date_format(on, "DATE_FORMAT")


def money_of(view: StrategyView) -> str:
    """What the actions take, by currency; empty where none names money."""
    return " + ".join(amount_in_words(one.minor, one.currency) for one in view.money)


def far(action: ActionLine) -> str:
    """How far an action is."""
    return _("%(state)s, late") % {"state": action.state.label} if action.is_late else str(action.state.label)


def _facts(view: StrategyView) -> Iterator[tuple[str, str]]:
    yield _("When"), period(view)
    yield _("How it stands"), str(view.state.label)
    if view.money:
        yield _("Money it takes"), money_of(view)
    yield _("As of"), day(view.today)


def _whole(paper: StrategyPaper) -> Iterator[Block]:
    view = paper.strategy
    if view.state == StrategyState.DRAFT:
        yield Words(_("This is a draft. It is not agreed yet."), "notice")
    if view.purpose:
        yield Words(view.purpose, "lead")
    yield Heading(_("Where we stand"))
    yield from _standing(paper.overview)
    yield Heading(_("Goals"))
    if not view.goals:
        yield Words(_("No goal is written yet."), "soft")
    for goal in view.goals:
        yield from _goal(goal)
    yield Heading(_("What survivor advisers say"))
    yield from _signed(view)
    yield Heading(_("What comes next"))
    waiting = sorted((one for one in view.actions if one.days_left is not None), key=lambda one: one.due_on)
    yield from grid_or_words(
        Grid(
            (_("Until"), _("What"), _("Who sees to it")),
            tuple((day(one.due_on), one.words, one.owner or "–") for one in waiting),
            (2, 5, 3),
        ),
        _("Nothing is left to do."),
    )


def _standing(overview: Overview) -> Iterator[Block]:
    if overview.stood is None:
        yield Words(_("No assessment is made yet."), "soft")
        return
    last = overview.moments[-1]
    yield Words(
        _("At the assessment of %(day)s, %(met)s of %(applies)s answers that apply were “met”.")
        % {"day": day(last.on), "met": number_format(last.met), "applies": number_format(last.applies)}
    )
    names = tally_names()
    rows = [(domain_name(one), overview.by_domain.get(one.key)) for one in question_set().domains]
    yield Grid(
        (_("Domain"), *names.values()),
        tuple((name, *(number_format(getattr(one, key)) for key in names)) for name, one in rows if one),
        (5, *(2 for _key in names)),
    )
    if len(overview.moments) > 1:
        yield Grid(
            (_("Assessment"), _("Met"), _("That apply")),
            tuple(
                (day(one.on), number_format(one.met), number_format(one.applies)) for one in overview.moments
            ),
            (5, 2, 2),
        )


def _goal(goal: GoalLine) -> Iterator[Block]:
    yield Heading(_("Goal %(number)s: %(words)s") % {"number": goal.number, "words": apart(goal.words)}, 3)
    yield Words(_("Domain: %(domain)s") % {"domain": told_in(goal.domain_names)}, "soft")
    if goal.gaps:
        yield Heading(_("Gaps it answers"), 4)
        yield Points(tuple(told_in(one.texts) for one in goal.gaps))
    yield Heading(_("Actions"), 4)
    yield from grid_or_words(
        Grid(
            (_("What"), _("Who sees to it"), _("Where"), _("Until"), _("How far"), _("Money")),
            tuple(_action(one) for one in goal.actions),
            (7, 4, 4, 3, 3, 3),
        ),
        _("No action is written yet."),
    )
    told = [
        _("%(day)s: %(words)s") % {"day": day(one.told_at.date()), "words": apart(one.words)}
        for action in goal.actions
        for one in action.progress
        if one.words
    ]
    if told:
        yield Heading(_("What shows how far it is"), 4)
        yield Points(tuple(told))
    yield Heading(_("How it could do harm, and how that is met"), 4)
    yield from _risks(goal.risks)


def _action(one: ActionLine) -> tuple[str, ...]:
    money = "" if one.amount_minor is None else amount_in_words(one.amount_minor, one.currency)
    return (
        one.words,
        one.owner or "–",
        one.site or _("the whole agency"),
        day(one.due_on),
        far(one),
        money or "–",
    )


def _risks(risks: tuple[RiskLine, ...]) -> Iterator[Block]:
    if not risks:
        yield Words(_("Nobody has written it down yet."), "soft")
    for one in risks:
        if one.is_none_seen:
            yield Words(_("No harm is seen: %(why)s") % {"why": apart(one.words)})
    seen = tuple((one.words, one.met_by, one.watched_by or "–") for one in risks if not one.is_none_seen)
    if seen:
        yield Grid(
            (_("What could go wrong"), _("What we do so that it does not"), _("Who watches")), seen, (4, 5, 3)
        )


def _signed(view: StrategyView) -> Iterator[Block]:
    if not view.sign_offs:
        yield Words(_("None has said anything yet."), "soft")
        return
    yield Points(tuple(_said(one) for one in view.sign_offs))


def _said(one: SignLine) -> str:
    said = _("%(day)s: %(said)s") % {"day": day(one.signed_at.date()), "said": one.said.label}
    if not one.is_current:
        said = _("%(said)s (of an earlier text)") % {"said": said}
    return f"{said}. {apart(one.words)}" if one.words else said


def _public(told: PublicStrategy) -> Iterator[Block]:
    if told.words:
        yield Words(told.words, "lead")
    if told.goals:
        yield Heading(_("What we want to be so"))
        for goal in told.goals:
            yield Heading(told_in(goal.domain_names), 3)
            yield Words(goal.words)
    if told.actions:
        yield Heading(_("How far we are"))
        yield Words(
            _("Steps done: %(done)s of %(actions)s.")
            % {"done": number_format(told.done), "actions": number_format(told.actions)}
        )
    if told.is_signed:
        yield Heading(_("Who had a say"))
        yield Words(_("A survivor adviser of ours read the whole strategy and agrees with it."))
