"""Money at the desk: sums and references for finance and leads, a name on one page alone, everything recorded."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.fixtures.desk import signed_in
from tests.fixtures.fees import Placed, place, with_fees
from tests.fixtures.world import World

from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.audit.queries import events_recent
from shelterbelt.learn.queries.fees import Payer
from shelterbelt.learn.queries.money_audit import money_breaks
from shelterbelt.learn.services import fees


@pytest.fixture
def priced(world: World) -> World:
    with_fees(world)
    return world


def get(world: World, role: str, name: str, *args: object, **query: str) -> tuple[int, str]:
    answer = signed_in(world.host.accounts[role]).get(reverse(name, args=args), query)
    return answer.status_code, " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def post(world: World, role: str, name: str, *args: object, **given: str) -> tuple[int, str]:
    answer = signed_in(world.host.accounts[role]).post(reverse(name, args=args), given, follow=True)
    return answer.status_code, " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def employer(placed: Placed) -> None:
    payer = Payer("Planted-House Ltd", "1 Planted-Street", "PO Planted-7")
    fees.choose_lane(by=placed.bearer, lane="employer", payer=payer)


def test_lists_hold_sums_and_no_name(priced: World) -> None:
    placed = place(priced, "one", "KE")
    employer(placed)
    for role in ("finance", "programme_lead"):
        status, text = get(priced, role, "desk.money")
        assert (status, "Executive Programme, January 2027 1 CA$135.00" in text) == (200, True)
        status, text = get(priced, role, "desk.money.cohort", priced.cohort)
        assert (status, placed.row().reference in text) == (200, True)
        assert "Planted" not in text
        assert "Planted" not in get(priced, role, "desk.money")[1]


def test_statement_shows_the_payer_and_never_the_application(priced: World) -> None:
    placed = place(priced, "one")
    employer(placed)
    for role in ("finance", "programme_lead"):
        status, text = get(priced, role, "desk.money.statement", placed.statement)
        assert status == 200
        assert "Planted-House Ltd" in text
        assert "PO Planted-7" in text
        assert "Planted-one" not in text
    seen = events_recent(for_=priced.host.actor("programme_lead"), verb="fee_statement.view").events
    assert {event.purpose for event in seen} == {"keeping the books"}
    assert len(seen) == 2


@pytest.mark.parametrize("role", ["programme_staff", "reviewer", "participant", "panellist"])
def test_others_in_the_house_are_refused(role: str, priced: World) -> None:
    placed = place(priced, "one")
    for name, aim in (
        ("desk.money.cohort", priced.cohort),
        ("desk.money.statement", placed.statement),
    ):
        assert get(priced, role, name, aim)[0] in {403, 404}
    assert get(priced, role, "desk.money")[0] == 403


def test_another_house_finds_nothing(priced: World) -> None:
    placed = place(priced, "one")
    client = signed_in(priced.other.accounts["finance"])
    for name, aim in (("desk.money.cohort", priced.cohort), ("desk.money.statement", placed.statement)):
        assert client.get(reverse(name, args=[aim])).status_code == 404
    given = {"kind": "payment", "amount": "1"}
    assert client.post(reverse("desk.money.record", args=[placed.statement]), given).status_code == 404
    assert placed.entries() == [("charge", 45_000)]


def test_payment_is_recorded_by_hand(priced: World) -> None:
    placed = place(priced, "one")
    aim = placed.statement
    assert post(priced, "finance", "desk.money.record", aim, kind="payment", amount="150.00")[0] == 200
    assert placed.entries()[-1] == ("payment", -15_000)
    for given, said in (
        ({"kind": "refund", "amount": "150.01"}, "That is too much: at most CA$150.00."),
        ({"kind": "write_off", "amount": "10"}, "Please say why"),
        ({"kind": "payment", "amount": "0"}, "in figures"),
        ({"kind": "theft", "amount": "5"}, "Select a valid choice"),
        ({"amount": "5"}, "This field is required"),
    ):
        status, text = post(priced, "finance", "desk.money.record", aim, **given)
        assert (status, said in text) == (400, True), text
    post(priced, "finance", "desk.money.record", aim, kind="write_off", amount="300", reason="hardship")
    assert placed.balance() == 0
    assert post(priced, "programme_lead", "desk.money.record", aim, kind="payment", amount="1")[0] == 403
    assert money_breaks(for_=SYSTEM) == ()


def test_lead_grants_and_takes_back(priced: World) -> None:
    placed = place(priced, "one")
    fees.ask_bursary(by=placed.bearer)
    _status, text = get(priced, "programme_lead", "desk.money.cohort", priced.cohort, only="asking")
    assert placed.row().reference in text
    assert "asks for a bursary" in text
    # Who asked is the lead's to know: finance reads no application.
    assert (
        placed.row().reference
        not in get(priced, "finance", "desk.money.cohort", priced.cohort, only="asking")[1]
    )
    assert post(priced, "programme_lead", "desk.money.pool", priced.cohort)[0] == 200
    aim = placed.statement
    assert post(priced, "programme_lead", "desk.money.bursary", aim, amount="500")[0] == 400
    assert post(priced, "programme_lead", "desk.money.bursary", aim, amount="400", act="grant")[0] == 200
    assert placed.balance() == 5_000
    assert post(priced, "programme_lead", "desk.money.bursary", aim, amount="10")[0] == 400
    assert (
        "CA$10,400.00 of CA$10,800.00 is left"
        in get(priced, "finance", "desk.money.cohort", priced.cohort)[1]
    )
    assert post(priced, "finance", "desk.money.bursary", aim, act="release")[0] == 403
    post(priced, "programme_lead", "desk.money.bursary", aim, act="release")
    assert placed.balance() == 45_000
    assert money_breaks(for_=SYSTEM) == ()


def test_pages_follow_on_one_another_and_cost_the_same(priced: World) -> None:
    client = signed_in(priced.host.accounts["finance"])
    page = reverse("desk.money.cohort", args=[priced.cohort])
    place(priced, "n0")
    client.get(page)
    with CaptureQueriesContext(connection) as one:
        client.get(page)
    for number in range(1, 32):
        place(priced, f"n{number}")
    with CaptureQueriesContext(connection) as many:
        first = client.get(page).content.decode()
    assert len(one) == len(many)
    (after,) = re.findall(r"after=([A-Z0-9]+)", first)
    second = client.get(page, {"after": after}).content.decode()
    found = [set(re.findall(r">(F[A-Z0-9]{8})<", text)) for text in (first, second)]
    assert (len(found[0]), len(found[1]), found[0] & found[1]) == (30, 2, set())
    with CaptureQueriesContext(connection) as home:
        client.get(reverse("desk.money"))
    assert len(home) <= len(one)
