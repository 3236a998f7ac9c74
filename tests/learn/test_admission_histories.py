"""Any history of applying, holding, offering, answering, lapsing, moving, paying and erasing keeps the rules.

Four people, three seats, one clock, on a database of its own where every step commits.
"""

from __future__ import annotations

import datetime as dt
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TypeVar
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.fixtures.actors import _store as store_account
from tests.fixtures.database import FreshDatabase
from tests.fixtures.desk import EXECUTIVE

from shelterbelt.ground import audit, clock
from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.ground.access.queries import actor_of, bearer_of
from shelterbelt.ground.access.roles import ANONYMOUS, SYSTEM, Actor
from shelterbelt.ground.db.backup import address_for_programs
from shelterbelt.ground.db.programs import program
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.holdings.services import export_person
from shelterbelt.ground.jobs.worker import run_worker
from shelterbelt.ground.secrets import digest_token, is_destroyed
from shelterbelt.learn.choices import OfferState
from shelterbelt.learn.models import (
    Application,
    BursaryPool,
    Cohort,
    CohortSeats,
    FeeStatement,
    Invoice,
    Offer,
    WaitingPlace,
)
from shelterbelt.learn.queries.fees import Payer, balance_of
from shelterbelt.learn.queries.joining import joining_held
from shelterbelt.learn.queries.money_audit import money_breaks
from shelterbelt.learn.queries.reviews import ReadingLine, own_reading, own_readings
from shelterbelt.learn.services import (
    applications,
    bursaries,
    cohorts,
    errors,
    fees,
    invoices,
    joining,
    leaving,
    offers,
    refunds,
    reviews,
    waiting,
)
from shelterbelt.learn.services.seats import prepare_seats
from shelterbelt.people.queries.held_texts import is_held
from shelterbelt.people.services import Refused, register_organisation
from shelterbelt.people.services.held_texts import act_on_text, hold_text_seen

Answer = TypeVar("Answer")
WHO = st.integers(0, 3)
MODES = st.sampled_from(("on_site", "online"))
CAPACITY = {"on_site": 2, "online": 1}
CONFLICT = "harbour-works.example"
COMMUNITY = "stateless"  # named by no definition: only an answer could bring it anywhere, and that is sealed
HOLDS_SEAT = (OfferState.MADE, OfferState.ACCEPTED)
REFUSALS = (
    NotThere,
    errors.ChangedMeanwhile,
    errors.Incomplete,
    errors.LastCallPassed,
    errors.NoSeat,
    errors.NotInThisState,
    errors.TooLate,
    errors.TooMuch,
    errors.WindowClosed,
    Refused,
)
"""What a service answers when a step does not fit; it has then changed nothing."""


@dataclass
class House:
    """One organisation with everyone a history needs."""

    organisation: UUID
    lead: Actor
    finance: Actor
    guard: Actor
    readers: list[Actor]
    fresh: FreshDatabase


@dataclass
class Person:
    """Someone who applies. The marks are what must be nowhere after erasing."""

    token: str
    bearer: Actor
    application: UUID
    key: UUID
    marks: tuple[str, ...]
    statements: set[UUID] = field(default_factory=set)
    held: list[UUID] = field(default_factory=list)


def small_definition(slug: str, label: str) -> str:
    """The Executive Programme with three seats and little bursary money."""
    text = EXECUTIVE.replace('slug = "executive"', f'slug = "{slug}"')
    text = text.replace("on_site = 24", f"on_site = {CAPACITY['on_site']}")
    text = text.replace("online = 24", f"online = {CAPACITY['online']}")
    assert 'bursary_pool = "10800.00"' in text
    del label
    return text.replace('bursary_pool = "10800.00"', 'bursary_pool = "300.00"')


