"""Reads of programmes and cohorts: what everyone may read, and what staff see."""

import datetime as dt
import functools
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import NotThere, Permission, require
from shelterbelt.ground.access.roles import Actor
from shelterbelt.learn import access
from shelterbelt.learn.choices import ApplicationState, CohortState, PlanState
from shelterbelt.learn.engine.definition import Definition, Meeting, check, meetings, move, parse
from shelterbelt.learn.engine.definition.mistakes import Finding
from shelterbelt.learn.models import Application, Cohort, Plan, Speaker

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

    @property
    def asks_for_communities(self) -> bool:
        """Whether applicants are asked which communities they belong to: only where it is weighed."""
        balance = self.definition.balance
        return balance is not None and balance.weighs_communities


def asks_for_communities(cohort: Cohort) -> bool:
    """Whether the cohort asks applicants which communities they belong to."""
    return _view(cohort).asks_for_communities


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


@dataclass(frozen=True, slots=True)
class Counts:
    """What stands behind a cohort: applications by state, possible speakers, the number of its published plan."""

    sent: int = 0
    withdrawn: int = 0
    speakers: int = 0
    published_plan: int | None = None


def cohort_counts(*, for_: Actor) -> dict[UUID, Counts]:
    """Counts of every cohort of the actor's organisations, in four statements however many there are."""
    applications = access.READ_APPLICATIONS.narrow(Application.objects.all(), for_)
    grouped = applications.filter(submitted_at__isnull=False).values_list("cohort").order_by()
    sent = dict(grouped.annotate(count=Count("pk", filter=~Q(state=ApplicationState.WITHDRAWN))))
    withdrawn = dict(grouped.annotate(count=Count("pk", filter=Q(state=ApplicationState.WITHDRAWN))))
    speaking = access.READ_SPEAKERS.narrow(Speaker.objects.all(), for_)
    speakers = dict(speaking.values_list("cohort").annotate(count=Count("pk")).order_by())
    plans = access.READ_PLANS.narrow(Plan.objects.filter(state=PlanState.PUBLISHED), for_)
    published = dict(plans.values_list("cohort_id", "number"))
    known = sent.keys() | withdrawn.keys() | speakers.keys() | published.keys()
    return {
        cohort: Counts(
            sent.get(cohort, 0), withdrawn.get(cohort, 0), speakers.get(cohort, 0), published.get(cohort)
        )
        for cohort in known
    }


@dataclass(frozen=True, slots=True)
class Moved:
    """A cohort's definition with its dates moved: the meetings before and after, and what clashes."""

    definition: Definition
    pairs: tuple[tuple[Meeting | None, Meeting | None], ...]
    clashes: tuple[Finding, ...]


def cohort_moved(*, view: CohortView, first_week: dt.date, slug: str) -> Moved | None:
    """What a copy of the cohort would look like; None where its dates would leave the years 2000 to 2100."""
    try:
        moved = move(view.definition, first_week, slug=slug)
    except (ValueError, OverflowError):
        return None
    before = {one.key: one for one in meetings(view.definition)}
    after = {one.key: one for one in meetings(moved)}
    pairs = tuple((before.get(key), after.get(key)) for key in dict.fromkeys([*before, *after]))
    return Moved(moved, pairs, check(moved))


@functools.lru_cache(maxsize=_KEPT_IN_MEMORY)
def definition_of(text: str) -> Definition:
    """The definition in a stored text, which was checked when it was written."""
    return parse(text, name="definition")


def _view(cohort: Cohort) -> CohortView:
    return CohortView(cohort, definition_of(cohort.definition))
