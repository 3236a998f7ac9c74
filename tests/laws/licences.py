"""Licences of everything the lock installs; `python -m tests.laws.licences` writes `docs/licences.md`."""

from __future__ import annotations

import re
import sys
from email.message import Message
from importlib.metadata import PackageNotFoundError, metadata
from typing import cast

from tests.laws.source import ROOT

PAGE = ROOT / "docs/licences.md"
HEAD = """# Licences

Shelterbelt is licensed under Apache-2.0. What its lock (`requirements.lock`) installs, with the licence each package
declares; development tools are among them and are not shipped. Written by `python -m tests.laws.licences`, compared
by `tests/laws/test_licences.py`.

| package | licence |
|---|---|
"""
ALLOWED = (
    "MIT",
    "BSD",
    "Apache",
    "ISC",
    "PSF",
    "Python Software Foundation",
    "MPL",
    "Mozilla",
    "LGPL",
    "Lesser General Public",
    "Zlib",
    "Unlicense",
    "CC0",
    "0BSD",
    "HPND",
    "PostgreSQL",
    "BlueOak",
    "Dual License",
)
"""Licences under which a package may be used beside Apache-2.0: permissive ones, and file- or library-wide copyleft."""
UNDECLARED = {"pyrage": "MIT"}
"""Packages that ship their licence as a file and do not name it; read there."""
_NAME = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==\S+(?:\s*;\s*(.+?))?\s*\\?$", re.MULTILINE)


def locked() -> tuple[str, ...]:
    """Names of the packages in the lock."""
    return tuple(
        name for name, _marker in _NAME.findall((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    )


def licence_of(name: str) -> str | None:
    """What an installed package declares, in one line; None where it is not installed on this machine."""
    try:
        told = cast("Message", metadata(name))
    except PackageNotFoundError:
        return None
    classifiers = [
        line.rpartition(" :: ")[2]
        for line in told.get_all("Classifier") or []
        if line.startswith("License :: ") and line != "License :: OSI Approved"
    ]
    written = (told.get("License-Expression") or "").strip()
    first = (told.get("License") or "").strip().split("\n")[0].strip()
    return (written or " / ".join(classifiers) or first[:80] or UNDECLARED.get(name, "not declared")).replace(
        "|", "/"
    )


def page() -> str:
    """The page as it should be on this machine."""
    rows = [(name, licence_of(name)) for name in locked()]
    return HEAD + "".join(f"| {name} | {licence} |\n" for name, licence in rows if licence is not None)


def is_allowed(licence: str) -> bool:
    """Whether one of the alternatives is allowed."""
    return any(word.lower() in licence.lower() for word in ALLOWED)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{len(locked())} packages\n")
