"""A programme's reach as numbers that betray nobody: how many applied, were offered a place, were admitted.

Keys of numbers are `scope|stage|kind|value`: the scope is `all` or a cohort's slug, the kind one of `KINDS`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef

from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import Actor
from shelterbelt.learn import access
from shelterbelt.learn.choices import ApplicationState
from shelterbelt.learn.models import Application, Cohort, Offer, Programme, ReportRelease
from shelterbelt.learn.queries.cohorts import definition_of
from shelterbelt.learn.queries.income_groups import fiscal_year, groups_of, year_in_use
from shelterbelt.people.choices import COUNTRIES, region_of
from shelterbelt.people.engine.safe_counts import Count, Problem, Sum

STAGES = ("applied", "offered", "admitted")
KINDS = ("total", "region", "country", "sector", "group", "mode")
ALL = "all"
_WEIGHTS = {"total": 40, "region": 8, "group": 6, "mode": 6, "sector": 2, "country": 1}
_NOT_COUNTED = (ApplicationState.DRAFT, ApplicationState.WITHDRAWN)
_WERE_OFFERED = (
    ApplicationState.OFFERED,
    ApplicationState.ADMITTED,
    ApplicationState.OFFER_DECLINED,
    ApplicationState.LAPSED,
    ApplicationState.DEFERRED,
)


@dataclass(frozen=True, slots=True)
class ReportView:
    """A programme with its cohorts and its latest release; None while there is none."""

    programme: Programme
    cohorts: tuple[Cohort, ...]
    release: ReportRelease | None


def report_at_desk(*, for_: Actor, programme: UUID) -> ReportView:
    """The latest release of a programme's numbers.

    Raises:
        NotThere: none of the actor's organisations'.
        Denied: the actor belongs there but does not lead.
    """
    found = _programme(for_, programme)
    releases = access.READ_REPORTS.narrow(ReportRelease.objects.filter(programme=found), for_)
    cohorts = tuple(found.cohorts.order_by("apply_closes_at", "pk"))
    return ReportView(found, cohorts, releases.order_by("-made_at").first())


def programmes_reported(*, for_: Actor) -> tuple[Programme, ...]:
    """The programmes of the organisations in which the actor leads, by title."""
    require(access.READ_REPORTS, for_)
    organisations = for_.organisations(*access.READ_REPORTS.roles)
    return tuple(Programme.objects.filter(organisation__in=organisations).order_by("slug"))


def counting_problem(*, for_: Actor, programme: UUID) -> Problem:
    """Every number of the programme, how they add up, and what was released before.

    Raises:
        NotThere, Denied: not the actor's to report.
    """
    found = _programme(for_, programme)
    cohorts = list(found.cohorts.order_by("apply_closes_at", "pk"))
    offers = Offer.objects.filter(application=OuterRef("pk"))
    rows = Application.objects.filter(cohort__in=cohorts, submitted_at__isnull=False)
    rows = access.READ_APPLICATIONS.narrow(rows.exclude(state__in=_NOT_COUNTED), for_)
    groups = {cohort.pk: _groups(cohort) for cohort in cohorts}
    numbers: Counter[tuple[str, str, str, str]] = Counter()
    scopes = {cohort.pk: (cohort.slug, ALL) if len(cohorts) > 1 else (ALL,) for cohort in cohorts}
    for row in rows.annotate(has_offer=Exists(offers)).iterator():
        is_offered = row.has_offer or row.state in _WERE_OFFERED
        stages = STAGES[: 1 + is_offered + (is_offered and row.state == ApplicationState.ADMITTED)]
        for scope in scopes[row.cohort_id]:
            for stage in stages:
                numbers.update(
                    (scope, stage, kind, value) for kind, value in _facts(row, groups[row.cohort_id])
                )
    earlier = [
        (key, number)
        for release in access.READ_REPORTS.narrow(ReportRelease.objects.filter(programme=found), for_)
        for key, number in release.cells.items()
        if number is not None
    ]
    names = [ALL, *(cohort.slug for cohort in cohorts if len(cohorts) > 1)]
    return _problem(numbers, names, groups, earlier)


def _programme(actor: Actor, programme: UUID) -> Programme:
    found = Programme.objects.select_related("organisation").filter(pk=programme).first()
    if found is None:
        raise NotThere
    require(access.READ_REPORTS, actor, found.organisation_id)
    return found


def _groups(cohort: Cohort) -> Mapping[str, str]:
    """The table by which the cohort's fees are set, whatever the year of the report."""
    definition = definition_of(cohort.definition)
    year = definition.fees.table_year if definition.fees else fiscal_year(definition.cohort.first_week)
    return groups_of(year_in_use(year))


