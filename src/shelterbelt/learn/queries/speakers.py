"""Reads of a cohort's possible speakers, and of those who could be added."""

from dataclasses import dataclass
from uuid import UUID

from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import Actor
from shelterbelt.learn import access
from shelterbelt.learn.models import Speaker
from shelterbelt.learn.queries.cohorts import CohortView
from shelterbelt.people.queries import Person, colleagues, people_by_id


@dataclass(frozen=True, slots=True)
class SpeakerView:
    """A possible speaker: the terms of this cohort and the working facts. Nothing about their own lives."""

    speaker: Speaker
    person: Person


def speakers_at_desk(*, for_: Actor, cohort: UUID) -> tuple[SpeakerView, ...]:
    """The possible speakers of a cohort as its staff see them, by name; a constant number of statements."""
    rows = list(access.READ_SPEAKERS.narrow(Speaker.objects.filter(cohort=cohort), for_))
    people = {one.id: one for one in people_by_id([row.professional_id for row in rows], for_=for_)}
    views = [SpeakerView(row, people[row.professional_id]) for row in rows if row.professional_id in people]
    return tuple(sorted(views, key=lambda view: (view.person.name.casefold(), str(view.person.id))))


def speaker_at_desk(*, for_: Actor, speaker: UUID) -> SpeakerView:
    """One possible speaker, for a lead who changes the terms.

    Raises:
        NotThere: of none of the actor's organisations.
        Denied: the actor belongs there but does not lead.
    """
    row = Speaker.objects.select_related("cohort__programme").filter(pk=speaker).first()
    if row is None:
        raise NotThere
    require(access.EDIT_COHORTS, for_, row.cohort.programme.organisation_id)
    (person,) = people_by_id([row.professional_id], for_=for_)
    return SpeakerView(row, person)


def speakers_to_add(*, for_: Actor, view: CohortView) -> tuple[Person, ...]:
    """The professionals of the cohort's organisation who are not among its speakers yet, by name."""
    organisation = str(view.cohort.programme.organisation_id)
    there = set(Speaker.objects.filter(cohort=view.cohort).values_list("professional_id", flat=True))
    people = [
        one for one in colleagues(for_=for_) if one.organisation == organisation and one.id not in there
    ]
    return tuple(sorted(people, key=lambda person: (person.name.casefold(), str(person.id))))


def known_speakers(*, for_: Actor, view: CohortView) -> dict[tuple[str, str, str], UUID]:
    """Professionals whom the cohort's organisation knows, by name, organisation's name and country, folded.

    They are its colleagues and the speakers of all its cohorts; two of the same three are left out, because a table
    could not tell them apart.
    """
    organisation = view.cohort.programme.organisation_id
    require(access.READ_SPEAKERS, for_, organisation)
    ids = Speaker.objects.filter(cohort__programme__organisation_id=organisation).values_list(
        "professional_id"
    )
    people = {one.id: one for one in people_by_id({key for (key,) in ids}, for_=for_)}
    people |= {one.id: one for one in colleagues(for_=for_) if one.organisation == str(organisation)}
    found: dict[tuple[str, str, str], list[UUID]] = {}
    for one in people.values():
        found.setdefault(key_of(one.name, one.organisation_name, one.country), []).append(one.id)
    return {key: ids[0] for key, ids in found.items() if len(ids) == 1}


def key_of(name: str, organisation: str, country: str) -> tuple[str, str, str]:
    """What tells a person in a table: name, organisation and country, without regard to case and spaces."""
    return " ".join(name.split()).casefold(), " ".join(organisation.split()).casefold(), country
