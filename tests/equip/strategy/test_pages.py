"""The pages of a strategy, walked through as people do: by links and forms, without scripts."""

import html
import re
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.equip.strategy.written import (
    DOMAIN,
    GOAL,
    OWNER,
    SITE,
    Written,
    in_days,
    programme,
    questions,
    write,
)
from tests.fixtures.agencies import AgencyFixture, make_agency
from tests.fixtures.desk import signed_in

from shelterbelt.equip.choices import ActionState, StrategyState
from shelterbelt.equip.queries.strategies import strategies_of
from shelterbelt.equip.services import assessments, settling, sharing
from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.db.scope import scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def one(db: None) -> Written:
    del db
    return write()


def browser(actor: Actor) -> Client:
    assert actor.account is not None
    return signed_in(Account.objects.get(pk=actor.account))


def at(one: Written, name: str, *more: object) -> str:
    return reverse(name, args=[one.agency.organisation, one.strategy, *more])


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return html.unescape(answer.content.decode())


def sent(client: Client, address: str, **data: object) -> str:
    """Send a form and follow it to the page where it leads."""
    answer = client.post(address, data, follow=True)
    assert answer.status_code == 200, (address, answer.status_code)
    assert answer.redirect_chain, re.findall(r'class="error".*?</ul>', answer.content.decode(), re.DOTALL)
    return html.unescape(answer.content.decode())


def listed(agency: AgencyFixture) -> list[UUID]:
    with scope(agency.leader):
        return [card.id for card in strategies_of(for_=agency.leader, agency=agency.organisation)]


def test_a_leader_begins_one_from_the_empty_page_and_draws_a_goal_from_gaps() -> None:
    agency = make_agency()
    opened = assessments.open_assessment(
        by=agency.leader, agency=agency.organisation, sites=[agency.site(SITE)], closes_on=in_days(30)
    )
    client = browser(agency.leader)
    begin = reverse("agency.strategies.begin", args=[agency.organisation])
    assert begin in page(client, reverse("agency.strategies", args=[agency.organisation]))
    text = sent(client, begin, title="Two years", starts_on=clock.today(), ends_on=in_days(700))
    (strategy,) = listed(agency)
    gaps = reverse("agency.strategy.gaps", args=[agency.organisation, strategy])
    assert gaps in text
    assert "No gap is known yet" in page(client, gaps)
    for question in questions(2):
        settling.settle_question(
            by=agency.leader,
            agency=agency.organisation,
            assessment=opened,
            question=question,
            site=None,
            agreed=settling.Agreed("not_met"),
        )
    found = re.findall(r'name="of" value="([^"]+)"', page(client, gaps))
    add = reverse("agency.goal.new", args=[agency.organisation, strategy])
    form = page(client, f"{add}?of={found[0]}&of={found[1]}&of=no.such")
    assert [key for key in found if f'value="{key}"' in form] == found[:2]
    text = sent(client, add, words=GOAL, domain=found[0].partition(".")[0], questions=found[:2])
    assert (GOAL in text, "Answers 2 gaps" in text, "think about how it could do harm" in text) == (True,) * 3
    assert "goal 1 answers it" in page(client, gaps)


def test_gaps_of_an_agency_without_an_assessment_say_how_to_begin(one: Written) -> None:
    text = page(browser(one.agency.leader), at(one, "agency.strategy.gaps"))
    assert reverse("agency.assessments", args=[one.agency.organisation]) in text


def test_an_action_is_written_changed_and_told_of(one: Written) -> None:
    leader = browser(one.agency.leader)
    given = {"words": "Two telephones.", "due_on": in_days(-2), "amount": "1 200,50", "currency": "cad"}
    text = sent(leader, at(one, "agency.goal.action", one.goal), **given, site=one.site, owner=OWNER)
    assert [
        word for word in ("Two telephones.", "CA$1,200.50", "2 days late", SITE) if word not in text
    ] == []
    action = next(line.id for line in one.view().actions if line.words == "Two telephones.")
    given |= {"amount": "", "due_on": in_days(3)}
    text = sent(leader, at(one, "agency.action.change", action), **given)
    assert ("due in 3 days" in text, "CA$1,200.50" in text) == (True, False)
    text = sent(
        browser(one.agency.front_line),
        at(one, "agency.action", action),
        state="done",
        words="They hang there.",
    )
    assert ("They hang there." in text, one.view().action(action).state) == (True, ActionState.DONE)


