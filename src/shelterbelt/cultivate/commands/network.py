"""`shelterbelt network`: any network asks the engines, with tables of its own. No server, no database, no settings."""

import argparse
import datetime as dt
import sys
from collections.abc import Callable
from importlib.resources import files
from types import SimpleNamespace

import django
from django.conf import settings
from django.utils import translation

from shelterbelt.cultivate.commands.given import Refused
from shelterbelt.cultivate.commands.health import run as run_health
from shelterbelt.cultivate.commands.introduce import run as run_introduce
from shelterbelt.cultivate.commands.simulate import run as run_simulate
from shelterbelt.cultivate.engine.health import BadNetwork
from shelterbelt.cultivate.engine.introductions import BadProblem
from shelterbelt.cultivate.engine.simulate import BadAssumption, policy_names
from shelterbelt.cultivate.engine.ties import BadLog
from shelterbelt.learn.formats.tables import TableError

_Subparsers = argparse._SubParsersAction  # noqa: SLF001 -- argparse offers no public name for its type
LANGUAGES = ("en", "fr")
DONE, REFUSED = 0, 2
_SIZES = (2, 4, 5, 6)
Act = Callable[[argparse.Namespace], None]


def register(subparsers: "_Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command with its three acts."""
    parser = subparsers.add_parser(
        "network", help="how a network stands, who should meet, and what that might do"
    )
    acts = parser.add_subparsers(title="acts", required=True, metavar="ACT")
    health = acts.add_parser("health", help="how connected a network is, and who is about to be lost")
    _add_network(health)
    health.add_argument("--seed", type=_whole, default=0, help="of draws in large networks")
    health.add_argument("--json", metavar="FILE", help="write every figure for machines; - prints it")
    _add(health, run_health)
    introduce = acts.add_parser("introduce", help="who should meet this month, as a table with reasons")
    _add_network(introduce)
    introduce.add_argument("--met", metavar="MET.csv", help="who was introduced to whom, and when")
    introduce.add_argument("--size", type=int, choices=_SIZES, default=4, help="people in an introduction")
    introduce.add_argument(
        "--by-chance", type=_share, default=0.1, metavar="SHARE", help="0 to 1, left to chance"
    )
    introduce.add_argument("--repeat-after", type=_whole, default=120, metavar="DAYS")
    introduce.add_argument(
        "--seed", type=_whole, default=0, help="the same seed gives the same introductions"
    )
    introduce.add_argument("--out", metavar="FILE.csv", help="a file that is not there yet; else printed")
    _add(introduce, run_introduce)
    simulate = acts.add_parser("simulate", help="a model of what introductions might do over years")
    simulate.add_argument("--members", type=_whole, default=1000, help="how many people join")
    simulate.add_argument("--months", type=_whole, default=36)
    simulate.add_argument(
        "--seeds", type=_seeds, default=(0, 1, 2), metavar="FROM-TO", help="for example 100-119"
    )
    simulate.add_argument(
        "--policy", action="append", choices=policy_names(), help="may be given more than once"
    )
    simulate.add_argument("--json", metavar="FILE", help="write every run for machines; - prints it")
    _add(simulate, run_simulate)


def prepare() -> None:
    """Words without an instance: nothing is read from or written to a home folder."""
    if settings.configured:
        return
    settings.configure(
        USE_TZ=True,
        TIME_ZONE="UTC",
        LANGUAGE_CODE="en",
        LANGUAGES=[(code, code) for code in LANGUAGES],
        LOCALE_PATHS=[files("shelterbelt") / "ground" / "design" / "locale"],
        INSTALLED_APPS=[],
        CONF=SimpleNamespace(shows_demonstration=False),
    )
    django.setup()


def _add(parser: argparse.ArgumentParser, act: Act) -> None:
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="language of the output")
    parser.set_defaults(run=lambda options: _within(options, act))


def _within(options: argparse.Namespace, act: Act) -> int:
    prepare()
    with translation.override(options.language):
        try:
            act(options)
        except (Refused, TableError, BadProblem, BadNetwork, BadLog, BadAssumption) as error:
            print(error, file=sys.stderr)
            return REFUSED
    return DONE


def _add_network(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "members", metavar="MEMBERS", help="a table of people (.csv), or a network (.graphml)"
    )
    told = parser.add_mutually_exclusive_group()
    told.add_argument("--ties", metavar="TIES.csv", help="who is tied to whom, and how strongly")
    told.add_argument("--contacts", metavar="CONTACTS.csv", help="who was in contact with whom, and when")
    parser.add_argument("--day", type=_day, default=None, help="as it stands on this day; today if left out")
    parser.add_argument("--any-sectors", action="store_true", help="sectors in words of your own")


def _day(written: str) -> dt.date:
    try:
        return dt.date.fromisoformat(written)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{written!r} is no day; write it like 2026-09-30") from error


def _whole(written: str) -> int:
    if not written.isdecimal() or len(written) > len("999999999"):
        raise argparse.ArgumentTypeError(f"{written!r} is not a whole number of 0 or more")
    return int(written)


def _share(written: str) -> float:
    try:
        value = float(written)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{written!r} is not a number from 0 to 1")
    return value


def _seeds(written: str) -> tuple[int, ...]:
    first, _dash, last = written.partition("-")
    found = range(_whole(first), _whole(last or first) + 1)
    if not found:
        raise argparse.ArgumentTypeError(f"{written!r} holds no seed; write it like 100-119")
    return tuple(found)
