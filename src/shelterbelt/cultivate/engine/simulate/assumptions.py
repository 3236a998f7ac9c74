"""Everything the model assumes, in one place. None of it is measured on our own network; change it and look again."""

from __future__ import annotations

from dataclasses import dataclass, field

from shelterbelt.cultivate.engine.introductions.problem import CoreRule


class BadAssumption(ValueError):
    """A number that the model cannot use. The message names it and what it may be."""


@dataclass(frozen=True, slots=True)
class Assumptions:
    """A network of people who join in cohorts, meet, forget and leave. Shares and chances are from 0 to 1.

    Who there is
        members: how many join over the whole time.
        at_start: share of them who are there in the first month; the others join in cohorts, evenly over time.
        cohort: people in one cohort.
        home_share: share of a cohort from one country; the others come from anywhere.
        countries, sectors, topics: how many there are.
        link_language: chance that someone whose first language is another one also speaks the link language well.
        needs: topics that each person needs, and as many that they offer.
        avoids_sector: share who will not meet one sector. shielded: share who will not meet their own country.
        blocks: share who will not meet one certain person of their cohort.

    How ties live
        half_life: months after which a tie is half as strong without contact.
        live: strength from which a tie is live. most: strength that no tie exceeds.
        trained: share of pairs of a cohort who leave their training with a tie of strength 1.
        contact: chance in a month that two people with a strong tie are in touch by themselves.
        over_border, over_sector: what is left of that chance across a border, or between sectors.
        embedding: how much each contact in common, up to four, adds to it.
        pair_contact, group_contact: strength that a useful meeting of two, or of more, gives each pair.

    What an introduction meets
        take_part: share of the willing who take part in a month.
        meets: chance that a meeting is held where hours and language stand in nobody's way.
        useful: chance that a meeting is useful to someone whose needs it does not answer.
        answered: what is added to that where it does.
        tired: what is left of the wish to take part after a meeting that failed or was useless; it comes back slowly.
        hours_matter, language_matters: whether they stand in the way at all.

    What else
        drop_out: chance to leave in a month. isolated: times that for someone without a live tie.
        seen: share of contacts outside introductions that the network knows of.
        misread: share of needs and offers that a profile leaves out.
        no_repeat: months before two people are introduced again.
        core: what keeps someone in the cross-sector, cross-border core.
    """

    members: int = 1000
    at_start: float = 0.6
    cohort: int = 25
    home_share: float = 0.8
    countries: int = 30
    sectors: int = 13
    topics: int = 40
    link_language: float = 0.6
    needs: int = 3
    avoids_sector: float = 0.03
    shielded: float = 0.02
    blocks: float = 0.05
    half_life: float = 4.0
    live: float = 0.25
    most: float = 2.0
    trained: float = 0.3
    contact: float = 0.14
    over_border: float = 0.55
    over_sector: float = 0.75
    embedding: float = 0.25
    pair_contact: float = 1.0
    group_contact: float = 0.6
    take_part: float = 0.44
    meets: float = 0.8
    useful: float = 0.45
    answered: float = 0.4
    tired: float = 0.8
    hours_matter: bool = True
    language_matters: bool = True
    drop_out: float = 0.018
    isolated: float = 2.2
    seen: float = 0.5
    misread: float = 0.2
    no_repeat: int = 6
    core: CoreRule = field(default_factory=CoreRule)

    def __post_init__(self) -> None:
        """Refuse what the model cannot use.

        Raises:
            BadAssumption: names the number.
        """
        for name in _SHARES:
            if not 0 <= getattr(self, name) <= 1:
                raise BadAssumption(f"{name} is {getattr(self, name)}; give 0 to 1.")
        for name in _COUNTS:
            if getattr(self, name) < 1:
                raise BadAssumption(f"{name} is {getattr(self, name)}; give 1 or more.")
        if min(self.half_life, self.live, self.most) <= 0 or self.live > self.most:
            raise BadAssumption("half_life, live and most must be above 0, and live no more than most.")
        if self.needs > self.topics // 2:
            raise BadAssumption(f"needs is {self.needs}; give at most half of the {self.topics} topics.")


_SHARES = (
    "at_start",
    "home_share",
    "link_language",
    "avoids_sector",
    "shielded",
    "blocks",
    "trained",
    "contact",
    "over_border",
    "over_sector",
    "take_part",
    "meets",
    "useful",
    "answered",
    "tired",
    "drop_out",
    "seen",
    "misread",
)
_COUNTS = ("members", "cohort", "countries", "sectors", "topics", "needs", "no_repeat")
