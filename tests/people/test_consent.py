"""Consent is given, replaced, withdrawn; what was told goes with it."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

import pytest

from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import Denied, NotThere
from shelterbelt.ground.access.roles import ANONYMOUS, SYSTEM
from shelterbelt.ground.db.scope import scope
from shelterbelt.people import queries, services
from shelterbelt.people.choices import ConsentStep, Use
from tests.people.conftest import Someone

Make = Callable[..., Someone]


def test_consent_holds_until_it_is_withdrawn(someone: Make) -> None:
    person = someone()
    consent = services.give_consent(by=person.actor, use=Use.CONTACT_BY_MAIL, days=30)
    now = clock.now()
    with scope(person.actor):
        assert [held.id for held in queries.own_consents(for_=person.actor)] == [consent]
    assert queries.people_who_consented(Use.CONTACT_BY_MAIL, on=now, among=[person.id]) == {person.id}
    services.withdraw_consent(by=person.actor, consent=consent)
    assert queries.people_who_consented(Use.CONTACT_BY_MAIL, on=clock.now(), among=[person.id]) == frozenset()
    with scope(person.actor):
        assert queries.own_consents(for_=person.actor) == ()
        steps = [step.step for step in queries.own_consent_history(for_=person.actor)]
    assert steps == [ConsentStep.WITHDRAWN, ConsentStep.GIVEN]
