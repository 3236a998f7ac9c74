"""Who would be asked to read what: the same for the preview that writes nothing and for the service that asks."""

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.permissions import Denied
from shelterbelt.ground.access.queries import accounts_with
from shelterbelt.ground.access.roles import SYSTEM, Actor, Role
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn import access
from shelterbelt.learn.choices import ApplicationState, ReviewState
from shelterbelt.learn.engine.definition.admission import ReviewRules
from shelterbelt.learn.engine.review import AssignmentProblem, assign, is_disputed
from shelterbelt.learn.engine.review.plan import Assignment, Block, Likeness, Why
from shelterbelt.learn.engine.review.problem import Bar, Reader, Subject
from shelterbelt.learn.models import Application, Cohort, Review
from shelterbelt.learn.queries.blind_codes import codes_of
from shelterbelt.learn.queries.cohorts import cohort_at_desk
from shelterbelt.learn.queries.reading_conflicts import Meeting, meetings_barred
from shelterbelt.learn.queries.reviews import READ, THIRD, percent_of, points_of, reader_names, rules_of
from shelterbelt.people.models import Professional

Known = Mapping[UUID, list[Review]]


@dataclass(frozen=True, slots=True)
class Planned:
    """Readers for some applications, with what was known of them. `blocks` are those that are written down."""

    applications: tuple[Application, ...]
    known: Known
    readers: tuple[UUID, ...]
    plan: Assignment
    due_on: dt.date

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Conflicts found now. That people are kept apart is written nowhere that a lead can read."""
        there = {
            (str(row.application_id), str(row.account_id)) for rows in self.known.values() for row in rows
        }
        return tuple(
            one
            for one in self.plan.blocks
            if one.bar is not Bar.KEPT_APART and (one.subject, one.reader) not in there
        )

    @property
    def digest(self) -> str:
        """SHA-256 of who would read what, so that nobody confirms another plan than they saw."""
        told = "\n".join(f"{subject} {reader}" for subject, reader in sorted(self.plan.pairs))
        return hashlib.sha256(f"{told}\n{self.due_on}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Share:
    """A reader, how many readings they have in this cohort, and how many more they would get."""

    name: str
    has: int
    gets: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What giving out would do. `lacking` are codes of applications and for how many readings nobody is left.

    `alike` counts applications whose readers share an organisation or a sector, and of how many that is because
    nobody else may read them.
    """

    rules: ReviewRules | None
    applications: int
    readings: int
    shares: tuple[Share, ...]
    conflicts: int
    lacking: tuple[tuple[str, int], ...]
    alike: Mapping[Likeness, tuple[int, int]]
    due_on: dt.date
    digest: str


def reading_preview(*, for_: Actor, cohort: UUID) -> Preview:
    """What giving out the readings of a cohort would do now; nothing is written.

    Raises:
        NotThere: the cohort is none of the actor's organisations'.
        Denied: the actor does not lead the programme.
    """
    view = cohort_at_desk(for_=for_, cohort=cohort, permission=access.ASSIGN_REVIEWS)
    organisation = view.cohort.programme.organisation_id
    with transaction.atomic(), scope(SYSTEM):
        rows = to_be_read(cohort)
        planned = readings_planned(for_=SYSTEM, cohort=view.cohort, applications=rows)
        codes = codes_of(cohort, [UUID(one.subject) for one in planned.plan.short])
        has = _loads(view.cohort)
    names = reader_names(set(planned.readers), organisation)
    gets = Counter(reader for _subject, reader in planned.plan.pairs)
    return Preview(
        rules_of(view.cohort),
        len({subject for subject, _reader in planned.plan.pairs}),
        len(planned.plan.pairs),
        tuple(
            Share(name, has[account], gets[str(account)])
            for account, name in sorted(names.items(), key=lambda one: (one[1].casefold(), str(one[0])))
        ),
        len(planned.blocks),
        tuple(sorted((codes[UUID(one.subject)], one.missing) for one in planned.plan.short)),
        {likeness: _alike(planned.plan, likeness) for likeness in Likeness},
        planned.due_on,
        planned.digest,
    )


def to_be_read(cohort: UUID) -> list[Application]:
    """Applications of a cohort that were sent and are not decided. Within the system's scope."""
    rows = Application.objects.filter(cohort=cohort, state=ApplicationState.SUBMITTED)
    return list(rows.order_by("submitted_at", "pk"))


