"""Forms by which an agency is let in and a leader is invited."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from shelterbelt.equip.services.beginnings import LONGEST_NAME, Leader, NewAgency
from shelterbelt.equip.services.errors import Incomplete
from shelterbelt.ground.design.widgets import CountryField
from shelterbelt.people.choices import OrganisationKind, Sector


class LeaderForm(forms.Form):
    """Who is to lead."""

    leader_name = forms.CharField(
        label=_("Name of the leader"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput({"autocomplete": "off", "dir": "auto"}),
    )
    leader_mail = forms.EmailField(
        label=_("Mail address of the leader"),
        help_text=_("Their own address at work, read by nobody else."),
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=settings.LANGUAGES)

    def leader(self) -> Leader:
        """Who is invited."""
        given = self.cleaned_data
        return Leader(given["leader_name"], given["leader_mail"], given["language"])

    def refuse(self, error: Incomplete) -> None:
        """Show what a service refused beside the field it named."""
        for name, said in error.fields.items():
            self.add_error(name if name in self.fields else None, said)


class AgencyForm(LeaderForm):
    """An agency and its first leader."""

    name = forms.CharField(
        label=_("Name of the agency"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput({"autocomplete": "off", "dir": "auto"}),
    )
    country = CountryField()
    kind = forms.ChoiceField(label=_("What kind of organisation is it?"), choices=OrganisationKind)
    sectors = forms.MultipleChoiceField(
        label=_("Sectors it works in"), choices=Sector, widget=forms.CheckboxSelectMultiple
    )
    is_another = forms.BooleanField(label=_("Yes, this is another agency of the same name"), required=False)
    through = forms.ChoiceField(label=_("In whose name do you let it in?"))
    field_order = ("name", "country", "kind", "sectors", "through", "leader_name", "leader_mail", "language")
    about_agency = ("name", "country", "kind", "sectors", "is_another", "through")

    def __init__(self, *args: Any, places: tuple[tuple[UUID | None, str], ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].widget.attrs["autocomplete"] = "off"  # the agency's, not the reader's
        self._only = places[0][0]
        offered = [(str(place or ""), name or _("the server’s")) for place, name in places]
        self.fields["through"].choices = offered  # type: ignore[attr-defined]
        self.fields["through"].required = all(value for value, _name in offered)
        if len(places) == 1:
            del self.fields["through"]

    def place(self) -> UUID | None:
        """The organisation in whose name it is let in; None for the server."""
        given = self.cleaned_data.get("through")
        return UUID(given) if given else self._only if given is None else None

    def agency(self) -> NewAgency:
        """What is known of it."""
        given = self.cleaned_data
        return NewAgency(
            given["name"],
            given["country"],
            given["kind"],
            tuple(given["sectors"]),
            is_another=given["is_another"],
        )

    def is_doubted(self) -> bool:
        """Whether one of this name is there, so that the question is shown."""
        return "is_another" in self.errors or bool(self.data.get("is_another"))

    def parts(self) -> tuple[list[forms.BoundField], list[forms.BoundField]]:
        """Fields about the agency, and about its leader; the doubt stands there only once it is one."""
        hidden = frozenset() if self.is_doubted() else frozenset({"is_another"})
        agency = [self[name] for name in self.about_agency if name in self.fields and name not in hidden]
        return agency, [self[name] for name in ("leader_name", "leader_mail", "language")]
