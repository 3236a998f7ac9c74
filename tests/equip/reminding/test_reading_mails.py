"""Whoever is given packs is written to once for a day's packs, and then at most once a month while one is open."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.formats import date_format
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.equip.reminding.letters import (
    PACK,
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
from shelterbelt.equip.models import PackMail
from shelterbelt.equip.queries.learning import learning_of, packs_open
from shelterbelt.equip.queries.reminders import (
    ReadingMail,
    agencies_that_ask,
    packs_waiting,
    readers_to_write_to,
)
from shelterbelt.equip.services import learning, members
from shelterbelt.equip.services.held import erase_agency_work, export_agency_work
from shelterbelt.equip.services.reminding import write_to_readers
from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Grant
from shelterbelt.ground.access.permissions import Denied
from shelterbelt.ground.access.queries import actor_of
from shelterbelt.ground.access.roles import SYSTEM, Actor, Role
from shelterbelt.ground.audit.models import Event
from shelterbelt.ground.db.scope import scope

pytestmark = pytest.mark.django_db
SUBJECT, OTHER, THIRD = "Something for you to read", "first-words", "today"


@pytest.fixture
def letters(db: None, postbox: Postbox) -> Iterator[Letters]:
    del db
    clock.move(ahead=dt.timedelta())
    yield make_letters(postbox)
    clock.move(ahead=dt.timedelta())


def run(letters: Letters) -> list[str]:
    """One morning: who got mail."""
    tasks.tell_readers(0)
    got = letters.send()
    assert {subject for _to, subject in got} <= {SUBJECT}
    return [to for to, _subject in got]


def days_with_mail(letters: Letters, days: int) -> list[int]:
    """After how many days mail came, looking every morning."""
    found = []
    for day in range(1, days + 1):
        let_pass(1)
        found += [day] * len(run(letters))
    return found


def read(letters: Letters, actor: Actor, pack: str = PACK) -> None:
    learning.tell_read(by=actor, agency=letters.id, pack=pack, language="en")


def test_packs_given_on_one_day_are_one_mail(letters: Letters) -> None:
    front = letters.agency.front_line
    for pack in (PACK, OTHER, THIRD):
        letters.give(pack)
    assert letters.send() == []
    assert run(letters) == [address(front)]
    assert "asks you to read 3 learning packs. Each takes 15 to 30 minutes." in letters.last_words()
    assert run(letters) == []


def test_the_mail_says_where_and_until_when_and_nothing_about_anybody(letters: Letters) -> None:
    letters.give(PACK, 20)
    letters.give(OTHER, 9)
    run(letters)
    (mail,) = letters.postbox.mails
    words = letters.last_words()
    first = date_format(clock.today() + dt.timedelta(days=9), "DATE_FORMAT")
    assert f"The next date is {first}." in words
    assert addresses_in(words) == ["/learning/"]
    assert mail["Auto-Submitted"] == "auto-generated"
    told = f"{mail['Subject']}\n{words}".casefold()
    others = [address(one) for one in letters.agency.everyone if one is not letters.agency.front_line]
    assert [word for word in (*PLANTED, OTHER, *others) if word.casefold() in told] == []


@pytest.mark.parametrize(
    ("language", "subject"),
    [("fr", "Une lecture pour vous"), ("es", "Algo para leer"), ("ar", "شيء لك لتقرأه"), ("sw", SUBJECT)],
)
def test_it_is_written_in_the_readers_language(letters: Letters, language: str, subject: str) -> None:
    speaks(letters.agency.front_line, language)
    letters.give()
    tasks.tell_readers(0)
    assert letters.send() == [(address(letters.agency.front_line), subject)]


def test_a_pack_given_later_is_told_the_next_morning_and_once(letters: Letters) -> None:
    letters.give(PACK, 300)
    assert len(run(letters)) == 1
    let_pass(3)
    letters.give(OTHER, 300)
    assert len(run(letters)) == 1
    assert "read 2 learning packs" in letters.last_words()
    assert days_with_mail(letters, 60) == []


def test_what_is_due_is_told_again_no_sooner_than_after_a_month(letters: Letters) -> None:
    letters.give(PACK, 5)
    assert len(run(letters)) == 1
    came = days_with_mail(letters, 100)
    assert len(came) == 3
    gaps = [later - earlier for earlier, later in zip([0, *came], came, strict=False)]
    assert all(28 <= gap <= 31 for gap in gaps)
    assert "Take the time for it when you can." in letters.last_words()


def test_a_day_that_is_far_is_told_again_only_within_a_month_of_it(letters: Letters) -> None:
    letters.give(PACK, 100)
    assert len(run(letters)) == 1
    assert days_with_mail(letters, 95) == [70]


def test_nothing_comes_once_it_is_read(letters: Letters) -> None:
    letters.give(PACK, 5)
    assert len(run(letters)) == 1
    read(letters, letters.agency.front_line)
    assert days_with_mail(letters, 70) == []


def test_what_is_to_be_read_again_is_told_when_it_is_time(letters: Letters) -> None:
    letters.give(PACK, 5, again_months=6)
    assert len(run(letters)) == 1
    read(letters, letters.agency.front_line)
    let_pass(170)
    came = days_with_mail(letters, 20)
    assert len(came) == 1
    assert 181 <= 170 + came[0] <= 184
    read(letters, letters.agency.front_line)
    assert days_with_mail(letters, 40) == []


def test_asking_the_same_again_tells_nobody_and_giving_it_anew_does_after_a_month(letters: Letters) -> None:
    first = letters.give(PACK, 200)
    assert len(run(letters)) == 1
    letters.give(PACK, 250)
    assert run(letters) == []
    learning.end_assignment(by=letters.agency.leader, agency=letters.id, assignment=first)
    let_pass(40)
    assert run(letters) == []
    letters.give(PACK, 300)
    assert len(run(letters)) == 1


def test_a_pack_taken_back_before_the_morning_is_not_told(letters: Letters) -> None:
    first = letters.give()
    learning.end_assignment(by=letters.agency.leader, agency=letters.id, assignment=first)
    assert run(letters) == []


def test_only_those_asked_are_written_to(letters: Letters) -> None:
    here = letters.agency.site("Here")
    worker, other = letters.agency.front_line, make_letters(letters.postbox)
    letters.give(PACK, 20, site=here)
    assert run(letters) == []
    grant = letters.grant(worker, Role.FRONT_LINE)
    members.place_member(by=letters.agency.leader, agency=letters.id, member=grant, sites=[here])
    assert run(letters) == [address(worker)]
    letters.give(OTHER, 20, group="board")
    assert run(letters) == [address(letters.agency.board)]
    assert agencies_that_ask(for_=SYSTEM).count(other.id) == 0


def test_whoever_is_asked_in_two_roles_gets_one_mail(letters: Letters) -> None:
    both = letters.agency.front_line
    also(both, Role.BOARD_MEMBER, letters.id)
    letters.give(PACK, 20)
    letters.give(PACK, 9, group="board")
    assert sorted(run(letters)) == sorted([address(both), address(letters.agency.board)])
    assert "read 1 learning pack. It takes" in letters.last_words()


def test_whoever_comes_later_is_told_what_is_asked_of_them(letters: Letters) -> None:
    letters.give(PACK, 300)
    assert run(letters) == [address(letters.agency.front_line)]
    newcomer = letters.agency.someone(Role.FRONT_LINE)
    assert run(letters) == [address(newcomer)]


def test_whoever_left_or_read_meanwhile_is_not_written_to(letters: Letters) -> None:
    gone, shut, reads, stays = (
        letters.agency.front_line,
        *(letters.agency.someone(Role.FRONT_LINE) for _each in range(3)),
    )
    letters.give()
    tasks.tell_readers(0)
    leave(gone)
    disable(shut)
    read(letters, reads)
    assert [to for to, _subject in letters.send()] == [address(stays)]
    let_pass(40)
    assert run(letters) == [address(stays)]


def test_the_mail_and_ones_own_page_agree_over_two_agencies(letters: Letters) -> None:
    other = make_letters(letters.postbox)
    both = letters.agency.front_line
    assert both.account is not None
    also(both, Role.FRONT_LINE, other.id)
    for one in (letters, other):
        one.give(PACK)
        one.give(OTHER)
    learning.tell_read(by=actor_of(both.account), agency=other.id, pack=PACK, language="en")
    found: dict[str, Any] = {"for_": SYSTEM, "agency": letters.id}
    open_ = {(one.pack, one.state, one.due_on) for one in packs_open(**found)[both.account]}
    with scope(actor_of(both.account)):
        own = learning_of(for_=actor_of(both.account))
    assert open_ == {
        (one.pack.key, one.state, one.due_on)
        for one in own
        if one.agency.id == letters.id and one.state != "read"
    }
    assert {pack for pack, _state, _day in open_} == {OTHER}
    leave_other = Grant.objects.get(account=both.account, organisation=other.id)
    leave_other.revoked_at = clock.now()
    leave_other.save()
    assert {one.pack for one in packs_open(**found)[both.account]} == {PACK, OTHER}


def test_the_job_holds_ids_alone_and_the_row_is_the_systems(letters: Letters) -> None:
    front = letters.agency.front_line
    letters.give()
    tasks.tell_readers(0)
    job = ProcrastinateJob.objects.filter(task_name="equip.tell_reader").latest("id")
    assert job.args == {"account": str(front.account), "agency": str(letters.id)}
    for actor in letters.agency.everyone:
        with scope(actor):
            assert PackMail.objects.count() == 0
    with scope(SYSTEM):
        (row,) = PackMail.objects.filter(organisation=letters.id)
    assert (row.account, row.packs) == (front.account, [PACK])


def test_what_was_told_is_handed_out_and_erased(letters: Letters) -> None:
    front = letters.agency.front_line
    assert front.account is not None
    letters.give()
    run(letters)
    (told,) = export_agency_work(front.account)["last_written_to_about_packs"]
    assert told["packs"] == [PACK]
    erase_agency_work(front.account)
    with scope(SYSTEM):
        assert PackMail.objects.filter(account=front.account).count() == 0


def test_one_event_counts_and_none_is_left_where_nobody_is_told(letters: Letters) -> None:
    letters.give()
    letters.agency.someone(Role.FRONT_LINE)
    before = Event.objects.count()
    assert write_to_readers(by=SYSTEM, agency=letters.id) == 2
    (event,) = Event.objects.all()[before:]
    assert (event.verb, event.actor, event.organisation) == ("equip.pack.tell", "system", letters.id)
    assert write_to_readers(by=SYSTEM, agency=letters.id) == 0
    assert Event.objects.count() == before + 1


def test_what_a_mail_is_made_from(letters: Letters) -> None:
    front = letters.agency.front_line
    assert front.account is not None
    asked: dict[str, Any] = {"for_": SYSTEM, "account": front.account, "agency": letters.id}
    assert packs_waiting(**asked) is None
    letters.give(PACK, 9)
    letters.give(OTHER, 20)
    first = clock.today() + dt.timedelta(days=9)
    assert packs_waiting(**asked) == ReadingMail(address(front), "", packs=2, next_on=first)
    let_pass(10)
    assert packs_waiting(**asked) == ReadingMail(address(front), "", packs=2, next_on=None)


def test_only_the_system_asks_for_these_mails(letters: Letters) -> None:
    leader = letters.agency.leader
    assert leader.account is not None
    with pytest.raises(Denied):
        write_to_readers(by=leader, agency=letters.id)
    with pytest.raises(Denied):
        readers_to_write_to(for_=leader, agency=letters.id)
    with pytest.raises(Denied):
        packs_waiting(for_=leader, account=leader.account, agency=letters.id)
    with pytest.raises(Denied):
        packs_open(for_=leader, agency=letters.id)
    with pytest.raises(Denied):
        agencies_that_ask(for_=leader)


def test_the_number_of_people_costs_no_further_query(letters: Letters) -> None:
    letters.give()
    letters.give(OTHER)
    counts = []
    for _each in range(2):
        with CaptureQueriesContext(connection) as asked:
            readers_to_write_to(for_=SYSTEM, agency=letters.id)
        counts.append(len(asked))
        for _more in range(4):
            letters.agency.someone(Role.FRONT_LINE)
    assert counts[0] == counts[1]
