"""What is proposed for a line of a bank statement, and what is left to a person."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.learn.engine.matching import slow_matching

from shelterbelt.learn.engine import matching
from shelterbelt.learn.engine.matching import (
    Confidence,
    Incoming,
    Kind,
    MatchProblem,
    Owed,
    Proposal,
    Reason,
    Settled,
    Why,
    check,
    propose,
)
from shelterbelt.learn.engine.matching.likeness import are_similar, is_one_edit
from shelterbelt.learn.engine.matching.plan import Open

DAY = dt.date(2027, 3, 24)
AMINA = Owed("s1", "FBCDGHJK2", "EUR", 30_000, (10_000, 10_000, 10_000), ("Amina Otieno-Birkenfeld",))
TOMASZ = Owed("s2", "FQRSTVWX9", "EUR", 20_000, (), ("Tomasz Quillacollo", "Harbour House"), "PO 4711-A")
PAID = Settled("p1", "s1", "EUR", 12_500, DAY - dt.timedelta(days=20))
BOTH = (AMINA, TOMASZ)


def answered(line: Incoming, *statements: Owed, settled: tuple[Settled, ...] = ()) -> Proposal | Open:
    problem = MatchProblem(statements or BOTH, settled, (line,))
    plan = propose(problem)
    assert check(problem, plan) == ()
    return (*plan.proposals, *plan.open)[0]  # type: ignore[return-value]


def money(amount: int, text: str = "", name: str = "", **more: object) -> Incoming:
    return replace(Incoming("l1", DAY, amount, "EUR", name, text), **more)  # type: ignore[arg-type]


def test_public_surface() -> None:
    assert all(hasattr(matching, name) for name in matching.__all__)


@pytest.mark.parametrize(
    ("line", "statement", "confidence", "reasons"),
    [
        (money(30_000, "fee FBCDGHJK2"), "s1", "certain", ("reference_exact", "owed_exactly")),
        (money(10_000, "FBCD GHJK 2, thanks"), "s1", "certain", ("reference_exact", "instalment")),
        (money(30_000, "REF:FBCDGHJK2END"), "s1", "certain", ("reference_exact", "owed_exactly")),
        (money(5_000, "fbcdghjk2"), "s1", "likely", ("reference_exact", "part")),
        (money(30_000, "FBCDGHKJ2"), "s1", "likely", ("reference_typo", "owed_exactly")),
        (
            money(5_000, "FBCDHJK2", "OTIENO BIRKENFELD AMINA"),
            "s1",
            "likely",
            ("reference_typo", "name_similar", "part"),
        ),
        (money(5_000, "FBCDGHHJK2"), "s1", "possible", ("reference_typo", "part")),
        (money(20_000, "your PO4711A"), "s2", "likely", ("employer_reference", "owed_exactly")),
        (money(7_000, "PO 4711 A"), "s2", "possible", ("employer_reference", "part")),
        (money(20_000, "course", "Quillacolo, Tomasz"), "s2", "possible", ("name_similar", "owed_exactly")),
    ],
)
def test_payment_is_proposed_with_its_reasons(
    line: Incoming, statement: str, confidence: str, reasons: tuple[str, ...]
) -> None:
    expected = Proposal("l1", statement, Kind.PAYMENT, Confidence(confidence), tuple(map(Reason, reasons)))
    assert answered(line) == expected


@pytest.mark.parametrize(
    ("line", "why", "candidates"),
    [
        (money(30_000, "course fee"), Why.NOTHING_FOUND, ()),
        (money(5_000, "", "Tomasz Quillacollo"), Why.NOTHING_FOUND, ()),
        (money(30_001, "FBCDGHJK2"), Why.MORE_THAN_OWED, ("s1",)),
        (money(5_000, "FBCDGHJK2 and FQRSTVWX9"), Why.SEVERAL, ("s1", "s2")),
        (money(30_000, "FBCDGHJK2", currency="CHF"), Why.OTHER_CURRENCY, ("s1",)),
        (money(-400, "account fees"), Why.NOT_A_RETURN, ()),
    ],
)
def test_no_proposal_says_why(line: Incoming, why: Why, candidates: tuple[str, ...]) -> None:
    assert answered(line) == Open("l1", why, candidates)


def test_chargeback_names_the_earlier_payment() -> None:
    line = money(-12_500, "RETURNED FBCDGHJK2", is_return=True)
    found = answered(line, *BOTH, settled=(PAID,))
    reasons = (Reason.REFERENCE_EXACT, Reason.SAME_AMOUNT_PAID, Reason.BANK_SAYS_RETURNED)
    assert found == Proposal("l1", "s1", Kind.CHARGEBACK, Confidence.CERTAIN, reasons, "p1")
    twins = (PAID, replace(PAID, id="p2", statement="s2"))
    assert answered(money(-12_500, "returned", is_return=True), *BOTH, settled=twins) == Open(
        "l1", Why.SEVERAL, ("s1", "s2")
    )
    late = replace(PAID, on=DAY + dt.timedelta(days=1))
    assert answered(line, *BOTH, settled=(late,)) == Open("l1", Why.NOT_A_RETURN)


def test_a_payment_is_taken_back_once() -> None:
    lines = tuple(replace(money(-12_500, "FBCDGHJK2", is_return=True), id=key) for key in ("l1", "l2"))
    problem = MatchProblem(BOTH, (PAID,), lines)
    plan = propose(problem)
    assert check(problem, plan) == ()
    assert [one.line for one in plan.proposals] == ["l1"]
    assert plan.open == (Open("l2", Why.MORE_THAN_OWED, ("s1",)),)


def test_refund_that_is_due_is_no_chargeback() -> None:
    owed_back = replace(AMINA, owed_minor=-12_500, instalments=())
    found = answered(money(-12_500, "refund FBCDGHJK2"), owed_back, TOMASZ, settled=(PAID,))
    assert isinstance(found, Proposal)
    assert (found.kind, found.confidence) == (Kind.REFUND, Confidence.CERTAIN)


def test_two_weak_lines_for_one_fee_both_stay_open() -> None:
    lines = tuple(replace(money(20_000, "", "Tomasz Quillacollo"), id=key) for key in ("l1", "l2"))
    plan = propose(MatchProblem(BOTH, (), lines))
    assert plan.proposals == ()
    assert plan.open == (Open("l1", Why.RIVALS, ("s2",)), Open("l2", Why.RIVALS, ("s2",)))


def test_a_second_payment_of_the_same_fee_is_left_to_a_person() -> None:
    lines = tuple(replace(money(20_000, "FQRSTVWX9"), id=key) for key in ("l1", "l2"))
    plan = propose(MatchProblem(BOTH, (), lines))
    assert [one.line for one in plan.proposals] == ["l1"]
    assert plan.open == (Open("l2", Why.MORE_THAN_OWED, ("s2",)),)


def test_check_finds_planted_faults() -> None:
    problem = MatchProblem(BOTH, (PAID,), (money(30_000, "FBCDGHJK2"),))
    plan = propose(problem)
    (good,) = plan.proposals
    for wrong in (
        replace(good, statement="s2"),
        replace(good, reasons=(Reason.REFERENCE_EXACT, Reason.INSTALMENT)),
        replace(good, kind=Kind.CHARGEBACK, payment="p1"),
        replace(good, reasons=(Reason.OWED_EXACTLY,)),
    ):
        assert check(problem, replace(plan, proposals=(wrong,)))
    assert check(problem, replace(plan, proposals=(good, good)))
    assert check(problem, replace(plan, proposals=()))


NAMES = ("Amina Otieno", "Bo Li", "Tomasz Quillacollo", "Otieno Amina B", "Harbour House Trust", "")
ALPHABET = "BCD2"
references = st.text(ALPHABET, min_size=4, max_size=4)
statements = st.lists(
    st.builds(
        Owed,
        id=st.just(""),
        reference=references,
        currency=st.sampled_from(("EUR", "CHF")),
        owed_minor=st.integers(0, 4).map(lambda n: n * 100),
        instalments=st.lists(st.just(100), max_size=2).map(tuple),
        names=st.lists(st.sampled_from(NAMES), max_size=2).map(tuple),
        employer_reference=st.sampled_from(("", "PO47", "PO48")),
    ),
    max_size=5,
    unique_by=lambda one: one.reference,
).map(lambda found: tuple(replace(one, id=f"s{place}") for place, one in enumerate(found)))
lines = st.lists(
    st.builds(
        Incoming,
        id=st.just(""),
        on=st.dates(DAY, DAY + dt.timedelta(days=3)),
        amount_minor=st.integers(1, 4).map(lambda n: n * 100),
        currency=st.sampled_from(("EUR", "CHF")),
        name=st.sampled_from(NAMES),
        text=st.lists(
            references | st.text(ALPHABET, min_size=3, max_size=5) | st.sampled_from(("PO47", "fee")),
            max_size=3,
        ).map(" ".join),
    ),
    max_size=6,
).map(lambda found: tuple(replace(one, id=f"l{place}") for place, one in enumerate(found)))


@settings(max_examples=150, deadline=None)
@given(statements=statements, lines=lines)
def test_plan_agrees_with_looking_at_every_pair(
    statements: tuple[Owed, ...], lines: tuple[Incoming, ...]
) -> None:
    problem = MatchProblem(statements, (), lines)
    plan = propose(problem)
    assert check(problem, plan) == ()
    expected = slow_matching.paid(problem)
    assert {one.line: (one.statement, one.confidence) for one in plan.proposals} == expected
    again = propose(MatchProblem(statements[::-1], (), lines))
    assert again == plan


@settings(max_examples=100, deadline=None)
@given(statements=statements, lines=lines, data=st.data())
def test_money_back_is_consistent(
    statements: tuple[Owed, ...], lines: tuple[Incoming, ...], data: st.DataObject
) -> None:
    if not statements:
        return
    settled = tuple(
        Settled(f"p{place}", one.id, one.currency, 100 * data.draw(st.integers(1, 4)), DAY)
        for place, one in enumerate(data.draw(st.lists(st.sampled_from(statements), max_size=4)))
    )
    backs = tuple(
        replace(one, amount_minor=-one.amount_minor, is_return=data.draw(st.booleans())) for one in lines
    )
    owed = tuple(replace(one, owed_minor=-one.owed_minor, instalments=()) for one in statements)
    problem = MatchProblem(owed, settled, backs)
    assert check(problem, propose(problem)) == ()


@settings(max_examples=200, deadline=None)
@given(first=st.text("AB", max_size=5), second=st.text("AB", max_size=5))
def test_one_edit_is_what_the_definition_says(first: str, second: str) -> None:
    assert is_one_edit(first, second) == (slow_matching.edits(first, second) == 1)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("José Álvarez", "ALVAREZ JOSE", True),
        ("أمينة عثمان", "عثمان أمينة", True),
        ("Amina Otieno", "Amina Otienno", True),
        ("Amina Otieno", "Amina", False),
        ("Bo Li", "Bo Lu", False),
        ("Amina Otieno", "Amena Otienno", False),
    ],
)
def test_similar_names(first: str, second: str, expected: bool) -> None:
    assert are_similar(first, second) is expected
