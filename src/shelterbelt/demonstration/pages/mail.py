"""The mail that the demonstration would have sent, as a mailbox."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from shelterbelt.demonstration import mailbox
from shelterbelt.demonstration.pages.front import TRY
from shelterbelt.ground.routes import Audience, PageRequest, page

_PER_PAGE = 30


@page("demonstration/mail/", name="demonstration.mail", permission=TRY, audience=Audience.DEMONSTRATION)
def list_mail(request: PageRequest) -> HttpResponse:
    """All mail, the latest first; `find` narrows it to words in the address or the subject."""
    find = request.GET.get("find", "").strip()[:100]
    pages = Paginator(mailbox.letters(find=find), _PER_PAGE)
    shown = {"page": pages.get_page(request.GET.get("page")), "find": find}
    return render(request, "demonstration/mail.html", shown)


@page(
    "demonstration/mail/<slug:key>/",
    name="demonstration.mail.letter",
    permission=TRY,
    audience=Audience.DEMONSTRATION,
)
def read_mail(request: PageRequest, key: str) -> HttpResponse:
    """One letter."""
    return render(request, "demonstration/letter.html", {"letter": mailbox.letter(key)})
