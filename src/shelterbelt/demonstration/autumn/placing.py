"""The lead selects; people answer their offers, name someone who knows them, and agree to the code of conduct."""

import zlib
from uuid import UUID

from shelterbelt.demonstration.autumn.intake import holders
from shelterbelt.ground.access.queries import actor_of
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.choices import Audience, DecisionOutcome, SelectionState
from shelterbelt.learn.models import Announcement, Application, Decision, Selection
from shelterbelt.learn.queries.joining import joining_held
from shelterbelt.learn.services.announcements import send_announcement, write_announcement
from shelterbelt.learn.services.joining import agree_to_conduct, name_someone
from shelterbelt.learn.services.offers import accept_offer, decline_offer
from shelterbelt.learn.services.selections import adopt_selection, decide, propose_selection
from shelterbelt.people.models import IdentityConfirmation
from shelterbelt.people.services.identity import record_answer

_LOTS = 24
_SILENT, _DECLINING, _LATER, _UNHEARD = (0, 8, 16), (5,), (3, 7, 11, 15), (2, 9)
_KINDS = ("employer", "referee", "elder")
_WORDS = {
    "en": {
        "subject": "Your first day",
        "body": "We are glad that you come. On your page you find what is still to do, and every date on your own clock.",
    },
    "fr": {
        "subject": "Votre première journée",
        "body": "Nous sommes heureux de vous accueillir. Sur votre page, vous trouvez ce qu’il reste à faire et chaque date à votre heure.",
    },
}


def select(*, lead: UUID, cohort: UUID) -> None:
    """Propose by the goals of the definition, adopt, and once decide otherwise, with the reason."""
    actor = actor_of(lead)
    with scope(actor):
        if Selection.objects.filter(cohort=cohort, state=SelectionState.ADOPTED).exists():
            return
        chosen = propose_selection(by=actor, cohort=cohort)
        adopt_selection(by=actor, selection=chosen)


def decide_otherwise(*, lead: UUID, cohort: UUID) -> None:
    """One person who was to be told no joins the list, because of what a call explained."""
    actor = actor_of(lead)
    with scope(SYSTEM):
        if Decision.objects.filter(cohort=cohort).exclude(words="").exists():
            return
        first = Application.objects.filter(cohort=cohort, state="not_admitted").order_by("email").first()
    if first:
        with scope(actor):
            decide(
                by=actor,
                application=first.pk,
                outcome=DecisionOutcome.WAIT,
                mode=first.mode,
                words="In a call they explained a plan that the form had no room for.",
            )


def answer(*, cohort: UUID, part: int, of: int) -> None:
    """A share of those with an offer answer: most say yes, a few no, and some have not looked yet."""
    for email, bearer, _row in holders(cohort, "offered"):
        lot = _lot(email)
        if lot in _SILENT or lot % of > part:
            continue
        with scope(bearer):
            if lot in _DECLINING:
                decline_offer(by=bearer)
            else:
                accept_offer(by=bearer)


def join(*, cohort: UUID) -> None:
    """Most of those who said yes name somebody, and agree to the code of conduct."""
    for email, bearer, row in holders(cohort, "admitted"):
        lot = _lot(email)
        with scope(SYSTEM):
            is_done = IdentityConfirmation.objects.filter(person=row.person).exists()
        if is_done or lot in _LATER:
            continue
        with scope(bearer):
            name_someone(
                by=bearer,
                kind=_KINDS[lot % len(_KINDS)],
                name=f"{row.agency}, office" if lot % len(_KINDS) == 0 else "Someone who knows me",
                email=f"knows.{row.reference.lower()}@referees.example",
                relationship="We have worked together for some years.",
            )
            agree_to_conduct(by=bearer, name=row.name, digest=joining_held(for_=bearer).digest)


def confirm(*, staff: UUID, cohort: UUID) -> None:
    """Most of those who were asked confirm; staff write down what they heard by telephone."""
    actor = actor_of(staff)
    for email, _bearer, row in holders(cohort, "admitted"):
        if _lot(email) in _UNHEARD:
            continue
        with scope(actor):
            found = IdentityConfirmation.objects.filter(person=row.person, state="asked").first()
            if found:
                record_answer(by=actor, confirmation=found.pk, answer="confirmed")


def announce(*, lead: UUID, cohort: UUID) -> None:
    """A word to everyone who is admitted."""
    actor = actor_of(lead)
    with scope(actor):
        if not Announcement.objects.filter(cohort=cohort).exists():
            made = write_announcement(by=actor, cohort=cohort, audience=Audience.ADMITTED, texts=_WORDS)
            send_announcement(by=actor, announcement=made)


def shown_holder(cohort: UUID, state: str, language: str = "en") -> str:
    """The address of somebody whose link is shown: in this state, writing this language; empty if there is nobody."""
    rows: list[tuple[str, Actor, Application]] = holders(cohort, state)
    spoken = [email for email, _bearer, row in rows if row.language == language]
    return next(iter(spoken or [email for email, _bearer, _row in rows]), "")


def _lot(email: str) -> int:
    """The same number for the same person at each loading, from 0."""
    return zlib.crc32(email.encode()) % _LOTS
