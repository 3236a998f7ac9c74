"""What a lead should see before a place is offered by hand: seats, who waits, and what it does to the goals."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from shelterbelt.ground import clock
from shelterbelt.ground.access.roles import Actor
from shelterbelt.learn.choices import CAN_BE_OFFERED, OfferState
from shelterbelt.learn.engine.balance.problem import LOWER_INCOME
from shelterbelt.learn.engine.definition.admission import BalanceRules
from shelterbelt.learn.engine.review.names import folded
from shelterbelt.learn.models import Application, Offer, WaitingPlace
from shelterbelt.learn.queries.cohorts import definition_of
from shelterbelt.learn.queries.fees import terms_of
from shelterbelt.learn.queries.income_groups import groups_of
from shelterbelt.learn.queries.seats import SeatLine, answer_by_usual, last_call_of, seats_of
from shelterbelt.learn.queries.selections import application_decided
from shelterbelt.people.choices import region_of

_HOLDS_SEAT = (OfferState.MADE, OfferState.ACCEPTED)


class Effect(StrEnum):
    """What one more place does to a goal. Communities are never among them: they are the applicant's own."""

    NEW_SECTOR = "new_sector"
    MANY_OF_AGENCY = "many_of_agency"
    MANY_OF_REGION = "many_of_region"
    FEW_OFLOWER_INCOME = "few_of_lower_income"


@dataclass(frozen=True, slots=True)
class Offering:
    """One application, the seats of its cohort, when an offer would end, and what it does to the goals.

    `effects` are codes with a number each: sectors that are new, people of the agency, percent of the region, percent
    of lower income, with this person counted. `own_lists` are modes on whose list they wait themselves.
    """

    application: Application
    seats: tuple[SeatLine, ...]
    usual: dt.datetime
    last_call: dt.datetime
    effects: tuple[tuple[Effect, int], ...]
    own_lists: frozenset[str]

    @property
    def is_open(self) -> bool:
        """Whether offers are still made."""
        return clock.now() < self.last_call

    @property
    def has_free(self) -> bool:
        """Whether any seat is free."""
        return any(line.free > 0 for line in self.seats)

    @property
    def can_be_offered(self) -> bool:
        """Whether this application is in a state in which a place can be offered."""
        return self.application.state in CAN_BE_OFFERED


def offering_of(*, for_: Actor, application: UUID) -> Offering:
    """What there is to know before offering; the same number of questions however many applied.

    Raises:
        NotThere: it is none of the actor's organisations', or was never sent.
        Denied: the actor belongs there but does not lead programmes.
    """
    row = application_decided(for_=for_, application=application)
    definition = definition_of(row.cohort.definition)
    return Offering(
        application=row,
        seats=seats_of(for_=for_, cohort=row.cohort_id),
        usual=answer_by_usual(definition, clock.now()),
        last_call=last_call_of(definition),
        own_lists=frozenset(
            WaitingPlace.objects.filter(
                application=row, cohort=row.cohort_id, left_at__isnull=True
            ).values_list("mode", flat=True)
        ),
        effects=_effects(row, definition.balance or BalanceRules()),
    )


def _effects(row: Application, rules: BalanceRules) -> tuple[tuple[Effect, int], ...]:
    holding = Offer.objects.filter(cohort=row.cohort_id, state__in=_HOLDS_SEAT).exclude(application=row)
    facts = list(holding.values_list("application__country", "application__agency", "application__sectors"))
    groups = groups_of(terms_of(row.cohort).rules.table_year)
    countries = [row.country, *(country for country, _agency, _sectors in facts)]
    there = {sector for _country, _agency, sectors in facts for sector in sectors}
    agency = folded(row.agency)
    same_agency = 1 + sum(folded(other) == agency for _country, other, _sectors in facts) if agency else 0
    region = region_of(row.country)
    of_region = _percent(sum(region_of(country) == region for country in countries), len(countries))
    lower = _percent(sum(groups[country] in LOWER_INCOME for country in countries), len(countries))
    found = (
        (Effect.NEW_SECTOR, len(set(row.sectors) - there)),
        (Effect.MANY_OF_AGENCY, same_agency if same_agency > rules.organisation_at_most else 0),
        (Effect.MANY_OF_REGION, of_region if facts and of_region > rules.region_at_most_percent else 0),
    )
    told = tuple((effect, number) for effect, number in found if number)
    is_short = groups[row.country] not in LOWER_INCOME and lower < rules.lower_income_at_least_percent
    return (*told, (Effect.FEW_OFLOWER_INCOME, lower)) if facts and is_short else told


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole)
