"""One definition under someone's hands: as a form or as text, with what was sent kept whatever happens.

The form carries the text it was made from; from this and the answers the new text is made, with its comments. Nothing
here is stored: `views` saves.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from django.http import QueryDict

from shelterbelt.learn.engine.definition import DefinitionError, Mistake
from shelterbelt.learn.formats.definition_fields import CRITERIA, PARTS, SERIES, Kind
from shelterbelt.learn.formats.definition_form import (
    MOST_LANGUAGES,
    MOST_SERIES,
    Answer,
    Answers,
    Form,
    form_of,
    is_for_form,
    is_tag,
    read_values,
    values_of,
)
from shelterbelt.learn.formats.definition_text import rewrite

EMPTY = "schema = 1\n"
MOST_ROLES = 40
_NEAR = 2
_MOST_COMPARED = 3_000
_LARGEST = 999_999_999


@dataclass(frozen=True, slots=True)
class Draft:
    """What the editor shows.

    Attributes:
        text: the definition as text, with what was answered in the form.
        base: the text from which the form was made.
        form: the answers; None while it is edited as text.
        revision: the one the editor began with.
        mistakes: what is wrong with it, once somebody asked.
        left_off: how many more mistakes there are.
        keeps_comments: whether the comments of `base` are in `text`.
    """

    text: str
    base: str
    form: Form | None
    revision: int
    mistakes: tuple[Mistake, ...] = ()
    left_off: int = 0
    keeps_comments: bool = True

    def wrong(self, error: DefinitionError) -> "Draft":
        """The same with the mistakes of its text."""
        return replace(self, mistakes=error.mistakes, left_off=error.left_off)


@dataclass(frozen=True, slots=True)
class Near:
    """A mistake with the lines around it: (number, text, whether it is the one)."""

    mistake: Mistake
    lines: tuple[tuple[int, str, bool], ...]


def draft_of(text: str, *, revision: int, as_text: bool) -> Draft:
    """A stored or given text under the editor; as text where the form cannot show it."""
    plain = Draft(text, text, None, revision)
    if as_text:
        return plain
    try:
        values = read_values(text)
    except DefinitionError as error:
        return plain.wrong(error)
    return replace(plain, form=form_of(values)) if is_for_form(values) else plain


def draft_posted(sent: QueryDict) -> Draft:
    """What somebody sent, with the small acts done that only rearrange the form."""
    revision = _bounded(sent.get("revision", ""), _LARGEST)
    if sent.get("shown") != "form":
        text = _clean(sent.get("text", ""))
        return draft_of(text, revision=revision, as_text=sent.get("act") != "form")
    base = _clean(sent.get("base", ""))
    try:
        values = read_values(base)
    except DefinitionError as error:
        return Draft(base, base, None, revision).wrong(error)
    form = _arranged(_form_posted(sent), sent.get("act", ""))
    made = rewrite(base, values_of(values, form), form.order)
    keeps = made.keeps_comments or sent.get("comments_may_go") == "yes"
    return Draft(made.text, base, None if sent.get("act") == "text" else form, revision, keeps_comments=keeps)


def nearby(draft: Draft) -> list[Near]:
    """Every mistake with the lines around it."""
    lines = draft.text.replace("\r\n", "\n").split("\n")
    found = []
    for mistake in draft.mistakes:
        span = range(max(1, mistake.line - _NEAR), min(len(lines), mistake.line + _NEAR) + 1)
        near = tuple((number, lines[number - 1][:300], number == mistake.line) for number in span)
        found.append(Near(mistake, near))
    return found


def compared(theirs: str, yours: str) -> list[tuple[str, str]]:
    """Lines that differ: "-" stands only in what was saved meanwhile, "+" only in what was sent. Empty for long texts."""
    one, other = theirs.splitlines(), yours.splitlines()
    if len(one) + len(other) > _MOST_COMPARED:
        return []
    found: list[tuple[str, str]] = []
    for deed, a_from, a_to, b_from, b_to in SequenceMatcher(None, one, other).get_opcodes():
        if deed != "equal":
            found += [("-", line) for line in one[a_from:a_to]] + [("+", line) for line in other[b_from:b_to]]
    return found


def _form_posted(sent: QueryDict) -> Form:
    listed = f"{sent.get('shown_languages', '')},{sent.get('programme.page_languages', '')}"
    tags = [tag.strip() for tag in listed.split(",")]
    languages = tuple(dict.fromkeys(tag for tag in tags if is_tag(tag)))[:MOST_LANGUAGES] or ("en",)
    order = tuple(_origin(place) for place in sent.get("order", "").split(",") if place)[:MOST_SERIES]
    roles = _bounded(sent.get("roles", ""), MOST_ROLES)
    criteria = _bounded(sent.get("criteria", ""), MOST_ROLES)
    answers: Answers = {"panels.is_used": "panels.is_used" in sent}
    for part, kinds in PARTS.items():
        answers |= _answers(sent, f"{part}.", kinds.items(), languages)
    for place in range(len(order)):
        answers |= _answers(sent, f"series.{place}.", SERIES.items(), languages)
    for place in range(criteria):
        answers |= _answers(sent, f"review.criteria.{place}.", CRITERIA.items(), languages)
    for place in range(roles):
        for tag in languages:
            answers[f"eligibility.roles.{place}.{tag}"] = _clean(
                sent.get(f"eligibility.roles.{place}.{tag}", "")
            )
    return Form(answers, languages, order, roles, criteria)


def _answers(
    sent: QueryDict, prefix: str, kinds: Iterable[tuple[str, Kind]], languages: tuple[str, ...]
) -> Answers:
    answers: Answers = {}
    for key, kind in kinds:
        name = prefix + key
        if kind is Kind.TEXT:
            answers |= {f"{name}.{tag}": _clean(sent.get(f"{name}.{tag}", "")) for tag in languages}
        elif kind is Kind.FLAG:
            answers[name] = name in sent
        elif kind is Kind.CHOSEN:
            answers[name] = [_clean(one) for one in sent.getlist(name)]
        else:
            answers[name] = _clean(sent.get(name, ""))
    return answers


def _arranged(form: Form, act: str) -> Form:
    """The form after a button of a series was pressed: add, up, down or remove."""
    deed, _sign, number = act.removeprefix("series.").partition(".")
    places = list(range(len(form.order)))
    at = _bounded(number, len(places))
    if act == "series.add" and len(places) < MOST_SERIES:
        return replace(form, order=(*form.order, None))
    if not act.startswith("series.") or at >= len(places):
        return form
    if deed == "remove":
        places.pop(at)
    elif deed in ("up", "down"):
        other = at - 1 if deed == "up" else at + 1
        if 0 <= other < len(places):
            places[at], places[other] = places[other], places[at]
    return _reordered(form, places)


def _reordered(form: Form, places: list[int]) -> Form:
    answers: dict[str, Answer] = {
        name: value for name, value in form.answers.items() if not name.startswith("series.")
    }
    for new, old in enumerate(places):
        prefix = f"series.{old}."
        for name, value in form.answers.items():
            if name.startswith(prefix):
                answers[f"series.{new}.{name.removeprefix(prefix)}"] = value
    return replace(form, answers=answers, order=tuple(form.order[old] for old in places))


def _origin(place: str) -> int | None:
    return int(place) if place.isascii() and place.isdigit() and len(place) < 4 else None  # noqa: PLR2004


def _bounded(number: str, most: int) -> int:
    return min(int(number), most) if number.isascii() and number.isdigit() and len(number) < 10 else 0  # noqa: PLR2004


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\x00", "\N{REPLACEMENT CHARACTER}")
