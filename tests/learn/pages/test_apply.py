"""Applying without JavaScript, on a real database: begun, saved, sent, taken back, erased."""

import hashlib
import json
import re
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fixtures.world import World, answers_of, application_row

from shelterbelt.ground import clock
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.models import CalendarFeed, Cohort, Meeting
from shelterbelt.learn.queries.applications import application_file

GIVEN = {
    "name": "Ana Lucía Ferreyra",
    "email": "ana@example.org",
    "country": "AR",
    "zone": "America/Argentina/Cordoba",
    "languages_0": "es",
    "languages_1": "en",
    "agency": "Casa Abierta",
    "role_title": "Directora",
    "sectors": ["education", "health_care"],
    "mode": "online",
    "access_needs": "Captions",
    "wants_bursary": "on",
    "motivation": "To learn\r\nwith others",
}


def begin(world: World, client: Client | None = None) -> str:
    """A fresh draft's path."""
    answer = (client or Client()).post(reverse("apply.start", args=[world.programme, world.slug]))
    assert answer.status_code == 302
    return str(answer["Location"])


def token_of(path: str) -> str:
    return urlsplit(path).path.strip("/").rsplit("/", 1)[-1]


def seen_in(text: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', text)
    assert found
    return found[1]


def link(world: World, state: str, name: str = "apply.application") -> str:
    return reverse(name, args=[world.tokens[state]])


def test_reading_what_is_asked_begins_nothing(world: World) -> None:
    answer = Client().get(reverse("apply.start", args=[world.programme, world.slug]))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "sessionid" not in answer.cookies
    assert "session" not in answer.cookies
    for words in ("erased 60 days after your last change", "Not asked: your age", "Host House"):
        assert words in text


def test_from_first_page_to_sent_without_an_account(world: World) -> None:
    client = Client()
    path = begin(world, client)
    text = client.get(path).content.decode()
    assert f"http://testserver{path}" in text
    assert "call the emergency number" in text
    saved = client.post(path, {**GIVEN, "act": "save", "seen": seen_in(text)})
    assert saved["Location"] == f"{path}?did=kept"
    elsewhere = Client()
    text = elsewhere.get(path).content.decode()
    assert "Ana Lucía Ferreyra" in text
    assert "To learn\nwith others" in text
    sent = elsewhere.post(path, {**GIVEN, "act": "send", "seen": seen_in(text)})
    assert sent["Location"] == f"{path}?did=sent"
    row = application_row(token_of(path))
    assert row
    assert (row.state, row.sectors, row.languages, row.wants_bursary) == (
        "submitted",
        ["education", "health_care"],
        ["es", "en"],
        True,
    )
    status = elsewhere.get(path).content.decode()
    assert row.reference in status
    assert "Córdoba" in status or "Cordoba" in status
    assert "session" not in client.cookies


def test_sending_again_is_harmless(world: World) -> None:
    path = begin(world)
    assert Client().post(path, {**GIVEN, "act": "send"})["Location"] == f"{path}?did=sent"
    for act in ("send", "save"):
        assert Client().post(path, {**GIVEN, "name": "Other", "act": act})["Location"] == path
    row = application_row(token_of(path))
    assert row
    assert row.name == GIVEN["name"]


def test_mistakes_are_listed_with_links_and_nothing_is_lost(world: World) -> None:
    path = begin(world)
    answer = Client().post(path, {**GIVEN, "email": "ana at example", "country": "", "act": "send"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert 'role="alert"' in text
    assert 'href="#id_email"' in text
    assert 'href="#id_country"' in text
    assert 'value="ana at example"' in text
    assert "To learn" in text
    row = application_row(token_of(path))
    assert row
    assert (row.state, row.name, row.email, row.country) == ("draft", GIVEN["name"], "", "")


def test_saving_little_is_no_mistake(world: World) -> None:
    path = begin(world)
    assert Client().post(path, {"name": "Ana", "act": "save"})["Location"] == f"{path}?did=kept"
    text = Client().get(path).content.decode()
    assert 'role="alert"' not in text
    assert 'value="Ana"' in text


def test_two_devices_lose_nothing(world: World) -> None:
    path = begin(world)
    seen = seen_in(Client().get(path).content.decode())
    telephone = {**GIVEN, "agency": "From the telephone", "act": "save", "seen": seen}
    assert Client().post(path, telephone).status_code == 302
    desk = {**GIVEN, "agency": "From the desk", "act": "save", "seen": seen}
    text = Client().post(path, desk).content.decode()
    assert "changed somewhere else meanwhile" in text
    assert "From the telephone" in text
    assert 'value="From the desk"' in text
    row = application_row(token_of(path))
    assert row
    assert row.agency == "From the telephone"
    assert Client().post(path, {**desk, "seen": seen_in(text)}).status_code == 302
    row = application_row(token_of(path))
    assert row
    assert row.agency == "From the desk"


def test_closed_window_is_told_kindly(world: World) -> None:
    path = begin(world)
    Cohort.objects.filter(pk=world.cohort).update(apply_closes_at=clock.now())
    start = reverse("apply.start", args=[world.programme, world.slug])
    for answer in (Client().get(start), Client().post(start)):
        assert answer.status_code == 200
        assert "Applications are not open now" in answer.content.decode()
    assert "Send my application" not in Client().get(path).content.decode()
    text = Client().post(path, {**GIVEN, "act": "send"}).content.decode()
    assert "It cannot be sent any more" in text
    assert str(GIVEN["name"]) in text
    assert Client().post(path, {**GIVEN, "act": "save"}).status_code == 302


def test_withdrawing_asks_first_and_is_told(world: World) -> None:
    path = link(world, "submitted", "apply.withdraw")
    assert "Withdraw my application" in Client().get(path).content.decode()
    row = application_row(world.tokens["submitted"])
    assert row
    assert row.state == "submitted"
    assert Client().post(path)["Location"] == f"{link(world, 'submitted')}?did=withdrawn"
    assert "taken back" in Client().get(link(world, "submitted")).content.decode()


def test_erasing_asks_first_and_then_nothing_is_there(world: World) -> None:
    path = link(world, "submitted", "apply.erase")
    assert "Erase it now" in Client().get(path).content.decode()
    feed = reverse("calendar.feed", args=[world.feeds["applicant"]])
    assert Client().get(feed).status_code == 200
    proof = Client().post(path)["Location"]
    told = Client().get(proof).content.decode()
    assert "It is erased" in told
    assert not any(mark in told for mark in world.planted["submitted"])
    document = Client().get(f"{proof}proof.json").json()
    counts = {one["holding"]: (one["before"], one["after"]) for one in document["held"]}
    assert counts["learn.applications"] == (1, 0)
    assert not any(after for _before, after in counts.values())
    digest = document.pop("digest")
    plain = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert digest == hashlib.sha256(plain.encode()).hexdigest()
    for gone in (path, link(world, "submitted"), feed):
        assert Client().get(gone).status_code == 404
    assert Client().get(link(world, "neighbour")).status_code == 200


def test_taken_along_is_one_s_own_and_whole(world: World) -> None:
    answer = Client().get(link(world, "submitted", "apply.download"))
    assert "attachment" in answer["Content-Disposition"]
    (told,) = json.loads(answer.content)["learn.applications"]["applications"]
    wrote = answers_of("submitted")
    assert {field: told[field] for field in wrote} == wrote
    page = Client().get(link(world, "submitted", "apply.everything")).content.decode()
    assert wrote["motivation"] in page  # type: ignore[operator]


def test_writer_can_have_a_text_held_and_staff_no_longer_read_it(world: World) -> None:
    path = link(world, "submitted")
    hold = reverse("apply.hold", args=[world.tokens["submitted"], "application.motivation"])
    assert hold in Client().get(path).content.decode()
    assert Client().post(hold)["Location"] == f"{path}?did=held"
    shown = Client().get(f"{path}?did=held").content.decode()
    assert "Your text is held" in shown
    assert answers_of("submitted")["motivation"] in shown  # type: ignore[operator]
    row = application_row(world.tokens["submitted"])
    assert row
    staff = world.host.actor("programme_staff")
    with scope(staff):
        file = application_file(for_=staff, reference=row.reference, purpose="test")
    assert (file.motivation, file.held) == ("", {"motivation"})  # type: ignore[comparison-overlap]
    assert (
        Client().post(reverse("apply.hold", args=["sbt_never", "application.motivation"])).status_code == 404
    )
    wrong = reverse("apply.hold", args=[world.tokens["submitted"], "review.remark"])
    assert Client().post(wrong).status_code == 404


def test_calendar_address_is_made_rotated_and_removed(world: World) -> None:
    path = link(world, "submitted", "apply.calendar")
    first = Client().post(path, {"act": "make"})["Location"]
    text = Client().get(first).content.decode()
    assert f"webcal://testserver{first.rstrip('/')}.ics" in text
    second = Client().post(path, {"act": "make"})["Location"]
    assert (Client().get(first).status_code, Client().get(second).status_code) == (404, 200)
    Client().post(path, {"act": "remove"})
    assert Client().get(second).status_code == 404
    assert CalendarFeed.objects.filter(application__isnull=False, revoked_at__isnull=True).count() == 0


def test_no_calendar_before_sending_or_after_withdrawing(world: World) -> None:
    for state in ("draft", "withdrawn"):
        answer = Client().post(link(world, state, "apply.calendar"), {"act": "make"})
        assert answer["Location"] == link(world, state)


def test_each_link_shows_one_person_alone(world: World) -> None:
    for state in world.tokens:
        for name in ("apply.application", "apply.download"):
            text = Client().get(link(world, state, name)).content.decode()
            assert world.planted[state][0] in text
            for other in world.tokens:
                if other != state:
                    assert not any(mark in text for mark in world.planted[other]), (state, other)


def test_absent_link_is_like_no_link(world: World) -> None:
    del world
    for name in ("apply.application", "apply.download", "apply.erase", "apply.withdraw"):
        bodies = {
            re.sub(r'value="[^"]*"', "", Client().get(reverse(name, args=[token])).content.decode())
            for token in ("sbt_never", "x", "sbt_" + "A" * 32)
        }
        assert len(bodies) == 1
        assert Client().get(reverse(name, args=["sbt_never"])).status_code == 404


def test_personal_pages_leave_no_copy_and_offer_to_leave(world: World) -> None:
    for name in ("apply.application", "apply.withdraw", "apply.erase"):
        answer = Client().get(link(world, "submitted", name))
        assert "no-store" in answer["Cache-Control"]
        text = answer.content.decode()
        assert "data-exit" in text
        assert "<title>Notes" in text


def test_statements_do_not_grow(world: World) -> None:
    def statements(state: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert Client().get(link(world, state)).status_code == 200
        return len(caught)

    few = [statements(state) for state in ("draft", "submitted")]
    for number in range(30):
        begin(world)
        Meeting.objects.create(
            cohort_id=world.cohort,
            series="wednesdays",
            number=20 + number,
            starts_at=clock.now().replace(second=0, microsecond=0),
            minutes=60,
        )
    assert [statements(state) for state in ("draft", "submitted")] == few


_TEXT = st.text(max_size=60) | st.sampled_from(
    [
        "",
        "\x00",
        "a" * 5000,
        "sbt_x",
        "en",
        "KE",
        "online",
        "UTC",
        "on",
        "9" * 400,
        "education",
        "\u200b",
        "<b>&",
    ]
)
_FIELDS = st.dictionaries(
    st.sampled_from([*GIVEN, "act", "seen", "csrfmiddlewaretoken", "languages", "unknown"]),
    st.lists(_TEXT, max_size=3),
    max_size=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fields=_FIELDS, state=st.sampled_from(["draft", "submitted", "withdrawn"]))
def test_whatever_is_sent_is_answered(fields: dict[str, list[str]], state: str, world: World) -> None:
    answer = Client().post(link(world, state), fields)
    assert answer.status_code in {200, 302}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fields=_FIELDS, zone=_TEXT)
def test_whole_application_survives_any_change(fields: dict[str, list[str]], zone: str, world: World) -> None:
    path = link(world, "draft")
    given_ = {**GIVEN, **{name: values for name, values in fields.items() if values}, "act": "send"}
    answer = Client().post(path, given_, query_params={"zone": zone})
    assert answer.status_code in {200, 302}
    assert Client().get(path).status_code == 200


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_form_is_small_enough_for_a_slow_line(language: str, world: World) -> None:
    text = Client(headers={"accept-language": language}).get(link(world, "draft")).content
    assert len(text) <= 140_000
