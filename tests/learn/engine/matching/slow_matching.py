"""The rules of matching once more, by looking at every pair: slow and plain."""

import unicodedata

from shelterbelt.learn.engine.matching import Confidence, Incoming, Kind, MatchProblem, Owed, Reason

CLASSES = (Confidence.CERTAIN, Confidence.LIKELY, Confidence.POSSIBLE)
Case = tuple[Confidence, str, Kind, frozenset[Reason], str]


def edits(first: str, second: str) -> int:
    """Optimal string alignment, by recursion on the definition."""
    if not first or not second:
        return len(first) + len(second)
    found = min(
        edits(first[1:], second) + 1,
        edits(first, second[1:]) + 1,
        edits(first[1:], second[1:]) + (first[0] != second[0]),
    )
    if len(first) > 1 and len(second) > 1 and first[:2] == second[1::-1]:
        found = min(found, edits(first[2:], second[2:]) + 1)
    return found


def words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign)).upper()
    return "".join(sign if sign.isascii() and sign.isalnum() else " " for sign in plain).split()


def runs(text: str) -> set[str]:
    found = words(text)
    return {"".join(found[a:b]) for a in range(len(found)) for b in range(a + 1, min(a + 4, len(found)) + 1)}


def similar(first: str, second: str) -> bool:
    one, two = sorted(({word for word in words(name) if len(word) > 1} for name in (first, second)), key=len)
    near = all(
        any(word == other or (min(len(word), len(other)) > 3 and edits(word, other) == 1) for other in two)
        for word in one
    )
    return len(one) > 1 and bool(one & two) and near


def told(statements: tuple[Owed, ...], line: Incoming) -> dict[str, set[Reason]]:
    text = f"{line.text} {line.name}"
    found: dict[str, set[Reason]] = {one.id: set() for one in statements}
    for one in statements:
        if one.reference in "".join(words(text)):
            found[one.id].add(Reason.REFERENCE_EXACT)
        if len(one.employer_reference) >= 4 and one.employer_reference in runs(text):
            found[one.id].add(Reason.EMPLOYER_REFERENCE)
        if any(similar(line.name, name) for name in one.names):
            found[one.id].add(Reason.NAME_SIMILAR)
    if not any(Reason.REFERENCE_EXACT in why for why in found.values()):
        for one in statements:
            if any(
                abs(len(run) - len(one.reference)) < 2 and edits(run, one.reference) == 1
                for run in runs(text)
            ):
                found[one.id].add(Reason.REFERENCE_TYPO)
    return found


def strength(why: set[Reason], fits: bool) -> Confidence | None:
    if Reason.REFERENCE_EXACT in why:
        return Confidence.CERTAIN if fits else Confidence.LIKELY
    if why & {Reason.REFERENCE_TYPO, Reason.EMPLOYER_REFERENCE}:
        return Confidence.LIKELY if fits or Reason.NAME_SIMILAR in why else Confidence.POSSIBLE
    return Confidence.POSSIBLE if fits and Reason.NAME_SIMILAR in why else None


def payments(problem: MatchProblem, line: Incoming) -> list[tuple[Confidence, str]]:
    """Every statement that this incoming line could pay, with its class."""
    why = told(problem.statements, line)
    found = []
    for one in problem.statements:
        if one.currency != line.currency:
            continue
        fits = line.amount_minor == one.owed_minor or line.amount_minor in one.instalments
        rank = strength(why[one.id], fits)
        if rank:
            found.append((rank, one.id))
    return found


def single_best(problem: MatchProblem, line: Incoming) -> tuple[Confidence, str] | None:
    """The one statement of the best class, if there is one alone."""
    found = payments(problem, line)
    for rank in CLASSES:
        best = [case for case in found if case[0] is rank]
        if best:
            return best[0] if len(best) == 1 else None
    return None


def paid(problem: MatchProblem) -> dict[str, tuple[str, Confidence]]:
    """Lines that pay a statement, when nothing but money coming in is asked."""
    lines = {line.id: line for line in problem.lines}
    chosen = {line.id: best for line in problem.lines if (best := single_best(problem, line))}
    weak = [case[1] for case in chosen.values() if case[0] is Confidence.POSSIBLE]
    left = {one.id: one.owed_minor for one in problem.statements}
    found = {}
    for key in sorted(chosen, key=lambda key: (CLASSES.index(chosen[key][0]), lines[key].on, key)):
        rank, statement = chosen[key]
        amount = lines[key].amount_minor
        is_rival = rank is Confidence.POSSIBLE and weak.count(statement) > 1
        if not is_rival and amount <= left[statement]:
            left[statement] -= amount
            found[key] = (statement, rank)
    return found
