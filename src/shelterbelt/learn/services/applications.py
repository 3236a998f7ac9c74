"""An application's life until it is reviewed: started, saved, sent, withdrawn, erased."""

import datetime as dt
import logging
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from shelterbelt.ground import audit, clock, jobs
from shelterbelt.ground.access.permissions import Denied, NotThere, require
from shelterbelt.ground.access.queries import bearer_of
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.holdings.services import NotErased, Proof, erase_person, export_person
from shelterbelt.ground.secrets import digest_token, new_token, seal_field
from shelterbelt.learn import access
from shelterbelt.learn.choices import (
    DRAFT_KEPT_DAYS,
    SENT_KEPT_DAYS,
    WITHDRAWN_KEPT_DAYS,
    ApplicationState,
    CohortState,
)
from shelterbelt.learn.models import Application, Cohort
from shelterbelt.learn.queries.answers import (
    LIST_FIELDS,
    PLAIN_FIELDS,
    SEALED_FIELDS,
    Sentences,
    missing_answers,
    plain_answer,
    stored_answer,
    unusable_answers,
)
from shelterbelt.learn.queries.cohorts import asks_for_communities
from shelterbelt.learn.queries.communities import communities_kept
from shelterbelt.learn.services.errors import ChangedMeanwhile, Incomplete, NotInThisState, WindowClosed
from shelterbelt.learn.services.fees import close_statement
from shelterbelt.learn.services.leaving import let_go
from shelterbelt.learn.services.seats_held import lock_seats
from shelterbelt.people.queries.held_texts import people_waited_for
from shelterbelt.people.services.held_texts import hold_text_seen

_log = logging.getLogger(__name__)
DESTROY_KEY = "people.key.destroy"
_OVER = (
    ApplicationState.WITHDRAWN,
    ApplicationState.NOT_ADMITTED,
    ApplicationState.OFFER_DECLINED,
    ApplicationState.LAPSED,
)
REFERENCE_LETTERS = "23456789BCDFGHJKLMNPQRSTVWXZ"
REFERENCE_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Started:
    """A fresh application and the secret of its link, which is shown once and never stored."""

    application: UUID
    token: str


def start_application(*, by: Actor, cohort: UUID, language: str) -> Started:
    """Begin an application; nothing about the person is known yet.

    Raises:
        WindowClosed: applications are not open.
        NotThere: no such cohort, or it is not public.
    """
    require(access.APPLY, by)
    found = _open_cohort(cohort)
    token = new_token()
    bearer = bearer_of(digest_token(token))
    today = clock.today()
    with audit.act("learn.application.start", by=by, about=("cohort", found.pk)) as event, scope(bearer):
        application = Application.objects.create(
            cohort=found,
            organisation=found.programme.organisation_id,
            token_digest=bearer.bearer or "",
            reference="".join(secrets.choice(REFERENCE_LETTERS) for _place in range(REFERENCE_LENGTH)),
            language=language,
            erase_on=today + dt.timedelta(days=DRAFT_KEPT_DAYS),
        )
        event.note(application=str(application.pk))
    return Started(application.pk, token)


def save_application(
    *, by: Actor, answers: Mapping[str, object], seen: dt.datetime | None = None
) -> Sentences:
    """Keep what has been filled in so far; missing answers are no mistake yet.

    Args:
        by: the bearer of the application's link.
        answers: names of fields to answers: text, or lists of keys for `sectors` and `languages`. What is not
            named stays as it is.
        seen: when the application had last changed in the eyes of whoever answers; None to save in any case.

    Returns:
        Sentences about answers that cannot be kept, by field. All the others were saved.

    Raises:
        ChangedMeanwhile: it was saved elsewhere since `seen`, with other answers; nothing was overwritten.
        NotInThisState: it was sent or withdrawn already.
        NotThere: no application belongs to this link.
    """
    with _held(by) as application:
        if application.state != ApplicationState.DRAFT:
            raise NotInThisState(application.state)
        wrong = unusable_answers(application, answers)
        kept = {field: answer for field, answer in answers.items() if field not in wrong}
        _refuse_changed(application, kept, seen)
        with audit.act("learn.application.save", by=by, about=("application", application.pk)):
            _write(application, kept)
            application.changed_at = clock.now()
            application.erase_on = clock.today() + dt.timedelta(days=DRAFT_KEPT_DAYS)
            application.save()
    return wrong


