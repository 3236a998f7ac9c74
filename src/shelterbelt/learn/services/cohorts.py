"""Writing programmes and cohorts: made, edited, copied, opened, closed."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import IntegrityError, transaction

from shelterbelt.ground import audit, clock
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import Actor
from shelterbelt.learn import access
from shelterbelt.learn.choices import CohortState
from shelterbelt.learn.engine.definition import move, parse, to_toml
from shelterbelt.learn.engine.definition.plan import apply_window
from shelterbelt.learn.models import Cohort, Programme
from shelterbelt.learn.services.errors import ChangedMeanwhile, NotInThisState, OutsideYears, Taken
from shelterbelt.people.choices import communities
from shelterbelt.people.models import Organisation


def create_cohort(*, by: Actor, organisation: UUID, text: str, name: str = "definition") -> UUID:
    """A new cohort, still a draft, from the text of its definition; the programme is made if it is new.

    Raises:
        DefinitionError: every mistake of the text, with line, field and remedy.
        Taken: the programme's or cohort's slug belongs to another.
        NotThere, Denied: the organisation is none of the actor's, or the actor does not lead programmes there.
    """
    require(access.EDIT_COHORTS, by, organisation)
    if not Organisation.objects.filter(pk=organisation).exists():
        raise NotThere
    definition = parse(text, name=name, communities=[one.key for one in communities()])
    with audit.act(
        "learn.cohort.create", by=by, about=("organisation", organisation), organisation=organisation
    ) as event:
        programme, _is_new = Programme.objects.get_or_create(
            slug=definition.programme.slug, defaults={"organisation_id": organisation}
        )
        if programme.organisation_id != organisation:
            raise Taken(definition.programme.slug)
        if programme.cohorts.filter(slug=definition.cohort.slug).exists():
            raise Taken(definition.cohort.slug)
        opens, closes = apply_window(definition.cohort)
        with _slug_once(definition.cohort.slug):
            cohort = Cohort.objects.create(
                programme=programme,
                slug=definition.cohort.slug,
                definition=text,
                apply_opens_at=opens,
                apply_closes_at=closes,
            )
        event.note(cohort=str(cohort.pk))
    return cohort.pk


def edit_definition(*, by: Actor, cohort: UUID, text: str, revision: int, name: str = "definition") -> None:
    """Replace a cohort's definition.

    Args:
        by: the actor.
        cohort: whose definition.
        text: the whole new text.
        revision: the revision the editor began with.
        name: what the text is called in error messages.

    Raises:
        DefinitionError: every mistake of the text; nothing was saved.
        ChangedMeanwhile: someone else saved since `revision`; nothing was overwritten.
        Taken: another cohort of the programme has this slug, or the programme's slug was changed.
    """
    found = _led(by, cohort)
    definition = parse(text, name=name, communities=[one.key for one in communities()])
    if definition.programme.slug != found.programme.slug:
        raise Taken(definition.programme.slug)
    if (
        Cohort.objects.filter(programme=found.programme, slug=definition.cohort.slug)
        .exclude(pk=cohort)
        .exists()
    ):
        raise Taken(definition.cohort.slug)
    organisation = found.programme.organisation_id
    with audit.act("learn.cohort.edit", by=by, about=("cohort", cohort), organisation=organisation) as event:
        locked = Cohort.objects.select_for_update().get(pk=cohort)
        if locked.revision != revision:
            raise ChangedMeanwhile
        locked.definition = text
        locked.slug = definition.cohort.slug
        locked.apply_opens_at, locked.apply_closes_at = apply_window(definition.cohort)
        locked.revision += 1
        locked.changed_at = clock.now()
        with _slug_once(locked.slug):
            locked.save()
        event.note(revision=locked.revision)


def copy_cohort(*, by: Actor, cohort: UUID, first_week: dt.date, slug: str) -> UUID:
    """A new draft with the definition of another cohort, all its dates moved by whole weeks.

    Raises:
        DefinitionError: the moved dates break a rule, or the slug cannot be one.
        OutsideYears: a date would leave the years 2000 to 2100.
        Taken: the programme has a cohort of this slug.
    """
    found = _led(by, cohort)
    try:
        moved = move(parse(found.definition, name="definition"), first_week, slug=slug)
    except (ValueError, OverflowError) as error:
        raise OutsideYears from error
    return create_cohort(by=by, organisation=found.programme.organisation_id, text=to_toml(moved))


def open_cohort(*, by: Actor, cohort: UUID) -> None:
    """Show the cohort to everyone and take applications inside its window."""
    _change_state(by, cohort, CohortState.OPEN, came_from=(CohortState.DRAFT, CohortState.CLOSED))


def close_cohort(*, by: Actor, cohort: UUID) -> None:
    """Take no more applications; the page stays."""
    _change_state(by, cohort, CohortState.CLOSED, came_from=(CohortState.OPEN,))


def _change_state(by: Actor, cohort: UUID, state: CohortState, *, came_from: tuple[CohortState, ...]) -> None:
    found = _led(by, cohort)
    if found.state == state:
        return
    if found.state not in came_from:
        raise NotInThisState(found.state)
    organisation = found.programme.organisation_id
    with audit.act(f"learn.cohort.{state}", by=by, about=("cohort", cohort), organisation=organisation):
        Cohort.objects.filter(pk=cohort).update(state=state, changed_at=clock.now())


def _led(by: Actor, cohort: UUID) -> Cohort:
    found = Cohort.objects.select_related("programme").filter(pk=cohort).first()
    if found is None:
        raise NotThere
    require(access.EDIT_COHORTS, by, found.programme.organisation_id)
    return found


@contextmanager
def _slug_once(slug: str) -> Iterator[None]:
    """Two people may choose the same slug at the same moment; the database lets one through."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "cohort_slug_once" in str(error):
            raise Taken(slug) from error
        raise
