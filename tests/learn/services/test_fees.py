"""Statements: what someone pays, the lane they chose, and what happens when the place is given back."""

import datetime as dt
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from tests.fixtures.fees import Placed, apply_from, place, with_fees
from tests.fixtures.world import World

from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import Denied, NotThere
from shelterbelt.ground.access.roles import ANONYMOUS, SYSTEM
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.holdings.services import erase_person, export_person
from shelterbelt.learn.choices import FeeLane, LedgerKind
from shelterbelt.learn.models import Application, BursaryPool, Cohort, FeeStatement, Meeting
from shelterbelt.learn.queries.fees import Payer, balance_of, left_of, statement_file, statement_held
from shelterbelt.learn.queries.money import statements_listed
from shelterbelt.learn.queries.money_audit import money_breaks
from shelterbelt.learn.services import bursaries, fees
from shelterbelt.learn.services.applications import erase_application
from shelterbelt.learn.services.errors import Incomplete, NotInThisState, TooMuch, WrongCurrency
from shelterbelt.learn.services.instalments import remind_instalments_due
from shelterbelt.learn.tasks import remind_instalment

FULL = 45_000
EMPLOYER = Payer(name="Planted-House Ltd", address="1 Planted-Street\nToronto", reference="PO Planted-77")


@pytest.fixture
def priced(world: World) -> World:
    with_fees(world)
    return world


def pay(world: World, placed: Placed, amount: int) -> None:
    finance = world.host.actor("finance")
    fees.write_ledger(
        by=finance, statement=placed.statement, kind=LedgerKind.PAYMENT, amount_minor=amount, currency="CAD"
    )


@pytest.fixture(autouse=True)
def explained(db: None) -> Iterator[None]:
    """Whatever a test did, the audit explains every cent."""
    del db
    yield
    assert money_breaks(for_=SYSTEM) == ()


@pytest.mark.parametrize(
    ("country", "group", "fee"),
    [
        ("CA", "H", FULL),
        ("BR", "UM", 27_000),
        ("KE", "LM", 13_500),
        ("MW", "L", 4_500),
        ("ET", "L", 4_500),  # the sources differ for 2026
        ("VE", "L", 4_500),  # not classified
        ("VA", "L", 4_500),  # not in the table
    ],
)
def test_fee_follows_the_country(country: str, group: str, fee: int, priced: World) -> None:
    placed = place(priced, "one", country)
    row = placed.row()
    assert (row.income_group, row.fee_minor, row.table_year, row.currency) == (group, fee, 2026, "CAD")
    assert placed.entries() == [("charge", fee)]


def test_opening_twice_is_one_statement(priced: World) -> None:
    placed = place(priced, "one")
    assert fees.open_statement(by=SYSTEM, application=placed.application) == placed.statement
    lead = priced.host.actor("programme_lead")
    assert fees.open_statement(by=lead, application=placed.application) == placed.statement
    assert placed.entries() == [("charge", FULL)]


def test_nobody_else_opens_or_closes(priced: World) -> None:
    _bearer, _token, application = apply_from(priced, "one", "CA")
    stranger = priced.bearer("neighbour")
    for nobody in (stranger, ANONYMOUS, priced.other.actor("programme_lead")):
        with pytest.raises(NotThere):
            fees.open_statement(by=nobody, application=application)
        with pytest.raises(NotThere):
            fees.close_statement(by=nobody, application=application, because="withdrawn")
    with pytest.raises(Denied):
        fees.open_statement(by=priced.host.actor("finance"), application=application)
    with pytest.raises(NotThere):
        fees.open_statement(by=SYSTEM, application=uuid4())


