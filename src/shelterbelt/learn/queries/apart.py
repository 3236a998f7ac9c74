"""Which applications must not share a cohort. Asked by whoever gives seats; never shown, never told as a reason."""

from collections import defaultdict
from collections.abc import Mapping
from itertools import product
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
from shelterbelt.people.queries.apart import every_pair_apart

Apart = Mapping[UUID, frozenset[UUID]]


def applications_apart(*, for_: Actor, organisation: UUID) -> Apart:
    """For each application of an organisation those that it must not share a cohort with; the others are absent.

    A pair is kept under the id of a key, and one human may have several: that of an earlier application, of their
    record, of their account. All of them count, and so does every application with the same mail address. One
    question where nobody is kept apart, five however many are.

    Raises:
        Denied: anyone but the system.
    """
    if for_ is not SYSTEM:
        raise Denied("learn.applications.apart")
    with transaction.atomic(), scope(SYSTEM):
        pairs = every_pair_apart()
        if not pairs:
            return {}
        known = _applications_known_by({one for pair in pairs for one in pair}, organisation)
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for first, second in pairs:
        for one, other in product(known[first], known[second]):
            if one != other:
                found[one].add(other)
                found[other].add(one)
    return {one: frozenset(others) for one, others in found.items()}


def _applications_known_by(ids: set[UUID], organisation: UUID) -> Mapping[UUID, set[UUID]]:
    """The applications of each human who is known by one of the ids: of a key, of a record, of an account."""
    records = Professional.objects.filter(pk__in=ids, account__isnull=False)
    account_of = {one: one for one in ids} | dict(records.values_list("pk", "account_id"))
    addresses = dict(Account.objects.filter(pk__in=account_of.values()).values_list("pk", "email"))
    rows = Application.objects.filter(organisation=organisation)
    direct = rows.filter(Q(person__in=ids) | Q(account__in=account_of.values()))
    facts = list(direct.values_list("pk", "person", "account", "email"))
    found: dict[UUID, set[UUID]] = defaultdict(set)
    mails: dict[str, set[UUID]] = defaultdict(set)
    for one, account in account_of.items():
        if account in addresses:
            mails[addresses[account].lower()].add(one)
        for application, person, holder, mail in facts:
            if one == person or account == holder:
                found[one].add(application)
                mails[mail.lower()].add(one)
    mails.pop("", None)
    same = rows.annotate(mail=Lower("email")).filter(mail__in=list(mails))
    for application, mail in same.values_list("pk", "mail"):
        for one in mails[mail]:
            found[one].add(application)
    return found
