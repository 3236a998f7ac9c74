"""Law: every shipped pack can be given to people as it is."""

from dataclasses import replace

import pytest

from shelterbelt.equip.engine.packs import Pack, check_pack
from shelterbelt.equip.queries.shipped import shipped_packs

ROLES = frozenset({"leader", "front_line", "young_adviser", "survivor_adviser", "board"})
PLACES = frozenset({"group_home", "foster_care", "school", "shelter", "drop_in", "camp", "residence"})
PACKS = shipped_packs()


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.key)
def test_pack_can_be_given_out(pack: Pack) -> None:
    assert check_pack(pack, roles=ROLES, site_kinds=PLACES) == ()


def test_packs_are_read_in_the_order_in_which_they_build_on_each_other() -> None:
    assert [pack.key for pack in PACKS] == [
        "what-it-is",
        "first-words",
        "today",
        "money-harm",
        "names-and-words",
        "online",
        "places",
        "culture-and-participation",
        "own-wellbeing",
    ]


def test_translations_that_nobody_reviewed_say_so() -> None:
    told = {(pack.key, one.language) for pack in PACKS for one in pack.editions.values() if one.unreviewed}
    assert told == {(key, language) for key in ("what-it-is", "first-words") for language in ("es", "ar")}


def test_years_that_nobody_confirmed_say_so() -> None:
    undated = {(pack.key, source.key) for pack in PACKS for source in pack.sources if source.year is None}
    assert undated == {("culture-and-participation", "westcoast")}


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.key)
def test_every_language_asks_as_many_questions_in_each_section(pack: Pack) -> None:
    asked = {tuple(len(part.questions) for part in one.sections) for one in pack.editions.values()}
    assert len(asked) == 1


def test_packs_are_told_apart_and_a_planted_fault_is_caught() -> None:
    assert PACKS
    assert len({pack.key for pack in PACKS}) == len({pack.order for pack in PACKS}) == len(PACKS)
    longer = replace(PACKS[0], minutes=PACKS[0].minutes + 9)
    assert check_pack(longer, roles=ROLES, site_kinds=PLACES) != ()
