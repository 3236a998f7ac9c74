"""Proposals: what speaks for each statement, then the strongest first, never two for one line."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from shelterbelt.learn.engine.matching.likeness import Index
from shelterbelt.learn.engine.matching.plan import Confidence, Kind, MatchPlan, Open, Proposal, Reason, Why
from shelterbelt.learn.engine.matching.problem import Incoming, MatchProblem, Owed, Settled

#: The most days after which a bank takes a payment back: 13 months, the time SEPA allows for direct debits.
MOST_DAYS_BACK = 400
_ORDER = (Confidence.CERTAIN, Confidence.LIKELY, Confidence.POSSIBLE)


@dataclass(frozen=True, slots=True)
class _Case:
    """What speaks for one statement."""

    statement: str
    kind: Kind
    confidence: Confidence
    reasons: tuple[Reason, ...]
    amount_minor: int
    payment: str = ""


def propose(problem: MatchProblem) -> MatchPlan:
    """Propose a statement for each line, or say why not.

    A line gets the statement for which most speaks, if it is the only one in that class. Lines are taken by class,
    then by day and id; what is proposed for a statement never adds up to more than is owed, and a payment is
    taken back once. Two lines of which each only possibly pays what one of them would, both stay open.
    """
    return _Proposer(problem).run()


class _Proposer:
    def __init__(self, problem: MatchProblem) -> None:
        self.problem = problem
        self.statements = {one.id: one for one in problem.statements}
        self.index = Index(problem.statements)
        self.left = {one.id: one.owed_minor for one in problem.statements}
        self.taken: set[str] = set()
        self.by_amount: dict[tuple[str, int], list[Settled]] = defaultdict(list)
        for one in problem.settled:
            if one.statement in self.statements:
                self.by_amount[one.currency, one.amount_minor].append(one)
        self.answers: dict[str, Proposal | Open] = {}

    def run(self) -> MatchPlan:
        chosen: dict[str, _Case] = {}
        for line in self.problem.lines:
            cases, other = self._cases(line)
            best = _best(cases)
            if len(best) == 1:
                chosen[line.id] = best[0]
            else:
                self.answers[line.id] = _unanswered(line, best, other)
        self._settle(chosen)
        answers = [self.answers[line.id] for line in self.problem.lines]
        return MatchPlan(
            tuple(one for one in answers if isinstance(one, Proposal)),
            tuple(one for one in answers if isinstance(one, Open)),
        )

    def _settle(self, chosen: dict[str, _Case]) -> None:
        rivals = Counter(
            (case.statement, case.kind, case.payment)
            for case in chosen.values()
            if case.confidence is Confidence.POSSIBLE
        )
        lines = {line.id: line for line in self.problem.lines}
        order = sorted(chosen, key=lambda line: (_ORDER.index(chosen[line].confidence), lines[line].on, line))
        for line in order:
            case = chosen[line]
            is_weak = case.confidence is Confidence.POSSIBLE
            if is_weak and rivals[case.statement, case.kind, case.payment] > 1:
                self.answers[line] = Open(line, Why.RIVALS, (case.statement,))
            elif not self._fits(case):
                self.answers[line] = Open(line, Why.MORE_THAN_OWED, (case.statement,))
            else:
                self._take(case)
                self.answers[line] = Proposal(
                    line, case.statement, case.kind, case.confidence, case.reasons, case.payment
                )

    def _fits(self, case: _Case) -> bool:
        if case.kind is Kind.CHARGEBACK:
            return case.payment not in self.taken
        if case.kind is Kind.REFUND:
            return self.left[case.statement] <= case.amount_minor < 0
        return 0 < case.amount_minor <= self.left[case.statement]

    def _take(self, case: _Case) -> None:
        if case.kind is Kind.CHARGEBACK:
            self.taken.add(case.payment)
        else:
            self.left[case.statement] -= case.amount_minor

    def _cases(self, line: Incoming) -> tuple[list[_Case], list[str]]:
        """What speaks for statements in the line's currency; and those named by it in another currency."""
        words = f"{line.text} {line.name}"
        exact = self.index.with_reference(words)
        slips = {} if exact else self.index.with_slip(words)
        employers = self.index.with_employer_reference(words)
        names = self.index.with_name(line.name)
        told: dict[str, list[Reason]] = defaultdict(list)
        for reason, found in (
            (Reason.REFERENCE_EXACT, exact),
            (Reason.REFERENCE_TYPO, slips),
            (Reason.EMPLOYER_REFERENCE, employers),
            (Reason.NAME_SIMILAR, names),
        ):
            for key in found:
                told[key].append(reason)
        other = [key for key in (*exact, *slips) if self.statements[key].currency != line.currency]
        mine = {key: tuple(why) for key, why in told.items() if key not in other}
        mine = {key: why for key, why in mine.items() if self.statements[key].currency == line.currency}
        if line.amount_minor > 0:
            cases = (_payment(self.statements[key], line, why) for key, why in mine.items())
            return [case for case in cases if case], other
        return [*self._refunds(line, mine), *self._chargebacks(line, mine)], other

    def _refunds(self, line: Incoming, told: dict[str, tuple[Reason, ...]]) -> Iterable[_Case]:
        if line.is_return:
            return
        for key, why in told.items():
            if self.statements[key].owed_minor == line.amount_minor:
                found = (*why, Reason.REFUND_DUE)
                yield _Case(key, Kind.REFUND, _strength(why), found, line.amount_minor)

    def _chargebacks(self, line: Incoming, told: dict[str, tuple[Reason, ...]]) -> Iterable[_Case]:
        for paid in self.by_amount.get((line.currency, -line.amount_minor), ()):
            why = told.get(paid.statement, ())
            is_due = self.statements[paid.statement].owed_minor == line.amount_minor
            if not 0 <= (line.on - paid.on).days <= MOST_DAYS_BACK or (is_due and not line.is_return):
                continue
            if not why and not line.is_return:
                continue
            marks = (Reason.BANK_SAYS_RETURNED,) if line.is_return else ()
            found = (*why, Reason.SAME_AMOUNT_PAID, *marks)
            strength = _strength(why) if why else Confidence.POSSIBLE
            yield _Case(paid.statement, Kind.CHARGEBACK, strength, found, line.amount_minor, paid.id)


