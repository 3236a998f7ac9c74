"""An application's life until it is reviewed: started, saved, sent, withdrawn, erased."""

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shelterbelt.ground import audit, clock, jobs
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.queries import bearer_of
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import destroy_person_key, digest_token, new_token, seal_field
from shelterbelt.learn import access
from shelterbelt.learn.choices import (
    DRAFT_KEPT_DAYS,
    SENT_KEPT_DAYS,
    WITHDRAWN_KEPT_DAYS,
    ApplicationState,
    CohortState,
    Mode,
)
from shelterbelt.learn.models import Application, Cohort
from shelterbelt.learn.services.errors import Incomplete, NotInThisState, WindowClosed
from shelterbelt.people.choices import Sector

Sentences = dict[str, str | Promise]
REFERENCE_LETTERS = "23456789BCDFGHJKLMNPQRSTVWXZ"
REFERENCE_LENGTH = 8
PLAIN_FIELDS = ("name", "email", "country", "zone", "mode", "agency", "role_title")
LIST_FIELDS = ("sectors", "languages")
SEALED_FIELDS = ("motivation", "access_needs")
REQUIRED = {
    "name": _("Please give the name you want us to use."),
    "email": _("Please give an e-mail address, so that we can answer you."),
    "country": _("Please choose the country you live in."),
    "zone": _("Please choose your time zone, so that every date is shown in your own time."),
    "mode": _("Please choose whether you would come in person or take part online."),
    "sectors": _("Please choose at least one sector you work in."),
}
LONGEST = {"name": 200, "agency": 200, "role_title": 200, "motivation": 4000, "access_needs": 2000}


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


def save_application(*, by: Actor, answers: Mapping[str, object]) -> None:
    """Keep what has been filled in so far; missing answers are no mistake yet.

    Args:
        by: the bearer of the application's link.
        answers: names of fields to answers: text, or lists of keys for `sectors` and `languages`.

    Raises:
        Incomplete: an answer cannot be kept (too long, unknown zone, country or sector); nothing was saved.
        NotInThisState: it was sent or withdrawn already.
        NotThere: no application belongs to this link.
    """
    application = _held(by)
    if application.state != ApplicationState.DRAFT:
        raise NotInThisState(application.state)
    wrong = _unusable(answers)
    if wrong:
        raise Incomplete(wrong)
    with audit.act("learn.application.save", by=by, about=("application", application.pk)):
        _write(application, answers)
        application.erase_on = clock.today() + dt.timedelta(days=DRAFT_KEPT_DAYS)
        application.save()


def submit_application(*, by: Actor, answers: Mapping[str, object]) -> None:
    """Send the application, whole. Sending twice changes nothing.

    Raises:
        Incomplete: required answers are missing or unusable; nothing was sent.
        WindowClosed: applications are not open any more.
        NotInThisState: it was withdrawn.
        NotThere: no application belongs to this link.
    """
    application = _held(by)
    if application.state == ApplicationState.SUBMITTED:
        return
    if application.state != ApplicationState.DRAFT:
        raise NotInThisState(application.state)
    cohort = _open_cohort(application.cohort_id)
    wrong = _unusable(answers) or _missing(application, answers)
    if wrong:
        raise Incomplete(wrong)
    now = clock.now()
    with audit.act("learn.application.submit", by=by, about=("application", application.pk)) as event:
        _write(application, answers)
        application.state = ApplicationState.SUBMITTED
        application.submitted_at = now
        application.erase_on = cohort.apply_closes_at.date() + dt.timedelta(days=SENT_KEPT_DAYS)
        application.save()
        event.note(cohort=str(cohort.pk))
        jobs.enqueue("learn.confirm_application", application=str(application.pk))


def withdraw_application(*, by: Actor) -> None:
    """Take the application back. Its data are erased after a short while; the link says when."""
    application = _held(by)
    if application.state == ApplicationState.WITHDRAWN:
        return
    now = clock.now()
    with audit.act("learn.application.withdraw", by=by, about=("application", application.pk)):
        application.state = ApplicationState.WITHDRAWN
        application.withdrawn_at = now
        application.changed_at = now
        application.erase_on = now.date() + dt.timedelta(days=WITHDRAWN_KEPT_DAYS)
        application.save()


def erase_application(*, by: Actor) -> None:
    """Erase the application now: the row and the key of all that was sealed."""
    application = _held(by)
    with audit.act("learn.application.erase", by=by, about=("application", application.pk)):
        destroy_person_key(application.person)
        application.delete()


def erase_applications_due(*, by: Actor = SYSTEM) -> int:
    """Erase every application whose date has come; returns how many."""
    with audit.act("learn.application.erase_due", by=by, about=("instance", None)) as event, scope(by):
        due = list(Application.objects.filter(erase_on__lte=clock.today()))
        for application in due:
            destroy_person_key(application.person)
            application.delete()
        event.note(erased=len(due))
    return len(due)


def _held(by: Actor) -> Application:
    require(access.HOLD_APPLICATION, by)
    found = access.HOLD_APPLICATION.narrow(Application.objects.select_for_update(), by).first()
    if found is None:
        raise NotThere
    return found


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


def _unusable(answers: Mapping[str, object]) -> Sentences:
    wrong: Sentences = {}
    for field, most in LONGEST.items():
        if len(str(answers.get(field) or "")) > most:
            wrong[field] = _("Please shorten this to %(most)d characters.") % {"most": most}
    if answers.get("zone") and answers["zone"] not in available_timezones():
        wrong["zone"] = _("This time zone is not known. Please choose one from the list.")
    if answers.get("mode") and answers["mode"] not in Mode.values:
        wrong["mode"] = REQUIRED["mode"]
    sectors = answers.get("sectors") or ()
    if not isinstance(sectors, list | tuple) or set(sectors) - set(Sector.values):
        wrong["sectors"] = REQUIRED["sectors"]
    if answers.get("email"):
        try:
            validate_email(str(answers["email"]))
        except ValidationError:
            wrong["email"] = _("This does not look like an e-mail address. Please check it.")
    return wrong


def _missing(application: Application, answers: Mapping[str, object]) -> Sentences:
    return {
        field: sentence
        for field, sentence in REQUIRED.items()
        if not (answers[field] if field in answers else getattr(application, field))
    }


def _write(application: Application, answers: Mapping[str, object]) -> None:
    for field in PLAIN_FIELDS:
        if field in answers:
            setattr(application, field, str(answers[field] or "").strip())
    for field in LIST_FIELDS:
        given = answers.get(field)
        if isinstance(given, list | tuple):
            setattr(application, field, list(given))
    if "wants_bursary" in answers:
        application.wants_bursary = bool(answers["wants_bursary"])
    for field in SEALED_FIELDS:
        if field in answers:
            text = str(answers[field] or "").strip()
            seal_field(application, field, text, person=application.person, agency=application.organisation)
    application.changed_at = clock.now()
