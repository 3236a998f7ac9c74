"""Lines of the bank: read once, proposed, settled by a person, taken back, forgotten."""

import datetime as dt
from collections.abc import Iterator

import pytest
from tests.fixtures import bank as files
from tests.fixtures.fees import Placed, place, with_fees
from tests.fixtures.world import World

from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import Denied, NotThere
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.holdings.services import erase_person, export_person
from shelterbelt.learn.models import BankFile, BankLine
from shelterbelt.learn.queries.bank import LineView, bank_lines, line_view
from shelterbelt.learn.queries.money_audit import money_breaks
from shelterbelt.learn.services import bank, fees, refunds
from shelterbelt.learn.services.bank_files import Read
from shelterbelt.learn.services.bank_proposals import renew_proposals
from shelterbelt.learn.services.errors import AlreadyRead, ChangedMeanwhile, NotInThisState, TooMuch

FULL = 45_000
NAME = "Planted Quillacollo"


@pytest.fixture
def priced(world: World) -> World:
    with_fees(world)
    return world


@pytest.fixture(autouse=True)
def explained(db: None) -> Iterator[None]:
    """Whatever a test did, the audit explains every cent."""
    del db
    yield
    assert money_breaks(for_=SYSTEM) == ()


def finance(world: World) -> Actor:
    return world.host.actor("finance")


def read(world: World, *rows: tuple[str, str, str]) -> Read:
    return files.read(finance(world), world.host.organisation, *rows)


def lines(world: World) -> list[LineView]:
    with scope(SYSTEM):
        rows = BankLine.objects.filter(organisation=world.host.organisation).select_related("proposed")
        return [line_view(row) for row in rows.exclude(reasons__contains=["undone"]).order_by("number", "pk")]


def paid(world: World, placed: Placed, amount: str = "450.00") -> LineView:
    """A payment in full that was read and confirmed."""
    read(world, ("3/4/2027", f"{NAME} {placed.row().reference}", amount))
    (line,) = lines(world)
    bank.confirm_line(by=finance(world), line=line.line.pk)
    return lines(world)[0]


def test_payment_is_proposed_and_confirmed(priced: World) -> None:
    placed = place(priced, "one", "CA")
    done = read(
        priced, ("3/4/2027", f"{NAME} {placed.row().reference}", "450.00"), ("3/5/2027", "gift", "20.00")
    )
    assert (done.lines, done.duplicates, done.proposed) == (2, 0, 1)
    first, second = lines(priced)
    assert (first.kind, first.confidence) == ("payment", "certain")
    assert first.reasons == ("reference_exact", "owed_exactly")
    assert (second.line.state, second.why) == ("open", "nothing_found")
    bank.confirm_line(by=finance(priced), line=first.line.pk)
    assert placed.entries() == [("charge", FULL), ("payment", -FULL)]
    with pytest.raises(NotInThisState):
        bank.confirm_line(by=finance(priced), line=first.line.pk)
    assert lines(priced)[0].line.state == "matched"
    assert NAME in lines(priced)[0].words.text


def test_same_file_is_refused_and_overlap_is_counted(priced: World) -> None:
    rows = (("3/4/2027", "one", "10.00"), ("3/4/2027", "one", "10.00"), ("3/5/2027", "two", "20.00"))
    assert read(priced, *rows).lines == 3
    with pytest.raises(AlreadyRead):
        read(priced, *rows)
    again = read(priced, *rows, ("3/6/2027", "three", "30.00"))
    assert (again.lines, again.duplicates) == (1, 3)
    with scope(SYSTEM):
        assert BankFile.objects.filter(organisation=priced.host.organisation).count() == 2


def test_money_of_others_is_kept_without_words(priced: World) -> None:
    read(priced, ("3/4/2027", "salary Planted-Person", "-2000.00"), ("3/5/2027", "gift", "20.00"))
    outgoing = lines(priced)[0]
    assert (outgoing.line.state, outgoing.line.sealed, outgoing.words.text) == ("ignored", None, "")


def test_only_finance_of_the_organisation(priced: World) -> None:
    placed = place(priced, "one", "CA")
    read(priced, ("3/4/2027", placed.row().reference, "450.00"))
    line = lines(priced)[0].line.pk
    for stranger in (priced.other.actor("finance"), priced.other.actor("programme_lead")):
        with pytest.raises(NotThere):
            bank.confirm_line(by=stranger, line=line)
    for colleague in (priced.host.actor("programme_lead"), priced.host.actor("programme_staff")):
        with pytest.raises(Denied):
            bank.ignore_line(by=colleague, line=line)
        with pytest.raises(Denied):
            bank_lines(for_=colleague, organisation=priced.host.organisation, state="proposed")
    with pytest.raises(NotThere):
        files.read(priced.other.actor("finance"), priced.host.organisation, ("3/4/2027", "x", "1.00"))
    with scope(priced.other.actor("finance")):
        assert not BankLine.objects.exists()
    assert placed.entries() == [("charge", FULL)]


def test_a_stale_proposal_is_not_taken(priced: World) -> None:
    placed = place(priced, "one", "CA")
    read(priced, ("3/4/2027", placed.row().reference, "450.00"))
    by = finance(priced)
    fees.write_ledger(by=by, statement=placed.statement, kind="payment", amount_minor=100)
    with pytest.raises(ChangedMeanwhile):
        bank.confirm_line(by=by, line=lines(priced)[0].line.pk)
    assert renew_proposals(by=by, organisation=priced.host.organisation) == 0
    assert lines(priced)[0].why == "more_than_owed"