def _payment(statement: Owed, line: Incoming, why: tuple[Reason, ...]) -> _Case | None:
    """The class of a payment. Without a reference the amount must fit and the name must be similar."""
    amount = line.amount_minor
    if amount == statement.owed_minor:
        sum_: Reason | None = Reason.OWED_EXACTLY
    elif amount in statement.instalments:
        sum_ = Reason.INSTALMENT
    else:
        sum_ = None
    fits = sum_ is not None
    if Reason.REFERENCE_EXACT in why:
        strength = Confidence.CERTAIN if fits else Confidence.LIKELY
    elif Reason.REFERENCE_TYPO in why or Reason.EMPLOYER_REFERENCE in why:
        strength = Confidence.LIKELY if fits or Reason.NAME_SIMILAR in why else Confidence.POSSIBLE
    elif fits:
        strength = Confidence.POSSIBLE
    else:
        return None
    return _Case(statement.id, Kind.PAYMENT, strength, (*why, sum_ or Reason.PART), amount)


def _strength(why: tuple[Reason, ...]) -> Confidence:
    """Of money that goes back by the same amount as is due or was paid."""
    if Reason.REFERENCE_EXACT in why:
        return Confidence.CERTAIN
    if Reason.REFERENCE_TYPO in why or Reason.EMPLOYER_REFERENCE in why:
        return Confidence.LIKELY
    return Confidence.POSSIBLE


def _best(cases: list[_Case]) -> list[_Case]:
    for strength in _ORDER:
        found = [case for case in cases if case.confidence is strength]
        if found:
            return found
    return []


def _unanswered(line: Incoming, best: list[_Case], other: list[str]) -> Open:
    if best:
        return Open(line.id, Why.SEVERAL, tuple(dict.fromkeys(sorted(case.statement for case in best))))
    if other:
        return Open(line.id, Why.OTHER_CURRENCY, tuple(sorted(other)))
    return Open(line.id, Why.NOT_A_RETURN if line.amount_minor < 0 else Why.NOTHING_FOUND)
