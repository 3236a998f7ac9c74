"""Gaps of an agency's last assessment, beside the goals of a strategy that answer them."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from shelterbelt.equip.engine.readiness.problem import Domain, Question
from shelterbelt.equip.models import Assessment
from shelterbelt.equip.queries.domains import site_names
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.equip.queries.standings import standings_of
from shelterbelt.equip.queries.strategies import StrategyView, strategy_view
from shelterbelt.ground.access.roles import Actor


@dataclass(frozen=True, slots=True)
class GapChoice:
    """A gap that a goal can be drawn from.

    Attributes:
        answer: the most cautious one over all its places; empty where nobody answered.
        sites: names of the sites where it is open.
        goals: numbers of the goals that answer it already.
    """

    question: Question
    answer: str
    sites: tuple[str, ...]
    goals: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class GapsView:
    """Gaps by domain, in the order in which they come first.

    Attributes:
        assessment: the last one; None while there is none.
        unanswered: how many of its questions nobody answered; they are no gaps yet.
    """

    strategy: StrategyView
    assessment: Assessment | None
    domains: tuple[tuple[Domain, tuple[GapChoice, ...]], ...]
    unanswered: int = 0


def gaps_for(*, for_: Actor, agency: UUID, strategy: UUID) -> GapsView:
    """What goals of a strategy can be drawn from.

    Raises:
        NotThere, Denied: not the actor's agency, or no such strategy there.
    """
    view = strategy_view(for_=for_, agency=agency, strategy=strategy)
    stood = standings_of(for_=for_, agency=agency)
    if stood is None:
        return GapsView(view, None, ())
    answered: dict[str, list[int]] = defaultdict(list)
    for goal in view.goals:
        for gap in goal.gaps:
            answered[gap.question].append(goal.number)
    names = site_names(agency=agency)
    found: dict[str, list[GapChoice]] = defaultdict(list)
    for one in stood.gaps:
        question = question_set().question(one.question)
        if question is not None:
            sites = tuple(sorted(names[site] for site in one.sites if site in names))
            found[one.domain].append(GapChoice(question, one.answer, sites, tuple(answered[one.question])))
    domains = tuple((one, tuple(found[one.key])) for one in question_set().domains if found[one.key])
    unanswered = sum(one.unanswered for one in stood.results.by_domain.values())
    return GapsView(view, stood.assessment, domains, unanswered)
