"""Who reads which rows of a strategy, with the layer above switched off: the database alone decides."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, models, transaction
from psycopg import sql
from tests.equip.strategy.written import GOAL, OWNER, SITE, Written, in_days, programme, write
from tests.fixtures.agencies import make_agency, member

from shelterbelt.equip.models import (
    Action,
    Goal,
    HarmRisk,
    Progress,
    SignOff,
    Site,
    Strategy,
    StrategyFeed,
    StrategyShare,
)
from shelterbelt.equip.queries.strategies import strategies_shown, strategy_shown
from shelterbelt.equip.services import actions, goals, sharing
from shelterbelt.equip.services.errors import Incomplete
from shelterbelt.equip.services.strategy_feed import make_strategy_feed
from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import Denied, NotThere
from shelterbelt.ground.access.roles import SYSTEM, Actor, Role
from shelterbelt.ground.db.scope import scope

pytestmark = pytest.mark.django_db
TABLES: tuple[type[models.Model], ...] = (
    *(Strategy, Goal, Action, HarmRisk, Progress, SignOff, StrategyShare, StrategyFeed),
)
SHOWN = {"Strategy", "Goal", "Action", "HarmRisk", "Progress", "SignOff", "StrategyShare"}
"""What a share opens; the calendar address of somebody is theirs alone."""


@pytest.fixture
def one(db: None) -> Written:
    del db
    made = write()
    actions.tell_progress(by=made.agency.leader, **made.ids, action=made.action, state="done", words="Done.")
    made.sign("agreed_if", "Say when.")
    make_strategy_feed(by=made.agency.leader, agency=made.agency.organisation)
    return made


EVERY: tuple[type[models.Model], ...] = (*TABLES, Site)


def seen(actor: Actor) -> set[str]:
    """Tables in which the actor's bare queries find anything."""
    with scope(actor):
        return {table.__name__ for table in EVERY if table.objects.exists()}  # type: ignore[attr-defined]


def test_another_agency_finds_no_row(one: Written) -> None:
    programme_id, _adviser = programme()
    one.share(programme_id)
    assert seen(one.agency.leader) == {table.__name__ for table in EVERY}
    other = make_agency(name="Other")
    assert [seen(actor) for actor in other.everyone] == [set()] * 4


def test_an_adviser_finds_rows_while_they_are_shown_and_none_before_or_after(one: Written) -> None:
    programme_id, adviser = programme()
    assert seen(adviser) == set()
    share = one.share(programme_id)
    assert seen(adviser) == SHOWN
    sharing.take_share_back(by=one.agency.leader, **one.ids, share=share)
    assert seen(adviser) == {"StrategyShare"}
    again = one.share(programme_id, clock.today())
    assert seen(adviser) == SHOWN
    with scope(SYSTEM):
        StrategyShare.objects.filter(pk=again).update(until=in_days(-1))
    assert seen(adviser) == {"StrategyShare"}


def test_what_was_taken_out_is_not_shown_to_an_adviser(one: Written) -> None:
    programme_id, adviser = programme()
    one.share(programme_id)
    shown = {"Strategy", "Goal", "SignOff", "StrategyShare"}
    given = one.given
    goals.remove_risk(**given, goal=one.goal, risk=one.risk)
    actions.remove_action(**given, action=one.action)
    assert seen(adviser) == shown
    actions.put_action_back(**given, action=one.action)
    goals.put_risk_back(**given, goal=one.goal, risk=one.risk)
    assert seen(adviser) == SHOWN
    goals.remove_goal(**given, goal=one.goal)
    assert seen(adviser) == shown - {"Goal"}
    assert seen(one.agency.board) == {table.__name__ for table in EVERY} - {"StrategyFeed"}


def test_others_of_the_programme_find_nothing(one: Written) -> None:
    programme_id, _adviser = programme()
    one.share(programme_id)
    for role in (Role.PROGRAMME_LEAD, Role.PROGRAMME_STAFF, Role.PARTICIPANT):
        assert seen(member(programme_id, role)) == set()


def test_an_adviser_of_another_programme_finds_nothing(one: Written) -> None:
    mine, _adviser = programme()
    _other, stranger = programme()
    one.share(mine)
    assert seen(stranger) == set()
    with scope(stranger), pytest.raises(NotThere):
        strategy_shown(for_=stranger, strategy=one.strategy)


def test_one_strategy_shown_is_no_other(one: Written) -> None:
    second = write(one.agency)
    programme_id, adviser = programme()
    one.share(programme_id)
    with scope(adviser):
        assert [row.pk for row in Strategy.objects.all()] == [one.strategy]
        assert [row.pk for row in Goal.objects.all()] == [one.goal]
        assert [row.pk for row in Action.objects.all()] == [one.action]
        with pytest.raises(NotThere):
            strategy_shown(for_=adviser, strategy=second.strategy)


