"""What is asked: counts of people, how they add up, and what was released before."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people. One that is not `is_shown` is in no table, but whoever subtracts could work it out.

    `weight` is how much is lost when the number is left out; totals weigh more than parts.
    `is_about_people` False marks a rest that is no group of people, such as how often sectors are named twice.
    """

    key: str
    count: int
    weight: int = 1
    is_shown: bool = True
    is_about_people: bool = True


@dataclass(frozen=True, slots=True)
class Sum:
    """`total` is the sum of `parts`; everyone knows that it is."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Problem:
    """Counts with their sums. Below `threshold` a group is small; nobody and `threshold` or more may be told.

    `earlier` are numbers that were released before under the same keys, in any earlier release.
    Raises ValueError for counts below zero, keys that come twice or are unknown, and sums that are wrong.
    """

    counts: tuple[Count, ...]
    sums: tuple[Sum, ...] = ()
    threshold: int = 5
    earlier: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        twice = [key for key, times in Counter(one.key for one in self.counts).items() if times > 1]
        if twice:
            raise ValueError(f"count {twice[0]!r} is there twice; give each its own key")
        if any(one.count < 0 for one in self.counts):
            raise ValueError("a count lies below zero; count people again")
        if self.threshold < 3:  # noqa: PLR2004 -- below three, to know that a group is small is to know its size
            raise ValueError("the threshold must be at least 3")
        for one in self.sums:
            for key in (one.total, *one.parts):
                if key not in self.by_key:
                    raise ValueError(f"sum {one.total!r} names the unknown count {key!r}")
            if self.by_key[one.total].count != sum(self.by_key[key].count for key in one.parts):
                raise ValueError(f"the parts of {one.total!r} do not add up to it")

    @cached_property
    def by_key(self) -> dict[str, Count]:
        return {one.key: one for one in self.counts}

    @cached_property
    def amounts(self) -> dict[str, int]:
        """How many people, by key."""
        return {one.key: one.count for one in self.counts}

    @cached_property
    def memberships(self) -> tuple[tuple[Sum, frozenset[str]], ...]:
        """Each sum with all its keys."""
        return tuple((one, frozenset((one.total, *one.parts))) for one in self.sums)

    @cached_property
    def places(self) -> dict[str, tuple[int, ...]]:
        """Places of the sums that a count stands in, by key."""
        found: dict[str, list[int]] = {one.key: [] for one in self.counts}
        for place, (_one, members) in enumerate(self.memberships):
            for key in members:
                found[key].append(place)
        return {key: tuple(places) for key, places in found.items()}

    @cached_property
    def changes(self) -> tuple[tuple[str, int], ...]:
        """Numbers released before that have changed by fewer people than the threshold: key and number then."""
        return tuple(
            (key, before)
            for key, before in dict.fromkeys(self.earlier)
            if key in self.by_key and 0 < abs(self.by_key[key].count - before) < self.threshold
        )

    @cached_property
    def small(self) -> tuple[str, ...]:
        """Keys of small groups, in order."""
        return tuple(one.key for one in self.counts if one.is_about_people and 0 < one.count < self.threshold)

    @cached_property
    def guarded(self) -> frozenset[str]:
        """Counts that must not be narrowed down: small ones, and those that changed a little since a release."""
        return frozenset((*self.small, *(key for key, _before in self.changes)))

    @property
    def width(self) -> int:
        """By how much the greatest possible value of a guarded count must exceed the least.

        The rule alone tells of a small count that it is one of 1 to `threshold` - 1; nobody may learn more.
        """
        return self.threshold - 2
