"""Any history of giving, telling, expiring, withdrawing and erasing keeps the rules."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

import pytest
from django.db import transaction
from django.test import TestCase
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from tests.people.conftest import Someone

from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.ground.audit.models import Event
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import is_destroyed
from shelterbelt.people import queries, services
from shelterbelt.people.choices import USE_TERMS, Use
from shelterbelt.people.models import LivedExperience, PersonName, Professional

Answer = TypeVar("Answer")
OWN_VERBS = ("people.consent.give", "people.consent.withdraw")
WHO = st.integers(0, 1)
DAYS = st.sampled_from((30, 90, 182))
PLAIN_USES = st.sampled_from([use for use in Use if not USE_TERMS[use].needs_lived_experience])


@dataclass
class Given:
    """What the oracle knows of one consent."""

    who: int
    use: Use
    until: dt.datetime
    is_over: bool = False
    statement: UUID | None = None
    words: str = ""


@dataclass
class Oracle:
    """The rules, written a second time, as plainly as possible."""

    consents: dict[UUID, Given] = field(default_factory=dict)
    gone: list[UUID] = field(default_factory=list)
    writes: int = 0

    def give(self, consent: UUID, given: Given) -> None:
        for known in self.consents.values():
            if (known.who, known.use) == (given.who, given.use):
                self.end(known)
        self.consents[consent] = given
        self.writes += 1

    def end(self, given: Given) -> None:
        if not given.is_over and given.statement:
            self.gone.append(given.statement)
        given.is_over = True

    def holding(self, use: Use) -> list[Given]:
        return [
            given
            for given in self.consents.values()
            if given.use is use and not given.is_over and clock.now() < given.until
        ]


class Histories(RuleBasedStateMachine):
    """Two people, one clock."""

    make: Callable[..., Someone]

    @initialize()
    def begin(self) -> None:
        clock.move(ahead=dt.timedelta())
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.people = [self.make("Amina Otieno"), self.make("Luca Moretti")]
        self.erased: set[int] = set()
        self.oracle = Oracle()
        self.former = Event.objects.count()

    def do(self, call: Callable[[], Answer]) -> Answer:
        """Run a service, then what it left for after the commit: the keys' destruction alone."""
        with TestCase.captureOnCommitCallbacks() as later:
            answer = call()
        for after in later:
            if getattr(after, "args", ()):
                after()
        return answer

    @rule(who=WHO, use=PLAIN_USES, days=DAYS)
    def give(self, who: int, use: Use, days: int) -> None:
        if who in self.erased:
            return
        consent = self.do(lambda: services.give_consent(by=self.people[who].actor, use=use, days=days))
        assert consent
        self.oracle.give(consent, Given(who, use, clock.now() + dt.timedelta(days=days)))

    @rule(who=WHO, days=DAYS, words=st.sampled_from(("", "a quiet word", "كلمة هادئة")))
    def tell(self, who: int, days: int, words: str) -> None:
        if who in self.erased:
            return
        actor = self.people[who].actor
        told = self.do(lambda: services.tell_lived_experience(by=actor, days=days, words=words))
        with scope(actor):
            consent = LivedExperience.objects.get(pk=told).consent_id
        until = clock.now() + dt.timedelta(days=days)
        self.oracle.give(consent, Given(who, Use.BALANCE_PANELS, until, statement=told, words=words))

    @rule(who=WHO, choice=st.randoms(use_true_random=False))
    def withdraw(self, who: int, choice: object) -> None:
        mine = [
            key
            for key, given in self.oracle.consents.items()
            if given.who == who and given.who not in self.erased
        ]
        if not mine:
            return
        consent = choice.choice(mine)  # type: ignore[attr-defined]
        self.do(lambda: services.withdraw_consent(by=self.people[who].actor, consent=consent))
        self.oracle.end(self.oracle.consents[consent])
        self.oracle.writes += 1

    @rule(who=WHO)
    def withdraw_for_another(self, who: int) -> None:
        theirs = [key for key, given in self.oracle.consents.items() if given.who != who]
        if theirs and who not in self.erased:
            with pytest.raises(NotThere):
                services.withdraw_consent(by=self.people[who].actor, consent=theirs[0])

    @rule(days=st.integers(1, 60))
    def wait(self, days: int) -> None:
        clock.move(ahead=clock.offset() + dt.timedelta(days=days))

    @rule()
    def sweep(self) -> None:
        self.do(services.end_expired_statements)
        for given in self.oracle.consents.values():
            if given.statement and clock.now() >= given.until:
                self.oracle.end(given)

    @rule(who=WHO)
    def erase(self, who: int) -> None:
        self.do(lambda: services.erase_held(person=self.people[who].id))
        self.erased.add(who)
        for given in self.oracle.consents.values():
            if given.who == who:
                self.oracle.end(given)

    @invariant()
    def planning_sees_who_consented_and_nobody_else(self) -> None:
        ids = [person.id for person in self.people]
        for use in Use:
            seen = queries.people_who_consented(use, on=clock.now(), among=ids)
            assert seen == {ids[given.who] for given in self.oracle.holding(use)}, use

    @invariant()
    def only_the_person_reads_what_was_told_while_it_lasts(self) -> None:
        for who, person in enumerate(self.people):
            with scope(person.actor):
                told = [one.words for one in queries.own_lived_experience(for_=person.actor)]
            held = self.oracle.holding(Use.BALANCE_PANELS)
            assert told == [given.words for given in held if given.who == who]

    @invariant()
    def what_was_taken_back_is_gone_with_its_key(self) -> None:
        for person in self.people:
            with scope(person.actor):
                assert not LivedExperience.objects.filter(pk__in=self.oracle.gone).exists()
        assert all(is_destroyed(key) for key in self.oracle.gone)

    @invariant()
    def audit_has_one_event_for_each_write(self) -> None:
        assert Event.objects.filter(verb__in=OWN_VERBS).count() == self.oracle.writes

    @invariant()
    def erased_people_are_not_there(self) -> None:
        for who in self.erased:
            assert not Professional.objects.filter(pk=self.people[who].id).exists()
            assert not PersonName.objects.filter(person_id=self.people[who].id).exists()

    def teardown(self) -> None:
        clock.move(ahead=dt.timedelta())
        if hasattr(self, "outer"):
            transaction.set_rollback(True)
            self.outer.__exit__(None, None, None)


@pytest.mark.django_db
def test_rules_hold_over_any_history(someone: Callable[..., Someone]) -> None:
    class Machine(Histories):
        make = staticmethod(someone)

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=15,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
