"""Writing a cohort's possible speakers: added, loaded from a table, changed, removed."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from shelterbelt.ground import audit
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import Actor
from shelterbelt.learn import access
from shelterbelt.learn.models import Cohort, Seat, Speaker
from shelterbelt.learn.queries.cohorts import CohortView, definition_of
from shelterbelt.learn.queries.speakers import key_of, known_speakers, speakers_to_add
from shelterbelt.learn.services.errors import NotInThisState
from shelterbelt.people.queries import organisations_by_name
from shelterbelt.people.services import Newcomer, register_organisation, register_professional

MOST_ROWS = 500
MOST_FEE = 100_000_000
MOST_APPEARANCES = 50
MOST_DAYS = 400


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms someone may be asked. `fee_minor` is for one appearance, in minor units of the cohort's currency."""

    fee_minor: int
    max_appearances: int = 2
    unavailable: frozenset[dt.date] = frozenset()


@dataclass(frozen=True, slots=True)
class NewSpeaker:
    """One row of a table of speakers."""

    name: str
    organisation: str
    country: str
    zone: str
    sectors: tuple[str, ...]
    terms: Terms


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a table did: people who are new here, speakers added, and speakers whose terms changed."""

    people: int
    added: int
    changed: int


def add_speaker(*, by: Actor, cohort: UUID, professional: UUID, terms: Terms) -> UUID:
    """Take a professional of the cohort's organisation among its possible speakers; twice changes nothing.

    Raises:
        NotThere: the cohort or the professional is not the organisation's.
        Denied: the actor does not lead there.
    """
    view = _led(by, cohort)
    old = Speaker.objects.filter(cohort=cohort, professional=professional).first()
    if old is not None:
        return old.pk
    if professional not in {person.id for person in speakers_to_add(for_=by, view=view)}:
        raise NotThere
    organisation = view.cohort.programme.organisation_id
    with audit.act("learn.speaker.add", by=by, about=("cohort", cohort), organisation=organisation) as event:
        made = Speaker.objects.create(cohort_id=cohort, professional_id=professional, **_columns(terms))
        event.note(speaker=str(made.pk))
    return made.pk


def change_speaker(*, by: Actor, speaker: UUID, terms: Terms) -> None:
    """Change fee, appearances and days on which someone cannot come.

    Raises:
        NotThere, Denied: not the actor's to change.
    """
    found = _speaker(by, speaker)
    organisation = found.cohort.programme.organisation_id
    with audit.act("learn.speaker.change", by=by, about=("speaker", speaker), organisation=organisation):
        Speaker.objects.filter(pk=speaker).update(**_columns(terms))


def remove_speaker(*, by: Actor, speaker: UUID) -> None:
    """Take someone off the list of possible speakers; the professional stays known.

    Raises:
        NotInThisState: they sit on a published panel; publish a plan without them first.
        NotThere, Denied: not the actor's to change.
    """
    found = _speaker(by, speaker)
    if Seat.objects.filter(speaker=found, meeting__is_cancelled=False).exists():
        raise NotInThisState("seated")
    organisation = found.cohort.programme.organisation_id
    with audit.act(
        "learn.speaker.remove", by=by, about=("speaker", speaker), organisation=organisation
    ) as event:
        event.note(cohort=str(found.cohort_id), professional=str(found.professional_id))
        found.delete()


def load_speakers(*, by: Actor, cohort: UUID, rows: Sequence[NewSpeaker]) -> Loaded:
    """Take a whole table of possible speakers in, or nothing of it; one audit event.

    People are recognised by name, organisation and country among those the organisation knows; the others are
    registered, and so are organisations that are new. Terms of those who are there already are replaced.

    Raises:
        NotThere, Denied: not the actor's cohort to change.
        Refused: a row cannot be kept; nothing was written.
    """
    view = _led(by, cohort)
    organisation = view.cohort.programme.organisation_id
    languages = view.definition.programme.languages
    with audit.act("learn.speaker.load", by=by, about=("cohort", cohort), organisation=organisation) as event:
        people = known_speakers(for_=by, view=view)
        there = dict(Speaker.objects.filter(cohort=cohort).values_list("professional_id", "pk"))
        organisations = {name.casefold(): key for key, name in organisations_by_name()}
        new, added, changed = 0, 0, 0
        for row in rows[:MOST_ROWS]:
            key = key_of(row.name, row.organisation, row.country)
            if key not in people:
                people[key] = _register(by, row, languages, organisations)
                new += 1
            if people[key] in there:
                changed += Speaker.objects.filter(pk=there[people[key]]).update(**_columns(row.terms))
            else:
                made = Speaker.objects.create(
                    cohort_id=cohort, professional_id=people[key], **_columns(row.terms)
                )
                there[people[key]] = made.pk
                added += 1
        loaded = Loaded(new, added, changed)
        event.note(people=new, added=added, changed=changed)
    return loaded


def _register(by: Actor, row: NewSpeaker, languages: Iterable[str], organisations: dict[str, UUID]) -> UUID:
    name = " ".join(row.organisation.split())
    if name and name.casefold() not in organisations:
        organisations[name.casefold()] = register_organisation(
            by=by, name=name, slug=_slug(name), country=row.country
        )
    newcomer = Newcomer(
        chosen_name=row.name,
        country=row.country,
        zone=row.zone,
        languages=tuple(languages),
        sectors=row.sectors,
        organisation=organisations.get(name.casefold()),
    )
    return register_professional(by=by, newcomer=newcomer)


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = "-".join(re.findall(r"[a-z0-9]+", plain))[:60].strip("-")
    return f"{words or 'organisation'}-{uuid4().hex[:6]}"


def _columns(terms: Terms) -> dict[str, object]:
    return {
        "fee_minor": min(max(terms.fee_minor, 0), MOST_FEE),
        "max_appearances": min(max(terms.max_appearances, 1), MOST_APPEARANCES),
        "unavailable": sorted(terms.unavailable)[:MOST_DAYS],
    }


def _led(by: Actor, cohort: UUID) -> CohortView:
    found = Cohort.objects.select_related("programme").filter(pk=cohort).first()
    if found is None:
        raise NotThere
    require(access.EDIT_COHORTS, by, found.programme.organisation_id)
    return CohortView(found, definition_of(found.definition))


def _speaker(by: Actor, speaker: UUID) -> Speaker:
    found = Speaker.objects.select_related("cohort__programme").filter(pk=speaker).first()
    if found is None:
        raise NotThere
    require(access.EDIT_COHORTS, by, found.cohort.programme.organisation_id)
    return found
