"""One year of an agency in numbers: where it stood, what was settled and shown, walks, learning, its strategy.

It tells of no person: readings of packs are counts that `people.engine.safe_counts` lets through, for whoever reads a
report may know who was new.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count as Rows
from django.db.models import Q

from shelterbelt.equip import access
from shelterbelt.equip.choices import ActionState
from shelterbelt.equip.engine.readiness import change
from shelterbelt.equip.engine.readiness.plan import Change, Tally
from shelterbelt.equip.models import Action, PackReading, Progress, Site, Standing, Walk
from shelterbelt.equip.queries.shipped import question_set, shipped_packs
from shelterbelt.equip.queries.standings import Stood, standings_over_time
from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.people.engine.safe_counts import Count, Problem, Sum, plan

FIRST_YEAR = 2020
_TOTAL = ""
_TOTAL_WEIGHT = 40


@dataclass(frozen=True, slots=True)
class DomainYear:
    """One domain: how it stood in the first and in the last assessment that the year knows."""

    key: str
    before: Tally
    after: Tally


@dataclass(frozen=True, slots=True)
class PackYear:
    """A pack and how often somebody said that they read it; None where that is left out."""

    key: str
    titles: Mapping[str, str]
    readings: int | None


@dataclass(frozen=True, slots=True)
class Steps:
    """Actions of strategies: `done` and `dropped` in the year, `late` and `waiting` at its end or today."""

    done: int
    dropped: int
    late: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Year:
    """An agency's year.

    Attributes:
        until: the last day it tells of: the year's end, or today.
        before, after: days of the assessments compared; both None if the year knows of none, one day if of one.
        change: from one to the other, over what was asked both times; None where there are not two.
        settled, shown: answers settled in the year, and how many of them have something that shows it.
        sites, walked: open sites at the end, and how many of them somebody walked through in the year.
        walks: walks in the year.
        readings: of all packs; None where that is left out.
    """

    year: int
    until: dt.date
    before: dt.date | None
    after: dt.date | None
    domains: tuple[DomainYear, ...]
    change: Change | None
    settled: int
    shown: int
    sites: int
    walked: int
    walks: int
    packs: tuple[PackYear, ...]
    readings: int | None
    steps: Steps

    @property
    def is_over(self) -> bool:
        """Whether nothing more can happen in it."""
        return self.until == dt.date(self.year, 12, 31)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        told = (self.settled, self.walks, self.steps.done, self.steps.dropped, self.steps.waiting)
        return self.after is None and not any(told) and self.readings == 0


def year_of(*, for_: Actor, agency: UUID, year: int) -> Year:
    """A year of the agency, by calendar days in UTC. The number of queries is always the same.

    Raises:
        NotThere: not the actor's agency, or a year before 2020 or after this one.
        Denied: the actor belongs there but lacks the role.
    """
    require(access.READ_AGENCY, for_, agency)
    today = clock.today()
    if not FIRST_YEAR <= year <= today.year:
        raise NotThere
    first, until = dt.date(year, 1, 1), min(dt.date(year, 12, 31), today)
    told = standings_over_time(for_=for_, agency=agency)
    before, after = _compared(told, first, until)
    with scope(SYSTEM):
        settled = _settled(agency, first, until)
        sites, walked, walks = _walks(agency, first, until)
        packs = _packs(agency, first, until)
        steps = _steps(agency, first, until)
    told_packs = _told(packs)
    return Year(
        year=year,
        until=until,
        before=before.assessment.opened_at.date() if before else None,
        after=after.assessment.opened_at.date() if after else None,
        domains=_domains(before, after),
        change=change(before.results, after.results) if before and after and before is not after else None,
        settled=settled[0],
        shown=settled[1],
        sites=sites,
        walked=walked,
        walks=walks,
        packs=tuple(
            PackYear(
                one.key,
                {language: each.title for language, each in one.editions.items()},
                told_packs.get(one.key),
            )
            for one in shipped_packs()
            if packs[one.key]
        ),
        readings=told_packs.get(_TOTAL),
        steps=steps,
    )


def _compared(told: tuple[Stood, ...], first: dt.date, until: dt.date) -> tuple[Stood | None, Stood | None]:
    """The last assessment before the year (or else its first), and its last."""
    days = [(one.assessment.opened_at.date(), one) for one in told]
    within = [one for on, one in days if first <= on <= until]
    earlier = [one for on, one in days if on < first]
    if not within:
        return (earlier[-1], earlier[-1]) if earlier else (None, None)
    return (earlier[-1] if earlier else within[0]), within[-1]


def _domains(before: Stood | None, after: Stood | None) -> tuple[DomainYear, ...]:
    if before is None or after is None:
        return ()
    return tuple(
        DomainYear(
            one.key,
            before.results.by_domain.get(one.key, Tally()),
            after.results.by_domain.get(one.key, Tally()),
        )
        for one in question_set().domains
        if one.key in after.results.by_domain
    )


def _settled(agency: UUID, first: dt.date, until: dt.date) -> tuple[int, int]:
    rows = Standing.objects.filter(
        assessment__organisation=agency, settled_at__date__range=(first, until)
    )  # by way of its assessments, which have an index by agency
    found = rows.aggregate(all=Rows("pk", distinct=True), shown=Rows("evidence__standing", distinct=True))
    return found["all"], found["shown"]


def _walks(agency: UUID, first: dt.date, until: dt.date) -> tuple[int, int, int]:
    stood_open = Q(closed_at__isnull=True) | Q(closed_at__date__gt=until)
    rows = Site.objects.filter(stood_open, organisation=agency, added_at__date__lte=until)
    open_sites = set(rows.values_list("pk", flat=True))
    walks = Walk.objects.filter(site__organisation=agency, walked_on__range=(first, until))
    walked = Counter(walks.values_list("site_id", flat=True))
    return len(open_sites), len(open_sites & set(walked)), sum(walked.values())


def _packs(agency: UUID, first: dt.date, until: dt.date) -> Counter[str]:
    rows = PackReading.objects.filter(organisation=agency, read_at__date__range=(first, until))
    return Counter(dict(rows.values("pack").annotate(number=Rows("pk")).values_list("pack", "number")))


def _steps(agency: UUID, first: dt.date, until: dt.date) -> Steps:
    """By what was told last until the year's end; an action of which nothing was told is planned."""
    rows = Action.objects.filter(
        organisation=agency, removed_at__isnull=True, goal__removed_at__isnull=True
    ).exclude(goal__strategy__state="draft")
    due = dict(rows.filter(goal__strategy__starts_on__lte=until).values_list("pk", "due_on"))
    told = Progress.objects.filter(action__in=due, told_at__date__lte=until).order_by("told_at", "pk")
    last = {row[0]: row[1:] for row in told.values_list("action", "state", "told_at__date")}
    ended = {ActionState.DONE: 0, ActionState.DROPPED: 0}
    late = waiting = 0
    for action, day in due.items():
        state, on = last.get(action, (ActionState.PLANNED, first))
        if state in ended:
            ended[ActionState(state)] += on >= first
        else:
            waiting += 1
            late += day < until
    return Steps(ended[ActionState.DONE], ended[ActionState.DROPPED], late, waiting)


def _told(packs: Mapping[str, int]) -> Mapping[str, int]:
    counts = (
        *(Count(key, number) for key, number in sorted(packs.items())),
        Count(_TOTAL, sum(packs.values()), _TOTAL_WEIGHT),
    )
    return plan(Problem(counts, (Sum(_TOTAL, tuple(sorted(packs))),) if packs else ())).shown