def test_country_that_changes_group_keeps_its_cohorts_fee(priced: World) -> None:
    """Costa Rica, Cabo Verde and Namibia stand in other groups in 2026 than in 2025."""
    earlier = priced.cohort
    later = Cohort.objects.get(pk=priced.draft)
    with_fees(priced, year=2025, cohort=earlier)
    with_fees(priced, year=2026, cohort=later.pk)
    Cohort.objects.filter(pk=later.pk).update(
        state="open",
        apply_opens_at=clock.now() - dt.timedelta(days=1),
        apply_closes_at=clock.now() + dt.timedelta(days=1),
    )
    for country, before, after in (("CR", "UM", "H"), ("CV", "LM", "UM"), ("NA", "UM", "LM")):
        old = place(priced, f"old-{country}", country, cohort=earlier).row()
        new = place(priced, f"new-{country}", country, cohort=later.pk).row()
        assert (old.income_group, old.table_year) == (before, 2025)
        assert (new.income_group, new.table_year) == (after, 2026)


def test_year_that_is_not_here_keeps_nobody_from_a_place(priced: World) -> None:
    with_fees(priced, year=2099)
    assert place(priced, "one", "KE").row().table_year == 2027


def test_paying_less_takes_any_amount_in_the_range(priced: World) -> None:
    placed = place(priced, "one")
    assert fees.choose_lane(by=placed.bearer, lane="pay_less", amount_minor=12_345) == 12_345
    assert placed.entries() == [("charge", FULL), ("correction", 12_345 - FULL)]
    for wrong in (4_499, FULL + 1, -1, None):
        with pytest.raises(Incomplete) as refused:
            fees.choose_lane(by=placed.bearer, lane="pay_less", amount_minor=wrong)
        assert "45.00 CAD to 450.00 CAD" in str(refused.value.fields["amount"])
    assert fees.choose_lane(by=placed.bearer, lane="group") == FULL
    assert placed.balance() == FULL


