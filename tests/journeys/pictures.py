"""Takes the pictures of the README and the handbook: `python -m tests.journeys.pictures [name ...]`.

Written to docs/pictures as PNG, cut to the top of the page so that each stays under 200 kB.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typst
from tests.fixtures import session

session.choose_folder(os.environ)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shelterbelt.settings")

import django  # noqa: E402 -- after the settings are named

django.setup()

from playwright.sync_api import Browser  # noqa: E402
from tests.journeys import browser as browsers  # noqa: E402
from tests.journeys.browser import NARROW, WIDE  # noqa: E402
from tests.journeys.places import Place, files, places  # noqa: E402
from tests.journeys.site import ROOT, Site, running  # noqa: E402

FOLDER = ROOT / "docs" / "pictures"
_TALLEST = {1280: 1_100, 360: 1_200}
_READER = "?zone=Africa/Nairobi"
"""Pictures of the programme show both clocks."""


@dataclass(frozen=True)
class Picture:
    """One picture: of which page, as whom, in which language and size; `link` names whose secret link it is."""

    file: str
    page: str
    language: str = "en"
    size: str = "wide"
    is_dark: bool = False
    link: str = ""


def _both(file: str, page: str, link: str = "") -> tuple[Picture, Picture]:
    return Picture(file, page, link=link), Picture(f"{file}-phone", page, size="narrow", link=link)


PICTURES = (
    *_both("programme", "public.cohort"),
    *_both("apply", "apply.start"),
    *_both("plan", "desk.plan"),
    *_both("plan-try", "desk.plan.try"),
    *_both("fairness", "public.fairness"),
    *_both("desk", "desk.programmes"),
    *_both("cohort", "desk.cohort"),
    *_both("applications", "desk.applications"),
    *_both("speakers", "desk.speakers"),
    *_both("you", "you"),
    *_both("demonstration", "demonstration"),
    *_both("signing-in", "account_login"),
    *_both("reading", "review.read"),
    *_both("selection", "desk.selection"),
    *_both("places", "desk.places"),
    *_both("offer", "apply.application", link="offered"),
    *_both("fee", "apply.fee"),
    *_both("bank", "desk.bank.lines"),
    *_both("report", "desk.report"),
    *_both("complaint", "complaint", link="complaint"),
    *_both("agency", "agency"),
    *_both("agency-site", "agency.site"),
    *_both("assessment", "agency.assessment"),
    *_both("assessment-domain", "agency.assessment.domain"),
    *_both("differences", "agency.assessment.differences"),
    *_both("answering", "answer.domain"),
    *_both("card", "card"),
    *_both("strategy", "agency.strategy"),
    *_both("public-version", "agency.strategy.public"),
    *_both("pack", "pack"),
    Picture("agency-french", "agency", language="fr"),
    Picture("agency-arabic", "agency", language="ar"),
    Picture("programme-french", "public.cohort", language="fr"),
    Picture("programme-arabic", "public.cohort", language="ar"),
    Picture("programme-dark", "public.cohort", is_dark=True),
)


@dataclass(frozen=True)
class DocumentPicture:
    """The first page of a document: of which page, in which language."""

    file: str
    page: str
    language: str = "en"


DOCUMENTS = (
    DocumentPicture("board-page", "agency.strategy.picture"),
    DocumentPicture("board-page-arabic", "agency.strategy.picture", "ar"),
    DocumentPicture("strategy-pdf", "agency.strategy.pdf"),
    DocumentPicture("strategy-pdf-arabic", "agency.strategy.pdf", "ar"),
    DocumentPicture("strategy-word", "agency.strategy.docx"),
    DocumentPicture("strategy-word-arabic", "agency.strategy.docx", "ar"),
    DocumentPicture("public-pdf", "agency.strategy.public.pdf"),
)
"""Word files are drawn by LibreOffice, and left out where it is not installed."""


def main(wanted: list[str]) -> int:
    """Take the pictures named, or all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    known = {place.name: place for place in [*places(), *files()]}
    missing = sorted({picture.page for picture in PICTURES} - set(known))
    with running() as site, browsers.started() as browser:
        for picture in PICTURES:
            if picture.page in known and (not wanted or picture.file in wanted):
                take(browser, site, known[picture.page], picture)
        for paper in DOCUMENTS:
            if not wanted or paper.file in wanted:
                draw(browser, site, known[paper.page], paper)
    for name in missing:
        sys.stderr.write(f"no page is called {name}\n")
    return 1 if missing else 0


def take(browser: Browser, site: Site, place: Place, picture: Picture, folder: Path = FOLDER) -> Path:
    """One picture, from the top of the page."""
    size: dict[str, Any] = WIDE if picture.size == "wide" else NARROW
    scheme: Any = "dark" if picture.is_dark else "light"
    visitor = browsers.arrive(browser, site, viewport=size, color_scheme=scheme)
    if place.part:
        visitor.enter(place.part)
    visitor.speak(picture.language)
    given = {**site.parameters, f"{place.name}|str:token": site.links[picture.link]} if picture.link else None
    page = visitor.go(
        place.path(given or site.parameters) + (_READER if place.name == "public.cohort" else "")
    )
    tall: int = min(page.evaluate("document.documentElement.scrollHeight"), _TALLEST[size["width"]])
    page.set_viewport_size({"width": size["width"], "height": tall})
    path = folder / f"{picture.file}.png"
    page.screenshot(path=path)
    visitor.context.close()
    return path


def draw(browser: Browser, site: Site, place: Place, picture: DocumentPicture) -> None:
    """The first page of a document, drawn from the file that is handed out."""
    visitor = browsers.arrive(browser, site)
    visitor.enter(place.part)
    visitor.speak(picture.language)
    body = visitor.context.request.get(site.address + place.path(site.parameters)).body()
    visitor.context.close()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / ("paper.pdf" if body.startswith(b"%PDF") else "paper.docx")
        file.write_bytes(body)
        if file.suffix == ".docx":
            if shutil.which("soffice") is None:
                return
            own = f"-env:UserInstallation=file://{folder}/profile"
            command = ["soffice", "--headless", own, "--convert-to", "pdf", "--outdir", folder, str(file)]
            subprocess.run(command, check=True, capture_output=True, timeout=180)
        page = Path(folder) / "page.typ"
        page.write_text(
            '#set page(width: auto, height: auto, margin: 0pt)\n#image("paper.pdf", width: 15cm)\n'
        )
        typst.compile(str(page), output=str(FOLDER / f"{picture.file}.png"), format="png", ppi=110)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
