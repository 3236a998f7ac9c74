"""Bursaries: a cohort's pool, what is granted from it and given back. The pool's row is locked for every change."""

from uuid import UUID

from shelterbelt.ground import audit, clock
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn import access
from shelterbelt.learn.choices import GrantState, LedgerKind
from shelterbelt.learn.models import BursaryGrant, BursaryPool, Cohort, FeeStatement
from shelterbelt.learn.queries.fees import balance_of, terms_of
from shelterbelt.learn.services.errors import NotInThisState, TooMuch
from shelterbelt.learn.services.instalments import lay_out
from shelterbelt.learn.services.ledger import enter


def set_pool(*, by: Actor, cohort: UUID) -> int:
    """Set the pool to what the definition says; returns its total in minor units.

    Raises:
        NotThere: no such cohort in the actor's organisations.
        Denied: the actor lacks the role.
        NotInThisState: more is granted already than the definition now says, or in another currency.
    """
    found = Cohort.objects.select_related("programme").filter(pk=cohort).first()
    if found is None:
        raise NotThere
    require(access.GRANT_BURSARIES, by, found.programme.organisation_id)
    with (
        audit.act(
            "learn.bursary.pool",
            by=by,
            about=("cohort", cohort),
            organisation=found.programme.organisation_id,
        ) as event,
        scope(SYSTEM),
    ):
        pool, terms = _pool(found), terms_of(found)
        if terms.pool_minor < pool.granted_minor:
            raise NotInThisState("granted")
        if pool.granted_minor and terms.currency != pool.currency:
            raise NotInThisState("currency")
        pool.total_minor, pool.currency = terms.pool_minor, terms.currency
        pool.save(update_fields=["total_minor", "currency"])
        event.note(total_minor=pool.total_minor)
    return pool.total_minor


def grant_bursary(*, by: Actor, statement: UUID, amount_minor: int) -> UUID:
    """Set bursary money aside for a statement; what is to be paid falls by it. Returns the grant's id.

    Raises:
        NotThere: no such statement in the actor's organisations.
        Denied: the actor lacks the role.
        NotInThisState: the statement is closed, has a bursary already, or the pool has another currency.
        TooMuch: more than is left in the pool, or than is owed.
        ValueError: an amount that is not above zero.
    """
    if amount_minor <= 0:
        raise ValueError(f"{amount_minor} is no amount of a bursary; give minor units above zero.")
    with (
        audit.act("learn.bursary.grant", by=by, about=("fee_statement", statement)) as event,
        scope(SYSTEM),
    ):
        row = _statement(statement, by)
        event.organisation = row.organisation
        if row.closed_at:
            raise NotInThisState("closed")
        pool = _pool(row.cohort)
        if BursaryGrant.objects.filter(statement=row, state=GrantState.GRANTED).exists():
            raise NotInThisState("granted")
        if pool.currency != row.currency:
            raise NotInThisState("currency")
        most = min(pool.total_minor - pool.granted_minor, max(0, balance_of(row.pk)))
        if amount_minor > most:
            raise TooMuch(most)
        grant = BursaryGrant.objects.create(pool=pool, statement=row, amount_minor=amount_minor)
        pool.granted_minor += amount_minor
        pool.save(update_fields=["granted_minor"])
        enter(row, LedgerKind.BURSARY, amount_minor)
        lay_out(row)
        event.note(amount_minor=amount_minor)
    return grant.pk


def release_bursary(*, by: Actor, statement: UUID) -> int:
    """Give a statement's bursary back to the pool; returns how much, nothing if none stood.

    Raises:
        NotThere: no such statement in the actor's organisations.
        Denied: the actor lacks the role.
    """
    with (
        audit.act("learn.bursary.release", by=by, about=("fee_statement", statement)) as event,
        scope(SYSTEM),
    ):
        row = _statement(statement, by)
        event.organisation = row.organisation
        released = release_standing(row)
        if released and not row.closed_at:
            lay_out(row)
        event.note(amount_minor=released)
    return released


def release_standing(row: FeeStatement) -> int:
    """Give the bursary of a locked statement back; a part of another service's act. Returns minor units."""
    with scope(SYSTEM):
        standing = BursaryGrant.objects.filter(statement=row, state=GrantState.GRANTED)
        if not standing.exists():
            return 0
        pool = BursaryPool.objects.select_for_update().get(cohort=row.cohort_id)
        grant = standing.get()
        grant.state, grant.released_at = GrantState.RELEASED, clock.now()
        grant.save(update_fields=["state", "released_at"])
        pool.granted_minor -= grant.amount_minor
        pool.save(update_fields=["granted_minor"])
        enter(row, LedgerKind.CORRECTION, grant.amount_minor)
        return grant.amount_minor


def _statement(statement: UUID, by: Actor) -> FeeStatement:
    rows = FeeStatement.objects.select_for_update(of=("self",)).select_related("cohort__programme")
    row = rows.filter(pk=statement).first()
    if row is None:
        raise NotThere
    require(access.GRANT_BURSARIES, by, row.organisation)
    return row


def _pool(cohort: Cohort) -> BursaryPool:
    """The pool, locked; made from the definition where there is none yet."""
    terms = terms_of(cohort)
    given = {
        "organisation": cohort.programme.organisation_id,
        "currency": terms.currency,
        "total_minor": terms.pool_minor,
    }
    BursaryPool.objects.get_or_create(cohort=cohort, defaults=given)
    return BursaryPool.objects.select_for_update().get(cohort=cohort)
