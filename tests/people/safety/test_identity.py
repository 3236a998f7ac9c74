"""Someone is named, asked one question, and answers it once."""

import datetime as dt
import re
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from django.core import mail
from tests.people.safety.conftest import Office, bearer

from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import Denied, NotThere
from shelterbelt.ground.access.roles import ANONYMOUS, SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.people.choices.safety import ConfirmationState
from shelterbelt.people.models import IdentityConfirmation
from shelterbelt.people.queries.identity import (
    Standing,
    confirmation_file,
    confirmation_of,
    confirmations_listed,
    confirmations_told,
    question_held,
)
from shelterbelt.people.services.errors import Refused
from shelterbelt.people.services.identity import (
    answer_confirmation,
    ask_confirmation,
    end_confirmations_due,
    record_answer,
    take_back_confirmation,
)
from shelterbelt.people.tasks import ask_confirmation as send

BEARER = bearer("an applicant's own link")
CONCERN = "Planted-Concern: please ring me"
GIVEN = {
    "kind": "elder",
    "name": "Elder Runningwater",
    "email": "elder.planted@example.org",
    "relationship": "my aunt's community",
    "language": "en",
    "known_as": "Sunny",
}


@pytest.fixture(autouse=True)
def _still_clock() -> Iterator[None]:
    clock.move(ahead=dt.timedelta())
    yield
    clock.move(ahead=dt.timedelta())


def ask(office: Office, person: UUID, by: Actor = BEARER, **given: str) -> UUID:
    return ask_confirmation(by=by, person=person, organisation=office.organisation, **{**GIVEN, **given})


def link_of(confirmation: UUID) -> str:
    """Sends the mail and returns the secret that stands in it."""
    send(confirmation=str(confirmation))
    found = re.search(r"/confirm/([^/\s]+)/", mail.outbox[-1].body)  # type: ignore[arg-type]
    assert found
    return found[1]


def answer(token: str, given: str, words: str = "") -> None:
    answer_confirmation(by=bearer(token), answer=given, words=words)


@pytest.mark.parametrize(
    ("given", "standing"),
    [
        ("confirmed", Standing.CONFIRMED),
        ("not_known", Standing.IN_TOUCH),
        ("concern", Standing.IN_TOUCH),
    ],
)
def test_one_answer_and_what_the_person_is_told_of_it(office: Office, given: str, standing: Standing) -> None:
    person = uuid4()
    assert confirmation_of(person) is Standing.NOT_ASKED
    asked = ask(office, person)
    assert confirmation_of(person) is Standing.ASKED
    token = link_of(asked)
    with scope(bearer(token)):
        question = question_held(for_=bearer(token))
    assert (question.known_as, question.is_open) == ("Sunny", True)
    answer(token, given, CONCERN)
    assert confirmation_of(person) is standing
    (told,) = confirmations_told(person)
    assert told.standing is standing
    assert CONCERN not in str(told)
    with pytest.raises(NotThere):
        answer(token, "confirmed")
    with scope(office.staff.actor):
        file = confirmation_file(for_=office.staff.actor, confirmation=asked, purpose="to decide")
    assert (file.words, file.line.state.value, file.named.email) == (CONCERN, given, GIVEN["email"])


def test_the_mail_says_nothing_in_its_subject_and_its_job_nothing_at_all(office: Office) -> None:
    asked = ask(office, uuid4())
    token = link_of(asked)
    (letter,) = mail.outbox[-1:]
    assert letter.to == [GIVEN["email"]]
    assert letter.subject == "A short question for you"
    assert "Sunny" in letter.body
    assert "aunt" not in letter.body
    with scope(SYSTEM):
        assert token not in str(IdentityConfirmation.objects.filter(pk=asked).values().get())


