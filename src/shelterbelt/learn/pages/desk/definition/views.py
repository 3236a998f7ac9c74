"""A definition edited as a form or as text, and a new cohort made with the same editor."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.learn import access
from shelterbelt.learn.engine.definition import DefinitionError
from shelterbelt.learn.engine.localtime import zones
from shelterbelt.learn.pages.desk.definition.editing import Draft, compared, draft_of, draft_posted, nearby
from shelterbelt.learn.pages.desk.definition.forms import DefinitionForm
from shelterbelt.learn.pages.desk.definition.start import BeginForm, begun
from shelterbelt.learn.pages.desk.shown import frame
from shelterbelt.learn.queries.cohorts import cohort_at_desk
from shelterbelt.learn.services import cohorts as services
from shelterbelt.learn.services.errors import ChangedMeanwhile, Taken

GET_POST = ("GET", "POST")


@page(
    "desk/cohorts/<uuid:cohort>/definition/",
    name="desk.definition",
    permission=access.EDIT_COHORTS,
    audience=Audience.DESK,
    methods=GET_POST,
)
def edit_definition(request: PageRequest, cohort: UUID) -> HttpResponse:
    """The editor; saving goes through only if nobody else saved meanwhile."""
    view = cohort_at_desk(for_=request.actor, cohort=cohort, permission=access.EDIT_COHORTS)
    framed = frame(request, view, request.actor)
    if request.method != "POST":
        as_text = request.GET.get("as") == "text"
        draft = draft_of(view.cohort.definition, revision=view.cohort.revision, as_text=as_text)
        return render(request, "learn/desk/definition.html", {**framed, **_shown(draft)})
    draft = draft_posted(request.POST)
    if not _asks_to_save(request, draft):
        return render(request, "learn/desk/definition.html", {**framed, **_shown(draft)})
    try:
        services.edit_definition(by=request.actor, cohort=cohort, text=draft.text, revision=draft.revision)
    except ChangedMeanwhile:
        return render(
            request, "learn/desk/conflict.html", {**framed, **_conflict(request, cohort, draft)}, status=409
        )
    except (DefinitionError, Taken) as error:
        return render(request, "learn/desk/definition.html", {**framed, **_shown(draft, error)}, status=422)
    messages.success(request, _("Saved."))
    return redirect("desk.cohort", cohort)


@page(
    "desk/cohorts/new/",
    name="desk.cohort.new",
    permission=access.EDIT_COHORTS,
    audience=Audience.DESK,
    methods=GET_POST,
)
def make_cohort(request: PageRequest) -> HttpResponse:
    """Choose what to begin with; then the editor; then the cohort is made as a draft."""
    if "shown" not in request.POST:
        begin = BeginForm(request.POST or None, request.FILES or None, actor=request.actor)
        if not begin.is_valid():
            return render(request, "learn/desk/new.html", {"form": begin})
        draft = begun(begin.cleaned_data)
        return render(request, "learn/desk/definition.html", _shown(draft) | _of(begin))
    draft = draft_posted(request.POST)
    place = BeginForm({**request.POST.dict(), "start": "empty"}, actor=request.actor)
    if not place.is_valid() or not _asks_to_save(request, draft):
        return render(request, "learn/desk/definition.html", _shown(draft) | _of(place))
    try:
        made = services.create_cohort(
            by=request.actor, organisation=place.cleaned_data["organisation"], text=draft.text
        )
    except (DefinitionError, Taken) as error:
        return render(request, "learn/desk/definition.html", _shown(draft, error) | _of(place), status=422)
    messages.success(request, _("Made. It is a draft; only staff can see it until you open it."))
    return redirect("desk.cohort", made)


def _asks_to_save(request: PageRequest, draft: Draft) -> bool:
    return request.POST.get("act", "save") == "save" and draft.keeps_comments and not draft.mistakes


def _of(begin: BeginForm) -> dict[str, Any]:
    return {"is_new": True, "organisation": begin["organisation"].value() or ""}


def _shown(draft: Draft, error: DefinitionError | Taken | None = None) -> dict[str, Any]:
    if isinstance(error, DefinitionError):
        draft = draft.wrong(error)
    form = DefinitionForm(draft.form) if draft.form else None
    taken = error.slug if isinstance(error, Taken) else ""
    if form:
        form.show_mistakes(draft.mistakes)
        if taken:
            said = _("“%(slug)s” is taken, or is not the programme's own. Choose another.") % {"slug": taken}
            form.add_error("cohort.slug", said)
    return {
        "draft": draft,
        "form": form,
        "taken": taken,
        "nearby": [] if form else nearby(draft),
        "order": ",".join("new" if one is None else str(one) for one in draft.form.order)
        if draft.form
        else "",
        "shown_languages": ",".join(draft.form.languages) if draft.form else "",
        "zones": zones() if form else (),
    }


def _conflict(request: PageRequest, cohort: UUID, draft: Draft) -> dict[str, Any]:
    saved = cohort_at_desk(for_=request.actor, cohort=cohort, permission=access.EDIT_COHORTS).cohort
    return {"draft": draft, "saved": saved, "lines": compared(saved.definition, draft.text)}
