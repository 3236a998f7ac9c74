"""The communities that an applicant names, as they are kept: sealed, all answers of one length.

They are read for two alone: the applicant, and the balance of a cohort. No read of staff or reviewers asks for them.
"""

import json
from collections.abc import Iterable

from shelterbelt.ground.secrets import KeyDestroyed, read_field
from shelterbelt.learn.models import Application
from shelterbelt.people.choices import communities


def communities_kept(keys: Iterable[str]) -> str:
    """A choice as it is sealed: a JSON list, in the order of the list that people choose from.

    It is filled up with blanks to the room that every community together would take: what is sealed is as long as
    what went in, and its length must not tell who named any, or how many.
    """
    chosen = set(keys)
    known = [community.key for community in communities()]
    return json.dumps([key for key in known if key in chosen]).ljust(len(json.dumps(known)))


def communities_named(row: Application) -> tuple[str, ...]:
    """The keys that the applicant named; empty where there are none, or where their key is destroyed."""
    if row.communities is None:
        return ()
    try:
        text = read_field(row, "communities", person=row.person, agency=row.organisation)
    except KeyDestroyed:
        return ()
    return tuple(str(key) for key in json.loads(text or "[]"))
