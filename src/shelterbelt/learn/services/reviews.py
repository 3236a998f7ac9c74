"""Blind review: readers are asked, step aside, give points; a third reads where the first ones disagree."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shelterbelt.ground import audit, clock, jobs
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import seal_field
from shelterbelt.learn import access
from shelterbelt.learn.choices import ApplicationState, Conflict, ReviewState
from shelterbelt.learn.engine.definition.admission import ReviewRules
from shelterbelt.learn.models import Application, Cohort, Review, ReviewScore
from shelterbelt.learn.queries.reading_conflicts import meetings_barred
from shelterbelt.learn.queries.reading_plans import Planned, is_in_dispute, readings_planned, to_be_read
from shelterbelt.learn.queries.reviews import READ, THIRD, rules_of
from shelterbelt.learn.services.blinding import copy_blind
from shelterbelt.learn.services.errors import ChangedMeanwhile, Incomplete, NotInThisState

LONGEST_REMARK = 2_000


class NoRubric(Exception):
    """The definition of the cohort names no criteria by which applications are read."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an assignment did: readings asked, conflicts newly recorded, readings for which nobody is left."""

    asked: int
    conflicts: int
    missing: int


def assign_reviews(*, by: Actor, cohort: UUID, seen: str = "") -> Asked:
    """Ask readers for every application that was sent and has too few; those who must not read are recorded.

    Args:
        by: the actor.
        cohort: whose applications.
        seen: the digest of the preview that was confirmed; empty to give out whatever is right now.

    Raises:
        ChangedMeanwhile: another plan than the one that was seen would be right now; nobody was asked.
        NoRubric: the definition names no criteria.
        NotThere: the cohort is none of the actor's organisations'.
        Denied: the actor does not lead the programme.
    """
    found = Cohort.objects.select_related("programme").filter(pk=cohort).first()
    if found is None:
        raise NotThere
    organisation = found.programme.organisation_id
    require(access.ASSIGN_REVIEWS, by, organisation)
    if rules_of(found) is None:
        raise NoRubric
    with (
        audit.act("learn.review.assign", by=by, about=("cohort", cohort), organisation=organisation) as event,
        scope(SYSTEM),
    ):
        Cohort.objects.select_for_update().get(pk=cohort)
        done = _ask(found, organisation, to_be_read(cohort), seen)
        event.note(asked=done.asked, conflicts=done.conflicts, missing=done.missing)
    return done


def step_aside(*, by: Actor, review: UUID) -> None:
    """A reader says that they should not read this; it is recorded, and another is asked.

    Raises:
        NotInThisState: the reading was given already.
        NotThere: it is not the actor's.
    """
    row = _own(by, review)
    with (
        audit.act(
            "learn.review.step_aside", by=by, about=("review", review), organisation=row.organisation
        ) as event,
        scope(SYSTEM),
    ):
        row = Review.objects.select_for_update().get(pk=review)
        if row.state == ReviewState.STEPPED_ASIDE:
            return
        if row.state != ReviewState.ASKED:
            raise NotInThisState(row.state)
        row.state, row.conflict, row.place = ReviewState.STEPPED_ASIDE, Conflict.DECLARED, None
        row.save(update_fields=["state", "conflict", "place"])
        application = Application.objects.get(pk=row.application_id)
        if application.state == ApplicationState.SUBMITTED:
            cohort = Cohort.objects.select_related("programme").get(pk=row.cohort_id)
            event.note(asked=_ask(cohort, row.organisation, [application]).asked)


