"""A person agrees to the code of conduct."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.audit import act
from shelterbelt.ground.db.scope import scope
from shelterbelt.people.access import SIGN_CONDUCT
from shelterbelt.people.models import ConductSigning
from shelterbelt.people.queries.conduct import digest_of
from shelterbelt.people.services.errors import Refused

LONGEST_VERSION = 20
LONGEST_NAME = 200


def sign_conduct(
    *, by: Actor, person: UUID, organisation: UUID, version: str, text: str, language: str, name: str = ""
) -> None:
    """Keep that a person agreed to these exact words. Agreeing to the same version twice changes nothing.

    Args:
        by: the person; the caller has made sure that `person` is the actor's own key.
        person: the id of the person's key.
        organisation: whose code it is.
        version: which version.
        text: the exact words that were shown; only their digest is kept.
        language: in which language they were read.
        name: what was typed as a signature. It goes into the audit alone, sealed under the person's key.

    Raises:
        Denied: nobody who can sign.
        Refused: no words, no version, or a name that is too long.
    """
    require(SIGN_CONDUCT, by)
    if not text.strip() or not 0 < len(version) <= LONGEST_VERSION:
        raise Refused("agree", _("There is nothing to agree to yet."))
    if len(name) > LONGEST_NAME:
        raise Refused("name", _("Write a name of 1 to 200 characters."))
    about = ("conduct", version)
    with (
        act("people.conduct.sign", by=by, about=about, organisation=organisation, person=person) as event,
        scope(SYSTEM),
    ):
        found, is_new = ConductSigning.objects.get_or_create(
            person=person,
            version=version,
            defaults={
                "organisation": organisation,
                "digest": digest_of(text),
                "language": language[:8],
                "signed_at": clock.now(),
            },
        )
        event.note(signing=found.pk, digest=found.digest, signed_as=name, is_new=is_new)
