"""What waits for somebody of an agency, on their own page."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shelterbelt.equip import access
from shelterbelt.equip.queries.learning import ReadState, learning_of
from shelterbelt.ground.access.roles import Actor
from shelterbelt.people.queries.to_do import ToDo


def packs_to_do(actor: Actor) -> Iterator[ToDo]:
    """Packs that are asked of the actor and not read."""
    if not access.LEARN.allows(actor):
        return
    for one in learning_of(for_=actor):
        if one.state != ReadState.READ:
            title = one.pack.in_language(get_language() or "en").title
            yield ToDo(_("Read a learning pack"), title, reverse("pack", args=[one.pack.key]))
