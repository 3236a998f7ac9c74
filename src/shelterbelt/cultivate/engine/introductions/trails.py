"""From half pairs to whole ones: the halves of a fractional optimum form trails, along which every second pair is kept."""

from __future__ import annotations

from collections.abc import Sequence

from shelterbelt.cultivate.engine.introductions.table import Floats, Ints


def rounded(a: Ints, b: Ints, worth: Floats) -> list[int]:
    """Which of the half-chosen pairs (a[k], b[k]) to keep, as places k, ascending.

    The pairs fall into trails that pass each person in twos. On an open trail, and on a closed one of even length, every
    second pair is kept: the better half. A closed trail of odd length leaves one person out: the way round that costs
    least. Nobody gets more introductions than their halves make whole (rounded up at the end of an open trail, where
    capacity is whole and the half leaves room).
    """
    at: dict[int, list[int]] = {}
    ends = list(zip(a.tolist(), b.tolist(), strict=True))
    for place, (one, other) in enumerate(ends):
        at.setdefault(one, []).append(place)
        at.setdefault(other, []).append(place)
    used = [False] * len(ends)
    kept: list[int] = []
    # Open trails begin at people with an odd number of halves; what is left over closes.
    odd = [person for person, places in at.items() if len(places) % 2]
    for person in [*odd, *at]:
        while any(not used[place] for place in at[person]):
            trail, is_closed = _walk(person, at, ends, used)
            kept += _alternate(trail, is_closed=is_closed, worth=worth)
            if person in odd:
                break
    return sorted(kept)


def _walk(
    start: int, at: dict[int, list[int]], ends: Sequence[tuple[int, int]], used: list[bool]
) -> tuple[list[int], bool]:
    trail: list[int] = []
    person = start
    while True:
        places = at[person]
        while places and used[places[-1]]:
            places.pop()
        if not places:
            return trail, person == start
        place = places.pop()
        used[place] = True
        trail.append(place)
        one, other = ends[place]
        person = other if person == one else one


def _alternate(trail: list[int], *, is_closed: bool, worth: Floats) -> list[int]:
    halves = [trail[0::2], trail[1::2]]
    if is_closed and len(trail) % 2:
        turned = [
            [trail[(first + 2 * step) % len(trail)] for step in range(len(trail) // 2)]
            for first in range(len(trail))
        ]
        halves = turned
    return max(halves, key=lambda places: float(sum(worth[place] for place in places)))
