"""Reads of applications: the holder's own, and the list and file that staff see."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower

from shelterbelt.ground import audit
from shelterbelt.ground.access.permissions import Denied, NotThere, require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import read_field
from shelterbelt.learn import access
from shelterbelt.learn.choices import ApplicationState
from shelterbelt.learn.models import Application, Cohort
from shelterbelt.learn.queries.communities import communities_named
from shelterbelt.people.queries.held_texts import is_held

PAGE_SIZE = 30
_TOLD = (
    "reference",
    "state",
    "name",
    "email",
    "country",
    "zone",
    "languages",
    "agency",
    "role_title",
    "sectors",
    "mode",
    "wants_bursary",
    "language",
)
_MOMENTS = ("started_at", "changed_at", "submitted_at", "withdrawn_at")


@dataclass(frozen=True, slots=True)
class ApplicationFile:
    """One application with what was sealed, opened. Texts that are `held` are empty for staff.

    `communities` are opened for the applicant alone; for staff they are always empty.
    """

    application: Application
    motivation: str
    access_needs: str
    held: frozenset[str] = frozenset()
    communities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """How staff narrow the list; empty means all."""

    state: str = ""
    sector: str = ""
    country: str = ""
    mode: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class ApplicationPage:
    """One page of the list. `after` is where the next one begins; empty on the last."""

    rows: tuple[Application, ...]
    after: str


def application_held(*, for_: Actor) -> ApplicationFile:
    """The application behind the actor's secret link.

    Raises:
        NotThere: there is none.
    """
    require(access.HOLD_APPLICATION, for_)
    if for_.bearer is None:
        raise NotThere
    related = "cohort__programme__organisation"
    rows = access.HOLD_APPLICATION.narrow(Application.objects.select_related(related), for_)
    return opened_whole(rows.first())


def application_sent(*, for_: Actor, application: UUID) -> Application | None:
    """An application that stands as sent, for the mail that says so; None if it is gone or was taken back.

    Raises:
        Denied: anyone but the system.
    """
    if for_ is not SYSTEM:
        raise Denied("learn.application.confirm")
    with scope(for_):
        rows = Application.objects.select_related("cohort__programme__organisation")
        return rows.filter(pk=application, state=ApplicationState.SUBMITTED).first()


def application_told(*, for_: Actor) -> dict[str, object]:
    """Everything kept of the application behind the actor's link, as plain data, for its writer to take along.

    Raises:
        NotThere: there is none.
    """
    return told_of(application_held(for_=for_))


def told_of(file: ApplicationFile) -> dict[str, object]:
    """One application as plain data: moments and days in ISO 8601, everything else as it was written."""
    row = file.application
    plain = {field: getattr(row, field) for field in _TOLD}
    moments = {field: moment.isoformat() if (moment := getattr(row, field)) else None for field in _MOMENTS}
    sealed = {
        "motivation": file.motivation,
        "access_needs": file.access_needs,
        "communities": list(file.communities),
    }
    return {**plain, **sealed, **moments, "erase_on": row.erase_on.isoformat()}


def persons_by_email(email: str, *, for_: Actor) -> tuple[UUID, ...]:
    """The ids under which applications with this mail address are held, for whoever answers a request on paper.

    Raises:
        Denied: anyone but the system.
    """
    if for_ is not SYSTEM:
        raise Denied("learn.application.find")
    with scope(for_):
        rows = Application.objects.filter(email__iexact=email.strip())
        return tuple(rows.order_by("started_at", "pk").values_list("person", flat=True))


def application_file(*, for_: Actor, reference: str, purpose: str) -> ApplicationFile:
    """One application as staff read it; the view is recorded with its purpose.

    Raises:
        NotThere: there is none in the actor's organisation.
    """
    rows = access.READ_APPLICATIONS.narrow(Application.objects.select_related("cohort__programme"), for_)
    found = opened(_sent(rows).defer("communities").filter(reference=reference).first())
    audit.record_view(
        by=for_,
        about=("application", found.application.pk),
        purpose=purpose,
        organisation=found.application.organisation,
    )
    held = texts_held_of(found.application.pk)
    return replace(
        found,
        held=held,
        motivation="" if "motivation" in held else found.motivation,
        access_needs="" if "access_needs" in held else found.access_needs,
    )


def texts_held_of(application: UUID) -> frozenset[str]:
    """The names of the texts of an application that are held, unseen by everyone but the people on call."""
    return frozenset(
        field for field in ("motivation", "access_needs") if is_held(f"application.{field}", application)
    )


def applications_listed(*, for_: Actor, cohort: UUID, wanted: Wanted, after: str = "") -> ApplicationPage:
    """Applications of a cohort, latest first, a page at a time; drafts belong to their writers alone.

    Args:
        for_: the actor.
        cohort: whose applications.
        wanted: what to narrow to.
        after: the reference of the last row of the page before.
    """
    rows = _wanted(access.READ_APPLICATIONS.narrow(Application.objects.filter(cohort=cohort), for_), wanted)
    if after:
        last = rows.filter(reference=after).values_list("submitted_at", "pk").first()
        if last:
            moment, key = last
            rows = rows.filter(submitted_at__lte=moment).filter(Q(submitted_at__lt=moment) | Q(pk__lt=key))
    found = tuple(rows.defer("communities").order_by("-submitted_at", "-pk")[: PAGE_SIZE + 1])
    has_more = len(found) > PAGE_SIZE
    return ApplicationPage(found[:PAGE_SIZE], found[PAGE_SIZE - 1].reference if has_more else "")


def applications_counted(*, for_: Actor, cohort: UUID) -> dict[str, int]:
    """How many applications of a cohort are in each state that staff see."""
    rows = access.READ_APPLICATIONS.narrow(Application.objects.filter(cohort=cohort), for_)
    grouped = _sent(rows).order_by().values_list("state").annotate(count=Count("pk"))
    return {ApplicationState.SUBMITTED.value: 0, ApplicationState.WITHDRAWN.value: 0, **dict(grouped)}


def applications_exported(
    *, for_: Actor, cohort: UUID, wanted: Wanted, purpose: str
) -> tuple[Application, ...]:
    """Every application that the list would show, for a file that leaves this place; recorded with its purpose.

    What was sealed stays out of it.

    Raises:
        NotThere: the cohort is none of the actor's organisations'.
    """
    found = Cohort.objects.select_related("programme").filter(pk=cohort).first()
    if found is None:
        raise NotThere
    organisation = found.programme.organisation_id
    require(access.READ_APPLICATIONS, for_, organisation)
    rows = _wanted(access.READ_APPLICATIONS.narrow(Application.objects.filter(cohort=cohort), for_), wanted)
    listed = tuple(rows.defer("motivation", "access_needs", "communities").order_by("-submitted_at", "-pk"))
    with audit.act(
        "learn.application.export",
        by=for_,
        about=("cohort", cohort),
        purpose=purpose,
        organisation=organisation,
    ) as event:
        event.note(count=len(listed))
    return listed


def _wanted(rows: QuerySet[Application], wanted: Wanted) -> QuerySet[Application]:
    rows = _sent(rows)
    for field in ("state", "country", "mode"):
        if getattr(wanted, field):
            rows = rows.filter(**{field: getattr(wanted, field)})
    if wanted.sector:
        rows = rows.filter(sectors__contains=[wanted.sector])
    if wanted.text:
        rows = rows.annotate(name_lower=Lower("name")).filter(name_lower__contains=wanted.text.lower())
    return rows


def _sent(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Without drafts, and without those taken back before they were ever sent: both belong to their writers."""
    return rows.filter(submitted_at__isnull=False).exclude(state=ApplicationState.DRAFT)


def opened(found: Application | None) -> ApplicationFile:
    """A row with what was sealed in it, opened, except communities.

    Raises:
        NotThere: there is no row.
    """
    if found is None:
        raise NotThere
    texts = {
        field: read_field(found, field, person=found.person, agency=found.organisation)
        if getattr(found, field) is not None
        else ""
        for field in ("motivation", "access_needs")
    }
    return ApplicationFile(found, texts["motivation"], texts["access_needs"])


def opened_whole(found: Application | None) -> ApplicationFile:
    """A row with all that was sealed in it, for the applicant alone.

    Raises:
        NotThere: there is no row.
    """
    file = opened(found)
    return replace(file, communities=communities_named(file.application))
