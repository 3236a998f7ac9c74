"""The codes of conduct of whoever teaches or sits on panels: which wait for them, and which they agreed to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.ground.access.roles import Actor
from shelterbelt.learn.choices import SeatState
from shelterbelt.learn.engine.definition.admission import Conduct
from shelterbelt.learn.models import Cohort
from shelterbelt.learn.queries.cohorts import definition_of
from shelterbelt.learn.queries.feeds import seats_own
from shelterbelt.learn.queries.joining import spoken_conduct
from shelterbelt.people.queries import own_person
from shelterbelt.people.queries.conduct import Signed, digest_of, signings_of
from shelterbelt.people.queries.to_do import ToDo


@dataclass(frozen=True, slots=True)
class OwnConduct:
    """The code of one cohort, in the reader's language where it is written in that, and how they agreed to it."""

    cohort: UUID
    person: UUID
    name: str
    organisation: UUID
    title: str
    conduct: Conduct
    words: str
    words_language: str
    signed: Signed | None

    @property
    def digest(self) -> str:
        """SHA-256 of the words as shown, so that nobody agrees to others than they read."""
        return digest_of(self.words)


def own_conducts(*, for_: Actor) -> tuple[OwnConduct, ...]:
    """The codes of all cohorts in which the signed-in person has a seat that they did not decline.

    Agreeing to a version counts wherever that version is used.
    """
    person = own_person(for_=for_)
    if person is None:
        return ()
    seats = [
        seat
        for seat in seats_own(for_=for_)
        if seat.state != SeatState.DECLINED and not seat.meeting.is_cancelled
    ]
    cohorts = {seat.meeting.cohort_id: seat.meeting.cohort for seat in seats}
    signed = {one.version: one for one in signings_of(person.id)} if cohorts else {}
    return tuple(_told(cohorts.values(), person.id, person.name, signed))


def own_conduct(*, for_: Actor, cohort: UUID) -> OwnConduct:
    """The code of one cohort.

    Raises:
        NotThere: the actor has no seat in it, or it has no code.
    """
    for one in own_conducts(for_=for_):
        if one.cohort == cohort:
            return one
    raise NotThere


def conducts_to_do(for_: Actor) -> tuple[ToDo, ...]:
    """Codes that wait, each version once."""
    waiting = {one.conduct.version: one for one in own_conducts(for_=for_) if one.signed is None}
    said = _("Read the code of conduct, and agree to it")
    return tuple(
        ToDo(said, one.title, reverse("mine.conduct", args=[one.cohort])) for one in waiting.values()
    )


def _told(
    cohorts: Iterable[Cohort], person: UUID, name: str, signed: dict[str, Signed]
) -> Iterator[OwnConduct]:
    for cohort in cohorts:
        definition = definition_of(cohort.definition)
        if definition.conduct is None:
            continue
        words, language = spoken_conduct(definition.conduct)
        yield OwnConduct(
            cohort=cohort.pk,
            person=person,
            name=name,
            organisation=cohort.programme.organisation_id,
            title=definition.programme.title.in_language(get_language() or "en"),
            conduct=definition.conduct,
            words=words,
            words_language=language,
            signed=signed.get(definition.conduct.version),
        )
