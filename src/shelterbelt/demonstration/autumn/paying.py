"""Fees of every income group, an employer's invoice in French, bursaries, and a bank's statement with its proposals."""

import datetime as dt
from uuid import UUID

from shelterbelt.demonstration.autumn.intake import holders
from shelterbelt.ground import clock
from shelterbelt.ground.access.queries import actor_of
from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.choices import BankLineState, FeeLane, HonorariumState, InvoiceKind
from shelterbelt.learn.formats.bank_csv import read_bank_csv
from shelterbelt.learn.formats.bank_csv.keeping import bank_file
from shelterbelt.learn.models import (
    Application,
    BankFile,
    BankLine,
    BursaryGrant,
    Cohort,
    FeeStatement,
    Honorarium,
    Invoice,
)
from shelterbelt.learn.queries.cohorts import definition_of
from shelterbelt.learn.queries.fees import Payer, balance_of
from shelterbelt.learn.services.bank import confirm_line
from shelterbelt.learn.services.bank_files import read_bank_file
from shelterbelt.learn.services.bursaries import grant_bursary, set_pool
from shelterbelt.learn.services.fees import ask_bursary, choose_lane, plan_instalments
from shelterbelt.learn.services.honoraria import (
    answer_honorarium,
    offer_honoraria,
    pay_honorarium,
    settle_honorarium,
)
from shelterbelt.learn.services.invoices import issue_invoice

_HEADER = (
    '"Account Type","Account Number","Transaction Date","Cheque Number",'
    '"Description 1","Description 2","CAD$","USD$"\n'
)
_LANES = 6
_PAID_EVERY, _LEFT_OPEN = 2, 3
_EMPLOYER = Payer(
    "Réseau Jeunes Horizons", "12, rue des Tilleuls\nMontréal (Québec)", "FORM-118", is_employer=True
)


def choose_fees(*, cohort: UUID) -> None:
    """People choose how to pay: by country, less without proof, by an employer, in parts."""
    people = holders(cohort, "admitted")
    employed = next((email for email, _bearer, row in people if _is_employed(row)), "")
    for place, (email, bearer, row) in enumerate(people):
        with scope(SYSTEM):
            statement = FeeStatement.objects.filter(application=row).first()
        if statement is None or statement.lane != FeeLane.GROUP:
            continue
        with scope(bearer):
            if email == employed:
                choose_lane(by=bearer, lane=FeeLane.EMPLOYER, payer=_EMPLOYER)
            elif place % _LANES == 1 and statement.fee_minor:
                choose_lane(by=bearer, lane=FeeLane.PAY_LESS, amount_minor=statement.fee_minor // 200 * 100)
            elif place % _LANES == 2 and statement.fee_minor:  # noqa: PLR2004 -- any remainder does
                plan_instalments(by=bearer, parts=3)
            if row.wants_bursary:
                ask_bursary(by=bearer)


def grant(*, lead: UUID, cohort: UUID) -> None:
    """The pool is filled, and half of what they owe is taken over for those who asked."""
    actor = actor_of(lead)
    with scope(actor):
        set_pool(by=actor, cohort=cohort)
        asked = FeeStatement.objects.filter(
            cohort=cohort, application__wants_bursary=True, lane=FeeLane.GROUP
        )
        rows = list(asked.order_by("reference").values_list("pk", flat=True))
        for statement in rows:
            owed = balance_of(statement)
            if owed > 1 and not BursaryGrant.objects.filter(statement=statement).exists():
                grant_bursary(by=actor, statement=statement, amount_minor=owed // 2)


def receive(*, finance: UUID, cohort: UUID, organisation: UUID) -> None:
    """The bank's statement is read; most proposals are confirmed, some wait; a line is nobody's."""
    actor = actor_of(finance)
    with scope(actor):
        if BankFile.objects.filter(organisation=organisation).exists():
            return
        rows = list(FeeStatement.objects.filter(cohort=cohort).order_by("reference"))
        lines = []
        for row in rows[::_PAID_EVERY]:
            owed = balance_of(row.pk)
            if owed > 0:
                lines.append(_line(f"{row.reference} fee", owed))
        lines.append(_line("Library refund", 1250))
        content = (_HEADER + "".join(lines)).encode()
        read_bank_file(by=actor, organisation=organisation, file=bank_file(content, read_bank_csv(content)))
        found = BankLine.objects.filter(organisation=organisation, state=BankLineState.PROPOSED)
        for line in list(found.order_by("number").values_list("pk", flat=True))[_LEFT_OPEN:]:
            confirm_line(by=actor, line=line)


def invoice_in_french(*, finance: UUID, cohort: UUID) -> None:
    """The invoice that the employer of a French-speaking participant asked for."""
    actor = actor_of(finance)
    with scope(actor):
        if Invoice.objects.filter(statement__cohort=cohort).exists():
            return
        owing = FeeStatement.objects.filter(cohort=cohort, lane=FeeLane.EMPLOYER).order_by("reference")
        for statement in owing.values_list("pk", flat=True):
            if balance_of(statement) > 0:
                issue_invoice(by=actor, statement=statement, kind=InvoiceKind.INVOICE, language="fr")


def pay_people(*, lead: UUID, finance: UUID, cohort: UUID) -> None:
    """Honoraria for every seat: offered, mostly accepted, the first ones paid before their panel."""
    leading, paying = actor_of(lead), actor_of(finance)
    with scope(leading):
        offer_honoraria(by=leading, cohort=cohort)
        offered = Honorarium.objects.filter(cohort=cohort, state=HonorariumState.OFFERED)
        rows = list(offered.order_by("pay_by", "pk").values_list("pk", "account"))
        # The day of the offer on the host's clock: at any hour, neither before it nor in the future.
        definition = definition_of(Cohort.objects.values_list("definition", flat=True).get(pk=cohort))
    paid_on = clock.today(definition.programme.host_zone)
    for place, (honorarium, account) in enumerate(rows):
        if account is None or place % _LANES == _LANES - 1:
            continue
        person = actor_of(account)
        with scope(person):
            answer_honorarium(by=person, honorarium=honorarium, accepts=True)
        if place < _LANES:
            with scope(paying):
                settle_honorarium(by=paying, honorarium=honorarium, act="approve")
                if place < _LEFT_OPEN:
                    pay_honorarium(by=paying, honorarium=honorarium, on=paid_on)


def _is_employed(row: Application) -> bool:
    return row.language == "fr" and row.country == "CA"


def _line(text: str, amount_minor: int) -> str:
    day = clock.today() - dt.timedelta(days=1)
    amount = f"{amount_minor // 100}.{amount_minor % 100:02}"
    return f'Chequing,00000-0000000,{day:%m/%d/%Y},,"TRANSFER","{text}",{amount},,\n'