def test_assigned_by_hand_and_taken_back(priced: World) -> None:
    placed, other = place(priced, "one", "CA"), place(priced, "two", "CA")
    read(priced, ("3/4/2027", "course", "500.00"))
    by, line = finance(priced), lines(priced)[0].line
    with pytest.raises(NotThere):
        bank.assign_line(by=by, line=line.pk, reference="FBCDFGHJK")
    bank.assign_line(by=by, line=line.pk, reference=f" {placed.row().reference.lower()} ")
    assert placed.balance() == FULL - 50_000
    with pytest.raises(NotInThisState):
        bank.assign_line(by=by, line=line.pk, reference=other.row().reference)
    fresh = bank.undo_match(by=by, line=line.pk)
    assert placed.balance() == FULL
    assert len(placed.entries()) == 3
    (opened,) = lines(priced)
    assert (opened.line.pk, opened.line.state, opened.words.text) == (fresh, "open", "TRANSFER course")
    bank.assign_line(by=by, line=fresh, reference=other.row().reference)
    assert other.balance() == FULL - 50_000
    with pytest.raises(NotInThisState):
        bank.undo_match(by=by, line=line.pk)


def test_ignored_and_opened_again(priced: World) -> None:
    placed = place(priced, "one", "CA")
    read(priced, ("3/4/2027", placed.row().reference, "450.00"))
    by, line = finance(priced), lines(priced)[0].line.pk
    bank.ignore_line(by=by, line=line)
    assert lines(priced)[0].line.state == "ignored"
    bank.reopen_line(by=by, line=line)
    assert lines(priced)[0].line.state == "proposed"


def test_chargeback_takes_back_the_earlier_payment_once(priced: World) -> None:
    placed = place(priced, "one", "CA")
    first = paid(priced, placed)
    read(priced, ("3/9/2027", f"ITEM RETURNED NSF {placed.row().reference}", "-450.00"))
    back = next(one for one in lines(priced) if one.line.state == "proposed")
    assert (back.kind, back.confidence) == ("chargeback", "certain")
    assert f"of:{first.line.pk.hex}" in back.line.reasons
    bank.confirm_line(by=finance(priced), line=back.line.pk)
    assert placed.entries() == [("charge", FULL), ("payment", -FULL), ("chargeback", FULL)]
    read(priced, ("3/10/2027", f"RETURNED {placed.row().reference}", "-450.00"))
    assert [one.why for one in lines(priced) if one.line.state == "open"] == ["not_a_return"]


def test_refund_is_due_after_closing_and_never_more_than_was_paid(priced: World) -> None:
    placed = place(priced, "one", "CA")
    paid(priced, placed)
    by = finance(priced)
    fees.close_statement(by=SYSTEM, application=placed.application, because="withdrawn")
    assert placed.balance() == -FULL
    with pytest.raises(TooMuch):
        refunds.record_refund(by=by, statement=placed.statement, amount_minor=FULL + 1)
    refunds.record_refund(by=by, statement=placed.statement, amount_minor=5_000)
    read(priced, ("3/20/2027", f"refund {placed.row().reference}", "-400.00"))
    line = next(one for one in lines(priced) if one.line.state == "proposed")
    assert (line.kind, line.confidence) == ("refund", "certain")
    bank.confirm_line(by=by, line=line.line.pk)
    assert placed.balance() == 0
    with pytest.raises(TooMuch):
        refunds.record_refund(by=by, statement=placed.statement, amount_minor=1)


def test_words_are_destroyed_on_their_day(priced: World) -> None:
    placed = place(priced, "one", "CA")
    read(priced, ("3/4/2027", placed.row().reference, "450.00"), ("3/5/2027", "gift", "20.00"))
    first, _second = lines(priced)
    bank.confirm_line(by=finance(priced), line=first.line.pk)
    assert bank.forget_bank_words() == 0
    with scope(SYSTEM):
        month = clock.now() - dt.timedelta(days=bank.SETTLED_KEPT_DAYS)
        BankLine.objects.filter(pk=first.line.pk).update(settled_at=month)
    assert bank.forget_bank_words() == 1
    assert [one.words.text for one in lines(priced)] == ["", "TRANSFER gift"]
    with scope(SYSTEM):
        half = clock.now() - dt.timedelta(days=bank.OPEN_KEPT_DAYS)
        BankFile.objects.update(read_at=half)
    assert bank.forget_bank_words() == 1
    assert lines(priced)[1].why == "forgotten"
    with pytest.raises(Denied):
        bank.forget_bank_words(by=finance(priced))


def test_erasing_a_person_takes_the_words_of_their_lines(priced: World) -> None:
    placed = place(priced, "one", "CA")
    line = paid(priced, placed)
    person = placed.row().person
    assert NAME in str(export_person(person, by=SYSTEM, purpose="asked"))
    erase_person(person, by=SYSTEM, purpose="asked")
    with scope(SYSTEM):
        row = BankLine.objects.get(pk=line.line.pk)
    assert (row.sealed, row.amount_minor) == (None, FULL)
    assert {("charge", FULL), ("payment", -FULL)} <= set(placed.entries())
