"""What else might be so: one change of the assumptions each, to see which figure rests on which of them."""

from __future__ import annotations

from dataclasses import replace

from shelterbelt.cultivate.engine.introductions.problem import CoreRule
from shelterbelt.cultivate.engine.simulate.assumptions import Assumptions

NO_FRICTION = "all frictions off"
"""Nothing stands in anyone's way here, so no way of choosing has much to add: a gain claimed here is a fault."""


def settings(assumed: Assumptions) -> dict[str, Assumptions]:
    """Seventeen settings by name; the first is what was assumed, as it is."""
    useful = replace(assumed, useful=1.0, answered=0.0, tired=1.0)
    no_bridges = replace(assumed, over_border=1.0, over_sector=1.0)
    no_obstacles = replace(assumed, hours_matter=False, language_matters=False)
    return {
        "as assumed": assumed,
        "half-life of 3 months": replace(assumed, half_life=3.0),
        "half-life of 6 months": replace(assumed, half_life=6.0),
        "half-life of 9 months": replace(assumed, half_life=9.0),
        "a quarter take part": replace(assumed, take_part=0.25),
        "two thirds take part": replace(assumed, take_part=0.65),
        "3 % leave in a month": replace(assumed, drop_out=0.03),
        "1 % leave in a month": replace(assumed, drop_out=0.01),
        "ties across borders and sectors as easy as others": no_bridges,
        "a fifth of contacts seen": replace(assumed, seen=0.2),
        "every meeting useful": useful,
        "contacts in common add nothing": replace(assumed, embedding=0.0),
        "an easier core (2, 1, 1)": replace(assumed, core=CoreRule(2, 1, 1)),
        "a harder core (4, 3, 2)": replace(assumed, core=CoreRule(4, 3, 2)),
        "a group's meeting worth half": replace(assumed, group_contact=assumed.group_contact / 2),
        "hours and language never matter": no_obstacles,
        NO_FRICTION: replace(
            useful, meets=1.0, over_border=1.0, over_sector=1.0, hours_matter=False, language_matters=False
        ),
    }
