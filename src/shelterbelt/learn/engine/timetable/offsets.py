"""UTC offsets of many zones over a span, found once and then looked up by the array.

`zoneinfo` tells an offset one instant at a time and does not publish its transitions. Offsets are
sampled once a day and every change is narrowed down to the second, through the public interface only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]

DAY = 86_400


def offset_at(zone: ZoneInfo, timestamp: int) -> int:
    """Offset from UTC in seconds at a POSIX timestamp."""
    delta = datetime.fromtimestamp(timestamp, zone).utcoffset()
    return 0 if delta is None else round(delta.total_seconds())


@dataclass(frozen=True, slots=True)
class ZoneClock:
    """One zone over one span: `since[i]` is the first second at which `offset[i]` holds."""

    since: Ints
    offset: Ints

    def offsets(self, timestamps: Ints) -> Ints:
        """Offsets in seconds, same shape as `timestamps`; instants before the span take its first offset."""
        index = np.searchsorted(self.since, timestamps.ravel(), side="right") - 1
        return self.offset[np.maximum(index, 0)].reshape(timestamps.shape)

    def changes(self, first: int, last: int) -> list[tuple[int, int, int]]:
        """(instant, seconds before, seconds after) of each change with first <= instant < last."""
        return [
            (int(self.since[i]), int(self.offset[i - 1]), int(self.offset[i]))
            for i in range(1, len(self.since))
            if first <= self.since[i] < last
        ]


def zone_clock(zone: ZoneInfo, first: int, last: int) -> ZoneClock:
    """Offsets of `zone` from `first` to `last` (POSIX seconds).

    Two changes within one day that cancel out would be missed; no zone of the database has had one.
    """
    since = [first]
    offset = [offset_at(zone, first)]
    known = first
    for sample in [*range(first + DAY, last, DAY), last]:
        after = offset_at(zone, sample)
        if after != offset[-1]:
            low, high = known, sample
            while high - low > 1:
                middle = (low + high) // 2
                if offset_at(zone, middle) == offset[-1]:
                    low = middle
                else:
                    high = middle
            since.append(high)
            offset.append(after)
        known = sample
    return ZoneClock(np.array(since, dtype=np.int64), np.array(offset, dtype=np.int64))
