"""What is due: for the calendar behind a secret address, and for the mail that reminds leaders. No words of anyone."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from shelterbelt.equip import access
from shelterbelt.equip.choices import DUE_SOON_DAYS, AssessmentState, StrategyState
from shelterbelt.equip.models import Action, Assessment, Standing, Strategy, StrategyFeed
from shelterbelt.equip.queries.advisers import grants_now
from shelterbelt.equip.queries.strategy_views import OPEN
from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.permissions import Denied, NotThere, require
from shelterbelt.ground.access.queries import actor_of
from shelterbelt.ground.access.roles import SYSTEM, Actor, Role
from shelterbelt.ground.db.scope import scope
from shelterbelt.people.models import Professional


@dataclass(frozen=True, slots=True)
class DueAction:
    """The day of an action that is still to be done."""

    id: UUID
    strategy: UUID
    due_on: dt.date
    changed_at: dt.datetime


@dataclass(frozen=True, slots=True)
class DueTest:
    """A day on which answers of the last assessment are looked at again, and how many."""

    assessment: UUID
    on: dt.date
    answers: int
    changed_at: dt.datetime


@dataclass(frozen=True, slots=True)
class FeedView:
    """What a secret calendar address gives. `language` is empty where the holder named none."""

    agency: UUID
    language: str
    made_at: dt.datetime
    actions: tuple[DueAction, ...]
    tests: tuple[DueTest, ...]


@dataclass(frozen=True, slots=True)
class DueReminder:
    """How much is late, due soon, or to be looked at again in one agency; for one leader's mail."""

    email: str
    language: str
    agency: UUID
    late: int
    soon: int
    tests: int


def feed_held(*, for_: Actor) -> FeedView:
    """The dates behind the actor's secret address: of the strategy in force and of the last assessment.

    Raises:
        NotThere: no such address, it was replaced, or its holder no longer belongs to the agency.
    """
    require(access.HOLD_STRATEGY_FEED, for_)
    feed = access.HOLD_STRATEGY_FEED.narrow(StrategyFeed.objects.all(), for_).first()
    if feed is None or feed.organisation not in actor_of(feed.account).organisations(*access.AGENCY):
        raise NotThere
    # The address shows one row to whoever holds it; the dates are counted by the system.
    with scope(SYSTEM):
        actions, tests = due_actions([feed.organisation]), due_tests([feed.organisation])
    return FeedView(
        feed.organisation,
        language_of(feed.account),
        feed.made_at,
        actions.get(feed.organisation, ()),
        tests.get(feed.organisation, ()),
    )


def has_feed(*, for_: Actor, agency: UUID) -> bool:
    """Whether the actor has a calendar address for the agency.

    Raises:
        NotThere, Denied: not the actor's agency.
    """
    require(access.READ_AGENCY, for_, agency)
    return (
        for_.account is not None
        and StrategyFeed.objects.filter(organisation=agency, account=for_.account).exists()
    )


def leaders_to_remind(*, for_: Actor) -> tuple[tuple[UUID, UUID], ...]:
    """Accounts of leaders, each with an agency where something is late or due within a month.

    Raises:
        Denied: anyone but the system.
    """
    _require_system(for_)
    until = clock.today() + dt.timedelta(days=DUE_SOON_DAYS)
    with scope(SYSTEM):
        strategies = Strategy.objects.filter(state=StrategyState.IN_FORCE).values("organisation")
        agencies = set(_latest_closed().values_list("organisation", flat=True)) | {
            one["organisation"] for one in strategies
        }
        due = {agency for agency, days in _days(agencies).items() if any(day <= until for day in days)}
    rows = grants_now(Role.AGENCY_LEADER).filter(organisation__in=due).order_by("organisation", "account_id")
    return tuple(
        (account, agency) for account, agency in rows.values_list("account", "organisation") if agency
    )


def reminder_of(*, for_: Actor, account: UUID, agency: UUID) -> DueReminder | None:
    """What is due in an agency, for one leader's mail; None if nothing is or they lead it no more.

    Raises:
        Denied: anyone but the system.
    """
    _require_system(for_)
    today = clock.today()
    until = today + dt.timedelta(days=DUE_SOON_DAYS)
    if agency not in actor_of(account).organisations(*access.LEADERS):
        return None
    with scope(SYSTEM):
        days = [one.due_on for one in due_actions([agency]).get(agency, ())]
        tests = sum(one.answers for one in due_tests([agency]).get(agency, ()) if one.on <= until)
        email = Account.objects.filter(pk=account, is_active=True).values_list("email", flat=True).first()
    late, soon = sum(day < today for day in days), sum(today <= day <= until for day in days)
    if not email or not late + soon + tests:
        return None
    return DueReminder(email, language_of(account), agency, late, soon, tests)


def due_actions(agencies: Iterable[UUID]) -> dict[UUID, tuple[DueAction, ...]]:
    """Actions still to be done in strategies in force, by agency and day; as far as rows are shown."""
    rows = Action.objects.filter(
        organisation__in=list(agencies),
        state__in=OPEN,
        removed_at__isnull=True,
        goal__removed_at__isnull=True,
        goal__strategy__state=StrategyState.IN_FORCE,
    )
    found: dict[UUID, list[DueAction]] = {}
    values = rows.order_by("due_on", "pk").values_list(
        "organisation", "pk", "goal__strategy", "due_on", "goal__strategy__changed_at"
    )
    for agency, pk, strategy, due_on, changed_at in values:
        found.setdefault(agency, []).append(DueAction(pk, strategy, due_on, changed_at))
    return {agency: tuple(told) for agency, told in found.items()}


def due_tests(agencies: Iterable[UUID]) -> dict[UUID, tuple[DueTest, ...]]:
    """Days on which answers are tested again, by agency; none while an assessment is open: they are tested then."""
    rows = Standing.objects.filter(
        organisation__in=list(agencies), assessment__in=_latest_closed(), test_again_on__isnull=False
    )
    values = rows.order_by("test_again_on").values_list(
        "organisation", "assessment", "test_again_on", "assessment__closed_at"
    )
    counted: Counter[tuple[UUID, UUID, dt.date | None, dt.datetime | None]] = Counter(values)
    found: dict[UUID, list[DueTest]] = {}
    for (agency, assessment, day, closed_at), number in counted.items():
        if day is not None and closed_at is not None:
            found.setdefault(agency, []).append(DueTest(assessment, day, number, closed_at))
    return {agency: tuple(told) for agency, told in found.items()}


def language_of(account: UUID) -> str:
    """The language that the account's person prefers; empty where none was named."""
    told = Professional.objects.filter(account_id=account).values_list("languages", flat=True).first()
    return told[0] if told else ""


def _latest_closed() -> QuerySet[Assessment]:
    """The last closed assessment of each agency that has none open."""
    is_open = Assessment.objects.filter(state=AssessmentState.OPEN).values("organisation")
    closed = Assessment.objects.filter(state=AssessmentState.CLOSED).exclude(organisation__in=is_open)
    latest = closed.order_by("organisation", "-opened_at").distinct("organisation").values("pk")
    return Assessment.objects.filter(pk__in=latest)


def _days(agencies: Iterable[UUID]) -> dict[UUID, set[dt.date]]:
    known = list(agencies)
    days: dict[UUID, set[dt.date]] = {agency: set() for agency in known}
    for agency, actions in due_actions(known).items():
        days[agency].update(one.due_on for one in actions)
    for agency, tests in due_tests(known).items():
        days[agency].update(one.on for one in tests)
    return days


def _require_system(actor: Actor) -> None:
    if actor is not SYSTEM:
        raise Denied("equip.strategy.remind")
