"""Reads of announcements: written and sent ones, whom one would reach, and what one person is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet

from shelterbelt.ground.access.permissions import Denied, NotThere, require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn import access
from shelterbelt.learn.choices import IN_THE_RUNNING, ApplicationState, Audience
from shelterbelt.learn.models import Announcement, Application
from shelterbelt.learn.queries.cohorts import cohort_at_desk

REACHED = {
    Audience.ADMITTED: (ApplicationState.ADMITTED,),
    Audience.OFFERED: (ApplicationState.OFFERED,),
    Audience.WAITING: (ApplicationState.WAITING,),
    Audience.APPLIED: IN_THE_RUNNING,
}
"""States of applications by audience; nobody who left, was told no or moved on is written to."""


@dataclass(frozen=True, slots=True)
class ToSend:
    """One person's mail."""

    email: str
    name: str
    language: str
    subject: str
    body: str
    organisation: str


def receivers_of(cohort: UUID, audience: str) -> QuerySet[Application]:
    """The applications that an audience is made of."""
    return Application.objects.filter(cohort=cohort, state__in=REACHED[Audience(audience)])


def languages_counted(*, for_: Actor, cohort: UUID, audience: str) -> dict[str, int]:
    """How many people of the audience read in each language, the most first.

    Raises:
        NotThere, Denied: the cohort is none of the actor's, or the actor does not lead programmes there.
    """
    organisation = cohort_at_desk(for_=for_, cohort=cohort).cohort.programme.organisation_id
    require(access.ADMIT, for_, organisation)
    rows = access.READ_APPLICATIONS.narrow(receivers_of(cohort, audience), for_).order_by()
    counted = rows.values_list("language").annotate(count=Count("pk")).order_by("-count", "language")
    return dict(counted)


def announcements_listed(*, for_: Actor, cohort: UUID) -> tuple[Announcement, ...]:
    """The latest announcements of a cohort.

    Raises:
        NotThere: the cohort is none of the actor's organisations'.
    """
    cohort_at_desk(for_=for_, cohort=cohort, permission=access.READ_COHORTS)
    rows = access.READ_ADMISSION.narrow(Announcement.objects.filter(cohort=cohort), for_)
    return tuple(rows.order_by("-written_at", "-pk")[:30])


def announcement_at_desk(*, for_: Actor, announcement: UUID) -> Announcement:
    """One announcement, for whoever may send it.

    Raises:
        NotThere: it is none of the actor's organisations'.
        Denied: the actor belongs there but does not lead programmes.
    """
    with scope(SYSTEM):
        found = Announcement.objects.select_related("cohort__programme").filter(pk=announcement).first()
    if found is None:
        raise NotThere
    require(access.ADMIT, for_, found.organisation)
    return found


def text_for(texts: Mapping[str, Mapping[str, str]], language: str) -> Mapping[str, str]:
    """The text in a language; in English, or in the first one written, where it is not there."""
    return texts.get(language) or texts.get("en") or next(iter(texts.values()))


def announcement_due(*, for_: Actor, announcement: UUID, application: UUID) -> ToSend | None:
    """What to send to one person; None if they are gone or no longer among those it is for.

    Raises:
        Denied: anyone but the system.
    """
    if for_ is not SYSTEM:
        raise Denied("learn.announcement.deliver")
    with scope(for_):
        sent = Announcement.objects.filter(pk=announcement, sent_at__isnull=False)
        found = sent.select_related("cohort__programme__organisation").first()
        if found is None:
            return None
        person = receivers_of(found.cohort_id, found.audience).filter(pk=application).first()
        if person is None:
            return None
        text = text_for(found.texts, person.language)
        return ToSend(
            email=person.email,
            name=person.name,
            language=person.language,
            subject=text["subject"],
            body=text["body"],
            organisation=found.cohort.programme.organisation.name,
        )
