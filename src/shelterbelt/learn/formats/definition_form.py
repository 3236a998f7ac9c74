"""A definition as flat answers of a form, and back into its own text with its comments.

The answers stand for the TOML and nothing else: an answer that was not touched leaves its value as it was written,
and what cannot be read (a date that is none) goes into the text as it came, so that `parse` names the mistake.
"""

from __future__ import annotations

import copy
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from shelterbelt.learn.engine.definition import DefinitionError, parse
from shelterbelt.learn.engine.definition.series import PATTERN_FIELDS
from shelterbelt.learn.formats.definition_fields import CRITERIA, OPTIONAL, PARTS, SERIES, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Answer = str | list[str] | bool
Answers = dict[str, Answer]
Values = dict[str, Any]
Prefixes = tuple[str, str]

MOST_SERIES = 30
MOST_LANGUAGES = 8
SPARE_ROLES = 2
SPARE_CRITERIA = 1
_UNREADABLE = frozenset({"too_large", "encoding", "syntax"})

_OF_PATTERNS = frozenset(key for keys in PATTERN_FIELDS.values() for key in keys)


@dataclass(frozen=True, slots=True)
class Form:
    """A definition as answers. `order` gives each series' place in the text, None for one that is new.

    `roles` and `criteria` count rows, with spare ones; a row that is left empty is none.
    """

    answers: Answers
    languages: tuple[str, ...]
    order: tuple[int | None, ...]
    roles: int
    criteria: int = 0


def read_values(text: str) -> Values:
    """The values of a text that may still hold mistakes.

    Raises:
        DefinitionError: the text is no TOML at all, or longer than a definition may be.
    """
    try:
        parse(text, name="definition")
    except DefinitionError as error:
        if any(mistake.code in _UNREADABLE for mistake in error.mistakes):
            raise
    return tomllib.loads(text.removeprefix("\ufeff").replace("\r\n", "\n"))


def is_for_form(values: Values) -> bool:
    """Whether the form can show this definition; longer ones are edited as text."""
    return len(_rows(values.get("series"))) <= MOST_SERIES


def form_of(values: Values) -> Form:
    """The answers that the values stand for."""
    answers: Answers = {}
    for part, kinds in PARTS.items():
        answers |= _flat(f"{part}.", _part(values, part), kinds)
    answers["panels.is_used"] = "panels" in values
    roles = _rows(_table(values.get("eligibility")).get("roles"))
    for place, role in enumerate(roles):
        answers |= {f"eligibility.roles.{place}.{tag}": str(words) for tag, words in role.items()}
    criteria = _rows(_part(values, "review").get("criteria"))
    for place, one in enumerate(criteria):
        answers |= _flat(f"review.criteria.{place}.", one, CRITERIA)
    series = _rows(values.get("series"))
    for place, one in enumerate(series):
        answers |= _flat(f"series.{place}.", one, SERIES)
    order = tuple(range(len(series)))
    rows = (len(roles) + SPARE_ROLES, len(criteria) + SPARE_CRITERIA)
    return Form(answers, _languages(values), order, *rows)


def values_of(base: Values, form: Form) -> Values:
    """What the text should say: the base with the answers that differ from it.

    Args:
        base: values of the text that the form was made from.
        form: the answers as sent; a field that is missing counts as empty.
    """
    before = form_of(base)
    made: Values = copy.deepcopy(base)
    for part, kinds in PARTS.items():
        if part == "panels" and not form.answers.get("panels.is_used"):
            made.pop("panels", None)
            continue
        changed = _changed(_part(base, part), (f"{part}.", f"{part}."), kinds, before, form)
        _put_part(made, part, changed)
    _change_roles(made["eligibility"], base, form)
    _change_criteria(made, base, before, form)
    _drop_emptied(made, base)
    rows = _rows(base.get("series"))
    made["series"] = []
    for place, origin in enumerate(form.order):
        known = origin is not None and origin < len(rows)
        old = rows[origin] if known and origin is not None else {}
        one = _changed(old, (f"series.{origin}.", f"series.{place}."), SERIES, before, form)
        own = PATTERN_FIELDS.get(str(one.get("pattern")), tuple(_OF_PATTERNS))
        if one.get("pattern") != old.get("pattern"):
            one = {key: value for key, value in one.items() if key not in _OF_PATTERNS or key in own}
        made["series"].append(one)
    return made


