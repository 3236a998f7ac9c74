from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.learn.engine.panels.panels_cases import START, line_ups, meeting, problems, rank, series, speaker

from shelterbelt.learn.engine import panels
from shelterbelt.learn.engine.panels import (
    InfeasibleError,
    ProblemError,
    check,
    compose,
    restaff,
    unsociable_points,
)

SLOW = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


def test_public_surface() -> None:
    assert sorted(panels.__all__) == [
        "InfeasibleError",
        "PanelMeeting",
        "PanelProblem",
        "ProblemError",
        "Speaker",
        "check",
        "compose",
        "restaff",
        "unsociable_points",
    ]


@SLOW
@given(problem=problems(), private=st.sets(st.sampled_from([f"s{n}" for n in range(1, 8)])))
def test_compose_is_sound_and_as_good_as_brute_force(problem: panels.PanelProblem, private: set[str]) -> None:
    wish = frozenset(private)
    try:
        plan = compose(problem, lived_experience=wish, seed=3)
    except ProblemError:
        return
    except InfeasibleError:
        assert line_ups(problem) == []
        return
    assert check(problem, plan) == []
    assert all(goal.proven for goal in plan.goals)
    best = max(rank(problem, seats, wish) for seats in line_ups(problem))
    assert rank(problem, list(plan.line_up()), wish) == best
    assert compose(problem, lived_experience=wish, seed=3) == plan


def test_compose_does_not_depend_on_the_order_of_the_input() -> None:
    problem = series()
    turned = replace(problem, speakers=problem.speakers[::-1], meetings=problem.meetings[::-1])
    assert compose(turned, seed=5) == compose(problem, seed=5)
    assert turned.digest() == problem.digest()


def test_seed_decides_between_equals() -> None:
    people = tuple(speaker(n, sectors=("law",), region="r") for n in range(1, 13))
    problem = series(speakers=people)
    assert len({compose(problem, seed=seed).line_up() for seed in range(6)}) > 1


def test_digest_tells_every_change() -> None:
    problem = series()
    changed = [
        replace(problem, budget=9),
        replace(problem, points_limit=7),
        replace(problem, locked_out=frozenset({("p1", "s1")})),
        replace(problem, speakers=(speaker(1, fee=1), *problem.speakers[1:])),
        replace(problem, meetings=(meeting(1, minutes=91), meeting(2))),
    ]
    assert len({item.digest() for item in [problem, *changed]}) == 6


@pytest.mark.parametrize(
    ("zone", "hour", "minutes", "points"),
    [
        ("UTC", 8, 720, 0),
        ("UTC", 7, 60, 4),
        ("UTC", 20, 120, 8),
        ("UTC", 6, 60, 8),
        ("UTC", 22, 60, 8),
        ("UTC", 23, 60, 16),
        ("UTC", 0, 360, 96),
        ("Asia/Kathmandu", 1, 60, 5),
        ("UTC", 22, 20, 4),
    ],
)
def test_unsociable_points_follow_the_scale(zone: str, hour: int, minutes: int, points: int) -> None:
    assert unsociable_points(zone, datetime(2027, 3, 3, hour, tzinfo=UTC), minutes) == points


def test_unsociable_points_follow_the_clock_change_inside_a_run() -> None:
    # Toronto, 14 March 2027: 01:45 is followed by 03:00, so eight quarters all lie before 06:00.
    assert unsociable_points("America/Toronto", datetime(2027, 3, 14, 10, 0, tzinfo=UTC), 60) == 8
    assert unsociable_points("America/Toronto", datetime(2027, 3, 13, 10, 0, tzinfo=UTC), 60) == 16


def test_supplied_points_replace_the_computed_ones() -> None:
    people = tuple(speaker(n, points=(("p1", 9 if n < 5 else 0),)) for n in range(1, 7))
    plan = compose(series(speakers=people))
    assert [seat.speaker for seat in plan.panels[0].seats] == ["s5", "s6"]


