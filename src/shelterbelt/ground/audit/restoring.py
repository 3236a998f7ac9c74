"""After a restore the table ends before the sealed head. That is accepted openly or not at all."""

from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.audit import chain, heads
from shelterbelt.ground.audit.recording import act


def accept_head(*, because: str, by: Actor = SYSTEM) -> chain.Head:
    """Seal the present end of the chain, whatever was sealed, and record that in the chain itself.

    Args:
        because: why, in a few words.
        by: who decides.

    Returns:
        The new head: the event that says which head was given up.
    """
    try:
        former: chain.Head | None = heads.sealed_head()
    except heads.BrokenSeal:
        former = chain.Head(0, "broken seal")
    with act("audit.head.accept", by=by, about=("audit", "head"), purpose=because) as event:
        event.note(former=[former.sequence, former.digest] if former else None)
    head = chain.head()
    heads.replace(head)
    return head
