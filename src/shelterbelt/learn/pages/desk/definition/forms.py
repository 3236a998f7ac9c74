"""The guided form of a definition, built for the languages and series it has."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shelterbelt.ground.design.names import country_choices
from shelterbelt.learn.engine.definition import Mistake
from shelterbelt.learn.engine.definition.series import PATTERN_FIELDS
from shelterbelt.learn.formats.definition_fields import CRITERIA, PARTS, SERIES, Kind
from shelterbelt.learn.formats.definition_form import Answer, Form
from shelterbelt.learn.pages.desk.definition import labels, labels_admission
from shelterbelt.learn.pages.desk.definition.label import Label
from shelterbelt.people.choices import Sector, community_choices, language_name

_LONGEST = 8_000
_OF_PATTERNS = frozenset(key for keys in PATTERN_FIELDS.values() for key in keys)
_CHOICES: dict[str, Mapping[str, Any]] = {
    "kind": labels.KINDS,
    "mode": labels.MODES,
    "pattern": labels.PATTERNS,
    "weekday": labels.WEEKDAYS,
}


NEEDED = frozenset(
    {
        *(
            f"programme.{key}"
            for key in ("title", "summary", "for_whom", "accessibility", "slug", "languages")
        ),
        *(f"programme.host_{key}" for key in ("city", "country", "zone")),
        *(f"cohort.{key}" for key in ("label", "slug", "first_week", "weeks", "apply_opens", "apply_closes")),
        *("capacity.on_site", "capacity.online", "cost.currency", "eligibility.text"),
        *(f"series.{key}" for key in ("title", "key", "kind", "mode", "pattern", "start", "minutes")),
        *(f"series.{key}" for key in ("weekdays", "nth", "dates", "days")),
    }
)
"""Answers without which there is no definition; `weekday` and `count` have defaults in some patterns."""


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one heading: those in every language side by side, then the others."""

    key: str
    legend: str | Promise
    help: str | Promise
    texts: tuple[tuple[forms.BoundField, ...], ...]
    fields: tuple[forms.BoundField, ...]
    place: int | None = None
    parts: tuple["Group", ...] = ()


