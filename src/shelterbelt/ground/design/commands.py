"""`shelterbelt messages`: gather what people read, compile it, say what is not translated."""

import argparse
import sys

from shelterbelt.ground.design import messages


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `messages extract`, `messages compile` and `messages check`."""
    parser = subparsers.add_parser("messages", help="words of the pages in every language")
    parts = parser.add_subparsers(title="what to do", required=True, metavar="WHAT")
    parts.add_parser("extract", help="bring the catalogues up to date with the pages").set_defaults(
        run=_extract
    )
    parts.add_parser("compile", help="make the files that are read while serving").set_defaults(run=_compile)
    check = parts.add_parser("check", help="list what is untranslated or does not fit")
    check.add_argument("--language", action="append", help="only this language; may be given again")
    check.set_defaults(run=_check)


def _extract(_options: argparse.Namespace) -> int:
    for language, count in messages.extract().items():
        sys.stdout.write(f"{language}: {count} messages\n")
    return 0


def _compile(_options: argparse.Namespace) -> int:
    for language, count in messages.compile_all().items():
        sys.stdout.write(f"{language}: {count} translated messages compiled\n")
    return 0


def _check(options: argparse.Namespace) -> int:
    found = messages.problems(tuple(options.language or messages.TRANSLATED))
    for problem in found:
        sys.stdout.write(f"{problem}\n")
    sys.stdout.write(f"{len(found)} to mend\n")
    return 1 if found else 0