def _facts(row: Application, groups: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield "total", ""
    yield "country", row.country
    yield "region", str(region_of(row.country))
    yield "group", groups.get(row.country, "")
    yield "mode", row.mode
    for sector in set(row.sectors):
        yield "sector", sector


def _problem(
    numbers: Mapping[tuple[str, str, str, str], int],
    scopes: list[str],
    groups: Mapping[UUID, Mapping[str, str]],
    earlier: Iterable[tuple[str, int]],
) -> Problem:
    known = sorted({(kind, value) for _scope, _stage, kind, value in numbers} | {("total", "")})
    table = _Table(numbers)
    for scope in scopes:
        shown = [one for one in known if one[0] != "country" or scope == ALL]
        for stage in STAGES:
            table.add_stage(scope, stage, shown)
            if scope == ALL:
                table.add_countries(stage, known, groups)
        for stage, later in (("applied", "offered"), ("offered", "admitted")):
            table.add_rest(scope, stage, later, shown)
    if len(scopes) > 1:
        table.add_cohorts(scopes[1:], [one for one in known if one[0] != "country"])
    return Problem(tuple(table.counts.values()), tuple(table.sums), earlier=tuple(earlier))


class _Table:
    """Counts and sums as they are put together."""

    def __init__(self, numbers: Mapping[tuple[str, str, str, str], int]) -> None:
        self.numbers = numbers
        self.counts: dict[str, Count] = {}
        self.sums: list[Sum] = []

    def add_stage(self, scope: str, stage: str, shown: list[tuple[str, str]]) -> None:
        """The tables of one stage: parts that make up the total, and sectors, of which people may name several."""
        for kind, value in shown:
            key = _key(scope, stage, kind, value)
            weight = _WEIGHTS[kind] * (2 if scope == ALL else 1)
            self.counts[key] = Count(key, self.numbers.get((scope, stage, kind, value), 0), weight)
        total = _key(scope, stage, "total", "")
        people = self.counts[total].count
        for kind in ("region", "group", "mode"):
            self.sums.append(Sum(total, _keys(scope, stage, kind, shown)))
        sectors = _keys(scope, stage, "sector", shown)
        named = sum(self.counts[key].count for key in sectors)
        both, more = f"{total}named", f"{total}more"
        self._rest(both, named)
        self._rest(more, named - people)
        self.sums += [Sum(both, sectors), Sum(both, (total, more))]
        for key in sectors:
            self._rest(f"{key}|other", people - self.counts[key].count)
            self.sums.append(Sum(total, (key, f"{key}|other")))

    def add_countries(
        self, stage: str, known: list[tuple[str, str]], groups: Mapping[UUID, Mapping[str, str]]
    ) -> None:
        """Everyone knows in which region a country lies, and where all cohorts use one table, its group."""
        countries = [value for kind, value in known if kind == "country"]
        for kind, value in known:
            if kind == "region":
                inside = [one for one in countries if one in COUNTRIES and str(region_of(one)) == value]
            elif kind == "group" and len({id(one) for one in groups.values()}) == 1:
                inside = [one for one in countries if next(iter(groups.values())).get(one, "") == value]
            else:
                continue
            parts = tuple(_key(ALL, stage, "country", one) for one in inside)
            self.sums.append(Sum(_key(ALL, stage, kind, value), parts))

    def add_rest(self, scope: str, stage: str, later: str, shown: list[tuple[str, str]]) -> None:
        """Those who reached a stage and not the next: a group of people that follows by subtraction."""
        for kind, value in shown:
            before, after = _key(scope, stage, kind, value), _key(scope, later, kind, value)
            rest = f"{before}|not {later}"
            count = self.counts[before].count - self.counts[after].count
            self.counts[rest] = Count(rest, count, is_shown=False)
            self.sums.append(Sum(before, (after, rest)))

    def add_cohorts(self, scopes: list[str], shown: list[tuple[str, str]]) -> None:
        """The cohorts make up the programme."""
        for stage in STAGES:
            for kind, value in shown:
                parts = tuple(_key(scope, stage, kind, value) for scope in scopes)
                self.sums.append(Sum(_key(ALL, stage, kind, value), parts))

    def _rest(self, key: str, count: int) -> None:
        self.counts[key] = Count(key, count, is_shown=False, is_about_people=False)


def _keys(scope: str, stage: str, kind: str, shown: list[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(_key(scope, stage, one, value) for one, value in shown if one == kind)


def _key(scope: str, stage: str, kind: str, value: str) -> str:
    return f"{scope}|{stage}|{kind}|{value}"
