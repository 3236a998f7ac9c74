"""The calendar behind a secret address, and the mail to leaders: dates and counts, no words of a strategy."""

import datetime as dt
from typing import Any

import icalendar
import pytest
from django.core import mail
from tests.equip.strategy.written import GOAL, OWNER, SITE, Written, in_days, write
from tests.fixtures.agencies import make_agency

from shelterbelt.equip.formats.amounts import amount_from, amount_in_field, amount_in_words
from shelterbelt.equip.formats.strategy_calendar import strategy_calendar
from shelterbelt.equip.models import StrategyFeed
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.equip.queries.strategy_dates import (
    DueReminder,
    feed_held,
    has_feed,
    leaders_to_remind,
    reminder_of,
)
from shelterbelt.equip.services import actions, assessments, settling, strategy_feed
from shelterbelt.equip.services.actions import ActionWords
from shelterbelt.equip.tasks import remind_leader
from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Grant
from shelterbelt.ground.access.permissions import Denied, NotThere
from shelterbelt.ground.access.queries import bearer_of
from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import digest_token

PLANTED = (SITE, OWNER, GOAL, "Train the night staff", "Harbour", "quiet")


@pytest.fixture
def one(db: None) -> Written:
    del db
    made = write()
    late = ActionWords("Late.", in_days(-3))
    actions.add_action(by=made.agency.leader, **made.ids, goal=made.goal, said=late)
    far = ActionWords("Far.", in_days(200))
    actions.add_action(by=made.agency.leader, **made.ids, goal=made.goal, said=far)
    made.sign()
    made.put_in_force()
    look_again(made, in_days(10))
    return made


def look_again(one: Written, again_on: dt.date) -> None:
    """A closed assessment in which two answers are to be looked at again on a day."""
    leader, agency = one.agency.leader, one.agency.organisation
    opened = assessments.open_assessment(by=leader, agency=agency, sites=[one.site], closes_on=in_days(30))
    for question in [each.key for each in question_set().questions_for("agency")][:2]:
        settling.settle_question(
            by=leader,
            agency=agency,
            assessment=opened,
            question=question,
            site=None,
            agreed=settling.Agreed("met", test_again_on=again_on),
        )
    assessments.close_assessment(by=leader, agency=agency, assessment=opened)


def calendar_of(token: str) -> bytes:
    holder = bearer_of(digest_token(token))
    with scope(holder):
        return strategy_calendar(feed_held(for_=holder))


@pytest.mark.django_db
def test_a_calendar_has_whole_days_and_no_words_of_the_strategy(one: Written) -> None:
    written = calendar_of(
        strategy_feed.make_strategy_feed(by=one.agency.board, agency=one.agency.organisation)
    )
    events: list[Any] = icalendar.Calendar.from_ical(written).walk("VEVENT")
    assert [(str(event["summary"]), event["dtstart"].dt) for event in events] == [
        ("Due: an action of your strategy", in_days(-3)),
        ("Due: an action of your strategy", in_days(20)),
        ("Due: an action of your strategy", in_days(200)),
        ("Look again: 2 answers of your assessment", in_days(10)),
    ]
    assert [event["dtend"].dt - event["dtstart"].dt for event in events] == [dt.timedelta(days=1)] * 4
    unfolded = written.decode().replace("\r\n ", "")
    assert [word for word in PLANTED if word in unfolded] == []
    assert len({str(event["uid"]) for event in events}) == 4
    assert f"/{one.strategy}/actions/{one.action}/" in unfolded


@pytest.mark.django_db
def test_the_same_dates_give_the_same_bytes(one: Written) -> None:
    token = strategy_feed.make_strategy_feed(by=one.agency.board, agency=one.agency.organisation)
    assert calendar_of(token) == calendar_of(token)


@pytest.mark.django_db
def test_what_is_done_leaves_the_calendar_and_a_draft_has_none(one: Written) -> None:
    token = strategy_feed.make_strategy_feed(by=one.agency.leader, agency=one.agency.organisation)
    actions.tell_progress(
        by=one.agency.leader, **one.ids, action=one.action, state="done", words="They were trained."
    )
    assert calendar_of(token).count(b"BEGIN:VEVENT") == 3
    one.sign("not_yet", "Stop.")
    assert calendar_of(token).count(b"BEGIN:VEVENT") == 1


