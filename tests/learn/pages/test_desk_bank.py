"""Finance at the desk: a statement is tried, kept, settled line by line; invoices are issued and taken back."""

import io
from base64 import b64encode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader
from tests.fixtures import bank as files
from tests.fixtures.desk import signed_in
from tests.fixtures.fees import Placed, place, with_fees
from tests.fixtures.world import World

from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.models import BankFile, BankLine, Invoice
from shelterbelt.learn.services import fees
from shelterbelt.learn.services.invoices import issue_invoice

FULL = 45_000


@pytest.fixture
def priced(world: World) -> World:
    with_fees(world)
    return world


@pytest.fixture
def client(priced: World) -> Client:
    return signed_in(priced.host.accounts["finance"])


def address(name: str, *args: object) -> str:
    return reverse(f"desk.{name}", args=args)


def upload(client: Client, world: World, content: bytes) -> str:
    answer = client.post(
        address("bank.read", world.host.organisation), {"file": SimpleUploadedFile("bank.csv", content)}
    )
    return str(answer.content.decode())


def lines(world: World) -> list[BankLine]:
    with scope(SYSTEM):
        rows = BankLine.objects.filter(organisation=world.host.organisation)
        return list(rows.exclude(reasons__contains=["undone"]).order_by("number"))


def read(world: World, *rows: tuple[str, str, str]) -> None:
    files.read(world.host.actor("finance"), world.host.organisation, *rows)


def test_statement_is_tried_first_and_then_kept(priced: World, client: Client) -> None:
    placed = place(priced, "one", "CA")
    content = files.statement_csv(
        ("3/4/2027", placed.row().reference, "450.00"), ("3/5/2027", "<b>gift</b>", "20.00")
    )
    tried = upload(client, priced, content)
    assert "2 lines can be kept" in tried
    assert "Nothing is kept yet." in tried
    assert "&lt;b&gt;gift" in tried
    with scope(SYSTEM):
        assert not BankFile.objects.exists()
    kept = {"act": "keep", "statement": b64encode(content).decode()}
    page = address("bank.read", priced.host.organisation)
    assert client.post(page, kept, follow=True).content.decode().count("New lines: 2.") == 1
    again = client.post(page, kept, follow=True).content.decode()
    assert "This very file was read on" in again
    assert len(lines(priced)) == 2


def test_problems_are_named_by_line_and_nothing_is_written(priced: World, client: Client) -> None:
    content = files.statement_csv(("3/4/2027", "one", "450.00"), ("13/4/2027", "two", "20.00"))
    said = upload(client, priced, content)
    assert "<strong>Line 3</strong>, <code>Transaction Date</code>" in said
    assert "Nothing was kept" in said
    kept = {"act": "keep", "statement": b64encode(content).decode()}
    assert client.post(address("bank.read", priced.host.organisation), kept).status_code == 400
    assert lines(priced) == []
    for junk in (b"\x00\x01", b"name,amount\n"):
        assert "Nothing was kept" in upload(client, priced, junk)


def test_proposal_is_confirmed_and_taken_back(priced: World, client: Client) -> None:
    placed = place(priced, "one", "CA")
    read(priced, ("3/4/2027", placed.row().reference, "450.00"))
    listed = client.get(address("bank.lines", priced.host.organisation)).content.decode()
    assert "The payment reference stands in the text." in listed
    assert "The amount is what is still owed." in listed
    page = address("bank.line", lines(priced)[0].pk)
    assert client.post(page, {"act": "confirm"}).status_code == 302
    assert placed.balance() == 0
    assert "Take the match back" in client.get(page).content.decode()
    client.post(page, {"act": "undo"})
    assert placed.balance() == FULL
    fresh = address("bank.line", lines(priced)[0].pk)
    assert client.post(fresh, {"act": "ignore"}).status_code == 302
    assert client.post(fresh, {"act": "reopen"}).status_code == 302
    assert client.post(fresh, {"act": "nonsense"}).status_code == 400
    assert lines(priced)[0].state == "proposed"


