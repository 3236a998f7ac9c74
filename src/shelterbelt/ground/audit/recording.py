"""Write an event for what is done, in the transaction in which it is done.

Only the outermost `act` writes; what happens within it becomes a part of its event. All acts within one
another have one actor: an event names one, and a deed recorded under another's name would be a lie, so a
service that is called by another passes `by` on. The chain is locked at the end of the outermost act and
until the transaction ends: keep slow work before it, and do not put several acts into one transaction but
one act around them.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from uuid import UUID

from django.db import transaction

from shelterbelt.ground import clock
from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.audit import chain, heads
from shelterbelt.ground.audit.logs import finds_address, redacted
from shelterbelt.ground.secrets import INSTANCE, seal

About = tuple[str, object]
"""Kind and id of what an event is about: `("application", row.pk)`."""
_PLAIN = (str, int, float, bool, type(None))


class DifferentActor(Exception):
    """An act was begun by one actor inside an act of another."""


class NotForTheAudit(TypeError):
    """A note is not plain data, or it would put an address into an event that cannot be erased."""


@dataclass(slots=True)
class Deed:
    """What is being done, while it is being done."""

    verb: str
    actor: str
    kind: str
    object_id: str
    purpose: str
    organisation: UUID | None
    person: UUID | None
    notes: dict[str, object] = field(default_factory=dict)
    within: list["Deed"] = field(default_factory=list)
    sequence: int | None = None

    def note(self, **notes: object) -> None:
        """Add details: text, numbers, truth values, ids, dates, enumerations, and lists or mappings of them.

        They are sealed under the key of the act's `person`. An act without one keeps them in the open for
        ever, and therefore refuses what looks like an address.

        Raises:
            NotForTheAudit: a value is something else, or an address without a person.
        """
        for name, value in notes.items():
            plain = _plain(name, value)
            if self.person is None and finds_address(str(plain)):
                raise NotForTheAudit(
                    f"note {name} holds an address; give the act a person or note an id instead"
                )
            self.notes[name] = plain

    def parts(self) -> Iterator["Deed"]:
        """This deed and all within it, in the order in which they began."""
        yield self
        for inner in self.within:
            yield from inner.parts()


_current: ContextVar[Deed | None] = ContextVar("shelterbelt_audit_act", default=None)


@contextmanager
def act(
    verb: str,
    *,
    by: Actor,
    about: About,
    purpose: str = "",
    organisation: UUID | None = None,
    person: UUID | None = None,
) -> Iterator[Deed]:
    """Do something that leaves a trace: opens a transaction, and at its end writes one event.

    Args:
        verb: `slice.noun.verb`.
        by: who does it.
        about: kind and id of the thing.
        purpose: why, in a few words; addresses in it are taken out.
        organisation: for which organisation; its leads can read the event.
        person: whom the notes tell about; they are sealed under that person's key.

    Raises:
        DifferentActor: inside another actor's act.
        KeyDestroyed: the notes tell about a person whose data was erased.

    An exception rolls everything back, the event included. `event.sequence` is known after the outermost act.
    """
    outer = _current.get()
    if outer is not None and outer.actor != by.label:
        raise DifferentActor(f"{verb} by {by.label} inside {outer.verb} by {outer.actor}")
    kind, object_id = about
    deed = Deed(verb, by.label, kind, str(object_id), redacted(purpose)[:300], organisation, person)
    with transaction.atomic():
        token = _current.set(deed)
        try:
            yield deed
        finally:
            _current.reset(token)
        if outer is None:
            _write(deed)
    if outer is not None:
        outer.within.append(deed)


def add_part(verb: str, *, about: About, organisation: UUID | None = None, **notes: object) -> bool:
    """Add a part to the act that is open, under its actor; False where none is.

    For what only ever happens within an act and does not know whose it is, such as what erasing a person moves.
    """
    outer = _current.get()
    if outer is None:
        return False
    part = Deed(verb, outer.actor, about[0], str(about[1]), "", organisation, None)
    part.note(**notes)
    outer.within.append(part)
    return True


def record_view(
    *, by: Actor, about: About, purpose: str, organisation: UUID | None = None, person: UUID | None = None
) -> None:
    """Leave a trace of having read a file: `<kind>.view`. Call it in the query that hands the file out."""
    with act(
        f"{about[0]}.view", by=by, about=about, purpose=purpose, organisation=organisation, person=person
    ):
        pass


def _write(deed: Deed) -> None:
    found = list(deed.parts())
    chain.lock_chain()
    last = chain.head()
    sequence = last.sequence + 1
    told = [each for each in found if each is not deed or each.notes]
    parts = [_part(each, sequence, position, deed.organisation) for position, each in enumerate(told)]
    link = chain.Link(
        sequence=sequence,
        at=clock.now(),
        actor=deed.actor,
        verb=deed.verb,
        kind=deed.kind,
        object_id=deed.object_id,
        organisation=deed.organisation,
        purpose=deed.purpose,
        parts=chain.digest_of_parts(parts),
        previous=last.digest,
    )
    written = chain.append(link, parts)
    deed.sequence = sequence
    transaction.on_commit(lambda: heads.advance(written))


def _part(deed: Deed, sequence: int, position: int, organisation: UUID | None) -> chain.Part:
    body = chain.canonical({"verb": deed.verb, "about": [deed.kind, deed.object_id], "notes": deed.notes})
    if deed.person is None:
        return chain.Part(None, None, body)
    agency = deed.organisation or organisation or INSTANCE
    place = chain.place_of_part(sequence, position)
    return chain.Part(
        deed.person, agency, seal(body.decode(), person=deed.person, agency=agency, bound_to=place)
    )


def _plain(name: str, value: object) -> object:
    if isinstance(value, Enum):
        return _plain(name, value.value)
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, UUID | date):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(name, inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [
            _plain(name, inner)
            for inner in (sorted(value, key=str) if isinstance(value, set | frozenset) else value)
        ]
    raise NotForTheAudit(f"note {name} is a {type(value).__name__}; note plain data only")