def submit_application(*, by: Actor, answers: Mapping[str, object], seen: dt.datetime | None = None) -> None:
    """Send the application, whole. Sending twice changes nothing.

    Raises:
        Incomplete: required answers are missing or unusable; nothing was sent.
        ChangedMeanwhile: it was saved elsewhere since `seen`, with other answers; nothing was sent.
        WindowClosed: applications are not open any more.
        NotInThisState: it was withdrawn.
        NotThere: no application belongs to this link.
    """
    with _held(by) as application:
        if application.state == ApplicationState.SUBMITTED:
            return
        if application.state != ApplicationState.DRAFT:
            raise NotInThisState(application.state)
        cohort = _open_cohort(application.cohort_id)
        wrong = unusable_answers(application, answers)
        wrong |= {
            field: said for field, said in missing_answers(application, answers).items() if field not in wrong
        }
        if wrong:
            raise Incomplete(wrong)
        _refuse_changed(application, answers, seen)
        with audit.act("learn.application.submit", by=by, about=("application", application.pk)) as event:
            _write(application, answers)
            application.changed_at = clock.now()
            application.state = ApplicationState.SUBMITTED
            application.submitted_at = clock.now()
            application.erase_on = cohort.apply_closes_at.date() + dt.timedelta(days=SENT_KEPT_DAYS)
            application.save()
            event.note(cohort=str(cohort.pk))
            jobs.enqueue("learn.confirm_application", application=str(application.pk))


def name_communities(*, by: Actor, keys: Sequence[str]) -> None:
    """The applicant names communities, others, or none any more, after the application was sent.

    Recorded as any other change of an answer, and without the moment in the row: nobody reads from either who named
    some. When it was decided already, or is not asked (any more), they can only be taken away.

    Raises:
        Incomplete: no such communities, or the programme does not ask.
        NotInThisState: it is a draft, whose form asks; or it is over and new ones would serve nothing.
        NotThere: no application belongs to this link.
    """
    with _held(by) as application:
        is_over = application.state in _OVER
        if application.state == ApplicationState.DRAFT or (is_over and keys):
            raise NotInThisState(application.state)
        answers = {"communities": list(keys)}
        if wrong := unusable_answers(application, answers):
            raise Incomplete(wrong)
        with audit.act("learn.application.save", by=by, about=("application", application.pk)):
            _write_communities(application, answers["communities"])
            application.save(update_fields=["communities"])


def withdraw_application(*, by: Actor) -> None:
    """Take the application back. Its data are erased after a short while; the link says when.

    A seat or a place on a waiting list goes to whoever is next, and what was paid is paid back.

    Raises:
        NotThere: no application belongs to this link.
    """
    with _seats_locked(by), _held(by) as application:
        if application.state == ApplicationState.WITHDRAWN:
            return
        now = clock.now()
        with audit.act("learn.application.withdraw", by=by, about=("application", application.pk)):
            close_statement(by=by, application=application.pk, because="withdrawn")
            let_go([application.pk], because="withdrawn")
            application.state = ApplicationState.WITHDRAWN
            application.withdrawn_at = now
            application.changed_at = now
            application.erase_on = now.date() + dt.timedelta(days=WITHDRAWN_KEPT_DAYS)
            application.save()


def erase_application(*, by: Actor) -> Proof:
    """Erase all that is held about the applicant, in every slice, and the key of all that was sealed.

    Returns:
        The proof: what was held before and after, in numbers.

    Raises:
        NotThere: no application belongs to this link.
        NotErased: something could not go; nothing was changed.
    """
    application = _own(by)
    # Nothing is locked here: whatever lets a seat go locks the seats first.
    with audit.act("learn.application.erase", by=by, about=("application", application.pk)):
        return erase_person(application.person, by=by, purpose="asked for by the person")


def export_application(*, by: Actor) -> dict[str, Mapping[str, object]]:
    """All that is held about the applicant, in every slice, by holding; the reading is recorded.

    Raises:
        NotThere: no application belongs to this link.
    """
    return export_person(_own(by).person, by=by, purpose="asked for by the person")


