"""Records put into words for a page."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shelterbelt.people.choices import NameKind, Region, Sector, SeenBy, country_name, language_name
from shelterbelt.people.queries import OwnName, Person


@dataclass(frozen=True, slots=True)
class ShownName:
    """A name as its owner reads it."""

    id: UUID
    kind: str | Promise
    words: str
    who: str
    where: str | Promise
    can_go: bool


def shown_name(name: OwnName) -> ShownName:
    """The name, or for an unsafe one the words that it is kept without being shown."""
    is_unsafe = name.kind is NameKind.UNSAFE
    words = _("kept sealed, never shown") if is_unsafe else name.words
    who = name.custodian if name.seen_by is SeenBy.CUSTODIAN else str(name.seen_by.label)
    return ShownName(
        name.id,
        name.kind.label,
        words,
        _("nobody") if is_unsafe else who,
        name.context.label,
        name.kind is not NameKind.CHOSEN,
    )


def facts(person: Person) -> list[tuple[str, str]]:
    """The working facts in the reader's language."""
    language = get_language() or "en"
    return [
        (_("Organisation"), person.organisation_name or _("none named")),
        (_("Country"), country_name(person.country, language)),
        (_("World region"), str(Region(person.region).label)),
        (_("Time zone"), person.zone.replace("_", " ")),
        (_("Languages"), ", ".join(language_name(tag, language) for tag in person.languages)),
        (_("Sectors"), ", ".join(str(Sector(key).label) for key in person.sectors)),
    ]
