"""What a letter about admission says, read when it is sent: nothing where it is no longer true."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import Denied
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.choices import ApplicationState, OfferState
from shelterbelt.learn.engine.definition import Definition
from shelterbelt.learn.models import Application, Offer, WaitingPlace
from shelterbelt.learn.queries.cohorts import definition_of

TRUE_WHILE = {
    "offer": (OfferState.MADE,),
    "moved_up": (OfferState.MADE,),
    "reminder": (OfferState.MADE,),
    "extended": (OfferState.MADE,),
    "changed": (OfferState.MADE, OfferState.ACCEPTED),
    "lapsed": (OfferState.LAPSED,),
    "taken_back": (OfferState.WITHDRAWN,),
}
"""States of the offer in which a letter about it is still true."""

_APPLICATION = {
    "waiting": (ApplicationState.WAITING, ApplicationState.OFFERED, ApplicationState.ADMITTED),
    "declined": (ApplicationState.NOT_ADMITTED,),
}


@dataclass(frozen=True, slots=True)
class AdmissionLetter:
    """To whom, in which language, about what. `mode` and `answer_by` where it is about an offer."""

    kind: str
    email: str
    name: str
    language: str
    zone: str
    reference: str
    definition: Definition
    organisation: str
    erase_on: dt.date
    mode: str = ""
    answer_by: dt.datetime | None = None
    positions: tuple[tuple[str, int], ...] = ()


def letter_due(*, for_: Actor, kind: str, application: UUID, offer: UUID | None) -> AdmissionLetter | None:
    """What to write to an applicant; None if they are gone, or it is no longer true.

    Raises:
        Denied: anyone but the system.
    """
    if for_ is not SYSTEM:
        raise Denied("learn.letter.write")
    with scope(for_):
        rows = Application.objects.select_related("cohort__programme__organisation")
        found = rows.filter(pk=application).first()
        if found is None:
            return None
        about = Offer.objects.filter(pk=offer, state__in=TRUE_WHILE.get(kind, ())).first() if offer else None
        if about is None and found.state not in _APPLICATION.get(kind, ()):
            return None
        if about and about.state == OfferState.MADE and about.answer_by <= clock.now():
            return None
        return AdmissionLetter(
            kind=kind,
            email=found.email,
            name=found.name,
            language=found.language,
            zone=found.zone,
            reference=found.reference,
            definition=definition_of(found.cohort.definition),
            organisation=found.cohort.programme.organisation.name,
            erase_on=found.erase_on,
            mode=about.mode if about else "",
            answer_by=about.answer_by if about else None,
            positions=positions_of(found.pk),
        )


def positions_of(application: UUID) -> tuple[tuple[str, int], ...]:
    """The mode and the position of each list on which an application waits; 1 is the next."""
    live = WaitingPlace.objects.filter(left_at__isnull=True)
    mine = live.filter(application=application).order_by("mode")
    return tuple(
        (
            place.mode,
            live.filter(cohort=place.cohort_id, mode=place.mode, rank__lt=place.rank).count() + 1,
        )
        for place in mine
    )
