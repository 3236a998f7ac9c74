"""Invoices, receipts, credit notes: numbers without gaps, frozen words, a PDF that can be read aloud."""

import io
import threading
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from django.db import connections
from pypdf import PdfReader
from tests.fixtures.database import FreshDatabase
from tests.fixtures.fees import Placed, place, with_fees
from tests.fixtures.world import World, build_world

from shelterbelt.ground import clock
from shelterbelt.ground.access.permissions import Denied, NotThere
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.holdings.services import erase_person
from shelterbelt.learn.choices import FeeLane
from shelterbelt.learn.formats.invoice_pdf import CannotPrint, invoice_pdf
from shelterbelt.learn.formats.invoice_words import document_of
from shelterbelt.learn.models import Application, Cohort, Invoice
from shelterbelt.learn.queries.fees import Payer
from shelterbelt.learn.queries.invoices import (
    InvoiceFile,
    invoice_file,
    invoice_held,
    invoices_held,
    invoices_listed,
)
from shelterbelt.learn.services import fees
from shelterbelt.learn.services.errors import Incomplete, NotInThisState
from shelterbelt.learn.services.invoices import OwnWords, credit_invoice, issue_invoice

FULL = 45_000
EMPLOYER = Payer("Planted-House Ltée", "1, rue Planted\nMontréal", "PO Planted-77", is_employer=True)
WORDS = OwnWords("Prairie Shelter Trust\n12 Elm Road", "IBAN CA00 0000", "No tax is charged.")


@pytest.fixture
def priced(world: World) -> World:
    with_fees(world)
    return world


def issue(world: World, placed: Placed, language: str = "fr", kind: str = "invoice", **more: UUID) -> UUID:
    by = world.host.actor("finance")
    return issue_invoice(by=by, statement=placed.statement, kind=kind, language=language, words=WORDS, **more)


def opened(world: World, invoice: UUID) -> InvoiceFile:
    return opened_by(world.host.actor("finance"), invoice)


def opened_by(actor: Actor, invoice: UUID) -> InvoiceFile:
    """As a page does it: inside the actor's scope."""
    with scope(actor):
        return invoice_file(for_=actor, invoice=invoice, purpose="test")


def text_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(
        " ".join(page.extract_text().replace("\u202f", " ").replace("\u00a0", " ").split()) for page in pages
    )


def test_invoice_in_french_for_an_employer(priced: World) -> None:
    placed = place(priced, "one", "CA")
    fees.choose_lane(by=placed.bearer, lane=FeeLane.EMPLOYER, payer=EMPLOYER)
    file = opened(priced, issue(priced, placed))
    year = clock.today().year
    assert (file.invoice.number, file.invoice.amount_minor) == (f"{year}-00001", FULL)
    pdf = invoice_pdf(file)
    read = text_of(pdf)
    reference = placed.row().reference
    for word in (
        f"{year}-00001",
        "Planted-House Ltée",
        "PO Planted-77",
        reference,
        "450,00 $",
        "IBAN CA00 0000",
    ):
        assert word in read
    catalog = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    assert (catalog["/Lang"], catalog["/MarkInfo"]["/Marked"]) == ("fr", True)  # type: ignore[index]
    assert "/StructTreeRoot" in catalog  # type: ignore[operator]
    assert b"pdfuaid" in catalog["/Metadata"].get_object().get_data()  # type: ignore[index]
    assert invoice_pdf(file) == pdf


def test_what_was_issued_stays(priced: World) -> None:
    placed = place(priced, "one", "CA")
    invoice = issue(priced, placed, "en")
    before = document_of(opened(priced, invoice))
    fees.choose_lane(by=placed.bearer, lane=FeeLane.EMPLOYER, payer=EMPLOYER)
    with scope(SYSTEM):
        Application.objects.filter(pk=placed.application).update(name="Somebody Else")
        row = Cohort.objects.get(pk=priced.cohort)
        Cohort.objects.filter(pk=row.pk).update(definition=row.definition.replace("Executive", "Changed"))
    assert document_of(opened(priced, invoice)) == before


def test_receipt_for_a_payment_once(priced: World) -> None:
    placed, by = place(priced, "one", "CA"), priced.host.actor("finance")
    paid = fees.write_ledger(by=by, statement=placed.statement, kind="payment", amount_minor=12_050)
    receipt = opened(priced, issue(priced, placed, "en", "receipt", entry=paid))
    assert document_of(receipt).total == ("Received", "CA$120.50")
    with pytest.raises(NotInThisState):
        issue(priced, placed, "en", "receipt", entry=paid)
    with pytest.raises(NotThere):
        issue(priced, place(priced, "two", "CA"), "en", "receipt", entry=paid)
    due = opened(priced, issue(priced, placed, "en"))
    assert [row[1] for row in document_of(due).rows] == ["CA$450.00", "-CA$120.50"]
    assert due.invoice.amount_minor == FULL - 12_050


