"""One policy from tables to chosen meetings: eras, bound, exact search, dates."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from shelterbelt.learn.engine.timetable.bound import Bound, Choice, lower_bound
from shelterbelt.learn.engine.timetable.dates import Assignment, Frame, Tie, assign, candidates_of, some_dates
from shelterbelt.learn.engine.timetable.errors import Unplannable
from shelterbelt.learn.engine.timetable.neighbourhood import first_plan, improve_by_blocks, neighbour
from shelterbelt.learn.engine.timetable.search import (
    Enumeration,
    Group,
    Picks,
    Pool,
    Tick,
    combinations,
    split_point,
    undominated,
)
from shelterbelt.learn.engine.timetable.tables import Crowd, collapse, eras, table

if TYPE_CHECKING:
    import numpy.typing as npt

    from shelterbelt.learn.engine.timetable.leximin import Key
    from shelterbelt.learn.engine.timetable.offsets import ZoneClock
    from shelterbelt.learn.engine.timetable.problem import Problem

    Ints = npt.NDArray[np.int64]
    Rows = npt.NDArray[np.int32]

MAX_COMPOSITIONS = 2_000
MAX_SEARCHED = 60
Composition = tuple[tuple[tuple[int, int], ...], ...]  # per series: (era, meetings)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A group of the search and what its columns stand for: per column, the equal starts."""

    series: int
    era: int | None
    group: Group
    starts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One combination in terms of the problem, with its levels."""

    key: Key
    tie: Tie
    picks: Picks


@dataclass(frozen=True, slots=True)
class Solved:
    """A policy's answer. `slots`: (series, meeting, date, start) indices."""

    frame: Frame
    rows: tuple[int, ...]
    people: Ints
    bound: Bound
    slots: tuple[tuple[int, int, int, int], ...]
    runner_up: tuple[tuple[int, int, int, int], ...] | None
    runner_up_is_tie: bool
    is_exact: bool
    combinations: int
    examined: int
    ties: int
    ties_compared: int


def solve(problem: Problem, crowd: Crowd, zones: dict[str, ZoneClock], tick: Tick | None = None) -> Solved:
    """Plan one problem under its policy. Raises `Unplannable` when rules leave no date or start."""
    tables = tuple(table(problem, series, crowd, zones) for series in problem.series)
    era = eras(tables)
    rows, people = collapse(tables, crowd.people)
    frame = Frame(problem, tables, era, tuple(candidates_of(one) for one in tables))
    _refuse_blocked(frame)
    bound = lower_bound(_choices(frame, rows), len(rows))
    search = _Search(frame, rows, people, bound)
    search.run(tick)
    return search.answer()


def _refuse_blocked(frame: Frame) -> None:
    for one, groups in zip(frame.tables, frame.candidates, strict=True):
        for group in groups:
            if not any(one.is_allowed[day].any() for day in group.dates):
                number = group.members[0] + 1
                raise Unplannable(
                    "no_start_left",
                    f"series {one.series.key}, meeting {number}",
                    "every candidate date and start is excluded by the days of people who must attend or by "
                    "the share of people away; add a date, widen the window or relax that rule.",
                    series=one.series.key,
                    meeting=number,
                )
    if some_dates(frame, None) is None:
        rule = ", with at most one meeting per week" if frame.problem.has_distinct_weeks else ""
        if any(one.series.weeks_apart > 1 for one in frame.tables):
            rule += ", and with the weeks that its series wants between two"
        raise Unplannable(
            "dates_collide",
            "programme",
            f"the candidate dates cannot hold all meetings{rule}; add dates, allow meetings to share a week or let them be closer.",
        )


def _choices(frame: Frame, rows: tuple[int, ...]) -> tuple[Choice, ...]:
    choices = []
    for one, groups in zip(frame.tables, frame.candidates, strict=True):
        for group in groups:
            days = list(group.dates)
            is_allowed = one.is_allowed[days].ravel()
            columns = one.points[list(rows)][:, days].reshape(len(rows), -1)[:, is_allowed]
            choices.append(Choice(len(group.members), np.unique(columns, axis=1)))
    return tuple(choices)


def compositions(frame: Frame) -> tuple[list[Composition], bool]:
    """How many meetings of each series may fall in each era; False if there are too many to list."""
    per_series: list[list[tuple[tuple[int, int], ...]]] = []
    for series, groups in enumerate(frame.candidates):
        totals: set[tuple[tuple[int, int], ...]] = {()}
        for group in groups:
            room = Counter(
                frame.eras[series][day] for day in group.dates if frame.tables[series].is_allowed[day].any()
            )
            totals = {
                tuple(sorted((Counter(dict(total)) + Counter(dict(more))).items()))
                for total in totals
                for more in _shares(len(group.members), sorted(room.items()))
            }
            if len(totals) > MAX_COMPOSITIONS:
                return [], False
        per_series.append(sorted(totals))
    count = 1
    for one in per_series:
        count *= len(one)
    return ([], False) if count > MAX_COMPOSITIONS else ([*product(*per_series)], True)