def hold_own_text(*, by: Actor, place: str) -> None:
    """The applicant has one of their own texts held, unseen by others until someone on call has looked.

    Raises:
        NotThere: no application belongs to this link, or there is no such text.
    """
    with _held(by) as application:
        hold_text_seen(by=by, place=place, object_id=application.pk)


def erase_applications_due(*, by: Actor = SYSTEM) -> int:
    """Erase everyone whose application has reached its date, in every slice; returns how many.

    A text on which the people on call have not acted yet waits for them, and the whole person with it. One that
    cannot be erased holds up no other; it is counted in the event and tried again the next day.

    Raises:
        Denied: anyone but the system.
    """
    if by is not SYSTEM:
        raise Denied("learn.application.erase_due")
    with audit.act("learn.application.erase_due", by=by, about=("instance", None)) as event, scope(by):
        rows = Application.objects.filter(erase_on__lte=clock.today())
        due = dict(rows.order_by("pk").values_list("pk", "person"))
        waiting = people_waited_for(due.values())
        erased = sum(_is_erased(person) for person in due.values() if person not in waiting)
        event.note(erased=erased, waiting=len(waiting), failed=len(due) - len(waiting) - erased)
    return erased


def _is_erased(person: UUID) -> bool:
    try:
        with transaction.atomic():
            erase_person(person, by=SYSTEM, purpose="its date has come")
    except NotErased:
        _log.exception("An application could not be erased on its date.")
        return False
    return True


def _own(by: Actor) -> Application:
    require(access.HOLD_APPLICATION, by)
    with scope(by):
        found = access.HOLD_APPLICATION.narrow(Application.objects.all(), by).first() if by.bearer else None
    if found is None:
        raise NotThere
    return found


@contextmanager
def _seats_locked(by: Actor) -> Iterator[None]:
    """Seats are locked before applications, by everyone who may move one."""
    require(access.HOLD_APPLICATION, by)
    with transaction.atomic():
        with scope(SYSTEM):
            rows = Application.objects.filter(token_digest=by.bearer or "")
            cohort = rows.values_list("cohort_id", flat=True).first()
            if cohort is not None:
                lock_seats(cohort)
        yield


@contextmanager
def _held(by: Actor) -> Iterator[Application]:
    require(access.HOLD_APPLICATION, by)
    if by.bearer is None:
        raise NotThere
    with transaction.atomic(), scope(by):
        found = access.HOLD_APPLICATION.narrow(Application.objects.select_for_update(), by).first()
        if found is None:
            raise NotThere
        yield found


def _open_cohort(cohort: UUID) -> Cohort:
    found = (
        Cohort.objects.select_related("programme").filter(pk=cohort).exclude(state=CohortState.DRAFT).first()
    )
    if found is None:
        raise NotThere
    now = clock.now()
    if found.state != CohortState.OPEN or not found.apply_opens_at <= now < found.apply_closes_at:
        raise WindowClosed
    return found


def _refuse_changed(
    application: Application, answers: Mapping[str, object], seen: dt.datetime | None
) -> None:
    if seen is None or application.changed_at == seen:
        return
    if any(
        stored_answer(application, field) != plain_answer(field, answer) for field, answer in answers.items()
    ):
        raise ChangedMeanwhile


def _write(application: Application, answers: Mapping[str, object]) -> None:
    """Write usable answers into the row, sealing what is sealed; the row is not saved.

    Communities are dropped where the programme does not weigh them (any more): what has no use is not kept.
    """
    for field in (*PLAIN_FIELDS, *LIST_FIELDS, "wants_bursary"):
        if field in answers:
            setattr(application, field, plain_answer(field, answers[field]))
    for field in SEALED_FIELDS:
        if field in answers:
            text = str(plain_answer(field, answers[field]))
            seal_field(application, field, text, person=application.person, agency=application.organisation)
    if not asks_for_communities(application.cohort):
        application.communities = None
    elif "communities" in answers:
        _write_communities(application, answers["communities"])


def _write_communities(application: Application, answer: object) -> None:
    chosen = answer if isinstance(answer, list | tuple) else ()
    text = communities_kept(map(str, chosen))
    seal_field(application, "communities", text, person=application.person, agency=application.organisation)
