"""Reads of blind review: a reader's own readings, and what leads see of all of them.

Nothing here gives a reader a name, an address, an agency or a date of the applicant: readers are shown blind copies,
and never the table of applications.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from shelterbelt.ground import audit, clock
from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.permissions import Denied, NotThere, require
from shelterbelt.ground.access.queries import actor_of, addresses_within
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import read_field
from shelterbelt.learn import access
from shelterbelt.learn.choices import ApplicationState, ReviewState
from shelterbelt.learn.engine.definition.admission import ReviewRules
from shelterbelt.learn.engine.review import Given, calibrate, is_disputed
from shelterbelt.learn.engine.review.plan import CalibratedScore, Calibration
from shelterbelt.learn.models import Application, BlindCopy, Cohort, Review, ReviewScore
from shelterbelt.learn.queries.cohorts import cohort_at_desk, definition_of
from shelterbelt.learn.queries.reading_conflicts import meetings_barred
from shelterbelt.people.models import Professional
from shelterbelt.people.queries import chosen_names
from shelterbelt.people.queries.held_texts import is_held

LISTED = 50
THIRD = 3
_REMIND_BEFORE = timedelta(days=2)
READ = (ReviewState.ASKED, ReviewState.GIVEN)
GONE = (ApplicationState.WITHDRAWN, ApplicationState.DRAFT)


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """One reading in the reader's list."""

    id: UUID
    code: str
    cohort: Cohort
    state: ReviewState
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader sees of an application. `words` is empty while the text is held."""

    line: ReadingLine
    application: UUID
    rules: ReviewRules
    region: str
    income_group: str
    sectors: tuple[str, ...]
    words: str
    is_held: bool
    points: Mapping[str, int]
    remark: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A reader's address and how many readings wait for them."""

    email: str
    count: int


@dataclass(frozen=True, slots=True)
class Calibrated:
    """The score of an application: percent without its readers' severity, how many read it, whether that is enough."""

    score_percent: Decimal
    readers: int
    is_settled: bool


def rules_of(cohort: Cohort) -> ReviewRules | None:
    """The rubric of a cohort's definition; None where it names no criteria."""
    rules = definition_of(cohort.definition).review
    return rules if rules and rules.criteria else None


def own_readings(*, for_: Actor) -> tuple[ReadingLine, ...]:
    """What the actor was asked to read, what waits first, the soonest due first."""
    require(access.REVIEW, for_)
    rows = list(_own(for_).order_by("state", "due_on", "pk")[: 2 * LISTED])
    return tuple(_lines(rows, for_))


def own_reading(*, for_: Actor, review: UUID) -> Reading:
    """One reading; that it was opened is recorded.

    Raises:
        NotThere: it is not the actor's, they stepped aside, or the applicant took the application back.
    """
    require(access.REVIEW, for_)
    row = _own(for_).filter(pk=review).first()
    lines = list(_lines([row], for_)) if row else []
    copy = BlindCopy.objects.filter(application=row.application_id).first() if row else None
    rules = rules_of(row.cohort) if row else None
    if row is None or not lines or copy is None or rules is None:
        raise NotThere
    audit.record_view(by=for_, about=("review", row.pk), purpose="review", organisation=row.organisation)
    hidden = is_held("application.motivation", row.application_id)
    return Reading(
        lines[0],
        row.application_id,
        rules,
        copy.region,
        copy.income_group,
        tuple(copy.sectors),
        "" if hidden else _opened(copy, "motivation", copy.person, row.organisation),
        hidden,
        dict(ReviewScore.objects.filter(review=row).values_list("criterion", "points")),
        _opened(row, "remark", copy.person, row.organisation),
    )


def scores_of(*, for_: Actor, cohort: UUID) -> dict[UUID, Calibrated]:
    """The scores of a cohort's applications, by application.

    Raises:
        NotThere: the cohort is none of the actor's organisations'.
    """
    view = cohort_at_desk(for_=for_, cohort=cohort, permission=access.READ_REVIEWS)
    rules = rules_of(view.cohort)
    if rules is None:
        return {}
    return {
        UUID(one.subject): Calibrated(one.percent, one.readers, is_enough(one, rules))
        for one in calibrated(cohort).scores
    }


def calibrated(cohort: UUID) -> Calibration:
    """Scores and readers' effects of a cohort, from every reading given; read as the system, told as numbers."""
    with transaction.atomic(), scope(SYSTEM):
        row = Cohort.objects.get(pk=cohort)
        rules = rules_of(row)
        given = in_review(cohort).filter(state=ReviewState.GIVEN).prefetch_related("scores")
        if rules is None:
            return Calibration((), ())
        return calibrate(
            [
                Given(str(one.account_id), str(one.application_id), percent_of(rules, points_of(one)))
                for one in given.order_by("pk")
            ]
        )