def test_a_wrong_amount_is_said_beside_its_field(one: Written) -> None:
    answer = browser(one.agency.leader).post(
        at(one, "agency.goal.action", one.goal),
        {"words": "X", "due_on": in_days(1), "amount": "12.345", "currency": "CAD"},
    )
    text = html.unescape(answer.content.decode())
    assert (answer.status_code, "Write an amount such as 1200 or 1200.50." in text) == (200, True)


def test_goals_are_moved_taken_out_and_put_back(one: Written) -> None:
    leader = browser(one.agency.leader)
    sent(leader, at(one, "agency.goal.new"), words="Second.", domain=DOMAIN, questions=questions(1))
    second = one.view().goals[1].id
    sent(leader, at(one, "agency.goal.move", second), way="up")
    assert [goal.id for goal in one.view().goals] == [second, one.goal]
    text = sent(leader, at(one, "agency.goal.remove", second))
    assert "Put back" in text
    sent(leader, at(one, "agency.goal.remove", second), back="1")
    assert [goal.id for goal in one.view().goals] == [second, one.goal]
    sent(leader, at(one, "agency.goal", second), words="Second, said better.", domain=DOMAIN)
    assert (one.view().goals[0].words, one.view().goals[0].gaps) == ("Second, said better.", ())


def test_risks_are_written_and_none_seen_is_said_with_a_reason(one: Written) -> None:
    leader = browser(one.agency.leader)
    text = sent(
        leader, at(one, "agency.goal.risk.change", one.goal, one.risk), words="Too much.", met_by="They wait."
    )
    assert "They wait." in text
    sent(leader, at(one, "agency.goal.risk.remove", one.goal, one.risk))
    text = sent(leader, at(one, "agency.goal.risk", one.goal) + "?none", words="We asked three people.")
    assert "We see none, because: We asked three people." in re.sub(r"<[^>]+>", "", text)
    text = sent(leader, at(one, "agency.goal.risk.remove", one.goal, one.risk), back="1")
    assert [risk.is_none_seen for risk in one.view().goals[0].risks] == [False]


def test_a_survivor_adviser_reads_and_signs_and_it_comes_into_force(one: Written) -> None:
    adviser, leader = browser(one.agency.survivor_adviser), browser(one.agency.leader)
    address = at(one, "agency.strategy.sign")
    assert "Put it in force" not in page(leader, at(one, "agency.strategy"))
    text = page(adviser, address)
    assert [
        word for word in (GOAL, "Train the night staff.", "Staff may ask too much.") if word not in text
    ] == []
    digest = re.findall(r'name="digest" value="(\w+)"', text)[0]
    answer = adviser.post(address, {"said": "not_yet", "words": "", "digest": digest})
    assert "Write what should change." in answer.content.decode()
    sent(adviser, address, said="agreed_if", words="Say when.", digest=digest)
    assert "Say when." in page(leader, at(one, "agency.strategy"))
    sent(adviser, address, said="agreed", digest=digest)
    assert "Put it in force" in page(leader, at(one, "agency.strategy"))
    text = sent(leader, at(one, "agency.strategy.state"), to="in_force")
    assert (one.view().state, "Add an action" in text) == (StrategyState.IN_FORCE, False)
    text = sent(leader, at(one, "agency.action.owner", one.action), owner="The day lead")
    assert "The day lead" in text
    sent(leader, at(one, "agency.strategy.state"), to="draft")
    sent(leader, at(one, "agency.strategy.state"), to="closed")
    assert one.view().state == StrategyState.CLOSED
    assert page(adviser, at(one, "agency.action", one.action)).count("Tell it") == 0


def test_a_text_that_changed_meanwhile_is_shown_again(one: Written) -> None:
    adviser = browser(one.agency.survivor_adviser)
    digest = one.view().digest
    sent(
        browser(one.agency.leader),
        at(one, "agency.strategy.change"),
        title="Other",
        starts_on=clock.today(),
        ends_on=in_days(9),
    )
    text = sent(adviser, at(one, "agency.strategy.sign"), said="agreed", digest=digest)
    assert ("Please read it again." in text, one.view().sign_offs) == (True, ())


def test_force_that_is_not_due_is_refused_in_words(one: Written) -> None:
    text = sent(browser(one.agency.leader), at(one, "agency.strategy.state"), to="in_force")
    assert "No survivor adviser has agreed to the text as it is now." in text
    assert one.view().state == StrategyState.DRAFT