def test_another_statement_is_named(priced: World, client: Client) -> None:
    placed = place(priced, "one", "CA")
    read(priced, ("3/4/2027", "course", "100.00"))
    page = address("bank.line", lines(priced)[0].pk)
    wrong = client.post(page, {"act": "assign", "reference": "FXXXXXXXX"})
    assert wrong.status_code == 400
    assert "No statement has this reference." in wrong.content.decode()
    assert (
        client.post(page, {"act": "assign", "reference": placed.row().reference.lower()}).status_code == 302
    )
    assert placed.balance() == FULL - 10_000


def test_money_is_paid_back_once(priced: World, client: Client) -> None:
    placed, by = place(priced, "one", "CA"), priced.host.actor("finance")
    fees.write_ledger(by=by, statement=placed.statement, kind="payment", amount_minor=FULL)
    fees.close_statement(by=SYSTEM, application=placed.application, because="withdrawn")
    listed = client.get(address("bank.refunds", priced.host.organisation)).content.decode()
    assert placed.row().reference in listed
    assert "CA$450.00" in listed
    page = address("bank.refund", placed.statement)
    assert "CA$450.00" in client.get(page).content.decode()
    for _time in range(2):
        client.post(page)
    assert placed.balance() == 0


def test_invoice_is_issued_read_and_taken_back(priced: World, client: Client) -> None:
    placed = place(priced, "one", "CA")
    found = client.post(
        address("invoices", priced.host.organisation), {"reference": placed.row().reference.lower()}
    )
    assert found.headers["Location"] == address("invoice.issue", placed.statement)
    given = {"what": "invoice", "language": "fr", "how_to_pay": "IBAN CA00", "tax": ""}
    made = client.post(found.headers["Location"], given)
    page = client.get(made.headers["Location"]).content.decode()
    assert 'lang="fr"' in page
    assert "IBAN CA00" in page
    with scope(SYSTEM):
        invoice = Invoice.objects.get()
    pdf = client.get(address("invoice.pdf", invoice.pk))
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert invoice.number in PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text()
    assert "An invoice stands already" in client.get(found.headers["Location"]).content.decode()
    client.post(address("invoice.credit", invoice.pk))
    again = client.get(found.headers["Location"]).content.decode()
    assert "IBAN CA00" in again
    assert 'value="invoice"' in again
    listed = client.get(address("invoices", priced.host.organisation)).content.decode()
    assert listed.count("taken back") == 1


def test_applicant_finds_their_papers_and_nobody_elses(priced: World) -> None:
    mine, other = place(priced, "one", "CA"), place(priced, "two", "CA")
    by = priced.host.actor("finance")
    papers = [
        issue_invoice(by=by, statement=one.statement, kind="invoice", language="en") for one in (mine, other)
    ]
    with scope(SYSTEM):
        numbers = [Invoice.objects.get(pk=one).number for one in papers]
    client = Client()
    listed = client.get(reverse("papers", args=[mine.token])).content.decode()
    assert numbers[0] in listed
    assert numbers[1] not in listed
    pdf = client.get(reverse("papers.pdf", args=[mine.token, papers[0]]))
    assert (pdf.status_code, pdf.headers["Content-Type"]) == (200, "application/pdf")
    assert "no-store" in pdf.headers["Cache-Control"]
    assert client.get(reverse("papers.one", args=[mine.token, papers[0]])).status_code == 200
    for name in ("papers.one", "papers.pdf"):
        assert client.get(reverse(name, args=[mine.token, papers[1]])).status_code == 404


def _many(world: World, count: int, start: int = 0) -> list[Placed]:
    return [place(world, f"n{number}", "CA") for number in range(start, start + count)]


def test_pages_ask_a_constant_number_of_questions(priced: World, client: Client) -> None:
    organisation, by = priced.host.organisation, priced.host.actor("finance")

    def prepare(places: list[Placed], day: int) -> None:
        read(priced, *((f"3/{day}/2027", one.row().reference, "450.00") for one in places))
        for one in places:
            issue_invoice(by=by, statement=one.statement, kind="invoice", language="en")

    def asked(name: str) -> int:
        client.get(address(name, organisation))
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(address(name, organisation)).status_code == 200
        return len(caught)

    names = ("bank.lines", "bank.refunds", "invoices", "bank.read")
    prepare(_many(priced, 1), 4)
    few = [asked(name) for name in names]
    prepare(_many(priced, 12, start=1), 5)
    assert [asked(name) for name in names] == few
