"""What the pages of a strategy do alike: hand a form to a service and say in words what went wrong."""

from collections.abc import Callable

from django import forms
from django.utils.translation import gettext as _

from shelterbelt.equip.pages.strategy.forms import tell_mistakes
from shelterbelt.equip.queries.held_words import held_kept
from shelterbelt.equip.services.errors import Incomplete, NotInThisState

GET_POST = ("GET", "POST")


def is_kept(form: forms.Form, keep: Callable[[], object]) -> bool:
    """Whether the form was sent, read and kept; what is wrong stands in the form."""
    if not form.is_valid():
        return False
    try:
        keep()
    except Incomplete as error:
        tell_mistakes(form, error)
    except NotInThisState as error:
        form.add_error(None, state_words(error))
    else:
        return True
    return False


def state_words(error: NotInThisState) -> str:
    """Why it cannot be done where things stand now."""
    words = {
        "in_force": _("It is in force. To change its words, make it a draft again first."),
        "closed": _("It is closed. Open it again as a draft first."),
        "draft": _("It is a draft already."),
        "changed": _("The text was changed while you read it. Please read it again."),
        "agreed": _("No survivor adviser has agreed to the text as it is now."),
        "not_yet": _("A survivor adviser says: not yet."),
        "advisers": _("Your agency has no survivor adviser here yet."),
        "risk": _("A goal has no risk written down yet."),
        "goals": _("It has no goal yet."),
        "held": held_kept(),
        "held_from_you": _(
            "A part of the text is held and cannot be read now. Agree when it is shown again."
        ),
        "another": _("Another strategy is in force. Close that one first."),
    }
    return words.get(str(error), _("That is not possible now."))
