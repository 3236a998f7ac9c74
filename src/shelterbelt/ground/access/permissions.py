"""A permission says who may act and what they may read, in one object.

Rule of the house: a record of another organisation does not exist (`NotThere`, 404). Inside one's own
organisation a missing role is `Denied` (403).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from shelterbelt.ground.access.roles import SYSTEM, Actor, Role


class Denied(Exception):
    """The actor is known here but does not hold the role this takes."""


class NotThere(Exception):
    """For this actor the record does not exist."""


Row = TypeVar("Row", bound=Model)
ReadFilter = Callable[[Actor], Q]
NOTHING = Q(pk__in=())


def nothing(_actor: Actor) -> Q:
    """The read filter of whoever may read no row."""
    return NOTHING


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing that may be done.

    Attributes:
        name: `slice.noun.verb`.
        roles: who holds it; empty together with `is_public` False means: whoever `reads` lets through.
        reads: the rows such an actor may read, as a filter.
        is_public: everyone holds it, signed in or not.
        is_for_signed_in: every account holds it, for what is its own.
        is_for_bearers: whoever holds the secret link of the record holds it, for that record.
    """

    name: str
    roles: frozenset[Role] = frozenset()
    reads: ReadFilter = field(default=nothing)
    is_public: bool = False
    is_for_signed_in: bool = False
    is_for_bearers: bool = False

    def allows(self, actor: Actor) -> bool:
        """Whether the actor holds this permission anywhere at all."""
        if self.is_public or actor is SYSTEM:
            return True
        if self.is_for_signed_in and actor.is_signed_in:
            return True
        if self.is_for_bearers and actor.bearer is not None:
            return True
        return bool(self.roles & actor.roles())

    def allows_in(self, actor: Actor, organisation: UUID) -> bool:
        """Whether the actor holds this permission in that organisation."""
        return self.is_public or actor is SYSTEM or organisation in actor.organisations(*self.roles)

    def narrow(self, rows: QuerySet[Row], actor: Actor) -> QuerySet[Row]:
        """Only the rows the actor may read."""
        if actor is SYSTEM:
            return rows
        return rows.filter(self.reads(actor)) if self.allows(actor) else rows.none()


def by_organisation(path: str, *roles: Role) -> ReadFilter:
    """A read filter: rows whose `path` names an organisation in which one of the roles is held."""

    def reads(actor: Actor) -> Q:
        return Q(**{f"{path}__in": actor.organisations(*roles)})

    return reads


def own_account(path: str = "account_id") -> ReadFilter:
    """A read filter: rows that belong to the actor's own account."""

    def reads(actor: Actor) -> Q:
        return Q(**{path: actor.account}) if actor.account else NOTHING

    return reads


def require(permission: Permission, actor: Actor, organisation: UUID | None = None) -> None:
    """Let the actor through or raise.

    Raises:
        NotThere: the organisation named is none of the actor's.
        Denied: the actor belongs there but lacks the role.
    """
    if organisation is None:
        if not permission.allows(actor):
            raise Denied(permission.name)
        return
    if permission.allows_in(actor, organisation):
        return
    if organisation in actor.organisations():
        raise Denied(permission.name)
    raise NotThere
