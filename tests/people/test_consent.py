"""Consent is given, replaced, withdrawn; what was told goes with it."""

import datetime as dt
from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import TestCase
from tests.people.conftest import Someone

from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import Denied, NotThere
from shelterbelt.ground.access.roles import ANONYMOUS, SYSTEM
from shelterbelt.ground.audit.models import Event
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import is_destroyed
from shelterbelt.people import queries, services
from shelterbelt.people.choices import USE_TERMS, ConsentStep, Use
from shelterbelt.people.models import Consent, ConsentEvent, LivedExperience

Make = Callable[..., Someone]
DAY = dt.timedelta(days=1)


@pytest.fixture
def movable_clock() -> Iterator[Callable[[dt.timedelta], None]]:
    """Let time pass; the present comes back after the test."""
    yield lambda ahead: clock.move(ahead=ahead)
    clock.move(ahead=dt.timedelta())


def allowed(use: Use, *people: Someone, recipient: UUID | None = None) -> frozenset[UUID]:
    asked = [person.id for person in people]
    return queries.people_who_consented(use, on=clock.now(), among=asked, recipient=recipient)


def test_consent_holds_until_it_is_withdrawn(someone: Make) -> None:
    person = someone()
    consent = services.give_consent(by=person.actor, use=Use.CONTACT_BY_MAIL, days=30)
    with scope(person.actor):
        assert [held.id for held in queries.own_consents(for_=person.actor)] == [consent]
    assert allowed(Use.CONTACT_BY_MAIL, person) == {person.id}
    services.withdraw_consent(by=person.actor, consent=consent)
    assert allowed(Use.CONTACT_BY_MAIL, person) == frozenset()
    with scope(person.actor):
        assert queries.own_consents(for_=person.actor) == ()
        steps = [step.step for step in queries.own_consent_history(for_=person.actor)]
    assert steps == [ConsentStep.WITHDRAWN, ConsentStep.GIVEN]


def test_consent_ends_by_itself(someone: Make, movable_clock: Callable[[dt.timedelta], None]) -> None:
    person = someone()
    services.give_consent(by=person.actor, use=Use.CONTACT_BY_MAIL, days=30)
    movable_clock(29 * DAY)
    assert allowed(Use.CONTACT_BY_MAIL, person) == {person.id}
    movable_clock(30 * DAY + dt.timedelta(minutes=1))
    assert allowed(Use.CONTACT_BY_MAIL, person) == frozenset()


def test_consent_to_one_organisation_counts_for_no_other(someone: Make, organisation: UUID) -> None:
    person = someone()
    services.give_consent(by=person.actor, use=Use.SHOW_IN_COHORT, days=30, recipient=organisation)
    assert allowed(Use.SHOW_IN_COHORT, person, recipient=organisation) == {person.id}
    assert allowed(Use.SHOW_IN_COHORT, person, recipient=uuid4()) == frozenset()
    assert allowed(Use.SHOW_IN_COHORT, person) == frozenset()


def test_consent_to_one_use_counts_for_no_other(someone: Make) -> None:
    person = someone()
    services.give_consent(by=person.actor, use=Use.SHOW_IN_COHORT, days=30)
    assert {use: allowed(use, person) for use in Use} == {
        use: {person.id} if use is Use.SHOW_IN_COHORT else frozenset() for use in Use
    }


def test_giving_again_replaces(someone: Make) -> None:
    person = someone()
    first = services.give_consent(by=person.actor, use=Use.CONTACT_BY_MAIL, days=30)
    second = services.give_consent(by=person.actor, use=Use.CONTACT_BY_MAIL, days=90)
    with scope(person.actor):
        assert [held.id for held in queries.own_consents(for_=person.actor)] == [second]
        steps = [step.step for step in queries.own_consent_history(for_=person.actor)]
    assert first != second
    assert sorted(steps) == [ConsentStep.GIVEN, ConsentStep.GIVEN, ConsentStep.REPLACED]


def test_people_not_named_are_not_answered(someone: Make) -> None:
    asked, not_asked = someone("Amina Otieno"), someone("Luca Moretti")
    for person in (asked, not_asked):
        services.give_consent(by=person.actor, use=Use.CONTACT_BY_MAIL, days=30)
    assert allowed(Use.CONTACT_BY_MAIL, asked) == {asked.id}


def test_asking_who_consented_leaves_a_trace_without_the_answer(someone: Make) -> None:
    person = someone()
    services.tell_lived_experience(by=person.actor, days=30)
    assert allowed(Use.BALANCE_PANELS, person) == {person.id}
    event = Event.objects.latest("sequence")
    assert (event.verb, event.kind, event.object_id) == ("people.consent.consult", "use", "balance_panels")
    assert str(person.id) not in str(event.__dict__)


