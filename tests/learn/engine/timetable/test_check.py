"""Every planted fault is caught by the independent verifier, under the code that names it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from tests.learn.engine.timetable.cases import fridays, panels, people, problem

from shelterbelt.learn.engine.timetable import Person, Plan, Policy, Problem, check, plan
from shelterbelt.learn.engine.timetable.plan import DateHit

if TYPE_CHECKING:
    from collections.abc import Callable

CASE = problem(panels(3), fridays(1))
PLAN = plan(CASE)
ECHO_CASE = problem(panels(2), policy=Policy.ECHO)
ECHO_PLAN = plan(ECHO_CASE)


def with_meeting(index: int, **changes: object) -> Plan:
    meetings = list(PLAN.meetings)
    meetings[index] = replace(meetings[index], **changes)  # type: ignore[arg-type]
    return replace(PLAN, meetings=tuple(meetings))


def with_receipt(**changes: object) -> Plan:
    return replace(PLAN, receipt=replace(PLAN.receipt, **changes))  # type: ignore[arg-type]


def with_row(index: int, **changes: object) -> Plan:
    rows = list(PLAN.receipt.alternatives)
    rows[index] = replace(rows[index], **changes)  # type: ignore[arg-type]
    return with_receipt(alternatives=tuple(rows))


def codes(case: Problem, answer: Plan) -> set[str]:
    return {finding.code for finding in check(case, answer)}


MEETING = PLAN.meetings[0]
RECEIPT = PLAN.receipt
BURDEN = RECEIPT.burdens[0]
WEIGHT = RECEIPT.certificate.weights[0]
FAULTS: dict[str, Callable[[], Plan]] = {
    "meetings": lambda: replace(PLAN, meetings=PLAN.meetings[1:]),
    "runs": lambda: with_meeting(0, run=1),
    "minutes": lambda: with_meeting(0, minutes=105),
    "date": lambda: with_meeting(
        0, date=MEETING.date + timedelta(days=1), starts_at=MEETING.starts_at + timedelta(days=1)
    ),
    "window": lambda: with_meeting(0, starts_at=MEETING.starts_at + timedelta(minutes=15)),
    "host_date": lambda: with_meeting(0, starts_at=MEETING.starts_at + timedelta(days=1)),
    "hash": lambda: replace(PLAN, problem_hash="0" * 64),
    "burdens": lambda: with_receipt(
        burdens=(replace(BURDEN, points=BURDEN.points + 1), *RECEIPT.burdens[1:])
    ),
    "levels": lambda: with_receipt(levels=RECEIPT.levels[1:]),
    "worst": lambda: with_receipt(people_at_worst=RECEIPT.people_at_worst + 1),
    "mean": lambda: with_receipt(mean=RECEIPT.mean + 0.01),
    "hits": lambda: with_receipt(hits=(DateHit("panels", 1, 1, 0, 0, 1),)),
    "changed": lambda: with_receipt(changed=1),
    "weights": lambda: with_receipt(
        certificate=replace(RECEIPT.certificate, weights=(replace(WEIGHT, zone="Europe/Paris"),))
    ),
    "bound": lambda: with_receipt(
        certificate=replace(RECEIPT.certificate, bound=RECEIPT.certificate.bound + Fraction(1, 2))
    ),
    "gap": lambda: with_receipt(gap=RECEIPT.gap + 1),
    "proven": lambda: with_receipt(is_worst_proven=False),
    "alternative": lambda: with_row(0, worst=0),
    "extras": lambda: with_row(3, extra_fees=1),
    "chosen": lambda: with_receipt(alternatives=RECEIPT.alternatives[:1]),
}


def test_plan_without_fault_has_no_finding() -> None:
    assert check(CASE, PLAN) == []
    assert check(ECHO_CASE, ECHO_PLAN) == []


@pytest.mark.parametrize("code", sorted(FAULTS))
def test_planted_fault_is_caught(code: str) -> None:
    assert code in codes(CASE, FAULTS[code]())


def test_runs_that_are_not_twelve_hours_apart_are_caught() -> None:
    meetings = tuple(
        replace(m, starts_at=m.starts_at + timedelta(hours=1)) if m.run else m for m in ECHO_PLAN.meetings
    )
    assert "echo" in codes(ECHO_CASE, replace(ECHO_PLAN, meetings=meetings))


def test_meeting_on_a_day_of_someone_who_must_attend_is_caught() -> None:
    days = frozenset({MEETING.date, MEETING.date - timedelta(days=1), MEETING.date + timedelta(days=1)})
    speaker = Person("s", "America/Toronto", unavailable=days, must_attend=frozenset({MEETING.series}))
    assert "required" in codes(replace(CASE, people=(*CASE.people, speaker)), PLAN)


def test_too_many_people_away_are_caught() -> None:
    days = frozenset((MEETING.date + timedelta(days=n), False) for n in (-1, 0, 1))
    crowd = tuple(replace(one, holidays=days) for one in CASE.people)
    assert "away_share" in codes(replace(CASE, people=crowd, max_away_share=0.5), PLAN)


def test_two_meetings_in_one_week_and_wrong_order_are_caught() -> None:
    first, *_, last = sorted((m for m in PLAN.meetings if m.series == "panels"), key=lambda m: m.number)
    days = tuple(sorted(m.date for m in PLAN.meetings if m.series == "panels"))
    free = replace(CASE, series=(replace(CASE.series[0], dates=(days,) * 3), CASE.series[1]))
    swapped = tuple(
        replace(m, number=last.number) if m == first else replace(m, number=first.number) if m == last else m
        for m in PLAN.meetings
    )
    assert "order" in codes(free, replace(PLAN, meetings=swapped))
    shared = replace(
        CASE, series=(CASE.series[0], replace(CASE.series[1], dates=((days[0] + timedelta(2),),)))
    )
    moved = tuple(
        replace(m, date=days[0] + timedelta(2), starts_at=m.starts_at + (days[0] + timedelta(2) - m.date))
        if m.series == "fridays"
        else m
        for m in PLAN.meetings
    )
    assert "weeks" in codes(shared, replace(PLAN, meetings=moved))


def test_exact_claim_for_an_unfair_plan_is_caught() -> None:
    case = problem(panels(1), people=people("America/Toronto", "Europe/London", each=4))
    frame = plan(replace(case, policy=Policy.FRAME))
    assert frame.receipt.worst > plan(case).receipt.worst
    claimed = replace(frame, policy=Policy.ROTATED, problem_hash=plan(case).problem_hash)
    assert "not_fairest" in codes(case, claimed)


def test_different_starts_under_one_hour_are_caught() -> None:
    case = replace(CASE, policy=Policy.FIXED_BEST)
    assert "one_start" in codes(case, PLAN)
