"""Writing cohorts: whose they are, what is refused, and that nobody's work is overwritten."""

import datetime as dt
from collections.abc import Callable

import pytest
from tests.fixtures.actors import ActorFactory
from tests.fixtures.desk import Desk, definition, make_desk

from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.permissions import Denied, NotThere
from shelterbelt.ground.audit.queries import events_recent
from shelterbelt.learn.engine.definition import DefinitionError
from shelterbelt.learn.models import Cohort
from shelterbelt.learn.services import cohorts
from shelterbelt.learn.services.errors import ChangedMeanwhile, NotInThisState, OutsideYears, Taken

pytestmark = pytest.mark.django_db
Make = Callable[..., Account]


@pytest.fixture
def desk(db: None, account_factory: Make) -> Desk:
    del db
    return make_desk(account_factory)


def stored(desk: Desk) -> Cohort:
    return Cohort.objects.get(pk=desk.cohort)


def test_cohort_is_made_as_a_draft_with_its_window_in_utc(desk: Desk) -> None:
    cohort = stored(desk)
    assert (cohort.state, cohort.revision) == ("draft", 1)
    assert cohort.apply_opens_at == dt.datetime(2026, 9, 14, 13, tzinfo=dt.UTC)
    assert cohort.apply_closes_at == dt.datetime(2026, 12, 8, 4, 59, tzinfo=dt.UTC)


def test_every_write_leaves_one_event(desk: Desk) -> None:
    cohorts.edit_definition(
        by=desk.leading, cohort=desk.cohort, text=definition(desk.slug) + "# more\n", revision=1
    )
    cohorts.copy_cohort(by=desk.leading, cohort=desk.cohort, first_week=dt.date(2028, 1, 10), slug="2028")
    cohorts.open_cohort(by=desk.leading, cohort=desk.cohort)
    cohorts.close_cohort(by=desk.leading, cohort=desk.cohort)
    verbs = [event.verb for event in events_recent(for_=desk.leading, verb="learn.cohort").events]
    assert verbs == [
        "learn.cohort.closed",
        "learn.cohort.open",
        "learn.cohort.create",
        "learn.cohort.edit",
        "learn.cohort.create",
    ]


def test_broken_definition_changes_nothing(desk: Desk) -> None:
    before = stored(desk)
    with pytest.raises(DefinitionError):
        cohorts.edit_definition(by=desk.leading, cohort=desk.cohort, text="schema = 1", revision=1)
    after = stored(desk)
    assert (after.definition, after.revision, after.changed_at) == (
        before.definition,
        before.revision,
        before.changed_at,
    )


def test_second_save_of_the_same_revision_is_refused(desk: Desk) -> None:
    first = definition(desk.slug) + "# first\n"
    cohorts.edit_definition(by=desk.leading, cohort=desk.cohort, text=first, revision=1)
    with pytest.raises(ChangedMeanwhile):
        cohorts.edit_definition(by=desk.leading, cohort=desk.cohort, text=definition(desk.slug), revision=1)
    assert stored(desk).definition == first


def test_slugs_belong_to_whoever_has_them(desk: Desk, account_factory: Make) -> None:
    other = make_desk(account_factory)
    with pytest.raises(Taken):
        cohorts.create_cohort(by=desk.leading, organisation=desk.organisation, text=definition(desk.slug))
    with pytest.raises(Taken):
        cohorts.create_cohort(by=desk.leading, organisation=desk.organisation, text=definition(other.slug))
    with pytest.raises(Taken):
        cohorts.edit_definition(by=desk.leading, cohort=desk.cohort, text=definition("renamed"), revision=1)


def test_only_leads_of_the_organisation_write(
    desk: Desk, account_factory: Make, actor_factory: ActorFactory
) -> None:
    other = make_desk(account_factory)
    text = definition(desk.slug)
    with pytest.raises(Denied):
        cohorts.edit_definition(by=desk.working, cohort=desk.cohort, text=text, revision=1)
    for actor in (other.leading, actor_factory("operator")):
        with pytest.raises(NotThere):
            cohorts.edit_definition(by=actor, cohort=desk.cohort, text=text, revision=1)
        with pytest.raises(NotThere):
            cohorts.open_cohort(by=actor, cohort=desk.cohort)
        with pytest.raises(NotThere):
            cohorts.copy_cohort(by=actor, cohort=desk.cohort, first_week=dt.date(2028, 1, 10), slug="x")
    assert stored(desk).revision == 1


@pytest.mark.parametrize("week", [dt.date(1, 1, 1), dt.date(9999, 12, 31), dt.date(1999, 12, 27)])
def test_copy_outside_the_years_is_refused(week: dt.date, desk: Desk) -> None:
    with pytest.raises(OutsideYears):
        cohorts.copy_cohort(by=desk.leading, cohort=desk.cohort, first_week=week, slug="later")


def test_draft_cannot_be_closed(desk: Desk) -> None:
    with pytest.raises(NotInThisState):
        cohorts.close_cohort(by=desk.leading, cohort=desk.cohort)
