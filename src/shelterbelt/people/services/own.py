"""The frame of every service by which people change what is their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction

from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.audit import Deed, act
from shelterbelt.ground.db.scope import scope
from shelterbelt.people.access import HOLD_SELF
from shelterbelt.people.models import Professional

PERSON = "person"
"""The kind under which the audit and the keys know a professional."""


@contextmanager
def own_record(verb: str, *, by: Actor) -> Iterator[tuple[Professional, Deed]]:
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


@contextmanager
def in_place_of(person: UUID) -> Iterator[Professional | None]:
    """One transaction that reaches one person's sealed rows, for erasing and for ending what has expired.

    Row-level security lets only the person's own account through; this is the one door beside it. Callers
    never hand on what they read.

    Yields:
        The professional, or None where there is no such person.
    """
    with transaction.atomic():
        found = Professional.objects.select_for_update().filter(pk=person).first()
        account = found.account_id if found else None
        with scope(Actor(label=f"{PERSON}:{person}", account=account)):
            yield found
