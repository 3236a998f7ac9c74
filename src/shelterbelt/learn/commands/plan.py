"""`shelterbelt plan`: a definition becomes a fair, dated, staffed plan. Needs no database, no keys and no settings."""

import argparse
import datetime as dt
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import django
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from shelterbelt.ground import clock
from shelterbelt.learn.commands.printing import show
from shelterbelt.learn.commands.reading import Given, Refused, read_given
from shelterbelt.learn.engine.panels import ProblemError
from shelterbelt.learn.engine.panels.plan import SearchLimitError
from shelterbelt.learn.engine.planning import PlanningError, ProgrammePlan, plan_programme
from shelterbelt.learn.engine.planning.certificate import certify
from shelterbelt.learn.engine.timetable import Policy, Unplannable
from shelterbelt.learn.formats import plan_files, plan_html
from shelterbelt.learn.formats.plan_view import PlanSheet, names_of, sheet_of
from shelterbelt.learn.formats.words_plan import policy_name

_Subparsers = argparse._SubParsersAction  # noqa: SLF001 -- argparse offers no public name for its type
LANGUAGES = ("en", "fr", "es", "ar")
DONE, NO_PANELS, REFUSED = 0, 1, 2


def register(subparsers: "_Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("plan", help="plan a programme: fair hours, dates, panels, calendars")
    parser.add_argument("definition", help="the programme, for example programmes/executive.toml")
    parser.add_argument("--people", required=True, metavar="CSV", help="who takes part; no names are needed")
    parser.add_argument("--speakers", metavar="CSV", help="who could speak, and for what fee")
    parser.add_argument("--out", required=True, metavar="DIR", help="a folder of its own for the files")
    parser.add_argument(
        "--policy", choices=list(Policy), default=Policy.FRAME, metavar="POLICY", help=", ".join(Policy)
    )
    parser.add_argument("--series-policy", action="append", default=[], metavar="KEY=POLICY")
    parser.add_argument("--start", action="append", default=[], metavar="KEY=HH:MM", help="try another hour")
    parser.add_argument(
        "--consents", metavar="CSV", help="apart from all else: who agreed to be counted; see the handbook"
    )
    parser.add_argument("--published", metavar="JSON", help="the plan people have; stay close to it")
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="language of the output")
    parser.add_argument("--quick", action="store_true", help="leave out the comparison of all ways")
    parser.set_defaults(run=run)


def prepare() -> None:
    """Words, numbers and templates without an instance: nothing is read from or written to a home folder."""
    if settings.configured:
        return
    package = files("shelterbelt")
    settings.configure(
        USE_TZ=True,
        TIME_ZONE="UTC",
        LANGUAGE_CODE="en",
        LANGUAGES=[(code, code) for code in LANGUAGES],
        LOCALE_PATHS=[package / "ground" / "design" / "locale"],
        INSTALLED_APPS=[],
        CONF=SimpleNamespace(shows_demonstration=False),
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [package / "learn" / "templates", package / "ground" / "design" / "templates"],
                "OPTIONS": {"libraries": {"design": "shelterbelt.ground.design.templatetags.design"}},
            }
        ],
    )
    django.setup()


def run(options: argparse.Namespace) -> int:
    """Plan, print and write. Exit code 0 done, 1 done without panels (it says why), 2 refused."""
    prepare()
    console, aside = Console(), Console(stderr=True)
    with translation.override(options.language):
        try:
            return _plan(options, console, aside)
        except (Refused, plan_files.OutputRefused, PlanningError, Unplannable) as error:
            print(error, file=sys.stderr)
        except SearchLimitError:
            told = "panels: the search ended before it knew. Name fewer speakers or loosen a rule."
            print(told, file=sys.stderr)
    return REFUSED


def _plan(options: argparse.Namespace, console: Console, aside: Console) -> int:
    folder = Path(options.out)
    plan_files.require_writable(folder)
    given = read_given(options, lambda said: aside.print(said, style="yellow"))
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        console=aside,
        transient=True,
        disable=not aside.is_terminal,
    ) as bar:
        try:
            plan = _solve(given, bar, is_quick=options.quick)
        except ProblemError as error:
            raise Refused(given.fault_words(error)) from error
    sheet, written = _files(given, plan)
    plan_files.write_together(folder, written)
    show(console, sheet)
    names = ", ".join(sorted(written))
    console.print(_("Written to %(folder)s: %(names)s") % {"folder": folder, "names": names}, markup=False)
    return NO_PANELS if sheet.blocked else DONE


def _solve(given: Given, bar: Progress, *, is_quick: bool) -> ProgrammePlan:
    work = bar.add_task(_("Reading clocks"), total=1)

    def tell(done: int, total: int, label: str) -> None:
        named = {"read": _("Reading clocks"), "receipt": _("Writing the receipt")}
        words = named.get(label) or policy_name(label)
        bar.update(work, completed=done, total=total, description=words)

    return plan_programme(given.problem, lived_experience=given.agreed, compare=not is_quick, progress=tell)


def _files(given: Given, plan: ProgrammePlan) -> tuple[PlanSheet, Mapping[str, bytes]]:
    document: dict[str, Any] = plan.document()
    names = names_of(given.definition, given.names)
    sheet = sheet_of(document, given.definition, names)
    certified = certify(given.definition, plan.asked, plan_files.weights_of(document))
    written = {
        "plan.json": plan_files.json_bytes(document),
        "plan.ics": plan_files.calendar_of(document, given.definition, names, stamp=_stamp()),
        "plan.html": plan_html.page_of(document, given.definition, names, sheet),
        "hours.csv": plan_files.hours_table(document, given.definition),
        "certificate.csv": plan_files.certificate_table(certified),
    }
    if sheet.hours and sheet.burden:
        written |= {"hours.svg": sheet.hours.svg.encode(), "burden.svg": sheet.burden.svg.encode()}
    return sheet, written


def _stamp() -> dt.datetime:
    return clock.now().replace(microsecond=0)
