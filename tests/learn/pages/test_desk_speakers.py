"""Possible speakers at the desk: added, loaded from a table or not at all, changed, removed."""

from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fixtures.desk import Desk, make_desk, signed_in

from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.audit.queries import events_recent
from shelterbelt.learn.models import Speaker
from shelterbelt.learn.services.speakers import MOST_ROWS
from shelterbelt.people.models import Professional
from shelterbelt.people.services import Newcomer, register_professional

pytestmark = pytest.mark.django_db
SAMPLE = (Path(__file__).parents[3] / "programmes" / "samples" / "speakers.csv").read_bytes()
HEADER = b"reference,name,organisation,sectors,region,country,zone,fee,currency,unavailable,max_appearances\n"
GOOD = b"S-1,Amina Otieno,Harbour House,education,Africa,KE,Africa/Nairobi,600.00,CAD,2027-03-24,2\n"
BAD = b"S-2,Bo Li,Harbour House,sorcery,Africa,KE,Mars/Olympus,lots,CAD,,2\n"


@pytest.fixture
def desk(db: None, account_factory: Callable[..., Account]) -> Desk:
    del db
    return make_desk(account_factory)


def table(desk: Desk) -> str:
    return reverse("desk.speakers.table", args=[desk.cohort])


def uploaded(content: bytes) -> dict[str, object]:
    return {"file": SimpleUploadedFile("speakers.csv", content)}


def kept(content: bytes) -> dict[str, object]:
    return {"act": "keep", "table": b64encode(content).decode()}


def register(desk: Desk, name: str) -> None:
    newcomer = Newcomer(
        chosen_name=name,
        country="KE",
        zone="Africa/Nairobi",
        languages=("en",),
        sectors=("education",),
        organisation=desk.organisation,
    )
    register_professional(by=SYSTEM, newcomer=newcomer)


def test_table_is_tried_first_and_then_kept_whole(desk: Desk) -> None:
    client = signed_in(desk.lead)
    tried = client.post(table(desk), uploaded(SAMPLE)).content.decode()
    assert "Nothing is kept yet." in tried
    assert not Speaker.objects.filter(cohort=desk.cohort).exists()
    assert client.post(table(desk), kept(SAMPLE)).status_code == 302
    count = SAMPLE.count(b"\n") - 1
    assert Speaker.objects.filter(cohort=desk.cohort).count() == count
    again = client.post(table(desk), uploaded(SAMPLE)).content.decode()
    assert again.count("known here: the terms of this row are used") == count
    people = Professional.objects.count()
    client.post(table(desk), kept(SAMPLE.replace(b"600.00", b"625.00")))
    assert Professional.objects.count() == people
    assert Speaker.objects.filter(cohort=desk.cohort, fee_minor=62500).exists()
    assert len(events_recent(for_=desk.leading, verb="learn.speaker.load").events) == 2


@pytest.mark.parametrize("send", [uploaded, kept])
def test_table_with_problems_names_every_row_and_writes_nothing(
    send: Callable[[bytes], dict[str, object]], desk: Desk
) -> None:
    people = Professional.objects.count()
    answer = signed_in(desk.lead).post(table(desk), send(HEADER + GOOD + BAD + GOOD))
    text = answer.content.decode()
    assert answer.status_code == 200
    for column in ("sectors", "zone", "fee"):
        assert f"<strong>Row 3</strong>, <code>{column}</code>" in text
    assert "<strong>Row 4</strong>, <code>reference</code>" in text
    assert Professional.objects.count() == people
    assert not Speaker.objects.filter(cohort=desk.cohort).exists()


def test_fee_in_another_currency_is_a_problem(desk: Desk) -> None:
    text = (
        signed_in(desk.lead)
        .post(table(desk), uploaded(HEADER + GOOD.replace(b"CAD", b"KES")))
        .content.decode()
    )
    assert "<strong>Row 2</strong>, <code>currency</code>" in text


def test_too_many_rows_are_refused(desk: Desk) -> None:
    rows = b"".join(GOOD.replace(b"S-1", b"S-%d" % number) for number in range(MOST_ROWS + 1))
    answer = signed_in(desk.lead).post(table(desk), kept(HEADER + rows))
    assert "There are more than 500 rows." in answer.content.decode()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.one_of(st.binary(max_size=300), st.binary(max_size=100).map(lambda more: HEADER + GOOD + more))
)
def test_any_table_is_answered(content: bytes, desk: Desk) -> None:
    assert signed_in(desk.lead).post(table(desk), uploaded(content or b" ")).status_code == 200


def test_colleague_is_added_changed_and_removed(desk: Desk) -> None:
    register(desk, "Amina Otieno")
    client = signed_in(desk.lead)
    add = reverse("desk.speakers.add", args=[desk.cohort])
    person = Professional.objects.get(organisation=desk.organisation)
    assert (
        client.post(
            add, {"professional": str(person.pk), "fee": "1e9999", "max_appearances": "2"}
        ).status_code
        == 200
    )
    given = {
        "professional": str(person.pk),
        "fee": "600.00",
        "max_appearances": "2",
        "unavailable": "2027-03-24",
    }
    assert client.post(add, given).status_code == 302
    speaker = Speaker.objects.get(cohort=desk.cohort)
    assert (speaker.fee_minor, len(speaker.unavailable)) == (60000, 1)
    change = reverse("desk.speaker", args=[speaker.pk])
    client.post(change, {"fee": "650,50", "max_appearances": "1", "unavailable": ""})
    speaker.refresh_from_db()
    assert (speaker.fee_minor, speaker.max_appearances, speaker.unavailable) == (65050, 1, [])
    text = signed_in(desk.staff).get(reverse("desk.speakers", args=[desk.cohort])).content.decode()
    assert "650.50 CAD" in text
    assert client.post(reverse("desk.speaker.remove", args=[speaker.pk])).status_code == 302
    assert not Speaker.objects.filter(cohort=desk.cohort).exists()


def test_speakers_of_another_organisation_do_not_exist(
    desk: Desk, account_factory: Callable[..., Account]
) -> None:
    other = make_desk(account_factory)
    signed_in(other.lead).post(table(other), kept(HEADER + GOOD))
    speaker = Speaker.objects.get(cohort=other.cohort)
    client = signed_in(desk.lead)
    for name in ("desk.speaker", "desk.speaker.remove"):
        assert client.get(reverse(name, args=[speaker.pk])).status_code == 404
        assert client.post(reverse(name, args=[speaker.pk])).status_code == 404
    assert signed_in(other.staff).get(reverse("desk.speaker", args=[speaker.pk])).status_code == 403
    add = reverse("desk.speakers.add", args=[desk.cohort])
    given = {"professional": str(speaker.professional_id), "fee": "600.00", "max_appearances": "2"}
    assert client.post(add, given).status_code == 200
    assert not Speaker.objects.filter(cohort=desk.cohort).exists()


def test_list_asks_as_often_for_thirty_as_for_one(desk: Desk) -> None:
    client = signed_in(desk.lead)
    client.post(table(desk), kept(HEADER + GOOD))
    page = reverse("desk.speakers", args=[desk.cohort])
    client.get(page)
    with CaptureQueriesContext(connection) as one:
        client.get(page)
    more = (GOOD.replace(b"S-1", b"S-%d" % n).replace(b"Amina", b"Amina%d" % n) for n in range(2, 31))
    client.post(table(desk), kept(HEADER + b"".join(more)))
    with CaptureQueriesContext(connection) as thirty:
        answer = client.get(page)
    assert answer.content.count(b"650.00") + answer.content.count(b"600.00") == 30
    assert len(thirty) == len(one)
