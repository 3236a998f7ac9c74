"""Who may read the audit."""

from django.db.models import Q

from shelterbelt.ground.access.permissions import NOTHING, Permission
from shelterbelt.ground.access.roles import Actor, Role

_closed: set[str] = set()


def close_kind(kind: str) -> None:
    """Events about things of this kind are in the record, but in no list that leads and operators read.

    For deeds whose mere number would tell something. A slice says so in `AppConfig.ready`; services that show such
    events to those concerned ask as SYSTEM.
    """
    _closed.add(kind)


def _reads(actor: Actor) -> Q:
    """An operator sees every event, a lead those of the organisation, everyone those about the own account.

    Events carry ids and no names, so that an operator sees what the machine did and not whose file it was.
    """
    closed = Q(kind__in=sorted(_closed))
    if Role.OPERATOR in actor.roles():
        return ~closed
    own = Q(kind="account", object_id=str(actor.account)) if actor.account else NOTHING
    return own | (Q(organisation__in=actor.organisations(Role.PROGRAMME_LEAD)) & ~closed)


READ_AUDIT = Permission("audit.event.read", is_for_signed_in=True, reads=_reads)

READ_RECORD = Permission("audit.record.read", frozenset({Role.OPERATOR, Role.PROGRAMME_LEAD}), reads=_reads)
"""Leads and operators, for the page that lists events."""

VERIFY = Permission("audit.chain.verify", frozenset({Role.OPERATOR}))
"""Operators, for reading the whole chain again."""