class Places(RuleBasedStateMachine):
    """One cohort of its own for every history: applying, reading, offering, answering, time."""

    house: House

    @initialize()
    def begin(self) -> None:
        clock.move(ahead=dt.timedelta())
        self.ahead = dt.timedelta()
        self.steps = 0
        self.people: dict[int, Person] = {}
        self.erased: list[Person] = []
        self.round = uuid4().hex[:8]
        lead = self.house.lead
        text = small_definition(f"executive-{self.round}", self.round)
        with scope(lead):
            self.cohort = cohorts.create_cohort(by=lead, organisation=self.house.organisation, text=text)
            cohorts.open_cohort(by=lead, cohort=self.cohort)
        now = clock.now()
        Cohort.objects.filter(pk=self.cohort).update(
            apply_opens_at=now - dt.timedelta(days=1), apply_closes_at=now + dt.timedelta(days=400)
        )
        with scope(lead):
            prepare_seats(by=lead, cohort=self.cohort)
            bursaries.set_pool(by=lead, cohort=self.cohort)
            slug, first = "later", dt.date(2027, 9, 6)
            self.later = cohorts.copy_cohort(by=lead, cohort=self.cohort, first_week=first, slug=slug)
            cohorts.open_cohort(by=lead, cohort=self.later)
            prepare_seats(by=lead, cohort=self.later)
        Cohort.objects.filter(pk=self.later).update(
            apply_opens_at=now, apply_closes_at=now + dt.timedelta(days=400)
        )

    def teardown(self) -> None:
        try:
            if getattr(self, "erased", None):
                nothing_is_left(self.house.fresh, self.erased)
        finally:
            clock.move(ahead=dt.timedelta())

    def attempt(self, call: Callable[[], Answer]) -> Answer | None:
        """Run a service; a refusal is an answer too."""
        try:
            return call()
        except REFUSALS:
            return None

    def one(self, who: int) -> Person | None:
        return self.people.get(who)

    @rule(who=WHO, mode=MODES)
    def apply(self, who: int, mode: str) -> None:
        if who in self.people:
            return
        started = self.attempt(
            lambda: applications.start_application(by=ANONYMOUS, cohort=self.cohort, language="en")
        )
        if started is None:
            return
        bearer = bearer_of(digest_token(started.token))
        mark = f"Zq{uuid4().hex[:10]}"
        answers = {
            "name": f"Name {mark}",
            # The first applicant works where the last reader does.
            "email": f"mail-{mark.lower()}@{CONFLICT if who == 0 else 'example.net'}",
            "country": ("CA", "KE", "PE", "NP")[who],
            "zone": "Africa/Nairobi",
            "mode": mode,
            "sectors": ["education"],
            "languages": ["en"],
            "agency": f"Agency {mark}",
            "motivation": f"Reasons R{mark}",
            "access_needs": f"Needs {mark}",
            "communities": [COMMUNITY],
        }
        applications.submit_application(by=bearer, answers=answers)
        with scope(SYSTEM):
            row = Application.objects.get(pk=started.application)
        marks = (mark, mark.lower(), started.token, row.reference, COMMUNITY)
        self.people[who] = Person(started.token, bearer, row.pk, row.person, marks)

    @rule()
    def assign_reviews(self) -> None:
        self.attempt(lambda: reviews.assign_reviews(by=self.house.lead, cohort=self.cohort))

    @rule(reader=st.integers(0, 3), points=st.integers(0, 3), aside=st.booleans())
    def read(self, reader: int, points: int, aside: bool) -> None:
        actor = self.house.readers[reader]
        lines = self.readings(actor)
        if not lines:
            return
        line = lines[0]
        if aside:
            self.attempt(lambda: reviews.step_aside(by=actor, review=line.id))
            return
        with scope(actor):
            found = self.attempt(lambda: own_reading(for_=actor, review=line.id))
        if found:
            given = {criterion.key: points for criterion in found.rules.criteria}
            self.attempt(lambda: reviews.give_review(by=actor, review=line.id, points=given, remark="Clear."))

    def readings(self, actor: Actor) -> list[ReadingLine]:
        with scope(actor):
            return [line for line in own_readings(for_=actor) if line.cohort.pk == self.cohort]

    @invariant()
    def no_reader_sees_a_conflict_or_a_name(self) -> None:
        if not hasattr(self, "cohort"):
            return
        self.steps += 1
        first = self.people.get(0)
        known = {person.application: person for person in self.people.values()}
        for place, actor in enumerate(self.house.readers):
            if (place + self.steps) % len(self.house.readers):
                continue  # one after the other: each look is recorded, and costs a transaction
            with scope(actor):
                assert not Application.objects.exists()
            for line in self.readings(actor):
                with scope(actor):
                    reading = self.attempt(partial(own_reading, for_=actor, review=line.id))
                if reading is None:
                    continue
                assert not (place == len(self.house.readers) - 1 and first) or (
                    reading.application != first.application
                )
                person = known[reading.application]
                seen = repr(reading).replace(f"R{person.marks[0]}", "")
                assert not [mark for mark in person.marks if mark in seen]
                if is_held("application.motivation", reading.application):
                    assert person.marks[0] not in repr(reading)

    @rule(who=WHO, mode=MODES)
    def offer(self, who: int, mode: str) -> None:
        if person := self.one(who):
            self.attempt(
                lambda: offers.make_offer(by=self.house.lead, application=person.application, mode=mode)
            )

    @rule(who=WHO, mode=MODES)
    def put_on_list(self, who: int, mode: str) -> None:
        if person := self.one(who):
            decision = offers.One(person.application, mode)
            self.attempt(
                lambda: waiting.put_on_list(by=self.house.lead, cohort=self.cohort, decisions=[decision])
            )

    @rule(who=WHO)
    def turn_down(self, who: int) -> None:
        if person := self.one(who):
            given = [person.application]
            self.attempt(
                lambda: waiting.turn_down(by=self.house.lead, cohort=self.cohort, applications=given)
            )

    @rule(
        who=WHO,
        answer=st.sampled_from(
            (offers.accept_offer, offers.decline_offer, offers.restore_offer, leaving.withdraw_admission)
        ),
        times=st.integers(1, 2),
    )
    def answer(self, who: int, answer: Callable[..., object], times: int) -> None:
        if person := self.one(who):
            for _time in range(times):
                self.attempt(lambda: answer(by=person.bearer))

    @rule(who=WHO, mode=MODES)
    def change_answers(self, who: int, mode: str) -> None:
        if person := self.one(who):
            self.attempt(lambda: waiting.change_mode(by=person.bearer, mode=mode))
            self.attempt(lambda: applications.name_communities(by=person.bearer, keys=[COMMUNITY]))

    @rule(who=WHO)
    def withdraw_application(self, who: int) -> None:
        if person := self.one(who):
            self.attempt(lambda: applications.withdraw_application(by=person.bearer))

    @rule(days=st.sampled_from((1, 6, 11)))
    def time_passes(self, days: int) -> None:
        self.ahead += dt.timedelta(days=days)
        clock.move(ahead=self.ahead)
        leaving.lapse_offers_due(by=SYSTEM)


