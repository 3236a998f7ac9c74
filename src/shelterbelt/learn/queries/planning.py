"""What a cohort's plan is computed from: its definition, those who applied, and those who could speak."""

import datetime as dt
from dataclasses import replace
from uuid import UUID

from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import require
from shelterbelt.ground.access.roles import Actor
from shelterbelt.learn import access
from shelterbelt.learn.choices import IN_THE_RUNNING, PlanState
from shelterbelt.learn.engine.definition import Definition
from shelterbelt.learn.engine.panels import Speaker as PossibleSpeaker
from shelterbelt.learn.engine.planning import (
    Asked,
    ProgrammePlan,
    ProgrammeProblem,
    Published,
    plan_programme,
)
from shelterbelt.learn.engine.planning.people import person_of
from shelterbelt.learn.engine.timetable.problem import Person, PublishedMeeting
from shelterbelt.learn.models import Application, Meeting, Plan, Seat, Speaker
from shelterbelt.learn.queries.cohorts import CohortView
from shelterbelt.people.choices import Use, region_of
from shelterbelt.people.queries import people_who_consented


def planning_problem(*, for_: Actor, view: CohortView, asked: Asked) -> ProgrammeProblem:
    """The question that a cohort's plan answers, from the applications sent so far.

    Raises:
        Denied, NotThere: the actor does not plan this cohort.
    """
    cohort = view.cohort
    require(access.READ_PLANS, for_, cohort.programme.organisation_id)
    return ProgrammeProblem(
        definition=view.definition,
        people=_people(for_, cohort.pk, view.definition),
        speakers=_speakers(cohort.pk, view.definition),
        asked=asked,
        published=_published(cohort.pk),
    )


def plan_tried(*, for_: Actor, view: CohortView, asked: Asked) -> ProgrammePlan:
    """A what-if: the timetable alone, compared with the frame alone; nothing is kept and nobody is told.

    Panels are left out: composing them asks for consents, which is done when a plan is kept.

    Raises:
        Denied, NotThere: the actor does not plan this cohort.
        PlanningError, Unplannable: what was asked cannot be planned.
    """
    problem = planning_problem(for_=for_, view=view, asked=asked)
    return plan_programme(replace(problem, speakers=()), compare=False)


def lived_experience_goal(*, for_: Actor, view: CohortView) -> frozenset[str]:
    """Ids of this cohort's speakers who agreed to be counted for this one goal. For the engine alone."""
    organisation = view.cohort.programme.organisation_id
    require(access.READ_PLANS, for_, organisation)
    speakers = dict(Speaker.objects.filter(cohort=view.cohort).values_list("professional_id", "pk"))
    agreed = people_who_consented(
        Use.BALANCE_PANELS, on=clock.now(), among=speakers, recipient=organisation, by=for_
    )
    return frozenset(str(speakers[person]) for person in agreed)


def speakers_listed(*, for_: Actor, cohort: UUID) -> tuple[Speaker, ...]:
    """The possible speakers of a cohort with their professional records, as staff see them."""
    rows = access.READ_SPEAKERS.narrow(Speaker.objects.filter(cohort=cohort), for_)
    return tuple(rows.select_related("professional__organisation").order_by("professional__country", "id"))


def _people(for_: Actor, cohort: UUID, definition: Definition) -> tuple[Person, ...]:
    rows = access.READ_APPLICATIONS.narrow(Application.objects.filter(cohort=cohort), for_)
    sent = rows.filter(state__in=IN_THE_RUNNING).order_by("pk")
    years = years_of(definition)
    return tuple(
        person_of(str(key), country=country, zone=zone, mode=mode, years=years)
        for key, country, zone, mode in sent.values_list("pk", "country", "zone", "mode")
    )


def years_of(definition: Definition) -> tuple[int, int]:
    """First and last year in which a cohort meets."""
    first = definition.cohort.first_week
    return first.year, (first + dt.timedelta(weeks=definition.cohort.weeks)).year


def _speakers(cohort: UUID, definition: Definition) -> tuple[PossibleSpeaker, ...]:
    rows = Speaker.objects.filter(cohort=cohort).select_related("professional").order_by("pk")
    currency = definition.cost.currency
    return tuple(
        PossibleSpeaker(
            id=str(row.pk),
            sectors=tuple(row.professional.sectors),
            region=region_of(row.professional.country),
            organisation=str(row.professional.organisation_id or row.professional_id),
            zone=row.professional.zone,
            fee=row.fee_minor,
            currency=currency,
            max_appearances=row.max_appearances,
            unavailable=frozenset(row.unavailable),
        )
        for row in rows
    )


def _published(cohort: UUID) -> Published:
    if not Plan.objects.filter(cohort=cohort, state=PlanState.PUBLISHED).exists():
        return Published()
    rows = Meeting.objects.filter(cohort=cohort, run=1, is_cancelled=False)
    meetings = tuple(PublishedMeeting(one.series, one.number, one.starts_at) for one in rows)
    seats = Seat.objects.filter(meeting__cohort=cohort, meeting__run=1, meeting__is_cancelled=False)
    line_up = seats.values_list("meeting__series", "meeting__number", "speaker_id").order_by("pk")
    return Published(
        meetings, tuple((f"{series}-{number}", str(speaker)) for series, number, speaker in line_up)
    )
