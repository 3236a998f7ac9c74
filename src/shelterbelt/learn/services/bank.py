"""Lines of the bank: confirmed by a person, undone, forgotten. The ledger is written nowhere else for them.

A line that is open is sealed under its file's key, a settled one under the key of the person whose fee it pays:
erasing the person makes it unreadable at once, in every backup too.
"""

import datetime as dt
import hashlib
import hmac
from uuid import UUID, uuid4

from django.db.models import Q

from shelterbelt.ground import audit, clock, jobs
from shelterbelt.ground.access.permissions import Denied, NotThere, require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.secrets import seal_field
from shelterbelt.learn import access
from shelterbelt.learn.choices import BankLineState, LedgerKind
from shelterbelt.learn.models import BankLine, FeeStatement, LedgerEntry
from shelterbelt.learn.queries.bank import UNDONE
from shelterbelt.learn.queries.bank_words import Words, words_of
from shelterbelt.learn.queries.fees import balance_of, paid_of
from shelterbelt.learn.services.applications import DESTROY_KEY
from shelterbelt.learn.services.bank_proposals import WAITING, renew_proposals
from shelterbelt.learn.services.errors import (
    ChangedMeanwhile,
    NotInThisState,
    TooMuch,
    WrongCurrency,
)
from shelterbelt.learn.services.ledger import write_ledger

SETTLED_KEPT_DAYS = 30
OPEN_KEPT_DAYS = 180


def confirm_line(*, by: Actor, line: UUID) -> UUID:
    """Take the proposal: writes the payment, refund or chargeback; returns the ledger's entry.

    Raises:
        NotInThisState: nothing is proposed for it any more.
        ChangedMeanwhile: what is owed has changed since; the proposals were left as they are.
        NotThere, Denied: as for all of an organisation's money.
    """
    with audit.act("learn.bank.confirm", by=by, about=("bank_line", line)) as event:
        row = _locked(line, by)
        event.organisation = row.organisation
        if row.state != BankLineState.PROPOSED or row.proposed is None:
            raise NotInThisState(row.state)
        kind = next(LedgerKind(code[5:]) for code in row.reasons if code.startswith("kind:"))
        with scope(SYSTEM):
            balance = balance_of(row.proposed.pk)
        if (kind is LedgerKind.PAYMENT and row.amount_minor > balance) or (
            kind is LedgerKind.REFUND and row.amount_minor < balance
        ):
            raise ChangedMeanwhile
        return _settle(row, row.proposed, kind, by)


def assign_line(*, by: Actor, line: UUID, reference: str) -> UUID:
    """Give a line to the statement that a person names; returns the ledger's entry.

    Money that came in is a payment, even above what is owed: the rest is then owed to the payer. Money that went
    out is a refund if so much is to be paid back, else a payment that the bank took back.

    Raises:
        NotThere: no such line or no statement of this reference in the actor's organisations.
        NotInThisState: the line is settled.
        WrongCurrency: the statement is in another currency.
        TooMuch: more would go back than came in.
    """
    with audit.act("learn.bank.assign", by=by, about=("bank_line", line)) as event:
        row = _locked(line, by)
        event.organisation = row.organisation
        if row.state == BankLineState.MATCHED:
            raise NotInThisState(row.state)
        with scope(SYSTEM):
            written = "".join(reference.split()).upper()
            found = FeeStatement.objects.filter(organisation=row.organisation, reference=written).first()
            if found is None:
                raise NotThere
            kind = _kind(row, found)
        row.reasons = [f"kind:{kind.value}", "by_hand"]
        return _settle(row, found, kind, by)


def ignore_line(*, by: Actor, line: UUID) -> None:
    """Say that a line is not ours; its words are destroyed later like those of a settled one.

    Raises:
        NotInThisState: it is settled.
        NotThere, Denied: as for all of an organisation's money.
    """
    with audit.act("learn.bank.ignore", by=by, about=("bank_line", line)) as event:
        row = _locked(line, by)
        event.organisation = row.organisation
        if row.state == BankLineState.MATCHED:
            raise NotInThisState(row.state)
        row.state, row.proposed, row.reasons = BankLineState.IGNORED, None, []
        row.settled_at = row.settled_at or clock.now()
        _save(row)


def reopen_line(*, by: Actor, line: UUID) -> None:
    """Take back that a line is not ours.

    Raises:
        NotInThisState: it was not set aside.
        NotThere, Denied: as for all of an organisation's money.
    """
    with audit.act("learn.bank.reopen", by=by, about=("bank_line", line)) as event:
        row = _locked(line, by)
        event.organisation = row.organisation
        if row.state != BankLineState.IGNORED or UNDONE in row.reasons:
            raise NotInThisState(row.state)
        row.state, row.reasons, row.settled_at = BankLineState.OPEN, [], None
        _save(row)
        renew_proposals(by=by, organisation=row.organisation)


