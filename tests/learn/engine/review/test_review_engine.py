"""Who reads what, what scores mean, and texts without what says who wrote them."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shelterbelt.learn.engine.review import (
    AssignmentProblem,
    Given,
    Identity,
    assign,
    blind,
    calibrate,
    check,
    is_disputed,
)
from shelterbelt.learn.engine.review.calibrating import SHRINKAGE
from shelterbelt.learn.engine.review.plan import Alike, Assignment, Block, Likeness, Shortfall, Why
from shelterbelt.learn.engine.review.problem import Bar, Reader, Subject

AGENCIES = ("", "Harbour House", "HARBOUR  house", "Maison du Phare")
SECTORS = ("education", "health", "justice")
DOMAINS = ("", "harbour.example", "mail.harbour.example", "phare.example", "gmail.com")


@st.composite
def problems(draw: st.DrawFn) -> AssignmentProblem:
    readers = tuple(
        Reader(
            f"r{number}",
            (draw(st.sampled_from(AGENCIES)),),
            tuple(draw(st.lists(st.sampled_from(DOMAINS), max_size=2))),
            draw(st.integers(0, 3)),
            tuple(draw(st.sets(st.sampled_from(SECTORS), max_size=2))),
        )
        for number in range(draw(st.integers(0, 6)))
    )
    names = [reader.id for reader in readers]
    subjects = []
    for number in range(draw(st.integers(0, 8))):
        barred = draw(st.lists(st.sampled_from(names), unique=True, max_size=2)) if names else []
        have = draw(st.lists(st.sampled_from(names), unique=True, max_size=1)) if names else []
        subjects.append(
            Subject(
                f"s{number}",
                draw(st.sampled_from(AGENCIES)),
                draw(st.sampled_from(DOMAINS)),
                draw(st.integers(0, 3)),
                tuple(have),
                tuple((name, Bar.DECLARED) for name in barred),
            )
        )
    return AssignmentProblem(readers, tuple(subjects))


@given(problems())
@settings(max_examples=150, deadline=None)
def test_assignment_keeps_every_rule_and_is_as_even_as_it_can_be(problem: AssignmentProblem) -> None:
    plan = assign(problem)
    assert check(problem, plan) == ()
    assert assign(problem) == plan


@given(problems().filter(lambda one: len(one.readers) <= 4))
@settings(max_examples=60, deadline=None)
def test_no_even_sharing_has_fewer_pairs_of_one_organisation(problem: AssignmentProblem) -> None:
    """Against every way to give out the readings of the first three applications."""
    problem = replace(problem, subjects=problem.subjects[:3])
    plan = assign(problem)
    closed = {(one.subject, one.reader) for one in plan.blocks}
    choices = [
        [
            (subject.id, chosen)
            for count in range(subject.wanted + 1)
            for chosen in combinations(
                [
                    r.id
                    for r in problem.readers
                    if r.id not in subject.have and (subject.id, r.id) not in closed
                ],
                count,
            )
        ]
        for subject in problem.subjects
    ]

    def worth(pairs: list[tuple[str, str]]) -> tuple[int, int, int]:
        loads = Counter({one.id: one.load for one in problem.readers}) + Counter(r for _s, r in pairs)
        return -len(pairs), sum(load**2 for load in loads.values()), pairs_of_one_house(problem, pairs)

    ways = ([(s, r) for s, chosen in way for r in chosen] for way in product(*choices))
    assert worth(list(plan.pairs)) == min(map(worth, ways))


def pairs_of_one_house(problem: AssignmentProblem, pairs: list[tuple[str, str]]) -> int:
    houses = {one.id: " ".join(one.organisations[0].lower().split()) for one in problem.readers}
    return sum(
        bool(houses[one]) and houses[one] == houses[other] and (subject.id, other) in pairs
        for subject in problem.subjects
        for one in (*subject.have, *(r for s, r in pairs if s == subject.id))
        for other in houses
        if other not in subject.have and other != one and (one in subject.have or houses_before(one, other))
    )


def houses_before(one: str, other: str) -> bool:
    """So that a pair is counted once."""
    return one < other


def test_two_readers_come_from_different_organisations_and_sectors() -> None:
    """Twelve readers of four organisations, each with three sectors: nobody needs to read beside a colleague."""
    readers = tuple(Reader(f"r{n:02}", (f"House {n // 3}",), sectors=(SECTORS[n % 3],)) for n in range(12))
    plan = assign(AssignmentProblem(readers, tuple(Subject(f"s{n}") for n in range(30))))
    assert plan.alike == ()
    assert set(Counter(reader for _subject, reader in plan.pairs).values()) == {5}


def test_likeness_that_stays_is_told_with_its_reason() -> None:
    two = (Reader("a", ("Harbour House",)), Reader("b", ("HARBOUR  house",)))
    plan = assign(AssignmentProblem(two, (Subject("x"),)))
    both = frozenset(("a", "b"))
    assert plan.alike == (Alike("x", both, Likeness.ORGANISATION, Why.NOBODY_ELSE),)
    assert (plan.count_alike(Likeness.ORGANISATION), plan.count_alike(Likeness.SECTOR)) == (1, 0)
    busy = (*two, Reader("c", load=9))
    assert assign(AssignmentProblem(busy, (Subject("x"),))).alike[0].why is Why.SHARES


def test_a_third_reader_is_unlike_the_first_two() -> None:
    readers = (
        Reader("a", ("North",), sectors=("health",)),
        Reader("b", ("South",), sectors=("justice",)),
        Reader("c", ("North",)),
        Reader("d", ("East",), sectors=("justice",)),
        Reader("e", ("West",), sectors=("education",)),
    )
    plan = assign(AssignmentProblem(readers, (Subject("x", wanted=1, have=("a", "b")),)))
    assert (plan.pairs, plan.alike) == ((("x", "e"),), ())


def test_check_finds_untold_and_avoidable_likeness() -> None:
    readers = tuple(Reader(f"r{n}", (f"House {n // 2}",)) for n in range(4))
    problem = AssignmentProblem(readers, (Subject("x"), Subject("y")))
    blind = (("x", "r0"), ("x", "r1"), ("y", "r2"), ("y", "r3"))
    found = check(problem, Assignment(blind, (), ()))
    assert any("told wrongly" in one for one in found)
    assert any("could exchange" in one for one in found)
    told = tuple(
        Alike(subject, frozenset(pair), Likeness.ORGANISATION, Why.SHARES)
        for subject, pair in (("x", ("r0", "r1")), ("y", ("r2", "r3")))
    )
    assert not any("told wrongly" in one for one in check(problem, Assignment(blind, (), (), told)))


def test_check_finds_planted_faults() -> None:
    problem = AssignmentProblem(
        (Reader("a", ("Harbour House",)), Reader("b"), Reader("c")),
        (Subject("x", "Harbour House", wanted=1), Subject("y", wanted=1)),
    )
    plan = assign(problem)
    assert plan.blocks == (Block("x", "a", Bar.SAME_ORGANISATION),)
    assert len(check(problem, replace(plan, pairs=(("x", "a"), ("y", "b"))))) == 2
    assert check(problem, replace(plan, pairs=(("x", "b"),))) != ()
    assert check(problem, replace(plan, pairs=(("x", "b"), ("y", "b")))) != ()


@pytest.mark.parametrize(
    ("reader", "subject", "bar"),
    [
        (Reader("r", ("Crèche Étoile",)), Subject("s", "creche  etoile!"), Bar.SAME_ORGANISATION),
        (Reader("r", (), ("north.example",)), Subject("s", "", "staff.north.example"), Bar.SHARED_DOMAIN),
        (
            Reader("r", (), ("gmail.com", "north.example", "south.example")),
            Subject("s", "", "South.example"),
            Bar.SHARED_DOMAIN,
        ),
        (Reader("r", (), ("gmail.com",)), Subject("s", "", "gmail.com"), None),
        (Reader("r", (), ("rth.example",)), Subject("s", "", "north.example"), None),
        (Reader("r"), Subject("s", barred=(("r", Bar.KEPT_APART),)), Bar.KEPT_APART),
        (Reader("r", ("",), ("",)), Subject("s", "", ""), None),
    ],
)
def test_conflicts_are_found(reader: Reader, subject: Subject, bar: Bar | None) -> None:
    plan = assign(AssignmentProblem((reader,), (replace(subject, wanted=1),)))
    assert plan.blocks == ((Block("s", "r", bar),) if bar else ())
    assert plan.short == ((Shortfall("s", 1, 1),) if bar else ())


def test_two_hundred_applications_are_shared_evenly() -> None:
    readers = tuple(Reader(f"r{number}") for number in range(7))
    plan = assign(AssignmentProblem(readers, tuple(Subject(f"s{number}") for number in range(200))))
    loads = [sum(reader == one.id for _subject, reader in plan.pairs) for one in readers]
    assert (len(plan.pairs), max(loads) - min(loads)) == (400, 1)
    together = {frozenset(r for s, r in plan.pairs if s == f"s{number}") for number in range(200)}
    assert len(together) >= 7


def test_lenient_and_severe_readers_are_told_by_hand() -> None:
    """Two readers, four applications, one always 20 above the other; worked by hand with shrinkage 3.

    Sum of differences is 4 x 20; each reader's equation is (3 + 4 - 2) e1 - 2 e2 = 40, and e2 = -e1: e1 = 40 / 7.
    """
    given = [Given("kind", f"s{n}", 70.0) for n in range(4)] + [
        Given("hard", f"s{n}", 50.0) for n in range(4)
    ]
    told = calibrate(given)
    assert [(one.reader, round(one.effect, 6)) for one in told.effects] == [
        ("hard", round(-40 / 7, 6)),
        ("kind", round(40 / 7, 6)),
    ]
    assert [one.percent for one in told.scores] == [Decimal("60.0")] * 4


def test_a_severe_reader_costs_nobody_their_rank() -> None:
    qualities = {f"s{n}": 30.0 + 4 * n for n in range(12)}
    given = []
    for place, (subject, quality) in enumerate(qualities.items()):
        given += [Given("hard", subject, quality - 15), Given("fair", subject, quality)]
        if place % 2:
            given.append(Given("kind", subject, quality + 12))
    scores = {one.subject: one.percent for one in calibrate(given).scores}
    raw = {
        s: sum(g.percent for g in given if g.subject == s) / sum(g.subject == s for g in given)
        for s in qualities
    }
    assert sorted(qualities, key=qualities.__getitem__) == sorted(scores, key=scores.__getitem__)
    assert sorted(qualities, key=qualities.__getitem__) != sorted(raw, key=raw.__getitem__)


readings = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("uvwxyz"), st.integers(0, 100)),
    unique_by=lambda one: one[:2],
    max_size=20,
)


@given(readings)
@settings(max_examples=120, deadline=None)
def test_calibration_equals_plain_least_squares(rows: list[tuple[str, str, int]]) -> None:
    """The reference writes out every unknown and every reading, and lets a general solver find them."""
    told = calibrate([Given(reader, subject, float(percent)) for reader, subject, percent in rows])
    readers, subjects = sorted({row[0] for row in rows}), sorted({row[1] for row in rows})
    design = np.zeros((len(rows) + len(readers), len(readers) + len(subjects)))
    right = np.zeros(len(design))
    for line, (reader, subject, percent) in enumerate(rows):
        design[line, readers.index(reader)] = design[line, len(readers) + subjects.index(subject)] = 1
        right[line] = percent
    for place in range(len(readers)):
        design[len(rows) + place, place] = np.sqrt(SHRINKAGE)
    if not rows:
        assert told.scores == told.effects == ()  # type: ignore[comparison-overlap]
        return
    found = np.linalg.lstsq(design, right, rcond=None)[0]
    assert np.allclose([one.effect for one in told.effects], found[: len(readers)], atol=1e-8)
    qualities = np.clip(found[len(readers) :], 0, 100)
    assert np.allclose([float(one.percent) for one in told.scores], qualities, atol=0.0501)


@pytest.mark.parametrize("wrong", [[Given("a", "s", 101.0)], [Given("a", "s", 1.0), Given("a", "s", 2.0)]])
def test_impossible_readings_are_refused(wrong: list[Given]) -> None:
    with pytest.raises(ValueError, match=r"."):
        calibrate(wrong)


def test_dispute_is_a_distance_beyond_the_limit() -> None:
    assert not is_disputed([40.0, 65.0], limit_percent=25)
    assert is_disputed([40.0, 65.1], limit_percent=25)
    assert not is_disputed([], limit_percent=25)


IDENTITY = Identity(
    names=("Zoë Quillfeather-Ndiaye", "Björn"),
    emails=("z.quillfeather@lanternfield.example",),
    agencies=("Lanternfield Youth Services",),
    others=("Oduya Brightwater",),
)


@pytest.mark.parametrize(
    ("text", "blinded"),
    [
        ("I am ZOE Quillfeather.", "I am [name] [name]."),
        ("Zoë’s team", "[name] team"),
        ("Call +1 (416) 555-0142 now", "Call [number] now"),
        ("Write to z.quillfeather@lanternfield.example, please", "Write to [mail], please"),
        ("See https://lanternfield.example/team and @zoeq", "See [link] and [link]"),
        ("At Lanternfield Youth Services we listen", "At [agency] we listen"),
        ("Youth services matter. In 2024 we saw 1,200 young people.",) * 2,
        ("LANTERNFIELD is small", "[agency] is small"),
        ("On lfys.co.ke/team or t.me/zq today", "On [link] or [link] today"),
        ("Qu\u00adillfeather wrote", "[name] wrote"),
        ("In 2024, e.g. two of them", "In 2024, e.g. two of them"),
        ("Signed, Z.Q.N. or Z. Q. or Z.N.", "Signed, [name] or [name] or [name]"),
        ("At LYS (L.Y.S.) we listen; analYSis, lys", "At [agency] ([agency]) we listen; analYSis, lys"),
        ("Ask Oduya Brightwater, my chief, or O.B.", "Ask [name] [name], my chief, or [name]"),
        ("In the ZN or NZ, e.g. Z", "In the ZN or NZ, e.g. Z"),
        ("", ""),
    ],
)
def test_identity_leaves_the_text(text: str, blinded: str) -> None:
    assert blind(text, IDENTITY).text == blinded


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("山田花子", "foo 山田花子です。私は山田花子。"),
        ("김하늘", "저는 김하늘입니다"),
        ("สมหญิง", "ฉันชื่อสมหญิงค่ะ"),
        ("Тарас Виноградарь", "Я Тарас, письмо ТАРАСУ и Виноградарю"),
        ("ليلى حداد", "أنا ليلى وحداد"),
        ("सरिता", "मैं सरिता हूँ"),
        ("Amara Okonjo", "find me as amaraokonjo or okonjoamara"),
    ],
)
def test_names_of_every_script_leave_the_text(name: str, text: str) -> None:
    told = blind(text, Identity(names=(name,)))
    assert not any(part in told.text for part in (name, *name.split()))
    assert dict(told.taken)["name"] >= 1


identities = st.builds(
    Identity,
    names=st.tuples(st.text("abcdefghéüñçαβγ ж", min_size=3, max_size=14).filter(str.strip)),
    emails=st.tuples(st.from_regex(r"[a-z]{3,8}@[a-z]{3,8}\.example", fullmatch=True)),
)


@given(identities, st.text(" .,;!?()\n", min_size=1, max_size=4), st.booleans())
@settings(max_examples=200, deadline=None)
def test_no_planted_identifier_survives(identity: Identity, between: str, is_loud: bool) -> None:
    phone = "+33 6 12 34 56 78"
    planted = [*identity.names, *identity.emails, phone]
    text = between.join(["why", *(one.upper() if is_loud else one for one in planted), "we came"])
    told = blind(text, identity).text.casefold()
    parts = [part for name in identity.names for part in name.casefold().split() if len(part) > 2]
    assert [
        one
        for one in (*parts, *identity.emails, phone)
        if one in told.replace("why", "").replace("we came", "")
    ] == []
