"""What planning answers: a dated, staffed programme as one document."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, time
from fractions import Fraction

from shelterbelt.learn.engine.panels.plan import Explanation, PanelPlan
from shelterbelt.learn.engine.planning.problem import Asked
from shelterbelt.learn.engine.timetable.plan import Plan as Timetable

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]


@dataclass(frozen=True, slots=True)
class PlannedMeeting:
    """One meeting on one day. `key` is the panel's key, shared by the two runs of an echo.

    `number` counts the days of the series from 1, `run` is 1, or 2 for the second showing; `starts_at` is UTC.
    """

    key: str
    series: str
    number: int
    run: int
    starts_at: datetime
    minutes: int
    mode: str
    kind: str
    has_panel: bool


@dataclass(frozen=True, slots=True)
class ProgrammePlan:
    """What was asked, meetings in order of time, the timetable with its receipt, and the panels.

    `blocked` explains why no panels could be composed; then `panels` is None. Both are None where the
    programme has no panels or nobody was named who could speak.
    """

    host_zone: str
    asked: Asked
    meetings: tuple[PlannedMeeting, ...]
    timetable: Timetable
    panels: PanelPlan | None
    blocked: Explanation | None

    def document(self) -> dict[str, Plain]:
        """The whole plan in types that JSON knows: dates as ISO 8601, fractions as `a/b`."""
        plain = plain_value(self)
        if not isinstance(plain, dict):
            raise TypeError(plain)
        return {"schema": 1, **plain}

    def to_json(self) -> str:
        """The document as JSON with sorted keys."""
        return json.dumps(self.document(), sort_keys=True, ensure_ascii=False, indent=1)


def plain_value(value: object) -> Plain:
    """Dataclasses, tuples and dates in types that JSON knows.

    Raises:
        TypeError: a value of another type.
    """
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain_value(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [plain_value(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no plain form")
