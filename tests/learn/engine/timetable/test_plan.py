"""The law of every engine: whatever it plans, an independent verifier finds nothing wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time
from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from tests.learn.engine.timetable.cases import WEDNESDAY, ZONES, fridays, panels, people, problem, problems

from shelterbelt.learn.engine.timetable import (
    Person,
    Policy,
    Problem,
    Unplannable,
    certificate_rows,
    check,
    plan,
)
from shelterbelt.learn.engine.timetable.digest import canonical, problem_hash
from shelterbelt.learn.engine.timetable.problem import Attendance, PublishedMeeting, any_of, dates_on, fixed
from shelterbelt.learn.engine.timetable.reference import solve_by_cpsat
from shelterbelt.learn.engine.timetable.witness import Witness


def levels_of(answer: object) -> tuple[tuple[int, int], ...]:
    return tuple((one.points, one.people) for one in answer.receipt.levels)  # type: ignore[attr-defined]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(problems())
def test_every_plan_passes_the_independent_check(case: Problem) -> None:
    try:
        answer = plan(case)
    except Unplannable as refusal:
        assume(refusal.code not in {"no_start_left", "dates_collide", "no_shared_start"})
        raise
    assert check(case, answer) == []
    assert plan(case) == answer


def random_case(seed: int) -> Problem:
    rng = Random(seed)  # noqa: S311 - cases, not secrets
    zones = rng.sample(ZONES, rng.randint(2, 6))
    crowd = tuple(p for zone in zones for p in people(zone, each=rng.randint(1, 9)))
    first = date(2027, rng.choice((1, 3, 10)), rng.randint(1, 14))
    weeks = dates_on(WEDNESDAY, first, rng.randint(2, 4))
    is_free = rng.random() < 0.3
    count = len(weeks) - 1 if is_free else len(weeks)
    earliest = rng.randrange(24)
    series = panels(
        count,
        minutes=rng.choice((60, 120)),
        dates=any_of(weeks, count) if is_free else fixed(weeks),
        earliest=time(earliest),
        latest=time((earliest + rng.choice((3, 7))) % 24),
        frame_start=time(earliest),
    )
    policy = Policy.ECHO if rng.random() < 0.2 else Policy.ROTATED
    return problem(series, policy=policy, people=crowd)


@pytest.mark.parametrize("block", range(10))
def test_enumeration_and_cpsat_agree_on_two_hundred_cases(block: int) -> None:
    for seed in range(block * 20, block * 20 + 20):
        case = random_case(seed)
        answer = plan(case, compare=False)
        is_small = seed % 4 == 0
        other = solve_by_cpsat(case, seconds=30, is_leximin=is_small)
        assert other.is_proven, seed
        assert answer.receipt.is_exact, seed
        if is_small:
            assert levels_of(answer) == other.levels, seed
        else:
            assert answer.receipt.worst == other.levels[0][0], seed


def test_runner_up_is_the_second_best_of_all_plans() -> None:
    case = problem(panels(3, latest=time(11), frame_start=time(7)), people=people(*ZONES[:5], each=3))
    witness = Witness(case)
    (series,) = case.series
    homes = sorted(witness.homes)
    options = [
        list(zip(*([p for *_, p in witness.options(series, n, {home: 1})] for home in homes), strict=True))
        for n in range(3)
    ]
    weigh = [witness.homes[home] for home in homes]
    ranked = []
    for rows in product(*options):
        total = [sum(column) for column in zip(*rows, strict=True)]
        counts = {level: sum(n for t, n in zip(total, weigh, strict=True) if t == level) for level in total}
        ranked.append(tuple(sorted(counts.items(), reverse=True)))
    ranked.sort()
    receipt = plan(case).receipt
    assert levels_of(plan(case)) == ranked[0]
    assert receipt.runner_up is not None
    second = next((r for r in ranked if r > ranked[0]), None)
    expected = ranked[0] if receipt.runner_up.is_tie else second
    assert expected is not None
    assert (receipt.runner_up.worst, receipt.runner_up.people_at_worst) == expected[0]


def test_certificate_rows_prove_the_bound_in_a_spreadsheet() -> None:
    case = problem(panels(4, grid_minutes=30), fridays(2))
    answer = plan(case)
    rows = certificate_rows(case, answer)
    cheapest = [row for row in rows if row.is_cheapest]
    total = sum(one.weight for one in answer.receipt.certificate.weights)
    assert len(cheapest) == 6
    assert sum(row.weighted for row in cheapest) == answer.receipt.certificate.bound * total
    assert all(
        row.weighted >= one.weighted
        for one in cheapest
        for row in rows
        if row.number == one.number and row.series == one.series
    )


def test_holidays_decide_only_among_equally_fair_plans() -> None:
    weeks = dates_on(WEDNESDAY, date(2027, 1, 4), 4)
    away = frozenset({(weeks[0], False), (weeks[2], True)})
    crowd = tuple(Person(f"p{n}", "America/Toronto", holidays=away) for n in range(5))
    answer = plan(problem(panels(2, dates=any_of(weeks, 2)), policy=Policy.FRAME, people=crowd))
    assert [one.date for one in answer.meetings] == [weeks[1], weeks[3]]
    assert answer.receipt.hits == ()
    tight = plan(problem(panels(3, dates=any_of(weeks, 3)), policy=Policy.FRAME, people=crowd))
    assert tight.receipt.away == 5
    assert {(one.holiday, one.estimated, one.people) for one in tight.receipt.hits} <= {(5, 0, 5), (0, 5, 5)}


def test_published_plan_is_kept_when_it_is_as_fair_as_any() -> None:
    case = problem(panels(3))
    first = plan(case)
    meetings = tuple(PublishedMeeting(m.series, m.number, m.starts_at) for m in first.meetings)
    other = first.receipt.runner_up
    again = plan(replace(case, published=meetings))
    assert again.meetings == first.meetings
    assert again.receipt.changed == 0
    if other is not None and other.is_tie:
        kept = tuple(PublishedMeeting(m.series, m.number, m.starts_at) for m in other.meetings)
        assert plan(replace(case, published=kept)).receipt.changed == 0


def test_person_who_must_attend_moves_the_meeting() -> None:
    weeks = dates_on(WEDNESDAY, date(2027, 1, 4), 3)
    speaker = Person(
        "s", "America/Toronto", unavailable=frozenset(weeks[:2]), must_attend=frozenset({"panels"})
    )
    series = panels(1, dates=any_of(weeks, 1), frame_start=time(10))
    answer = plan(problem(series, policy=Policy.FRAME, people=(speaker,)))
    assert [one.date for one in answer.meetings] == [weeks[2]]


def test_people_in_the_room_live_by_the_host_clock() -> None:
    there = Person("a", "Asia/Tokyo", mode=Attendance.ON_SITE)
    case = problem(fridays(1), policy=Policy.FRAME, people=(there, Person("b", "Asia/Tokyo")))
    points = {one.mode: one.points for one in plan(case).receipt.burdens}
    assert points == {Attendance.ON_SITE: 0, Attendance.ONLINE: 28 * 4}


def test_echo_gives_nobody_a_night_and_names_its_cost() -> None:
    case = problem(panels(5, grid_minutes=30), policy=Policy.ECHO)
    answer = plan(case)
    rows = {row.key: row for row in answer.receipt.alternatives}
    assert set(rows) == {"frame", "fixed_best", "rotated", "echo"}
    assert rows["echo"].worst_night_hours == 0
    assert (rows["echo"].extra_speaker_hours, rows["echo"].extra_fees) == (40.0, 20)
    assert rows["echo"].worst < rows["rotated"].worst < rows["fixed_best"].worst <= rows["frame"].worst


def test_series_may_have_their_own_policies() -> None:
    case = problem(panels(2, policy=Policy.ECHO), fridays(2, policy=Policy.CORE), policy=Policy.FRAME)
    answer = plan(case)
    assert check(case, answer) == []
    assert [row.key for row in answer.receipt.alternatives if row.is_chosen] == ["chosen"]
    assert {(m.series, m.minutes, m.run) for m in answer.meetings} == {
        ("panels", 120, 0),
        ("panels", 120, 1),
        ("fridays", 210, 0),
    }


def test_sixteen_weekly_sessions_say_that_they_are_not_proven() -> None:
    weekly = panels(16, dates=fixed(dates_on(WEDNESDAY, date(2027, 1, 4), 16)), grid_minutes=30)
    case = problem(weekly, max_combinations=1_000_000)
    answer = plan(case, compare=False)
    assert not answer.receipt.is_exact
    assert 0 <= answer.receipt.gap <= answer.receipt.worst // 10
    assert check(case, answer) == []
    assert plan(case, compare=False) == answer


def test_progress_reaches_its_total_and_never_goes_back() -> None:
    calls: list[tuple[int, int, str]] = []
    plan(problem(), progress=lambda done, total, label: calls.append((done, total, label)))
    assert [done for done, *_ in calls] == sorted(done for done, *_ in calls)
    assert calls[0][0] == 0
    assert calls[-1][0] == calls[-1][1]
    assert {label for *_, label in calls} == {"read", "frame", "fixed_best", "rotated", "echo", "receipt"}


def test_order_of_people_does_not_matter() -> None:
    case = problem()
    shuffled = replace(case, people=tuple(reversed(case.people)))
    assert plan(shuffled) == plan(case)


def test_moments_are_aware_utc() -> None:
    assert {m.starts_at.tzinfo for m in plan(problem()).meetings} == {UTC}
    assert isinstance(plan(problem()).meetings[0].starts_at, datetime)


def test_alternative_that_cannot_be_planned_is_named_and_left_out() -> None:
    off = Person(
        "s", "America/Toronto", unavailable=frozenset({date(2027, 3, 3)}), must_attend=frozenset({"panels"})
    )
    tokyo = replace(off, zone="Asia/Tokyo", id="t", unavailable=frozenset({date(2027, 3, 4)}))
    case = problem(panels(1), people=(*people(*ZONES), tokyo))
    answer = plan(case)
    refused = [(f.get("policy"), f.get("reason")) for f in answer.receipt.flags if f.code == "policy_refused"]
    assert refused == [("frame", "no_start_left"), ("echo", "no_start_left")]
    assert answer.receipt.trade == ()
    assert check(case, answer) == []
    with pytest.raises(Unplannable):
        plan(replace(case, people=(*case.people, off)))


def test_plan_has_a_plain_json_form_and_the_hash_follows_the_input() -> None:
    case = problem()
    answer = plan(case)
    form = json.loads(json.dumps(canonical(answer)))
    assert form["receipt"]["worst"] == answer.receipt.worst
    assert Fraction(form["receipt"]["certificate"]["bound"]) == answer.receipt.certificate.bound
    assert problem_hash(case) == answer.problem_hash
    assert problem_hash(replace(case, seed=1)) != answer.problem_hash