def undo_match(*, by: Actor, line: UUID) -> UUID:
    """Take a match back: writes the same amount the other way, and opens the line anew; returns the new line.

    The ledger is never changed, and each of its entries names its line. So the settled line stays as a record
    without words, and a new one takes its place. The way back is written as money, so that what counts as paid is
    what was paid.

    Raises:
        NotInThisState: the line is not matched.
        TooMuch: what was paid has gone back meanwhile.
        NotThere, Denied: as for all of an organisation's money.
    """
    with audit.act("learn.bank.undo", by=by, about=("bank_line", line)) as event:
        row = _locked(line, by)
        event.organisation = row.organisation
        if row.state != BankLineState.MATCHED:
            raise NotInThisState(row.state)
        with scope(SYSTEM):
            entry = LedgerEntry.objects.get(bank_line=row.pk)
            paid = max(0, paid_of(entry.statement))
        amount = abs(entry.amount_minor)
        way = LedgerKind.CHARGEBACK if entry.kind == LedgerKind.PAYMENT else LedgerKind.PAYMENT
        if way is LedgerKind.CHARGEBACK and amount > paid:
            raise TooMuch(paid)
        write_ledger(by=by, statement=entry.statement, kind=way, amount_minor=amount, because="match undone")
        fresh = _reopened(row)
        event.note(entry=str(entry.pk), line=str(fresh.pk))
        renew_proposals(by=by, organisation=row.organisation)
    return fresh.pk


def forget_bank_words(*, by: Actor = SYSTEM) -> int:
    """Destroy what stood on lines: settled ones after 30 days, open ones after 180; returns how many.

    Raises:
        Denied: anyone but the system.
    """
    if by is not SYSTEM:
        raise Denied("learn.bank.forget")
    now = clock.now()
    settled, waiting = now - dt.timedelta(days=SETTLED_KEPT_DAYS), now - dt.timedelta(days=OPEN_KEPT_DAYS)
    with audit.act("learn.bank.forget", by=by, about=("instance", None)) as event, scope(by):
        due = BankLine.objects.filter(sealed__isnull=False).filter(
            Q(settled_at__lte=settled) | Q(settled_at__isnull=True, file__read_at__lte=waiting)
        )
        rows = list(due.values_list("pk", "file", "key", "state"))
        files = {file for _pk, file, _key, _state in rows}
        # The key of a settled line is a person's, and not ours to destroy.
        keys = files | {key for _pk, _file, key, state in rows if state != BankLineState.MATCHED}
        count = BankLine.objects.filter(pk__in=[row[0] for row in rows]).update(sealed=None)
        BankLine.objects.filter(file__in=files, state__in=WAITING, sealed__isnull=True).update(
            state=BankLineState.OPEN, proposed=None, reasons=["why:forgotten"]
        )
        still = BankLine.objects.filter(key__in=keys, sealed__isnull=False)
        for key in keys - set(still.values_list("key", flat=True)):
            # The key lies in a file, which does not roll back: it goes by a job.
            jobs.enqueue(DESTROY_KEY, key=str(key))
        event.note(lines=count)
    return count


def _locked(line: UUID, by: Actor) -> BankLine:
    with scope(SYSTEM):
        rows = BankLine.objects.select_for_update(of=("self",)).select_related("proposed", "file")
        row = rows.filter(pk=line).first()
    if row is None:
        raise NotThere
    require(access.KEEP_MONEY, by, row.organisation)
    return row


def _kind(row: BankLine, statement: FeeStatement) -> LedgerKind:
    if row.currency != statement.currency:
        raise WrongCurrency(row.currency, statement.currency)
    if row.amount_minor > 0:
        return LedgerKind.PAYMENT
    if not words_of(row).is_return and balance_of(statement.pk) <= row.amount_minor:
        return LedgerKind.REFUND
    paid = max(0, paid_of(statement.pk))
    if -row.amount_minor > paid:
        raise TooMuch(paid)
    return LedgerKind.CHARGEBACK


def _settle(row: BankLine, statement: FeeStatement, kind: LedgerKind, by: Actor) -> UUID:
    entry = write_ledger(
        by=by,
        statement=statement.pk,
        kind=kind,
        amount_minor=abs(row.amount_minor),
        currency=row.currency,
        bank_line=row.pk,
        at=dt.datetime.combine(row.booked_on, dt.time(12), dt.UTC),
    )
    words = words_of(row)
    row.sealed = None
    if words != Words():
        row.key = statement.person
        seal_field(row, "sealed", words.sealed(), person=row.key, agency=row.organisation)
    row.state, row.proposed, row.settled_at = BankLineState.MATCHED, statement, clock.now()
    _save(row)
    return entry


def _reopened(row: BankLine) -> BankLine:
    words, mark = words_of(row), row.fingerprint
    row.state, row.reasons, row.sealed = BankLineState.IGNORED, [UNDONE], None
    row.fingerprint = hmac.new(mark.encode(), row.pk.bytes, hashlib.sha256).hexdigest()
    _save(row)
    fresh = BankLine(
        id=uuid4(),
        file=row.file,
        organisation=row.organisation,
        number=row.number,
        booked_on=row.booked_on,
        amount_minor=row.amount_minor,
        currency=row.currency,
        fingerprint=mark,
        # A key of its own: the file's may be gone.
    )
    if words != Words():
        seal_field(fresh, "sealed", words.sealed(), person=fresh.key, agency=fresh.organisation)
    _save(fresh)
    return fresh


def _save(row: BankLine) -> None:
    with scope(SYSTEM):
        row.save()
