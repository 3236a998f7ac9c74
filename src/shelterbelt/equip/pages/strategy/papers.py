"""A strategy as files to read and hand on: whole, one page for the board, and the public version."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shelterbelt.equip import access
from shelterbelt.equip.formats.board_page import board_pdf
from shelterbelt.equip.formats.charts_standing import told_in
from shelterbelt.equip.formats.paper_docx import paper_docx
from shelterbelt.equip.formats.paper_pdf import paper_pdf
from shelterbelt.equip.formats.strategy_paper import public_paper, whole_paper
from shelterbelt.equip.pages.frame import frame
from shelterbelt.equip.queries.agencies import agency_of
from shelterbelt.equip.queries.papers import PublicStrategy, paper_of, public_strategy_of
from shelterbelt.ground import clock
from shelterbelt.ground.design.pdf import CannotPrint
from shelterbelt.ground.routes import Audience, PageRequest, page

_STRATEGY = "agency/<uuid:agency>/strategies/<uuid:strategy>/"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@page(_STRATEGY + "pdf/", name="agency.strategy.pdf", permission=access.READ_AGENCY, audience=Audience.DESK)
def give_pdf(request: PageRequest, agency: UUID, strategy: UUID) -> HttpResponse:
    """The whole strategy as PDF."""
    paper = paper_of(for_=request.actor, agency=agency, strategy=strategy)
    return _printed(
        request,
        lambda: paper_pdf(whole_paper(paper), made_at=clock.now()),
        "strategy.pdf",
        redirect("agency.strategy", agency, strategy),
    )


@page(_STRATEGY + "word/", name="agency.strategy.docx", permission=access.READ_AGENCY, audience=Audience.DESK)
def give_word(request: PageRequest, agency: UUID, strategy: UUID) -> HttpResponse:
    """The whole strategy as a Word file."""
    paper = paper_of(for_=request.actor, agency=agency, strategy=strategy)
    return _file(paper_docx(whole_paper(paper), made_at=clock.now()), "strategy.docx")


@page(
    _STRATEGY + "board/pdf/",
    name="agency.strategy.picture",
    permission=access.READ_AGENCY,
    audience=Audience.DESK,
)
def give_board_page(request: PageRequest, agency: UUID, strategy: UUID) -> HttpResponse:
    """One page: where we stand and what comes next."""
    paper = paper_of(for_=request.actor, agency=agency, strategy=strategy)
    return _printed(
        request,
        lambda: board_pdf(paper, made_at=clock.now()),
        "where-we-stand.pdf",
        redirect("agency.strategy", agency, strategy),
    )


@page(
    _STRATEGY + "public/",
    name="agency.strategy.public",
    permission=access.READ_AGENCY,
    audience=Audience.DESK,
)
def show_public(request: PageRequest, agency: UUID, strategy: UUID) -> HttpResponse:
    """What people outside would read, and what keeps it from going out."""
    view = agency_of(for_=request.actor, agency=agency)
    told = public_strategy_of(for_=request.actor, agency=agency, strategy=strategy)
    shown = {
        "told": told,
        "strategy_id": strategy,
        "goals": [(told_in(one.domain_names), one.words) for one in told.goals],
        "named": [(one.site, one.number) for one in told.named],
        "is_draft": told.is_draft,
    }
    return render(request, "equip/agency/strategy/public.html", {**frame(request, view), **shown})


@page(
    _STRATEGY + "public/pdf/",
    name="agency.strategy.public.pdf",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
)
def give_public_pdf(request: PageRequest, agency: UUID, strategy: UUID) -> HttpResponse:
    """The public version as PDF."""
    told = _told(request, agency, strategy)
    back = redirect("agency.strategy.public", agency, strategy)
    if not told.may_go_out:
        return back
    return _printed(
        request, lambda: paper_pdf(public_paper(told), made_at=clock.now()), "what-we-do.pdf", back
    )


@page(
    _STRATEGY + "public/word/",
    name="agency.strategy.public.docx",
    permission=access.LEAD_AGENCY,
    audience=Audience.DESK,
)
def give_public_word(request: PageRequest, agency: UUID, strategy: UUID) -> HttpResponse:
    """The public version as a Word file."""
    told = _told(request, agency, strategy)
    if not told.may_go_out:
        return redirect("agency.strategy.public", agency, strategy)
    return _file(paper_docx(public_paper(told), made_at=clock.now()), "what-we-do.docx")


def _told(request: PageRequest, agency: UUID, strategy: UUID) -> PublicStrategy:
    agency_of(for_=request.actor, agency=agency, permission=access.LEAD_AGENCY)
    return public_strategy_of(for_=request.actor, agency=agency, strategy=strategy)


def _printed(
    request: PageRequest, make: Callable[[], bytes], name: str, otherwise: HttpResponse
) -> HttpResponse:
    try:
        return _file(make(), name)
    except CannotPrint as error:
        words = (
            _("This server has no letters for “%(letters)s”. Take the Word file, or change the words.")
            if error.letters
            else _("This server has no letters for a PDF in your language. Take the Word file.")
        )
        messages.warning(request, words % {"letters": error.letters})
    return otherwise


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf" if name.endswith(".pdf") else _WORD)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
