"""The canonical form of a problem, and its SHA-256."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, time
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shelterbelt.learn.engine.timetable.problem import Problem

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


def canonical(value: object) -> Json:
    """Plain JSON values: fields by name, sets sorted, moments in ISO 8601, fractions as "a/b".

    Raises TypeError for anything else.
    """
    if isinstance(value, Enum):
        return str(value.value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: canonical(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, frozenset | tuple | list):
        return [canonical(one) for one in (sorted(value) if isinstance(value, frozenset) else value)]
    raise TypeError(f"no canonical form for {type(value).__name__}")


def problem_hash(problem: Problem) -> str:
    """SHA-256 of the canonical JSON (sorted keys, no spaces, UTF-8), people in order of id."""
    form = canonical(replace(problem, people=()))
    if isinstance(form, dict):
        form["people"] = [canonical(one) for one in sorted(problem.people, key=lambda person: person.id)]
    text = json.dumps(form, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
