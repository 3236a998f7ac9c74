"""`shelterbelt worker`: do the work that pages have put off."""

import argparse

from shelterbelt.ground.jobs.worker import run_worker

_Subparsers = argparse._SubParsersAction  # noqa: SLF001 -- argparse offers no public name for its type


def register(subparsers: "_Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "worker", help="do the work that pages have put off (mail, expiry, upkeep)"
    )
    parser.add_argument("--once", action="store_true", help="stop when nothing is left to do")
    parser.set_defaults(run=_work)


def _work(options: argparse.Namespace) -> int:
    run_worker(is_waiting=not options.once)
    return 0
