"""A cohort of 200 from 50,000: in the open and proven, against one plain model and a greedy pick. `python -m benchmarks.balance`."""

from __future__ import annotations

import random
import sys
import time
from decimal import Decimal

from ortools.sat.python import cp_model

from shelterbelt.learn.engine.balance import BalancePlan, BalanceProblem, Candidate, Goals, check, solve
from shelterbelt.learn.engine.balance.rows import MISSING_GOALS, field_of

SIZES = (500, 5_000, 50_000)
SEATS = 200
LIMIT_SECONDS = 120.0
PEER_SECONDS = 60.0
"""For each goal of the plain model: six goals."""
SECTORS = tuple(f"sector {number}" for number in range(1, 14))
COMMUNITIES = tuple(f"community {number}" for number in range(1, 8))
REGIONS = ("africa", "asia", "europe", "latin america", "northern america", "oceania")
_REGION_WEIGHTS = (18, 22, 25, 12, 20, 3)
_GROUPS = {
    "africa": ("LM", "L", "L", "UM"),
    "asia": ("LM", "LM", "UM", "H"),
    "europe": ("H", "H", "H", "UM"),
    "latin america": ("UM", "UM", "LM", "H"),
    "northern america": ("H",),
    "oceania": ("H", "LM"),
}


def candidates(count: int, seed: int = 1) -> BalanceProblem:
    """Invented people of 13 sectors (a quarter have two), 6 regions and about 2.5 of an agency; goals of a programme."""
    dice = random.Random(seed)  # noqa: S311 - invented data
    people = tuple(_person(dice, number, count) for number in range(count))
    goals = Goals(
        seats=(("on_site", SEATS // 2), ("online", SEATS - SEATS // 2)),
        sectors=SECTORS,
        each_sector_at_least=10,
        communities=COMMUNITIES,
        each_community_at_least=5,
        lower_income_at_least_percent=40,
        region_at_most_percent=30,
        organisation_at_most=2,
        score_at_least_percent=40,
    )
    pairs = frozenset((people[n].id, people[n + 1].id) for n in range(0, 60, 3))
    return BalanceProblem(candidates=people, goals=goals, seed="benchmark", apart=pairs)


def _person(dice: random.Random, number: int, count: int) -> Candidate:
    (region,) = dice.choices(REGIONS, _REGION_WEIGHTS)
    return Candidate(
        id=f"p{number:06}",
        score_percent=Decimal(min(10_000, max(0, round(dice.gauss(6_000, 1_500))))) / 100,
        sectors=frozenset(dice.sample(SECTORS, 2 if dice.random() < 0.25 else 1)),
        region=region,
        income_group=dice.choice(_GROUPS[region]),
        communities=frozenset({dice.choice(COMMUNITIES)} if dice.random() < 0.12 else ()),
        organisation=f"o{dice.randrange(max(1, count * 2 // 5))}",
        modes=(dice.choice(("on_site", "online")),),
    )


def plain(problem: BalanceProblem) -> tuple[float, list[int], list[int], bool]:
    """The same sums with every place as it stands: one CP-SAT model, two workers. Seconds, values, bounds, found."""
    began = time.perf_counter()
    field = field_of(problem, is_reduced=False)
    model = cp_model.CpModel()
    picks = [model.new_bool_var("") for _place in field.places]
    short: dict[str, list[cp_model.IntVar]] = {}
    for row in (*field.rows, *field.seldom):
        total = cp_model.LinearExpr.sum([picks[number] for number in row.members])
        if row.goal:
            slack = model.new_int_var(0, len(row.members), "")
            short.setdefault(row.goal, []).append(slack)
            total = total + slack if row.is_least else total - slack
        model.add(total >= row.limit if row.is_least else total <= row.limit)
    points = [place.candidate.points for place in field.places]
    goals = [cp_model.LinearExpr.sum(short.get(goal, [])) for goal in MISSING_GOALS]
    values: list[int] = []
    bounds: list[int] = []
    for goal in (*goals, -cp_model.LinearExpr.weighted_sum(picks, points)):
        model.minimize(goal)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 2
        solver.parameters.max_time_in_seconds = PEER_SECONDS
        if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return time.perf_counter() - began, values, bounds, False
        values.append(round(solver.objective_value))
        bounds.append(round(solver.best_objective_bound))
        model.add(goal <= values[-1])
    never = [*(field.missed[code] for code in MISSING_GOALS), 0]
    signs = [1] * len(MISSING_GOALS) + [-1]
    told = [
        [n + sign * v for n, sign, v in zip(never, signs, found, strict=True)] for found in (values, bounds)
    ]
    return time.perf_counter() - began, told[0], told[1], True


def greedy(problem: BalanceProblem) -> list[int]:
    """The best scores first, hard rules kept: what is missing of each goal, and the sum of scores."""
    goals, free = problem.goals, dict(problem.goals.seats)
    apart: dict[str, set[str]] = {}
    for first, second in problem.apart:
        apart.setdefault(first, set()).add(second)
        apart.setdefault(second, set()).add(first)
    agencies: dict[str, int] = {}
    inside: list[Candidate] = []
    chosen: set[str] = set()
    for one in sorted(problem.candidates, key=lambda one: -one.points):
        is_full = agencies.get(one.organisation, 0) >= goals.organisation_at_most
        if not free[one.modes[0]] or is_full or apart.get(one.id, set()) & chosen:
            continue
        free[one.modes[0]] -= 1
        agencies[one.organisation] = agencies.get(one.organisation, 0) + 1
        inside.append(one)
        chosen.add(one.id)

    def missing(wanted: int, count: int) -> int:
        return max(0, wanted - count)

    return [
        sum(free.values()),
        sum(missing(goals.each_sector_at_least, sum(k in p.sectors for p in inside)) for k in SECTORS),
        sum(
            missing(goals.each_community_at_least, sum(k in p.communities for p in inside))
            for k in COMMUNITIES
        ),
        missing(goals.lower_income_at_least, sum(p.is_lower_income for p in inside)),
        sum(max(0, sum(p.region == k for p in inside) - goals.region_at_most) for k in REGIONS),
        sum(p.points for p in inside),
    ]


def _line(name: str, seconds: float | None, values: list[int], proof: str) -> str:
    told = f"{seconds:9.2f}" if seconds is not None else f"{'-':>9}"
    missing = " ".join(f"{value:>5}" for value in values[:5])
    return f"  {name:22}{told}  {missing}  {values[5] / 100:12,.2f}  {proof}"


def _proof(plan: BalancePlan) -> str:
    gaps = [f"{goal.code} {goal.gap}" for goal in plan.goals if not goal.is_proven]
    return f"gap: {', '.join(gaps)}" if gaps else "every goal proven"


def main() -> int:
    """Prints a table; answers 1 if ours is not proven, breaks a rule, or passes the limit."""
    print(
        f"A cohort of {SEATS}; what is missing of each goal in order, and the sum of scores (percent points)"
    )
    print(
        f"  {'':22}{'seconds':>9}  {'seats':>5} {'sect.':>5} {'comm.':>5} {'inc.':>5} {'reg.':>5}  {'scores':>12}"
    )
    is_well = True
    for count in SIZES:
        problem = candidates(count)
        began = time.perf_counter()
        plan = solve(problem)
        seconds = time.perf_counter() - began
        findings = check(problem, plan)
        print(f"{count:,} applications")
        print(_line("ours, one worker", seconds, [goal.value for goal in plan.goals], _proof(plan)))
        taken, values, bounds, is_found = plain(problem)
        if is_found:
            open_ = [index for index, value in enumerate(values) if value != bounds[index]]
            said = "every goal proven" if not open_ else f"bounds {bounds}"
            print(_line("plain, two workers", taken, values, f"{said}; ratio {taken / seconds:.1f}"))
        else:
            print(f"  {'plain, two workers':22}{taken:9.2f}  no cohort found for goal {len(values) + 1}")
        print(_line("greedy by score", None, greedy(problem), "looks at no goal"))
        is_well &= not findings and all(goal.is_proven for goal in plan.goals) and seconds <= LIMIT_SECONDS
    print(f"limit {LIMIT_SECONDS:.0f} s; rules kept and every goal proven: {is_well}")
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
