"""A strategy shown to the advisers of a programme, until a day or until it is taken back."""

import datetime as dt
from uuid import UUID

from django.utils.translation import gettext as _

from shelterbelt.equip import access
from shelterbelt.equip.models import StrategyShare
from shelterbelt.equip.queries.advisers import programmes_to_show
from shelterbelt.equip.queries.strategies import open_strategy
from shelterbelt.equip.services.errors import Incomplete
from shelterbelt.ground import audit, clock
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.db.scope import scope

LONGEST_SHARE = dt.timedelta(days=366)


def share_strategy(*, by: Actor, agency: UUID, strategy: UUID, shown_to: UUID, until: dt.date) -> UUID:
    """Show a strategy to a programme's advisers until the end of a day; again moves the day.

    Raises:
        NotThere, Denied: not the actor's agency to lead, or no such strategy there.
        Incomplete: no such programme, or the day has passed or is more than a year away.
    """
    require(access.LEAD_AGENCY, by, agency)
    with (
        audit.act("equip.strategy.share", by=by, about=("strategy", strategy), organisation=agency) as event,
        scope(by),
    ):
        row = open_strategy(for_=by, agency=agency, strategy=strategy)
        _check(by, agency, shown_to, until)
        share, _is_new = StrategyShare.objects.update_or_create(
            organisation=agency,
            strategy=row,
            shown_to=shown_to,
            taken_back_at=None,
            defaults={"until": until, "shared_at": clock.now()},
        )
        event.note(shown_to=str(shown_to), until=until)
    return share.pk


def take_share_back(*, by: Actor, agency: UUID, strategy: UUID, share: UUID) -> None:
    """Take it back: it is gone for the programme's advisers at once. Twice is no error.

    Raises:
        NotThere, Denied: not the actor's agency to lead, or no such share there.
    """
    require(access.LEAD_AGENCY, by, agency)
    with (
        audit.act(
            "equip.strategy.take_back", by=by, about=("strategy", strategy), organisation=agency
        ) as event,
        scope(by),
    ):
        row = open_strategy(for_=by, agency=agency, strategy=strategy)
        found = row.shares.filter(pk=share).first()
        if found is None:
            raise NotThere
        if found.taken_back_at is None:
            found.taken_back_at = clock.now()
            found.save(update_fields=("taken_back_at",))
        event.note(shown_to=str(found.shown_to))


def _check(by: Actor, agency: UUID, shown_to: UUID, until: dt.date) -> None:
    wrong: dict[str, str] = {}
    if shown_to not in {one.id for one in programmes_to_show(for_=by, agency=agency)}:
        wrong["shown_to"] = _("Choose one from the list.")
    if not clock.today() <= until <= clock.today() + LONGEST_SHARE:
        wrong["until"] = _("Choose a day from today on, within a year.")
    if wrong:
        raise Incomplete(wrong)
