"""The secret calendar address of an agency's dates, for one account: made, replaced, removed."""

from uuid import UUID

from shelterbelt.equip import access
from shelterbelt.equip.models import StrategyFeed
from shelterbelt.ground import audit, clock
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import digest_token, new_token


def make_strategy_feed(*, by: Actor, agency: UUID) -> str:
    """A fresh secret for the actor's calendar of the agency; an earlier one stops working at once.

    Returns:
        The secret of the address, shown once and never stored.

    Raises:
        NotThere, Denied: not the actor's agency.
    """
    require(access.READ_AGENCY, by, agency)
    if by.account is None:
        raise NotThere
    token = new_token()
    with audit.act("equip.feed.make", by=by, about=("agency", agency), organisation=agency), scope(by):
        StrategyFeed.objects.update_or_create(
            organisation=agency,
            account=by.account,
            defaults={"token_digest": digest_token(token), "made_at": clock.now()},
        )
    return token


def remove_strategy_feed(*, by: Actor, agency: UUID) -> None:
    """Make the actor's calendar address stop working; twice is no error.

    Raises:
        NotThere, Denied: not the actor's agency.
    """
    require(access.READ_AGENCY, by, agency)
    if by.account is None:
        raise NotThere
    with audit.act("equip.feed.remove", by=by, about=("agency", agency), organisation=agency), scope(by):
        StrategyFeed.objects.filter(organisation=agency, account=by.account).delete()
