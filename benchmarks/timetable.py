"""Fair hours: five panels, 48 zones, up to 20,000 people; ours, CP-SAT alone, and the best fixed hour.

Run with `python -m benchmarks.timetable`. Times are whole: from the problem to the plan with its receipt,
certificate and comparison of policies. People are invented; zones are spread by a seeded generator.
"""

from __future__ import annotations

import random
import time
from datetime import date
from datetime import time as clock
from typing import TYPE_CHECKING

from shelterbelt.learn.engine.timetable import Person, Policy, Problem, Series, check, plan
from shelterbelt.learn.engine.timetable.problem import Mode, any_of, dates_on, fixed
from shelterbelt.learn.engine.timetable.reference import solve_by_cpsat

if TYPE_CHECKING:
    from shelterbelt.learn.engine.timetable import Plan

ZONES = (
    "Pacific/Honolulu",
    "America/Anchorage",
    "America/Los_Angeles",
    "America/Vancouver",
    "America/Denver",
    "America/Mexico_City",
    "America/Chicago",
    "America/Winnipeg",
    "America/New_York",
    "America/Toronto",
    "America/Bogota",
    "America/Lima",
    "America/Halifax",
    "America/Santiago",
    "America/Caracas",
    "America/St_Johns",
    "America/Sao_Paulo",
    "America/Argentina/Buenos_Aires",
    "Atlantic/Azores",
    "Europe/London",
    "Africa/Accra",
    "Africa/Lagos",
    "Europe/Paris",
    "Europe/Berlin",
    "Africa/Johannesburg",
    "Africa/Cairo",
    "Europe/Athens",
    "Europe/Kyiv",
    "Africa/Nairobi",
    "Europe/Istanbul",
    "Asia/Riyadh",
    "Asia/Tehran",
    "Asia/Dubai",
    "Asia/Kabul",
    "Asia/Karachi",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Dhaka",
    "Asia/Yangon",
    "Asia/Bangkok",
    "Asia/Jakarta",
    "Asia/Manila",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Adelaide",
    "Australia/Sydney",
    "Pacific/Auckland",
    "Pacific/Kiritimati",
)
PEER_SECONDS = 30.0
SIZES = (60, 400, 2_000, 20_000)


def crowd(number: int) -> tuple[Person, ...]:
    """Invented people in the 48 zones."""
    rng = random.Random(number)  # noqa: S311 - a benchmark, no secret
    return tuple(Person(f"p{n}", rng.choice(ZONES)) for n in range(number))


def panels(number: int, policy: Policy) -> Problem:
    """Five two-hour panels on alternate Wednesdays of spring 2027, any half-hour, host New York."""
    wednesdays = dates_on(2, date(2027, 3, 1), 10)[::2]
    series = Series(
        "panels", 120, Mode.ONLINE, fixed(wednesdays), clock(18), clock(0), clock(23, 30), speakers=4
    )
    return Problem("America/New_York", (series,), crowd(number), policy)


def weekly(number: int) -> Problem:
    """Another shape: sixteen weekly online sessions and four monthly hybrid workshops."""
    sessions = Series(
        "sessions",
        90,
        Mode.ONLINE,
        fixed(dates_on(2, date(2027, 1, 11), 16)),
        clock(18),
        clock(0),
        clock(23, 30),
    )
    workshops = Series(
        "workshops",
        360,
        Mode.HYBRID,
        fixed(dates_on(4, date(2027, 1, 11), 16)[::4]),
        clock(9),
        clock(8),
        clock(11),
    )
    return Problem(
        "America/Toronto", (sessions, workshops), crowd(number), Policy.ROTATED, has_distinct_weeks=False
    )


def executive(number: int) -> Problem:
    """Weeks free: four of twelve Fridays, five of twelve Wednesdays, no shared weeks, any hour for panels."""
    fridays = Series(
        "fridays",
        420,
        Mode.HYBRID,
        any_of(dates_on(4, date(2027, 1, 11), 12), 4),
        clock(9),
        clock(8),
        clock(11),
        core_minutes=210,
    )
    wednesdays = Series(
        "panels",
        120,
        Mode.ONLINE,
        any_of(dates_on(2, date(2027, 1, 11), 12), 5),
        clock(18),
        clock(0),
        clock(23, 30),
    )
    return Problem("America/Toronto", (fridays, wednesdays), crowd(number), Policy.ROTATED)


