"""Readers and applicants who are kept apart, however each of them is known. Never shown, never told as a reason."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower

from shelterbelt.ground.access.models import Account
from shelterbelt.ground.access.permissions import Denied
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.learn.models import Application
from shelterbelt.people.models import Professional
from shelterbelt.people.queries.apart import pairs_apart

Meeting = tuple[UUID, UUID]
"""An application and the account of a reader."""


def meetings_barred(
    *, for_: Actor, applications: Iterable[Application], readers: Iterable[UUID]
) -> frozenset[Meeting]:
    """Which of these readers must not meet the writer of which of these applications.

    A pair is kept under two ids, and one human may have several: that of an application, this one or another, that of
    their record, that of their account. All count, and so does whatever belongs to the same mail address. As many
    questions for one application as for all.

    Raises:
        Denied: anyone but the system.
    """
    if for_ is not SYSTEM:
        raise Denied("learn.review.apart")
    rows, accounts = list(applications), frozenset(readers)
    with transaction.atomic(), scope(SYSTEM):
        known = _Known({*accounts, *(row.account_id for row in rows if row.account_id)}, rows)
        readers_ids = {account: known.ids(account, "") for account in accounts}
        writers_ids = {row.pk: {row.person, *known.ids(row.account_id, row.email)} for row in rows}
        everyone = {one for ids in (*readers_ids.values(), *writers_ids.values()) for one in ids}
        away: dict[UUID, set[UUID]] = defaultdict(set)
        for first, second in pairs_apart(everyone):
            away[first].add(second)
            away[second].add(first)
    return frozenset(
        (application, account)
        for application, ids in writers_ids.items()
        for other in [{one for mine in ids for one in away.get(mine, ())}]
        if other
        for account, theirs in readers_ids.items()
        if not other.isdisjoint(theirs)
    )


class _Known:
    """All ids of the humans behind some accounts and applications."""

    def __init__(self, accounts: set[UUID], rows: list[Application]) -> None:
        mails = {row.email.lower() for row in rows if row.email}
        found = Account.objects.annotate(mail=Lower("email")).filter(Q(pk__in=accounts) | Q(mail__in=mails))
        self._mail_of = dict(found.values_list("pk", "mail"))
        self._by_mail: dict[str, set[UUID]] = defaultdict(set)
        mails.update(self._mail_of.values())
        by_account: dict[UUID, set[UUID]] = defaultdict(set)
        records = Professional.objects.filter(account__in=self._mail_of)
        for account, record in records.values_list("account_id", "pk"):
            if account:
                by_account[account].add(record)
        others = Application.objects.annotate(mail=Lower("email"))
        others = others.filter(Q(account__in=self._mail_of) | Q(mail__in=mails - {""}))
        for account, mail, person in others.values_list("account_id", "mail", "person"):
            self._by_mail[mail].add(person)
            if account:
                by_account[account].add(person)
        self._by_account = by_account
        for account, mail in self._mail_of.items():
            self._by_mail[mail] |= {account, *by_account[account]}

    def ids(self, account: UUID | None, mail: str) -> set[UUID]:
        """Everything under which the holder of an account, of a mail address, or of both, is known."""
        of_account = {account, *self._by_account.get(account, ())} if account else set()
        mails = {mail.lower(), self._mail_of.get(account, "") if account else ""} - {""}
        return of_account | {one for address in mails for one in self._by_mail.get(address, ())}
