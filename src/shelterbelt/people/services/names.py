"""A person's names: say, change, take back; and warn when an unsafe one is typed."""

import unicodedata
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.ground.access.roles import Actor
from shelterbelt.people.access import HOLD_OWN_RECORDS
from shelterbelt.people.choices import SEALED_NAMES, NameContext, NameKind, SeenBy
from shelterbelt.people.models import Organisation, PersonName, Professional, UnsafeNameMark, seal_words
from shelterbelt.people.queries.unsafe import digest_of_words, folded_words, is_marked
from shelterbelt.people.services.errors import Refused
from shelterbelt.people.services.own import own_record

LONGEST_NAME = 200
CHANGE = "people.names.change"
_ONE_OF_A_KIND = frozenset({NameKind.CHOSEN, NameKind.LEGAL})
_CLOSED = frozenset({NameKind.UNSAFE, NameKind.FORMER})


def change_names(
    *,
    by: Actor,
    kind: NameKind,
    words: str,
    seen_by: SeenBy = SeenBy.ME,
    context: NameContext = NameContext.EVERYWHERE,
    custodian: UUID | None = None,
) -> UUID:
    """The actor says one of their names. A chosen or legal name replaces the one before, which is not kept.

    Args:
        by: the person.
        kind: why they bear it. The chosen name is for everyone, everywhere; unsafe and former ones for nobody.
        words: the name.
        seen_by: who may see it.
        context: where it is used.
        custodian: the organisation whose leads may open it, where `seen_by` says so.

    Returns:
        The name's id.

    Raises:
        Refused: empty, too long, unknown custodian, or a name the person marked as unsafe.
        NotThere: the actor is no professional here.
    """
    words = _tidied(words)
    if not words or len(words) > LONGEST_NAME:
        raise Refused("words", _("Write a name of 1 to 200 characters."))
    with own_record(by=by, verb=CHANGE) as (person, _event):
        if kind is not NameKind.UNSAFE and is_marked(words, person.pk):
            raise Refused("words", _("You marked this name as one that nobody should use."))
        if kind in _ONE_OF_A_KIND:
            PersonName.objects.filter(person=person, kind=kind).delete()
        name = PersonName(person=person, kind=kind, context=context, seen_by=seen_by, custodian=custodian)
        _close(name)
        if kind in SEALED_NAMES:
            seal_words(name, words, key=person.pk, agency=person.key_agency)
        else:
            name.words = words
        name.save(force_insert=True)
        if kind is NameKind.UNSAFE:
            _mark(name, words, person)
        return name.pk


def remove_name(*, by: Actor, name: UUID) -> None:
    """The actor takes a name back; it is deleted. The chosen one can only be replaced.

    Raises:
        Refused: it is the chosen name.
        NotThere: no such name of this actor.
    """
    with own_record(by=by, verb=CHANGE):
        found = HOLD_OWN_RECORDS.narrow(PersonName.objects.filter(pk=name), by).first()
        if found is None:
            raise NotThere
        if found.kind == NameKind.CHOSEN:
            raise Refused("words", _("Choose another name instead: we need one to call you by."))
        found.delete()


def _mark(name: PersonName, words: str, person: Professional) -> None:
    folded = folded_words(words)
    if not folded:
        raise Refused("words", _("Write a name of 1 to 200 characters."))
    UnsafeNameMark.objects.create(
        name=name, person=person, digest=digest_of_words(folded, person.pk), word_count=len(folded)
    )


def _close(name: PersonName) -> None:
    """Bring who sees a name in line with its kind."""
    if name.kind == NameKind.CHOSEN:
        name.seen_by, name.context = SeenBy.EVERYONE, NameContext.EVERYWHERE
    elif name.kind in _CLOSED or (name.kind in SEALED_NAMES and name.seen_by == SeenBy.EVERYONE):
        name.seen_by = SeenBy.ME
    if name.seen_by != SeenBy.CUSTODIAN:
        name.custodian = None
    elif name.custodian is None or not Organisation.objects.filter(pk=name.custodian).exists():
        raise Refused("custodian", _("Choose one of the organisations offered."))


def _tidied(words: str) -> str:
    kept = "".join(
        char for char in words if unicodedata.category(char) not in {"Cc", "Cs", "Co", "Cn"} or char.isspace()
    )
    return unicodedata.normalize("NFC", " ".join(kept.split()))
