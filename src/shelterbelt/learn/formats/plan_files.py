"""A plan as files: document, calendar, tables and pictures, written all together or not at all."""

import csv
import io
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from shelterbelt.learn.engine.definition import Definition
from shelterbelt.learn.engine.localtime import Part
from shelterbelt.learn.engine.planning.certificate import Certified
from shelterbelt.learn.engine.timetable.plan import ZoneWeight
from shelterbelt.learn.engine.timetable.problem import Attendance
from shelterbelt.learn.formats.charts_plan import attended, classes_of
from shelterbelt.learn.formats.icalendar import CalendarEvent, Feed, Organizer, event_uid, write_feed
from shelterbelt.learn.formats.words_plan import Names

Document = Mapping[str, Any]

NAMES = frozenset(
    {"plan.json", "plan.ics", "plan.html", "hours.svg", "hours.csv", "burden.svg", "certificate.csv"}
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_DOMAIN = "shelterbelt.invalid"


class OutputRefused(Exception):
    """The files cannot be written there; nothing was changed. The message names the place and the remedy."""


def calendar_of(document: Document, definition: Definition, names: Names, *, stamp: datetime) -> bytes:
    """All meetings as one calendar file, on the host's clock."""
    programme, cohort = definition.programme.slug, definition.cohort.slug
    events = tuple(
        CalendarEvent(
            uid=event_uid(
                kind="plan",
                key=f"{programme}-{cohort}-{one['series']}-{one['number']}-{one['run']}",
                domain=_DOMAIN,
            ),
            start=datetime.fromisoformat(one["starts_at"]),
            minutes=one["minutes"],
            zone=document["host_zone"],
            title=names.meeting(one["series"], one["number"]),
            stamp=stamp,
        )
        for one in document["meetings"]
    )
    title = next(iter(definition.programme.title.by_language), ("", programme))[1]
    return write_feed(Feed(name=title, organizer=Organizer(f"office@{_DOMAIN}", title), events=events))


def hours_table(document: Document, definition: Definition) -> bytes:
    """Every meeting on the clock of every place, with its minutes in each part of the day, as CSV."""
    head = (
        "zone",
        "attendance",
        "series",
        "number",
        "run",
        "local_start",
        "local_end",
        *(f"minutes_{part}" for part in Part),
    )
    rows = [
        (
            one.zone,
            one.mode,
            one.series,
            one.number,
            one.run,
            one.start.isoformat(timespec="minutes"),
            one.end.isoformat(timespec="minutes"),
            *(one.minutes_of(part) for part in Part),
        )
        for of in classes_of(document)
        for one in attended(document, definition, of)
    ]
    return table_bytes(head, rows)


def certificate_table(certified: Certified) -> bytes:
    """The check of the bound for a spreadsheet.

    The second line holds the weights. `weighted` is the sum of weight times points along a line; the last lines add up
    the cheapest line of each meeting and divide by the sum of the weights.
    """
    places = [f"{one.zone} ({one.mode})" for one in certified.weights]
    head = ("series", "number", "date", "starts_at_utc", *places, "weighted", "cheapest")
    empty = [""] * len(places)
    rows: list[Sequence[object]] = [
        (_("weights"), "", "", "", *(one.weight for one in certified.weights), certified.total, "")
    ]
    rows += [
        (
            row.series,
            row.number,
            row.date.isoformat(),
            row.starts_at.strftime("%Y-%m-%d %H:%M"),
            *row.points,
            row.weighted,
            "yes" if row.is_cheapest else "",
        )
        for row in certified.rows
    ]
    rows.append((_("sum of the cheapest"), "", "", "", *empty, certified.cheapest, ""))
    rows.append((_("sum of the weights"), "", "", "", *empty, certified.total, ""))
    rows.append((_("lower bound"), "", "", "", *empty, _decimal(certified.bound), ""))
    return table_bytes(head, rows)


def weights_of(document: Document) -> tuple[ZoneWeight, ...]:
    """The weights of a stored certificate."""
    return tuple(
        ZoneWeight(one["zone"], Attendance(one["mode"]), one["weight"])
        for one in document["timetable"]["receipt"]["certificate"]["weights"]
    )


def table_bytes(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV that spreadsheets open as UTF-8; no cell can be taken for a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(map(_harmless, head))
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def json_bytes(document: Document) -> bytes:
    """The document with sorted keys."""
    return (json.dumps(document, sort_keys=True, ensure_ascii=False, indent=1) + "\n").encode()


def require_writable(folder: Path) -> None:
    """Refuse a folder before the work is done rather than after.

    Raises:
        OutputRefused: it is a file, holds files of others, or its parent cannot be written.
    """
    try:
        if folder.exists():
            if not folder.is_dir():
                raise OutputRefused(f"{folder}: this is a file. Name a folder.")
            others = sorted(one.name for one in folder.iterdir() if one.name not in NAMES)
            if others:
                raise OutputRefused(
                    f"{folder}: it holds other files ({others[0]}). Name a folder of its own."
                )
        parent = _parent(folder)
        parent.mkdir(parents=True, exist_ok=True)
        Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=parent)).rmdir()
    except (OSError, ValueError) as error:
        raise OutputRefused(_cannot(folder, error)) from error


def write_together(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files beside the folder, then put them in its place in one step.

    Raises:
        OutputRefused: the place cannot be written; what was there before is untouched.
    """
    require_writable(folder)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=_parent(folder)))
    try:
        for name, content in files.items():
            with (fresh / name).open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        fresh.chmod(0o755)
        _swap(folder, fresh)
    except (OSError, ValueError) as error:
        raise OutputRefused(_cannot(folder, error)) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _swap(folder: Path, fresh: Path) -> None:
    target = _parent(folder) / folder.resolve().name
    if not target.exists():
        fresh.replace(target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    target.replace(old)  # a folder may take the place of an empty one
    try:
        fresh.replace(target)
    except OSError:
        old.replace(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _parent(folder: Path) -> Path:
    return folder.resolve().parent


def _cannot(folder: Path, error: OSError | ValueError) -> str:
    reason = getattr(error, "strerror", None) or "not a usable path"
    return f"{folder}: cannot be written ({reason}). Name a folder where you may write."


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _decimal(bound: Fraction) -> str:
    return f"{float(bound):.4f}"
