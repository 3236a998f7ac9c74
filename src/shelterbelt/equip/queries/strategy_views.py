"""What a strategy says, opened: plain text and numbers, for pages and documents.

Nobody who signed or told progress is named. What a programme's adviser is shown has no site, no owner, no progress
told and no words of sign-offs. Words that are held are in none of it; `is_held` says where some would stand.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from shelterbelt.equip.choices import ActionState, SignedAs, StrategyState
from shelterbelt.ground.access.permissions import NotThere

Line = TypeVar("Line", "GoalLine", "RiskLine", "ActionLine")
OPEN = frozenset({ActionState.PLANNED, ActionState.UNDER_WAY})
"""Actions that are still to be done."""


@dataclass(frozen=True, slots=True)
class GapLine:
    """A question whose gap a goal answers. `texts` by language; the key alone if no set asks it any more."""

    question: str
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ProgressLine:
    """A step forward and what shows it. `is_own`: the reader told it."""

    id: UUID
    state: ActionState
    words: str
    told_at: dt.datetime
    is_own: bool
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class ActionLine:
    """What is done for a goal.

    Attributes:
        site: the site's name; empty for the whole agency.
        amount_minor: in the smallest unit of the currency; None where no money is named.
        days_left: until it is due, negative where it is late; None once it is done or dropped.
        progress: the latest first.
    """

    id: UUID
    goal: UUID
    words: str
    owner: str
    site_id: UUID | None
    site: str
    state: ActionState
    starts_on: dt.date | None
    due_on: dt.date
    amount_minor: int | None
    currency: str
    days_left: int | None
    progress: tuple[ProgressLine, ...]
    is_held: bool = False

    @property
    def is_late(self) -> bool:
        """Whether it should be done by now."""
        return self.days_left is not None and self.days_left < 0


@dataclass(frozen=True, slots=True)
class RiskLine:
    """How a goal could do harm and how that is met; or, with `is_none_seen`, why no harm is seen (`words`)."""

    id: UUID
    is_none_seen: bool
    words: str
    met_by: str
    watched_by: str
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class GoalLine:
    """One goal. `domain_names` by language; `number` counts from 1."""

    id: UUID
    number: int
    domain: str
    domain_names: Mapping[str, str]
    words: str
    public_words: str
    gaps: tuple[GapLine, ...]
    actions: tuple[ActionLine, ...]
    risks: tuple[RiskLine, ...]
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class SignLine:
    """What one survivor adviser said last.

    Attributes:
        is_current: said of the strategy as it is now.
        is_adviser_now: whether whoever said it still is a survivor adviser here.
        is_own: the reader said it.
    """

    id: UUID
    said: SignedAs
    words: str
    signed_at: dt.datetime
    is_current: bool
    is_adviser_now: bool
    is_own: bool
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class ShareLine:
    """To which organisation the strategy is shown, and until when."""

    id: UUID
    shown_to: UUID
    name: str
    until: dt.date
    is_over: bool


@dataclass(frozen=True, slots=True)
class Removed:
    """A goal, an action or a risk that was taken out and can be put back. `kind`: goal, action, risk."""

    kind: str
    id: UUID
    goal: UUID
    words: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Why a strategy cannot be put in force yet.

    `code`: goals (there are none), risk (none considered for `goal`), advisers (nobody is one), agreed (none agreed
    to the text as it is now), not_yet (`count` advisers say so), another (`other` is in force).
    """

    code: str
    goal: GoalLine | None = None
    count: int = 0
    other: UUID | None = None


@dataclass(frozen=True, slots=True)
class Money:
    """A sum of one currency in its smallest unit."""

    minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class StrategyView:
    """One strategy as the reader may see it.

    Attributes:
        digest: of its words as they are now; a sign-off holds for the digest it names.
        sign_offs: the last word of each survivor adviser, the latest first.
        missing: why it cannot be put in force; empty if it can, or once it is not a draft.
        money: sums of the actions that were not dropped, by currency.
        states: how many actions stand how.
        late: how many are late.
    """

    id: UUID
    agency: UUID
    agency_name: str
    state: StrategyState
    title: str
    purpose: str
    public_words: str
    starts_on: dt.date
    ends_on: dt.date
    made_at: dt.datetime
    changed_at: dt.datetime
    today: dt.date
    digest: str
    goals: tuple[GoalLine, ...]
    sign_offs: tuple[SignLine, ...]
    shares: tuple[ShareLine, ...]
    removed: tuple[Removed, ...]
    missing: tuple[Missing, ...]
    money: tuple[Money, ...]
    states: Mapping[ActionState, int]
    late: int
    is_held: bool = False

    @property
    def actions(self) -> tuple[ActionLine, ...]:
        """Every action, goal by goal."""
        return tuple(action for goal in self.goals for action in goal.actions)

    def goal(self, goal: UUID) -> GoalLine:
        """One of its goals.

        Raises:
            NotThere: none of this strategy's.
        """
        return _one(self.goals, goal)

    def risk(self, goal: UUID, risk: UUID) -> RiskLine:
        """One of a goal's risks.

        Raises:
            NotThere: none of this goal's.
        """
        return _one(self.goal(goal).risks, risk)

    def action(self, action: UUID) -> ActionLine:
        """One of its actions.

        Raises:
            NotThere: none of this strategy's.
        """
        return _one(self.actions, action)

    @property
    def hides_words(self) -> bool:
        """Whether something that an adviser would agree to cannot be read now."""
        return (
            self.is_held
            or any(one.is_held or any(risk.is_held for risk in one.risks) for one in self.goals)
            or any(one.is_held for one in self.actions)
        )

    @property
    def is_signed(self) -> bool:
        """Whether a survivor adviser agrees with the text as it is now."""
        return any(
            one.said == SignedAs.AGREED and one.is_current and one.is_adviser_now for one in self.sign_offs
        )


def _one(lines: Iterable[Line], wanted: UUID) -> Line:
    found = next((one for one in lines if one.id == wanted), None)
    if found is None:
        raise NotThere
    return found
