"""Two people are kept apart at once, and until an officer ends it. Nobody is told why, and lists give nothing away."""

from collections.abc import Iterable
from itertools import product
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.ground.access.roles import Actor
from shelterbelt.people.choices.safety import ComplaintStepKind
from shelterbelt.people.models import KeptApart
from shelterbelt.people.queries.apart import ordered
from shelterbelt.people.queries.finders import names_found, register_finder
from shelterbelt.people.services.complaints import add_step
from shelterbelt.people.services.errors import Refused
from shelterbelt.people.services.handling import handled, set_in_hand

__all__ = ["end_apart", "keep_apart", "register_finder"]


def keep_apart(*, by: Actor, complaint: UUID, ones: Iterable[UUID], others: Iterable[UUID]) -> int:
    """Keep everyone of one side apart from everyone of the other; who is apart already stays so.

    A side has several ids where one human is known by several: two applications, or an application and a record.

    Args:
        by: an officer.
        complaint: for which complaint; ending its pairs never ends those of another.
        ones: ids of keys.
        others: ids of keys.

    Returns:
        How many pairs are new.

    Raises:
        NotThere: no such complaint for this officer.
        Refused: a side is empty, somebody is on both, or is no one of this organisation.
    """
    left, right = frozenset(ones), frozenset(others)
    if not left or not right:
        raise Refused("others", _("Choose someone on each side."))
    if left & right:
        raise Refused("others", _("The same person is on both sides."))
    with handled(by=by, complaint=complaint, verb="people.apart.begin", is_open=False) as (row, event):
        if (left | right) - names_found(row.organisation, left | right).keys():
            raise Refused("others", _("Choose people from the list."))
        fresh = 0
        for first, second in sorted({ordered(one, other) for one, other in product(left, right)}):
            _kept, is_new = KeptApart.objects.get_or_create(
                complaint=row,
                first=first,
                second=second,
                ended_at=None,
                defaults={"organisation": row.organisation, "since": clock.now()},
            )
            fresh += is_new
        if fresh:
            add_step(row, ComplaintStepKind.KEPT_APART, is_told=True)
            set_in_hand(row)
        event.note(pairs=fresh)
    return fresh


def end_apart(*, by: Actor, complaint: UUID, apart: UUID) -> None:
    """End keeping two people apart. Ending it twice changes nothing.

    Raises:
        NotThere: no such complaint for this officer, or it keeps no such pair.
    """
    with handled(by=by, complaint=complaint, verb="people.apart.end", is_open=False) as (row, _event):
        kept = KeptApart.objects.select_for_update().filter(pk=apart, complaint=row).first()
        if kept is None:
            raise NotThere
        if kept.ended_at is None:
            kept.ended_at = clock.now()
            kept.save(update_fields=("ended_at",))
            add_step(row, ComplaintStepKind.APART_ENDED, is_told=True)
