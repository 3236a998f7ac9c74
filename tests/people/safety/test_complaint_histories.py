"""Any history of complaining, handling, keeping apart, closing and erasing keeps the rules."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from tests.people.conftest import Someone
from tests.people.safety.conftest import Office, bearer, make_office

from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.audit.models import Event
from shelterbelt.ground.db.scope import scope
from shelterbelt.people.models import Complaint, ComplaintStep, KeptApart, Professional
from shelterbelt.people.queries.apart import are_apart, kept_from, pairs_apart
from shelterbelt.people.queries.complaints import complaint_held, complaints_listed
from shelterbelt.people.services.apart import end_apart, keep_apart
from shelterbelt.people.services.complaints import Made, take_back_complaint, tell_more
from shelterbelt.people.services.errors import Refused
from shelterbelt.people.services.handling import (
    acknowledge_complaint,
    close_complaint,
    hand_over_complaint,
    message_complaint,
    note_complaint,
)
from shelterbelt.people.services.upkeep import erase_complaints_due

WHICH = st.integers(0, 3)
WHO = st.integers(0, 1)
PAIR = st.sampled_from(((0, 1), (0, 2), (1, 2)))


@dataclass
class Known:
    """What the oracle knows of one complaint."""

    made: Made
    told: int = 1
    is_closed: bool = False
    erase_on: dt.date | None = None
    withheld: set[int] = field(default_factory=set)
    apart: set[tuple[int, int]] = field(default_factory=set)


class Histories(RuleBasedStateMachine):
    """One organisation, two officers, three people, one clock."""

    make: Callable[..., Someone]

    @initialize()
    def begin(self) -> None:
        clock.move(ahead=dt.timedelta())
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.office: Office = make_office(self.make)
        self.officers = (self.office.officer, self.office.second)
        self.people = sorted((self.make(f"Person {place}").id for place in range(3)), key=str)
        Professional.objects.filter(pk__in=self.people).update(organisation=self.office.organisation)
        self.known: list[Known] = []
        self.gone: list[Made] = []

    def pick(self, which: int) -> Known | None:
        return self.known[which % len(self.known)] if self.known else None

    @rule(withheld=st.sampled_from((None, 0, 1)))
    def complain(self, withheld: int | None) -> None:
        if len(self.known) >= 3:
            return
        not_to = [] if withheld is None else [self.officers[withheld].account.pk]
        found = Known(self.office.complain(not_to=not_to))
        found.withheld = set() if withheld is None else {withheld}
        self.known.append(found)

    @rule(which=WHICH, who=WHO, deed=st.sampled_from(("acknowledge", "note", "message", "close", "step out")))
    def handle(self, which: int, who: int, deed: str) -> None:
        known = self.pick(which)
        if known is None:
            return
        actor, complaint = self.officers[who].actor, known.made.complaint
        is_last = len(known.withheld | {who}) == 2
        told = {"acknowledge": 1, "message": 1, "close": 1}.get(deed, 0)
        if deed == "acknowledge" and self.is_acknowledged(known):
            told = 0
        deeds: dict[str, Callable[[], None]] = {
            "acknowledge": lambda: acknowledge_complaint(by=actor, complaint=complaint),
            "note": lambda: note_complaint(by=actor, complaint=complaint, words="note"),
            "message": lambda: message_complaint(by=actor, complaint=complaint, words="word"),
            "close": lambda: close_complaint(by=actor, complaint=complaint, outcome="upheld", words="word"),
            "step out": lambda: hand_over_complaint(by=actor, complaint=complaint, concerns_me=True),
        }
        if who in known.withheld:
            with pytest.raises(NotThere):
                deeds[deed]()
        elif known.is_closed or (deed == "step out" and is_last):
            with pytest.raises(Refused):
                deeds[deed]()
        else:
            deeds[deed]()
            known.told += told
            if deed == "close":
                self.end(known)
            if deed == "step out":
                known.withheld.add(who)

    def is_acknowledged(self, known: Known) -> bool:
        with scope(SYSTEM):
            return Complaint.objects.get(pk=known.made.complaint).state != "received"

    def end(self, known: Known) -> None:
        known.is_closed = True
        known.erase_on = clock.today() + dt.timedelta(days=730)

    @rule(which=WHICH, is_over=st.booleans())
    def follow(self, which: int, is_over: bool) -> None:
        known = self.pick(which)
        if known is None:
            return
        actor = bearer(known.made.token)
        call = (
            (lambda: take_back_complaint(by=actor))
            if is_over
            else (lambda: tell_more(by=actor, words="more"))
        )
        if known.is_closed:
            with pytest.raises(Refused):
                call()  # type: ignore[no-untyped-call]
            return
        call()  # type: ignore[no-untyped-call]
        known.told += 1
        if is_over:
            self.end(known)

    @rule(which=WHICH, who=WHO, pair=PAIR, is_ended=st.booleans())
    def part(self, which: int, who: int, pair: tuple[int, int], is_ended: bool) -> None:
        known = self.pick(which)
        if known is None or who in known.withheld:
            return
        actor, complaint = self.officers[who].actor, known.made.complaint
        first, second = (self.people[place] for place in pair)
        if is_ended:
            with scope(SYSTEM):
                row = KeptApart.objects.filter(
                    complaint=complaint, first=first, second=second, ended_at=None
                ).first()
            assert (row is not None) == (pair in known.apart)
            if row:
                end_apart(by=actor, complaint=complaint, apart=row.pk)
                known.apart.discard(pair)
                known.told += 1
            return
        fresh = keep_apart(by=actor, complaint=complaint, ones=[second], others=[first])
        assert fresh == (pair not in known.apart)
        known.told += fresh
        known.apart.add(pair)

    @rule(days=st.sampled_from((1, 31, 731)))
    def wait(self, days: int) -> None:
        clock.move(ahead=clock.offset() + dt.timedelta(days=days))
        due = [one for one in self.known if one.erase_on and one.erase_on <= clock.today()]
        assert erase_complaints_due() == len(due)
        self.gone += [one.made for one in due]
        self.known = [one for one in self.known if one not in due]

    @invariant()
    def everyone_sees_exactly_their_own(self) -> None:
        if not hasattr(self, "office"):
            return
        for place, officer in enumerate(self.officers):
            with scope(officer.actor):
                seen = {line.id for line in complaints_listed(for_=officer.actor)[0]}
            assert seen == {one.made.complaint for one in self.known if place not in one.withheld}
        for known in self.known:
            with scope(bearer(known.made.token)):
                own = complaint_held(for_=bearer(known.made.token))
            assert len(own.steps) == known.told
            assert (own.outcome is not None) == known.is_closed

    @invariant()
    def people_are_apart_as_long_as_one_complaint_says_so(self) -> None:
        if not hasattr(self, "office"):
            return
        wanted = {pair for known in self.known for pair in known.apart}
        ids: dict[tuple[int, int], tuple[UUID, UUID]] = {
            pair: (self.people[pair[0]], self.people[pair[1]]) for pair in ((0, 1), (0, 2), (1, 2))
        }
        assert {pair for pair, both in ids.items() if are_apart(*both)} == wanted
        assert pairs_apart(self.people) == {ids[pair] for pair in wanted}
        assert kept_from(self.people[0]) == {self.people[second] for first, second in wanted if first == 0}

    @invariant()
    def nothing_is_left_of_what_was_erased(self) -> None:
        for made in getattr(self, "gone", []):
            with scope(SYSTEM):
                assert not Complaint.objects.filter(pk=made.complaint).exists()
                assert not ComplaintStep.objects.filter(complaint=made.complaint).exists()
            with scope(bearer(made.token)), pytest.raises(NotThere):
                complaint_held(for_=bearer(made.token))

    def teardown(self) -> None:
        if hasattr(self, "office"):
            assert not Event.objects.filter(kind="complaint", organisation__isnull=False).exists()
            transaction.set_rollback(True)
            self.outer.__exit__(None, None, None)
        clock.move(ahead=dt.timedelta())


def run(make: Callable[..., Someone], examples: int, steps: int) -> None:
    machine = type("Machine", (Histories,), {"make": staticmethod(make)})
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=checks,
            phases=(Phase.generate,),
        ),
    )


def test_any_history_keeps_the_rules(db: None, someone: Callable[..., Someone]) -> None:
    del db
    run(someone, examples=3, steps=8)


@pytest.mark.soak
def test_any_history_keeps_the_rules_for_long(db: None, someone: Callable[..., Someone]) -> None:
    del db
    run(someone, examples=300, steps=40)
