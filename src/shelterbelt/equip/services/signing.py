"""Sign-off by survivor advisers. Their word holds for the text that they read, and it counts while it is in force."""

from uuid import UUID

from django.utils.translation import gettext as _

from shelterbelt.equip import access
from shelterbelt.equip.choices import SignedAs, StrategyState
from shelterbelt.equip.models import SignOff, Strategy, seal_text
from shelterbelt.equip.queries.strategies import open_strategy, strategy_view
from shelterbelt.equip.queries.strategy_views import StrategyView
from shelterbelt.equip.services.errors import NotInThisState
from shelterbelt.equip.services.strategy_changes import Mistakes
from shelterbelt.ground import audit, clock
from shelterbelt.ground.access.permissions import NotThere, require
from shelterbelt.ground.access.roles import SYSTEM, Actor
from shelterbelt.ground.db.scope import scope

LONGEST_SAID = 1000


def sign_strategy(
    *, by: Actor, agency: UUID, strategy: UUID, said: str, words: str = "", digest: str
) -> UUID:
    """Agree, agree if something is changed, or not yet. It replaces what the adviser said before.

    A strategy in force on which nobody agrees any more, or somebody says "not yet", is a draft again at once.

    Args:
        by: a survivor adviser of the agency.
        agency: whose.
        strategy: which.
        said: one of `SignedAs`.
        words: what should change; needed unless they agree.
        digest: of the text that was read, as `StrategyView.digest` gave it.

    Raises:
        NotThere, Denied: not the actor's agency, no such strategy, or the actor is no survivor adviser.
        NotInThisState: `closed`; `changed`: the text is no longer the one that was read; `held_from_you`: a part of it
            cannot be read now, so nobody can agree to it.
        Incomplete: words are missing or too long, or no such answer.
    """
    require(access.SIGN_STRATEGY, by, agency)
    if by.account is None:
        raise NotThere
    _check(said, words)
    with (
        audit.act("equip.strategy.sign", by=by, about=("strategy", strategy), organisation=agency) as event,
        scope(by),
    ):
        row = open_strategy(for_=by, agency=agency, strategy=strategy)
        if row.state == StrategyState.CLOSED:
            raise NotInThisState(row.state)
        read = strategy_view(for_=by, agency=agency, strategy=strategy)
        if read.digest != digest:
            raise NotInThisState("changed")
        if read.hides_words and said == SignedAs.AGREED:
            raise NotInThisState("held_from_you")
        signed = SignOff(organisation=agency, strategy=row, account=by.account, said=said, digest=digest)
        signed.signed_at = clock.now()
        seal_text(signed, "words", words.strip())
        signed.save(force_insert=True)
        view = strategy_view(for_=by, agency=agency, strategy=strategy)
        is_out = row.state == StrategyState.IN_FORCE and not _stands(view)
        if is_out:
            _take_out_of_force(row)
        event.note(said=said, digest=digest, is_out_of_force=is_out)
    return signed.pk


def _stands(view: StrategyView) -> bool:
    """Whether someone agrees with the text as it is and nobody says "not yet"."""
    now = [one for one in view.sign_offs if one.is_adviser_now]
    return view.is_signed and not any(one.said == SignedAs.NOT_YET for one in now)


def _take_out_of_force(row: Strategy) -> None:
    # Advisers change nothing in a strategy; that their word ends its force is the instance's own rule.
    with scope(SYSTEM):
        Strategy.objects.filter(pk=row.pk).update(state=StrategyState.DRAFT, changed_at=clock.now())


def _check(said: str, words: str) -> None:
    needed = "" if said == SignedAs.AGREED else _("Write what should change.")
    wrong = Mistakes()
    wrong.check("words", words, longest=LONGEST_SAID, needed=needed)
    if said not in SignedAs.values:
        wrong["said"] = _("Choose one of the three.")
    wrong.refuse()
