"""What everyone may read, without JavaScript, on a real database."""

import datetime as dt
import re

import icalendar
import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.fixtures.world import World

from shelterbelt.ground import clock
from shelterbelt.ground.access.queries import actor_of
from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.choices import SeatState
from shelterbelt.learn.models import Cohort, Meeting, Seat
from shelterbelt.learn.services import cohorts
from shelterbelt.people import services as people
from shelterbelt.people.choices import Sector, Use
from shelterbelt.people.queries import own_consents

ZONES = ("Asia/Kathmandu", "Pacific/Auckland", "America/Toronto", "Africa/Casablanca", "Australia/Lord_Howe")
MOST_BYTES = 100_000


def cohort_page(world: World) -> str:
    return reverse("public.cohort", args=[world.programme, world.slug])


def text_of(path: str, client: Client | None = None, **given: str) -> str:
    answer = (client or Client()).get(path, given)
    assert answer.status_code == 200, answer
    return answer.content.decode()


@pytest.mark.parametrize("name", ["public.home", "public.privacy", "public.accessibility", "public.help"])
def test_fixed_pages_answer_everyone(name: str, world: World) -> None:
    del world
    text = text_of(reverse(name))
    assert text.count("<h1>") == 1
    assert "no-store" not in Client().get(reverse(name))["Cache-Control"]


def test_home_shows_open_programmes_and_no_draft(world: World) -> None:
    text = text_of("/")
    assert cohort_page(world) in text
    assert reverse("public.cohort", args=[world.other_programme, world.other_slug]) in text
    assert world.draft_slug not in text
    assert "Toronto" in text


def test_draft_cohort_does_not_exist_for_anyone_on_public_pages(world: World) -> None:
    draft = [world.programme, world.draft_slug]
    absent = [world.programme, "never"]
    lead = Client()
    lead.force_login(world.host.accounts["programme_lead"])
    for client in (Client(), lead):
        for name in ("public.cohort", "public.dates", "apply.start"):
            found, missing = (client.get(reverse(name, args=args)) for args in (draft, absent))
            assert (found.status_code, missing.status_code) == (404, 404)
            assert strip_csrf(found.content) == strip_csrf(missing.content)


