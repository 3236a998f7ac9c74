"""`shelterbelt audit`: is the log whole, where does it end, what does it say."""

import argparse
import sys

from shelterbelt.ground.access.roles import SYSTEM
from shelterbelt.ground.audit import chain, heads
from shelterbelt.ground.audit.queries import events_about, events_recent
from shelterbelt.ground.audit.restoring import accept_head
from shelterbelt.ground.audit.verification import verify

_Subparsers = argparse._SubParsersAction  # noqa: SLF001 -- argparse offers no public name for its type


def register(subparsers: "_Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser("audit", help="check or read the log of who did what")
    actions = parser.add_subparsers(title="actions", required=True, metavar="ACTION")
    actions.add_parser("verify", help="read the whole chain and say where it was touched").set_defaults(
        run=_verify
    )
    actions.add_parser("head", help="the last event, in the table and as sealed outside").set_defaults(
        run=_head
    )
    show = actions.add_parser("show", help="the latest events")
    show.add_argument("--about", default="", metavar="KIND:ID", help="only about this thing")
    show.add_argument("--last", type=int, default=20, metavar="N", help="how many, at most 500")
    show.set_defaults(run=_show)
    accept = actions.add_parser(
        "accept", help="after a restore: seal the restored chain's end as the present one"
    )
    accept.add_argument("--because", required=True, metavar="WORDS", help="why; it is recorded in the chain")
    accept.set_defaults(run=_accept)


def _verify(_options: argparse.Namespace) -> int:
    breaks = verify()
    for found in breaks:
        sys.stdout.write(f"{found}\n")
    if breaks:
        sys.stdout.write(
            "The log was touched. Keep the database and the keys folder as they are, and ask who had access.\n"
        )
        return 1
    last = chain.head()
    sys.stdout.write(f"The log is whole: {last.sequence} events, ending in {last.digest}.\n")
    return 0


def _head(_options: argparse.Namespace) -> int:
    last = chain.head()
    sys.stdout.write(f"table   {last.sequence} {last.digest}\n")
    try:
        sealed = heads.sealed_head()
    except heads.BrokenSeal as error:
        sys.stdout.write(f"sealed  {error}\n")
        return 1
    sys.stdout.write(f"sealed  {sealed.sequence} {sealed.digest}\n" if sealed else "sealed  nothing yet\n")
    return 0


def _show(options: argparse.Namespace) -> int:
    kind, _colon, object_id = options.about.partition(":")
    if kind:
        page = events_about((kind, object_id), for_=SYSTEM, limit=options.last)
    else:
        page = events_recent(for_=SYSTEM, limit=options.last)
    for event in reversed(page.events):
        about = f"{event.kind}:{event.object_id}"
        sys.stdout.write(
            f"{event.sequence}  {event.at:%Y-%m-%d %H:%M:%S}Z  {event.actor}  {event.verb}  {about}"
        )
        sys.stdout.write(f"  {event.purpose}\n" if event.purpose else "\n")
    return 0


def _accept(options: argparse.Namespace) -> int:
    head = accept_head(because=options.because)
    sys.stdout.write(
        f"Sealed: the log now ends at event {head.sequence}, which says that this was done and why.\n"
    )
    return 0
