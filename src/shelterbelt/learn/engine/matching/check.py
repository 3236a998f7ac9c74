"""An independent verifier: everything that must hold of a plan, worked out again without the index."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict

from shelterbelt.learn.engine.matching.plan import Confidence, Kind, MatchPlan, Proposal, Reason
from shelterbelt.learn.engine.matching.problem import Incoming, MatchProblem, Owed

_STRONG = (Reason.REFERENCE_EXACT, Reason.REFERENCE_TYPO, Reason.EMPLOYER_REFERENCE)


def check(problem: MatchProblem, plan: MatchPlan) -> tuple[str, ...]:
    """Everything wrong with a plan; empty when all is right."""
    faults = _lines(problem, plan)
    statements = {one.id: one for one in problem.statements}
    lines = {one.id: one for one in problem.lines}
    for one in plan.proposals:
        if one.statement not in statements or one.line not in lines:
            faults.append(f"{one.line} names {one.statement}, which is not there")
        else:
            faults += _proposal(statements[one.statement], lines[one.line], one)
    return (*faults, *_sums(problem, plan), *_returns(problem, plan))


def _lines(problem: MatchProblem, plan: MatchPlan) -> list[str]:
    answered = Counter([one.line for one in plan.proposals] + [one.line for one in plan.open])
    asked = Counter(one.id for one in problem.lines)
    return [f"{line} is answered {answered[line]} times" for line in asked | answered if answered[line] != 1]


def _proposal(statement: Owed, line: Incoming, one: Proposal) -> list[str]:
    faults = []
    reasons = set(one.reasons)
    if statement.currency != line.currency:
        faults.append(f"{line.id} is in {line.currency}, {statement.id} in {statement.currency}")
    if (line.amount_minor > 0) != (one.kind is Kind.PAYMENT):
        faults.append(f"{line.id} has the wrong sign for a {one.kind}")
    written = _signs(f"{line.text} {line.name}")
    if Reason.REFERENCE_EXACT in reasons and _signs(statement.reference) not in written:
        faults.append(f"{line.id} does not hold {statement.reference}")
    if Reason.REFERENCE_TYPO in reasons and not _has_slip(written, _signs(statement.reference)):
        faults.append(f"{line.id} holds nothing like {statement.reference}")
    if Reason.EMPLOYER_REFERENCE in reasons and _signs(statement.employer_reference) not in written:
        faults.append(f"{line.id} does not hold the employer's reference")
    if Reason.OWED_EXACTLY in reasons and line.amount_minor != statement.owed_minor:
        faults.append(f"{line.id} is not what {statement.id} owes")
    if Reason.INSTALMENT in reasons and line.amount_minor not in statement.instalments:
        faults.append(f"{line.id} is no instalment of {statement.id}")
    if not reasons & {*_STRONG, Reason.NAME_SIMILAR, Reason.BANK_SAYS_RETURNED}:
        faults.append(f"{line.id} has an amount and nothing else")
    if one.confidence is Confidence.CERTAIN and Reason.REFERENCE_EXACT not in reasons:
        faults.append(f"{line.id} is certain without a reference")
    return faults


def _sums(problem: MatchProblem, plan: MatchPlan) -> list[str]:
    amounts = {one.id: one.amount_minor for one in problem.lines}
    total: dict[str, int] = defaultdict(int)
    for one in plan.proposals:
        if one.kind is not Kind.CHARGEBACK:
            total[one.statement] += amounts.get(one.line, 0)
    return [
        f"{one.id} owes {one.owed_minor} and would get {total[one.id]}"
        for one in problem.statements
        if not min(0, one.owed_minor) <= total[one.id] <= max(0, one.owed_minor)
    ]


def _returns(problem: MatchProblem, plan: MatchPlan) -> list[str]:
    paid = {one.id: one for one in problem.settled}
    lines = {one.id: one for one in problem.lines}
    backs = [one for one in plan.proposals if one.kind is Kind.CHARGEBACK]
    twice = [key for key, count in Counter(one.payment for one in backs).items() if count > 1]
    faults = [f"{key} is taken back twice" for key in twice]
    for one in backs:
        earlier, line = paid.get(one.payment), lines.get(one.line)
        if earlier is None or line is None:
            faults.append(f"{one.line} takes back nothing that was paid")
        elif (earlier.statement, earlier.currency, earlier.amount_minor) != (
            one.statement,
            line.currency,
            -line.amount_minor,
        ):
            faults.append(f"{one.line} is not the payment {one.payment} the other way")
        elif earlier.on > line.on:
            faults.append(f"{one.line} comes before what it takes back")
    return faults


def _signs(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign)).upper()
    return "".join(sign for sign in kept if sign.isascii() and sign.isalnum())


def _has_slip(written: str, reference: str) -> bool:
    most = len(reference)
    runs = (
        written[start : start + length]
        for length in range(max(1, most - 1), most + 2)
        for start in range(len(written) - length + 1)
    )
    return any(_distance(run, reference) == 1 for run in runs)


def _distance(first: str, second: str) -> int:
    """Edits between two words, a swap of neighbours counted as one (optimal string alignment), by the full table."""
    table = [[row + column for column in range(len(second) + 1)] for row in range(len(first) + 1)]
    for row in range(1, len(first) + 1):
        for column in range(1, len(second) + 1):
            change = first[row - 1] != second[column - 1]
            best = min(
                table[row - 1][column] + 1, table[row][column - 1] + 1, table[row - 1][column - 1] + change
            )
            if (
                min(row, column) > 1
                and first[row - 2 : row] == second[column - 2 : column][::-1]
                and table[row - 2][column - 2] + 1 < best
            ):
                best = table[row - 2][column - 2] + 1
            table[row][column] = best
    return table[len(first)][len(second)]