class Histories(Places):
    """The same with money, held texts and erasing; and what must always hold."""

    @rule(who=WHO, amount=st.sampled_from((5_000, 20_000, 30_000)))
    def grant_bursary(self, who: int, amount: int) -> None:
        if statement := self.statement(who):
            self.attempt(
                lambda: bursaries.grant_bursary(by=self.house.lead, statement=statement, amount_minor=amount)
            )

    @rule(who=WHO)
    def release_bursary(self, who: int) -> None:
        if statement := self.statement(who):
            self.attempt(lambda: bursaries.release_bursary(by=self.house.lead, statement=statement))

    @rule(who=WHO, kind=st.sampled_from(("payment", "refund", "chargeback")), amount=st.integers(1, 50_000))
    def move_money(self, who: int, kind: str, amount: int) -> None:
        if statement := self.statement(who):
            self.attempt(
                lambda: fees.write_ledger(
                    by=self.house.finance, statement=statement, kind=kind, amount_minor=amount
                )
            )

    @rule(who=WHO, lane=st.sampled_from(("group", "pay_less", "employer")))
    def choose_lane(self, who: int, lane: str) -> None:
        person = self.one(who)
        if person and self.statement(who):
            payer = Payer(f"Payer {person.marks[0]}", "1 Road", "", is_employer=True)
            self.attempt(
                lambda: fees.choose_lane(by=person.bearer, lane=lane, amount_minor=1_000, payer=payer)
            )

    @rule(who=WHO)
    def defer(self, who: int) -> None:
        if person := self.one(who):
            self.attempt(lambda: offers.defer_offer(by=person.bearer, to=self.later))

    @rule(who=WHO)
    def invoice(self, who: int) -> None:
        if statement := self.statement(who):
            self.attempt(
                lambda: invoices.issue_invoice(
                    by=self.house.finance, statement=statement, kind="invoice", language="en"
                )
            )

    @rule(who=WHO)
    def pay_back(self, who: int) -> None:
        if statement := self.statement(who):
            with scope(SYSTEM):
                owed = -balance_of(statement)
            if owed > 0:
                refunds.record_refund(by=self.house.finance, statement=statement, amount_minor=owed)

    @rule(who=WHO)
    def join(self, who: int) -> None:
        if person := self.one(who):
            mark = person.marks[0]
            mail = f"knows-{mark.lower()}@example.org"
            self.attempt(
                lambda: joining.name_someone(
                    by=person.bearer,
                    kind="referee",
                    name=f"Referee {mark}",
                    email=mail,
                    relationship="colleague",
                )
            )
            own = self.attempt(lambda: joining_held(for_=person.bearer))
            if own:
                self.attempt(
                    lambda: joining.agree_to_conduct(
                        by=person.bearer, name=f"Signs {mark}", digest=own.digest
                    )
                )

    @rule(who=WHO)
    def hold_text(self, who: int) -> None:
        if person := self.one(who):
            place = "application.motivation"
            held = hold_text_seen(by=person.bearer, place=place, object_id=person.application)
            person.held.append(held)
            assert is_held(place, person.application)

    @rule(who=WHO, shown=st.booleans())
    def act_on_text(self, who: int, shown: bool) -> None:
        person = self.one(who)
        if person and person.held:
            act_on_text(
                by=self.house.guard,
                held=person.held[-1],
                action="reported",
                words=f"Note {person.marks[0]}",
                is_shown_again=shown,
            )

    @rule(who=WHO)
    def erase(self, who: int) -> None:
        if person := self.people.pop(who, None):
            proof = applications.erase_application(by=person.bearer)
            assert not any(count.after for count in proof.counts)
            self.erased.append(person)

    @rule()
    @precondition(lambda self: bool(self.people))
    def erase_due(self) -> None:
        applications.erase_applications_due(by=SYSTEM)
        with scope(SYSTEM):
            kept = set(Application.objects.values_list("pk", flat=True))
        for who, person in list(self.people.items()):
            if person.application not in kept:
                self.erased.append(self.people.pop(who))

    @invariant()
    def every_seat_is_explained(self) -> None:
        if not hasattr(self, "cohort"):
            return
        for cohort in (self.cohort, self.later):
            self.seats_are_explained(cohort)

    def seats_are_explained(self, cohort: UUID) -> None:
        with scope(SYSTEM):
            rows = {row.mode: row for row in CohortSeats.objects.filter(cohort=cohort)}
            offered = Offer.objects.filter(cohort=cohort, state__in=HOLDS_SEAT)
            standing = list(offered.values_list("mode", "application"))
            live = WaitingPlace.objects.filter(cohort=cohort, left_at__isnull=True)
            lists = list(live.values_list("application", "mode"))
        held = Counter(mode for mode, _application in standing)
        for mode, capacity in CAPACITY.items():
            assert rows[mode].held == held[mode] <= rows[mode].capacity == capacity
        assert len({application for _mode, application in standing}) == len(standing)
        assert len(set(lists)) == len(lists)

    @invariant()
    def every_cent_is_explained(self) -> None:
        if not hasattr(self, "cohort"):
            return
        with scope(SYSTEM):
            for cohort in (self.cohort, self.later):
                assert money_breaks(for_=SYSTEM, cohort=cohort) == ()
            pool = BursaryPool.objects.get(cohort=self.cohort)
        assert 0 <= pool.granted_minor <= pool.total_minor

    @invariant()
    def nobody_erased_is_known(self) -> None:
        for person in getattr(self, "erased", ()):
            assert is_destroyed(person.key)
            with pytest.raises(NotThere):
                applications.withdraw_application(by=person.bearer)

    def statement(self, who: int) -> UUID | None:
        person = self.one(who)
        if person is None:
            return None
        with scope(SYSTEM):
            rows = FeeStatement.objects.filter(application=person.application)
            found = rows.values_list("pk", flat=True).first()
        if found:
            person.statements.add(found)
        return found


