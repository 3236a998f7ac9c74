"""A strategy: written by leaders, signed by survivor advisers, put in force when nothing is missing."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.equip.strategy.written import (
    DOMAIN,
    GOAL,
    OWNER,
    SITE,
    Ids,
    Written,
    in_days,
    questions,
    said,
    write,
)
from tests.fixtures.agencies import make_agency

from shelterbelt.equip.choices import ActionState, SignedAs, StrategyState
from shelterbelt.equip.queries.strategies import strategies_of, strategy_view
from shelterbelt.equip.queries.strategy_to_do import strategies_to_sign
from shelterbelt.equip.queries.strategy_views import Money
from shelterbelt.equip.services import actions, goals, signing, strategies
from shelterbelt.equip.services.actions import ActionWords
from shelterbelt.equip.services.errors import Incomplete, NotInThisState
from shelterbelt.equip.services.goals import GoalWords, RiskWords
from shelterbelt.equip.services.strategies import StrategyWords
from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Grant
from shelterbelt.ground.access.permissions import Denied, NotThere
from shelterbelt.ground.access.roles import Actor, Role
from shelterbelt.ground.db.scope import scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def one(db: None) -> Written:
    del db
    return write()


def codes(one: Written) -> list[str]:
    return [missing.code for missing in one.view().missing]


def test_a_strategy_is_read_whole(one: Written) -> None:
    view = one.view(one.agency.board)
    goal = view.goals[0]
    assert (view.title, view.state, goal.words, goal.domain, goal.number) == (
        "Two quiet years",
        StrategyState.DRAFT,
        GOAL,
        DOMAIN,
        1,
    )
    assert [gap.question for gap in goal.gaps] == questions()
    action = goal.actions[0]
    assert (action.site, action.owner, action.days_left, action.is_late) == (SITE, OWNER, 20, False)
    assert view.money == (Money(120_050, "CAD"),)
    assert [risk.met_by for risk in goal.risks] == ["They learn to wait."]


def test_words_lie_sealed(one: Written) -> None:
    with connection.cursor() as cursor, scope(one.agency.leader):
        cursor.execute(
            "SELECT encode(g.words, 'escape') || encode(a.owner, 'escape') || encode(s.title, 'escape') "
            "FROM equip_goal g JOIN equip_action a ON a.goal_id = g.id JOIN equip_strategy s ON s.id = g.strategy_id"
        )
        kept = cursor.fetchone()[0]
    assert [word for word in ("adult", "Planted", "quiet") if word in kept] == []


def test_sums_stand_by_currency_without_what_was_dropped(one: Written) -> None:
    for amount, currency in ((9_900, "EUR"), (100, "CAD"), (70_000, "EUR")):
        doing = ActionWords("More.", in_days(3), amount_minor=amount, currency=currency)
        last = actions.add_action(by=one.agency.leader, **one.ids, goal=one.goal, said=doing)
    actions.tell_progress(
        by=one.agency.front_line, **one.ids, action=last, state="dropped", words="Not needed."
    )
    assert one.view().money == (Money(120_150, "CAD"), Money(9_900, "EUR"))


def test_what_is_missing_is_named_one_by_one() -> None:
    one = write(has_risk=False)
    assert codes(one) == ["risk", "agreed"]
    with pytest.raises(NotInThisState, match="risk"):
        one.put_in_force()
    goals.add_risk(
        by=one.agency.leader, **one.ids, goal=one.goal, said=RiskWords("We asked.", is_none_seen=True)
    )
    assert codes(one) == ["agreed"]
    one.sign()
    assert codes(one) == []
    one.put_in_force()
    assert one.view().state == StrategyState.IN_FORCE


def test_an_empty_strategy_is_never_in_force() -> None:
    agency = make_agency()
    strategy = strategies.begin_strategy(by=agency.leader, agency=agency.organisation, said=said())
    ids: Ids = {"agency": agency.organisation, "strategy": strategy}
    with scope(agency.leader):
        view = strategy_view(for_=agency.leader, **ids)
    signing.sign_strategy(by=agency.survivor_adviser, **ids, said="agreed", digest=view.digest)
    with pytest.raises(NotInThisState, match="goals"):
        strategies.put_in_force(by=agency.leader, **ids)


def test_a_changed_text_is_asked_about_again(one: Written) -> None:
    one.sign()
    goals.change_goal(
        by=one.agency.leader, **one.ids, goal=one.goal, said=GoalWords(GOAL + "!", DOMAIN, questions())
    )
    assert codes(one) == ["agreed"]
    assert [line.is_current for line in one.view().sign_offs] == [False]
    one.sign()
    assert [(line.said, line.is_current) for line in one.view().sign_offs] == [(SignedAs.AGREED, True)]


def test_the_digest_knows_every_word_and_no_owner_or_progress(one: Written) -> None:
    leader, seen = one.agency.leader, {one.view().digest}
    actions.hand_action_over(by=leader, **one.ids, action=one.action, owner="Someone else")
    actions.tell_progress(by=leader, **one.ids, action=one.action, state="under_way", words="Begun.")
    assert one.view().digest in seen
    doing = ActionWords("Train the night staff.", in_days(20), "", one.site, 120_050, "CAD")
    for changed in (
        replace(doing, words="Train all staff."),
        replace(doing, due_on=in_days(21)),
        replace(doing, site=None),
        replace(doing, amount_minor=120_051),
        replace(doing, currency="USD"),
        replace(doing, starts_on=clock.today()),
    ):
        actions.change_action(by=leader, **one.ids, action=one.action, said=changed)
        assert one.view().digest not in seen
        seen.add(one.view().digest)
    worry = RiskWords("Staff may ask too much.", "They learn to wait.", "Young advisers are asked.")
    for other in (
        replace(worry, words="Other."),
        replace(worry, met_by="Other."),
        replace(worry, watched_by="Other."),
    ):
        goals.change_risk(by=leader, **one.ids, goal=one.goal, risk=one.risk, said=other)
        assert one.view().digest not in seen
        seen.add(one.view().digest)
    start, end = clock.today(), in_days(700)
    for words in (
        StrategyWords("Other", start, end, "So that nobody is alone."),
        StrategyWords("Two quiet years", start, end, "Other"),
        StrategyWords("Two quiet years", start, end, "So that nobody is alone.", "Other"),
        StrategyWords("Two quiet years", start, in_days(701), "So that nobody is alone."),
    ):
        strategies.change_strategy(by=leader, **one.ids, said=words)
        assert one.view().digest not in seen
        seen.add(one.view().digest)


def test_not_yet_blocks_until_it_is_taken_back_whatever_changes(one: Written) -> None:
    second = one.agency.someone(Role.SURVIVOR_ADVISER)
    one.sign("not_yet", "Ask the young people first.", by=second)
    one.sign()
    assert codes(one) == ["not_yet"]
    strategies.change_strategy(by=one.agency.leader, **one.ids, said=said("Another title"))
    one.sign()
    assert codes(one) == ["not_yet"]
    one.sign("agreed_if", "Say when.", by=second)
    assert codes(one) == []
    one.put_in_force()


def test_agreeing_if_is_not_agreeing(one: Written) -> None:
    one.sign("agreed_if", "Add how young people are asked.")
    assert codes(one) == ["agreed"]
    assert [line.words for line in one.view().sign_offs] == ["Add how young people are asked."]


def test_whoever_is_no_adviser_any_more_neither_blocks_nor_agrees(one: Written) -> None:
    second = one.agency.someone(Role.SURVIVOR_ADVISER)
    one.sign("not_yet", "No.", by=second)
    one.sign()
    Grant.objects.filter(account=second.account).update(revoked_at=clock.now())
    assert codes(one) == []
    Grant.objects.filter(account=one.agency.survivor_adviser.account).update(revoked_at=clock.now())
    assert codes(one) == ["advisers"]


def test_a_text_that_changed_while_it_was_read_is_not_signed(one: Written) -> None:
    read = one.view().digest
    strategies.change_strategy(by=one.agency.leader, **one.ids, said=said("Another title"))
    with pytest.raises(NotInThisState, match="changed"):
        signing.sign_strategy(by=one.agency.survivor_adviser, **one.ids, said="agreed", digest=read)


def test_an_adviser_who_says_not_yet_ends_its_force(one: Written) -> None:
    one.sign()
    one.put_in_force()
    one.sign("not_yet", "The night rule is used to punish.")
    view = one.view()
    assert (view.state, [missing.code for missing in view.missing]) == (
        StrategyState.DRAFT,
        ["not_yet", "agreed"],
    )


def test_words_in_force_stand(one: Written) -> None:
    one.sign()
    one.put_in_force()
    leader = one.agency.leader
    doing = ActionWords("Other.", in_days(2))
    for attempt in (
        lambda: strategies.change_strategy(by=leader, **one.ids, said=said("Other")),
        lambda: goals.remove_goal(by=leader, **one.ids, goal=one.goal),
        lambda: goals.add_goal(by=leader, **one.ids, said=GoalWords("Other.", DOMAIN)),
        lambda: actions.change_action(by=leader, **one.ids, action=one.action, said=doing),
        lambda: goals.remove_risk(by=leader, **one.ids, goal=one.goal, risk=one.risk),
    ):
        with pytest.raises(NotInThisState, match="in_force"):
            attempt()
    actions.hand_action_over(by=leader, **one.ids, action=one.action, owner="The day lead")
    assert one.view().goals[0].actions[0].owner == "The day lead"
    strategies.reopen_strategy(by=leader, **one.ids)
    assert codes(one) == []


def test_one_at_a_time_is_in_force(one: Written) -> None:
    other = write(one.agency)
    for each in (one, other):
        each.sign()
    one.put_in_force()
    assert [(m.code, m.other) for m in other.view().missing] == [("another", one.strategy)]
    with pytest.raises(NotInThisState, match="another"):
        other.put_in_force()
    strategies.close_strategy(by=one.agency.leader, **one.ids)
    other.put_in_force()
    with scope(one.agency.board):
        listed = strategies_of(for_=one.agency.board, agency=one.agency.organisation)
    assert [(card.id, card.state) for card in listed] == [
        (other.strategy, StrategyState.IN_FORCE),
        (one.strategy, StrategyState.CLOSED),
    ]


def test_goals_move_and_come_back_where_they_were(one: Written) -> None:
    leader = one.agency.leader
    second, third = (
        goals.add_goal(by=leader, **one.ids, said=GoalWords(words, DOMAIN)) for words in ("Two.", "Three.")
    )
    goals.move_goal(by=leader, **one.ids, goal=third, is_up=True)
    goals.move_goal(by=leader, **one.ids, goal=one.goal, is_up=True)
    goals.move_goal(by=leader, **one.ids, goal=one.goal, is_up=False)
    assert [line.id for line in one.view().goals] == [third, one.goal, second]
    goals.remove_goal(by=leader, **one.ids, goal=one.goal)
    assert [line.id for line in one.view().goals] == [third, second]
    assert [(gone.kind, gone.id) for gone in one.view().removed] == [("goal", one.goal)]
    goals.put_goal_back(by=leader, **one.ids, goal=one.goal)
    assert [line.id for line in one.view().goals] == [third, one.goal, second]
    assert one.view().goals[1].actions[0].id == one.action


def test_actions_and_risks_are_taken_out_and_put_back(one: Written) -> None:
    leader = one.agency.leader
    actions.remove_action(by=leader, **one.ids, action=one.action)
    goals.remove_risk(by=leader, **one.ids, goal=one.goal, risk=one.risk)
    view = one.view()
    assert (view.actions, view.goals[0].risks) == ((), ())
    assert [(gone.kind, gone.id) for gone in view.removed] == [("action", one.action), ("risk", one.risk)]
    actions.put_action_back(by=leader, **one.ids, action=one.action)
    goals.put_risk_back(by=leader, **one.ids, goal=one.goal, risk=one.risk)
    assert (len(one.view().actions), len(one.view().goals[0].risks), one.view().removed) == (1, 1, ())


def test_no_harm_seen_stands_alone(one: Written) -> None:
    none = RiskWords("We asked three people.", is_none_seen=True)
    with pytest.raises(Incomplete) as error:
        goals.add_risk(by=one.agency.leader, **one.ids, goal=one.goal, said=none)
    assert list(error.value.fields) == ["is_none_seen"]
    goals.remove_risk(by=one.agency.leader, **one.ids, goal=one.goal, risk=one.risk)
    goals.add_risk(by=one.agency.leader, **one.ids, goal=one.goal, said=none)
    goals.put_risk_back(by=one.agency.leader, **one.ids, goal=one.goal, risk=one.risk)
    assert [(risk.id, risk.is_none_seen) for risk in one.view().goals[0].risks] == [(one.risk, False)]


def test_anyone_of_the_agency_tells_progress_and_leaders_alone_change(one: Written) -> None:
    for number, teller in enumerate(one.agency.everyone, start=1):
        actions.tell_progress(
            by=teller, **one.ids, action=one.action, state="under_way", words=f"Step {number}."
        )
    told = one.view(one.agency.board).goals[0].actions[0]
    assert (told.state, [(step.words, step.is_own) for step in told.progress]) == (
        ActionState.UNDER_WAY,
        [("Step 4.", True), ("Step 3.", False), ("Step 2.", False), ("Step 1.", False)],
    )
    for other in (one.agency.front_line, one.agency.survivor_adviser, one.agency.board):
        with pytest.raises(Denied):
            goals.remove_goal(by=other, **one.ids, goal=one.goal)
    for other in (one.agency.leader, one.agency.front_line, one.agency.board):
        with pytest.raises(Denied):
            signing.sign_strategy(by=other, **one.ids, said="agreed", digest=one.view().digest)


def test_late_is_counted_in_days_and_not_for_what_is_done(one: Written) -> None:
    doing = ActionWords("Late.", in_days(-3))
    late = actions.add_action(by=one.agency.leader, **one.ids, goal=one.goal, said=doing)
    assert [(line.days_left, line.is_late) for line in one.view().actions] == [(-3, True), (20, False)]
    actions.tell_progress(by=one.agency.leader, **one.ids, action=late, state="done", words="It hangs there.")
    assert ([line.days_left for line in one.view().actions], one.view().late) == ([None, 20], 0)


def test_a_closed_strategy_is_only_read(one: Written) -> None:
    strategies.close_strategy(by=one.agency.leader, **one.ids)
    with pytest.raises(NotInThisState, match="closed"):
        actions.tell_progress(by=one.agency.leader, **one.ids, action=one.action, state="done", words="Done.")
    with pytest.raises(NotInThisState, match="closed"):
        one.sign()
    assert one.view().goals[0].words == GOAL


def test_ids_of_another_strategy_or_agency_are_not_there(one: Written) -> None:
    other, same = write(), write(one.agency)
    leader = one.agency.leader
    worry = RiskWords("A", "B")
    for wrong in (other, same):
        with pytest.raises(NotThere):
            goals.change_goal(by=leader, **one.ids, goal=wrong.goal, said=GoalWords("X", DOMAIN))
        with pytest.raises(NotThere):
            goals.change_risk(by=leader, **one.ids, goal=one.goal, risk=wrong.risk, said=worry)
        with pytest.raises(NotThere):
            actions.tell_progress(by=leader, **one.ids, action=wrong.action, state="done", words="X")
    doing = ActionWords("X", in_days(1), site=other.site)
    with pytest.raises(NotThere):
        actions.add_action(by=leader, **one.ids, goal=one.goal, said=doing)
    with scope(leader), pytest.raises(NotThere):
        strategy_view(for_=leader, agency=one.agency.organisation, strategy=other.strategy)
    with scope(leader), pytest.raises(NotThere):
        strategy_view(for_=leader, **other.ids)


def test_what_cannot_be_kept_is_said_by_field(one: Written) -> None:
    leader, today = one.agency.leader, clock.today()
    cases: list[tuple[Callable[[], object], list[str]]] = [
        (
            lambda: strategies.change_strategy(by=leader, **one.ids, said=StrategyWords(" ", today, today)),
            ["title", "ends_on"],
        ),
        (
            lambda: goals.add_goal(by=leader, **one.ids, said=GoalWords("x" * 601, "no", ["no"])),
            ["words", "domain", "questions"],
        ),
        (
            lambda: goals.add_risk(by=leader, **one.ids, goal=one.goal, said=RiskWords("", "")),
            ["words", "met_by"],
        ),
        (
            lambda: actions.add_action(
                by=leader,
                **one.ids,
                goal=one.goal,
                said=ActionWords("", today, amount_minor=-1, currency="XYZ", starts_on=in_days(1)),
            ),
            ["words", "due_on", "amount", "currency"],
        ),
        (
            lambda: actions.tell_progress(by=leader, **one.ids, action=one.action, state="half", words=""),
            ["words", "state"],
        ),
        (lambda: one.sign("not_yet"), ["words"]),
    ]
    for attempt, fields in cases:
        with pytest.raises(Incomplete) as error:
            attempt()
        assert list(error.value.fields) == fields


def test_thirty_goals_take_as_many_queries_as_one(one: Written) -> None:
    def asked() -> int:
        with scope(one.agency.leader), CaptureQueriesContext(connection) as caught:
            strategy_view(for_=one.agency.leader, **one.ids)
        return len(caught)

    before = asked()
    for number in range(29):
        goal = goals.add_goal(
            by=one.agency.leader, **one.ids, said=GoalWords(f"{number}", DOMAIN, questions())
        )
        doing = ActionWords("More.", in_days(number), OWNER, one.site)
        action = actions.add_action(by=one.agency.leader, **one.ids, goal=goal, said=doing)
        goals.add_risk(by=one.agency.leader, **one.ids, goal=goal, said=RiskWords("A", "B"))
        actions.tell_progress(by=one.agency.leader, **one.ids, action=action, state="done", words="Done.")
    assert (asked(), len(one.view().goals)) == (before, 30)


def test_a_survivor_adviser_is_asked_once_it_can_be_read_and_again_when_it_changes() -> None:
    one = write(has_risk=False)

    def asked(actor: Actor) -> list[str]:
        with scope(actor):
            return [waits.href for waits in strategies_to_sign(actor)]

    adviser = one.agency.survivor_adviser
    assert asked(adviser) == []
    goals.add_risk(by=one.agency.leader, **one.ids, goal=one.goal, said=RiskWords("A", "B"))
    address = reverse("agency.strategy.sign", args=[one.agency.organisation, one.strategy])
    others = (one.agency.leader, one.agency.board, make_agency().survivor_adviser)
    assert (asked(adviser), [asked(other) for other in others]) == ([address], [[], [], []])
    one.sign("agreed_if", "Say when.")
    assert asked(adviser) == []
    strategies.change_strategy(by=one.agency.leader, **one.ids, said=said("Another title"))
    assert asked(adviser) == [address]
