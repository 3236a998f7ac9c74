"""Comparison with other agencies: in quarters, by domain, and only among enough of them.

**What nobody may learn** is how another agency answered. Three rules see to it:

1. A comparison counts at least six agencies, so whoever reads it knows at most their own of them and sees five others.
   A number below six is left out, and with it whatever would give it away (`people.engine.safe_counts`).
2. It tells quarters of what applies, no figures: none to a quarter, to a half, to three quarters, more.
3. Two comparisons differ in what stands behind them by nothing, or by at least six agencies that joined, left or asked
   themselves anew: against **every** earlier one, since agencies that leave and come back could otherwise be had by
   leaving out one in between.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from shelterbelt.equip import access
from shelterbelt.equip.choices import FEWEST_PEERS, AssessmentState
from shelterbelt.equip.engine.readiness.plan import Tally
from shelterbelt.equip.models import Assessment, PeerConsent, PeerCounted, PeerRelease
from shelterbelt.equip.queries.shipped import question_set
from shelterbelt.equip.queries.standings import Stood, latest_closed, results_of, standings_over_time
from shelterbelt.ground.access.permissions import require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.people.engine.safe_counts import Count, Problem, Sum, plan

BANDS = ("few", "some", "many", "most")
"""None to a quarter of what applies is met, to a half, to three quarters, more."""
FEWEST = FEWEST_PEERS + 1
"""Whoever reads knows their own: six, so that five others stand behind every number."""
_TOTAL, _TOTAL_WEIGHT = "", 40
Behind = frozenset[tuple[UUID, UUID]]
"""Agencies with the assessment that was counted."""


@dataclass(frozen=True, slots=True)
class DomainPeers:
    """One domain: the reader's own band, None where nothing applies; and how many agencies are in each, None if left out."""

    key: str
    own: str | None
    counts: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class PeersView:
    """What an agency sees of others.

    Attributes:
        agreed: whether it agreed to be compared; without that it sees nothing of others.
        agencies: how many were counted in the latest comparison; None while there is none.
        domains: empty without a comparison.
    """

    agreed: bool
    agencies: int | None
    made_on: str
    domains: tuple[DomainPeers, ...]


def peers_of(*, for_: Actor, agency: UUID) -> PeersView:
    """The latest comparison beside the agency's own last closed assessment.

    Raises:
        NotThere, Denied: not the actor's agency.
    """
    require(access.READ_AGENCY, for_, agency)
    with scope(SYSTEM):
        agreed = PeerConsent.objects.filter(organisation=agency, withdrawn_at__isnull=True).exists()
    release = PeerRelease.objects.order_by("-made_at", "-pk").first() if agreed else None
    if release is None:
        return PeersView(agreed, None, "", ())
    own = latest_closed(standings_over_time(for_=for_, agency=agency))
    return PeersView(
        agreed, release.agencies, release.made_at.date().isoformat(), tuple(_domains(release, own))
    )


def behind_now() -> dict[tuple[UUID, UUID], Mapping[str, Tally]]:
    """What would be counted now: each agency that agreed, by its last closed assessment. Asked by the system.

    The number of queries does not grow with agencies.
    """
    agreed = PeerConsent.objects.filter(withdrawn_at__isnull=True).values("organisation")
    rows = Assessment.objects.filter(organisation__in=agreed, state=AssessmentState.CLOSED)
    latest = {row.organisation: row for row in rows.order_by("opened_at", "pk")}
    results = results_of(list(latest.values()))
    return {(of, row.pk): results[row.pk].by_domain for of, row in latest.items()}


def behind_before() -> tuple[Behind, ...]:
    """What stood behind each comparison so far. Asked by the system."""
    found: dict[UUID, set[tuple[UUID, UUID]]] = {}
    rows = PeerCounted.objects.values_list("release", "organisation", "assessment")
    for release, organisation, assessment in rows:
        found.setdefault(release, set()).add((organisation, assessment))
    return tuple(frozenset(one) for one in found.values())


def may_be_told(now: Behind, before: Iterable[Behind]) -> bool:
    """Whether a comparison of these may be made after those: enough agencies, and enough of them new to each reader.

    An agency counts as different if it is in one only, or in both by another assessment.
    """
    return len(now) >= FEWEST and all(_differing(now, one) >= FEWEST for one in before)


def _differing(one: Behind, other: Behind) -> int:
    return len({agency for agency, _assessment in one ^ other})


def cells_of_peers(tallies: Iterable[Mapping[str, Tally]]) -> dict[str, int | None]:
    """How many agencies are in each band of each domain, by `domain|band`; None where it is left out."""
    numbers = Counter(
        (domain, band)
        for one in tallies
        for domain, tally in one.items()
        if (band := band_of(tally)) is not None
    )
    cells: dict[str, int | None] = {}
    for domain in dict.fromkeys(domain for domain, _band in numbers):
        told = _told({band: numbers[domain, band] for band in BANDS})
        cells.update({f"{domain}|{band}": told.get(band) for band in BANDS})
    return cells


def band_of(tally: Tally) -> str | None:
    """In which quarter it is met; None where nothing applies."""
    if not tally.applies:
        return None
    return BANDS[min(3, 4 * tally.met // tally.applies)]


def _told(numbers: Mapping[str, int]) -> Mapping[str, int]:
    counts = [Count(band, number) for band, number in numbers.items()]
    if sum(numbers.values()) < FEWEST:
        return {}  # with so few to whom the domain applies, even that nobody is in a band tells of someone
    total = Count(_TOTAL, sum(numbers.values()), _TOTAL_WEIGHT)
    return plan(Problem((*counts, total), (Sum(_TOTAL, tuple(numbers)),), threshold=FEWEST)).shown


def _domains(release: PeerRelease, own: Stood | None) -> Iterable[DomainPeers]:
    for one in question_set().domains:
        tally = own.results.by_domain.get(one.key) if own else None
        counts = {band: release.cells.get(f"{one.key}|{band}") for band in BANDS}
        yield DomainPeers(one.key, band_of(tally) if tally else None, counts)