class DefinitionForm(forms.Form):
    """Fields named by their place in the TOML, such as `series.0.title.en`. The engine judges the answers."""

    def __init__(self, form: Form) -> None:
        super().__init__(data=form.answers, use_required_attribute=False)
        self.asked = form
        for part, (_legend, _help, named) in labels.PARTS.items():
            self._add(f"{part}.", PARTS[part], named)
        for place in range(form.roles):
            for tag in form.languages:
                self._text(f"eligibility.roles.{place}.{tag}", Label(_("Kind of role")), tag)
        for place in range(form.criteria):
            self._add(f"review.criteria.{place}.", CRITERIA, labels_admission.CRITERIA)
        self.fields["panels.is_used"] = forms.BooleanField(
            required=False, label=_("Meetings of this cohort have panels")
        )
        for place in range(len(form.order)):
            pattern = str(form.answers.get(f"series.{place}.pattern", ""))
            hidden = _OF_PATTERNS - set(PATTERN_FIELDS.get(pattern, ()))
            kinds = {key: kind for key, kind in SERIES.items() if key not in hidden}
            self._add(f"series.{place}.", kinds, labels.SERIES)
        self.full_clean()
        self._mark_needed()

    def groups(self) -> list[Group]:
        """The parts of the programme, in order."""
        found = []
        for part, (legend, said, _named) in labels.PARTS.items():
            texts = [
                self._side_by_side(f"{part}.{key}") for key, kind in PARTS[part].items() if kind is Kind.TEXT
            ]
            fields = [self[f"{part}.{key}"] for key, kind in PARTS[part].items() if kind is not Kind.TEXT]
            if part == "eligibility":
                roles = [
                    self._side_by_side(f"eligibility.roles.{place}") for place in range(self.asked.roles)
                ]
                texts[1:1] = roles
            if part == "panels":
                fields.insert(0, self["panels.is_used"])
            parts = self._criteria() if part == "review" else ()
            found.append(Group(part, legend, said, tuple(texts), tuple(fields), parts=parts))
        return found

    def _criteria(self) -> tuple[Group, ...]:
        found = []
        for place in range(self.asked.criteria):
            prefix = f"review.criteria.{place}."
            texts = tuple(
                self._side_by_side(prefix + key) for key, kind in CRITERIA.items() if kind is Kind.TEXT
            )
            fields = tuple(self[prefix + key] for key, kind in CRITERIA.items() if kind is not Kind.TEXT)
            title = self.asked.answers.get(f"{prefix}title.{self.asked.languages[0]}") or _("New criterion")
            found.append(Group(f"criterion-{place}", str(title), "", texts, fields, place))
        return tuple(found)

    def series(self) -> list[Group]:
        """The series, in order."""
        found = []
        for place in range(len(self.asked.order)):
            prefix = f"series.{place}."
            texts = [
                self._side_by_side(f"{prefix}{key}") for key, kind in SERIES.items() if kind is Kind.TEXT
            ]
            fields = [
                self[prefix + key]
                for key, kind in SERIES.items()
                if kind is not Kind.TEXT and prefix + key in self.fields
            ]
            title = self.asked.answers.get(f"{prefix}title.{self.asked.languages[0]}") or _("New series")
            found.append(Group(f"series-{place}", str(title), "", tuple(texts), tuple(fields), place))
        return found

    def show_mistakes(self, mistakes: Iterable[Mistake]) -> None:
        """Put each mistake beside the field it is about, or above the form."""
        for mistake in mistakes:
            said = f"{mistake.message} {mistake.remedy}"
            name = self._named(mistake)
            self.add_error(name or None, said if name else f"{mistake.field}: {said}")

    def _named(self, mistake: Mistake) -> str:
        given = dict(mistake.params)
        dotted = _dotted(mistake.field)
        tag = given.get("language", "")
        tried = [f"{dotted}.{given.get('key', '')}", f"{dotted}.{tag}", dotted, dotted.rpartition(".")[0]]
        tried += [f"{name}.{one}" for name in tried[:3] for one in self.asked.languages[:1]]
        return next((name for name in tried if name in self.fields), "")

    def _mark_needed(self) -> None:
        """Say which answers the definition cannot do without; the engine asks for them, after this form was read."""
        listed = str(self.asked.answers.get("programme.page_languages", ""))
        languages = {tag.strip() for tag in listed.split(",") if tag.strip()} or set(self.asked.languages)
        for name, field in self.fields.items():
            parts = name.split(".")
            key = ".".join([parts[0], *parts[2 if parts[0] == "series" else 1 :]])
            stem, _dot, tag = key.rpartition(".")
            field.required = key in NEEDED or (stem in NEEDED and tag in languages)

    def _side_by_side(self, name: str) -> tuple[forms.BoundField, ...]:
        return tuple(self[f"{name}.{tag}"] for tag in self.asked.languages)

    def _add(self, prefix: str, kinds: Mapping[str, Kind], named: Mapping[str, Label]) -> None:
        for key, kind in kinds.items():
            if kind is Kind.TEXT:
                for tag in self.asked.languages:
                    self._text(f"{prefix}{key}.{tag}", named[key], tag)
            else:
                self.fields[prefix + key] = _field(named[key], self.asked.answers.get(prefix + key, ""))

    def _text(self, name: str, label: Label, tag: str) -> None:
        language = language_name(tag, get_language() or "en")
        attrs = {"lang": tag, "dir": "auto"}
        widget = forms.Textarea({**attrs, "rows": 3}) if label.look == "long" else forms.TextInput(attrs)
        self.fields[name] = forms.CharField(
            label=f"{label.name} · {language}",
            help_text=str(label.help),
            required=False,
            strip=False,
            widget=widget,
        )


def _dotted(field: str) -> str:
    """`series[3].weekdays[1]` as `series.2.weekdays.0`."""
    parts = field.replace("[", ".[").split(".")
    return ".".join(str(int(part[1:-1]) - 1) if part.startswith("[") else part for part in parts)


def _field(label: Label, answer: Answer) -> forms.Field:
    value = str(answer)
    said: dict[str, Any] = {"label": label.name, "help_text": label.help, "required": False}
    if label.look == "flag":
        return forms.BooleanField(**said)
    if label.look in ("sectors", "weekdays"):
        chosen = Sector.choices if label.look == "sectors" else list(labels.WEEKDAYS.items())
        return _Several(widget=forms.CheckboxSelectMultiple(choices=chosen), **said)
    if label.look == "communities":
        choices = community_choices(get_language() or "en")
        named = {key for key, _name in choices}
        choices += [(one, one) for one in answer if one not in named] if isinstance(answer, list) else []
        return _Several(widget=forms.CheckboxSelectMultiple(choices=choices), **said)
    if label.look in _CHOICES or label.look == "country":
        pairs = country_choices() if label.look == "country" else list(_CHOICES[label.look].items())
        options = [("", _("Please choose")), *pairs]
        options += [(value, value)] if value not in dict(options) else []
        return forms.CharField(widget=forms.Select(choices=options), **said)
    types = {"date": "date", "moment": "datetime-local", "time": "time"}
    if label.look in types:
        return forms.CharField(widget=forms.TextInput({"type": types[label.look]}), **said)
    attrs = {"number": {"inputmode": "numeric"}, "money": {"inputmode": "decimal"}, "zone": {"list": "zones"}}
    return forms.CharField(widget=forms.TextInput({**attrs.get(label.look, {}), "dir": "auto"}), **said)


class _Several(forms.Field):
    """Ticked words; the engine says which of them it knows."""

    def to_python(self, value: Any) -> list[str]:
        return [str(one) for one in value] if isinstance(value, list) else []
