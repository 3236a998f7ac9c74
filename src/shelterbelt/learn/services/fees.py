"""What a place costs: a statement opened on acceptance, the lane chosen, closed when the place is given back."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID, uuid4

from shelterbelt.ground import audit, clock
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import seal_field
from shelterbelt.learn import access
from shelterbelt.learn.choices import FeeLane, LedgerKind
from shelterbelt.learn.engine.cost import RefundProblem, refund_due
from shelterbelt.learn.engine.cost.problem import Paid
from shelterbelt.learn.models import Application, FeeStatement, LedgerEntry
from shelterbelt.learn.queries.fees import MONEY_KINDS, Payer, Terms, balance_of, paid_of, payer_of, terms_of
from shelterbelt.learn.queries.income_groups import standing_of
from shelterbelt.learn.services.blinding import reblind
from shelterbelt.learn.services.bursaries import release_standing
from shelterbelt.learn.services.errors import Incomplete, NotInThisState
from shelterbelt.learn.services.instalments import granted_to, held_statement, lay_out, plan_instalments
from shelterbelt.learn.services.ledger import enter, write_ledger
from shelterbelt.learn.services.sentences import ADDRESS_EMPLOYER, AMOUNT_RANGE, NAME_EMPLOYER, TOO_LONG

__all__ = [
    "Closing",
    "ask_bursary",
    "choose_lane",
    "close_statement",
    "forget_statements",
    "open_statement",
    "plan_instalments",
    "write_ledger",
]

REFERENCE_LETTERS = "23456789BCDFGHJKLMNPQRSTVWXZ"
REFERENCE_LENGTH = 8
LONGEST = {"name": 200, "address": 600, "reference": 100}


@dataclass(frozen=True, slots=True)
class Closing:
    """How a statement ended: what must be paid back, and what went back to the bursary pool. Minor units."""

    statement: UUID
    currency: str
    refund_minor: int
    released_minor: int


def open_statement(*, by: Actor, application: UUID, lane: FeeLane | str = FeeLane.GROUP) -> UUID:
    """Open the statement of an application whose place was accepted; the same one if it is open already.

    The income group comes from the table that the cohort's definition names, so that a country which changes its
    group later keeps the fee of its cohort. A statement that was closed stays as it is; a new one begins.

    Args:
        by: the bearer of the application's link, whoever admits, or the system.
        application: whose place.
        lane: the fee by country, unless another was chosen already.

    Returns:
        The statement's id.

    Raises:
        NotThere: no such application for the actor.
    """
    with scope(SYSTEM):
        found = _application(application, by)
        known = FeeStatement.objects.filter(application=found).first()
        if known and not known.closed_at:
            return known.pk
        with audit.act(
            "learn.fee.open", by=by, about=("application", found.pk), organisation=found.organisation
        ) as event:
            if known:
                known.application = None
                known.save(update_fields=["application"])
            row = _opened(found, FeeLane(lane))
            event.note(statement=str(row.pk), group=row.income_group, fee_minor=row.fee_minor)
    return row.pk


def choose_lane(
    *, by: Actor, lane: FeeLane | str, amount_minor: int | None = None, payer: Payer | None = None
) -> int:
    """Choose how the fee is set, and who pays it; returns the fee in minor units.

    Args:
        by: the bearer of the application's link.
        lane: by country, less, or an employer.
        amount_minor: in the lane `pay_less`, what they can pay.
        payer: in the lane `employer`, who pays: name and address, and a reference of theirs.

    Raises:
        Incomplete: an amount outside what the lane allows, or an employer without name or address.
        NotInThisState: the statement is closed, or the amount would change although something was paid.
        NotThere: the link has no statement.
    """
    lane = FeeLane(lane)
    with (
        held_statement(by) as row,
        audit.act(
            "learn.fee.choose", by=by, about=("fee_statement", row.pk), organisation=row.organisation
        ) as event,
        scope(SYSTEM),
    ):
        terms = terms_of(row.cohort)
        fee = _fee(row, terms, lane, amount_minor)
        change = fee - row.fee_minor
        if change and paid_of(row.pk):
            raise NotInThisState("paid")
        _seal_payer(row, _payer(row, lane, payer))
        row.lane, row.fee_minor = lane, fee
        row.save(update_fields=["lane", "fee_minor", "payer"])
        if change:
            enter(row, LedgerKind.CORRECTION, change)
            lay_out(row)
        if row.application_id and lane is FeeLane.EMPLOYER:
            reblind(row.application_id)
        event.note(lane=lane.value)
    return fee


def ask_bursary(*, by: Actor) -> None:
    """Ask for a bursary; asking twice changes nothing.

    Raises:
        NotInThisState: the statement is closed.
        NotThere: the link has no statement.
    """
    with (
        held_statement(by) as row,
        audit.act("learn.bursary.ask", by=by, about=("fee_statement", row.pk), organisation=row.organisation),
    ):
        Application.objects.filter(token_digest=by.bearer or "").update(wants_bursary=True)


def close_statement(*, by: Actor, application: UUID, because: str) -> Closing | None:
    """End the statement of a place that is given back; its bursary returns to the pool.

    What must be paid back stays on it as a balance below zero until finance has paid it. Closing twice changes
    nothing and says the same.

    Args:
        by: the bearer of the application's link, whoever admits, or the system.
        application: whose place.
        because: a word for the audit: withdrawn, deferred, lapsed, erased.

    Returns:
        What must be paid back, and what went back to the pool; None if there never was a statement.

    Raises:
        NotThere: no such application for the actor.
    """
    with scope(SYSTEM):
        found = _application(application, by)
        rows = FeeStatement.objects.select_for_update(of=("self",)).select_related("cohort__programme")
        row = rows.filter(application=found).first()
        if row is None:
            return None
        if row.closed_at:
            return Closing(row.pk, row.currency, max(0, -balance_of(row.pk)), 0)
        with audit.act(
            "learn.fee.close", by=by, about=("application", found.pk), organisation=row.organisation
        ) as event:
            closing = _closed(row)
            event.note(because=because, refund_minor=closing.refund_minor, released=closing.released_minor)
    return closing


def forget_statements(persons: Collection[UUID]) -> int:
    """Take people out of their statements and close them; the numbers stay. Returns how many.

    A part of another service's act, the one that erases the person: it leaves no event of its own.
    """
    with scope(SYSTEM):
        rows = FeeStatement.objects.select_for_update(of=("self",)).select_related("cohort__programme")
        found = list(rows.filter(person__in=persons))
        for row in found:
            if not row.closed_at:
                _closed(row)
            row.invoices.update(sealed=None)
            row.proposed_lines.update(sealed=None)
            row.payer, row.application, row.person = None, None, uuid4()
            row.save(update_fields=["payer", "application", "person"])
    return len(found)


def _application(application: UUID, by: Actor) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related("cohort__programme")
    found = rows.filter(pk=application).first()
    if found is None:
        raise NotThere
    if by is SYSTEM or (by.bearer is not None and by.bearer == found.token_digest):
        return found
    if by.account is not None and by.account == found.account_id:
        return found
    require(access.ADMIT, by, found.organisation)
    return found


def _opened(found: Application, lane: FeeLane) -> FeeStatement:
    terms = terms_of(found.cohort)
    standing = standing_of(found.country, terms.rules.table_year)
    fee = terms.fee(standing.group, lane).amount_minor
    row = FeeStatement(
        application=found,
        cohort=found.cohort,
        organisation=found.organisation,
        person=found.person,
        reference="F" + "".join(secrets.choice(REFERENCE_LETTERS) for _place in range(REFERENCE_LENGTH)),
        currency=terms.currency,
        income_group=standing.group,
        table_year=standing.year,
        lane=lane,
        fee_minor=fee,
    )
    _seal_payer(row, Payer(name=found.name))
    row.save()
    if fee:
        enter(row, LedgerKind.CHARGE, fee)
    lay_out(row)
    return row


def _fee(row: FeeStatement, terms: Terms, lane: FeeLane, amount_minor: int | None) -> int:
    if lane is FeeLane.PAY_LESS and amount_minor is None:
        raise Incomplete({"amount": _range(row, terms)})
    wanted = max(0, amount_minor or 0) if lane is FeeLane.PAY_LESS else None
    fee = terms.fee(row.income_group, lane, wanted)
    granted = granted_to(row)
    if lane is FeeLane.PAY_LESS and (fee.amount_minor != amount_minor or fee.amount_minor < granted):
        raise Incomplete({"amount": _range(row, terms)})
    return fee.amount_minor


def _range(row: FeeStatement, terms: Terms) -> str:
    fee = terms.fee(row.income_group, FeeLane.PAY_LESS)
    unit: int = 10**terms.digits
    least = max(fee.least_minor, granted_to(row))
    shown = {
        "least": f"{least / unit:.{terms.digits}f}",
        "most": f"{fee.group_minor / unit:.{terms.digits}f}",
    }
    return AMOUNT_RANGE % {name: f"{number} {terms.currency}" for name, number in shown.items()}


def _payer(row: FeeStatement, lane: FeeLane, given: Payer | None) -> Payer:
    if lane is not FeeLane.EMPLOYER:
        name = row.application.name if row.application else ""
        return Payer(name=name)
    said = given or Payer()
    clean = Payer(_text(said.name), _text(said.address), _text(said.reference), is_employer=True)
    wrong: dict[str, str] = {}
    if not clean.name:
        wrong["payer_name"] = str(NAME_EMPLOYER)
    if not clean.address:
        wrong["payer_address"] = str(ADDRESS_EMPLOYER)
    for name, most in LONGEST.items():
        if len(getattr(clean, name)) > most:
            wrong[f"payer_{name}"] = TOO_LONG % {"most": most}
    if wrong:
        raise Incomplete(wrong)
    return clean


def _text(given: str) -> str:
    # PostgreSQL keeps no NUL character, and none belongs into an address.
    return given.replace("\r\n", "\n").replace("\x00", "").strip()


def _seal_payer(row: FeeStatement, payer: Payer) -> None:
    if row.payer is None or payer != payer_of(row):
        seal_field(row, "payer", payer.text(), person=row.person, agency=row.organisation)


def _closed(row: FeeStatement) -> Closing:
    """Close a locked statement: after it, its balance is what must be paid back, below zero, or nothing."""
    terms = terms_of(row.cohort)
    entries = list(LedgerEntry.objects.filter(statement=row.pk))
    moved = tuple(
        Paid(on=entry.at.date(), amount_minor=-entry.amount_minor)
        for entry in entries
        if entry.kind in MONEY_KINDS
    )
    refund = refund_due(
        RefundProblem(
            movements=moved,
            charge_minor=sum(entry.amount_minor for entry in entries if entry.kind not in MONEY_KINDS),
            today=clock.today(terms.zone),
            meets_on=terms.meets_on,
            refund_days=terms.refund_days,
        )
    )
    released = release_standing(row)
    surplus = balance_of(row.pk) + refund.back_minor
    if surplus:
        enter(row, LedgerKind.CORRECTION, -surplus)
    row.instalments.all().delete()
    row.closed_at = clock.now()
    row.save(update_fields=["closed_at"])
    return Closing(row.pk, row.currency, refund.back_minor, released)
