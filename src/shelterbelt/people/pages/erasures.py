"""The proof of an erasure, by its number: what was held before and after, and nothing about anybody."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render

from shelterbelt.ground.access.permissions import NotThere
from shelterbelt.ground.holdings.services import Proof, proof_of
from shelterbelt.ground.routes import Audience, PageRequest, page
from shelterbelt.people.access import READ_PROOF
from shelterbelt.people.pages.privacy import holding_titles


@page(
    "erased/<str:erasure>/",
    name="erased",
    permission=READ_PROOF,
    audience=Audience.BEARER,
    token="erasure",  # noqa: S106 -- the name of the path's part
)
def show_proof(request: PageRequest, erasure: str) -> HttpResponse:
    """Readable and printable; the number in the address is the only way here."""
    proof = _proof(erasure)
    titles = holding_titles()
    counts = [(titles.get(one.holding, one.holding), one) for one in proof.counts]
    shown = {"proof": proof, "counts": counts, "digest": proof.document()["digest"]}
    return render(request, "people/erased.html", shown)


@page(
    "erased/<str:erasure>/proof.json",
    name="erased.file",
    permission=READ_PROOF,
    audience=Audience.BEARER,
    token="erasure",  # noqa: S106 -- the name of the path's part
)
def download_proof(request: PageRequest, erasure: str) -> HttpResponse:
    """The same as a file, to be kept."""
    del request
    answer = JsonResponse(_proof(erasure).document(), json_dumps_params={"indent": 2})
    answer["Content-Disposition"] = 'attachment; filename="proof.json"'
    return answer


def _proof(erasure: str) -> Proof:
    try:
        return proof_of(UUID(erasure))
    except ValueError as error:
        raise NotThere from error
