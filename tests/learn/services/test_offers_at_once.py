"""Many at once on a real database: seats are never over-sold; and the race that locking them prevents."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, connections, transaction
from tests.fixtures.admission import Intake, make_intake
from tests.fixtures.database import FreshDatabase

from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.audit import verify
from shelterbelt.learn.services import leaving, offers, seats, waiting
from shelterbelt.learn.services.errors import NoSeat

AT_ONCE = 50
READ = "SELECT capacity, held FROM scratch_seats"
READ_LOCKED = f"{READ} FOR UPDATE"


def at_once(deeds: Sequence[Callable[[], object]]) -> Counter[str]:
    """Every deed in a thread and a connection of its own, all beginning together; how each of them ended.

    Raises:
        DatabaseError: a deed ended in the database's own error, which the service should have foreseen.
    """
    gate = threading.Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> str:
        gate.wait(timeout=60)
        try:
            deed()
        except Exception as error:
            if isinstance(error, DatabaseError):
                raise
            return type(error).__name__
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return Counter(pool.map(run, deeds))


@pytest.fixture
def intake(fresh_database: FreshDatabase) -> Intake:
    del fresh_database
    return make_intake(online=3, on_site=2)


def test_fifty_offers_for_three_seats(intake: Intake) -> None:
    people = intake.applicants(AT_ONCE)
    ended = at_once(
        [
            lambda one=one: offers.make_offer(by=intake.lead, application=one.id, mode="online")  # type: ignore[misc]
            for one in people
        ]
    )
    assert ended == {"done": 3, "NoSeat": AT_ONCE - 3}
    assert intake.held() == (3, 3)
    assert not verify()


def test_fifty_answers_of_every_kind_keep_the_seats(intake: Intake) -> None:
    """Acceptances, refusals, changes of mode and withdrawals at once, while the list rolls down."""
    holders = intake.applicants(5)
    for number, one in enumerate(holders):
        mode = "online" if number < 3 else "on_site"
        offers.make_offer(by=intake.lead, application=one.id, mode=mode)
    waiters = intake.applicants(20, first=10)
    waiting.put_on_list(
        by=intake.lead,
        cohort=intake.cohort,
        decisions=[
            offers.One(one.id, "online" if place % 2 else "on_site") for place, one in enumerate(waiters)
        ],
    )
    for one in (holders[0], holders[3]):
        offers.accept_offer(by=one.bearer)
    deeds: list[Callable[[], object]] = []
    for place, one in enumerate(holders):
        deeds += [lambda one=one: offers.accept_offer(by=one.bearer)] * 2  # type: ignore[misc]
        deeds.append(lambda one=one: offers.decline_offer(by=one.bearer))  # type: ignore[misc]
        wish = "on_site" if place < 3 else "online"
        deeds.append(lambda one=one, wish=wish: waiting.change_mode(by=one.bearer, mode=wish))  # type: ignore[misc]
        deeds.append(lambda one=one: leaving.withdraw_admission(by=one.bearer))  # type: ignore[misc]
    for place, one in enumerate(waiters):
        wish = "on_site" if place % 2 else "online"
        deeds.append(lambda one=one, wish=wish: waiting.change_mode(by=one.bearer, mode=wish))  # type: ignore[misc]
    deeds += [lambda: leaving.lapse_offers_due(by=SYSTEM)] * 5
    assert len(deeds) == AT_ONCE
    ended = at_once(deeds)
    assert set(ended) <= {"done", "NotInThisState", "TooLate"}, ended
    assert intake.held("online") == (3, 3)
    assert intake.held("on_site") == (2, 2)
    assert not verify()


def test_fifty_refusals_move_fifty_up(intake: Intake) -> None:
    seats.change_capacity(by=intake.lead, cohort=intake.cohort, capacity={"online": AT_ONCE})
    people = intake.applicants(AT_ONCE)
    next_up = intake.applicants(AT_ONCE, first=100)
    offers.make_offers(
        by=intake.lead, cohort=intake.cohort, decisions=[offers.One(one.id, "online") for one in people]
    )
    waiting.put_on_list(
        by=intake.lead, cohort=intake.cohort, decisions=[offers.One(one.id, "online") for one in next_up]
    )
    ended = at_once([lambda one=one: offers.decline_offer(by=one.bearer) for one in people])  # type: ignore[misc]
    assert ended == {"done": AT_ONCE}
    assert intake.held() == (AT_ONCE, AT_ONCE)
    assert {one.state for one in next_up} == {"offered"}
    assert not verify()


def test_offer_is_accepted_once_from_two_devices(intake: Intake) -> None:
    one = intake.applicant()
    offers.make_offer(by=intake.lead, application=one.id, mode="online")
    ended = at_once([lambda: offers.accept_offer(by=one.bearer)] * 10)
    assert ended == {"done": 10}
    assert intake.held() == (1, 1)


def test_yes_and_no_from_two_devices_is_one_of_them(intake: Intake) -> None:
    one = intake.applicant()
    offers.make_offer(by=intake.lead, application=one.id, mode="online")
    ended = at_once(
        [lambda: offers.accept_offer(by=one.bearer), lambda: offers.decline_offer(by=one.bearer)] * 5
    )
    assert ended == {"done": 5, "NotInThisState": 5}
    kept = 1 if one.state == "admitted" else 0
    assert intake.held() == (kept, kept)


def test_without_the_lock_the_same_race_sells_too_many(fresh_database: FreshDatabase) -> None:
    """The control: read, decide, write on a table without lock or constraint. All readers meet before any writes."""
    del fresh_database
    there_are, buyers = 3, 12
    with connections["owner"].cursor() as owner:
        owner.execute("CREATE TABLE scratch_seats (capacity int, held int)")
        owner.execute("CREATE TABLE scratch_sold (buyer int)")
        owner.execute("INSERT INTO scratch_seats VALUES (%s, 0)", [there_are])
        owner.execute("GRANT ALL ON scratch_seats, scratch_sold TO PUBLIC")
    met = threading.Barrier(buyers)

    def buy(number: int, *, is_locked: bool) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(READ_LOCKED if is_locked else READ)
            capacity, held = cursor.fetchone()
            if not is_locked:
                met.wait(timeout=60)
            if held >= capacity:
                raise NoSeat("online")
            cursor.execute("UPDATE scratch_seats SET held = %s", [held + 1])
            cursor.execute("INSERT INTO scratch_sold VALUES (%s)", [number])

    def sold(*, is_locked: bool) -> int:
        with connections["owner"].cursor() as owner:
            owner.execute("DELETE FROM scratch_sold")
            owner.execute("UPDATE scratch_seats SET held = 0")
        at_once([lambda number=number: buy(number, is_locked=is_locked) for number in range(buyers)])  # type: ignore[misc]
        with connections["owner"].cursor() as owner:
            owner.execute("SELECT count(*) FROM scratch_sold")
            return int(owner.fetchone()[0])

    assert sold(is_locked=False) == buyers > there_are
    assert sold(is_locked=True) == there_are