def nothing_is_left(fresh: FreshDatabase, erased: list[Person]) -> None:
    """No mark of anyone erased is in any table: rows, jobs and audit included."""
    run_worker(is_waiting=False)
    dump = dump_of(fresh)
    for person in erased:
        told = export_person(person.key, by=SYSTEM, purpose="test")
        assert not any(value for things in told.values() for value in things.values())
        assert [mark for mark in person.marks if mark in dump] == []
        with scope(SYSTEM):
            papers = Invoice.objects.filter(statement__in=person.statements, sealed__isnull=False)
            assert list(papers) == []
            assert not FeeStatement.objects.filter(person=person.key).exists()
    assert audit.verify() == ()


def dump_of(fresh: FreshDatabase) -> str:
    """Everything that the database holds, as text, by its owner."""
    address, environment = address_for_programs(fresh.conf, fresh.name)
    command = [program("pg_dump"), "--inserts", "--data-only", f"--dbname={address}"]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def house(fresh_database: FreshDatabase, settings: object, tmp_path: Path) -> Iterator[House]:
    conf = replace(fresh_database.conf, keys_dir=tmp_path / "keys")
    settings.CONF = conf  # type: ignore[attr-defined]
    organisation = register_organisation(
        by=SYSTEM, name="House", slug=f"house-{uuid4().hex[:8]}", country="CA"
    )

    def actor(role: str, email: str = "") -> Actor:
        return actor_of(store_account(role, organisation=organisation, email=email).pk)

    domains = ("north.example", "south.example", "east.example", CONFLICT)
    readers = [actor("reviewer", f"reader@{domain}") for domain in domains]
    staff = (actor("programme_lead"), actor("finance"), actor("safeguarding"))
    yield House(organisation, *staff, readers, fresh_database)
    clock.move(ahead=dt.timedelta())