@pytest.mark.parametrize("days", [0, -1, 731])
def test_length_outside_the_terms_is_refused(days: int, someone: Make) -> None:
    person = someone()
    with pytest.raises(services.Refused) as refused:
        services.give_consent(by=person.actor, use=Use.CONTACT_BY_MAIL, days=days)
    assert refused.value.field == "days"
    assert not ConsentEvent.objects.filter(person=person.id).exists()


def test_nobody_withdraws_for_another(someone: Make) -> None:
    person, other = someone("Amina Otieno"), someone("Luca Moretti")
    consent = services.give_consent(by=person.actor, use=Use.CONTACT_BY_MAIL, days=30)
    statement = services.tell_lived_experience(by=person.actor, days=30, words="mine")
    for actor in (other.actor, SYSTEM, ANONYMOUS):
        with pytest.raises((NotThere, Denied)):
            services.withdraw_consent(by=actor, consent=consent)
        with pytest.raises((NotThere, Denied)):
            services.withdraw_lived_experience(by=actor, statement=statement)
    assert allowed(Use.CONTACT_BY_MAIL, person) == {person.id}


def test_nobody_tells_for_another(someone: Make) -> None:
    someone()
    for actor in (SYSTEM, ANONYMOUS):
        with pytest.raises((NotThere, Denied)):
            services.tell_lived_experience(by=actor, days=30)
    with pytest.raises(services.Refused):
        services.load_consents(use=Use.BALANCE_PANELS, people=[uuid4()], days=30)
    with pytest.raises(services.Refused):
        services.give_consent(by=someone().actor, use=Use.BALANCE_PANELS, days=30)


def test_taking_back_erases_words_key_and_consent(someone: Make) -> None:
    person = someone()
    statement = services.tell_lived_experience(by=person.actor, days=30, words="what only I can say")
    with scope(person.actor):
        assert [told.words for told in queries.own_lived_experience(for_=person.actor)] == [
            "what only I can say"
        ]
    with TestCase.captureOnCommitCallbacks() as later:
        services.withdraw_lived_experience(by=person.actor, statement=statement)
    with scope(person.actor):
        assert queries.own_lived_experience(for_=person.actor) == ()
        assert not LivedExperience.objects.exists()
    assert allowed(Use.BALANCE_PANELS, person) == frozenset()
    assert not is_destroyed(statement)
    for call in later:
        if statement in getattr(call, "args", ()):
            call()
    assert is_destroyed(statement)
    with connection.cursor() as cursor:
        cursor.execute("SELECT args->>'key' FROM procrastinate_jobs WHERE task_name = 'people.key.destroy'")
        assert cursor.fetchall() == [(str(statement),)]


def test_expired_statement_is_neither_read_nor_counted_and_then_erased(
    someone: Make, movable_clock: Callable[[dt.timedelta], None]
) -> None:
    person, lasting = someone("Amina Otieno"), someone("Luca Moretti")
    services.tell_lived_experience(by=person.actor, days=30, words="for a month")
    services.tell_lived_experience(by=lasting.actor, days=182, words="for half a year")
    movable_clock(31 * DAY)
    assert allowed(Use.BALANCE_PANELS, person, lasting) == {lasting.id}
    with scope(person.actor):
        assert queries.own_lived_experience(for_=person.actor) == ()
        assert LivedExperience.objects.count() == 1
    assert services.end_expired_statements() == 1
    assert services.end_expired_statements() == 0
    with scope(person.actor):
        assert LivedExperience.objects.count() == 0
    with scope(lasting.actor):
        assert [told.words for told in queries.own_lived_experience(for_=lasting.actor)] == [
            "for half a year"
        ]


def test_terms_exist_for_every_use_and_only_one_needs_something_told() -> None:
    assert set(USE_TERMS) == set(Use)
    assert [use for use in Use if USE_TERMS[use].needs_lived_experience] == [Use.BALANCE_PANELS]


@pytest.mark.parametrize(
    "broken",
    [
        {"use": "anything"},
        {"expires_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)},
        {"withdrawn_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)},
    ],
)
def test_database_refuses_what_must_not_be(broken: dict[str, object], someone: Make) -> None:
    person = someone()
    now = clock.now()
    given = {"use": Use.CONTACT_BY_MAIL, "given_at": now, "expires_at": now + DAY, **broken}
    with scope(person.actor), pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(person_id=person.id, **given)


def test_history_cannot_be_rewritten(someone: Make) -> None:
    person = someone()
    services.give_consent(by=person.actor, use=Use.CONTACT_BY_MAIL, days=30)
    with scope(person.actor):
        for change in (
            lambda: ConsentEvent.objects.update(step=ConsentStep.WITHDRAWN),
            lambda: ConsentEvent.objects.all().delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()
