"""Loads programmes, their speakers, applications and plans."""

import datetime as dt
from collections.abc import Iterable, Mapping
from uuid import UUID

from shelterbelt.demonstration.cast import Applicant, speaker_rows
from shelterbelt.demonstration.timeline import Dated, let_it_be
from shelterbelt.ground import audit
from shelterbelt.ground.access.queries import actor_of, bearer_of
from shelterbelt.ground.access.roles import ANONYMOUS, SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import digest_token
from shelterbelt.learn.choices import ApplicationState, CohortState, PlanState, SeatState
from shelterbelt.learn.engine.planning import Asked, plan_programme
from shelterbelt.learn.models import Application, Cohort, Plan, Seat, Speaker
from shelterbelt.learn.queries.cohorts import cohort_at_desk
from shelterbelt.learn.queries.planning import lived_experience_goal, planning_problem
from shelterbelt.learn.services.applications import (
    save_application,
    start_application,
    submit_application,
    withdraw_application,
)
from shelterbelt.learn.services.cohorts import copy_cohort, create_cohort, open_cohort
from shelterbelt.learn.services.feeds import answer_seat
from shelterbelt.learn.services.plans import keep_plan, publish_plan

_HALF_A_YEAR = dt.timedelta(weeks=26)
_ANSWERS = (
    SeatState.CONFIRMED,
    SeatState.CONFIRMED,
    SeatState.PROPOSED,
    SeatState.CONFIRMED,
    SeatState.PROPOSED,
)
_DECLINES_AT = 7
_DRAFT_FIELDS = ("name", "email", "country", "zone", "mode", "sectors")


def load_cohort(*, by: Actor, organisation: UUID, definition: Dated) -> UUID:
    """A cohort that takes applications."""
    with scope(by):
        found = Cohort.objects.filter(programme__slug=definition.programme, state=CohortState.OPEN).first()
        if found is not None:
            return found.pk
        made = (
            Cohort.objects.filter(programme__slug=definition.programme).values_list("pk", flat=True).first()
        )
        cohort = made or create_cohort(by=by, organisation=organisation, text=definition.text)
        open_cohort(by=by, cohort=cohort)
        return cohort


def load_next_cohort(*, by: Actor, cohort: UUID, first_week: dt.date) -> None:
    """The next intake, half a year later, as a draft."""
    monday = first_week + _HALF_A_YEAR
    slug = f"{monday:%Y-%m}"
    with scope(by):
        programme = Cohort.objects.values_list("programme", flat=True).get(pk=cohort)
        if not Cohort.objects.filter(programme=programme, slug=slug).exists():
            copy_cohort(by=by, cohort=cohort, first_week=monday, slug=slug)


def load_cohort_speakers(
    *, by: Actor, cohort: UUID, people: Mapping[str, UUID], moved: dt.timedelta, every: int = 1
) -> None:
    """The sample's speakers for a cohort, in one statement; days on which they cannot come move with the cohort.

    Args:
        by: the lead.
        cohort: whose speakers.
        people: professionals by the sample's reference.
        moved: by how much the cohort was moved.
        every: takes each n-th of the sample only.
    """
    organisation = Cohort.objects.values_list("programme__organisation", flat=True).get(pk=cohort)
    with (
        scope(by),
        audit.act("learn.speaker.load", by=by, about=("cohort", cohort), organisation=organisation) as event,
    ):
        there = set(Speaker.objects.filter(cohort=cohort).values_list("professional_id", flat=True))
        new = [
            Speaker(
                cohort_id=cohort,
                professional_id=people[row.reference],
                fee_minor=row.fee_minor,
                max_appearances=row.max_appearances,
                unavailable=sorted(day + moved for day in row.unavailable),
            )
            for row in speaker_rows()[::every]
            if people[row.reference] not in there
        ]
        Speaker.objects.bulk_create(new)
        event.note(added=len(new))


def load_application(*, cohort: UUID, applicant: Applicant) -> str:
    """One application at its moment, begun by somebody unknown and continued by whoever holds its link.

    Returns:
        The secret of its link.
    """
    let_it_be(applicant.moment)
    started = start_application(by=ANONYMOUS, cohort=cohort, language=applicant.language)
    bearer = bearer_of(digest_token(started.token))
    with scope(bearer):
        if applicant.fate == "draft":
            answers = {field: applicant.answers[field] for field in _DRAFT_FIELDS}
            save_application(by=bearer, answers=answers)
        else:
            submit_application(by=bearer, answers=applicant.answers)
    return started.token


def applications_there(cohort: UUID) -> set[str]:
    """Addresses of those whose application is loaded already."""
    with scope(SYSTEM):
        return set(Application.objects.filter(cohort=cohort).values_list("email", flat=True))


def withdraw_applications(*, cohort: UUID, applicants: Iterable[Applicant]) -> None:
    """Those who changed their mind take their applications back."""
    addresses = [applicant.email for applicant in applicants if applicant.fate == "withdrawn"]
    with scope(SYSTEM):
        rows = Application.objects.filter(
            cohort=cohort, email__in=addresses, state=ApplicationState.SUBMITTED
        )
        digests = list(rows.order_by("submitted_at").values_list("token_digest", flat=True))
    for digest in digests:
        bearer = bearer_of(digest)
        with scope(bearer):
            withdraw_application(by=bearer)


def load_plan(*, by: Actor, cohort: UUID) -> None:
    """Plan the cohort in the programme's own frame, and publish."""
    with scope(by):
        if Plan.objects.filter(cohort=cohort, state=PlanState.PUBLISHED).exists():
            return
        view = cohort_at_desk(for_=by, cohort=cohort)
        problem = planning_problem(for_=by, view=view, asked=Asked())
        plan = plan_programme(problem, lived_experience=lived_experience_goal(for_=by, view=view))
    with scope(by):
        publish_plan(by=by, plan=keep_plan(by=by, cohort=cohort, plan=plan))


def answer_seats(*, cohort: UUID) -> None:
    """Most panellists have answered: many said yes, one said no, some have not opened their mail yet."""
    rows = Seat.objects.filter(meeting__cohort=cohort, state=SeatState.PROPOSED)
    asked = list(
        rows.order_by("meeting__starts_at", "speaker_id").values_list(
            "pk", "speaker__professional__account_id"
        )
    )
    for place, (seat, account) in enumerate(asked):
        answer = SeatState.DECLINED if place == _DECLINES_AT else _ANSWERS[place % len(_ANSWERS)]
        if answer is not SeatState.PROPOSED:
            actor = actor_of(account)
            with scope(actor):
                answer_seat(by=actor, seat=seat, state=answer)


def seated_accounts(*, cohort: UUID) -> tuple[UUID, ...]:
    """Accounts of those who sit on the cohort's panels, those who said yes most often first."""
    rows = Seat.objects.filter(meeting__cohort=cohort).values_list(
        "state", "speaker__professional__account_id"
    )
    yes: dict[UUID, int] = {}
    for state, account in rows:
        yes[account] = yes.get(account, 0) + (state == SeatState.CONFIRMED)
    return tuple(sorted(yes, key=lambda account: (-yes[account], str(account))))
