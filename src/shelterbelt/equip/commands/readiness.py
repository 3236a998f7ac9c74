"""`shelterbelt readiness`: an agency asks itself with a table of its own. Needs no server, no database and no settings."""

import argparse
import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace

import django
from django.conf import settings
from django.utils import translation
from rich.console import Console
from rich.table import Table
from rich.text import Text

from shelterbelt.equip.commands.account import Account, Section, Side, account_of, summary_of
from shelterbelt.equip.commands.writing import markdown_of, page_of, text_of
from shelterbelt.equip.engine.readiness.problem import GROUPS, NEEDED
from shelterbelt.equip.formats.answers_csv import AnswersRefused, empty_sheet, is_plain, read_answers
from shelterbelt.equip.queries.shipped import question_set

_Subparsers = argparse._SubParsersAction  # noqa: SLF001 -- argparse offers no public name for its type
LANGUAGES = NEEDED
"""Those that every question has; a page in two languages at once would serve nobody."""
WRITERS = {".html": page_of, ".md": markdown_of, ".txt": text_of}
DONE, REFUSED = 0, 2


class Refused(Exception):
    """The command cannot do its work; nothing was written. The message names the place and the remedy."""


def register(subparsers: "_Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command with its three acts."""
    parser = subparsers.add_parser("readiness", help="where an agency stands, from a table of its answers")
    acts = parser.add_subparsers(title="acts", required=True, metavar="ACT")
    score = acts.add_parser("score", help="how many questions stand how, by domain and by site")
    report = acts.add_parser("report", help="the whole account, as text, Markdown or a page")
    for one, run in ((score, run_score), (report, run_report)):
        one.add_argument("answers", metavar="ANSWERS.csv", help="who answered what; see `questions`")
        one.add_argument("--before", metavar="OLDER.csv", help="an earlier table of the same agency")
        _add_language(one)
        one.set_defaults(run=run)
    report.add_argument("--out", metavar="FILE", help=f"a file ending in {', '.join(WRITERS)}; else printed")
    sheet = acts.add_parser("questions", help="write an empty table to fill in")
    sheet.add_argument("--site-kind", required=True, metavar="KIND", help="for example group_home or school")
    sheet.add_argument("--site", metavar="NAME", help="what your people call the site; never its address")
    sheet.add_argument("--group", choices=GROUPS, default="", help="only what this group is asked")
    sheet.add_argument("--assessor", default="", metavar="LETTER", help="left out: without a name")
    sheet.add_argument("--out", required=True, metavar="SHEET.csv", help="a file that is not there yet")
    _add_language(sheet)
    sheet.set_defaults(run=run_questions)


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
                "DIRS": [package / "ground" / "design" / "templates"],
                "OPTIONS": {"libraries": {"design": "shelterbelt.ground.design.templatetags.design"}},
            }
        ],
    )
    django.setup()


def run_score(options: argparse.Namespace) -> int:
    """Print the tallies. Exit code 0 done, 2 refused."""
    return _within(options, _score)


def run_report(options: argparse.Namespace) -> int:
    """Print the whole account or write it to a file. Exit code 0 done, 2 refused."""
    return _within(options, _report)


def run_questions(options: argparse.Namespace) -> int:
    """Write an empty table. Exit code 0 done, 2 refused."""
    return _within(options, _questions)


def _within(options: argparse.Namespace, act: Callable[[argparse.Namespace], None]) -> int:
    prepare()
    with translation.override(options.language):
        try:
            act(options)
        except (Refused, AnswersRefused) as error:
            print(error, file=sys.stderr)
            return REFUSED
    return DONE


def _score(options: argparse.Namespace) -> None:
    side, before = _sides(options)
    _show(summary_of(side, question_set(), before))


def _report(options: argparse.Namespace) -> None:
    write = WRITERS.get(Path(options.out).suffix.lower()) if options.out else text_of
    if write is None:
        raise Refused(f"--out {options.out}: end its name in one of {', '.join(WRITERS)}.")
    side, before = _sides(options)
    given = [Path(one).resolve() for one in (options.answers, options.before) if one]
    if options.out and Path(options.out).resolve() in given:
        raise Refused(f"--out {options.out}: this is a table of answers. Choose another name.")
    told = write(account_of(side, question_set(), before))
    if options.out:
        _write(Path(options.out), told.encode())
    else:
        print(told, end="")


def _questions(options: argparse.Namespace) -> None:
    questions = question_set()
    kinds = [one.key for one in questions.site_kinds]
    if options.site_kind not in kinds:
        raise Refused(f"--site-kind {options.site_kind}: write one of: {', '.join(kinds)}.")
    site = options.site or options.site_kind
    for name, word in (("--site", site), ("--assessor", options.assessor)):
        if not is_plain(word):
            raise Refused(f"{name}: write a short name on one line that begins with a letter or number.")
    if Path(options.out).exists():
        raise Refused(f"--out {options.out}: it is there already, perhaps filled in. Choose another name.")
    sheet = empty_sheet(
        questions,
        options.site_kind,
        site=site,
        group=options.group,
        assessor=options.assessor,
        language=options.language,
    )
    _write(Path(options.out), sheet)


def _sides(options: argparse.Namespace) -> tuple[Side, Side | None]:
    return _side(options.answers), _side(options.before) if options.before else None


def _side(name: str) -> Side:
    try:
        content = Path(name).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a usable path"
        raise Refused(f"{name}: the file cannot be read ({reason}). Check its name and place.") from error
    return Side.of(Path(name).name, read_answers(content, question_set(), name=name), question_set())


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a usable path"
        raise Refused(f"{path}: it cannot be written ({reason}). Choose another place.") from error
    print(path)


def _show(account: Account) -> None:
    console = Console()
    console.print(Text(f"\n{account.title} · {account.about}", style="bold"))
    console.print(Text(account.lead))
    for section in account.sections:
        console.print(_drawn(section))


def _drawn(section: Section) -> Table:
    table = Table(title=section.heading, title_justify="left", title_style="bold", header_style="green")
    if section.table:
        for place, column in enumerate(section.table.columns):
            table.add_column(column, justify="right" if place in section.numbers else "left", overflow="fold")
        for row in section.table.rows:
            table.add_row(*map(Text, row))
    return table


def _add_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="language of the output")
