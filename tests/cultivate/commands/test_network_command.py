"""`shelterbelt network`: tables in, tables out, without an instance; nothing is half written."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest

SAMPLES = Path(__file__).resolve().parents[3] / "programmes/samples/network"
MEMBERS, CONTACTS, MET = (str(SAMPLES / f"{name}.csv") for name in ("members", "contacts", "met"))
DAY = ("--day", "2026-09-01")


def _run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The command as somebody without a home folder, a database or settings calls it."""
    empty = {"PATH": os.environ["PATH"], "HOME": str(folder / "nowhere"), "COLUMNS": "200", "LANG": "C.UTF-8"}
    return subprocess.run(
        [sys.executable, "-m", "shelterbelt", "network", *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        env=empty,
        timeout=120,
        check=False,
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_health_says_how_the_sample_stands(tmp_path: Path) -> None:
    done = _run("health", MEMBERS, "--contacts", CONTACTS, *DAY, "--json", "told.json", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "How the network stands on 2026-09-01" in done.stdout
    assert "Nobody is named, and nobody is ranked." in done.stdout
    told = json.loads((tmp_path / "told.json").read_text())
    assert told["members"] == 60
    assert sum(map(sum, told["sectors"]["ties"])) >= told["live_ties"]
    for ids in ("m01", "m60"):
        assert ids not in done.stdout
        assert ids not in json.dumps(told)


def test_health_speaks_french(tmp_path: Path) -> None:
    done = _run("health", MEMBERS, "--contacts", CONTACTS, *DAY, "--language", "fr", folder=tmp_path)
    assert done.returncode == 0
    assert "Personne n’est nommé, et personne n’est classé." in done.stdout


def test_introductions_keep_every_wish_and_are_the_same_again(tmp_path: Path) -> None:
    asked = ("introduce", MEMBERS, "--contacts", CONTACTS, "--met", MET, *DAY, "--size", "2", "--seed", "7")
    first = _run(*asked, "--out", "first.csv", folder=tmp_path)
    again = _run(*asked, folder=tmp_path)
    assert (first.returncode, again.returncode) == (0, 0)
    assert (tmp_path / "first.csv").read_text() == again.stdout
    rows = _rows(tmp_path / "first.csv")
    together = {
        frozenset(pair) for row in rows for pair in combinations(sorted(row["people"].split("; ")), 2)
    }
    assert len(together) > 20
    assert together & {frozenset(("m05", "m11")), frozenset(("m31", "m33"))} == set()
    people = {row["id"]: row for row in _rows(Path(MEMBERS))}
    with_m19 = {name for pair in together if "m19" in pair for name in pair}
    assert "policing" not in {people[name]["sector"] for name in with_m19}
    named = [name for row in rows for name in row["people"].split("; ")]
    assert len(named) == len(set(named))


def test_a_file_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("mine")
    done = _run("introduce", MEMBERS, *DAY, "--out", "mine.csv", folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr == "mine.csv: it is there already. Choose another name.\n"
    assert (tmp_path / "mine.csv").read_text() == "mine"


@pytest.mark.parametrize("act", [("health", MEMBERS), ("simulate",)])
def test_a_file_that_is_there_is_refused_before_any_work(tmp_path: Path, act: tuple[str, ...]) -> None:
    (tmp_path / "mine.json").write_text("mine")
    done = _run(*act, "--json", "mine.json", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert (tmp_path / "mine.json").read_text() == "mine"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("health", "nothing.csv"), "nothing.csv: The file cannot be read (No such file or directory)."),
        (("health", "."), ".: The file cannot be read (Is a directory)."),
        (
            ("health", MEMBERS, "--ties", "loop.csv"),
            "loop.csv: row 2, column “other”: It joins “m01” with themselves.",
        ),
        (("health", "net.graphml"), "net.graphml: line 1, column 12: It has a document type (<!DOCTYPE)."),
        (("health", "net.graphml", "--ties", "loop.csv"), "it brings its own ties"),
        (("introduce", MEMBERS, "--out", "no/such/place.csv"), "it cannot be written"),
        (("health", MEMBERS, "--day", "soon"), "'soon' is no day; write it like 2026-09-30"),
        (("introduce", MEMBERS, "--by-chance", "2"), "'2' is not a number from 0 to 1"),
        (("simulate", "--seeds", "9-1"), "'9-1' holds no seed; write it like 100-119"),
        (("simulate", "--seeds", "1"), "give two or more different seeds"),
        (("simulate", "--members", "0"), "members is 0; give 1 or more."),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_remedy(
    tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    (tmp_path / "loop.csv").write_text("one,other\nm01,m01\n")
    (tmp_path / "net.graphml").write_text("<!DOCTYPE g><graphml/>")
    before = sorted(tmp_path.iterdir())
    done = _run(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(tmp_path.iterdir()) == before


def test_simulate_says_first_and_last_that_it_is_a_model(tmp_path: Path) -> None:
    done = _run(
        *("simulate", "--members", "60", "--months", "3", "--seeds", "0-1", "--json", "runs.json"),
        *("--policy", "none", "--policy", "chosen groups of four"),
        folder=tmp_path,
    )
    assert done.returncode == 0
    lines = done.stdout.strip().splitlines()
    assert lines[0] == "This is a model. Nobody in it exists, and its numbers are assumptions."
    assert (
        lines[-1]
        == "It shows what follows from these assumptions. It does not show that a real network behaves so."
    )
    told = json.loads((tmp_path / "runs.json").read_text())
    assert told["is_a_model"] is True
    assert [(one["policy"], one["seed"]) for one in told["runs"]] == [
        ("none", 0),
        ("chosen groups of four", 0),
        ("none", 1),
        ("chosen groups of four", 1),
    ]
    assert "4/4" in done.stderr
