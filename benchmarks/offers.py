"""2,000 offers lapse and roll down among 50,000 applications, beside row by row. `python -m benchmarks.offers`."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from importlib import import_module

import django
from django.conf import settings
from django.db import connections

from shelterbelt.ground.db import embedded
from shelterbelt.ground.db.prepare import prepare

APPLICATIONS = 50_000
OFFERS = 2_000
PEER_OFFERS = 200
LIMIT_SECONDS = 60.0
"""A seat is offered to the next one within a minute."""


def main() -> int:
    """Prints a table; answers 1 if ours passes the limit, or seats and offers disagree."""
    folder = tempfile.mkdtemp(prefix="shelterbelt-offers-")
    os.environ |= {"SHELTERBELT_MODE": "test", "SHELTERBELT_DATA": folder}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shelterbelt.settings")
    django.setup()
    embedded.start(settings.CONF)
    try:
        prepare(settings.CONF)
        data = import_module("benchmarks._offers_data")
        batch = data.load("batch", APPLICATIONS, OFFERS)
        seconds, statements, count = data.ours()
        single = data.load("single", APPLICATIONS, OFFERS)
        slow, many, same = data.row_by_row(single, PEER_OFFERS)
        is_whole = (count, same) == (OFFERS, PEER_OFFERS) and all(
            data.held(one) == (OFFERS, OFFERS) for one in (batch, single)
        )
    finally:
        connections.close_all()
        embedded.stop(settings.CONF)
        shutil.rmtree(folder, ignore_errors=True)
    print(
        f"{OFFERS:,} offers lapse and roll down among {APPLICATIONS:,} applications; {PEER_OFFERS} row by row"
    )
    print(f"{'':12}{'seconds':>9}{'ms an offer':>13}{'statements':>12}  letters asked for")
    mine, theirs = 1000 * seconds / OFFERS, 1000 * slow / PEER_OFFERS
    print(f"{'ours':12}{seconds:9.2f}{mine:13.2f}{statements:12,}  {2 * OFFERS:,}")
    print(f"{'row by row':12}{slow:9.2f}{theirs:13.2f}{many:12,}  none")
    print(
        f"limit {LIMIT_SECONDS:.0f} s; ratio an offer {theirs / mine:.1f}; seats and offers agree: {is_whole}"
    )
    return 0 if is_whole and seconds <= LIMIT_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