def give_review(*, by: Actor, review: UUID, points: Mapping[str, int], remark: str = "") -> None:
    """Give the points of one reading. What was given stays; where readings disagree, one more reader is asked.

    Args:
        by: the reader.
        review: which reading.
        points: 0 to the rubric's most, for every criterion.
        remark: for the people who decide; sealed under the applicant's key.

    Raises:
        Incomplete: a criterion lacks points, or they are more than can be given, or the remark is too long.
        NotInThisState: it was given already, or the reader stepped aside.
        NotThere: it is not the actor's, or the application was taken back.
    """
    row = _own(by, review)
    rules = rules_of(row.cohort)
    if rules is None:
        raise NotThere
    text = remark.replace("\r\n", "\n").replace("\x00", "").strip()
    _refuse(rules, points, text)
    with (
        audit.act("learn.review.give", by=by, about=("review", review), organisation=row.organisation),
        scope(SYSTEM),
    ):
        row = Review.objects.select_for_update(of=("self",)).select_related("application").get(pk=review)
        if row.application.state == ApplicationState.WITHDRAWN or _is_kept_apart(by, row.application):
            raise NotThere
        if row.state != ReviewState.ASKED:
            raise NotInThisState(row.state)
        row.state, row.given_at = ReviewState.GIVEN, clock.now()
        if text:
            seal_field(row, "remark", text, person=row.application.person, agency=row.organisation)
        row.save()
        ReviewScore.objects.bulk_create(
            ReviewScore(review=row, criterion=criterion.key, points=points[criterion.key])
            for criterion in rules.criteria
        )
        known = Review.objects.filter(application=row.application).prefetch_related("scores")
        if row.application.state == ApplicationState.SUBMITTED and is_in_dispute(known, rules):
            cohort = Cohort.objects.select_related("programme").get(pk=row.cohort_id)
            _ask(cohort, row.organisation, [row.application])


def _own(by: Actor, review: UUID) -> Review:
    require(access.REVIEW, by)
    found = access.REVIEW.narrow(Review.objects.select_related("cohort"), by).filter(pk=review).first()
    if found is None:
        raise NotThere
    return found


def _is_kept_apart(reader: Actor, application: Application) -> bool:
    """Whether the reader must not meet the applicant. People may be kept apart after a reading was given out."""
    return bool(
        meetings_barred(for_=SYSTEM, applications=[application], readers=filter(None, [reader.account]))
    )


def _refuse(rules: ReviewRules, points: Mapping[str, int], remark: str) -> None:
    wrong = {
        criterion.key: _("Please choose from 0 to %(most)d points.") % {"most": rules.points}
        for criterion in rules.criteria
        if not isinstance(points.get(criterion.key), int) or not 0 <= points[criterion.key] <= rules.points
    }
    if len(remark) > LONGEST_REMARK:
        wrong["remark"] = _("Please shorten this to %(most)d characters.") % {"most": LONGEST_REMARK}
    if wrong:
        raise Incomplete(wrong)


def _ask(cohort: Cohort, organisation: UUID, applications: list[Application], seen: str = "") -> Asked:
    """Ask readers for these applications, as the system: readers' conflicts need facts that leads do not see."""
    if rules_of(cohort) is None or not applications:
        return Asked(0, 0, 0)
    planned = readings_planned(for_=SYSTEM, cohort=cohort, applications=applications)
    if seen and seen != planned.digest:
        raise ChangedMeanwhile
    copy_blind(cohort, applications)
    blocked = [
        Review(
            application_id=UUID(one.subject),
            cohort=cohort,
            organisation=organisation,
            account_id=UUID(one.reader),
            state=ReviewState.BLOCKED,
            conflict=Conflict(one.bar.value),
        )
        for one in planned.blocks
    ]
    asked = list(_asked(planned, cohort, organisation))
    Review.objects.bulk_create([*blocked, *asked])
    accounts = sorted({UUID(str(row.account_id)) for row in asked})
    # One date for all that waits with a reader: nobody tells from it which application came later.
    waiting = Review.objects.filter(cohort=cohort, account__in=accounts, state=ReviewState.ASKED)
    waiting.update(due_on=planned.due_on)
    for account in accounts:
        jobs.enqueue("learn.tell_reviewer", account=str(account))
    return Asked(len(asked), len(blocked), sum(one.missing for one in planned.plan.short))


def _asked(planned: Planned, cohort: Cohort, organisation: UUID) -> Iterator[Review]:
    """A row for each reading of the plan, on the first place of its application that is free."""
    taken = {
        one.pk: {row.place for row in planned.known[one.pk] if row.state in READ}
        for one in planned.applications
    }
    for subject, reader in planned.plan.pairs:
        places = taken[UUID(subject)]
        place = next(number for number in range(1, THIRD + 1) if number not in places)
        places.add(place)
        yield Review(
            application_id=UUID(subject),
            cohort=cohort,
            organisation=organisation,
            account_id=UUID(reader),
            place=place,
            due_on=planned.due_on,
        )