def test_credit_note_replaces_the_invoice(priced: World) -> None:
    placed, by = place(priced, "one", "CA"), priced.host.actor("finance")
    first = issue(priced, placed)
    with pytest.raises(NotInThisState):
        issue(priced, placed)
    note = credit_invoice(by=by, invoice=first)
    with pytest.raises(NotInThisState):
        credit_invoice(by=by, invoice=first)
    with pytest.raises(NotInThisState):
        credit_invoice(by=by, invoice=note)
    second = issue(priced, placed)
    numbers = [opened(priced, one).invoice.number[-5:] for one in (first, note, second)]
    assert numbers == ["00001", "00002", "00003"]
    assert opened(priced, note).replaces.endswith("00001")
    assert opened(priced, first).replaced_by.endswith("00002")
    with scope(by):
        listed = invoices_listed(for_=by, organisation=priced.host.organisation)
    assert [one.invoice.number[-5:] for one in listed.rows] == numbers[::-1]


def test_an_organisation_counts_for_itself(priced: World) -> None:
    with_fees(priced, cohort=priced.other_cohort)
    issue(priced, place(priced, "one", "CA"))
    other = place(priced, "two", "CA", cohort=priced.other_cohort)
    by = priced.other.actor("finance")
    made = issue_invoice(by=by, statement=other.statement, kind="invoice", language="en")
    assert opened_by(by, made).invoice.number.endswith("-00001")


def test_who_may_read_and_issue(priced: World) -> None:
    placed, neighbour = place(priced, "one", "CA"), place(priced, "two", "CA")
    invoice = issue(priced, placed)
    with scope(placed.bearer):
        assert [one.invoice.pk for one in invoices_held(for_=placed.bearer)] == [invoice]
    with scope(neighbour.bearer):
        assert invoices_held(for_=neighbour.bearer) == ()
        with pytest.raises(NotThere):
            invoice_held(for_=neighbour.bearer, invoice=invoice)
    with pytest.raises(NotThere):
        opened_by(priced.other.actor("finance"), invoice)
    with pytest.raises(Denied):
        opened_by(priced.host.actor("programme_staff"), invoice)
    with pytest.raises(Denied):
        credit_invoice(by=priced.host.actor("programme_lead"), invoice=invoice)
    with pytest.raises(NotThere):
        credit_invoice(by=priced.other.actor("finance"), invoice=invoice)
    with scope(neighbour.bearer):
        assert not Invoice.objects.exists()


def test_nothing_owed_or_unusable_words(priced: World) -> None:
    placed, by = place(priced, "one", "CA"), priced.host.actor("finance")
    with pytest.raises(Incomplete):
        issue_invoice(by=by, statement=placed.statement, kind="invoice", language="xx")
    with pytest.raises(Incomplete):
        issue_invoice(
            by=by, statement=placed.statement, kind="invoice", language="en", words=OwnWords(tax="x" * 301)
        )
    fees.write_ledger(by=by, statement=placed.statement, kind="payment", amount_minor=FULL)
    with pytest.raises(NotInThisState):
        issue(priced, placed)
    with scope(by):
        assert invoices_listed(for_=by, organisation=priced.host.organisation).rows == ()


def test_after_erasure_the_numbers_stay_and_no_name(priced: World) -> None:
    placed = place(priced, "one", "CA")
    fees.choose_lane(by=placed.bearer, lane=FeeLane.EMPLOYER, payer=EMPLOYER)
    invoice = issue(priced, placed, "en")
    assert "Planted" in text_of(invoice_pdf(opened(priced, invoice)))
    erase_person(placed.row().person, by=SYSTEM, purpose="asked")
    file = opened(priced, invoice)
    read = text_of(invoice_pdf(file))
    assert file.is_erased
    assert "Planted" not in read
    assert "The name was erased." in read
    assert file.invoice.number in read
    assert "CA$450.00" in read


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_pdf_in_every_language(language: str, priced: World) -> None:
    file = opened(priced, issue(priced, place(priced, "one", "CA"), language))
    try:
        pdf = invoice_pdf(file)
    except CannotPrint:
        assert language == "ar"
        return
    assert PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/Lang"] == language  # type: ignore[index]


def test_words_of_a_payer_are_no_markup(priced: World) -> None:
    placed = place(priced, "one", "CA")
    odd = replace(EMPLOYER, name='#panic("x") *bold* <a> $1$ \\ "')
    fees.choose_lane(by=placed.bearer, lane=FeeLane.EMPLOYER, payer=odd)
    assert '#panic("x") *bold*' in text_of(invoice_pdf(opened(priced, issue(priced, placed, "en"))))


def test_numbers_have_no_gap_when_many_are_issued_at_once(fresh_database: FreshDatabase) -> None:
    del fresh_database
    world = build_world()
    with_fees(world)
    places = [place(world, f"n{number}").statement for number in range(12)]
    by, met, failed = world.host.actor("finance"), threading.Barrier(12), []

    def issuing(statement: UUID, is_broken: bool) -> Callable[[], None]:
        def go() -> None:
            met.wait(timeout=60)
            try:
                issue_invoice(
                    by=by, statement=statement, kind="receipt" if is_broken else "invoice", language="en"
                )
            except NotThere:
                failed.append(statement)
            finally:
                connections.close_all()

        return go

    threads = [threading.Thread(target=issuing(one, place % 4 == 0)) for place, one in enumerate(places)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with scope(SYSTEM):
        numbers = sorted(Invoice.objects.values_list("number", flat=True))
    assert len(failed) == 3
    assert [int(number[-5:]) for number in numbers] == list(range(1, 10))
    connections.close_all()
