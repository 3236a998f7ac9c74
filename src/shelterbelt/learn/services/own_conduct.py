"""Whoever teaches or sits on panels agrees to the code of conduct, with the account they have."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.audit import act
from shelterbelt.learn.queries.own_conduct import own_conduct
from shelterbelt.people.services.conduct import sign_conduct
from shelterbelt.people.services.errors import Refused


def agree_as_speaker(*, by: Actor, cohort: UUID, name: str, digest: str) -> None:
    """Sign the code of a cohort in which the actor has a seat, in the words that were shown.

    Args:
        by: an account with a seat there.
        cohort: whose code.
        name: the name they typed.
        digest: of the words as shown to them; others are not signed in their place.

    Raises:
        NotThere: the actor has no seat there, or it has no code.
        Refused: no name, or the words have changed meanwhile.
    """
    own = own_conduct(for_=by, cohort=cohort)
    if digest != own.digest:
        raise Refused("agree", _("The words have changed meanwhile. Please read them again, then agree."))
    if not name.strip():
        raise Refused("name", _("Please type the name you want us to use."))
    about = ("cohort", cohort)
    with act("learn.speaker.agree_to_conduct", by=by, about=about, organisation=own.organisation):
        sign_conduct(
            by=by,
            person=own.person,
            organisation=own.organisation,
            version=own.conduct.version,
            text=own.words,
            language=own.words_language,
            name=name.strip(),
        )