def timed(problem: Problem, *, compare: bool = True) -> tuple[float, Plan]:
    """Seconds and plan."""
    begin = time.perf_counter()
    answer = plan(problem, compare=compare)
    return time.perf_counter() - begin, answer


def report_growth() -> None:
    """Growth with the number of people, all policies compared."""
    print("Five panels, 48 zones, 48 half-hours, rotated starts, receipt and all policies, end to end")
    print(
        f"{'people':>8} {'seconds':>8} {'classes':>8} {'worst':>6} {'bound':>7} {'exact':>6} {'combinations':>14}"
    )
    for number in SIZES:
        seconds, answer = timed(panels(number, Policy.ROTATED))
        got = answer.receipt
        print(
            f"{number:>8,} {seconds:>8.2f} {got.classes:>8} {got.worst:>6} "
            f"{float(got.certificate.bound):>7.2f} {got.is_exact!s:>6} {got.combinations:>14,}"
        )


def report_peer() -> None:
    """The same question put to CP-SAT alone."""
    problem = panels(2_000, Policy.ROTATED)
    seconds, answer = timed(problem, compare=False)
    ours = tuple((one.points, one.people) for one in answer.receipt.levels)
    print(f"\n2,000 people, full leximin; limit of the peer {PEER_SECONDS:.0f} s, two workers")
    print(f"{'':<24} {'seconds':>8} {'worst':>6} {'people at worst':>16} {'proven':>7} {'ratio':>7}")
    print(f"{'ours':<24} {seconds:>8.2f} {ours[0][0]:>6} {ours[0][1]:>16} {'True':>7} {1:>7.1f}")
    for label, is_leximin in (("CP-SAT, worst only", False), ("CP-SAT, leximin", True)):
        begin = time.perf_counter()
        peer = solve_by_cpsat(problem, seconds=PEER_SECONDS, is_leximin=is_leximin, workers=2)
        spent = time.perf_counter() - begin
        worst, people = peer.levels[0]
        print(
            f"{label:<24} {spent:>8.2f} {worst:>6} {people:>16} {peer.is_proven!s:>7} {spent / seconds:>7.1f}"
        )
        if is_leximin and peer.is_proven:
            print(f"{'':<24} levels agree: {peer.levels == ours}")


def report_policies() -> None:
    """What each policy gives to 2,000 people and what it costs."""
    problem = panels(2_000, Policy.ROTATED)
    _, answer = timed(problem)
    print("\n2,000 people: points and night hours (23:00 to 06:00) per person over ten hours of panels")
    print(
        f"{'policy':<12} {'worst':>6} {'mean':>6} {'night worst':>12} {'night mean':>11} "
        f"{'no night':>9} {'extra speaker h':>16} {'second fees':>12}"
    )
    for row in answer.receipt.alternatives:
        print(
            f"{row.key:<12} {row.worst:>6} {row.mean:>6.1f} {row.worst_night_hours:>12.1f} "
            f"{row.mean_night_hours:>11.2f} {row.people_without_night:>9,} {row.extra_speaker_hours:>16.0f} "
            f"{row.extra_fees:>12}"
        )
    begin = time.perf_counter()
    findings = check(problem, answer)
    print(f"independent check: {len(findings)} findings in {time.perf_counter() - begin:.2f} s")


def report_shapes() -> None:
    """Other shapes, where the search may have to say that it is not proven."""
    print("\nOther shapes, 2,000 people, all policies compared")
    print(f"{'shape':<40} {'seconds':>8} {'worst':>6} {'bound':>8} {'gap':>5} {'exact':>6}")
    for label, problem in (
        ("16 weekly online + 4 monthly hybrid", weekly(2_000)),
        ("4 of 12 Fridays + 5 of 12 Wednesdays", executive(2_000)),
    ):
        seconds, answer = timed(problem)
        got = answer.receipt
        print(
            f"{label:<40} {seconds:>8.2f} {got.worst:>6} {float(got.certificate.bound):>8.2f} "
            f"{got.gap:>5} {got.is_exact!s:>6}"
        )


def main() -> int:
    """Print every table; 0 if all went through."""
    report_growth()
    report_peer()
    report_policies()
    report_shapes()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