def test_what_is_shown_has_no_site_no_owner_and_no_words_of_people(one: Written) -> None:
    programme_id, adviser = programme()
    one.share(programme_id)
    with scope(adviser):
        view = strategy_shown(for_=adviser, strategy=one.strategy)
        listed = strategies_shown(for_=adviser)
    assert view.goals[0].words == GOAL
    assert (view.agency_name, [line.title for line in listed]) == ("Harbour House", [view.title])
    told = repr(view)
    planted = (SITE, OWNER, "Say when.", "Done.", str(one.site))
    assert [word for word in planted if word in told] == []
    assert (view.shares, view.removed, view.missing) == ((), (), ())
    assert [word for word in planted[:4] if word not in repr(one.view())] == []


def test_a_share_ends_for_the_reader_at_once_and_at_its_day(one: Written) -> None:
    programme_id, adviser = programme()

    def shown() -> list[UUID]:
        with scope(adviser):
            return [line.id for line in strategies_shown(for_=adviser)]

    share = one.share(programme_id)
    assert shown() == [one.strategy]
    sharing.take_share_back(by=one.agency.leader, **one.ids, share=share)
    sharing.take_share_back(by=one.agency.leader, **one.ids, share=share)
    assert shown() == []
    again = one.share(programme_id, clock.today())
    assert (one.share(programme_id, in_days(3)), shown()) == (again, [one.strategy])
    with scope(SYSTEM):
        StrategyShare.objects.filter(pk=again).update(until=in_days(-1))
    assert shown() == []
    with scope(adviser), pytest.raises(NotThere):
        strategy_shown(for_=adviser, strategy=one.strategy)
    assert [line.is_over for line in one.view().shares] == [True]


def test_it_is_shown_to_programmes_alone_for_a_year_at_most(one: Written) -> None:
    programme_id, _adviser = programme()
    bystander = make_agency(name="Bystander").organisation
    for shown_to, until, fields in (
        (bystander, in_days(3), ["shown_to"]),
        (programme_id, in_days(-1), ["until"]),
        (programme_id, in_days(367), ["until"]),
    ):
        with pytest.raises(Incomplete) as error:
            one.share(shown_to, until)
        assert list(error.value.fields) == fields
    with pytest.raises(Denied):
        sharing.share_strategy(by=one.agency.board, **one.ids, shown_to=programme_id, until=in_days(3))


def refused(write_row: Callable[[], object]) -> bool:
    """Whether the database keeps a row from being written: by an error, or by finding none to write."""
    try:
        with transaction.atomic():
            return write_row() == 0
    except DatabaseError as error:
        return "row-level security" in str(error)


def test_only_leaders_write_a_strategy_and_only_signers_their_own_word(one: Written) -> None:
    programme_id, adviser = programme()
    one.share(programme_id)
    for actor in (one.agency.front_line, one.agency.survivor_adviser, one.agency.board, adviser):
        with scope(actor):
            assert refused(lambda: Strategy.objects.update(state="closed"))
            assert refused(lambda: Goal.objects.update(place=9))
            assert refused(lambda: HarmRisk.objects.update(is_none_seen=False))
            assert refused(lambda: StrategyShare.objects.update(until=in_days(300)))
    for actor in (one.agency.leader, one.agency.front_line, one.agency.board, adviser):
        with scope(actor):
            assert refused(lambda: SignOff.objects.update(said="agreed"))
    with scope(adviser):
        assert refused(lambda: Action.objects.update(state="done"))
    with connection.cursor() as cursor, scope(one.agency.leader):
        cursor.execute("SELECT state FROM equip_strategy")
        assert cursor.fetchall() == [("draft",)]


STRATEGY_ROWS: tuple[type[models.Model], ...] = (
    *(Strategy, Goal, Action, HarmRisk, Progress, SignOff, StrategyShare),
)


def deleted(actor: Actor, table: type[models.Model]) -> int:
    """How many rows a bare DELETE takes away."""
    with scope(actor), connection.cursor() as cursor:
        cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table._meta.db_table)))
        return int(cursor.rowcount)


def test_an_adviser_reads_rows_and_neither_deletes_nor_locks_one(one: Written) -> None:
    programme_id, adviser = programme()
    one.share(programme_id)
    assert seen(adviser) == SHOWN
    assert [deleted(adviser, table) for table in STRATEGY_ROWS] == [0] * len(STRATEGY_ROWS)
    with scope(adviser):
        for table in STRATEGY_ROWS:
            assert list(table.objects.select_for_update()) == []  # type: ignore[attr-defined]
    assert seen(adviser) == SHOWN


def test_rows_of_a_strategy_are_deleted_by_those_alone_who_write_them(one: Written) -> None:
    programme_id, _adviser = programme()
    one.share(programme_id)
    led: tuple[type[models.Model], ...] = (Strategy, Goal, HarmRisk, StrategyShare)
    for actor in (one.agency.front_line, one.agency.survivor_adviser, one.agency.board):
        assert [deleted(actor, table) for table in led] == [0] * len(led)
    for actor in (one.agency.leader, one.agency.front_line, one.agency.board):
        assert deleted(actor, SignOff) == 0
    assert [deleted(one.agency.leader, table) for table in (StrategyShare, HarmRisk, Progress)] == [1] * 3
    assert deleted(one.agency.survivor_adviser, SignOff) == 1
