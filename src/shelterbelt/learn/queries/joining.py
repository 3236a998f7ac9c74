"""What an admitted person still has to do before they are confirmed: someone who knows them, and the code of conduct."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.utils.translation import get_language

from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.ground.access.roles import Actor
from shelterbelt.learn.choices import ApplicationState
from shelterbelt.learn.engine.definition.admission import Conduct
from shelterbelt.learn.models import Application
from shelterbelt.learn.queries.applications import application_held
from shelterbelt.learn.queries.cohorts import definition_of
from shelterbelt.people.queries.conduct import Signed, digest_of, has_signed, signing_of
from shelterbelt.people.queries.identity import Asked, Standing, confirmation_of, confirmations_told

_OVER = (ApplicationState.DRAFT, ApplicationState.WITHDRAWN)


class Missing(StrEnum):
    """What is still missing."""

    IDENTITY = "identity"
    CONDUCT = "conduct"


@dataclass(frozen=True, slots=True)
class Joining:
    """Both steps of one applicant. `conduct` is None where the programme has no code."""

    application: UUID
    person: UUID
    organisation: UUID
    name: str
    language: str
    standing: Standing
    asked: tuple[Asked, ...]
    conduct: Conduct | None
    words: str
    words_language: str
    signed: Signed | None

    @property
    def missing(self) -> tuple[Missing, ...]:
        """What is still missing, in the order in which it is shown."""
        found = [] if self.standing is Standing.CONFIRMED else [Missing.IDENTITY]
        if self.conduct is not None and self.signed is None:
            found.append(Missing.CONDUCT)
        return tuple(found)

    @property
    def digest(self) -> str:
        """SHA-256 of the words as shown, so that nobody agrees to others than they read."""
        return digest_of(self.words)


def missing_of(application: Application, *, conduct: Conduct | None) -> tuple[Missing, ...]:
    """What this applicant still has to do, given their cohort's code. Nothing means: confirmed.

    Internal: callers have made sure that they may know.
    """
    found = [] if confirmation_of(application.person) is Standing.CONFIRMED else [Missing.IDENTITY]
    if conduct is not None and not has_signed(application.person, conduct.version):
        found.append(Missing.CONDUCT)
    return tuple(found)


def joining_held(*, for_: Actor) -> Joining:
    """Both steps for whoever holds the link of an application that was sent.

    Raises:
        NotThere: no application belongs to this link, it was not sent yet, or it was taken back.
    """
    row = application_held(for_=for_).application
    if row.state in _OVER:
        raise NotThere
    conduct = definition_of(row.cohort.definition).conduct
    words, language = spoken_conduct(conduct)
    return Joining(
        application=row.pk,
        person=row.person,
        organisation=row.organisation,
        name=row.name,
        language=row.language,
        standing=confirmation_of(row.person),
        asked=confirmations_told(row.person),
        conduct=conduct,
        words=words,
        words_language=language,
        signed=signing_of(row.person, conduct.version) if conduct else None,
    )


def spoken_conduct(conduct: Conduct | None) -> tuple[str, str]:
    """The code's words in the reader's language, and the language that is."""
    if conduct is None:
        return "", ""
    asked = (get_language() or "en").partition("-")[0]
    words = conduct.text.in_language(asked)
    given = dict(conduct.text.by_language)
    return words, next((tag for tag, text in given.items() if text == words), asked)
