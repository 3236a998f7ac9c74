"""Packs for whoever comes: a list, a page, and a file to take along."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from shelterbelt.equip import access
from shelterbelt.equip.formats.pack_words import pack_file, parts_of
from shelterbelt.equip.queries.learning import pack_named
from shelterbelt.equip.queries.shipped import shipped_packs
from shelterbelt.ground.routes import Audience, PageRequest, page


@page("packs/", name="packs", permission=access.READ_PACKS, audience=Audience.PUBLIC)
def list_packs(request: PageRequest) -> HttpResponse:
    """Every pack, in the order in which they are best read."""
    language = get_language() or "en"
    shown = [(pack, pack.in_language(language)) for pack in shipped_packs()]
    return render(request, "equip/learning/packs.html", {"packs": shown})


@page("packs/<slug:pack>/", name="pack", permission=access.READ_PACKS, audience=Audience.PUBLIC)
def show_pack(request: PageRequest, pack: str) -> HttpResponse:
    """One pack, to read."""
    found = pack_named(pack)
    edition = found.in_language(get_language() or "en")
    shown = {"pack": found, "edition": edition, "parts": list(parts_of(edition))}
    return render(request, "equip/learning/pack.html", shown)


@page("packs/<slug:pack>/file/", name="pack.file", permission=access.READ_PACKS, audience=Audience.PUBLIC)
def download_pack(request: PageRequest, pack: str) -> HttpResponse:  # noqa: ARG001 -- the language is the thread's
    """One file that is read without a network."""
    found = pack_named(pack)
    language = found.in_language(get_language() or "en").language
    # As bytes to be kept: a browser that showed it here would refuse its style.
    answer = HttpResponse(pack_file(found), content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{found.key}-{language}.html"'
    return answer
