"""Where the review of a cohort stands, as its staff see it: codes and readers, never applicants' names."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from shelterbelt.ground import clock
from shelterbelt.ground.access.queries import accounts_with
from shelterbelt.ground.access.roles import Actor, Role
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn import access
from shelterbelt.learn.choices import ApplicationState, Conflict, ReviewState
from shelterbelt.learn.engine.definition.admission import ReviewRules
from shelterbelt.learn.engine.review.plan import CalibratedScore, Calibration, ReaderEffect
from shelterbelt.learn.models import Review
from shelterbelt.learn.queries.blind_codes import codes_of
from shelterbelt.learn.queries.cohorts import cohort_at_desk
from shelterbelt.learn.queries.reviews import (
    LISTED,
    READ,
    calibrated,
    in_review,
    is_enough,
    reader_names,
    reviewable,
    rules_of,
)

PAGE_SIZE = 30
_TOLD = ("application", "account", "state", "place", "conflict", "due_on")


class Progress(StrEnum):
    """How far the reading of one application is. `disputed`: its first readers disagree, a third has not read yet."""

    UNREAD = "unread"
    PARTLY = "partly"
    DISPUTED = "disputed"
    ENOUGH = "enough"


_ORDER = (Progress.DISPUTED, Progress.UNREAD, Progress.PARTLY, Progress.ENOUGH)


@dataclass(frozen=True, slots=True)
class ProgressLine:
    """One application by its code: readings given of those it needs, readers who have not answered, nobody asked."""

    code: str
    progress: Progress
    given: int
    needed: int
    waits_for: tuple[str, ...]
    missing: int
    is_late: bool


@dataclass(frozen=True, slots=True)
class ProgressPage:
    """One page of applications by code, and how many there are of each progress. `wanted` None: all but the read."""

    wanted: Progress | None
    lines: tuple[ProgressLine, ...]
    counts: Mapping[Progress, int]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """Someone who does not read an application, and why, as leads see it."""

    code: str
    reader: str
    conflict: Conflict


@dataclass(frozen=True, slots=True)
class ReaderLine:
    """A reader as leads see them: readings asked and given, and how severe or lenient they are."""

    name: str
    asked: int
    given: int
    effect: ReaderEffect | None


@dataclass(frozen=True, slots=True)
class ReviewDesk:
    """Where the review of a cohort stands. Counts are of applications that are still in it."""

    rules: ReviewRules | None
    applications: int
    settled: int
    waiting_for: int
    disputed: int
    short: int
    readers: tuple[ReaderLine, ...]
    conflicts: tuple[ConflictLine, ...]
    conflicts_count: int
    progress: ProgressPage


def review_desk(*, for_: Actor, cohort: UUID, wanted: Progress | None = None, page: int = 1) -> ReviewDesk:
    """Where the review of a cohort stands, for its staff. As many questions for one application as for all.

    Args:
        for_: the actor.
        cohort: whose review.
        wanted: which applications are listed; None: all that are not read enough.
        page: of that list, from 1; the last one for numbers beyond.

    Raises:
        NotThere: the cohort is none of the actor's organisations'.
    """
    view = cohort_at_desk(for_=for_, cohort=cohort, permission=access.READ_REVIEWS)
    organisation = view.cohort.programme.organisation_id
    rules = rules_of(view.cohort)
    with transaction.atomic(), scope(for_):
        rows = list(in_review(cohort).order_by("asked_at", "pk").only(*_TOLD))
        states = dict(reviewable(cohort).values_list("pk", "state"))
        codes = codes_of(cohort, states)
    readers = accounts_with(Role.REVIEWER, organisation=organisation)
    names = reader_names({*readers, *(row.account_id for row in rows)}, organisation)
    told = calibrated(cohort) if rules else Calibration((), ())
    scores = {UUID(one.subject): one for one in told.scores}
    lines = _progress(rules, rows, states, codes=codes, names=names, scores=scores) if rules else []
    conflicts = [row for row in rows if row.conflict]
    return ReviewDesk(
        rules,
        len(states),
        sum(is_enough(one, rules) for one in told.scores) if rules else 0,
        sum(row.state == ReviewState.ASKED for row in rows),
        sum(row.place is not None and row.place > rules.readers for row in rows) if rules else 0,
        len(states) - len({row.application_id for row in rows if row.state in READ}),
        _reader_lines(rows, names, {effect.reader: effect for effect in told.effects}),
        tuple(
            ConflictLine(codes[row.application_id], names.get(row.account_id, ""), Conflict(row.conflict))
            for row in conflicts[:LISTED]
        ),
        len(conflicts),
        _page(lines, wanted, page),
    )


def _reader_lines(
    rows: list[Review], names: Mapping[UUID, str], effects: Mapping[str, ReaderEffect]
) -> tuple[ReaderLine, ...]:
    asked = Counter(row.account_id for row in rows if row.state in READ)
    given = Counter(row.account_id for row in rows if row.state == ReviewState.GIVEN)
    return tuple(
        ReaderLine(name, asked[account], given[account], effects.get(str(account)))
        for account, name in sorted(names.items(), key=lambda one: (one[1].casefold(), str(one[0])))
    )


def _progress(
    rules: ReviewRules,
    rows: list[Review],
    states: Mapping[UUID, str],
    *,
    codes: Mapping[UUID, str],
    names: Mapping[UUID, str],
    scores: Mapping[UUID, CalibratedScore],
) -> list[ProgressLine]:
    """Every application that still waits for a decision, or was read enough."""
    readings: dict[UUID, list[Review]] = defaultdict(list)
    for row in rows:
        if row.state in READ:
            readings[row.application_id].append(row)
    lines = []
    for application, state in states.items():
        score = scores.get(application)
        has_enough = score is not None and is_enough(score, rules)
        if state == ApplicationState.SUBMITTED or has_enough:
            lines.append(_line(codes[application], readings[application], rules, names, has_enough))
    return sorted(lines, key=lambda line: (_ORDER.index(line.progress), line.code))


def _line(
    code: str, readings: list[Review], rules: ReviewRules, names: Mapping[UUID, str], has_enough: bool
) -> ProgressLine:
    given = sum(row.state == ReviewState.GIVEN for row in readings)
    waiting = [row for row in readings if row.state == ReviewState.ASKED]
    if has_enough:
        progress = Progress.ENOUGH
    elif given >= rules.readers:
        progress = Progress.DISPUTED
    else:
        progress = Progress.PARTLY if given else Progress.UNREAD
    needed = max(rules.readers + int(progress is Progress.DISPUTED), len(readings))
    return ProgressLine(
        code,
        progress,
        given,
        needed,
        tuple(sorted(names.get(row.account_id, "") for row in waiting)),
        needed - len(readings),
        any(row.due_on is not None and row.due_on < clock.today() for row in waiting),
    )


def _page(lines: list[ProgressLine], wanted: Progress | None, page: int) -> ProgressPage:
    counts = Counter(line.progress for line in lines)
    fits = [
        line
        for line in lines
        if (line.progress is not Progress.ENOUGH if wanted is None else line.progress is wanted)
    ]
    pages = max(1, -(-len(fits) // PAGE_SIZE))
    page = min(max(1, page), pages)
    return ProgressPage(
        wanted,
        tuple(fits[PAGE_SIZE * (page - 1) : PAGE_SIZE * page]),
        {one: counts[one] for one in Progress},
        page,
        pages,
    )
