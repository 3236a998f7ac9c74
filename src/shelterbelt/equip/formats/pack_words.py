"""A pack's words as HTML, for the page and for the file that is read without a network."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi, override

from shelterbelt.equip.engine.packs import Edition, Pack, markdown
from shelterbelt.ground.design.standing_alone import whole_look


@dataclass(frozen=True, slots=True)
class Part:
    """One section: its heading and its body, in which questions to think about stand as quotations."""

    heading: str
    body: SafeString


def parts_of(edition: Edition) -> Iterator[Part]:
    """The sections as HTML. Shipped Markdown without raw HTML, links or pictures comes out as safe as it went in."""
    reader = markdown()
    for section in edition.sections:
        yield Part(section.heading, mark_safe(reader.render(section.body)))  # noqa: S308 -- raw HTML is off


def pack_file(pack: Pack) -> bytes:
    """The whole pack as one page that fetches nothing, in the reader's language or else in English; UTF-8."""
    edition = pack.in_language(get_language() or "en")
    with override(edition.language):
        given = {
            "pack": pack,
            "edition": edition,
            "parts": list(parts_of(edition)),
            "look": whole_look(),
            "language": edition.language,
            "is_rtl": get_language_bidi(),
        }
        return render_to_string("equip/learning/file.html", given).encode()
