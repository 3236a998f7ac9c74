"""Mistakes in a definition: where they are, what is wrong, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shelterbelt.learn.engine.definition.places import Path

Params = tuple[tuple[str, str], ...]

#: code -> what is wrong, what to do. Filled from the mistake's parameters.
WORDS: dict[str, tuple[str, str]] = {
    "too_large": ("The file is longer than {limit} characters.", "Keep only the definition in it."),
    "encoding": ("The file is not UTF-8 text.", "Save it again as UTF-8."),
    "syntax": ("This is not valid TOML: {problem}.", "Look at this line and the one before it: {hint}."),
    "schema_version": ("Schema version {value} is not known here.", "Write schema = {known}."),
    "unknown_key": ("There is no field called “{key}” here.", "{suggestion}"),
    "not_for_pattern": (
        "“{key}” has no meaning with pattern “{pattern}”.",
        "Remove it, or choose a pattern that uses it: {patterns}.",
    ),
    "missing": ("“{key}” is missing.", "Add it, for example: {example}"),
    "wrong_type": ("This should be {expected}, but it is {found}.", "Write it like this: {example}"),
    "empty": ("This is empty.", "Write at least one value, or remove the field if it is optional."),
    "too_long": ("This has {length} characters.", "Keep it to {limit} characters."),
    "control_character": ("The text holds a control character.", "Type the text again without it."),
    "too_many": ("There are {count} entries.", "Keep it to {limit}."),
    "unknown_word": ("“{value}” is not {expected}.", "{suggestion}"),
    "bad_slug": (
        "“{value}” cannot be part of a web address.",
        "Use small letters a to z, digits and single hyphens, for example: {example}",
    ),
    "bad_key": (
        "“{value}” cannot be used as a key.",
        "Use small letters a to z, digits and _, starting with a letter, for example: {example}",
    ),
    "out_of_range": ("{value} is outside {low} to {high}.", "Write a whole number from {low} to {high}."),
    "bad_money": (
        "“{value}” is not an amount in {currency}.",
        "Write it in quotes with at most {digits} decimals, for example: {example}",
    ),
    "bad_time": ("“{value}” is not a time of day.", "Write hours and minutes, for example: {example}"),
    "bad_date": ("“{value}” is not a date.", "Write year, month and day, for example: {example}"),
    "has_offset": (
        "This time carries an offset from UTC.",
        "Remove the offset: the time is read on the clock of apply_zone.",
    ),
    "missing_language": (
        "The text is missing in “{language}”.",
        'Add {language} = "…", or take “{language}” out of programme.page_languages.',
    ),
    "duplicate": ("“{value}” is here twice; the first one is on line {first_line}.", "Keep one of them."),
    "not_a_monday": ("{value} is not a Monday.", "Write the Monday of that week: {monday}"),
    "time_skipped": (
        "On {day} clocks in {zone} jump over {time}.",
        "Choose a time that exists on that day.",
    ),
    "closes_before_opens": ("Applications close before they open.", "Put apply_closes after apply_opens."),
    "closes_after_start": (
        "Applications close after the first week has begun ({first_week}).",
        "Close them before that Monday.",
    ),
    "window_order": ("The latest start is before the earliest.", "Swap them, or leave both out."),
    "start_outside_window": (
        "The start {start} is outside {earliest} to {latest}.",
        "Widen the window or move it.",
    ),
    "off_grid": (
        "{time} is not a whole number of {grid}-minute steps after {earliest}.",
        "Move it to a step, or set grid_minutes to a smaller one.",
    ),
    "bad_grid": ("{value} minutes do not divide an hour.", "Use one of: {allowed}."),
    "core_too_long": ("The live core is longer than the meeting ({minutes} minutes).", "Make it shorter."),
    "no_such_week": ("There is no week {week}: the cohort has {weeks}.", "Use weeks 1 to {weeks}."),
    "date_outside": (
        "{day} is not within the cohort ({first} to {last}).",
        "Change the date or cohort.weeks.",
    ),
    "no_meeting": (
        "These rules give no date within the cohort.",
        "Change the weekday, nth, or the cohort's weeks.",
    ),
    "choice_impossible": (
        "{count} meetings do not fit into {possible} weeks, one a week.",
        "Ask for at most {possible}, or add weeks.",
    ),
    "no_place_for_mode": (
        "A {mode} meeting needs places {where}, and there are none.",
        "Set {field} in the series or in [capacity] above 0, or change mode.",
    ),
    "panels_missing": (
        "A series has panels, but there are no rules for them.",
        "Add a [panels] table with sectors and seats.",
    ),
    "honorarium_missing": (
        "A series has panels, but panellists would not be paid.",
        "Set cost.honorarium above 0: everyone who teaches is paid.",
    ),
    "overlap": (
        "On {day} this overlaps with series “{other}”.",
        "Move one of them to another time or day.",
    ),
    "bad_quarter": ("{value} is not on a quarter-hour.", "Use minutes 00, 15, 30 or 45."),
    "bands_overlap": ("{time} is in two bands.", "Let each band end where the next begins."),
    "goal_incomplete": (
        "{one} says nothing without {other}.",
        "Add {other}, or leave {one} out.",
    ),
    "reminder_too_early": (
        "A reminder {days} days before the end comes no later than the offer, which stands {answer} days.",
        "Write fewer days than {answer}.",
    ),
    "percent_rises": (
        "{value} percent is more than “{group}” pays ({most}).",
        "Write at most {most}: where incomes are lower, the fee is not higher.",
    ),
    "pay_less_too_high": (
        "{value} percent is more than the full fee ({most}).",
        "Write at most {most}, or 0 to let people choose any amount.",
    ),
    "empty_band": ("This band ends when it begins.", "Give it another end; 00:00 to 00:00 is not possible."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that does not hold at a place in the definition, as data."""

    path: Path
    code: str
    params: Params = ()

    @property
    def field(self) -> str:
        return field_name(self.path)

    @property
    def message(self) -> str:
        return WORDS[self.code][0].format(**dict(self.params))

    @property
    def remedy(self) -> str:
        return WORDS[self.code][1].format(**dict(self.params))


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: line and column from 1, the field, a code with parameters, and the same in English."""

    line: int
    column: int | None
    field: str
    code: str
    params: Params
    message: str
    remedy: str

    def __str__(self) -> str:
        where = f"line {self.line}" if self.column is None else f"line {self.line}, column {self.column}"
        field = f", {self.field}" if self.field else ""
        return f"{where}{field}: {self.message} {self.remedy}"


class DefinitionError(ValueError):
    """A definition cannot be used. `name` is the file's name, `mistakes` what was found, by line.

    `left_off` counts mistakes beyond the first 300.
    """

    def __init__(self, name: str, mistakes: tuple[Mistake, ...], left_off: int = 0) -> None:
        self.name = name
        self.mistakes = mistakes
        self.left_off = left_off
        super().__init__(name, mistakes, left_off)

    def __str__(self) -> str:
        lines = [f"{self.name}: {mistake}" for mistake in self.mistakes]
        if self.left_off:
            lines.append(f"{self.name}: {self.left_off} more mistakes are not shown.")
        return "\n".join(lines)


def field_name(path: Path) -> str:
    """A path in the words of the handbook: `series[3].weekdays[1]`, counted from 1."""
    name = ""
    for part in path:
        if isinstance(part, int):
            name += f"[{part + 1}]"
        else:
            name += f".{part}" if name else part
    return name


def suggestion(value: str, known: Iterable[str], *, listed: int = 14) -> str:
    """“Did you mean …?” when one comes close, else the list when it is short enough to read."""
    names = sorted(known)
    folded = {name.casefold(): name for name in names}
    wanted = value.casefold()[:80]
    close = get_close_matches(wanted, list(folded), n=1, cutoff=0.6)
    if close:
        return f"Did you mean “{folded[close[0]]}”?"
    if names and len(names) <= listed:
        return f"Use one of: {', '.join(names)}."
    return "Look it up in the handbook's list."
