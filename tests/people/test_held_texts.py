"""Held texts: one press hides, the person on call is told without a word of it, acts, and shows it again or not."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.fixtures.desk import Desk, make_desk, signed_in

from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Account, Grant
from shelterbelt.ground.access.permissions import Denied, NotThere
from shelterbelt.ground.access.queries import actor_of, bearer_of
from shelterbelt.ground.access.roles import ANONYMOUS, SYSTEM, Actor, Role
from shelterbelt.ground.audit.models import Event
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import digest_token
from shelterbelt.learn.models import Application, Cohort
from shelterbelt.learn.services import applications, cohorts
from shelterbelt.people.access import SEES_TEXTS
from shelterbelt.people.models import HeldText, OnCall
from shelterbelt.people.queries.held_texts import held_among, held_text, is_held, texts_held
from shelterbelt.people.queries.on_call import Told, gaps, listeners_now, rota
from shelterbelt.people.services import Refused
from shelterbelt.people.services.held_texts import (
    TELL,
    act_on_text,
    end_on_call,
    hold_text,
    hold_text_seen,
    put_on_call,
    release_text,
)
from shelterbelt.people.tasks import remind_on_call, tell_on_call

PLACE = "application.motivation"
WORDS = "Planted words about someone."


@pytest.fixture
def desk(db: None, account_factory: Callable[..., Account]) -> Desk:
    del db
    made = make_desk(account_factory)
    cohorts.open_cohort(by=made.leading, cohort=made.cohort)
    day = dt.timedelta(days=30)
    Cohort.objects.filter(pk=made.cohort).update(
        apply_opens_at=clock.now() - day, apply_closes_at=clock.now() + day
    )
    return made


@pytest.fixture
def applicant(desk: Desk) -> Actor:
    started = applications.start_application(by=ANONYMOUS, cohort=desk.cohort, language="en")
    bearer = bearer_of(digest_token(started.token))
    answers = {
        "name": "Nadia Planted",
        "email": "nadia.planted@example.org",
        "country": "CA",
        "zone": "America/Toronto",
        "mode": "online",
        "sectors": ["education"],
        "motivation": WORDS,
    }
    applications.submit_application(by=bearer, answers=answers)
    return bearer


@pytest.fixture
def text(applicant: Actor) -> UUID:
    with scope(SYSTEM):
        return Application.objects.get(token_digest=applicant.bearer).pk


@pytest.fixture
def guard(desk: Desk, account_factory: Callable[..., Account]) -> Account:
    return account_factory("safeguarding", organisation=desk.organisation, email="guard@example.org")


def row_of(text: UUID) -> HeldText:
    with scope(SYSTEM):
        return HeldText.objects.get(object_id=text)


def tell_all_waiting() -> None:
    """Do what the worker would do with the jobs that wait, and take them away."""
    waiting = ProcrastinateJob.objects.filter(task_name=TELL, status="todo")
    for held in list(waiting.values_list("args__held", flat=True)):
        tell_on_call(held=held)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = %s", [TELL])


@pytest.mark.parametrize("role", ["programme_staff", "programme_lead", "safeguarding", "complaints_officer"])
def test_one_press_of_whoever_reads_holds_a_text(
    role: str, desk: Desk, text: UUID, account_factory: Callable[..., Account]
) -> None:
    actor = actor_of(account_factory(role, organisation=desk.organisation).pk)
    assert not is_held(PLACE, text)
    held = hold_text(by=actor, place=PLACE, object_id=text, organisation=desk.organisation)
    assert hold_text(by=actor, place=PLACE, object_id=text, organisation=desk.organisation) == held
    assert held_among(PLACE, [text, uuid4()]) == {text}
    assert not is_held("application.access_needs", text)


def test_the_writer_can_have_their_own_text_held(applicant: Actor, text: UUID) -> None:
    hold_text_seen(by=applicant, place=PLACE, object_id=text)
    row = row_of(text)
    assert (row.country, row.state) == ("CA", "held")
    with scope(SYSTEM):
        assert row.person == Application.objects.get(pk=text).person


def test_nobody_holds_what_they_do_not_see(
    desk: Desk, text: UUID, actor_factory: Callable[..., Actor]
) -> None:
    elsewhere = actor_factory("programme_staff", is_stored=True)
    with pytest.raises(NotThere):
        hold_text(by=elsewhere, place=PLACE, object_id=text, organisation=desk.organisation)
    reviewer = actor_factory("reviewer", organisation=desk.organisation, is_stored=True)
    for stranger in (elsewhere, reviewer, ANONYMOUS, bearer_of("f" * 64)):
        with pytest.raises(NotThere):
            hold_text_seen(by=stranger, place=PLACE, object_id=text)
    finance = actor_factory("finance", organisation=desk.organisation, is_stored=True)
    with pytest.raises(Denied):
        hold_text(by=finance, place=PLACE, object_id=text, organisation=desk.organisation)
    with pytest.raises(NotThere):
        hold_text_seen(by=desk.working, place="nowhere", object_id=text)
    assert not is_held(PLACE, text)


def test_no_word_is_copied_anywhere(desk: Desk, text: UUID, guard: Account) -> None:
    hold_text_seen(by=desk.working, place=PLACE, object_id=text)
    row = row_of(text)
    assert (row.note, row.action) == (None, "")
    kept = " ".join(f"{event.verb} {event.purpose}" for event in Event.objects.all())
    assert WORDS not in kept
    tell_all_waiting()
    sent = [letter for letter in mail.outbox if letter.to == [guard.email]]
    assert len(sent) == 1
    letter = f"{sent[0].subject} {sent[0].body}"
    for secret in (WORDS, "Nadia", "Planted", "motivation", "application", str(text), desk.slug):
        assert secret not in letter


def test_the_text_is_read_by_the_person_on_call_and_the_view_is_recorded(
    desk: Desk, text: UUID, guard: Account
) -> None:
    held = hold_text_seen(by=desk.working, place=PLACE, object_id=text)
    actor = actor_of(guard.pk)
    with scope(actor):
        assert [line.id for line in texts_held(for_=actor)] == [held]
        assert held_text(for_=actor, held=held).words is None
        assert not Event.objects.filter(verb="held_text.view").exists()
        assert held_text(for_=actor, held=held, purpose="deciding").words == WORDS
    seen = Event.objects.get(verb="held_text.view")
    assert (seen.actor, seen.purpose) == (actor.label, "deciding")


@pytest.mark.parametrize("role", ["programme_lead", "programme_staff", "reviewer", "operator"])
def test_row_security_alone_shows_held_texts_to_safeguarding_only(
    role: str, desk: Desk, text: UUID, account_factory: Callable[..., Account]
) -> None:
    hold_text_seen(by=desk.working, place=PLACE, object_id=text)
    with scope(actor_of(account_factory(role, organisation=desk.organisation).pk)):
        assert HeldText.objects.count() == 0
    with scope(actor_of(account_factory("safeguarding", organisation=uuid4()).pk)):
        assert HeldText.objects.count() == 0
    with scope(actor_of(account_factory("safeguarding", organisation=desk.organisation).pk)):
        assert HeldText.objects.count() == 1


def test_a_text_is_shown_again_only_after_someone_has_acted(desk: Desk, text: UUID, guard: Account) -> None:
    held, actor = hold_text_seen(by=desk.working, place=PLACE, object_id=text), actor_of(guard.pk)
    with pytest.raises(Refused):
        release_text(by=actor, held=held)
    act_on_text(by=actor, held=held, action="reported", words="Rang the society, reference 12.")
    assert is_held(PLACE, text)
    act_on_text(by=actor, held=held, action="talked")
    release_text(by=actor, held=held)
    assert not is_held(PLACE, text)
    with scope(actor):
        file = held_text(for_=actor, held=held)
    assert [(one.action.value, one.words) for one in file.done] == [
        ("reported", "Rang the society, reference 12."),
        ("talked", ""),
    ]
    assert b"society" not in bytes(row_of(text).note or b"")
    assert hold_text_seen(by=desk.working, place=PLACE, object_id=text) != held


def test_acting_and_showing_again_in_one_step(desk: Desk, text: UUID, guard: Account) -> None:
    held = hold_text_seen(by=desk.working, place=PLACE, object_id=text)
    act_on_text(by=actor_of(guard.pk), held=held, action="no_need", is_shown_again=True)
    assert not is_held(PLACE, text)


def test_only_the_people_on_call_act(desk: Desk, text: UUID, account_factory: Callable[..., Account]) -> None:
    held = hold_text_seen(by=desk.working, place=PLACE, object_id=text)
    for actor in (desk.leading, actor_of(account_factory("safeguarding", organisation=uuid4()).pk)):
        for act in (act_on_text, release_text):
            given = {"action": "reported"} if act is act_on_text else {}
            with pytest.raises(NotThere):
                act(by=actor, held=held, **given)  # type: ignore[arg-type]
    assert row_of(text).state == "held"


def test_who_is_told(desk: Desk, account_factory: Callable[..., Account]) -> None:
    organisation = desk.organisation
    assert listeners_now(organisation=organisation).why is Told.LEADS
    first = account_factory("safeguarding", organisation=organisation)
    second = account_factory("safeguarding", organisation=organisation)
    found = listeners_now(organisation=organisation)
    assert (found.why, set(found.accounts)) == (Told.EVERYONE, {first.pk, second.pk})
    now = clock.now()
    put_on_call(
        by=desk.leading,
        organisation=organisation,
        account=second.pk,
        starts_at=now - dt.timedelta(hours=1),
        ends_at=now + dt.timedelta(days=1),
    )
    found = listeners_now(organisation=organisation)
    assert (found.why, found.accounts) == (Told.ON_CALL, (second.pk,))
    Grant.objects.filter(account=second).update(revoked_at=now)
    assert listeners_now(organisation=organisation).accounts == (first.pk,)
    assert listeners_now(organisation=uuid4()).why is Told.NOBODY


def test_reminders_go_on_until_someone_acts(desk: Desk, text: UUID, guard: Account) -> None:
    held = hold_text_seen(by=desk.working, place=PLACE, object_id=text)
    tell_all_waiting()
    remind_on_call(0)
    tell_all_waiting()
    assert len(mail.outbox) == 1
    moved = dt.timedelta(minutes=61)
    with scope(SYSTEM):
        HeldText.objects.update(told_at=clock.now() - moved)
    remind_on_call(0)
    tell_all_waiting()
    assert [letter.subject for letter in mail.outbox] == [
        "Something waits for you",
        "Something still waits for you",
    ]
    act_on_text(by=actor_of(guard.pk), held=held, action="no_need")
    with scope(SYSTEM):
        HeldText.objects.update(told_at=clock.now() - moved)
    remind_on_call(0)
    tell_all_waiting()
    assert len(mail.outbox) == 2


def test_the_rota_refuses_what_does_not_fit(desk: Desk, guard: Account) -> None:
    now = clock.now()

    def put(account: UUID, begin: int, end: int, by: Actor = desk.leading) -> UUID:
        starts_at, ends_at = (now + dt.timedelta(days=days) for days in (begin, end))
        return put_on_call(
            by=by, organisation=desk.organisation, account=account, starts_at=starts_at, ends_at=ends_at
        )

    for wrong in ((guard.pk, 3, 2), (guard.pk, -3, -2), (guard.pk, 0, 40), (desk.staff.pk, 0, 2)):
        with pytest.raises(Refused):
            put(*wrong)
    with pytest.raises(Denied):
        put(guard.pk, 0, 2, by=desk.working)
    duty = put(guard.pk, 1, 3)
    with scope(desk.leading):
        found = rota(for_=desk.leading, organisation=desk.organisation)
    assert [(one.id, one.address, one.is_now) for one in found.duties] == [(duty, "guard@example.org", False)]
    assert len(found.gaps) == 2
    end_on_call(by=desk.leading, duty=duty)
    with scope(SYSTEM):
        assert not OnCall.objects.filter(pk=duty).exists()
    with pytest.raises(NotThere):
        end_on_call(by=desk.leading, duty=duty)


def test_gaps_are_what_nobody_covers() -> None:
    hours = [clock.now() + dt.timedelta(hours=number) for number in range(10)]
    covered = [(hours[1], hours[3]), (hours[2], hours[4]), (hours[6], hours[9])]
    assert gaps(covered, hours[0], hours[8]) == ((hours[0], hours[1]), (hours[4], hours[6]))
    assert gaps([], hours[0], hours[1]) == ((hours[0], hours[1]),)
    assert gaps([(hours[0], hours[9])], hours[0], hours[8]) == ()


def test_pages_from_the_press_to_the_end(desk: Desk, text: UUID, guard: Account) -> None:
    staff, on_call = signed_in(desk.staff), signed_in(guard)
    pressed = staff.post(f"/texts/{PLACE}/{text}/hold/", {"back": "//evil.example/x"})
    assert pressed.status_code == 200
    assert "evil" not in pressed.content.decode()
    held = row_of(text).pk
    assert f"/desk/held/{held}/" in on_call.get("/desk/held/").content.decode()
    page = on_call.get(f"/desk/held/{held}/").content.decode()
    assert WORDS not in page
    assert "1-866-658-9022" in page
    assert WORDS in on_call.get(f"/desk/held/{held}/?read=1").content.decode()
    unknown = on_call.get(f"/desk/held/{held}/?country=BR").content.decode()
    assert "We have not verified" in unknown
    assert "1-866" not in unknown
    assert on_call.post(f"/desk/held/{held}/release/").headers["Location"].endswith("?first=act")
    assert on_call.post(f"/desk/held/{held}/", {"action": "reported", "words": "x"}).status_code == 302
    assert on_call.post(f"/desk/held/{held}/release/").status_code == 302
    assert not is_held(PLACE, text)
    assert Client().get("/desk/held/").status_code == 302
    assert staff.get("/desk/held/").status_code == 403
    assert signed_in(desk.lead).get("/desk/on-call/").status_code == 200


def test_list_costs_the_same_for_one_and_thirty(desk: Desk, guard: Account) -> None:
    client = signed_in(guard)
    hold_text(by=desk.working, place=PLACE, object_id=uuid4(), organisation=desk.organisation)
    client.get("/desk/held/")
    with CaptureQueriesContext(connection) as one:
        client.get("/desk/held/")
    for _number in range(29):
        hold_text(by=desk.working, place=PLACE, object_id=uuid4(), organisation=desk.organisation)
    with CaptureQueriesContext(connection) as thirty:
        client.get("/desk/held/")
    assert len(one) == len(thirty)


def test_roles_that_read_texts_can_hold_them() -> None:
    assert {Role.REVIEWER, Role.COMPLAINTS_OFFICER, Role.SAFEGUARDING} < SEES_TEXTS
