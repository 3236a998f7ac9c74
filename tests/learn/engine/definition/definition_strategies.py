"""Generated definitions of every shape, for round trips and for moves."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

from shelterbelt.learn.engine.definition.admission import (
    BalanceRules,
    Conduct,
    Criterion,
    FeeRules,
    OfferRules,
    ReviewRules,
)
from shelterbelt.learn.engine.definition.problem import (
    DEFAULT_POINTS,
    SECTORS,
    Band,
    Block,
    Capacity,
    Choose,
    Cohort,
    Cost,
    Dates,
    Definition,
    Eligibility,
    Kind,
    Mode,
    Monthly,
    PanelRules,
    Pattern,
    PointScale,
    Programme,
    Series,
    Text,
    Weekly,
)

FIRST_WEEK = date(2027, 2, 1)
WEEKS = 20

_letters = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs"))
_words = st.text(st.one_of(_letters, st.sampled_from("\"'\\# =[]{}\n,.")), min_size=1, max_size=30).map(
    lambda text: "x" + "\n".join(line.rstrip() for line in text.split("\n")) + "x"
)
texts = st.builds(lambda one, two: Text((("en", one), ("fr", two))), _words, _words)
slugs = st.from_regex(r"\A[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}\Z")
_weeks = st.lists(st.integers(1, WEEKS), min_size=1, max_size=8, unique=True).map(
    lambda ws: tuple(sorted(ws))
)
_weekdays = st.lists(st.integers(0, 6), min_size=1, max_size=7, unique=True).map(lambda ds: tuple(sorted(ds)))
_dates = st.lists(st.integers(0, 7 * WEEKS - 1), min_size=1, max_size=6, unique=True).map(
    lambda offsets: Dates(tuple(FIRST_WEEK + timedelta(days=offset) for offset in sorted(offsets)))
)


@st.composite
def patterns(draw: st.DrawFn) -> Pattern:
    kind = draw(st.sampled_from(["weekly", "choose", "monthly", "dates", "block"]))
    weeks = draw(_weeks)
    count = draw(st.integers(1, len(weeks)))
    if kind == "weekly":
        return Weekly(draw(_weekdays), weeks)
    if kind == "choose":
        return Choose(draw(_weekdays), weeks, count, draw(apart(weeks, count)))
    if kind == "monthly":
        return Monthly(draw(st.integers(0, 6)), draw(st.sampled_from([1, 2, 3, 4, -1])))
    if kind == "dates":
        return draw(_dates)
    return Block(draw(st.integers(0, 6)), weeks, draw(st.integers(1, 7)), count, draw(apart(weeks, count)))


def apart(weeks: tuple[int, ...], count: int) -> st.SearchStrategy[int]:
    """Weeks between two meetings for which `count` of these weeks can be taken, from first to last."""

    def fits(gap: int) -> bool:
        taken: list[int] = []
        for week in sorted(weeks):
            if not taken or week >= taken[-1] + gap:
                taken.append(week)
        return len(taken) >= count

    return st.sampled_from([gap for gap in (1, 2, 3) if gap == 1 or fits(gap)])


@st.composite
def _series(draw: st.DrawFn, key: str) -> Series:
    grid = draw(st.sampled_from([15, 30, 60]))
    # From 06:00: hours that clocks of the zones below never skip.
    first = draw(st.integers(6, 18))
    steps = draw(st.integers(0, 4))
    at = draw(st.integers(0, steps))
    clock = [time(*divmod(first * 60 + step * grid, 60)) for step in range(steps + 1)]
    minutes = draw(st.integers(30, 600))
    return Series(
        key=key,
        title=draw(texts),
        kind=draw(st.sampled_from(Kind)),
        mode=draw(st.sampled_from(Mode)),
        pattern=draw(patterns()),
        start=clock[at],
        minutes=minutes,
        earliest_start=clock[0],
        latest_start=clock[-1],
        zone=draw(st.sampled_from(["Africa/Nairobi", "America/Toronto", "Asia/Kathmandu"])),
        grid_minutes=grid,
        live_core_minutes=draw(st.none() | st.integers(15, minutes)),
        has_panel=draw(st.booleans()),
        capacity_on_site=draw(st.none() | st.integers(1, 500)),
        capacity_online=draw(st.none() | st.integers(1, 500)),
        assumption=draw(st.none() | texts),
    )


_points = st.sampled_from(
    [
        DEFAULT_POINTS,
        PointScale((Band(time(22), time(7), 3),)),
        PointScale(
            (Band(time(0, 15), time(6), 5), Band(time(6), time(7, 45), 1)), Text((("en", "a"), ("fr", "b")))
        ),
    ]
)


_percents = st.integers(0, 100)
_keys = st.from_regex(r"\A[a-z][a-z0-9_]{0,9}\Z")
_reviews = st.builds(
    ReviewRules,
    criteria=st.lists(
        st.builds(Criterion, key=_keys, title=texts, guide=texts, weight=st.integers(1, 10)),
        min_size=1,
        max_size=3,
        unique_by=lambda one: one.key,
    ).map(tuple),
    points=st.integers(1, 20),
    readers=st.integers(1, 3),
    disagreement_percent=_percents,
    days=st.integers(1, 365),
    assumption=st.none() | texts,
)
_balances = st.builds(
    BalanceRules,
    each_sector_at_least=st.integers(0, 10_000),
    lower_income_at_least_percent=_percents,
    region_at_most_percent=st.integers(1, 100),
    communities=st.lists(_keys, max_size=3, unique=True).map(tuple),
    each_community_at_least=st.integers(0, 2),
    organisation_at_most=st.integers(1, 10_000),
    score_at_least_percent=_percents,
    assumption=st.none() | texts,
)
_offers = st.builds(
    OfferRules,
    answer_days=st.integers(1, 365),
    reminder_days=st.integers(0, 365),
    last_call_days=st.integers(0, 365),
    extension_days=st.integers(0, 365),
    refund_days=st.integers(0, 365),
    assumption=st.none() | texts,
)
_fees = st.builds(
    FeeRules,
    table_year=st.integers(2000, 2100),
    group_percent=st.tuples(_percents, _percents, _percents, _percents)
    | st.tuples(_percents, _percents, _percents, _percents).map(lambda ps: tuple(sorted(ps, reverse=True))),
    pay_less_percent=_percents,
    instalments=st.integers(1, 24),
    assumption=st.none() | texts,
)
_conducts = st.builds(
    Conduct,
    version=st.from_regex(r"\A[a-z0-9][a-z0-9 -]{0,20}[a-z0-9]\Z"),
    text=texts,
    assumption=st.none() | texts,
)


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    """Any definition that has no mistake, unless two of its fixed meetings overlap."""
    optional = st.none() | texts
    currency = draw(st.sampled_from(["CAD", "JPY", "KWD"]))
    opens = draw(st.datetimes(datetime(2026, 6, 1), datetime(2026, 9, 1))).replace(  # noqa: DTZ001 - host's clock
        hour=12, second=0, microsecond=0
    )
    keys = draw(st.lists(st.from_regex(r"\A[a-z][a-z0-9_]{0,9}\Z"), min_size=1, max_size=4, unique=True))
    amounts = st.integers(1, 10**9 - 1)
    return Definition(
        programme=Programme(
            slug=draw(slugs),
            title=draw(texts),
            summary=draw(texts),
            for_whom=draw(texts),
            accessibility=draw(texts),
            host_city="Nairobi",
            host_country="KE",
            host_zone="Africa/Nairobi",
            languages=("en", "sw"),
            page_languages=("en", "fr"),
            taught_by=draw(optional),
            assumption=draw(optional),
        ),
        cohort=Cohort(
            slug=draw(slugs),
            label=draw(texts),
            first_week=FIRST_WEEK,
            weeks=WEEKS,
            apply_opens=opens,
            apply_closes=opens + timedelta(days=draw(st.integers(1, 100))),
            apply_zone=draw(st.sampled_from(["Africa/Nairobi", "Etc/GMT+12"])),
            assumption=draw(optional),
        ),
        capacity=Capacity(draw(st.integers(1, 900)), draw(st.integers(1, 900)), draw(optional)),
        cost=Cost(
            currency, draw(st.none() | amounts), draw(amounts), draw(amounts), draw(optional), draw(optional)
        ),
        eligibility=Eligibility(draw(texts), tuple(draw(st.lists(texts, max_size=3))), draw(optional)),
        series=tuple(draw(_series(key)) for key in keys),
        panels=PanelRules(
            sectors=tuple(draw(st.lists(st.sampled_from(SECTORS), min_size=1, unique=True))),
            seats=draw(st.integers(1, 20)),
            budget_minor=draw(st.none() | amounts),
            assumption=draw(optional),
        ),
        points=draw(_points),
        review=draw(st.none() | _reviews),
        balance=draw(st.none() | _balances),
        offers=draw(st.none() | _offers),
        fees=draw(st.none() | _fees),
        conduct=draw(st.none() | _conducts),
    )
