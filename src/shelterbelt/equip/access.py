"""Who may do what with an agency's readiness, learning and strategy.

An agency's rows are read by its own people alone. A programme's adviser reads a strategy while it is shared.
"""

from django.db.models import Q

from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import NOTHING, Permission, by_organisation
from shelterbelt.ground.access.roles import Actor, Role

LEADERS = frozenset({Role.AGENCY_LEADER})
AGENCY = frozenset({Role.AGENCY_LEADER, Role.FRONT_LINE, Role.SURVIVOR_ADVISER, Role.BOARD_MEMBER})
MEMBERS = AGENCY | {Role.SAFEGUARDING}
"""Whom leaders ask in: those of the agency, and who is on call for texts that are held. The latter read nothing else."""
SURVIVORS = frozenset({Role.SURVIVOR_ADVISER})
ADVISERS = frozenset({Role.PROGRAMME_ADVISER})
LETS_IN = frozenset({Role.OPERATOR, Role.PROGRAMME_LEAD})


def _bears(actor: Actor) -> Q:
    return Q(token_digest=actor.bearer) if actor.bearer else NOTHING


def _own(actor: Actor) -> Q:
    """Rows of the actor's account in an agency where they still hold a role."""
    if actor.account is None:
        return NOTHING
    return Q(account=actor.account, organisation__in=actor.organisations(*AGENCY))


def _shared(actor: Actor) -> Q:
    """Shares of strategies that the actor's programme may read today."""
    return Q(
        shown_to__in=actor.organisations(*ADVISERS),
        taken_back_at__isnull=True,
        until__gte=clock.today(),
    )


def _let_in(actor: Actor) -> Q:
    """Invitations that the actor's organisation gave; an operator answers for all of them."""
    if Role.OPERATOR in actor.roles():
        return Q()
    return Q(through__in=actor.organisations(Role.PROGRAMME_LEAD))


READ_AGENCY = Permission("equip.agency.read", AGENCY, by_organisation("organisation", *AGENCY))
"""Everyone of an agency, for where it stands: its sites, settled answers and strategy."""
LEAD_AGENCY = Permission("equip.agency.lead", LEADERS, by_organisation("organisation", *LEADERS))
"""Leaders, for everything that is changed in their agency's name."""
ANSWER = Permission("equip.answer.give", AGENCY, _own)
"""Everyone of an agency, for what they were asked themselves."""
HOLD_CARD = Permission("equip.card.hold", reads=_bears, is_for_bearers=True)
"""Whoever holds a card, for the answers behind its link."""
LEARN = Permission("equip.pack.learn", AGENCY, _own)
"""Everyone of an agency, for the packs they read."""
SIGN_STRATEGY = Permission("equip.strategy.sign", SURVIVORS, by_organisation("organisation", *SURVIVORS))
ADVISE = Permission("equip.strategy.advise", ADVISERS, _shared)
"""Advisers of a programme, for strategies that an agency shows them; reads narrow the table of shares."""
HOLD_STRATEGY_FEED = Permission("equip.feed.hold", reads=_bears, is_for_bearers=True)
READ_PACKS = Permission("equip.pack.read", is_public=True)
"""Packs tell nothing about anyone: whoever comes may read them."""
LET_AGENCIES_IN = Permission("equip.agency.let_in", LETS_IN, _let_in)
"""Whoever runs the server or leads a programme lets agencies in, and learns nothing of them but that they are led."""
HOLD_INVITATION = Permission("equip.invitation.hold", reads=_bears, is_for_bearers=True)
"""Whoever was invited to lead an agency, behind the link in their mail."""
