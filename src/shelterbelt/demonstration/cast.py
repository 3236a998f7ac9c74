"""The invented people: read from `data/` and the sample tables, the same at each loading."""

import datetime as dt
import random
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from shelterbelt.learn.formats.people_csv import PersonRow, read_people
from shelterbelt.learn.formats.speakers_csv import SpeakerRow, read_speakers

SAMPLES = Path(__file__).resolve().parents[3] / "programmes" / "samples"
APPLICANT_DOMAIN = "applicants.example"
"""RFC 2606: no such domain exists, so nothing can ever be sent to it."""

_PAGE_LANGUAGES = ("en", "fr", "es", "ar")
_SEED = 20_250_110
_DRAFTS_EVERY, _WITHDRAWN_EVERY = 22, 30
_BURSARY_EVERY, _NEEDS_EVERY = 3, 9
_WRITTEN_BEFORE = dt.timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Applicant:
    """One invented applicant. `fate` is sent, withdrawn or draft; `moment` is when it comes, in UTC."""

    email: str
    language: str
    fate: str
    moment: dt.datetime
    answers: dict[str, object]


@cache
def data(name: str) -> dict[str, Any]:
    """One of the files in `data/`."""
    return tomllib.loads((files("shelterbelt.demonstration") / "data" / f"{name}.toml").read_text("utf-8"))


def speaker_rows() -> tuple[SpeakerRow, ...]:
    """The sample's possible speakers."""
    return read_speakers(SAMPLES / "speakers.csv")


def applicants(*, opens: dt.datetime, until: dt.datetime, names: str = "names") -> tuple[Applicant, ...]:
    """The sample's people with names and words, spread over the time in which applications came, in its order."""
    rows = read_people(SAMPLES / "people.csv")
    chance = random.Random(_SEED)  # noqa: S311 -- the same people at each loading, nothing secret
    used: dict[str, int] = {}
    span = until - opens - _WRITTEN_BEFORE
    made = []
    for place, row in enumerate(rows):
        mine = used[row.country] = used.get(row.country, -1) + 1
        moment = opens + span * ((place + chance.random()) / len(rows))
        made.append(_applicant(row, data(names)[row.country][mine], place, moment, mine))
    return tuple(made)


def address(name: str, domain: str) -> str:
    """A mail address made of a name."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    local = "".join(char if char.isalnum() else "." for char in plain.replace("'", ""))
    return f"{'.'.join(filter(None, local.split('.')))}@{domain}"


def _applicant(row: PersonRow, name: str, place: int, moment: dt.datetime, mine: int) -> Applicant:
    tongue = row.languages[0]
    words = data("words")[tongue if tongue in data("words") else "en"]
    pick = random.Random(place)  # noqa: S311 -- as above
    answers: dict[str, object] = {
        "name": name,
        "email": address(name, APPLICANT_DOMAIN),
        "country": row.country,
        "zone": row.zone,
        "mode": row.mode,
        "sectors": [row.sector],
        "languages": list(row.languages),
        "agency": words["agencies"][place % len(words["agencies"])],
        "role_title": pick.choice(words["roles"]),
        "wants_bursary": place % _BURSARY_EVERY == 0,
        "motivation": " ".join(pick.choice(words[part]) for part in ("opening", "need", "hope")),
        "access_needs": pick.choice(words["needs"]) if place % _NEEDS_EVERY == 0 else "",
    }
    language = tongue if tongue in _PAGE_LANGUAGES else "en"
    return Applicant(str(answers["email"]), language, _fate(place, mine), moment, answers)


def _fate(place: int, mine: int) -> str:
    """Drafts and withdrawals never take the first of a country, so that every country stays."""
    if mine == 0:
        return "sent"
    if place % _WITHDRAWN_EVERY == _WITHDRAWN_EVERY - 1:
        return "withdrawn"
    return "draft" if place % _DRAFTS_EVERY == _DRAFTS_EVERY - 1 else "sent"
