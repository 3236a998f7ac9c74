"""The fee page behind an application's link: what is paid and why, the three ways, the parts; no card anywhere."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.fixtures.fees import Placed, apply_from, place, with_fees
from tests.fixtures.world import World

from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.models import Application
from shelterbelt.learn.services import fees
from shelterbelt.learn.services.bursaries import grant_bursary


@pytest.fixture
def priced(world: World) -> World:
    with_fees(world)
    return world


def text_of(token: str) -> str:
    answer = Client().get(reverse("apply.fee", args=[token]))
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def send(placed: Placed, **given: str) -> str:
    """What the page says after something was sent."""
    answer = Client().post(reverse("apply.fee", args=[placed.token]), given, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_page_says_what_and_why(priced: World) -> None:
    text = text_of(place(priced, "one", "KE").token)
    assert "Still to pay: CA$135.00" in text
    assert "You live in Kenya. The World Bank counts it among the countries of lower middle income." in text
    assert "The full fee is CA$450.00; your group pays 30 percent of it" in text
    assert "lower middle income yours CA$135.00 CA$13.00" in text
    assert "fiscal year 2026 (CC BY 4.0)" in text


@pytest.mark.parametrize(
    ("country", "said"),
    [
        ("ET", "We could not confirm the group of your country for that year. You pay the lowest fee"),
        ("VE", "The World Bank gives your country no group for that year. You pay the lowest fee"),
        ("VA", "The World Bank does not list the place you live in. You pay the lowest fee"),
    ],
)
def test_doubt_is_said_plainly(country: str, said: str, priced: World) -> None:
    text = text_of(place(priced, "one", country).token)
    assert said in text
    assert "Still to pay: CA$45.00" in text


@pytest.mark.parametrize("country", ["ET", "VE", "VA"])
def test_before_a_place_a_doubtful_group_is_no_fact(country: str, priced: World) -> None:
    _bearer, token, _id = apply_from(priced, "one", country)
    text = text_of(token)
    assert "You pay the lowest fee: a doubt never costs you" in text
    assert "a country of" not in text


def test_before_a_place_the_page_says_what_it_would_cost(priced: World) -> None:
    _bearer, token, _id = apply_from(priced, "one", "BR")
    text = text_of(token)
    assert "Your fee would be CA$270.00" in text
    assert "What you pay has no part in who is admitted." in text
    assert "Your fee would be CA$135.00" in text_of(priced.tokens["draft"])
    with scope(SYSTEM):
        Application.objects.filter(state="draft").update(country="")
    assert "The fee follows the income of the country you live in." in text_of(priced.tokens["draft"])


def test_paying_less_is_thanked_and_never_asked_about(priced: World) -> None:
    placed = place(priced, "one")
    text = send(placed, act="pay_less", amount="120,50")
    assert "Thank you for telling us what you can pay" in text
    assert (placed.row().lane, placed.row().fee_minor) == ("pay_less", 12_050)
    for wrong, said in (
        ("", "Please give an amount."),
        ("much", "in figures"),
        ("1.234", "in figures"),
        ("9999", "Please give an amount from 45.00 CAD to 450.00 CAD."),
        ("44.99", "Please give an amount from"),
    ):
        assert said in send(placed, act="pay_less", amount=wrong)
    assert placed.row().fee_minor == 12_050
    send(placed, act="group")
    assert placed.row().fee_minor == 45_000


def test_employer_is_named_and_shown_again(priced: World) -> None:
    placed = place(priced, "one")
    text = send(placed, act="employer", payer_name="", payer_address="")
    assert text.count("This field is required") == 2
    send(placed, act="employer", payer_name="Harbour Trust", payer_address="1 Quay", payer_reference="PO 7")
    text = send(placed, act="nothing known")
    assert placed.row().lane == "employer"
    assert 'value="Harbour Trust"' in text


def test_parts_are_shown_before_they_are_chosen(priced: World) -> None:
    placed = place(priced, "one")
    text = Client().get(reverse("apply.fee", args=[placed.token])).content.decode()
    assert "In 3 parts: CA$150.00 by" in text
    send(placed, act="parts", parts="3")
    with scope(SYSTEM):
        assert placed.row().instalments.count() == 3
    assert "not one of the available choices" in send(placed, act="parts", parts="9")


def test_bursary_is_asked_for_and_granted(priced: World) -> None:
    placed = place(priced, "one")
    send(placed, act="bursary")
    with scope(SYSTEM):
        assert Application.objects.get(pk=placed.application).wants_bursary
    grant_bursary(by=priced.host.actor("programme_lead"), statement=placed.statement, amount_minor=45_000)
    text = text_of(placed.token)
    assert "Everything is paid. Thank you." in text
    assert "A bursary of CA$450.00 is taken off already." in text


def test_after_a_payment_the_amount_stands(priced: World) -> None:
    placed = place(priced, "one")
    fees.write_ledger(by=SYSTEM, statement=placed.statement, kind="payment", amount_minor=10_000)
    assert "This cannot be changed any more" in send(placed, act="pay_less", amount="100")
    assert placed.row().fee_minor == 45_000


def test_place_given_back_says_what_comes_back(priced: World) -> None:
    placed = place(priced, "one")
    fees.write_ledger(by=SYSTEM, statement=placed.statement, kind="payment", amount_minor=10_000)
    fees.close_statement(by=placed.bearer, application=placed.application, because="withdrawn")
    assert "We pay back CA$100.00, to the account it came from." in text_of(placed.token)


def test_nothing_asks_for_a_card_and_nobody_else_gets_in(priced: World) -> None:
    placed = place(priced, "one")
    text = Client().get(reverse("apply.fee", args=[placed.token])).content.decode()
    assert not re.search(r'autocomplete="cc-|name="[^"]*(card|iban|cvc)', text)
    assert "We never ask for a card number" in text
    assert Client().get(reverse("apply.fee", args=["sbt_nothing"])).status_code == 404
    assert "Planted-one" not in text_of(priced.tokens["submitted"])