def test_it_is_shown_to_a_programme_and_taken_back(one: Written) -> None:
    shown_to, adviser = programme()
    leader, reader = browser(one.agency.leader), browser(adviser)
    address = reverse("advise.strategy", args=[one.strategy])
    assert reader.get(address).status_code == 404
    text = sent(leader, at(one, "agency.strategy.share"), shown_to=shown_to, until=in_days(9))
    assert "Programme House" in text
    assert "Two quiet years" in page(reader, reverse("advise"))
    text = page(reader, address)
    planted = (SITE, OWNER, str(one.site), str(one.agency.organisation))
    assert ([word for word in planted if word in text], GOAL in text) == ([], True)
    for name in ("agency", "agency.strategies", "agency.sites"):
        assert reader.get(reverse(name, args=[one.agency.organisation])).status_code in {403, 404}
    assert reader.get(at(one, "agency.strategy")).status_code in {403, 404}
    sent(leader, at(one, "agency.strategy.unshare", one.view().shares[0].id))
    assert reader.get(address).status_code == 404
    assert "Two quiet years" not in page(reader, reverse("advise"))


def test_a_share_that_is_over_is_gone(one: Written) -> None:
    shown_to, adviser = programme()
    one.share(shown_to, clock.today())
    sharing.take_share_back(by=one.agency.leader, **one.ids, share=one.view().shares[0].id)
    assert browser(adviser).get(reverse("advise.strategy", args=[one.strategy])).status_code == 404


def test_a_calendar_address_is_made_read_and_removed(one: Written) -> None:
    client = browser(one.agency.board)
    address = reverse("agency.feed", args=[one.agency.organisation])
    one.sign()
    one.put_in_force()
    assert "Make my address" in page(client, address)
    text = client.post(address, {"make": "1"}).content.decode()
    path = re.findall(r"/agency/feed/[^<\"]+\.ics", text)[0]
    answer = Client().get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert b"Due: an action of your strategy" in answer.content
    assert Client().get(path, headers={"if-none-match": answer["ETag"]}).status_code == 304
    assert path not in page(client, address)
    sent(client, address, remove="1")
    assert Client().get(path).status_code == 404


def test_another_agency_meets_nothing_anywhere(one: Written) -> None:
    other = write()
    share = other.share(programme()[0])
    client = browser(one.agency.leader)
    own = one.agency.organisation
    for name, more in (
        ("agency.strategy", ()),
        ("agency.strategy.change", ()),
        ("agency.strategy.gaps", ()),
        ("agency.strategy.share", ()),
        ("agency.goal.new", ()),
        ("agency.goal", (other.goal,)),
        ("agency.goal.risk", (other.goal,)),
        ("agency.goal.risk.change", (other.goal, other.risk)),
        ("agency.goal.action", (other.goal,)),
        ("agency.action", (other.action,)),
        ("agency.action.change", (other.action,)),
        ("agency.action.owner", (other.action,)),
    ):
        for agency in (own, other.agency.organisation):
            address = reverse(name, args=[agency, other.strategy, *more])
            assert client.get(address).status_code == 404, address
        if more:
            assert client.get(reverse(name, args=[own, one.strategy, *more])).status_code == 404
    for name, more in (
        ("agency.strategy.state", ()),
        ("agency.goal.move", (other.goal,)),
        ("agency.goal.remove", (other.goal,)),
        ("agency.goal.risk.remove", (other.goal, other.risk)),
        ("agency.action.remove", (other.action,)),
        ("agency.strategy.unshare", (share,)),
    ):
        for ids in ((own, other.strategy), (other.agency.organisation, other.strategy)):
            assert client.post(reverse(name, args=[*ids, *more]), {"to": "closed"}).status_code == 404, name
    assert client.get(reverse("agency.strategy", args=[own, uuid4()])).status_code == 404


def test_those_who_do_not_lead_see_no_way_to_change(one: Written) -> None:
    for actor in (one.agency.front_line, one.agency.survivor_adviser, one.agency.board):
        client = browser(actor)
        text = page(client, at(one, "agency.strategy"))
        ways = ("Add an action", "Add a risk", "Take out", "Give it up", "Show it to a programme")
        assert [word for word in ways if word in text] == []
        assert client.get(at(one, "agency.goal", one.goal)).status_code == 403
        assert client.post(at(one, "agency.strategy.state"), {"to": "closed"}).status_code == 403