def test_the_link_ends_when_it_is_taken_back_or_its_time_is_over(office: Office) -> None:
    person = uuid4()
    taken, late = ask(office, person), ask(office, person, email="late@example.org")
    tokens = link_of(taken), link_of(late)
    with pytest.raises(NotThere):
        take_back_confirmation(by=BEARER, person=uuid4(), confirmation=taken)
    take_back_confirmation(by=BEARER, person=person, confirmation=taken)
    clock.move(ahead=dt.timedelta(days=15))
    for token in tokens:
        with scope(bearer(token)), pytest.raises(NotThere):
            question_held(for_=bearer(token))
        with pytest.raises(NotThere):
            answer(token, "confirmed")
    assert confirmation_of(person) is Standing.NOT_ASKED
    assert end_confirmations_due() == 1
    with scope(SYSTEM):
        states = IdentityConfirmation.objects.filter(person=person).values_list("state", "sealed")
        assert {state: sealed is None for state, sealed in states} == {"taken_back": True, "expired": False}
    count = len(mail.outbox)
    send(confirmation=str(taken))
    assert len(mail.outbox) == count
    with pytest.raises(Denied):
        end_confirmations_due(by=ANONYMOUS)


def test_another_person_can_be_named_and_one_who_confirms_is_enough(office: Office) -> None:
    person = uuid4()
    answer(link_of(ask(office, person)), "not_known")
    assert confirmation_of(person) is Standing.IN_TOUCH
    answer(link_of(ask(office, person, kind="referee", email="second@example.org")), "confirmed")
    assert confirmation_of(person) is Standing.CONFIRMED
    assert [told.kind.value for told in confirmations_told(person)] == ["referee", "elder"]


def test_what_cannot_be_asked_says_why(office: Office) -> None:
    person = uuid4()
    for given, field in (
        ({"name": " "}, "name"),
        ({"email": "", "phone": ""}, "email"),
        ({"email": "no address"}, "email"),
        ({"kind": "neighbour"}, "kind"),
        ({"relationship": "x" * 301}, "relationship"),
    ):
        with pytest.raises(Refused) as refused:
            ask(office, person, **given)  # type: ignore[arg-type]
        assert refused.value.field == field
    ask(office, person)
    with pytest.raises(Refused):
        ask(office, person, email=GIVEN["email"].upper())
    for place in range(5):
        ask(office, person, email=f"another.{place}@example.org")
    with pytest.raises(Refused):
        ask(office, person, email="seventh@example.org")
    with pytest.raises(Denied):
        ask(office, uuid4(), by=ANONYMOUS)


def test_someone_without_mail_is_called_and_staff_write_down_the_answer(office: Office) -> None:
    person = uuid4()
    asked = ask(office, person, email="", phone="01 555 0199")
    count = len(mail.outbox)
    send(confirmation=str(asked))
    assert len(mail.outbox) == count
    record_answer(by=office.staff.actor, confirmation=asked, answer="concern", words="First call.")
    record_answer(by=office.staff.actor, confirmation=asked, answer="confirmed", words="Second call.")
    assert confirmation_of(person) is Standing.CONFIRMED
    with scope(office.staff.actor):
        file = confirmation_file(for_=office.staff.actor, confirmation=asked, purpose="x")
    assert file.words == "First call.\n\nSecond call."
    with pytest.raises(Denied):
        record_answer(by=office.officer.actor, confirmation=asked, answer="confirmed")


def test_staff_see_who_must_be_talked_to_first_and_where_an_address_is_open_to_everyone(
    office: Office,
) -> None:
    waiting = ask(office, uuid4(), kind="employer", email="boss@gmail.com")
    concern = ask(office, uuid4(), kind="referee", email="friend@gmail.com")
    done = ask(office, uuid4(), kind="employer", email="boss@harbour.example")
    for asked, given in ((concern, "concern"), (done, "confirmed")):
        record_answer(by=office.staff.actor, confirmation=asked, answer=given)
    with scope(office.staff.actor):
        lines, has_more = confirmations_listed(for_=office.staff.actor)
    assert [(line.id, line.is_free_mail) for line in lines] == [
        (concern, False),
        (waiting, True),
        (done, False),
    ]
    assert not has_more
    with scope(office.officer.actor):
        assert IdentityConfirmation.objects.count() == 0, "row-level security"
    assert ConfirmationState.CONCERN.value == lines[0].state.value
