"""What documents of a strategy are made from: the whole for its agency, and the little that may go out."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from shelterbelt.equip.choices import ActionState, StrategyState
from shelterbelt.equip.queries.overview import Overview, overview_of
from shelterbelt.equip.queries.strategies import strategy_view
from shelterbelt.equip.queries.strategy_views import StrategyView
from shelterbelt.ground import audit
from shelterbelt.ground.access.roles import Actor
from shelterbelt.people.models import Organisation


@dataclass(frozen=True, slots=True)
class StrategyPaper:
    """A strategy and where its agency stands, for people of the agency alone."""

    agency_name: str
    strategy: StrategyView
    overview: Overview


@dataclass(frozen=True, slots=True)
class PublicGoal:
    """The words of a goal that people outside may read. `domain_names` by language."""

    domain_names: Mapping[str, str]
    words: str


@dataclass(frozen=True, slots=True)
class Named:
    """A site's name that stands in public words: of goal `number`, or of the strategy itself where that is None."""

    number: int | None
    site: str


@dataclass(frozen=True, slots=True)
class PublicStrategy:
    """What a strategy tells the world: words that were written for it, and two numbers.

    Attributes:
        words: of the strategy; empty where nobody wrote any.
        untold: how many goals have no public words; for its agency, never for the document.
        actions, done: of the goals that are told; what was dropped does not count.
        is_signed: a survivor adviser agrees with the strategy as it is.
        named: sites that the words name; while there is one, no document goes out.
    """

    agency_name: str
    state: StrategyState
    starts_on: dt.date
    ends_on: dt.date
    on: dt.date
    words: str
    goals: tuple[PublicGoal, ...]
    untold: int
    actions: int
    done: int
    is_signed: bool
    named: tuple[Named, ...]

    @property
    def is_draft(self) -> bool:
        """Whether it is not agreed yet."""
        return self.state == StrategyState.DRAFT

    @property
    def may_go_out(self) -> bool:
        """Whether it is in force or closed, says something, and names no site."""
        return bool(self.words or self.goals) and not self.is_draft and not self.named


def paper_of(*, for_: Actor, agency: UUID, strategy: UUID) -> StrategyPaper:
    """A strategy with where the agency stands. The number of queries does not grow with either.

    Raises:
        NotThere, Denied: not the actor's agency, or no such strategy there.
    """
    view = strategy_view(for_=for_, agency=agency, strategy=strategy)
    overview = overview_of(for_=for_, agency=agency)
    audit.record_view(by=for_, about=("strategy", strategy), purpose="document", organisation=agency)
    return StrategyPaper(_name_of(agency), view, overview)


def public_strategy_of(*, for_: Actor, agency: UUID, strategy: UUID) -> PublicStrategy:
    """What may be told outside, and which sites its words name.

    Raises:
        NotThere, Denied: not the actor's agency, or no such strategy there.
    """
    paper = paper_of(for_=for_, agency=agency, strategy=strategy)
    view = paper.strategy
    told = [goal for goal in view.goals if goal.public_words]
    actions = [one for goal in told for one in goal.actions if one.state != ActionState.DROPPED]
    sites = [site.name for site in paper.overview.sites]
    sites += [one.site for one in view.actions if one.site]
    words = [(None, view.public_words), *((goal.number, goal.public_words) for goal in told)]
    return PublicStrategy(
        agency_name=paper.agency_name,
        state=view.state,
        starts_on=view.starts_on,
        ends_on=view.ends_on,
        on=view.today,
        words=view.public_words,
        goals=tuple(PublicGoal(goal.domain_names, goal.public_words) for goal in told),
        untold=len(view.goals) - len(told),
        actions=len(actions),
        done=sum(one.state == ActionState.DONE for one in actions),
        is_signed=view.is_signed,
        named=tuple(
            Named(number, site)
            for number, text in words
            for site in names_in(text, sites, besides=paper.agency_name)
        ),
    )


def names_in(text: str, names: Iterable[str], *, besides: str = "") -> tuple[str, ...]:
    """Which of the names stand in the text as whole words, whatever their case, accents' form or spaces.

    A name that is part of `besides`, the agency's own name, gives nothing away and is left out.
    """
    said, known = _folded(text), _folded(besides)
    found = (name for name in dict.fromkeys(names) if _holds(said, _folded(name)))
    return tuple(name for name in found if not _holds(known, _folded(name)))


def _holds(text: str, name: str) -> bool:
    return bool(name) and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return " ".join(plain.split())


def _name_of(agency: UUID) -> str:
    return Organisation.objects.values_list("name", flat=True).get(pk=agency)
