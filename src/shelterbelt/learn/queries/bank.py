"""Reads of bank files: lines with what is proposed for each, counts, and what is to be paid back."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count

from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import Actor
from shelterbelt.learn import access
from shelterbelt.learn.choices import BankLineState
from shelterbelt.learn.models import BankFile, BankLine, FeeStatement
from shelterbelt.learn.queries.bank_words import Movement, Words, fingerprint, words_of
from shelterbelt.learn.queries.money import with_sums
from shelterbelt.people.models import Organisation

PAGE_SIZE = 30
UNDONE = "undone"
_ORDER = {"proposed": "-booked_on", "open": "-booked_on", "matched": "-settled_at", "ignored": "-settled_at"}


@dataclass(frozen=True, slots=True)
class LineView:
    """One line with its words, what it may be, and how sure that is.

    `kind` is payment, refund or chargeback; `confidence` certain, likely or possible; `reasons` codes of the
    engine; `why` says why there is no proposal; `candidates` are references that were in question.
    """

    line: BankLine
    words: Words
    kind: str
    confidence: str
    reasons: tuple[str, ...]
    why: str
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BankView:
    """One list of lines, a page of it, with how many lines each list has."""

    page: Page[BankLine]
    lines: tuple[LineView, ...]
    counts: dict[str, int]
    files: tuple[BankFile, ...]


def bank_lines(*, for_: Actor, organisation: UUID, state: str, page: str = "1") -> BankView:
    """Lines of one state, latest first.

    Raises:
        NotThere, Denied: as for all of an organisation's money.
    """
    require(access.KEEP_MONEY, for_, organisation)
    rows = access.KEEP_MONEY.narrow(BankLine.objects.filter(organisation=organisation), for_)
    rows = rows.exclude(reasons__contains=[UNDONE])
    counted = dict(rows.order_by().values_list("state").annotate(count=Count("pk")))
    counts = {value: counted.get(value, 0) for value in BankLineState.values}
    wanted = state if state in _ORDER else BankLineState.PROPOSED.value
    listed = rows.filter(state=wanted).select_related("proposed").order_by(_ORDER[wanted], "pk")
    paginator = Paginator(listed, PAGE_SIZE)
    paginator.count = counts[wanted]  # counted already
    shown = paginator.get_page(page)
    files = access.KEEP_MONEY.narrow(BankFile.objects.filter(organisation=organisation), for_)
    latest = tuple(files.order_by("-read_at")[:5])
    return BankView(shown, tuple(map(line_view, shown.object_list)), counts, latest)


def bank_line(*, for_: Actor, line: UUID) -> LineView:
    """One line.

    Raises:
        NotThere: there is none in the actor's organisations.
        Denied: the actor lacks the role.
    """
    require(access.KEEP_MONEY, for_)
    rows = access.KEEP_MONEY.narrow(BankLine.objects.select_related("proposed"), for_)
    found = rows.filter(pk=line).first()
    if found is None:
        raise NotThere
    return line_view(found)


def line_view(line: BankLine) -> LineView:
    """A line with its codes taken apart."""
    codes = tuple(line.reasons)
    return LineView(
        line=line,
        words=words_of(line),
        kind=_after("kind:", codes),
        confidence=_after("class:", codes),
        reasons=tuple(code for code in codes if ":" not in code),
        why=_after("why:", codes),
        candidates=tuple(code[4:] for code in codes if code.startswith("ref:")),
    )


def refunds_due(*, for_: Actor, organisation: UUID, page: str = "1") -> Page[FeeStatement]:
    """Statements on which money is to be paid back, each with its `balance` below zero, a page at a time.

    Raises:
        NotThere, Denied: as for all of an organisation's money.
    """
    require(access.KEEP_MONEY, for_, organisation)
    rows = with_sums(access.KEEP_MONEY.narrow(FeeStatement.objects.filter(organisation=organisation), for_))
    return Paginator(rows.filter(balance__lt=0).order_by("closed_at", "pk"), PAGE_SIZE).get_page(page)


@dataclass(frozen=True, slots=True)
class RefundDue:
    """What is to be paid back on one statement, in minor units; 0 if nothing is."""

    organisation: UUID
    statement: UUID
    reference: str
    currency: str
    minor: int


def refund_of(*, for_: Actor, statement: UUID) -> RefundDue:
    """What is to be paid back on a statement.

    Raises:
        NotThere: there is none in the actor's organisations.
        Denied: the actor lacks the role.
    """
    require(access.KEEP_MONEY, for_)
    rows = with_sums(access.KEEP_MONEY.narrow(FeeStatement.objects.all(), for_))
    row = rows.filter(pk=statement).first()
    if row is None:
        raise NotThere
    return RefundDue(row.organisation, row.pk, row.reference, row.currency, max(0, -row.balance))


def _after(mark: str, codes: tuple[str, ...]) -> str:
    return next((code[len(mark) :] for code in codes if code.startswith(mark)), "")


def organisations_kept(*, for_: Actor) -> tuple[Organisation, ...]:
    """The organisations whose money the actor keeps, by name."""
    require(access.KEEP_MONEY, for_)
    kept = for_.organisations(*access.FINANCE)
    return tuple(Organisation.objects.filter(pk__in=kept).order_by("name", "pk"))


def count_known(*, for_: Actor, organisation: UUID, movements: Iterable[Movement]) -> int:
    """How many of these movements are kept already, from another file.

    Raises:
        NotThere, Denied: as for all of an organisation's money.
    """
    require(access.KEEP_MONEY, for_, organisation)
    marks = [fingerprint(organisation, one) for one in movements]
    rows = access.KEEP_MONEY.narrow(BankLine.objects.filter(organisation=organisation), for_)
    return rows.filter(fingerprint__in=marks).count()
