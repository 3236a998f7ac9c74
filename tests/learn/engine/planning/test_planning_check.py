"""The law of planning: for any generated programme the plan passes its own check, and is the same again."""

import datetime as dt
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shelterbelt.learn.engine.definition import parse
from shelterbelt.learn.engine.panels import Speaker
from shelterbelt.learn.engine.planning import Asked, PlanningError, ProgrammeProblem, check, plan_programme
from shelterbelt.learn.engine.planning.certificate import certify
from shelterbelt.learn.engine.planning.people import person_of
from shelterbelt.learn.engine.timetable import Policy, Unplannable

TEXT = (Path(__file__).resolve().parents[4] / "programmes" / "executive.toml").read_text("utf-8")
DEFINITION = parse(TEXT, name="executive.toml")
HOMES = (
    ("CA", "America/Toronto"),
    ("KE", "Africa/Nairobi"),
    ("IN", "Asia/Kolkata"),
    ("NZ", "Pacific/Auckland"),
)
SECTORS = DEFINITION.panels.sectors if DEFINITION.panels else ()


@st.composite
def problems(draw: st.DrawFn) -> ProgrammeProblem:
    people = tuple(
        person_of(
            f"p{number}",
            country=country,
            zone=zone,
            mode=draw(st.sampled_from(["online", "on_site"])),
            years=(2027, 2027),
        )
        for number, (country, zone) in enumerate(
            draw(st.lists(st.sampled_from(HOMES), min_size=1, max_size=6))
        )
    )
    speakers = tuple(
        Speaker(
            id=f"s{number}",
            sectors=(SECTORS[number % len(SECTORS)],),
            region="north",
            organisation=f"o{number}",
            zone=draw(st.sampled_from(["America/Toronto", "America/Lima"])),
            fee=60_000,
            currency="CAD",
        )
        for number in range(draw(st.sampled_from([0, 3, 12])))
    )
    asked = Asked(
        policy=draw(st.sampled_from(Policy)),
        series_policies=draw(st.sampled_from([(), (("fridays", Policy.CORE),)])),
        starts=draw(
            st.sampled_from([(), (("wednesdays", dt.time(19, 30)),), (("wednesdays", dt.time(14)),)])
        ),
    )
    return ProgrammeProblem(definition=DEFINITION, people=people, speakers=speakers, asked=asked)


@settings(max_examples=12, deadline=None)
@given(problem=problems())
def test_every_plan_passes_its_check_and_is_the_same_again(problem: ProgrammeProblem) -> None:
    plan = plan_programme(problem, compare=False)
    assert check(problem, plan) == []
    assert plan_programme(problem, compare=False) == plan
    certificate = plan.timetable.receipt.certificate
    assert certify(DEFINITION, problem.asked, certificate.weights).bound == certificate.bound


def test_dates_that_are_kept_stay_and_foreign_ones_are_refused() -> None:
    person = person_of("p", country="CA", zone="America/Toronto", mode="online", years=(2027, 2027))
    first = plan_programme(ProgrammeProblem(definition=DEFINITION, people=(person,)), compare=False)
    dates = tuple((one.series, one.number, one.date) for one in first.timetable.meetings)
    kept = Asked(policy=Policy.ROTATED, dates=dates)
    again = plan_programme(
        ProgrammeProblem(definition=DEFINITION, people=(person,), asked=kept), compare=False
    )
    assert tuple((one.series, one.number, one.date) for one in again.timetable.meetings) == dates
    wrong = Asked(dates=(("fridays", 1, dt.date(2027, 1, 16)),))
    with pytest.raises(PlanningError) as refused:
        plan_programme(ProgrammeProblem(definition=DEFINITION, people=(person,), asked=wrong))
    assert refused.value.place == "meeting 'fridays-1'"


def test_nobody_to_plan_for_is_refused() -> None:
    with pytest.raises(Unplannable) as refused:
        plan_programme(ProgrammeProblem(definition=DEFINITION, people=()))
    assert refused.value.code == "no_people"


def test_full_days_are_at_least_three_weeks_apart() -> None:
    person = person_of("p", country="CA", zone="America/Toronto", mode="online", years=(2027, 2027))
    plan = plan_programme(ProgrammeProblem(definition=DEFINITION, people=(person,)), compare=False)
    days = [one.date for one in plan.timetable.meetings if one.series == "fridays"]
    assert len(days) == 4
    assert all(later - earlier >= dt.timedelta(weeks=3) for earlier, later in pairwise(days))
