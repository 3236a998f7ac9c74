"""The code by which readers and leads know an application. It says nothing about it, and stays the same.

A code is a keyed digest of the application's id: a preview can tell it before anything is written.
"""

import hmac
from collections.abc import Iterable, Mapping
from itertools import count
from uuid import UUID

from shelterbelt.ground.secrets.sealing import keys
from shelterbelt.learn.models import BlindCopy

_LETTERS, _DIGITS = "BCDFGHJKLMNPQRSTVWXZ", "23456789"
_PARTS = (_LETTERS, _LETTERS, _DIGITS, _DIGITS, _DIGITS)
_WORD = 4


def codes_of(cohort: UUID, applications: Iterable[UUID]) -> Mapping[UUID, str]:
    """The codes of some applications of a cohort: those that were given out, and those that they will have.

    Internal: callers have made sure that they may know. Within the scope of whoever sees the cohort's copies.
    """
    told = dict(BlindCopy.objects.filter(cohort=cohort).values_list("pk", "code"))
    used, pepper = set(told.values()), keys().pepper("blind_code")
    codes = {}
    for one in sorted(applications):
        drawn = (_code(pepper, one, number) for number in count())
        codes[one] = told.get(one) or next(code for code in drawn if code not in used)
        used.add(codes[one])
    return codes


def _code(pepper: bytes, application: UUID, number: int) -> str:
    digest = hmac.digest(pepper, application.bytes + number.to_bytes(_WORD), "sha256")
    drawn = (int.from_bytes(digest[_WORD * place : _WORD * (place + 1)]) for place in range(len(_PARTS)))
    letters = "".join(part[one % len(part)] for part, one in zip(_PARTS, drawn, strict=True))
    return f"{letters[:3]}-{letters[3:]}"
