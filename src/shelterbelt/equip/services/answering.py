"""People answer what they were asked: by their account, or anonymously by a card."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from shelterbelt.equip.choices import Given
from shelterbelt.equip.models import Assessor, Response, seal_text
from shelterbelt.equip.queries.assessments import Sheet, sheet_of_card, sheet_own
from shelterbelt.equip.services.errors import Incomplete, NotInThisState
from shelterbelt.ground import audit, clock
from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.audit.recording import Deed
from shelterbelt.ground.db.scope import scope
from shelterbelt.people.queries.held_texts import held_within

LONGEST_REASON = 300
Place = tuple[str, UUID | None]
"""A question and a site; None for the whole agency."""


@dataclass(frozen=True, slots=True)
class Said:
    """One answer; a reason where the question does not apply."""

    given: str
    reason: str = ""


def answer_questions(*, by: Actor, said: Mapping[Place, Said], assessor: UUID | None = None) -> None:
    """Keep answers; those given before and not named stay. They can be changed until the assessment is closed.

    A reason that is held stays as it was written, until the person on call has read it.

    Args:
        by: the assessor's account, or the bearer of a card.
        said: the answers, by question and site.
        assessor: which of the account's; None for a card.

    Raises:
        NotThere: it is not the actor's.
        NotInThisState: `closed`.
        Incomplete: an answer is none, is to a question that was not asked, or does not apply without a reason.
    """
    sheet = _sheet(by, assessor)
    with _act(by, sheet, "equip.answer.keep") as event:
        _check(sheet, said)
        row = Assessor.objects.get(pk=sheet.assessor)
        kept = {(one.question, one.site_id): one for one in row.responses.all()}
        held = held_within(row.organisation)
        fresh = []
        for place, one in said.items():
            response = kept.get(place) or _response(row, sheet, place)
            response.given, response.given_at = one.given, clock.now()
            # A card's reason could tell who wrote it: none is asked for and none is kept.
            if response.pk not in held:
                seal_text(response, "reason", "" if sheet.is_anonymous else one.reason.strip())
            if place not in kept:
                fresh.append(response)
        Response.objects.bulk_create(fresh)
        changed = [kept[place] for place in said if place in kept]
        Response.objects.bulk_update(changed, ("given", "given_at", "reason"))
        event.note(answers=len(said))


def finish_answering(*, by: Actor, assessor: UUID | None = None, is_done: bool = True) -> None:
    """Say that one has answered all that one can, or that one goes on after all.

    Raises:
        NotThere: it is not the actor's.
        NotInThisState: `closed`.
    """
    sheet = _sheet(by, assessor)
    with _act(by, sheet, "equip.answer.finish"):
        done_at = clock.now() if is_done else None
        Assessor.objects.filter(pk=sheet.assessor).update(done_at=done_at)


def _response(row: Assessor, sheet: Sheet, place: Place) -> Response:
    question, site = place
    return Response(
        organisation=row.organisation,
        assessment_id=row.assessment_id,
        assessor=row,
        is_anonymous=sheet.is_anonymous,
        question=question,
        site_id=site,
    )


def _sheet(by: Actor, assessor: UUID | None) -> Sheet:
    with scope(by):
        sheet = sheet_of_card(for_=by) if assessor is None else sheet_own(for_=by, assessor=assessor)
    if not sheet.is_open:
        raise NotInThisState("closed")
    return sheet


@contextmanager
def _act(by: Actor, sheet: Sheet, verb: str) -> Iterator[Deed]:
    """Who held a card is in no event: it is about the assessment alone."""
    about = ("assessment", sheet.assessment) if sheet.is_anonymous else ("assessor", sheet.assessor)
    who = Actor(label="card") if sheet.is_anonymous else by
    with audit.act(verb, by=who, about=about, organisation=sheet.organisation) as event, scope(by):
        yield event


def _check(sheet: Sheet, said: Mapping[Place, Said]) -> None:
    asked = {(one.key, place.site) for place in sheet.places for one in place.questions}
    wrong: dict[str, str] = {}
    for (question, site), one in said.items():
        field = f"{question}@{site or ''}"
        if (question, site) not in asked or one.given not in Given.values:
            wrong[field] = _("Choose one of the answers.")
        elif one.given == Given.DOES_NOT_APPLY and not one.reason.strip() and not sheet.is_anonymous:
            wrong[field] = _("Write in a few words why it does not apply.")
        elif len(one.reason) > LONGEST_REASON:
            wrong[field] = _("Write at most 300 characters.")
    if wrong:
        raise Incomplete(wrong)
