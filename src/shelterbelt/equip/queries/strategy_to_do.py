"""Strategies that wait for a survivor adviser, on their own page."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from shelterbelt.equip import access
from shelterbelt.equip.choices import StrategyState
from shelterbelt.equip.models import Strategy
from shelterbelt.equip.queries.strategy_opening import Reader, opened, whole
from shelterbelt.equip.queries.strategy_views import StrategyView
from shelterbelt.ground.access.roles import Actor
from shelterbelt.people.queries.held_texts import held_within
from shelterbelt.people.queries.to_do import ToDo


def strategies_to_sign(actor: Actor) -> Iterator[ToDo]:
    """Drafts that are ready to be read, and on whose text as it is now the actor has said nothing."""
    if actor.account is None or not access.SIGN_STRATEGY.allows(actor):
        return
    rows = access.SIGN_STRATEGY.narrow(Strategy.objects.filter(state=StrategyState.DRAFT), actor)
    held = held_within(*actor.organisations(*access.SURVIVORS))
    for row in rows.order_by("made_at", "pk").prefetch_related(*whole(is_outside=False)):
        view = opened(row, Reader(actor.account, frozenset(), held))
        if _waits(view):
            href = reverse("agency.strategy.sign", args=[view.agency, view.id])
            yield ToDo(_("Read a strategy and say what you think"), view.title, href)


def _waits(view: StrategyView) -> bool:
    is_ready = bool(view.goals) and all(goal.risks for goal in view.goals)
    return is_ready and not any(one.is_own and one.is_current for one in view.sign_offs)
