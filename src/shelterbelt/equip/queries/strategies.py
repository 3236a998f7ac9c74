"""Reads of strategies: the list, one as its agency sees it, and one as a programme's adviser is shown it."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch

from shelterbelt.equip import access
from shelterbelt.equip.choices import ActionState, StrategyState
from shelterbelt.equip.models import Action, Goal, Strategy, StrategyShare, read_text
from shelterbelt.equip.queries.advisers import advisers_of
from shelterbelt.equip.queries.held_words import held_words
from shelterbelt.equip.queries.strategy_opening import Reader, opened, whole
from shelterbelt.equip.queries.strategy_views import OPEN, StrategyView
from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import Actor
from shelterbelt.people.models import Organisation
from shelterbelt.people.queries.held_texts import held_within

__all__ = [
    "StrategyCard",
    "StrategyShown",
    "StrategyView",
    "open_strategy",
    "standing_action",
    "standing_goal",
    "strategies_of",
    "strategies_shown",
    "strategy_shown",
    "strategy_view",
]


@dataclass(frozen=True, slots=True)
class StrategyCard:
    """A strategy in the list. `late` counts actions whose day has passed."""

    id: UUID
    state: StrategyState
    title: str
    starts_on: dt.date
    ends_on: dt.date
    goals: int
    actions: int
    done: int
    late: int


@dataclass(frozen=True, slots=True)
class StrategyShown:
    """A strategy in the list of an adviser: whose, and until when it is shown."""

    id: UUID
    agency_name: str
    title: str
    state: StrategyState
    until: dt.date


def strategies_of(*, for_: Actor, agency: UUID) -> tuple[StrategyCard, ...]:
    """The agency's strategies: the one in force, then drafts, then closed ones; the latest first.

    Raises:
        NotThere, Denied: not the actor's agency.
    """
    require(access.READ_AGENCY, for_, agency)
    rows = access.READ_AGENCY.narrow(Strategy.objects.filter(organisation=agency), for_)
    found = rows.order_by("-made_at", "pk").prefetch_related(_COUNTED)
    held = held_within(agency)
    order = [StrategyState.IN_FORCE, StrategyState.DRAFT, StrategyState.CLOSED]
    return tuple(sorted((_card(row, held) for row in found), key=lambda one: order.index(one.state)))


def strategy_view(*, for_: Actor, agency: UUID, strategy: UUID) -> StrategyView:
    """One strategy with everything in it, opened. The number of queries does not grow with it.

    Args:
        for_: anyone of the agency.
        agency: whose.
        strategy: which.

    Raises:
        NotThere, Denied: not the actor's agency, or no such strategy there.
    """
    require(access.READ_AGENCY, for_, agency)
    rows = access.READ_AGENCY.narrow(Strategy.objects.filter(organisation=agency), for_)
    row = rows.filter(pk=strategy).prefetch_related(*whole(is_outside=False)).first()
    if row is None:
        raise NotThere
    in_force = Strategy.objects.filter(organisation=agency, state=StrategyState.IN_FORCE)
    other = in_force.exclude(pk=strategy).values_list("pk", flat=True).first()
    return opened(row, Reader(for_.account, advisers_of(agency), held_within(agency), in_force=other))


def strategy_shown(*, for_: Actor, strategy: UUID) -> StrategyView:
    """One strategy as its agency shows it to a programme: what it says, and nothing of sites or people.

    Raises:
        NotThere: it is not shown to the actor's programme today.
        Denied: the actor advises no programme.
    """
    require(access.ADVISE, for_)
    shares = access.ADVISE.narrow(StrategyShare.objects.all(), for_)
    row = Strategy.objects.filter(pk__in=shares.values("strategy"), pk=strategy)
    found = row.prefetch_related(*whole(is_outside=True)).first()
    if found is None:
        raise NotThere
    agency = found.organisation
    return opened(found, Reader(None, advisers_of(agency), held_within(agency), is_outside=True))


def strategies_shown(*, for_: Actor) -> tuple[StrategyShown, ...]:
    """Every strategy that is shown to the actor's programme today, by agency.

    Raises:
        Denied: the actor advises no programme.
    """
    require(access.ADVISE, for_)
    shares = access.ADVISE.narrow(StrategyShare.objects.select_related("strategy"), for_)
    until: dict[UUID, tuple[Strategy, dt.date]] = {}
    for share in shares.order_by("until"):
        until[share.strategy_id] = (share.strategy, share.until)
    ids = [row.organisation for row, _day in until.values()]
    names = dict(Organisation.objects.filter(pk__in=ids).values_list("pk", "name"))
    held = held_within(*ids)
    found = [
        StrategyShown(
            row.pk, names.get(row.organisation, ""), _title(row, held), StrategyState(row.state), day
        )
        for row, day in until.values()
    ]
    return tuple(sorted(found, key=lambda one: (one.agency_name.casefold(), one.title.casefold(), one.id)))


def open_strategy(*, for_: Actor, agency: UUID, strategy: UUID) -> Strategy:
    """The row, locked, for whoever changes anything in it.

    Raises:
        NotThere: none of this agency's.
    """
    rows = access.READ_AGENCY.narrow(Strategy.objects.select_for_update(), for_)
    found = rows.filter(pk=strategy, organisation=agency).first()
    if found is None:
        raise NotThere
    return found


def standing_goal(row: Strategy, goal: UUID) -> Goal:
    """A goal of a strategy that was not taken out, for whoever changes it; the strategy's row is locked.

    Raises:
        NotThere: none.
    """
    found = row.goals.filter(pk=goal, removed_at__isnull=True).first()
    if found is None:
        raise NotThere
    return found


def standing_action(row: Strategy, action: UUID) -> Action:
    """An action of a strategy that was not taken out, locked, for whoever changes it.

    Raises:
        NotThere: none.
    """
    rows = Action.objects.select_for_update(of=("self",))
    found = rows.filter(
        pk=action, removed_at__isnull=True, goal__strategy=row, goal__removed_at__isnull=True
    ).first()
    if found is None:
        raise NotThere
    return found


_COUNTED = Prefetch(
    "goals",
    queryset=Goal.objects.filter(removed_at__isnull=True)
    .only("strategy_id")
    .prefetch_related(
        Prefetch(
            "actions",
            queryset=Action.objects.filter(removed_at__isnull=True).only("goal_id", "state", "due_on"),
        )
    ),
)


def _title(row: Strategy, held: frozenset[UUID]) -> str:
    return held_words() if row.pk in held else read_text(row, "title")


def _card(row: Strategy, held: frozenset[UUID]) -> StrategyCard:
    goals = row.goals.all()
    actions = [one for goal in goals for one in goal.actions.all() if one.state != ActionState.DROPPED]
    today = clock.today()
    return StrategyCard(
        id=row.pk,
        state=StrategyState(row.state),
        title=_title(row, held),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        goals=len(goals),
        actions=len(actions),
        done=sum(one.state == ActionState.DONE for one in actions),
        late=sum(one.state in OPEN and one.due_on < today for one in actions),
    )