def _shares(number: int, room: list[tuple[int, int]]) -> list[tuple[tuple[int, int], ...]]:
    if not room:
        return [] if number else [()]
    (era, space), rest = room[0], room[1:]
    return [
        (((era, n),) if n else ()) + more
        for n in range(min(space, number) + 1)
        for more in _shares(number - n, rest)
    ]


class _Search:
    """The search of one policy over all compositions of eras."""

    def __init__(self, frame: Frame, rows: tuple[int, ...], people: Ints, bound: Bound) -> None:
        self.frame, self.rows, self.people, self.bound = frame, list(rows), people, bound
        self.rng = np.random.default_rng(frame.problem.seed)
        self.best: list[Found] = []
        self.tie_count = 0
        self.second: Found | None = None
        self.is_exact = True
        self.combinations = 0
        self.examined = 0

    def run(self, tick: Tick | None) -> None:
        listed, is_complete = compositions(self.frame)
        self.is_exact = is_complete
        if not is_complete:
            first = some_dates(self.frame, None)
            listed = [first] if first is not None else []
        is_free = len(listed) > 1 or not is_complete
        order = sorted((self._floor(one), number) for number, one in enumerate(listed))
        searched = 0
        for done, (floor, number) in enumerate(order):
            one = listed[number]
            groups = self._groups(one)
            self.combinations += combinations(tuple(label.group for label in groups))
            if self.best and floor > self._limit() * int(self.bound.weights.sum()):
                continue  # proven: every plan of this composition is worse
            if searched >= MAX_SEARCHED:
                self.is_exact = False
                continue
            if is_free and some_dates(self.frame, [dict(part) for part in one]) is None:
                continue
            searched += 1
            self._search_one(one, groups, tick if len(listed) == 1 else None)
            if tick is not None:
                tick((done + 1) / len(order))

    def _limit(self) -> int:
        if self.tie_count > 1 or self.second is None:
            return self.best[0].key[0][0]
        return self.second.key[0][0]

    def _floor(self, composition: Composition) -> int:
        total = 0
        for series, parts in enumerate(composition):
            for era, number in parts:
                total += number * int((self.bound.weights @ self._columns(series, era)[0]).min())
        return total

    def _columns(self, series: int, era: int) -> tuple[Ints, Ints]:
        """Points (classes x allowed starts) of an era, and the starts."""
        one = self.frame.tables[series]
        day = self.frame.eras[series].index(era)
        starts = np.flatnonzero(one.is_allowed[day])
        return one.points[self.rows, day][:, starts], starts

    def _groups(self, composition: Composition) -> tuple[Labelled, ...]:
        labelled = []
        for series, parts in enumerate(composition):
            if self.frame.tables[series].treatment.has_one_start:
                labelled.append(self._shared_group(series, parts))
                continue
            for era, number in parts:
                points, starts = self._columns(series, era)
                labelled.append(_merge(series, era, number, points.T, starts))
        return tuple(labelled)

    def _shared_group(self, series: int, parts: tuple[tuple[int, int], ...]) -> Labelled:
        one = self.frame.tables[series]
        days = [(self.frame.eras[series].index(era), number) for era, number in parts]
        is_allowed = np.logical_and.reduce([one.is_allowed[day] for day, _ in days])
        starts = np.flatnonzero(is_allowed)
        if not len(starts):
            raise Unplannable(
                "no_shared_start",
                f"series {one.series.key}",
                "no single start is free of rules on all dates; let its meetings have their own starts.",
                series=one.series.key,
            )
        points = sum(number * one.points[self.rows, day][:, starts] for day, number in days)
        return _merge(series, None, 1, np.asarray(points).T, starts)

    def _search_one(
        self, composition: Composition, labelled: tuple[Labelled, ...], tick: Tick | None
    ) -> None:
        groups = tuple(label.group for label in labelled)
        kept = tuple(undominated(group.columns) for group in groups)
        small = tuple(
            Group(group.times, group.columns[keep]) for group, keep in zip(groups, kept, strict=True)
        )
        base = np.zeros(len(self.rows), dtype=np.int32)
        start, burdens = first_plan(small, self.people, base, self.rng)
        beside = neighbour(small, self.people, base, start)
        threshold = int(burdens.max()) if beside is None else max(int(burdens.max()), int(beside[2].max()))
        if self.best:
            threshold = min(threshold, self._limit())
        useful = self._useful(small, threshold)
        kept = tuple(keep[use] for keep, use in zip(kept, useful, strict=True))
        start = tuple(
            tuple(int(np.searchsorted(use, c)) for c in chosen)
            for use, chosen in zip(useful, start, strict=True)
        )
        small = tuple(
            Group(group.times, group.columns[use]) for group, use in zip(small, useful, strict=True)
        )
        if not all(len(group.columns) for group in small):
            return  # proven: no plan of this composition comes near the fairest known
        pool = Pool(self.people, threshold)
        enumeration = Enumeration(small, self.bound.weights, base) if split_point(small) else None
        budget = self.frame.problem.max_combinations - self.examined
        if enumeration is not None and enumeration.pairs(threshold) <= budget:
            enumeration.run(pool, tick)
        else:
            self.is_exact = False
            if self.best:  # only the most promising composition is worth a search without proof
                return
            improve_by_blocks(small, self.bound.weights, pool, start, self.rng, tick=tick)
        self.examined += pool.examined
        self._take(composition, labelled, kept, pool)

    def _useful(self, groups: tuple[Group, ...], threshold: int) -> list[npt.NDArray[np.intp]]:
        """Options that can be part of a plan whose worst burden is within the threshold.

        Exact: with an option left out here, even the cheapest rest exceeds it in the weighted world.
        """
        weighted = [group.columns @ self.bound.weights for group in groups]
        floor = sum(group.times * int(w.min()) for group, w in zip(groups, weighted, strict=True))
        spare = threshold * int(self.bound.weights.sum()) - floor
        return [np.flatnonzero(w - w.min() <= spare) for w in weighted]

    def _take(
        self,
        composition: Composition,
        labelled: tuple[Labelled, ...],
        kept: tuple[npt.NDArray[np.intp], ...],
        pool: Pool,
    ) -> None:
        if pool.key is None:
            return
        groups = tuple(label.group for label in labelled)
        base = np.zeros(len(self.rows), dtype=np.int32)

        def widen(picks: Picks) -> Picks:
            return tuple(
                tuple(int(keep[i]) for i in chosen) for keep, chosen in zip(kept, picks, strict=True)
            )

        ties = [widen(picks) for picks in sorted(pool.ties)]
        ties.sort(key=lambda picks: (_distinct(labelled, picks), picks))
        found = [Found(pool.key, _tie(composition, labelled, picks), picks) for picks in ties]
        others = [neighbour(groups, self.people, base, picks) for picks in ties[:1]]
        others += [(pool.second[0], widen(pool.second[1]), pool.second[2])] if pool.second else []
        second = min(
            (one for one in others if one is not None and one[0] > pool.key),
            default=None,
            key=lambda o: o[:2],
        )
        if not self.best or pool.key < self.best[0].key:
            if self.best:
                self._offer_second(self.best[0])
            self.best, self.tie_count = found, pool.tie_count
        elif pool.key == self.best[0].key:
            self.best, self.tie_count = self.best + found, self.tie_count + pool.tie_count
        else:
            self._offer_second(found[0])
        if second is not None:
            self._offer_second(Found(second[0], _tie(composition, labelled, second[1]), second[1]))

    def _offer_second(self, one: Found) -> None:
        if self.second is None or one.key < self.second.key:
            self.second = one

    def answer(self) -> Solved:
        """Dates for the fairest plans, and the next best plan."""
        chosen = assign(self.frame, [one.tie for one in self.best]) if self.best else None
        if chosen is None:
            raise Unplannable(
                "dates_collide",
                "programme",
                "no dates fit the fairest starts within the rules for weeks; add candidate dates.",
            )
        other, is_tie = self._runner_up(chosen)
        return Solved(
            frame=self.frame,
            rows=tuple(self.rows),
            people=self.people,
            bound=self.bound,
            slots=chosen.slots,
            runner_up=other.slots if other else None,
            runner_up_is_tie=is_tie,
            is_exact=self.is_exact,
            combinations=self.combinations,
            examined=self.examined,
            ties=max(self.tie_count, len(self.best)),
            ties_compared=len(self.best),
        )

    def _runner_up(self, chosen: Assignment) -> tuple[Assignment | None, bool]:
        rest = [one.tie for number, one in enumerate(self.best) if number != chosen.tie]
        if rest:
            return assign(self.frame, rest), True
        return (assign(self.frame, [self.second.tie]) if self.second else None), False


