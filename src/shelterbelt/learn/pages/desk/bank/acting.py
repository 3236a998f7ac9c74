"""What happens when something about a line is sent; how it went is said in a message or at the field."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.ground.routes import PageRequest
from shelterbelt.learn.formats.meeting_times import day_words
from shelterbelt.learn.pages.desk.bank.forms import AssignForm
from shelterbelt.learn.services.bank import assign_line, confirm_line, ignore_line, reopen_line, undo_match
from shelterbelt.learn.services.bank_files import NewBankFile, read_bank_file
from shelterbelt.learn.services.errors import (
    AlreadyRead,
    ChangedMeanwhile,
    NotInThisState,
    TooMuch,
    WrongCurrency,
)


def keep(request: PageRequest, organisation: UUID, file: NewBankFile) -> None:
    """Keep a statement, or say when it was read before."""
    try:
        done = read_bank_file(by=request.actor, organisation=organisation, file=file)
    except AlreadyRead as error:
        said = _("This very file was read on %(day)s. Nothing was added.")
        messages.warning(request, said % {"day": day_words(error.read_at.date())})
        return
    told = {"lines": done.lines, "duplicates": done.duplicates, "proposed": done.proposed}
    said = _("New lines: %(lines)d. Known already: %(duplicates)d. Lines to confirm: %(proposed)d.")
    messages.success(request, said % told)


def act_on(request: PageRequest, line: UUID, form: AssignForm) -> bool:
    """Do what was asked about a line; whether it was done."""
    acts: dict[str, tuple[Callable[[], object], str]] = {
        "confirm": (lambda: confirm_line(by=request.actor, line=line), _("Confirmed.")),
        "ignore": (lambda: ignore_line(by=request.actor, line=line), _("Set aside as not ours.")),
        "reopen": (lambda: reopen_line(by=request.actor, line=line), _("Open again.")),
        "undo": (
            lambda: undo_match(by=request.actor, line=line),
            _("Taken back. The amount is booked the other way, and the line is open again."),
        ),
    }
    asked = request.POST.get("act", "")
    if asked == "assign":
        return form.is_valid() and _assigned(request, line, form)
    if asked not in acts:
        return False
    do, said = acts[asked]
    return _done(request, do, said)


def _assigned(request: PageRequest, line: UUID, form: AssignForm) -> bool:
    reference = form.cleaned_data["reference"]
    try:
        assign_line(by=request.actor, line=line, reference=reference)
    except NotThere:
        form.add_error("reference", _("No statement has this reference. Please check each letter."))
    except WrongCurrency as error:
        said = _("The line is in %(given)s, this statement in %(kept)s.")
        form.add_error("reference", said % {"given": error.given, "kept": error.kept})
    except TooMuch:
        form.add_error("reference", _("More would go back than was ever paid on this statement."))
    except NotInThisState:
        form.add_error(None, _("This line was settled meanwhile."))
    else:
        messages.success(request, _("Matched."))
        return True
    return False


def _done(request: HttpRequest, do: Callable[[], object], said: str) -> bool:
    try:
        do()
    except ChangedMeanwhile:
        messages.warning(request, _("What is owed has changed meanwhile. Look again, then decide."))
    except NotInThisState:
        messages.warning(request, _("This line was settled meanwhile. Nothing was changed."))
    except TooMuch:
        messages.error(request, _("The money has gone back already. Nothing was changed."))
    else:
        messages.success(request, said)
        return True
    return False
