"""Simulate: our groups beside chance and beside none over three years of a model, and the settings that this rests on.

`python -m benchmarks.simulate`. Short by default (300 people, 3 seeds). What the README says of 1,000 people was measured
with SIMULATE_MEMBERS=1000 SIMULATE_SEEDS=20 SIMULATE_SETTING_SEEDS=6 and takes about half an hour. Policies were shaped on
seeds 0 to 7; these begin at 5000 and 6000.
"""

from __future__ import annotations

import os
import sys
import time

from shelterbelt.cultivate.engine.simulate import (
    Assumptions,
    Interval,
    Report,
    check,
    policy_names,
    sensitivity,
    simulate,
    standings,
)

MEMBERS = int(os.environ.get("SIMULATE_MEMBERS", "300"))
SEEDS = int(os.environ.get("SIMULATE_SEEDS", "3"))
SETTING_SEEDS = int(os.environ.get("SIMULATE_SETTING_SEEDS", "2"))
FIRST_SEED, FIRST_SETTING_SEED = 5_000, 6_000
OURS, PEER = "chosen groups of four", "random groups of four"
PAIRS = (
    (OURS, PEER),
    (OURS, "cross-sector random pairs"),
    ("chosen pairs", "cross-sector random pairs"),
)


def told(one: Interval) -> str:
    """An estimate with its interval."""
    return f"{one.value:.2f} [{one.low:.2f}, {one.high:.2f}]"


def show(report: Report) -> None:
    """A row per policy, then who does better than whom."""
    print(
        "policy                     core                 mean  alone lowest careful others no link  cross  held"
    )
    for one in standings(report):
        print(
            f"{one.policy:26} {told(one.core):20} {one.mean_core:.2f} {one.isolates:6.2f} {one.lowest_sector:6.2f} "
            f"{one.careful:7.2f} {one.others:6.2f} {one.without_link:7.2f} {one.may_cross:6.2f} {one.held:5.2f}"
        )
    for pair in PAIRS:
        print(
            f"{pair[0]} over {pair[1]}: {told(report.ratios[pair])} at the end, {told(report.means[pair])} over three dates"
        )


def main() -> int:
    """Prints the tables; answers 1 if the report does not hold together."""
    began = time.process_time()
    assumed = Assumptions(members=MEMBERS)
    seeds = range(FIRST_SEED, FIRST_SEED + SEEDS)
    print(f"{MEMBERS} people, 36 months, {SEEDS} seeds from {FIRST_SEED}. A model, not a finding.")
    report = simulate(policy_names(), seeds, assumed)
    show(report)
    faults = check(report)
    print(f"{time.process_time() - began:.0f} s; faults: {', '.join(faults) or 'none'}\n", flush=True)
    worthwhile = 0
    setting_seeds = range(FIRST_SETTING_SEED, FIRST_SETTING_SEED + SETTING_SEEDS)
    for one in sensitivity((OURS, PEER), setting_seeds, assumed) if SETTING_SEEDS else ():
        worthwhile += one.is_worthwhile
        print(
            f"{one.setting:52} {one.core:.2f} / {one.peer_core:.2f} = {told(one.ratio)}; "
            f"three dates {told(one.mean_ratio)}",
            flush=True,
        )
    print(f"worthwhile in {worthwhile} settings; {time.process_time() - began:.0f} s")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