def strip_csrf(content: bytes) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"|value="/[^"]*"', b"", content)


def test_cohort_says_what_for_whom_and_what_it_costs(world: World) -> None:
    text = text_of(cohort_page(world))
    for words in (
        "Executive directors and senior managers",
        "450.00 Canadian dollars",
        "tick one box in the application",
        "24 in the room in Toronto, 24 online",
        "Tell us what you need",
        "Start and length of the evening panels are our assumption.",
        reverse("apply.start", args=[world.programme, world.slug]),
    ):
        assert words in text


def test_only_those_who_agreed_are_named_and_others_leave_no_trace(world: World) -> None:
    shown, other, *hidden = world.speakers
    text = text_of(cohort_page(world))
    assert shown.name in text
    assert other.name in text
    for one in hidden:
        assert one.name not in text
        assert str(one.person) not in text
    assert ".planted@" not in text
    assert all(str(sector.label) in text for sector in list(Sector)[: len(world.speakers)])


def test_name_goes_when_consent_is_withdrawn_or_the_answer_is_no(world: World) -> None:
    first, second, *_rest = world.speakers
    assert first.account
    actor = actor_of(first.account.pk)
    with scope(actor):
        (consent,) = own_consents(for_=actor)
        people.withdraw_consent(by=actor, consent=consent.id)
    Seat.objects.filter(speaker=second.speaker).update(state=SeatState.DECLINED)
    text = text_of(cohort_page(world))
    assert first.name not in text
    assert second.name not in text


def test_consent_to_another_organisation_shows_nobody(world: World) -> None:
    third = world.speakers[2]
    assert third.account
    people.give_consent(
        by=actor_of(third.account.pk), use=Use.SHOW_AS_PANELLIST, days=30, recipient=world.other.organisation
    )
    assert third.name not in text_of(cohort_page(world))


def test_before_a_plan_there_is_a_frame_and_no_date(world: World) -> None:
    args = [world.other_programme, world.other_slug]
    text = text_of(reverse("public.cohort", args=args))
    assert "The dates are not fixed yet" in text
    assert "5 meetings · Wednesday" in text
    assert "18:00 – 20:00" in text
    assert "dates.ics" not in text
    assert Client().get(reverse("public.dates", args=args)).status_code == 404


def test_dates_stand_on_the_readers_clock_with_the_hosts_beside(world: World) -> None:
    text = text_of(cohort_page(world), zone="Asia/Kathmandu")
    meetings = Meeting.objects.filter(cohort=world.cohort)
    shown = [
        dt.datetime.fromisoformat(found)
        for found in re.findall(r'<time class="yours" datetime="([^"]+)"', text)
    ]
    assert {moment.astimezone(dt.UTC) for moment in shown} >= {one.starts_at for one in meetings}
    assert "Your date is 1 day later than in Toronto." in text
    assert "Host’s time" in text or "Host&#x27;s time" in text or "Host's time" in text


def test_zone_is_kept_on_this_device_and_nonsense_is_not(world: World) -> None:
    client = Client()
    answer = client.get("/", {"zone": "Asia/Kathmandu"})
    assert answer.cookies["zone"].value == "Asia/Kathmandu"
    assert "Times are shown for Kathmandu" in text_of(cohort_page(world), client)
    for nonsense in ("Mars/Olympus", "../../etc/passwd", "x" * 5000, "\x00", "Factory", "zone.tab"):
        fresh = Client()
        answer = fresh.get(cohort_page(world), {"zone": nonsense})
        assert answer.status_code == 200
        assert "zone" not in answer.cookies


@pytest.mark.parametrize("zone", ZONES)
def test_page_and_file_give_the_same_instants(zone: str, world: World) -> None:
    text = text_of(cohort_page(world), zone=zone)
    dates = text[text.index('id="dates"') :]
    page = sorted(
        dt.datetime.fromisoformat(found).astimezone(dt.UTC)
        for found in re.findall(
            r'<time class="yours" datetime="([^"]+)"', dates[: dates.index('id="access"')]
        )
    )
    answer = Client().get(reverse("public.dates", args=[world.programme, world.slug]))
    calendar = icalendar.Calendar.from_ical(answer.content)
    file = sorted(event.decoded("dtstart").astimezone(dt.UTC) for event in calendar.walk("VEVENT"))
    stored = sorted(one.starts_at for one in Meeting.objects.filter(cohort=world.cohort))
    assert page == file == stored


def test_public_file_holds_no_room_and_is_not_sent_twice(world: World) -> None:
    Meeting.objects.filter(cohort=world.cohort).update(
        join_url="https://rooms.example.org/planted-room", place="Planted hall"
    )
    path = reverse("public.dates", args=[world.programme, world.slug])
    answer = Client().get(path)
    assert answer["Content-Type"].startswith("text/calendar")
    assert b"lanted" not in answer.content
    again = Client().get(path, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_cancelled_meeting_says_so(world: World) -> None:
    Meeting.objects.filter(pk=world.panels[0]).update(is_cancelled=True)
    assert text_of(cohort_page(world)).count("Cancelled") == 1


def test_window_is_told_before_and_after(world: World) -> None:
    now, day = clock.now(), dt.timedelta(days=1)
    rows = Cohort.objects.filter(pk=world.cohort)
    rows.update(apply_opens_at=now + day, apply_closes_at=now + 2 * day)
    text = text_of(cohort_page(world))
    assert "Applications open" in text
    assert reverse("apply.start", args=[world.programme, world.slug]) not in text
    rows.update(apply_opens_at=now - 2 * day, apply_closes_at=now - day)
    assert "Applications are closed since" in text_of(cohort_page(world))


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_pages_are_small_in_every_language(language: str, world: World) -> None:
    client = Client(headers={"accept-language": language})
    for path in ("/", cohort_page(world), reverse("apply.start", args=[world.programme, world.slug])):
        text = text_of(path, client)
        files = set(re.findall(r'(?:href|src)="/static/([^"]+)"', text))
        assert files
        weight = len(text.encode()) + sum(size_of(name) for name in files)
        assert weight <= MOST_BYTES, (path, weight)


def size_of(name: str) -> int:
    found = finders.find(name)
    assert isinstance(found, str)
    with open(found, "rb") as file:  # noqa: PTH123 -- a path that the finder gives as text
        return len(file.read())


def test_statements_do_not_grow_with_what_is_shown(world: World) -> None:
    def statements(path: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            text_of(path)
        return len(caught)

    few = statements("/"), statements(cohort_page(world))
    text = Cohort.objects.get(pk=world.cohort).definition
    for place in range(30):
        slug = text.replace('slug = "2027-01"', f'slug = "more-{place}"')
        made = cohorts.create_cohort(by=SYSTEM, organisation=world.host.organisation, text=slug)
        cohorts.open_cohort(by=SYSTEM, cohort=made)
        Meeting.objects.create(
            cohort_id=world.cohort,
            series="wednesdays",
            number=20 + place,
            starts_at=clock.now().replace(second=0, microsecond=0),
            minutes=60,
        )
    assert (statements("/"), statements(cohort_page(world))) == few


def test_cohort_says_how_people_are_chosen_and_nothing_where_nothing_is_said(world: World) -> None:
    text = text_of(cohort_page(world))
    assert "2 people read each application. They do not see your name, your e-mail or your agency." in text
    assert "What you can change" in text
    assert "Its points count 2 times." in text
    assert "At least 35% of the places for people from countries where incomes are lower." in text
    assert "Only people who chose to name their community are counted." in text
    silent = re.sub(r"(?s)\[review\].*?(?=\[offers\])", "", Cohort.objects.get(pk=world.cohort).definition)
    Cohort.objects.filter(pk=world.cohort).update(definition=silent)
    assert "How people are chosen" not in text_of(cohort_page(world))