def run(house: House, *, examples: int, steps: int) -> None:
    Histories.house = house
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            # A step here takes a tenth of a second: a fault is told at once, as it was found, and not made smaller.
            phases=(Phase.generate,),
        ),
    )


def test_any_history_keeps_the_rules(house: House) -> None:
    run(house, examples=4, steps=18)


@pytest.mark.soak
def test_any_long_history_keeps_the_rules(house: House) -> None:
    run(house, examples=400, steps=60)


def test_the_search_finds_what_is_still_there(house: House) -> None:
    """The control: before erasing the marks are in the dump, and the search says so."""
    Histories.house = house
    history = Histories()
    history.begin()
    history.apply(0, "online")
    person = history.people[0]
    assert person.marks[0] in dump_of(house.fresh)
    with pytest.raises(AssertionError):
        nothing_is_left(house.fresh, [person])
    history.erase(0)
    nothing_is_left(house.fresh, [person])


def test_a_whole_life_step_by_step(house: House) -> None:
    """One history by hand, so that the rules above are known to reach every state they speak of."""
    Histories.house = house
    history = Histories()
    history.begin()
    for who in range(4):
        history.apply(who, "on_site")
    history.assign_reviews()
    assert any(history.readings(actor) for actor in house.readers)
    for reader in range(4):
        history.read(reader, 2, aside=reader == 1)
        history.no_reader_sees_a_conflict_or_a_name()
    for who in (0, 1):
        history.offer(who, "on_site")
    for who in (2, 3):
        history.put_on_list(who, "on_site")
    history.answer(0, offers.accept_offer, 2)
    history.grant_bursary(0, 20_000)
    history.move_money(0, "payment", 1_000)
    history.answer(1, offers.decline_offer, 1)
    with scope(SYSTEM):
        standing = Offer.objects.filter(cohort=history.cohort, state=OfferState.MADE)
        assert [offer.application_id for offer in standing] == [history.people[2].application]
    history.hold_text(0)
    for _reader in house.readers:
        history.no_reader_sees_a_conflict_or_a_name()
    history.act_on_text(0, shown=False)
    history.answer(0, leaving.withdraw_admission, 1)
    history.time_passes(11)
    history.every_seat_is_explained()
    history.every_cent_is_explained()
    with scope(SYSTEM):
        states = Counter(Offer.objects.filter(cohort=history.cohort).values_list("state", flat=True))
        assert states == {"withdrawn": 1, "declined": 1, "lapsed": 2}
        assert BursaryPool.objects.get(cohort=history.cohort).granted_minor == 0
    for who in range(4):
        history.erase(who)
    history.nobody_erased_is_known()
    history.every_seat_is_explained()
    history.every_cent_is_explained()
    history.teardown()
