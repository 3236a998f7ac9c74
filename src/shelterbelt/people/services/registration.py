"""Professionals and organisations come in, say what is true of them, and can be loaded in bulk."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shelterbelt.ground.access.permissions import Denied, require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.audit import act
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import INSTANCE
from shelterbelt.people.access import REGISTER_ORGANISATIONS, REGISTER_PEOPLE
from shelterbelt.people.choices import (
    COUNTRIES,
    NameKind,
    OrganisationKind,
    Sector,
    SeenBy,
    communities,
    is_zone,
    language_tag,
)
from shelterbelt.people.models import CommunityChoice, Organisation, PersonName, Professional, seal_words
from shelterbelt.people.queries.sealed import PERSON
from shelterbelt.people.services.errors import Refused
from shelterbelt.people.services.own import own_record

LONGEST_BIO = 2_000
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """What is known of a professional at first.

    Attributes:
        chosen_name: the name they go by.
        country: ISO 3166-1 alpha-2.
        zone: IANA name of their home time zone.
        languages: BCP 47 tags, at least one.
        sectors: keys of `Sector`, at least one.
        organisation: id, or None.
        account: id of the account they log in with, or None.
        bio: in their own words, shown to programme staff.
        id: given where the caller must know it beforehand.
    """

    chosen_name: str
    country: str
    zone: str
    languages: tuple[str, ...]
    sectors: tuple[str, ...]
    organisation: UUID | None = None
    account: UUID | None = None
    bio: str = ""
    id: UUID = field(default_factory=uuid4)


def register_professional(*, by: Actor, newcomer: Newcomer) -> UUID:
    """Someone becomes known as a professional: by themselves, by programme staff, or by the system.

    Returns:
        The professional's id.

    Raises:
        Refused: an answer is unknown or missing, or the account has a professional already.
        Denied: neither oneself nor programme staff.
    """
    if by.account is None or newcomer.account != by.account:
        require(REGISTER_PEOPLE, by)
    checked = _checked(newcomer)
    with (
        transaction.atomic(),
        scope(by),
        act("people.professional.register", by=by, about=(PERSON, checked.pk)),
    ):
        if checked.account_id and Professional.objects.filter(account_id=checked.account_id).exists():
            raise Refused("account", _("You are registered already."))
        checked.save(force_insert=True)
        _chosen(newcomer).save(force_insert=True)
    return checked.pk


def load_professionals(*, by: Actor = SYSTEM, newcomers: Sequence[Newcomer]) -> int:
    """Bring in many professionals at once: two statements, one audit event.

    Raises:
        Refused: an answer of any of them is unknown or missing; nobody is loaded then.
        Denied: anyone but the system.
    """
    if by is not SYSTEM:
        raise Denied("people.professional.load")
    rows = [_checked(newcomer) for newcomer in newcomers]
    with (
        transaction.atomic(),
        scope(by),
        act("people.professional.load", by=by, about=("server", "people")) as event,
    ):
        event.note(count=len(rows))
        Professional.objects.bulk_create(rows)
        PersonName.objects.bulk_create([_chosen(newcomer) for newcomer in newcomers])
    return len(rows)


def change_self(
    *, by: Actor, country: str, languages: Sequence[str], sectors: Sequence[str], bio: str = ""
) -> None:
    """The actor says where they are, what they speak, and in which sectors they work.

    Raises:
        Refused: an answer is unknown or missing.
        NotThere: the actor is no professional here.
    """
    with own_record(by=by, verb="people.professional.change") as (person, _event):
        person.country = _country(country)
        person.languages = _languages(languages)
        person.sectors = _sectors(sectors)
        person.bio = _bio(bio)
        person.save(update_fields=("country", "languages", "sectors", "bio"))


def choose_zone(*, by: Actor, zone: str) -> None:
    """The actor says in which time zone they live.

    Raises:
        Refused: no such zone.
        NotThere: the actor is no professional here.
    """
    with own_record(by=by, verb="people.professional.change") as (person, _event):
        person.zone = _zone(zone)
        person.save(update_fields=("zone",))


def tell_communities(*, by: Actor, keys: Iterable[str]) -> None:
    """The actor names their communities, for themselves alone; an empty choice deletes what was kept.

    Raises:
        Refused: no such community.
        NotThere: the actor is no professional here.
    """
    chosen = sorted(set(keys))
    if set(chosen) - {community.key for community in communities()}:
        raise Refused("communities", _("Choose from the communities offered."))
    with own_record(by=by, verb="people.professional.change") as (person, _event):
        CommunityChoice.objects.filter(person=person).delete()
        if chosen:
            choice = CommunityChoice(person=person)
            seal_words(choice, " ".join(chosen), key=person.pk, agency=person.key_agency)
            choice.save(force_insert=True)


def register_organisation(
    *,
    by: Actor,
    name: str,
    slug: str,
    country: str,
    kind: OrganisationKind = OrganisationKind.AGENCY,
    domain: str = "",
    sectors: Sequence[str] = (),
    id: UUID | None = None,  # noqa: A002 -- the field's own word
) -> UUID:
    """An organisation becomes known.

    Returns:
        Its id.

    Raises:
        Refused: an answer is unknown or missing, or the short name is taken.
        Denied: the actor may not.
    """
    require(REGISTER_ORGANISATIONS, by)
    if not name.strip():
        raise Refused("name", _("Write the organisation's name."))
    if not _SLUG.match(slug) or Organisation.objects.filter(slug=slug).exists():
        raise Refused(
            "slug", _("Choose another short name: small letters, digits and hyphens, not yet taken.")
        )
    row = Organisation(
        id=id or uuid4(),
        name=name.strip()[:200],
        slug=slug,
        country=_country(country),
        kind=kind,
        domain=domain.strip().lower(),
        sectors=_known_sectors(sectors),
    )
    with act("people.organisation.register", by=by, about=("organisation", row.pk)):
        row.save(force_insert=True)
    return row.pk


def _checked(newcomer: Newcomer) -> Professional:
    if not newcomer.chosen_name.strip():
        raise Refused("chosen_name", _("Write the name you go by."))
    return Professional(
        id=newcomer.id,
        account_id=newcomer.account,
        organisation_id=newcomer.organisation,
        key_agency=newcomer.organisation or INSTANCE,
        country=_country(newcomer.country),
        zone=_zone(newcomer.zone),
        languages=_languages(newcomer.languages),
        sectors=_sectors(newcomer.sectors),
        bio=_bio(newcomer.bio),
    )


def _chosen(newcomer: Newcomer) -> PersonName:
    return PersonName(
        person_id=newcomer.id,
        kind=NameKind.CHOSEN,
        words=" ".join(newcomer.chosen_name.split())[:200],
        seen_by=SeenBy.EVERYONE,
    )


def _country(country: str) -> str:
    if country not in COUNTRIES:
        raise Refused("country", _("Choose one of the countries offered."))
    return country


def _zone(zone: str) -> str:
    if not is_zone(zone):
        raise Refused("zone", _("Choose one of the time zones offered."))
    return zone


def _languages(given: Iterable[str]) -> list[str]:
    try:
        found = list(dict.fromkeys(language_tag(written) for written in given))
    except KeyError:
        found = []
    if not found:
        raise Refused("languages", _("Write the languages you work in, such as Arabic, French."))
    return found


def _sectors(given: Iterable[str]) -> list[str]:
    found = _known_sectors(given)
    if not found:
        raise Refused("sectors", _("Choose at least one sector."))
    return found


def _known_sectors(given: Iterable[str]) -> list[str]:
    chosen = set(given)
    if chosen - set(Sector.values):
        raise Refused("sectors", _("Choose from the sectors offered."))
    return [key for key in Sector.values if key in chosen]


def _bio(bio: str) -> str:
    if len(bio) > LONGEST_BIO:
        raise Refused("bio", _("Write at most 2,000 characters."))
    return bio.strip()
