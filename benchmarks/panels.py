"""Panels: lexicographic and proven, against one weighted sum and a greedy pick. `python -m benchmarks.panels`."""

from __future__ import annotations

import os
import random
import time
from datetime import UTC, datetime, timedelta

from ortools.sat.python import cp_model

from shelterbelt.learn.engine.panels import PanelMeeting, PanelProblem, Speaker, check, compose
from shelterbelt.learn.engine.panels.facts import facts_of
from shelterbelt.learn.engine.panels.goals import public_goals
from shelterbelt.learn.engine.panels.rules import rule_model
from shelterbelt.learn.engine.panels.search import solver_for

SECTORS = (
    "child and youth services",
    "banking and finance",
    "cyber security",
    "journalism",
    "hospitality",
    "law and justice",
    "policing",
    "health care",
    "schools and education",
    "social media and technology",
    "communities, elders and faith",
    "immigration and settlement",
    "refugee services",
)
ZONES = (
    ("America/Toronto", "North America"),
    ("America/Vancouver", "North America"),
    ("America/Mexico_City", "Latin America"),
    ("America/Bogota", "Latin America"),
    ("America/Sao_Paulo", "Latin America"),
    ("Europe/London", "Europe"),
    ("Europe/Bucharest", "Europe"),
    ("Africa/Lagos", "Africa"),
    ("Africa/Nairobi", "Africa"),
    ("Asia/Kolkata", "South Asia"),
    ("Asia/Kathmandu", "South Asia"),
    ("Asia/Manila", "East Asia and Pacific"),
    ("Australia/Sydney", "East Asia and Pacific"),
)


def series(people: int, seed: int = 1) -> tuple[PanelProblem, frozenset[str]]:
    """Five panels of four seats on Wednesday evenings, Toronto time, and `people` invented speakers."""
    dice = random.Random(seed)  # noqa: S311 - invented data
    first = datetime(2027, 1, 20, 23, 0, tzinfo=UTC)
    starts = [first + timedelta(weeks=2 * n, hours=-1 if n == 4 else 0) for n in range(5)]
    meetings = tuple(
        PanelMeeting(key=f"panel-{n + 1}", starts=(start,), minutes=120, seats=4)
        for n, start in enumerate(starts)
    )
    speakers = tuple(_speaker(dice, n, people, starts) for n in range(people))
    private = frozenset(s.id for s in speakers if dice.random() < 0.1)
    return (
        PanelProblem(
            meetings=meetings, speakers=speakers, sectors=SECTORS, currency="CAD", budget=20 * 50_000
        ),
        private,
    )


def _speaker(dice: random.Random, number: int, people: int, starts: list[datetime]) -> Speaker:
    zone, region = dice.choice(ZONES)
    away = frozenset(start.date() for start in starts if dice.random() < 0.25)
    away |= {day + timedelta(days=1) for day in away}
    days = {start.date() for start in starts}
    if days <= away:
        away = frozenset()
    return Speaker(
        id=f"s{number:03}",
        sectors=tuple(dice.sample(SECTORS, dice.choice((1, 1, 1, 2)))),
        region=region,
        organisation=f"o{dice.randrange(people // 2)}",
        zone=zone,
        fee=dice.randrange(20_000, 60_000, 500),
        currency="CAD",
        unavailable=away,
    )


def weighted_sum(problem: PanelProblem, private: frozenset[str], seconds: float) -> tuple[float, bool, int]:
    """The peer: the same goals in one weighted sum. Answers seconds, proven, sectors covered."""
    facts = facts_of(problem)
    made = rule_model(facts)
    terms = []
    weight = 1
    for goal in reversed(public_goals(facts)):
        terms.append((weight if goal.is_higher_better else -weight) * goal.express(made))
        weight *= 50
    for meeting in facts.meetings:
        seats = [seat for key, seat in made.seats.items() if key[0] == meeting.key and key[1] in private]
        flag = made.model.new_bool_var("")
        made.model.add_bool_or([*seats, ~flag])
        terms.append(weight * flag)
    made.model.maximize(cp_model.LinearExpr.sum(terms))
    solver = solver_for(1e9)
    solver.parameters.num_workers = 2
    solver.parameters.max_time_in_seconds = seconds
    began = time.perf_counter()
    status = solver.solve(made.model)
    took = time.perf_counter() - began
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return took, False, 0
    line_up = frozenset(key for key, seat in made.seats.items() if solver.boolean_value(seat))
    return took, status == cp_model.OPTIMAL, public_goals(facts)[0].measure(line_up)


def greedy(problem: PanelProblem) -> tuple[int, int]:
    """The other peer: fill seat by seat with whoever adds most sectors. Answers seats filled and sectors."""
    facts = facts_of(problem)
    taken: list[tuple[str, str]] = []
    covered: set[str] = set()
    for meeting in facts.meetings:
        panel: list[Speaker] = []
        for _ in range(meeting.seats):
            spent = sum(facts.pay[seat] for seat in taken)
            fit = [
                speaker
                for speaker in facts.speakers
                if (meeting.key, speaker.id) in facts.eligible
                and speaker.organisation not in {other.organisation for other in panel}
                and [who for _, who in taken].count(speaker.id) < speaker.max_appearances
                and spent + facts.pay[meeting.key, speaker.id] <= (problem.budget or 0)
            ]
            if not fit:
                break
            best = max(fit, key=lambda speaker: len(set(speaker.sectors) - covered))
            panel.append(best)
            taken.append((meeting.key, best.id))
            covered |= set(best.sectors)
    return len(taken), len(covered & set(problem.sectors))


def main() -> int:
    """Prints a table; answers 1 if any of our plans is not proven on all goals or fails `check`."""
    limit = float(os.environ.get("PANELS_PEER_SECONDS", "30"))
    print("5 panels x 4 seats, 13 sectors; one core for ours, two for the weighted sum")
    print(
        "speakers  ours s  proven  sectors | weighted s  proven  sectors | greedy seats  sectors | ratio  growth"
    )
    first = 0.0
    failed = 0
    for people in (60, 120, 200, 400):
        problem, private = series(people)
        began = time.perf_counter()
        plan = compose(problem, lived_experience=private)
        took = time.perf_counter() - began
        first = first or took
        proven = sum(goal.proven for goal in plan.goals)
        failed += proven < len(plan.goals) or bool(check(problem, plan))
        peer, peer_proven, peer_sectors = weighted_sum(problem, private, limit)
        seats, greedy_sectors = greedy(problem)
        print(
            f"{people:8}  {took:6.2f}  {proven} of {len(plan.goals)}  {plan.goals[0].value:7} |"
            f" {peer:10.2f}  {'yes' if peer_proven else 'no':>6}  {peer_sectors:7} |"
            f" {seats:6} of 20  {greedy_sectors:7} | {peer / took:5.1f}  {took / first:5.1f}x",
            flush=True,
        )
    return int(bool(failed))


if __name__ == "__main__":
    raise SystemExit(main())
