"""Law: every package of the lock declares a licence that goes with ours, and the page lists it (promise 24)."""

from __future__ import annotations

from tests.laws.licences import PAGE, is_allowed, licence_of, locked


def _listed() -> dict[str, str]:
    rows = [line.strip("| ").split(" | ") for line in PAGE.read_text(encoding="utf-8").splitlines()]
    return {row[0]: row[1] for row in rows if len(row) == 2 and row[0] != "package"}


def test_every_locked_package_is_listed_with_its_licence() -> None:
    listed = _listed()
    installed = {name: licence for name in locked() if (licence := licence_of(name))}
    assert len(installed) > 60
    assert {name: licence for name, licence in installed.items() if listed.get(name) != licence} == {}
    assert set(listed) - set(locked()) == set()


def test_every_licence_goes_with_ours() -> None:
    assert {name: licence for name, licence in _listed().items() if not is_allowed(licence)} == {}


def test_licence_law_catches_a_planted_fault() -> None:
    assert not is_allowed("GPL-3.0-only")
    assert not is_allowed("AGPL-3.0-or-later")
    assert not is_allowed("not declared")
    assert not is_allowed("Proprietary")
    assert is_allowed("GPL-2.0 OR MIT")