def test_employer_is_sealed_and_read_by_finance_alone(priced: World) -> None:
    placed = place(priced, "one")
    with pytest.raises(Incomplete) as refused:
        fees.choose_lane(by=placed.bearer, lane="employer", payer=Payer())
    assert set(refused.value.fields) == {"payer_name", "payer_address"}
    fees.choose_lane(by=placed.bearer, lane="employer", payer=EMPLOYER)
    with scope(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT payer FROM learn_feestatement WHERE id = %s", [placed.statement])
        assert b"Planted" not in bytes(cursor.fetchone()[0])
    finance = priced.host.actor("finance")
    with scope(finance):
        file = statement_file(for_=finance, statement=placed.statement, purpose="invoice")
    assert (file.payer.name, file.payer.reference, file.payer.is_employer) == (
        EMPLOYER.name,
        EMPLOYER.reference,
        True,
    )
    for role, error in (("programme_staff", Denied), ("reviewer", Denied)):
        with pytest.raises(error), scope(priced.host.actor(role)):
            statement_file(for_=priced.host.actor(role), statement=placed.statement, purpose="x")
    with pytest.raises(NotThere), scope(priced.other.actor("finance")):
        statement_file(for_=priced.other.actor("finance"), statement=placed.statement, purpose="x")
    fees.choose_lane(by=placed.bearer, lane="group")
    with scope(placed.bearer):
        assert statement_held(for_=placed.bearer).payer == Payer(name="Applicant Planted-one")


def test_finance_sees_no_application_even_by_row_security(priced: World) -> None:
    placed = place(priced, "one")
    finance = priced.host.actor("finance")
    with scope(finance):
        assert not Application.objects.exists()
        (row,) = statements_listed(for_=finance, cohort=priced.cohort).rows
        assert (row.statement.pk, row.balance_minor) == (placed.statement, FULL)
    for nobody in (priced.bearer("neighbour"), priced.other.actor("finance"), ANONYMOUS):
        with scope(nobody):
            assert not FeeStatement.objects.exists()


def test_fee_stands_once_something_is_paid(priced: World) -> None:
    placed = place(priced, "one")
    pay(priced, placed, 10_000)
    with pytest.raises(NotInThisState):
        fees.choose_lane(by=placed.bearer, lane="pay_less", amount_minor=20_000)
    fees.choose_lane(by=placed.bearer, lane="employer", payer=EMPLOYER)
    assert placed.balance() == FULL - 10_000


def test_instalments_add_up_and_end_before_the_first_meeting(priced: World) -> None:
    placed = place(priced, "one")
    assert fees.plan_instalments(by=placed.bearer, parts=4) == 4
    with pytest.raises(Incomplete):
        fees.plan_instalments(by=placed.bearer, parts=5)
    with pytest.raises(Incomplete):
        fees.plan_instalments(by=placed.bearer, parts=0)
    with scope(SYSTEM):
        parts = list(placed.row().instalments.order_by("number"))
        first = Meeting.objects.filter(cohort=priced.cohort).earliest("starts_at")
        assert sum(part.amount_minor for part in parts) == FULL
        assert parts[-1].due_on < first.starts_at.date()
        assert sum(left_of(parts, 20_000).values()) == FULL - 20_000
    fees.choose_lane(by=placed.bearer, lane="pay_less", amount_minor=10_000)
    with scope(SYSTEM):
        again = [part.amount_minor for part in placed.row().instalments.order_by("number")]
    assert (len(again), sum(again)) == (4, 10_000)


def test_money_is_written_by_finance_alone_and_fits(priced: World) -> None:
    placed = place(priced, "one")
    finance = priced.host.actor("finance")

    def write(kind: LedgerKind, amount: int, **options: object) -> None:
        given = {"by": finance, "statement": placed.statement, "kind": kind, "amount_minor": amount}
        fees.write_ledger(**{**given, **options})  # type: ignore[arg-type]

    with pytest.raises(WrongCurrency):
        write(LedgerKind.PAYMENT, 100, currency="EUR")
    for amount in (0, -5):
        with pytest.raises(ValueError, match="no amount"):
            write(LedgerKind.PAYMENT, amount)
    write(LedgerKind.PAYMENT, 30_000)
    with pytest.raises(TooMuch) as most:
        write(LedgerKind.REFUND, 30_001)
    assert most.value.most_minor == 30_000
    with pytest.raises(TooMuch):
        write(LedgerKind.WRITE_OFF, 15_001)
    write(LedgerKind.CHARGEBACK, 30_000)
    write(LedgerKind.WRITE_OFF, 45_000)
    assert placed.balance() == 0
    for role in ("programme_lead", "programme_staff", "reviewer", "participant"):
        with pytest.raises(Denied):
            write(LedgerKind.PAYMENT, 1, by=priced.host.actor(role))
    for nobody in (priced.other.actor("finance"), placed.bearer):
        with pytest.raises((NotThere, Denied)):
            write(LedgerKind.PAYMENT, 1, by=nobody)


def test_ledger_is_never_changed(priced: World) -> None:
    placed = place(priced, "one")
    for statement in ("UPDATE learn_ledgerentry SET amount_minor = 1", "DELETE FROM learn_ledgerentry"):
        with pytest.raises(DatabaseError), transaction.atomic(), scope(SYSTEM):
            connection.cursor().execute(statement)
    assert placed.balance() == FULL


def test_giving_back_before_the_first_meeting_gives_all_back(priced: World) -> None:
    placed = place(priced, "one")
    lead = priced.host.actor("programme_lead")
    bursaries.grant_bursary(by=lead, statement=placed.statement, amount_minor=15_000)
    pay(priced, placed, 20_000)
    closing = fees.close_statement(by=placed.bearer, application=placed.application, because="withdrawn")
    assert closing
    assert (closing.refund_minor, closing.released_minor, closing.currency) == (20_000, 15_000, "CAD")
    assert placed.balance() == -20_000
    again = fees.close_statement(by=placed.bearer, application=placed.application, because="withdrawn")
    assert again
    assert (again.refund_minor, again.released_minor) == (20_000, 0)
    fees.write_ledger(
        by=priced.host.actor("finance"), statement=placed.statement, kind="refund", amount_minor=20_000
    )
    assert placed.balance() == 0
    with pytest.raises(NotInThisState):
        fees.choose_lane(by=placed.bearer, lane="group")
    with scope(SYSTEM):
        assert BursaryPool.objects.get(cohort=priced.cohort).granted_minor == 0


def test_old_payment_is_kept_after_the_first_meeting(priced: World) -> None:
    placed = place(priced, "one")
    with scope(SYSTEM):
        Meeting.objects.filter(cohort=priced.cohort).update(starts_at=clock.now() - dt.timedelta(days=1))
    fees.write_ledger(
        by=SYSTEM,
        statement=placed.statement,
        kind="payment",
        amount_minor=20_000,
        at=clock.now() - dt.timedelta(days=40),
    )
    pay(priced, placed, 5_000)
    closing = fees.close_statement(by=SYSTEM, application=placed.application, because="withdrawn")
    assert closing
    assert closing.refund_minor == 5_000
    assert placed.balance() == -5_000


def test_nothing_to_close_is_nothing(priced: World) -> None:
    bearer, _token, application = apply_from(priced, "one", "CA")
    assert fees.close_statement(by=bearer, application=application, because="withdrawn") is None


def test_place_taken_again_begins_a_statement_of_its_own(priced: World) -> None:
    placed = place(priced, "one")
    fees.close_statement(by=SYSTEM, application=placed.application, because="deferred")
    again = fees.open_statement(by=SYSTEM, application=placed.application)
    assert again != placed.statement
    with scope(SYSTEM):
        assert (balance_of(placed.statement), balance_of(again)) == (0, FULL)


def test_reminders_go_once_and_only_for_what_is_left(priced: World) -> None:
    paid, owing = place(priced, "paid"), place(priced, "owing")
    pay(priced, paid, FULL)
    assert remind_instalments_due() == 0
    with scope(SYSTEM):
        for one in (paid, owing):
            one.row().instalments.update(due_on=clock.today())
    with pytest.raises(Denied):
        remind_instalments_due(by=owing.bearer)
    assert remind_instalments_due() == 1
    assert remind_instalments_due() == 0


def test_reminder_is_kind_neutral_and_not_sent_for_what_is_paid(priced: World) -> None:
    placed = place(priced, "one")
    with scope(SYSTEM):
        part = placed.row().instalments.get()
    remind_instalment(instalment=str(part.pk))
    (letter,) = mail.outbox
    assert letter.to == ["applicant.one@example.org"]
    assert letter.subject == "A date to remember"
    assert "CA$450.00" in letter.body
    assert placed.row().reference in letter.body
    assert placed.token not in letter.body
    pay(priced, placed, FULL)
    remind_instalment(instalment=str(part.pk))
    assert len(mail.outbox) == 1


def test_person_leaves_the_numbers_behind(priced: World) -> None:
    placed = place(priced, "one")
    fees.choose_lane(by=placed.bearer, lane="employer", payer=EMPLOYER)
    pay(priced, placed, 5_000)
    person = placed.row().person
    (told,) = export_person(person, by=SYSTEM, purpose="asked")["learn.fees"]["statements"]
    assert told["payer"]["address"] == EMPLOYER.address
    assert [entry["amount_minor"] for entry in told["movements"]] == [FULL, -5_000]
    proof = erase_person(person, by=SYSTEM, purpose="asked")
    assert {one.holding: (one.before, one.after) for one in proof.counts}["learn.fees"] == (1, 0)
    row = placed.row()
    assert (row.payer, row.application, row.person == person) == (None, None, False)
    assert placed.balance() == -5_000
    assert row.closed_at


def test_erasing_the_application_by_its_link_keeps_the_books(priced: World) -> None:
    placed = place(priced, "one")
    person = placed.row().person
    erase_application(by=placed.bearer)
    row = placed.row()
    assert (row.payer, row.application, row.person == person) == (None, None, False)
    assert placed.balance() == 0


def test_lane_names_are_the_engines() -> None:
    assert set(FeeLane.values) == {"group", "pay_less", "employer"}
