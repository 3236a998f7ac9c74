"""What one field of a definition is called on the form."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Said = str | Promise


@dataclass(frozen=True, slots=True)
class Label:
    """A field's name, its help, and how it is typed: line, long, number, date, moment, time, zone, or a list."""

    name: Said
    help: Said = ""
    look: str = "line"


ASSUMPTION = Label(
    _("What here is our own assumption"), _("Shown on the public page as an assumption."), "long"
)
