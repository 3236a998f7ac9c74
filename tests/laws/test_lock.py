"""Law: what is installed is pinned by hash, names no host, and every direct dependency says why it is here."""

from __future__ import annotations

import re
import tomllib

from tests.laws.source import ROOT

MOST_DIRECT = 30
HOST = re.compile(r"https?://|--index-url|--extra-index-url|--find-links")


def unpinned(lock: str) -> list[str]:
    """Requirements of a lock text without a version or without a hash."""
    entries = re.split(r"\n(?=\S)", lock)
    requirements = [entry for entry in entries if entry and not entry.startswith("#")]
    return [entry.split()[0] for entry in requirements if "==" not in entry or "--hash=sha256:" not in entry]


def test_lock_is_pinned_by_hash_and_names_no_host() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert lock.count("--hash=sha256:") > 100
    assert unpinned(lock) == []
    assert HOST.findall(lock) == []
    assert "resolved" not in (ROOT / "package-lock.json").read_text(encoding="utf-8")


def test_lock_law_catches_a_planted_fault() -> None:
    assert unpinned("a==1 \\\n    --hash=sha256:00\nb==2\nc>=1 \\\n    --hash=sha256:00\n") == [
        "b==2",
        "c>=1",
    ]
    assert HOST.findall("--index-url https://example.org") != []


def test_direct_dependencies_are_few_and_say_why() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    direct = tomllib.loads(text)["project"]["dependencies"]
    lines = text.split("dependencies = [")[1].split("\n]")[0].strip().splitlines()
    assert 0 < len(direct) <= MOST_DIRECT
    assert [line for line in lines if "# " not in line] == []
