"""`shelterbelt plan` on the shipped files and on bad ones: everything is written, or nothing, and never a traceback."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import icalendar
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shelterbelt import cli

ROOT = Path(__file__).resolve().parents[3]
PROGRAMMES = ROOT / "programmes"
PEOPLE, SPEAKERS = PROGRAMMES / "samples" / "people.csv", PROGRAMMES / "samples" / "speakers.csv"
FILES = {"burden.svg", "certificate.csv", "hours.csv", "hours.svg", "plan.html", "plan.ics", "plan.json"}
EXECUTIVE = (PROGRAMMES / "executive.toml").read_text("utf-8")


def plan(
    folder: Path,
    *options: str,
    definition: Path | None = None,
    people: Path = PEOPLE,
    speakers: Path | None = SPEAKERS,
) -> int:
    given = [
        "plan",
        str(definition or PROGRAMMES / "executive.toml"),
        "--people",
        str(people),
        "--out",
        str(folder),
    ]
    given += ["--speakers", str(speakers)] if speakers else []
    return cli.main([*given, *options])


def test_without_a_home_it_writes_every_file(tmp_path: Path) -> None:
    out = tmp_path / "plan"
    environ = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "SHELTERBELT_MODE": "nonsense"}
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "shelterbelt",
            "plan",
            "programmes/executive.toml",
            "--people",
            str(PEOPLE),
            "--speakers",
            str(SPEAKERS),
            "--out",
            str(out),
        ],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert {one.name for one in out.iterdir()} == FILES
    assert [one.name for one in tmp_path.iterdir()] == ["plan"]
    document = json.loads((out / "plan.json").read_text("utf-8"))
    assert len(document["meetings"]) == 9
    assert [one["key"] for one in document["timetable"]["receipt"]["alternatives"]] == [
        "frame",
        "fixed_best",
        "rotated",
        "echo",
        "core",
        "core_twice",
    ]
    calendar = icalendar.Calendar.from_ical((out / "plan.ics").read_bytes())
    starts = sorted(one.start.timestamp() for one in calendar.events if isinstance(one.start, datetime))
    assert len(starts) == 9
    page = (out / "plan.html").read_text("utf-8")
    for forbidden in ("<script", "http://", "https://", "600.00", "S-001"):
        assert forbidden not in page.replace("http://www.w3.org/2000/svg", "")
    days = sorted(one["starts_at"] for one in document["meetings"] if one["series"] == "fridays")
    assert len({day[:7] for day in days}) >= 3


@pytest.mark.parametrize("shape", ["samples/workshops.toml", "masters.toml"])
def test_other_shapes_are_planned(tmp_path: Path, shape: str) -> None:
    code = plan(tmp_path / "plan", "--quick", "--language", "fr", definition=PROGRAMMES / shape)
    assert code == 0
    assert {one.name for one in (tmp_path / "plan").iterdir()} == FILES


def test_a_second_run_stays_close_and_replaces_the_first(tmp_path: Path) -> None:
    out = tmp_path / "plan"
    assert plan(out, "--quick") == 0
    first = json.loads((out / "plan.json").read_text("utf-8"))
    kept = tmp_path / "kept.json"
    kept.write_text(json.dumps(first), "utf-8")
    assert plan(out, "--quick", "--published", str(kept)) == 0
    second = json.loads((out / "plan.json").read_text("utf-8"))
    assert second["timetable"]["receipt"]["changed"] == 0
    assert second["panels"]["changes"] == []
    assert sorted(one.name for one in tmp_path.iterdir()) == ["kept.json", "plan"]


@pytest.mark.parametrize("policy", ["fixed_best", "rotated", "echo", "core", "core_twice"])
def test_every_way_can_be_asked(tmp_path: Path, policy: str) -> None:
    assert plan(tmp_path / "plan", "--quick", "--policy", policy, speakers=None) == 0


Change = Callable[[Path], tuple[list[str], str]]


def _definition(old: str, new: str) -> Change:
    def change(folder: Path) -> tuple[list[str], str]:
        assert old in EXECUTIVE
        (folder / "bad.toml").write_text(EXECUTIVE.replace(old, new, 1), "utf-8")
        return ["definition"], "bad.toml"

    return change


def _table(kind: str, change: Callable[[bytes], bytes]) -> Change:
    def made(folder: Path) -> tuple[list[str], str]:
        source = PEOPLE if kind == "people" else SPEAKERS
        (folder / f"bad-{kind}.csv").write_bytes(change(source.read_bytes()))
        return [kind], f"bad-{kind}.csv"

    return made


def _row(content: bytes, column: int, value: str) -> bytes:
    lines = content.decode().splitlines()
    cells = lines[1].split(",")
    cells[column] = value
    return "\n".join([lines[0], ",".join(cells), *lines[2:]]).encode()


BAD: dict[str, tuple[Change, tuple[str, ...]]] = {
    "malformed": (_definition("weeks = 12", "weeks = = 12"), ("line ",)),
    "unknown field": (_definition("weeks = 12", "weks = 12"), ("line ", "weks")),
    "unknown zone": (
        _definition('host_zone = "America/Toronto"', 'host_zone = "America/Torontoo"'),
        ("line ", "host_zone"),
    ),
    "too many meetings": (_definition("count = 4", "count = 5"), ("line ", "count")),
    "impossible grid": (
        _definition('latest_start = "21:00"', 'latest_start = "21:00"\ngrid_minutes = 20'),
        ("wednesdays", "grid"),
    ),
    "binary definition": (_definition("schema = 1", "schema = 1 \x00"), ("line ",)),
    "missing column": (_table("people", lambda b: b.replace(b"country,", b"", 1)), ("country",)),
    "formula": (_table("people", lambda b: _row(b, 0, "=1+1")), ("row 2", "reference")),
    "unknown zone of a person": (_table("people", lambda b: _row(b, 2, "Asia/Bankok")), ("row 2", "zone")),
    "duplicate": (_table("people", lambda b: b + b.splitlines()[1] + b"\n"), ("reference",)),
    "wrong encoding": (_table("people", lambda b: b[:200] + bytes(range(128, 256)) * 4), ("bad-people.csv",)),
    "empty": (_table("people", lambda _b: b""), ("empty",)),
    "unpaid": (_table("speakers", lambda b: _row(b, 7, "0")), ("row 2", "fee")),
    "other money": (_table("speakers", lambda b: _row(b, 8, "JPY")), ("row 2",)),
    "nowhere available": (
        _table("speakers", lambda b: _row(b, 9, "2027-01-01..2027-03-31; 2027-04-01..2027-04-30")),
        ("row 2", "S-001", "not free at any meeting"),
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_names_place_and_remedy_and_writes_nothing(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change, said = BAD[name]
    (kind,), file = change(tmp_path)
    before = sorted(one.name for one in tmp_path.iterdir())
    code = plan(tmp_path / "plan", "--quick", **{kind: tmp_path / file})
    told = capsys.readouterr().err
    assert code == 2, told
    assert "Traceback" not in told
    for words in said:
        assert words in told
    assert sorted(one.name for one in tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--start", "wednesdays=25:00"], "HH:MM"),
        (["--start", "mondays=19:00"], "no such series"),
        (["--start", "wednesdays=18:07"], "quarter"),
        (["--series-policy", "fridays=never"], "KEY=POLICY"),
        (["--series-policy", "mondays=core"], "no such series"),
        (["--published", "/nonexistent/plan.json"], "cannot be read"),
        (["--published", str(PEOPLE)], "not JSON"),
        (["--consents", "/nonexistent"], "cannot be read"),
    ],
)
def test_bad_options_name_the_remedy(
    options: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert plan(tmp_path / "plan", "--quick", *options) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_folders_that_cannot_be_written_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("mine", "utf-8")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine", "utf-8")
    for place in ("file", "file/below", "full"):
        assert plan(tmp_path / place, "--quick") == 2
        assert "Name a folder" in capsys.readouterr().err
    assert plan(Path("/proc/nobody/plan"), "--quick") == 2
    assert (tmp_path / "full" / "letter.txt").read_text("utf-8") == "mine"


def test_panels_that_cannot_be_composed_are_explained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    few = tmp_path / "few.csv"
    few.write_text("\n".join(SPEAKERS.read_text("utf-8").splitlines()[:4]) + "\n", "utf-8")
    assert plan(tmp_path / "plan", "--quick", speakers=few) == 1
    told = capsys.readouterr().out
    assert "No panels can be composed" in told
    assert "would free it" in told
    document = json.loads((tmp_path / "plan" / "plan.json").read_text("utf-8"))
    assert document["panels"] is None
    assert document["blocked"]["remedies"]


def test_consents_leave_no_trace_in_any_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Everybody agreed, or nobody did: where the line-up is the same, so is every byte."""
    consents = tmp_path / "consents.csv"
    agreed = [line.split(",")[0] for line in SPEAKERS.read_text("utf-8").splitlines()[1:]]
    consents.write_text(
        "reference,lived_experience_consent,until\n" + "".join(f"{one},yes,2099-01-01\n" for one in agreed),
        "utf-8",
    )
    assert plan(tmp_path / "never", "--quick") == 0
    plain = capsys.readouterr().out
    assert plan(tmp_path / "given", "--quick", "--consents", str(consents)) == 0
    told = capsys.readouterr().out
    assert told.replace("/given", "/never").split() == plain.split()
    for name in FILES - {"plan.ics"}:
        assert (tmp_path / "given" / name).read_bytes() == (tmp_path / "never" / name).read_bytes()
    assert "lived" not in (tmp_path / "given" / "plan.json").read_text("utf-8")


@given(
    content=st.binary(max_size=400),
    kind=st.sampled_from(["definition", "people", "speakers"]),
    is_spliced=st.booleans(),
    at=st.integers(0, 4000),
)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_refused_without_a_traceback(
    content: bytes, kind: str, is_spliced: bool, at: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    source = {"definition": PROGRAMMES / "executive.toml", "people": PEOPLE, "speakers": SPEAKERS}[kind]
    whole = source.read_bytes()
    bad = folder / "bad"
    bad.write_bytes(whole[:at] + content + whole[at + len(content) :] if is_spliced else content)
    code = plan(folder / "plan", "--quick", **{kind: bad})
    assert code in {0, 1, 2}
    if code == 2:
        assert not (folder / "plan").exists()