@pytest.mark.django_db
def test_an_address_works_until_it_is_replaced_removed_or_its_holder_leaves(one: Written) -> None:
    by, agency = one.agency.front_line, one.agency.organisation
    first = strategy_feed.make_strategy_feed(by=by, agency=agency)
    second = strategy_feed.make_strategy_feed(by=by, agency=agency)
    with pytest.raises(NotThere):
        calendar_of(first)
    assert calendar_of(second)
    with scope(by):
        assert has_feed(for_=by, agency=agency)
        assert StrategyFeed.objects.count() == 1
    Grant.objects.filter(account=by.account).update(revoked_at=clock.now())
    with pytest.raises(NotThere):
        calendar_of(second)
    Grant.objects.filter(account=by.account).update(revoked_at=None)
    strategy_feed.remove_strategy_feed(by=by, agency=agency)
    with pytest.raises(NotThere):
        calendar_of(second)


@pytest.mark.django_db
def test_another_agency_makes_no_address_here(one: Written) -> None:
    with pytest.raises(NotThere):
        strategy_feed.make_strategy_feed(by=make_agency().leader, agency=one.agency.organisation)


@pytest.mark.django_db
def test_leaders_are_told_what_is_late_soon_and_to_be_looked_at(one: Written) -> None:
    quiet = make_agency(name="Quiet House")
    leader, agency = one.agency.leader, one.agency.organisation
    assert leader.account is not None
    asked = leaders_to_remind(for_=SYSTEM)
    assert (leader.account, agency) in asked
    assert [each for each in asked if each[1] == quiet.organisation] == []
    assert [each for each in asked if each[1] == agency] == [(leader.account, agency)]
    found = reminder_of(for_=SYSTEM, account=leader.account, agency=agency)
    assert found == DueReminder(found.email, "", agency, late=1, soon=1, tests=2) if found else False
    remind_leader(account=str(leader.account), agency=str(agency))
    sent = mail.outbox[-1]
    assert (sent.to, "1 action of your strategy is late." in sent.body) == ([found.email], True)  # type: ignore[union-attr]
    assert [word for word in PLANTED if word in str(sent.message())] == []


@pytest.mark.django_db
def test_nobody_else_is_reminded(one: Written) -> None:
    board, agency = one.agency.board, one.agency.organisation
    assert board.account is not None
    assert reminder_of(for_=SYSTEM, account=board.account, agency=agency) is None
    with pytest.raises(Denied):
        leaders_to_remind(for_=one.agency.leader)


@pytest.mark.django_db
def test_an_open_assessment_silences_what_is_to_be_looked_at(one: Written) -> None:
    leader, agency = one.agency.leader, one.agency.organisation
    assessments.open_assessment(by=leader, agency=agency, sites=[one.site], closes_on=in_days(30))
    assert leader.account is not None
    found = reminder_of(for_=SYSTEM, account=leader.account, agency=agency)
    assert (found.late, found.soon, found.tests) == (1, 1, 0) if found else False


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [
        ("1200", "CAD", 120_000),
        ("1 200,50", "CAD", 120_050),
        ("1,200.50", "CAD", 120_050),
        ("0", "CAD", 0),
        ("12000", "JPY", 12_000),
        ("1.234", "TND", 1_234),
        ("12.345", "CAD", None),
        ("12.5", "JPY", None),
        ("-3", "CAD", None),
        ("1e9", "CAD", None),
        ("", "CAD", None),
        ("9" * 21, "CAD", None),
    ],
)
def test_amounts_are_read_as_they_are_typed(typed: str, currency: str, minor: int | None) -> None:
    assert amount_from(typed, currency) == minor
    if minor is not None:
        assert amount_from(amount_in_field(minor, currency), currency) == minor


def test_amounts_are_told_without_idle_decimals() -> None:
    told = [
        amount_in_words(minor, currency)
        for minor, currency in ((120_000, "CAD"), (120_050, "CAD"), (1_234_567, "TND"))
    ]
    assert told == ["CA$1,200", "CA$1,200.50", "TND1,234.567"]
