"""Whoever is asked for their view by name is written to, and reminded once; whoever holds a card never is."""

import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.utils.formats import date_format
from django.utils.translation import override
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.equip.reminding.letters import (
    PLANTED,
    Letters,
    address,
    addresses_in,
    also,
    disable,
    leave,
    let_pass,
    make_letters,
    speaks,
)
from tests.fixtures.postbox import Postbox

from shelterbelt.equip import tasks
from shelterbelt.equip.queries.assessments import sheets_own
from shelterbelt.equip.queries.reminders import AnswerMail, answers_waited_for
from shelterbelt.equip.services import answering, assessments, settling
from shelterbelt.equip.services.answering import Said
from shelterbelt.equip.services.reminding import remind_assessors_due
from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import Denied
from shelterbelt.ground.access.roles import SYSTEM, Actor, Role
from shelterbelt.ground.audit.models import Event
from shelterbelt.ground.db.scope import scope

pytestmark = pytest.mark.django_db
FIRST, REMINDER = "You are asked for your view", "Your view is still welcome"


@pytest.fixture
def letters(db: None, postbox: Postbox) -> Iterator[Letters]:
    del db
    clock.move(ahead=dt.timedelta())
    yield make_letters(postbox)
    clock.move(ahead=dt.timedelta())


def finish(actor: Actor) -> None:
    with scope(actor):
        (sheet,) = sheets_own(for_=actor)
    answering.finish_answering(by=actor, assessor=sheet.assessor)


def answer_all(actor: Actor, *, but: int = 0) -> None:
    """Answer everything, but for the last so many questions, without saying that one is done."""
    with scope(actor):
        (sheet,) = sheets_own(for_=actor)
    asked = [(one.key, place.site) for place in sheet.places for one in place.questions]
    said = {place: Said("met") for place in asked[: len(asked) - but]}
    answering.answer_questions(by=actor, assessor=sheet.assessor, said=said)


def close(letters: Letters, assessment: UUID) -> None:
    with scope(letters.agency.leader):
        (sheet, *_more) = sheets_own(for_=letters.agency.leader)
    settling.settle_question(
        by=letters.agency.leader,
        agency=letters.id,
        assessment=assessment,
        question=sheet.places[0].questions[0].key,
        site=None,
        agreed=settling.Agreed("met"),
    )
    assessments.close_assessment(by=letters.agency.leader, agency=letters.id, assessment=assessment)


def remind(letters: Letters) -> list[tuple[str, str]]:
    tasks.remind_assessors(0)
    return letters.send()


def test_whoever_is_asked_gets_one_mail_and_nobody_else_does(letters: Letters) -> None:
    front, board = letters.agency.front_line, letters.agency.board
    opened = letters.begin()
    assert letters.send() == []
    letters.ask(opened, front, board)
    assert sorted(letters.send()) == sorted([(address(front), FIRST), (address(board), FIRST)])
    letters.ask(opened, front, board)
    assert letters.send() == []


def test_the_mail_says_where_and_until_when_and_nothing_about_anybody(letters: Letters) -> None:
    letters.ask(letters.begin(30), letters.agency.survivor_adviser)
    letters.send()
    (mail,) = letters.postbox.mails
    words = letters.last_words()
    until = date_format(clock.today() + dt.timedelta(days=30), "DATE_FORMAT")
    assert f"Please answer by {until}:" in words
    assert addresses_in(words) == ["/answer/"]
    assert mail["Auto-Submitted"] == "auto-generated"
    others = [address(one) for one in letters.agency.everyone if one is not letters.agency.survivor_adviser]
    told = f"{mail['Subject']}\n{words}".casefold()
    assert [word for word in (*PLANTED, *others) if word.casefold() in told] == []


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("fr", "On vous demande votre avis"),
        ("fr-CA", "On vous demande votre avis"),
        ("es", "Le piden su opinión"),
        ("ar", "رأيك مطلوب"),
        ("sw", FIRST),
    ],
)
def test_it_is_written_in_the_readers_language(letters: Letters, language: str, subject: str) -> None:
    speaks(letters.agency.front_line, language)
    letters.ask(letters.begin(), letters.agency.front_line)
    assert letters.send() == [(address(letters.agency.front_line), subject)]
    with override(language if language in ("es", "ar") else language[:2]):
        until = date_format(clock.today() + dt.timedelta(days=30), "DATE_FORMAT")
    assert (until in letters.last_words()) is (subject != FIRST)


def test_whoever_is_asked_for_two_groups_gets_one_mail(letters: Letters) -> None:
    both = letters.agency.front_line
    also(both, Role.SURVIVOR_ADVISER, letters.id)
    opened = letters.begin()
    assert letters.ask(opened, both) == 2
    assert letters.send() == [(address(both), FIRST)]
    let_pass(23)
    assert remind(letters) == [(address(both), REMINDER)]


def test_asking_that_fails_asks_for_no_mail(letters: Letters) -> None:
    opened = letters.begin()
    before = ProcrastinateJob.objects.count()
    with pytest.raises(Denied):
        assessments.ask_members(
            by=letters.agency.front_line,
            agency=letters.id,
            assessment=opened,
            members=[letters.grant(letters.agency.board, Role.BOARD_MEMBER)],
        )
    assert ProcrastinateJob.objects.count() == before


def test_the_job_holds_ids_alone(letters: Letters) -> None:
    front = letters.agency.front_line
    opened = letters.begin()
    letters.ask(opened, front)
    job = ProcrastinateJob.objects.filter(task_name="equip.ask_assessor").latest("id")
    assert job.args == {"assessment": str(opened), "account": str(front.account), "is_reminder": False}


