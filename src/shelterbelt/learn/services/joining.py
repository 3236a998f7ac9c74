"""An applicant names someone who knows them, and agrees to the code of conduct, behind their own link."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.audit import act
from shelterbelt.learn.queries.joining import joining_held
from shelterbelt.learn.services.blinding import reblind
from shelterbelt.people.services.conduct import sign_conduct
from shelterbelt.people.services.errors import Refused
from shelterbelt.people.services.identity import ask_confirmation, take_back_confirmation


def name_someone(
    *,
    by: Actor,
    kind: str,
    name: str,
    email: str,
    relationship: str,
    known_as: str = "",
    phone: str = "",
) -> UUID:
    """Name an employer, a referee or an elder, who is then asked one question. See `ask_confirmation`.

    Raises:
        NotThere: no application that was sent belongs to this link.
        Refused: something is missing or unusable, or too many were asked lately.
    """
    own = joining_held(for_=by)
    about = ("application", own.application)
    with act("learn.application.name_someone", by=by, about=about, organisation=own.organisation):
        asked = ask_confirmation(
            by=by,
            person=own.person,
            organisation=own.organisation,
            kind=kind,
            name=name,
            email=email,
            relationship=relationship,
            language=own.language,
            known_as=known_as.strip() or own.name,
            phone=phone,
        )
        reblind(own.application)
    return asked


def take_back_someone(*, by: Actor, confirmation: UUID) -> None:
    """Take the question back; the link in the mail ends at once.

    Raises:
        NotThere: no application that was sent belongs to this link, or no such question waits.
    """
    own = joining_held(for_=by)
    about = ("application", own.application)
    with act("learn.application.take_back_someone", by=by, about=about, organisation=own.organisation):
        take_back_confirmation(by=by, person=own.person, confirmation=confirmation)


def agree_to_conduct(*, by: Actor, name: str, digest: str) -> None:
    """Sign the code of the cohort, in the words that were shown.

    Args:
        by: the bearer of the application's link.
        name: the name they typed.
        digest: of the words as shown to them; others are not signed in their place.

    Raises:
        NotThere: no application that was sent belongs to this link, or its programme has no code.
        Refused: no name, or the words have changed meanwhile.
    """
    own = joining_held(for_=by)
    if own.conduct is None or digest != own.digest:
        raise Refused("agree", _("The words have changed meanwhile. Please read them again, then agree."))
    if not name.strip():
        raise Refused("name", _("Please type the name you want us to use."))
    about = ("application", own.application)
    with act("learn.application.agree_to_conduct", by=by, about=about, organisation=own.organisation):
        sign_conduct(
            by=by,
            person=own.person,
            organisation=own.organisation,
            version=own.conduct.version,
            text=own.words,
            language=own.words_language,
            name=name.strip(),
        )
