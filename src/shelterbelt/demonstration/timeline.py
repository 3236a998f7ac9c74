"""The demonstration's dates: programmes moved so that applications are open on the day of loading, and the clock.

Decision: the shipped definition keeps its dates while applications for it are open, with a fortnight behind and ten
days ahead. On any other day all its dates move by whole weeks (`engine.definition.move`), and with them the days
on which speakers cannot come. The clock itself is moved only while loading, so that each event of the audit bears
the time at which it would have happened, and then shows the present again.
"""

import datetime as dt
import math
from dataclasses import dataclass

from babel.dates import format_date

from shelterbelt.ground import clock
from shelterbelt.learn.engine.definition import move, parse, to_toml
from shelterbelt.learn.engine.definition.plan import apply_window
from shelterbelt.learn.engine.definition.problem import Text

_BEHIND, _AHEAD = dt.timedelta(days=14), dt.timedelta(days=10)
_CLOSES_IN = dt.timedelta(days=18)
_WEEK = dt.timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Dated:
    """A definition's text with dates around the day of loading. `weeks` is by how many it was moved."""

    text: str
    weeks: int
    programme: str
    opens: dt.datetime
    closes: dt.datetime
    first_week: dt.date


def dated(text: str, anchor: dt.datetime) -> Dated:
    """The definition, moved if its applications are not open around the anchor.

    Args:
        text: TOML.
        anchor: the moment of loading, aware.
    """
    definition = parse(text, name="definition")
    opens, closes = apply_window(definition.cohort)
    weeks = 0
    if not (opens + _BEHIND <= anchor <= closes - _AHEAD):
        weeks = math.ceil((anchor + _CLOSES_IN - closes) / _WEEK)
        monday = definition.cohort.first_week + weeks * _WEEK
        label = Text(
            tuple(
                (tag, format_date(monday, "LLLL y", locale=tag).capitalize())
                for tag in definition.cohort.label.languages
            )
        )
        definition = move(definition, monday, label=label)
        text = to_toml(definition)
        opens, closes = apply_window(definition.cohort)
    return Dated(text, weeks, definition.programme.slug, opens, closes, definition.cohort.first_week)


def let_it_be(moment: dt.datetime) -> None:
    """Move the demonstration's clock to a moment; once it was moved, never back: the audit is a story in order."""
    if not clock.offset() or moment > clock.now():
        clock.move(ahead=moment - dt.datetime.now(tz=dt.UTC))


def let_it_be_now() -> None:
    """The demonstration's clock shows the present."""
    clock.move(ahead=dt.timedelta())
