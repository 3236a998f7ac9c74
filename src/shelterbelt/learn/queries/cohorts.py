"""Reads of programmes and cohorts: what everyone may read, and what staff see."""

import functools
from dataclasses import dataclass
from uuid import UUID

from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import NotThere, Permission, require
from shelterbelt.ground.access.roles import Actor
from shelterbelt.learn import access
from shelterbelt.learn.choices import CohortState
from shelterbelt.learn.engine.definition import Definition, parse
from shelterbelt.learn.models import Cohort

_KEPT_IN_MEMORY = 128


@dataclass(frozen=True, slots=True)
class CohortView:
    """A cohort with its definition read."""

    cohort: Cohort
    definition: Definition

    @property
    def takes_applications(self) -> bool:
        """Whether someone can apply at this moment."""
        cohort = self.cohort
        return (
            cohort.state == CohortState.OPEN and cohort.apply_opens_at <= clock.now() < cohort.apply_closes_at
        )


def cohorts_public(*, for_: Actor) -> tuple[CohortView, ...]:
    """Every cohort that is open or closed, soonest deadline first."""
    rows = access.READ_PUBLIC.narrow(Cohort.objects.select_related("programme__organisation"), for_)
    rows = rows.exclude(state=CohortState.DRAFT).order_by("apply_closes_at", "id")
    return tuple(_view(cohort) for cohort in rows)


def cohort_public(*, for_: Actor, programme: str, cohort: str) -> CohortView:
    """One public cohort by the slugs of its address.

    Raises:
        NotThere: it does not exist or is still a draft.
    """
    rows = access.READ_PUBLIC.narrow(Cohort.objects.select_related("programme__organisation"), for_)
    found = rows.filter(programme__slug=programme, slug=cohort).exclude(state=CohortState.DRAFT).first()
    if found is None:
        raise NotThere
    return _view(found)


def cohorts_at_desk(*, for_: Actor) -> tuple[CohortView, ...]:
    """Every cohort of the organisations in which the actor is staff, latest first."""
    require(access.READ_COHORTS, for_)
    rows = access.READ_COHORTS.narrow(Cohort.objects.select_related("programme__organisation"), for_)
    return tuple(_view(cohort) for cohort in rows.order_by("-apply_closes_at", "id"))


def cohort_at_desk(*, for_: Actor, cohort: UUID, permission: Permission = access.READ_COHORTS) -> CohortView:
    """One cohort as staff see it.

    Raises:
        NotThere: it is none of the actor's organisations'.
        Denied: the actor belongs there but lacks the role.
    """
    found = Cohort.objects.select_related("programme__organisation").filter(pk=cohort).first()
    if found is None:
        raise NotThere
    require(permission, for_, found.programme.organisation_id)
    return _view(found)


@functools.lru_cache(maxsize=_KEPT_IN_MEMORY)
def definition_of(text: str) -> Definition:
    """The definition in a stored text, which was checked when it was written."""
    return parse(text, name="definition")


def _view(cohort: Cohort) -> CohortView:
    return CohortView(cohort, definition_of(cohort.definition))
