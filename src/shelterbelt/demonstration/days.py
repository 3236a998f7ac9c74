"""The movable clock: what it shows, and the steps one can take."""

import datetime as dt
from dataclasses import dataclass

from shelterbelt.demonstration.note import require_demonstration
from shelterbelt.ground import clock
from shelterbelt.ground.access.roles import ANONYMOUS
from shelterbelt.learn.queries.cohorts import cohorts_public

STEPS = {"day": dt.timedelta(days=1), "week": dt.timedelta(weeks=1)}
DEADLINE = "deadline"
_BEFORE = dt.timedelta(hours=1)
_FURTHEST = dt.timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class ShownClock:
    """`deadline` is the next end of applications, or None where none lies ahead."""

    now: dt.datetime
    is_moved: bool
    deadline: dt.datetime | None


def shown_clock() -> ShownClock:
    """The demonstration's time."""
    return ShownClock(clock.now(), bool(clock.offset()), _next_deadline())


def move_clock(step: str) -> None:
    """Move by a step: `day`, `week`, `deadline` (an hour before applications end); anything else is the present.

    Raises:
        NotThere: this is no demonstration.
    """
    require_demonstration()
    deadline = _next_deadline() if step == DEADLINE else None
    if deadline is not None:
        ahead = deadline - _BEFORE - dt.datetime.now(tz=dt.UTC)
    elif step in STEPS:
        ahead = clock.offset() + STEPS[step]
    else:
        ahead = dt.timedelta()
    clock.move(ahead=min(ahead, _FURTHEST))


def _next_deadline() -> dt.datetime | None:
    ends = [view.cohort.apply_closes_at for view in cohorts_public(for_=ANONYMOUS) if view.takes_applications]
    return min((end for end in ends if end - _BEFORE > clock.now()), default=None)