def _merge(series: int, era: int | None, times: int, options: Ints, starts: Ints) -> Labelled:
    """Equal options become one column that stands for all its starts."""
    columns, inverse = np.unique(options, axis=0, return_inverse=True)
    members: list[list[int]] = [[] for _ in columns]
    for start, column in zip(starts.tolist(), inverse.ravel().tolist(), strict=True):
        members[column].append(start)
    group = Group(times, columns.astype(np.int32))
    return Labelled(series, era, group, tuple(tuple(one) for one in members))


def _tie(composition: Composition, labelled: tuple[Labelled, ...], picks: Picks) -> Tie:
    counts: Counter[tuple[int, int, tuple[int, ...]]] = Counter()
    shared: dict[int, tuple[int, ...]] = {}
    for label, chosen in zip(labelled, picks, strict=True):
        for column in chosen:
            if label.era is None:
                shared[label.series] = label.starts[column]
            else:
                counts[(label.series, label.era, label.starts[column])] += 1
    eras_of = {(s, era): number for s, parts in enumerate(composition) for era, number in parts}
    return Tie(eras_of, counts, shared)


def _distinct(labelled: tuple[Labelled, ...], picks: Picks) -> int:
    return len(
        {(one.series, one.starts[c]) for one, chosen in zip(labelled, picks, strict=True) for c in chosen}
    )