def _changed(old: Values, prefixes: Prefixes, kinds: Mapping[str, Kind], before: Form, form: Form) -> Values:
    old_prefix, new_prefix = prefixes
    made = copy.deepcopy(old)
    for key, kind in kinds.items():
        if kind is Kind.TEXT:
            _change_text(made, key, prefixes, before, form)
            continue
        given = form.answers.get(f"{new_prefix}{key}", False if kind is Kind.FLAG else "")
        if key in old and _same(before.answers.get(f"{old_prefix}{key}"), given):
            continue
        value = _value(kind, given)
        if value is None:
            made.pop(key, None)
        else:
            made[key] = value
    return made


def _change_text(made: Values, key: str, prefixes: Prefixes, before: Form, form: Form) -> None:
    old_prefix, new_prefix = prefixes
    texts = dict(_table(made.get(key)))
    for tag in form.languages:
        given = form.answers.get(f"{new_prefix}{key}.{tag}", "")
        if _same(before.answers.get(f"{old_prefix}{key}.{tag}"), given):
            continue
        words = _line(given)
        if words:
            texts[tag] = words
        else:
            texts.pop(tag, None)
    if texts:
        made[key] = texts
    else:
        made.pop(key, None)


def _change_roles(eligibility: Values, base: Values, form: Form) -> None:
    old = _rows(_table(base.get("eligibility")).get("roles"))
    rows = []
    for place in range(form.roles):
        made = dict(old[place]) if place < len(old) else {}
        for tag in form.languages:
            words = _line(form.answers.get(f"eligibility.roles.{place}.{tag}", ""))
            if not words:
                made.pop(tag, None)
            elif not _same(str(made.get(tag, "")), words):
                made[tag] = words
        if made:
            rows.append(made)
    if rows:
        eligibility["roles"] = rows
    else:
        eligibility.pop("roles", None)


def _change_criteria(made: Values, base: Values, before: Form, form: Form) -> None:
    old = _rows(_part(base, "review").get("criteria"))
    rows = []
    for place in range(form.criteria):
        prefix = f"review.criteria.{place}."
        one = _changed(old[place] if place < len(old) else {}, (prefix, prefix), CRITERIA, before, form)
        if one:
            rows.append(one)
    if rows:
        made.setdefault("review", {})["criteria"] = rows
    elif "review" in made:
        made["review"].pop("criteria", None)


def _languages(values: Values) -> tuple[str, ...]:
    programme = _table(values.get("programme"))
    listed = programme.get("page_languages") or programme.get("languages")
    found = [str(tag) for tag in listed] if isinstance(listed, list) else []
    for part, kinds in PARTS.items():
        for key, kind in kinds.items():
            if kind is Kind.TEXT:
                found += _table(_part(values, part).get(key))
    return tuple(dict.fromkeys(tag for tag in found if is_tag(tag)))[:MOST_LANGUAGES] or ("en", "fr")


def is_tag(tag: str) -> bool:
    """Whether a word can be a language's name in a form: letters, digits, hyphens."""
    return 1 < len(tag) <= 16 and tag.isascii() and tag.replace("-", "").isalnum()  # noqa: PLR2004 -- BCP 47


def _flat(prefix: str, table: Values, kinds: Mapping[str, Kind]) -> Answers:
    answers: Answers = {}
    for key, kind in kinds.items():
        if kind is Kind.TEXT:
            answers |= {f"{prefix}{key}.{tag}": str(words) for tag, words in _table(table.get(key)).items()}
        elif key in table:
            answers[f"{prefix}{key}"] = _answer(kind, table[key])
    return answers


