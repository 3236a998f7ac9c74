"""What was found about a network. Members are numbers: whoever shows a name asks who may see it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from shelterbelt.cultivate.engine.health.problem import Bools, Floats, Ints


class Risk(Enum):
    """Why someone is on the list of those at risk."""

    ISOLATE = "no live tie"
    NEWCOMER = "new, with few live ties"
    LAST = "one live tie left"
    FADING = "every live tie dies soon"


@dataclass(frozen=True, slots=True, eq=False)
class Mixing:
    """Of one attribute, over live ties, with g groups.

    `ties` and `strength` (g x g, symmetric) hold each tie between two groups once in either cell, a tie inside a
    group once on the diagonal. `covered` of `pairs` pairs of different groups have a live tie. `e_i_ties` and
    `e_i_strength` are E-I indices, -1 all inside to 1 all across; each stands beside its chance level: the mean
    when labels are dealt out anew, every deal alike (`dealt`, the same for both), and that of chance ends, where
    groups keep their shares of ends (`ends_ties`, `ends_strength`). None where there is no tie.
    """

    ties: Ints
    strength: Floats
    covered: int
    pairs: int
    e_i_ties: float | None
    e_i_strength: float | None
    dealt: float | None
    ends_ties: float | None
    ends_strength: float | None
    assortativity: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Health:
    """Members n, live ties m.

    `connected` = `largest` / n. `core` (n) marks the cross-sector, cross-border core, `core_part` (n) its largest
    component, `core_share` the share of members in that. `left` is the size of the largest component once `gone`
    members of most live ties are taken out (a tenth, rounded up; equal numbers: lowest first), `robust` = `left` over
    those who stay. `top_load` is the share of strength across sectors that ends at the twentieth with the most of it.
    `at_risk` holds numbers of members by reason. `months` are quarters (least, 25, 50, 75 %, most) of months until a
    live tie dies; `dying` numbers of live ties that die within `Network.soon`.
    """

    members: int
    live_ties: int
    components: int
    largest: int
    connected: float
    core: Bools
    core_part: Bools
    core_share: float
    sectors: Mixing
    countries: Mixing
    crossing_both: float | None
    gone: int
    left: int
    robust: float
    top_load: float | None
    at_risk: dict[Risk, Ints]
    months: tuple[float, ...]
    dying: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Brokers:
    """Betweenness (n) over live ties, unweighted, as a share of all pairs of others: 0 to 1.

    Exact where `pivots` = n. Else `error` is the 95 % half-width of each member's value over the draw of pivots, and
    `widest` bounds all of them at once, by Hoeffding's inequality and the union over members.
    """

    between: Floats
    pivots: int
    error: Floats
    widest: float

    def top(self, count: int) -> Ints:
        """The numbers of the members that most shortest paths run through; equal values by number."""
        order = (-self.between).argsort(kind="stable")
        return order[:count]
