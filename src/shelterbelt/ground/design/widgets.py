"""Fields and widgets that the pages of every slice may use."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from shelterbelt.ground.design import names

_EMPTY: tuple[str, Promise] = ("", pgettext_lazy("first line of a list", "Please choose"))


def _with_empty(choices: Sequence[Any]) -> list[Any]:
    return [_EMPTY, *choices]


class LongSelect(forms.Select):
    """A plain list of hundreds of lines, written without a template per line: 400 zones cost 2 ms, not 70."""

    def render(
        self, name: str, value: Any, attrs: Mapping[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """The list as HTML, everything in it escaped."""
        del renderer
        given = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        chosen = frozenset(map(str, self.format_value(value)))
        lines = [_lines(label, inner, chosen) for label, inner in self.choices]
        return format_html("<select{}>{}\n</select>", flatatt(given), SafeString("".join(lines)))


def _lines(value: Any, label: Any, chosen: frozenset[str]) -> SafeString:
    if isinstance(label, list | tuple):
        inner = SafeString("".join(_lines(one, words, chosen) for one, words in label))
        return format_html('\n<optgroup label="{}">{}\n</optgroup>', value, inner)
    mark = SafeString(" selected" if str(value) in chosen else "")
    return format_html('\n<option value="{}"{}>{}</option>', value, mark, label)


class ZoneField(forms.ChoiceField):
    """A time zone by its place, grouped by part of the world. Cleans to an IANA name."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Your time zone"))
        options.setdefault("help_text", _("Choose the city nearest to you that keeps the same clock."))
        super().__init__(choices=lambda: _with_empty(names.zone_choices()), widget=LongSelect, **options)


class CountryField(forms.ChoiceField):
    """A country, named in the reader's language. Cleans to ISO 3166-1 alpha-2."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Country"))
        super().__init__(choices=lambda: _with_empty(names.country_choices()), widget=LongSelect, **options)
        self.widget.attrs.setdefault("autocomplete", "country")


class SeveralSelects(forms.MultiWidget):
    """A few plain lists one below the other: choosing several without holding a key."""

    template_name = "design/widgets/several.html"
    use_fieldset = True

    def __init__(self, count: int, attrs: dict[str, Any] | None = None) -> None:
        self.count = count
        super().__init__([forms.Select() for _place in range(count)], attrs)

    def decompress(self, value: Any) -> list[str | None]:
        """Spread the values over the lists."""
        given = list(value or [])[: self.count]
        return [*given, *[None] * (self.count - len(given))]

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        """The values chosen, each once, in order."""
        given = super().value_from_datadict(data, files, name)
        return list(dict.fromkeys(value for value in given if value))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Name each list for people who hear the page."""
        if not isinstance(value, list) or len(value) != self.count:
            value = self.decompress(value)
        context = super().get_context(name, value, attrs)
        for place, one in enumerate(context["widget"]["subwidgets"], start=1):
            one["attrs"]["title"] = gettext("Choice %(place)s") % {"place": place}
            one["attrs"].pop("required", None)
        return context


class LanguagesField(forms.MultipleChoiceField):
    """Languages a person speaks, at most `most`, the one they prefer first. Cleans to ISO 639 codes."""

    def __init__(self, *, most: int = 4, **options: Any) -> None:
        options.setdefault("label", _("Languages you speak"))
        options.setdefault("help_text", _("Begin with the one you prefer."))
        super().__init__(widget=SeveralSelects(most), choices=names.language_choices, **options)
        self._spread()

    def __deepcopy__(self, memo: dict[int, Any]) -> "LanguagesField":
        """A form's own copy, with names in the language active now."""
        copied = super().__deepcopy__(memo)
        copied._spread()  # noqa: SLF001 - its own kind
        return copied

    def _spread(self) -> None:
        for one in self.widget.widgets:
            one.choices = _with_empty(names.language_choices())


class DateField(forms.DateField):
    """A day. Browsers with a calendar show it; the others take 2027-01-31."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("Year, month, day, for example 2027-01-31."))
        options.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(input_formats=["%Y-%m-%d"], **options)


class TimeField(forms.TimeField):
    """A time of day on the 24-hour clock, to the minute."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("Hours and minutes on the 24-hour clock, for example 18:30."))
        options.setdefault("widget", forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
        super().__init__(input_formats=["%H:%M", "%H:%M:%S"], **options)


class LongText(forms.Textarea):
    """A field for a longer answer, with advice beside it about what not to write.

    Args:
        advice: words shown above the field, read out with it.
        check: address of a page that checks the words while one writes; empty for none.
    """

    template_name = "design/widgets/long_text.html"

    def __init__(
        self, *, advice: str | Promise = "", check: str = "", attrs: dict[str, Any] | None = None
    ) -> None:
        self.advice = advice
        self.check = check
        super().__init__({"rows": 6, "dir": "auto", **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Put the advice where it is read out with the field."""
        context = super().get_context(name, value, attrs)
        given = context["widget"]["attrs"]
        context["widget"]["advice"] = self.advice
        if self.advice and given.get("id"):
            given["aria-describedby"] = f"{given.get('aria-describedby', '')} {given['id']}_advice".strip()
        if self.check:
            given["data-check"] = self.check
        return context
