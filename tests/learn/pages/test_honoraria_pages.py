"""Pages of money for people, and every other surface of the house, searched for what must never stand there."""

import datetime as dt
import re
from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.fixtures.desk import add_applications, signed_in
from tests.fixtures.honoraria import Payroll, add_meeting, make_payroll

from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.routes import Audience, declared_pages
from shelterbelt.learn.models import Cohort, Honorarium, Seat
from shelterbelt.learn.services.feeds import make_feed
from shelterbelt.learn.services.honoraria import answer_honorarium, claim_expense, offer_honoraria

pytestmark = pytest.mark.django_db
WORDS = "Planted-Words-5521"
EXPENSE = ("73,119", "73119", "731.19")
AMOUNT = ("87,654", "87654", "876.54")


@pytest.fixture
def payroll(db: None, account_factory: Callable[..., Account]) -> Payroll:
    del db
    return make_payroll(account_factory)


def the_row(payroll: Payroll) -> Honorarium:
    with scope(SYSTEM):
        return Honorarium.objects.get(cohort=payroll.desk.cohort)


def text_of(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def test_from_offer_to_paid_through_the_pages(payroll: Payroll) -> None:
    finance, panellist = signed_in(payroll.finance), signed_in(payroll.panellist)
    page = reverse("desk.honoraria")
    assert "No honorarium is offered yet for 1 seat" in text_of(finance, page)
    finance.post(reverse("desk.honoraria.offer", args=[payroll.desk.cohort]))
    row = the_row(payroll)
    assert "CA$612.34" in text_of(panellist, reverse("mine.money"))
    answer = {"answer": "yes", "words": WORDS}
    assert panellist.post(reverse("mine.money.answer", args=[row.pk]), answer).status_code == 302
    one = reverse("desk.honorarium", args=[row.pk])
    assert WORDS in text_of(finance, one)
    settle = reverse("desk.honorarium.settle", args=[row.pk])
    assert finance.post(settle, {"act": "approve"}).status_code == 302
    tomorrow = clock.today("America/Toronto") + dt.timedelta(days=2)
    refused = finance.post(settle, {"act": "pay", "paid_on": tomorrow.isoformat()})
    assert refused.status_code == 422
    assert "This day lies in the future." in refused.content.decode()
    assert finance.post(settle, {"act": "pay", "paid_on": "soon"}).status_code == 422
    today = clock.today("America/Toronto").isoformat()
    assert f'value="{today}"' in text_of(finance, one)
    assert finance.post(settle, {"act": "pay", "paid_on": today}).status_code == 302
    assert the_row(payroll).state == "paid"
    assert "Nothing is to be paid" in text_of(finance, page)
    assert "Amina Otieno" in text_of(finance, f"{page}?show=settled")
    assert "Paid on" in text_of(panellist, reverse("mine.money"))


def test_expense_is_claimed_and_mistakes_are_told_beside_the_field(payroll: Payroll) -> None:
    panellist = signed_in(payroll.panellist)
    claim = reverse("mine.money.claim")
    wrong = panellist.post(claim, {"seat": str(payroll.seat), "amount": "-3", "words": ""})
    assert wrong.status_code == 422
    assert "Write an amount above zero" in wrong.content.decode()
    assert Honorarium.objects.count() == 0
    sent = {"seat": str(payroll.seat), "amount": "42,50", "words": "A train"}
    assert panellist.post(claim, sent).status_code == 302
    row = the_row(payroll)
    assert (row.kind, row.state, row.amount_minor) == ("expense", "claimed", 4_250)


def test_lead_sees_the_list_and_cannot_settle_and_staff_see_nothing(payroll: Payroll) -> None:
    offer_honoraria(by=payroll.paying, cohort=payroll.desk.cohort)
    row = the_row(payroll)
    lead, staff = signed_in(payroll.desk.lead), signed_in(payroll.desk.staff)
    assert "Amina Otieno" in text_of(lead, reverse("desk.honoraria"))
    assert "Finance approves" not in text_of(lead, reverse("desk.honorarium", args=[row.pk]))
    assert lead.post(reverse("desk.honorarium.settle", args=[row.pk]), {"act": "cancel"}).status_code == 403
    text_of(staff, reverse("desk.honoraria"), status=403)
    text_of(staff, reverse("desk.honorarium", args=[row.pk]), status=403)


def test_statements_do_not_grow_with_what_is_due(payroll: Payroll) -> None:
    finance, panellist = signed_in(payroll.finance), signed_in(payroll.panellist)
    offer_honoraria(by=payroll.paying, cohort=payroll.desk.cohort)
    pages = ((finance, reverse("desk.honoraria")), (panellist, reverse("mine.money")))
    before = [statements(client, page) for client, page in pages]
    for number in range(2, 31):
        meeting = add_meeting(payroll.desk, days=20 + number, number=number)
        Seat.objects.create(meeting=meeting, speaker_id=payroll.speaker)
    assert offer_honoraria(by=payroll.paying, cohort=payroll.desk.cohort) == 29
    assert [statements(client, page) for client, page in pages] == before


def statements(client: Client, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(page).status_code == 200
    return len(found)


def test_amounts_and_words_stand_on_no_other_surface(payroll: Payroll) -> None:
    """Every page that takes no unknown thing, for everyone who may come, and every file made from a cohort."""
    offer_honoraria(by=payroll.paying, cohort=payroll.desk.cohort)
    row = the_row(payroll)
    answer_honorarium(by=payroll.sitting, honorarium=row.pk, accepts=True, words=WORDS)
    claim_expense(by=payroll.sitting, seat=payroll.seat, amount_minor=73_119, words=WORDS)
    with scope(SYSTEM):
        Honorarium.objects.filter(pk=row.pk).update(amount_minor=87_654)
    add_applications(payroll.desk, 3)
    cohort = Cohort.objects.select_related("programme").get(pk=payroll.desk.cohort)
    known = {
        "cohort": {"uuid": payroll.desk.cohort, "slug": cohort.slug},
        "programme": {"uuid": cohort.programme_id, "slug": cohort.programme.slug},
        "speaker": {"uuid": payroll.speaker},
        "meeting": {"uuid": payroll.meeting},
        "organisation": {"uuid": payroll.desk.organisation},
        "token": {"string": make_feed(by=payroll.sitting, cohort=payroll.desk.cohort)},
    }
    clients = {
        "anyone": Client(),
        "lead": signed_in(payroll.desk.lead),
        "staff": signed_in(payroll.desk.staff),
        "panellist": signed_in(payroll.panellist),
        "finance": signed_in(payroll.finance),
    }
    own = {"desk.honoraria", "desk.honorarium", "mine.money"}
    assert reverse("mine")  # the pages declare themselves when addresses are first asked for
    searched = 0
    for page in declared_pages():
        arguments = _arguments(page, known)  # type: ignore[arg-type]
        if arguments is None or "GET" not in page.methods or page.name in own:
            continue
        for name, client in clients.items():
            if name == "panellist" and page.name.startswith("you."):
                continue  # there people find all that is held about them
            answer = client.get(reverse(page.name, kwargs=arguments))
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
            searched += answer.status_code == 200
            found = [one for one in (WORDS, *EXPENSE, *AMOUNT) if one.encode() in body]
            assert found == [], (page.name, name)
    assert searched > 40
    money = text_of(clients["finance"], reverse("desk.honoraria"))
    assert all(one in money for one in ("731.19", "876.54"))


def _arguments(page: object, known: dict[str, dict[str, UUID | str]]) -> dict[str, str] | None:
    converters = page.as_url().pattern.converters  # type: ignore[attr-defined]
    found: dict[str, str] = {}
    for name, converter in converters.items():
        kind = re.sub(r"converter$", "", type(converter).__name__.lower())
        if name not in known or kind not in known[name]:
            return None
        found[name] = str(known[name][kind])
    return found


def test_pages_are_for_people_alone() -> None:
    found = {
        page.name: page.audience
        for page in declared_pages()
        if "honorari" in page.name or "money" in page.name
    }
    assert Audience.PUBLIC not in found.values()
