"""Money for people: who offers, answers, claims, approves and pays, and what nobody else can read."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.db import connection
from tests.fixtures.desk import make_desk
from tests.fixtures.honoraria import Payroll, add_meeting, make_payroll

from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.permissions import Denied, NotThere
from shelterbelt.ground.access.queries import actor_of
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.audit.queries import events_recent
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.choices import HonorariumState, SeatState
from shelterbelt.learn.models import Cohort, Honorarium, Meeting, Seat
from shelterbelt.learn.queries.honoraria import (
    honoraria_at_desk,
    honoraria_own,
    honoraria_to_offer,
    honorarium_at_desk,
)
from shelterbelt.learn.services.errors import Incomplete, NotInThisState
from shelterbelt.learn.services.held_honoraria import erase_honoraria, export_honoraria
from shelterbelt.learn.services.honoraria import (
    PAID_BEFORE_DAYS,
    answer_honorarium,
    claim_expense,
    offer_honoraria,
    pay_honorarium,
    settle_honorarium,
)
from shelterbelt.learn.tasks import remind_payments

pytestmark = pytest.mark.django_db
PLANTED = "Ring Planted-Words-5521 after six"


@pytest.fixture
def payroll(db: None, account_factory: Callable[..., Account]) -> Payroll:
    del db
    return make_payroll(account_factory)


def rows(payroll: Payroll) -> list[Honorarium]:
    with scope(SYSTEM):
        return list(Honorarium.objects.filter(cohort=payroll.desk.cohort).order_by("offered_at", "pk"))


def offered(payroll: Payroll) -> UUID:
    assert offer_honoraria(by=payroll.paying, cohort=payroll.desk.cohort) == 1
    return rows(payroll)[0].pk


def test_every_seat_is_offered_once_and_due_before_its_event(payroll: Payroll) -> None:
    with scope(payroll.paying):
        (one,) = honoraria_to_offer(for_=payroll.paying)
    assert (one.view.cohort.pk, one.seats, one.amount_minor) == (payroll.desk.cohort, 1, 60_000)
    offered(payroll)
    assert offer_honoraria(by=payroll.desk.leading, cohort=payroll.desk.cohort) == 0
    (row,) = rows(payroll)
    assert (row.state, row.amount_minor, row.currency) == ("offered", 61_234, "CAD")
    assert row.account == payroll.panellist.pk
    event = Meeting.objects.get(pk=payroll.meeting).starts_at.date()
    assert row.pay_by is not None
    assert (
        dt.timedelta(days=PAID_BEFORE_DAYS - 1)
        <= event - row.pay_by
        <= dt.timedelta(days=PAID_BEFORE_DAYS + 1)
    )
    with scope(payroll.paying):
        assert honoraria_to_offer(for_=payroll.paying) == ()


def test_offer_goes_when_the_seat_is_declined(payroll: Payroll) -> None:
    offered(payroll)
    Seat.objects.filter(pk=payroll.seat).update(state=SeatState.DECLINED)
    assert offer_honoraria(by=payroll.paying, cohort=payroll.desk.cohort) == 0
    assert [row.state for row in rows(payroll)] == ["cancelled"]


def test_cohort_without_an_honorarium_offers_none(payroll: Payroll) -> None:
    text = Cohort.objects.get(pk=payroll.desk.cohort).definition
    text = text.replace('honorarium = "600.00"', 'honorarium = "0.00"').replace("has_panel = true", "")
    Cohort.objects.filter(pk=payroll.desk.cohort).update(definition=text)
    with pytest.raises(NotInThisState):
        offer_honoraria(by=payroll.paying, cohort=payroll.desk.cohort)


def test_person_answers_finance_approves_and_pays(payroll: Payroll) -> None:
    key = offered(payroll)
    answer_honorarium(by=payroll.sitting, honorarium=key, accepts=False)
    answer_honorarium(by=payroll.sitting, honorarium=key, accepts=True, words=PLANTED)
    with scope(payroll.paying):
        line, words = honorarium_at_desk(for_=payroll.paying, honorarium=key)
    assert (line.name, words) == ("Amina Otieno", PLANTED)
    settle_honorarium(by=payroll.paying, honorarium=key, act="approve")
    with pytest.raises(NotInThisState):
        answer_honorarium(by=payroll.sitting, honorarium=key, accepts=False)
    today = clock.today("America/Toronto")
    for day in (today + dt.timedelta(days=1), today - dt.timedelta(days=1)):
        with pytest.raises(Incomplete):
            pay_honorarium(by=payroll.paying, honorarium=key, on=day)
    pay_honorarium(by=payroll.paying, honorarium=key, on=today)
    assert [(row.state, row.paid_on) for row in rows(payroll)] == [("paid", today)]
    with pytest.raises(NotInThisState):
        pay_honorarium(by=payroll.paying, honorarium=key, on=today)
    with pytest.raises(NotInThisState):
        settle_honorarium(by=payroll.paying, honorarium=key, act="cancel")
    verbs = [event.verb for event in events_recent(for_=payroll.desk.leading, verb="learn.honorarium").events]
    assert verbs == [
        f"learn.honorarium.{verb}" for verb in ("pay", "approve", "accepted", "declined", "offer")
    ]


def test_expense_is_claimed_with_words_and_refused_without(payroll: Payroll) -> None:
    with pytest.raises(Incomplete) as caught:
        claim_expense(by=payroll.sitting, seat=payroll.seat, amount_minor=0, words=" ")
    assert set(caught.value.fields) == {"amount", "words"}
    key = claim_expense(by=payroll.sitting, seat=payroll.seat, amount_minor=4_321, words=PLANTED)
    with pytest.raises(NotInThisState):
        answer_honorarium(by=payroll.sitting, honorarium=key, accepts=True)
    with scope(payroll.sitting):
        (own,) = honoraria_own(for_=payroll.sitting)
    assert (own.row.state, own.row.amount_minor, own.words) == ("claimed", 4_321, PLANTED)
    settle_honorarium(by=payroll.paying, honorarium=key, act="approve")
    assert [row.state for row in rows(payroll)] == [HonorariumState.APPROVED]


def test_due_list_has_what_is_overdue_first(payroll: Payroll) -> None:
    for number, days in ((2, 3), (3, 60), (4, 12)):
        Seat.objects.create(
            meeting=add_meeting(payroll.desk, days=days, number=number), speaker_id=payroll.speaker
        )
    offer_honoraria(by=payroll.paying, cohort=payroll.desk.cohort)
    with scope(payroll.paying):
        found = honoraria_at_desk(for_=payroll.paying)
    assert [line.row.meeting and line.row.meeting.number for line in found.lines] == [2, 4, 1, 3]
    left = [line.days_left for line in found.lines]
    assert left[0] is not None
    assert left[0] < 0
    assert left == sorted(left, key=lambda days: days or 0)


def test_reminder_tells_finance_how_many_and_names_nobody(payroll: Payroll) -> None:
    Meeting.objects.filter(pk=payroll.meeting).update(starts_at=clock.now() + dt.timedelta(days=4))
    offered(payroll)
    remind_payments(timestamp=0)
    (letter,) = mail.outbox
    assert letter.to == [payroll.finance.email]
    assert "1 payment to a person is due within a week or overdue." in letter.body
    assert "1 of them is overdue." in letter.body
    assert [word for word in ("Amina", "612", "600") if word in letter.body + letter.subject] == []  # type: ignore[operator]


@pytest.mark.parametrize("who", ["staff", "reviewer", "panellist elsewhere", "nobody"])
def test_others_can_neither_read_nor_change(
    who: str, payroll: Payroll, account_factory: Callable[..., Account]
) -> None:
    key = offered(payroll)
    answer_honorarium(by=payroll.sitting, honorarium=key, accepts=True, words=PLANTED)
    place = payroll.desk.organisation
    actors = {
        "staff": payroll.desk.working,
        "reviewer": actor_of(account_factory("reviewer", organisation=place).pk),
        "panellist elsewhere": actor_of(account_factory("panellist", organisation=place).pk),
        "nobody": Actor(label="anonymous"),
    }
    actor = actors[who]
    for act in (
        lambda: offer_honoraria(by=actor, cohort=payroll.desk.cohort),
        lambda: settle_honorarium(by=actor, honorarium=key, act="approve"),
        lambda: pay_honorarium(by=actor, honorarium=key, on=clock.today()),
        lambda: answer_honorarium(by=actor, honorarium=key, accepts=False),
        lambda: claim_expense(by=actor, seat=payroll.seat, amount_minor=1, words="x"),
        lambda: honorarium_at_desk(for_=actor, honorarium=key),
    ):
        with pytest.raises((Denied, NotThere)):
            act()
    # With the access layer off: the database itself shows these actors no row and takes no change.
    with scope(actor), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM learn_honorarium")
        assert cursor.fetchone() == (0,)
        cursor.execute("UPDATE learn_honorarium SET state = 'paid', paid_on = current_date")
        assert cursor.rowcount == 0
    with scope(payroll.paying), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM learn_honorarium")
        assert cursor.fetchone() == (1,)


def test_lead_reads_and_offers_but_does_not_pay(payroll: Payroll) -> None:
    key = offered(payroll)
    with pytest.raises(Denied):
        settle_honorarium(by=payroll.desk.leading, honorarium=key, act="cancel")
    with pytest.raises(Denied):
        pay_honorarium(by=payroll.desk.leading, honorarium=key, on=clock.today())


def test_another_organisation_finds_nothing(
    payroll: Payroll, account_factory: Callable[..., Account]
) -> None:
    key = offered(payroll)
    other = make_desk(account_factory)
    finance = actor_of(account_factory("finance", organisation=other.organisation).pk)
    for act in (
        lambda: offer_honoraria(by=finance, cohort=payroll.desk.cohort),
        lambda: settle_honorarium(by=finance, honorarium=key, act="approve"),
        lambda: settle_honorarium(by=finance, honorarium=uuid4(), act="approve"),
    ):
        with pytest.raises(NotThere):
            act()
    with scope(finance):
        assert honoraria_at_desk(for_=finance).lines == ()
        assert honoraria_to_offer(for_=finance) == ()


def test_all_that_is_held_is_told_and_erased(payroll: Payroll) -> None:
    key = offered(payroll)
    answer_honorarium(by=payroll.sitting, honorarium=key, accepts=True, words=PLANTED)
    for person in (payroll.person, payroll.panellist.pk):
        (told,) = export_honoraria(person)["honoraria"]
        assert (told["amount_minor"], told["words"], told["state"]) == (61_234, PLANTED, "accepted")
    assert export_honoraria(uuid4()) == {"honoraria": []}
    assert erase_honoraria(payroll.person) == 1
    assert rows(payroll) == []