def test_echo_is_paid_twice_and_needs_both_runs() -> None:
    echo = meeting(1, starts=(START, START + timedelta(hours=12)))
    people = (
        *(speaker(n, zone="UTC", points=(("p1", 0),)) for n in (1, 2)),
        speaker(3, windows=((START, START + timedelta(hours=2)),), points=(("p1", 0),)),
        speaker(4, unavailable=frozenset({date(2027, 3, 4)}), points=(("p1", 0),)),
    )
    with pytest.raises(ProblemError) as caught:
        compose(series(meetings=(echo,), speakers=people))
    assert [fault.place for fault in caught.value.faults] == ["speakers[2] 's3'", "speakers[3] 's4'"]
    plan = compose(series(meetings=(echo,), speakers=people[:2], payment_floor=40_000))
    assert plan.pay == 2 * 2 * 40_000


def test_uncovered_sector_names_the_addition_that_covers_it() -> None:
    people = tuple(speaker(n, sectors=("law",)) for n in range(1, 5))
    problem = series(speakers=people, budget=150_000)
    plan = compose(problem)
    assert [gap.sector for gap in plan.gaps] == ["finance", "health", "schools"]
    gap = plan.gaps[0]
    assert (gap.meetings, gap.pay_at_most) == (("p1", "p2"), 60_000)
    newcomer = speaker(9, sectors=("finance",), fee=gap.pay_at_most)
    assert [g.sector for g in compose(replace(problem, speakers=(*people, newcomer))).gaps] == [
        "health",
        "schools",
    ]


def test_restaff_changes_one_seat() -> None:
    problem = series(speakers=tuple(speaker(n) for n in range(1, 12)))
    plan = compose(problem)
    key, who = plan.line_up()[0]
    mended, after = restaff(problem, plan.line_up(), who)
    assert check(mended, after) == []
    assert len(set(after.line_up()) - set(plan.line_up())) == sum(w == who for _, w in plan.line_up())
    assert after.goals[0].code == "seats_changed"
    assert after.goals[0].proven
    assert (key, who) not in after.line_up()


def test_restaff_of_one_meeting_leaves_the_other_alone() -> None:
    problem = series(
        speakers=tuple(speaker(n) for n in range(1, 5)), locked_in=frozenset({("p1", "s1"), ("p2", "s1")})
    )
    plan = compose(problem)
    mended, after = restaff(problem, plan.line_up(), "s1", meetings=["p1"])
    assert check(mended, after) == []
    assert ("p2", "s1") in after.line_up()


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"speakers": ()}, "speakers"),
        ({"meetings": ()}, "meetings"),
        ({"sectors": ()}, "sectors"),
        ({"speakers": (speaker(1), speaker(1), speaker(2))}, "speakers"),
        ({"meetings": (meeting(1), meeting(1))}, "meetings"),
        ({"speakers": (speaker(1, zone="Mars/Base"),)}, "speakers[0] 's1'"),
        ({"speakers": (speaker(1, zone="../etc/passwd"),)}, "speakers[0] 's1'"),
        ({"speakers": (speaker(1, fee=-1),)}, "speakers[0] 's1'"),
        ({"speakers": (speaker(1, fee=None),)}, "speakers[0] 's1'"),
        ({"speakers": (speaker(1, currency="EUR"),)}, "speakers[0] 's1'"),
        ({"speakers": (speaker(1, sectors=()),)}, "speakers[0] 's1'"),
        ({"speakers": (speaker(1, windows=()),)}, "speakers[0] 's1'"),
        ({"speakers": (speaker(1, max_appearances=0),)}, "speakers[0] 's1'"),
        ({"meetings": (meeting(1, starts=(datetime(2027, 3, 3),)),)}, "meetings[0] 'p1'"),  # noqa: DTZ001
        ({"meetings": (meeting(1, seats=0),)}, "meetings[0] 'p1'"),
        ({"budget": -1}, "budget"),
        ({"locked_in": frozenset({("p9", "s1")})}, "locked_in"),
        ({"locked_out": frozenset({("p1", "s99")})}, "locked_out"),
        ({"points_by_hour": (0,)}, "points_by_hour"),
    ],
)
def test_bad_input_names_place_and_remedy(changes: dict[str, object], place: str) -> None:
    with pytest.raises(ProblemError) as caught:
        compose(series(**changes))
    fault = next(fault for fault in caught.value.faults if fault.place == place)
    assert fault.remedy.endswith(".")
    assert place in str(caught.value)