def in_review(cohort: UUID) -> QuerySet[Review]:
    """Readings of applications that are still in the review, in whatever state."""
    return Review.objects.filter(cohort=cohort).exclude(application__state__in=GONE)


def reviewable(cohort: UUID) -> QuerySet[Application]:
    """Applications that are still in the review."""
    return Application.objects.filter(cohort=cohort).exclude(state__in=GONE)


def is_enough(score: CalibratedScore, rules: ReviewRules) -> bool:
    """Whether an application was read by as many as it needs, a third included where the first ones disagree."""
    wide = is_disputed([0.0, float(score.spread)], limit_percent=rules.disagreement_percent)
    return score.readers >= rules.readers + int(wide and rules.readers < THIRD)


def points_of(review: Review) -> dict[str, int]:
    """The points of one reading by criterion."""
    return {score.criterion: score.points for score in review.scores.all()}


def percent_of(rules: ReviewRules, points: Mapping[str, int]) -> float:
    """The weighted points as percent of the most that can be given; a criterion without points counts as 0."""
    most = sum(criterion.weight for criterion in rules.criteria) * rules.points
    got = sum(criterion.weight * points.get(criterion.key, 0) for criterion in rules.criteria)
    return min(100.0, 100 * got / most) if most else 0.0


def reader_names(accounts: set[UUID], organisation: UUID) -> dict[UUID, str]:
    """What leads call their readers: the chosen name, else the log-in address."""
    people = dict(Professional.objects.filter(account__in=accounts).values_list("pk", "account_id"))
    named = chosen_names(people)
    by_account = {account: named.get(person, "") for person, account in people.items() if account}
    addresses = addresses_within((organisation,), accounts=accounts)
    return {account: by_account.get(account) or addresses.get(account, "") for account in accounts}


def _own(actor: Actor) -> QuerySet[Review]:
    rows = Review.objects.select_related("cohort__programme").filter(state__in=READ)
    return access.REVIEW.narrow(rows, actor)


def _lines(rows: list[Review], reader: Actor) -> list[ReadingLine]:
    """Readings whose application is still in the review, and whose writer the reader is not kept apart from.

    Readers can see neither for themselves.
    """
    ids = [row.application_id for row in rows]
    with transaction.atomic(), scope(SYSTEM):
        told = list(Application.objects.filter(pk__in=ids).exclude(state__in=GONE))
        codes = dict(BlindCopy.objects.filter(application__in=ids).values_list("pk", "code"))
        away = meetings_barred(for_=SYSTEM, applications=told, readers=filter(None, [reader.account]))
    hidden = {application for application, _account in away}
    open_ones = {one.pk for one in told} - hidden
    return [
        ReadingLine(row.pk, codes[row.application_id], row.cohort, ReviewState(row.state), row.due_on)
        for row in rows
        if row.application_id in codes and row.application_id in open_ones
    ]


def _opened(row: BlindCopy | Review, field: str, person: UUID, organisation: UUID) -> str:
    return (
        read_field(row, field, person=person, agency=organisation) if getattr(row, field) is not None else ""
    )


def readings_waiting(*, for_: Actor, account: UUID) -> Waiting | None:
    """What waits for a reader, for the mail that says so; None if nothing does or they read no more.

    Raises:
        Denied: anyone but the system.
    """
    if for_ is not SYSTEM:
        raise Denied("learn.review.remind")
    reader = actor_of(account)
    with transaction.atomic(), scope(SYSTEM):
        if not access.REVIEW.allows(reader):
            return None
        lines = [line for line in _lines(list(_own(reader)), reader) if line.state == ReviewState.ASKED]
        email = Account.objects.filter(pk=account, is_active=True).values_list("email", flat=True).first()
    return Waiting(email, len(lines)) if email and lines else None


def reviewers_to_remind(*, for_: Actor) -> tuple[UUID, ...]:
    """Accounts whose readings are due within two days or overdue.

    Raises:
        Denied: anyone but the system.
    """
    if for_ is not SYSTEM:
        raise Denied("learn.review.remind")
    with transaction.atomic(), scope(SYSTEM):
        rows = Review.objects.filter(state=ReviewState.ASKED, due_on__lte=clock.today() + _REMIND_BEFORE)
        rows = rows.exclude(application__state=ApplicationState.WITHDRAWN)
        return tuple(rows.order_by("account").distinct("account").values_list("account", flat=True))
