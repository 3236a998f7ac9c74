"""The frame of every service by which people change what is their own."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.audit import Deed, act
from shelterbelt.ground.db.scope import scope
from shelterbelt.people.access import HOLD_SELF
from shelterbelt.people.models import Professional
from shelterbelt.people.queries.sealed import PERSON


@contextmanager
def own_record(*, by: Actor, verb: str) -> Iterator[tuple[Professional, Deed]]:
    """One transaction and one audit event in which an actor changes their own record, one at a time.

    Yields:
        The actor's own professional, locked until the end, and the open audit event.

    Raises:
        Denied: nobody is signed in.
        NotThere: the account belongs to no professional.
    """
    require(HOLD_SELF, by)
    with transaction.atomic(), scope(by):
        person = HOLD_SELF.narrow(Professional.objects.select_for_update(), by).first()
        if by.account is None or person is None:
            raise NotThere
        with act(verb, by=by, about=(PERSON, person.pk)) as event:
            yield person, event
