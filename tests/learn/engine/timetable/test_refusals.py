"""What cannot be planned is refused with a stable code, the place and a remedy."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

import pytest
from tests.learn.engine.timetable.cases import fridays, panels, problem

from shelterbelt.learn.engine.timetable import Person, Policy, Problem, Unplannable, plan
from shelterbelt.learn.engine.timetable.problem import PointScale, PublishedMeeting, any_of, fixed

DAY = date(2027, 3, 3)
AWAY = Person(
    "s", "Asia/Tokyo", unavailable=frozenset({DAY, date(2027, 3, 4)}), must_attend=frozenset({"panels"})
)
CASES: dict[str, tuple[Problem, str]] = {
    "scale_length": (problem(scale=PointScale((0,) * 95)), "points scale"),
    "scale_range": (problem(scale=PointScale((101,) * 96)), "points scale"),
    "unknown_zone": (problem(people=(Person("p", "Mars/Base"),)), "person p"),
    "no_people": (problem(people=()), "people"),
    "no_series": (replace(problem(), series=()), "programme"),
    "duplicate_person": (problem(people=(Person("p", "Asia/Tokyo"),) * 2), "person p"),
    "duplicate_series": (problem(panels(), panels()), "series panels"),
    "unknown_series": (
        problem(people=(Person("p", "Asia/Tokyo", must_attend=frozenset({"x"})),)),
        "person p",
    ),
    "no_dates": (problem(panels(dates=((),))), "series panels"),
    "minutes": (problem(panels(minutes=50)), "series panels, minutes"),
    "core_longer": (problem(fridays(core_minutes=480)), "series fridays, core_minutes"),
    "grid": (problem(panels(grid_minutes=7)), "series panels, grid_minutes"),
    "speakers": (problem(panels(speakers=-1)), "series panels, speakers"),
    "not_quarter": (problem(panels(frame_start=time(18, 5))), "series panels, frame_start"),
    "frame_outside_window": (problem(panels(latest=time(12))), "series panels"),
    "away_share": (problem(max_away_share=1.5), "max_away_share"),
    "published_not_utc": (
        problem(published=(PublishedMeeting("panels", 1, datetime(2027, 3, 3, 18)),)),  # noqa: DTZ001
        "published meeting panels 1",
    ),
    "too_many_meetings": (problem(panels(201, dates=fixed((DAY,)) * 201)), "programme"),
    "dates_collide": (problem(panels(3, dates=any_of((DAY, date(2027, 3, 10)), 3))), "programme"),
    "no_start_left": (
        problem(panels(1, dates=fixed((DAY,))), people=(AWAY,)),
        "series panels, meeting 1",
    ),
}


@pytest.mark.parametrize("code", sorted(CASES))
def test_refusal_names_code_place_and_remedy(code: str) -> None:
    case, place = CASES[code]
    with pytest.raises(Unplannable) as refusal:
        plan(case)
    assert (refusal.value.code, refusal.value.place) == (code, place)
    assert str(refusal.value) == f"{place}: {refusal.value.sentence}"
    assert refusal.value.sentence.endswith(".")


def test_one_hour_for_all_is_refused_alone_when_no_hour_is_free() -> None:
    morning_off = Person(
        "a",
        "Pacific/Kiritimati",
        unavailable=frozenset({date(2027, 3, 4)}),
        must_attend=frozenset({"panels"}),
    )
    evening_off = Person(
        "b",
        "Pacific/Kiritimati",
        unavailable=frozenset({date(2027, 3, 10)}),
        must_attend=frozenset({"panels"}),
    )
    case = problem(
        panels(2, dates=fixed((DAY, date(2027, 3, 10))), frame_start=time(1), minutes=60),
        people=(morning_off, evening_off),
        policy=Policy.FIXED_BEST,
    )
    with pytest.raises(Unplannable) as refusal:
        plan(case)
    assert refusal.value.code in {"no_shared_start", "no_start_left"}