def _answer(kind: Kind, value: Any) -> Answer:
    if kind is Kind.FLAG:
        return value is True
    if kind is Kind.CHOSEN:
        return [str(one) for one in value] if isinstance(value, list) else [str(value)]
    if kind is Kind.WEEKS and isinstance(value, list):
        return weeks_shown(value)
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if kind is Kind.MOMENT and isinstance(value, date):
        return value.isoformat(timespec="minutes") if isinstance(value, datetime) else f"{value}T00:00"
    return str(value)


def weeks_shown(weeks: Sequence[Any]) -> str:
    """Numbers of weeks with runs drawn together: `1-3, 5`."""
    parts: list[list[Any]] = []
    for week in weeks:
        if parts and type(week) is int and type(parts[-1][-1]) is int and week == parts[-1][-1] + 1:
            parts[-1] = [parts[-1][0], week]
        else:
            parts.append([week])
    return ", ".join("-".join(map(str, part)) for part in parts)


def _value(kind: Kind, given: Answer) -> Any:
    if kind is Kind.FLAG:
        return True if given is True else None
    if kind is Kind.CHOSEN:
        return list(given) if isinstance(given, list) and given else None
    words = _line(given)
    return _READERS.get(kind, str)(words) if words else None


def _parts(words: str) -> list[str]:
    parts = (part.strip() for part in words.replace("\n", ",").replace(";", ",").split(","))
    return [part for part in parts if part]


def _days(words: str) -> list[date | str]:
    return [_day(part) for part in _parts(words)]


def _weeks(words: str) -> list[int | str]:
    found: list[int | str] = []
    for part in _parts(words):
        first, sign, last = (piece.strip() for piece in part.partition("-"))
        low, high = _number(first), _number(last)
        if sign and isinstance(low, int) and isinstance(high, int) and 0 <= high - low <= 260:  # noqa: PLR2004
            found += range(low, high + 1)
        else:
            found.append(_number(part))
    return found


def _number(words: str) -> int | str:
    digits = words.removeprefix("-")
    return int(words) if digits.isascii() and digits.isdigit() and len(digits) < 16 else words  # noqa: PLR2004


def _day(words: str) -> date | str:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return words


def _moment(words: str) -> datetime | str:
    try:
        return datetime.fromisoformat(words)
    except ValueError:
        return words


_READERS: dict[Kind, Callable[[str], Any]] = {
    Kind.NUMBER: _number,
    Kind.DAY: _day,
    Kind.MOMENT: _moment,
    Kind.WORDS: _parts,
    Kind.DAYS: _days,
    Kind.WEEKS: _weeks,
}


def _line(given: Answer | None) -> str:
    return given.replace("\r\n", "\n").strip() if isinstance(given, str) else ""


def _same(before: Answer | None, given: Answer) -> bool:
    if isinstance(before, str) or before is None:
        return isinstance(given, str) and _line(before) == _line(given)
    return before == given


def _table(value: Any) -> Values:
    return value if isinstance(value, dict) else {}


def _part(values: Values, part: str) -> Values:
    for key in filter(None, part.split(".")):
        values = _table(values.get(key))
    return values


def _put_part(made: Values, part: str, changed: Values) -> None:
    *above, last = part.split(".")
    if not changed and part in OPTIONAL and last not in _part(made, ".".join(above)):
        return
    for key in above:
        made = made.setdefault(key, {})
    made[last] = changed


def _drop_emptied(made: Values, base: Values) -> None:
    """Optional tables that lost their last answer; inner ones first."""
    for part in sorted(OPTIONAL, key=len, reverse=True):
        *above, last = part.split(".")
        place = _part(made, ".".join(above))
        if place.get(last) == {} and _part(base, ".".join(above)).get(last) != {}:
            del place[last]


def _rows(value: Any) -> list[Values]:
    return [_table(one) for one in value] if isinstance(value, list) else []
