"""Who may do what with programmes."""

from django.db.models import Q

from shelterbelt.ground.access.permissions import NOTHING, Permission, by_organisation
from shelterbelt.ground.access.roles import Actor, Role

LEADS = frozenset({Role.PROGRAMME_LEAD})
STAFF = frozenset({Role.PROGRAMME_LEAD, Role.PROGRAMME_STAFF})
REVIEWERS = frozenset({Role.REVIEWER})
FINANCE = frozenset({Role.FINANCE})
PAYMASTERS = frozenset({Role.FINANCE, Role.PROGRAMME_LEAD})


def _bears(actor: Actor) -> Q:
    return Q(token_digest=actor.bearer) if actor.bearer else NOTHING


def _bears_statement(actor: Actor) -> Q:
    return Q(application__token_digest=actor.bearer) if actor.bearer else NOTHING


def _own_seats(actor: Actor) -> Q:
    return Q(speaker__professional__account_id=actor.account) if actor.account else NOTHING


def _own_reviews(actor: Actor) -> Q:
    if actor.account is None:
        return NOTHING
    return Q(account=actor.account, organisation__in=actor.organisations(Role.REVIEWER))


def _own_honoraria(actor: Actor) -> Q:
    return Q(account=actor.account) if actor.account else NOTHING


READ_PUBLIC = Permission(
    "learn.public.read", reads=lambda _actor: Q(state__in=("open", "closed")), is_public=True
)
APPLY = Permission("learn.application.start", is_public=True)
HOLD_APPLICATION = Permission("learn.application.hold", reads=_bears, is_for_bearers=True)
HOLD_STATEMENT = Permission("learn.fee.hold", reads=_bears_statement, is_for_bearers=True)
HOLD_FEED = Permission("learn.feed.hold", reads=_bears, is_for_bearers=True)
READ_OWN_PLAN = Permission("learn.plan.own.read", reads=_own_seats, is_for_signed_in=True)
READ_PROGRAMMES = Permission("learn.programme.read", STAFF, by_organisation("organisation_id", *STAFF))
READ_COHORTS = Permission("learn.cohort.read", STAFF, by_organisation("programme__organisation_id", *STAFF))
EDIT_COHORTS = Permission("learn.cohort.edit", LEADS, by_organisation("programme__organisation_id", *LEADS))
PUBLISH_PLANS = Permission(
    "learn.plan.publish", LEADS, by_organisation("cohort__programme__organisation_id", *LEADS)
)
READ_PLANS = Permission(
    "learn.plan.read", STAFF, by_organisation("cohort__programme__organisation_id", *STAFF)
)
READ_SPEAKERS = Permission(
    "learn.speaker.read", STAFF, by_organisation("cohort__programme__organisation_id", *STAFF)
)
READ_APPLICATIONS = Permission("learn.application.read", STAFF, by_organisation("organisation", *STAFF))
REVIEW = Permission("learn.review.give", REVIEWERS, _own_reviews)
"""Reviewers, for the readings they were asked for."""
READ_REVIEWS = Permission("learn.review.read", STAFF, by_organisation("organisation", *STAFF))
ASSIGN_REVIEWS = Permission("learn.review.assign", LEADS, by_organisation("organisation", *LEADS))
READ_ADMISSION = Permission("learn.admission.read", STAFF, by_organisation("organisation", *STAFF))
"""Programme staff, for selections, decisions, offers, waiting lists and announcements."""
ADMIT = Permission("learn.admission.decide", LEADS, by_organisation("organisation", *LEADS))
"""Leads, for adopting a selection, offering, extending, announcing."""
READ_MONEY = Permission("learn.money.read", PAYMASTERS, by_organisation("organisation", *PAYMASTERS))
KEEP_MONEY = Permission("learn.money.keep", FINANCE, by_organisation("organisation", *FINANCE))
"""Finance, for payments, refunds, invoices and bank files."""
GRANT_BURSARIES = Permission("learn.bursary.grant", LEADS, by_organisation("organisation", *LEADS))
READ_HONORARIA = Permission("learn.honorarium.read", PAYMASTERS, by_organisation("organisation", *PAYMASTERS))
OFFER_HONORARIA = Permission(
    "learn.honorarium.offer", PAYMASTERS, by_organisation("organisation", *PAYMASTERS)
)
PAY_HONORARIA = Permission("learn.honorarium.pay", FINANCE, by_organisation("organisation", *FINANCE))
OWN_HONORARIA = Permission("learn.honorarium.own", reads=_own_honoraria, is_for_signed_in=True)
READ_REPORTS = Permission("learn.report.read", LEADS, by_organisation("programme__organisation_id", *LEADS))
