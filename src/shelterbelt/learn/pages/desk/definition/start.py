"""What a new cohort begins with."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shelterbelt.ground.access.roles import Actor
from shelterbelt.learn.access import LEADS
from shelterbelt.learn.engine.definition import DefinitionError, parse
from shelterbelt.learn.formats.shipped import shipped_definitions
from shelterbelt.learn.pages.desk.definition.editing import EMPTY, Draft, draft_of
from shelterbelt.people.queries import organisations_by_name

LARGEST_FILE = 800_000
_SHIPPED = {
    "executive": gettext_lazy("The Executive Programme, as it is shipped"),
    "masters": gettext_lazy("The master's programme, as it is shipped"),
    "workshops": gettext_lazy("Weekly sessions with monthly workshops, as shipped"),
}


class BeginForm(forms.Form):
    """For which organisation, and from what."""

    organisation = forms.TypedChoiceField(label=gettext_lazy("For which organisation?"), coerce=UUID)
    start = forms.ChoiceField(label=gettext_lazy("Begin with"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=gettext_lazy("Your file"),
        required=False,
        help_text=gettext_lazy("A definition in TOML, when you begin with a file."),
        widget=forms.FileInput({"accept": ".toml,text/plain,application/toml"}),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        led = actor.organisations(*LEADS)
        places = [(str(key), name) for key, name in organisations_by_name() if key in led]
        shipped = [(name, _SHIPPED[name]) for name in shipped_definitions()]
        choices = [*shipped, ("file", _("A file of my own")), ("empty", _("Nothing: an empty form"))]
        self.fields["organisation"].choices = places  # type: ignore[attr-defined]
        self.fields["start"].choices = choices  # type: ignore[attr-defined]
        self.fields["start"].initial = choices[0][0]
        if len(places) == 1:
            self.fields["organisation"].initial = places[0][0]

    def clean(self) -> dict[str, Any]:
        """The text to begin with, under `text`."""
        given = super().clean() or {}
        start = given.get("start")
        if start == "file":
            given["text"] = self._read(given.get("file"))
        else:
            given["text"] = shipped_definitions().get(str(start), EMPTY)
        return given

    def _read(self, file: Any) -> str:
        if file is None:
            self.add_error("file", _("Please choose the file."))
        elif (file.size or 0) > LARGEST_FILE:
            self.add_error("file", _("The file is too large to be a definition."))
        else:
            try:
                text: str = file.read().decode("utf-8-sig")
                return text.replace("\x00", "\N{REPLACEMENT CHARACTER}")
            except UnicodeDecodeError as error:
                said = _("The file is not UTF-8 text (byte %(byte)d). Save it again as UTF-8.")
                self.add_error("file", said % {"byte": error.start + 1})
        return ""


def begun(given: Mapping[str, Any]) -> Draft:
    """The editor with the chosen start; a file that holds mistakes opens as text, with all of them listed."""
    text = str(given["text"])
    if given["start"] != "file":
        return draft_of(text, revision=0, as_text=False)
    try:
        parse(text, name="definition")
    except DefinitionError as error:
        return Draft(text, text, None, 0).wrong(error)
    return draft_of(text, revision=0, as_text=False)
