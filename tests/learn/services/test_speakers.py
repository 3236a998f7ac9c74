"""Writing possible speakers: whole or not at all, and within one organisation."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.fixtures.desk import Desk, make_desk

from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.permissions import Denied, NotThere
from shelterbelt.ground.audit.queries import events_recent
from shelterbelt.learn.models import Speaker
from shelterbelt.learn.queries.speakers import speakers_at_desk
from shelterbelt.learn.services.speakers import (
    Loaded,
    NewSpeaker,
    Terms,
    change_speaker,
    load_speakers,
    remove_speaker,
)
from shelterbelt.people.models import Organisation, Professional
from shelterbelt.people.services import Refused

pytestmark = pytest.mark.django_db
ROW = NewSpeaker("Amina Otieno", "Harbour House", "KE", "Africa/Nairobi", ("education",), Terms(60_000))


@pytest.fixture
def desk(db: None, account_factory: Callable[..., Account]) -> Desk:
    del db
    return make_desk(account_factory)


def test_rows_are_recognised_by_name_organisation_and_country(desk: Desk) -> None:
    rows = [ROW, replace(ROW, country="TZ", zone="Africa/Dar_es_Salaam"), replace(ROW, name="Bo Li")]
    assert load_speakers(by=desk.leading, cohort=desk.cohort, rows=rows) == Loaded(3, 3, 0)
    again = [replace(ROW, name=" amina  OTIENO", terms=Terms(70_000, 1, frozenset({dt.date(2027, 3, 24)})))]
    assert load_speakers(by=desk.leading, cohort=desk.cohort, rows=again) == Loaded(0, 0, 1)
    assert Organisation.objects.filter(name="Harbour House").count() == 1
    fees = {view.speaker.fee_minor for view in speakers_at_desk(for_=desk.working, cohort=desk.cohort)}
    assert fees == {60_000, 70_000}


def test_one_bad_row_keeps_all_out(desk: Desk) -> None:
    people, places = Professional.objects.count(), Organisation.objects.count()
    with pytest.raises(Refused):
        load_speakers(
            by=desk.leading, cohort=desk.cohort, rows=[ROW, replace(ROW, name="Bo Li", zone="Mars/Olympus")]
        )
    assert (Professional.objects.count(), Organisation.objects.count()) == (people, places)
    assert not Speaker.objects.filter(cohort=desk.cohort).exists()
    assert events_recent(for_=desk.leading, verb="learn.speaker").events == ()


def test_people_of_another_organisation_are_not_recognised(
    desk: Desk, account_factory: Callable[..., Account]
) -> None:
    other = make_desk(account_factory)
    load_speakers(by=other.leading, cohort=other.cohort, rows=[ROW])
    assert load_speakers(by=desk.leading, cohort=desk.cohort, rows=[ROW]) == Loaded(1, 1, 0)
    assert len(speakers_at_desk(for_=desk.leading, cohort=desk.cohort)) == 1
    assert speakers_at_desk(for_=desk.leading, cohort=other.cohort) == ()


def test_terms_are_changed_by_leads_of_the_organisation_alone(
    desk: Desk, account_factory: Callable[..., Account]
) -> None:
    load_speakers(by=desk.leading, cohort=desk.cohort, rows=[ROW])
    speaker = Speaker.objects.get(cohort=desk.cohort).pk
    with pytest.raises(Denied):
        change_speaker(by=desk.working, speaker=speaker, terms=Terms(1))
    with pytest.raises(NotThere):
        remove_speaker(by=make_desk(account_factory).leading, speaker=speaker)
    with pytest.raises(Denied):
        load_speakers(by=desk.working, cohort=desk.cohort, rows=[ROW])
    assert Speaker.objects.get(pk=speaker).fee_minor == 60_000