def readings_planned(*, for_: Actor, cohort: Cohort, applications: Iterable[Application]) -> Planned:
    """Who would be asked to read these applications, as the system: conflicts need facts that leads do not see.

    Raises:
        Denied: anyone but the system.
    """
    if for_ is not SYSTEM:
        raise Denied("learn.review.plan")
    rows, rules = tuple(applications), rules_of(cohort)
    known: dict[UUID, list[Review]] = defaultdict(list)
    for row in Review.objects.filter(application__in=rows).prefetch_related("scores"):
        known[row.application_id].append(row)
    bench = _Bench(cohort)
    barred = meetings_barred(for_=SYSTEM, applications=rows, readers=bench.accounts)
    subjects = tuple(_subject(one, known[one.pk], rules, bench, barred) for one in rows) if rules else ()
    plan = assign(AssignmentProblem(bench.readers, subjects))
    return Planned(rows, known, bench.accounts, plan, due_date(cohort, rules.days if rules else 0))


def due_date(cohort: Cohort, days: int) -> dt.date:
    """By when readings that are given out now are due.

    Before applications close all are due on one day, so that the date tells nobody when an application came.
    """
    return max(clock.today(), cohort.apply_closes_at.date()) + dt.timedelta(days=days)


def is_in_dispute(known: Iterable[Review], rules: ReviewRules) -> bool:
    """Whether the first readers all gave, and lie too far apart. The rows come with their scores."""
    percents = [percent_of(rules, points_of(one)) for one in known if one.state == ReviewState.GIVEN]
    return len(percents) == rules.readers and is_disputed(percents, limit_percent=rules.disagreement_percent)


def _alike(plan: Assignment, likeness: Likeness) -> tuple[int, int]:
    all_ = {one.subject for one in plan.alike if one.likeness is likeness}
    alone = {one.subject for one in plan.alike if one.likeness is likeness and one.why is Why.NOBODY_ELSE}
    return len(all_), len(alone)


def _loads(cohort: Cohort) -> Counter[UUID]:
    return Counter(Review.objects.filter(cohort=cohort, state__in=READ).values_list("account", flat=True))


class _Bench:
    """Who can read, and their addresses."""

    def __init__(self, cohort: Cohort) -> None:
        self.accounts = accounts_with(Role.REVIEWER, organisation=cohort.programme.organisation_id)
        addresses = dict(Account.objects.filter(pk__in=self.accounts).values_list("pk", "email"))
        self.by_address = {address.casefold(): account for account, address in addresses.items()}
        rows = Professional.objects.filter(account__in=self.accounts).select_related("organisation")
        people = {row.account_id: row for row in rows}
        loads = _loads(cohort)
        self.readers = tuple(
            _reader(account, addresses[account], people.get(account), loads[account])
            for account in self.accounts
        )

    def same(self, application: Application) -> set[UUID]:
        """Readers who wrote the application themselves."""
        found = {self.by_address.get(application.email.casefold()), application.account_id}
        return {account for account in found if account in self.accounts and account}


def _reader(account: UUID, address: str, person: Professional | None, load: int) -> Reader:
    body = person.organisation if person else None
    return Reader(
        str(account),
        (body.name,) if body else (),
        tuple(filter(None, [address.rpartition("@")[2], body.domain if body else ""])),
        load,
        tuple(person.sectors) if person else (),
    )


def _subject(
    row: Application, known: list[Review], rules: ReviewRules, bench: _Bench, away: frozenset[Meeting]
) -> Subject:
    reading = [one for one in known if one.state in READ]
    wanted = rules.readers + int(rules.readers < THIRD and is_in_dispute(known, rules))
    same = bench.same(row)
    kept = [account for account in bench.accounts if (row.pk, account) in away and account not in same]
    return Subject(
        str(row.pk),
        row.agency,
        row.email.rpartition("@")[2],
        max(0, wanted - len(reading)),
        tuple(str(one.account_id) for one in reading),
        (
            *((str(one.account_id), Bar(one.conflict)) for one in known if one.conflict),
            *((str(account), Bar.SAME_PERSON) for account in sorted(same)),
            *((str(account), Bar.KEPT_APART) for account in kept),
        ),
    )
