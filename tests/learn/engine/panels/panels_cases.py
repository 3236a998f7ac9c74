"""Small invented series, and a brute force that tries every line-up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import combinations, product

from hypothesis import strategies as st

from shelterbelt.learn.engine.panels import PanelMeeting, PanelProblem, Speaker
from shelterbelt.learn.engine.panels.check import _values, broken_rules

START = datetime(2027, 3, 3, 23, 0, tzinfo=UTC)
SECTORS = ("health", "law", "finance", "schools")
ORDER = (
    "sectors_covered",
    "worst_panel_sectors",
    "worst_panel_regions",
    "worst_speaker_points",
    "total_points",
    "seats_changed",
    "repeat_appearances",
)
ZONES = ("America/Toronto", "Europe/London", "Africa/Nairobi", "Asia/Kathmandu", "Pacific/Auckland")


def meeting(number: int = 1, **changes: object) -> PanelMeeting:
    plain: dict[str, object] = {
        "key": f"p{number}",
        "starts": (START + timedelta(weeks=number - 1),),
        "minutes": 90,
        "seats": 2,
    }
    return PanelMeeting(**{**plain, **changes})  # type: ignore[arg-type]


def speaker(number: int = 1, **changes: object) -> Speaker:
    plain: dict[str, object] = {
        "id": f"s{number}",
        "sectors": (SECTORS[number % 4],),
        "region": f"r{number % 3}",
        "organisation": f"o{number}",
        "zone": "America/Toronto",
        "fee": 30_000,
        "currency": "CAD",
    }
    return Speaker(**{**plain, **changes})  # type: ignore[arg-type]


def series(**changes: object) -> PanelProblem:
    plain: dict[str, object] = {
        "meetings": (meeting(1), meeting(2)),
        "speakers": tuple(speaker(n) for n in range(1, 7)),
        "sectors": SECTORS,
        "currency": "CAD",
    }
    return PanelProblem(**{**plain, **changes})  # type: ignore[arg-type]


def line_ups(problem: PanelProblem) -> list[list[tuple[str, str]]]:
    """Every line-up that keeps the rules."""
    names = [person.id for person in problem.speakers]
    choices = [
        [[(m.key, who) for who in team] for team in combinations(names, m.seats)] for m in problem.meetings
    ]
    flat = [[seat for team in teams for seat in team] for teams in product(*choices)]
    return [seats for seats in flat if not broken_rules(problem, seats)]


def rank(problem: PanelProblem, seats: list[tuple[str, str]], private: frozenset[str]) -> tuple[int, ...]:
    """Larger is better: the private wish, then every public goal in order."""
    values = _values(problem, seats)
    signs = {code: 1 if place < 3 else -1 for place, code in enumerate(ORDER)}
    wish = len({key for key, who in seats if who in private})
    return (wish, *(signs[code] * values[code] for code in ORDER if code in values))


@st.composite
def problems(draw: st.DrawFn, *, largest: int = 6) -> PanelProblem:
    """Series of up to three panels of up to two seats from up to `largest` people."""
    meetings = tuple(
        meeting(
            n,
            seats=draw(st.integers(1, 2)),
            starts=tuple(
                START + timedelta(weeks=n, hours=12 * run + draw(st.integers(-6, 6)))
                for run in range(draw(st.integers(1, 2)))
            ),
            required_sectors=draw(st.sampled_from([(), (), ("law",)])),
        )
        for n in range(1, draw(st.integers(1, 3)) + 1)
    )
    days = [date(2027, 3, 3) + timedelta(weeks=m) for m in range(1, 4)]
    people = tuple(
        speaker(
            n,
            sectors=tuple(draw(st.lists(st.sampled_from(SECTORS), min_size=1, max_size=2, unique=True))),
            region=draw(st.sampled_from(("r1", "r2", "r3"))),
            organisation=draw(st.sampled_from(("o1", "o2", "o3", "o4"))),
            zone=draw(st.sampled_from(ZONES)),
            fee=draw(st.integers(0, 9)) * 10_000,
            max_appearances=draw(st.integers(1, 2)),
            unavailable=frozenset(draw(st.sets(st.sampled_from(days), max_size=1)))
            if len(meetings) > 1
            else frozenset(),
        )
        for n in range(1, draw(st.integers(3, largest)) + 1)
    )
    seats = [(m.key, person.id) for m in meetings for person in people]
    pins = draw(st.lists(st.sampled_from(seats), max_size=2, unique=True))
    return PanelProblem(
        meetings=meetings,
        speakers=people,
        sectors=SECTORS,
        currency="CAD",
        budget=draw(st.sampled_from([None, 200_000, 400_000])),
        payment_floor=draw(st.sampled_from([0, 20_000])),
        must_cover=draw(st.sampled_from([(), (), ("health",)])),
        region_goal=draw(st.sampled_from([None, 2])),
        points_limit=draw(st.sampled_from([8, 24])),
        locked_in=frozenset(pins[:1]) if draw(st.booleans()) else frozenset(),
        locked_out=frozenset(pins[1:]),
        published=tuple(draw(st.lists(st.sampled_from(seats), max_size=4, unique=True))),
    )