def test_a_card_asks_for_no_mail_first_or_last(letters: Letters) -> None:
    opened = letters.begin()
    assessments.make_cards(
        by=letters.agency.leader, agency=letters.id, assessment=opened, group="survivor_adviser", number=7
    )
    assert letters.send() == []
    let_pass(25)
    assert remind(letters) == []


def test_one_reminder_comes_a_week_before_the_end(letters: Letters) -> None:
    front = letters.agency.front_line
    letters.ask(letters.begin(30), front)
    letters.send()
    got = []
    for day in range(1, 32):
        let_pass(1)
        got += [(day, *one) for one in remind(letters)]
    assert got == [(23, address(front), REMINDER)]
    assert "This is the only reminder." in letters.last_words()


def test_a_reminder_that_was_late_still_comes_once(letters: Letters) -> None:
    front = letters.agency.front_line
    letters.ask(letters.begin(30), front)
    letters.send()
    let_pass(29)
    assert [remind(letters), remind(letters)] == [[(address(front), REMINDER)], []]


def test_whoever_was_asked_within_the_week_is_not_reminded(letters: Letters) -> None:
    early, late = letters.agency.front_line, letters.agency.board
    opened = letters.begin(30)
    letters.ask(opened, early)
    letters.send()
    assert "you get one reminder" in letters.last_words()
    let_pass(23)
    letters.ask(opened, late)
    assert letters.send() == [(address(late), FIRST)]
    assert "reminder" not in letters.last_words()
    assert remind(letters) == [(address(early), REMINDER)]
    let_pass(5)
    assert remind(letters) == []


def test_whoever_has_answered_is_not_reminded(letters: Letters) -> None:
    agency = letters.agency
    letters.ask(letters.begin(30), *agency.everyone)
    assert len(letters.send()) == 4
    finish(agency.board)
    answer_all(agency.survivor_adviser)
    answer_all(agency.front_line, but=1)
    let_pass(23)
    assert sorted(remind(letters)) == sorted(
        [(address(agency.front_line), REMINDER), (address(agency.leader), REMINDER)]
    )


def test_a_closed_assessment_asks_and_reminds_nobody(letters: Letters) -> None:
    opened = letters.begin(30)
    letters.ask(opened, *letters.agency.everyone)
    close(letters, opened)
    assert letters.send() == []
    let_pass(23)
    assert remind(letters) == []


def test_whoever_left_is_not_written_to(letters: Letters) -> None:
    gone, shut, stays = letters.agency.front_line, letters.agency.board, letters.agency.survivor_adviser
    letters.ask(letters.begin(30), gone, shut, stays)
    leave(gone)
    disable(shut)
    assert letters.send() == [(address(stays), FIRST)]
    let_pass(23)
    tasks.remind_assessors(0)
    leave(stays)
    assert letters.send() == []


def test_whoever_belongs_to_another_agency_now_is_not_written_to_by_the_first(letters: Letters) -> None:
    front = letters.agency.front_line
    letters.ask(letters.begin(), front)
    leave(front)
    other = make_letters(letters.postbox)
    also(front, Role.FRONT_LINE, other.id)
    assert letters.send() == []


def test_whoever_is_asked_after_the_day_is_told_no_day_and_not_reminded(letters: Letters) -> None:
    opened = letters.begin(3)
    let_pass(5)
    letters.ask(opened, letters.agency.front_line)
    assert letters.send() == [(address(letters.agency.front_line), FIRST)]
    assert "You can answer here:" in letters.last_words()
    assert "Please answer by" not in letters.last_words()
    assert "reminder" not in letters.last_words()
    assert remind(letters) == []


def test_a_mail_that_the_server_refused_comes_on_the_next_try(letters: Letters) -> None:
    front = letters.agency.front_line
    letters.ask(letters.begin(), front)
    letters.postbox.refuses.add(address(front))
    with pytest.raises(OSError, match="451"):
        letters.send()
    letters.postbox.refuses.clear()
    assert letters.send() == [(address(front), FIRST)]


def test_what_a_mail_is_made_from(letters: Letters) -> None:
    front = letters.agency.front_line
    assert front.account is not None
    opened = letters.begin(30)
    asked: dict[str, Any] = {
        "for_": SYSTEM,
        "assessment": opened,
        "account": front.account,
        "is_reminder": False,
    }
    assert answers_waited_for(**asked) is None
    letters.ask(opened, front)
    until = clock.today() + dt.timedelta(days=30)
    assert answers_waited_for(**asked) == AnswerMail(
        address(front), "", until, is_reminder=False, is_last=False
    )


def test_a_reminder_leaves_one_event_that_counts_and_names_nobody(letters: Letters) -> None:
    letters.ask(letters.begin(30), letters.agency.front_line, letters.agency.board)
    let_pass(23)
    before = Event.objects.count()
    assert remind_assessors_due(by=SYSTEM) == 2
    (event,) = Event.objects.order_by("pk")[before:]
    assert (event.verb, event.actor) == ("equip.assessment.remind", "system")


@pytest.mark.parametrize("role", ["leader", "front_line"])
def test_only_the_system_reminds(letters: Letters, role: str) -> None:
    by: Actor = getattr(letters.agency, role)
    assert by.account is not None
    with pytest.raises(Denied):
        remind_assessors_due(by=by)
    with pytest.raises(Denied):
        answers_waited_for(for_=by, assessment=letters.begin(), account=by.account, is_reminder=False)
