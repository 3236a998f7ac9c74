"""The components, as template tags. `docs/handbook/design.md` shows each."""

import base64
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from shelterbelt.ground.design.choices import NOTICE_SIGNS, NOTICE_WORDS, NoticeKind
from shelterbelt.ground.design.figures import Figure
from shelterbelt.ground.design.navigation import link_to

register = template.Library()

Text = str | Promise


@register.filter
def notice_sign(kind: str) -> str:
    """The sign of a kind of notice, which carries its meaning without colour."""
    return NOTICE_SIGNS[NoticeKind(kind)]


@register.filter
def notice_word(kind: str) -> str:
    """The word of a kind of notice, for people who hear the page."""
    return str(NOTICE_WORDS[NoticeKind(kind)])


@register.filter
def notice_kind(level: str) -> str:
    """The kind of notice for a level of `django.contrib.messages`."""
    return {"success": "success", "warning": "care", "error": "problem"}.get(level, "info")


@register.simple_tag
def button(text: Text, kind: str = "", name: str = "", value: str = "", type: str = "submit") -> SafeString:  # noqa: A002
    """A button. `kind`: empty for the page's main act, `quiet`, `bare`, or `stop` for what cannot be undone."""
    named = format_html(' name="{}" value="{}"', name, value) if name else ""
    look = format_html(' class="{}"', kind) if kind else ""
    return format_html('<button type="{}"{}{}>{}</button>', type, look, named, text)


@register.simple_tag
def link_button(text: Text, href: str, kind: str = "") -> SafeString:
    """A link that looks like a button, for going somewhere; kinds as for `button`."""
    return format_html('<a class="{}" href="{}">{}</a>', f"button {kind}".strip(), href, text)


@register.simple_tag
def print_button(text: Text = "") -> SafeString:
    """A button that opens the print dialogue; unseen without JavaScript, where the browser's own does it."""
    return format_html(
        '<button type="button" class="quiet" data-print hidden>{}</button>',
        text or gettext("Print this page"),
    )


@register.simple_tag
def badge(text: Text, kind: str = "") -> SafeString:
    """A short state in words; the colour only repeats it. `kind`: info, success, care, problem or empty."""
    return format_html('<span class="{}">{}</span>', f"badge {kind}".strip(), text)


@register.simple_block_tag
def notice(content: str, kind: str = "info", title: Text = "", role: str = "") -> str:
    """A notice: info, success, care or problem, with a sign and a hidden word beside its colour."""
    given = {"kind": kind, "title": title, "body": mark_safe(content), "role": role}  # noqa: S308 - rendered by the template
    return render_to_string("design/parts/notice.html", given)


@register.simple_block_tag
def card(content: str, title: Text = "", href: str = "", kind: str = "", level: int = 2) -> str:
    """A card; with `href` its title is the link. `level` is the heading's."""
    head = format_html('<a href="{}">{}</a>', href, title) if href else format_html("{}", title)
    heading = format_html("<h{0}>{1}</h{0}>", level, head) if title else ""
    return format_html('<div class="{}">{}{}</div>', f"card {kind}".strip(), heading, mark_safe(content))  # noqa: S308


@register.simple_block_tag
def disclosure(content: str, summary: Text, is_open: bool = False) -> str:
    """More, for who wants it."""
    state = mark_safe(" open") if is_open else ""
    return format_html(
        '<details class="more"{}><summary>{}</summary><div>{}</div></details>',
        state,
        summary,
        mark_safe(content),  # noqa: S308 - rendered by the template
    )


@register.simple_block_tag
def fieldset(content: str, legend: Text, help: Text = "") -> str:  # noqa: A002
    """A group of fields under one question."""
    said = format_html('<p class="help">{}</p>', help) if help else ""
    return format_html(
        '<fieldset class="group"><legend>{}</legend>{}{}</fieldset>',
        legend,
        said,
        mark_safe(content),  # noqa: S308 - rendered by the template
    )


@register.simple_block_tag
def empty(content: str, title: Text) -> str:
    """What a list says while it holds nothing: what will be here, and how to begin."""
    return format_html('<div class="empty"><p class="title">{}</p>{}</div>', title, mark_safe(content))  # noqa: S308


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """One form field with label, help and error."""
    return bound.as_field_group()


@register.inclusion_tag("design/parts/errors.html")
def summary(form: BaseForm) -> dict[str, BaseForm]:
    """The summary of mistakes above a form that is laid out field by field."""
    return {"form": form}


@register.inclusion_tag("design/parts/pager.html", takes_context=True)
def pager(context: Context, page: Page[Any], name: str = "page") -> dict[str, Any]:
    """Links to the pages of a long list, keeping the other parts of the query."""
    request = context.get("request")
    query = request.GET.copy() if request else None
    if query is not None:
        query.pop(name, None)
    rest = query.urlencode() if query else ""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {"page": page, "numbers": list(numbers), "name": name, "rest": f"&{rest}" if rest else ""}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a longer way."""

    label: Text
    href: str = ""
    is_done: bool = False
    is_here: bool = False


@register.inclusion_tag("design/parts/steps.html")
def steps(items: Sequence[Text | tuple[Text, str]], current: int) -> dict[str, Any]:
    """The steps of a longer way; `current` counts from 1. An item may be (label, address)."""
    shown = []
    for place, item in enumerate(items, start=1):
        label, href = item if isinstance(item, tuple) else (item, "")
        shown.append(Step(label, href if place < current else "", place < current, place == current))
    return {"steps": shown, "current": current, "total": len(shown)}


@register.inclusion_tag("design/parts/meter.html")
def progress(label: Text, value: int, most: int, key: str = "progress") -> dict[str, Any]:
    """How far something is, in words and as a bar."""
    return {"label": label, "value": value, "most": most, "key": key}


@register.inclusion_tag("design/parts/both_times.html")
def both_times(
    yours: Mapping[str, Any], theirs: Mapping[str, Any] | None = None, roll: Text = ""
) -> dict[str, Any]:
    """A meeting's time for the reader, with the host's beside it.

    Args:
        yours: `iso` (instant, RFC 3339), `text` (date and hours as read in the reader's zone), `zone` (its name).
        theirs: the same for the host's zone; left out where both clocks agree.
        roll: words for a date that differs or a week in which a clock changes.
    """
    return {"yours": yours, "theirs": theirs, "roll": roll}


@register.inclusion_tag("design/parts/terms.html")
def terms(items: Iterable[tuple[Text, Any]]) -> dict[str, Any]:
    """Pairs of a term and what is known about it."""
    return {"items": list(items)}


@register.inclusion_tag("design/parts/table.html")
def table(
    caption: Text, columns: Sequence[Text], rows: Iterable[Sequence[Any]], numbers: str = ""
) -> dict[str, Any]:
    """A table that becomes cards on a narrow screen. The first cell of a row names it.

    Args:
        caption: what the table shows.
        columns: the headings.
        rows: cells in the order of the headings.
        numbers: places (from 0, with commas: "1,2") of columns that hold figures.
    """
    figures = {int(place) for place in numbers.split(",") if place}
    heads = [(label, place in figures) for place, label in enumerate(columns)]
    lines = [
        [
            (cell, label, place in figures)
            for place, (cell, label) in enumerate(zip(row, columns, strict=True))
        ]
        for row in rows
    ]
    return {"caption": caption, "heads": heads, "lines": lines}


@register.inclusion_tag("design/parts/tabs.html")
def tabs(label: Text, items: Iterable[tuple[Text, str]], here: str) -> dict[str, Any]:
    """Views of one thing as links, one of them here; no JavaScript. Items are (label, address)."""
    return {"label": label, "items": [(text, href, href == here) for text, href in items]}


@register.inclusion_tag("design/parts/figure.html")
def figure(drawn: Figure, is_beside: bool = False) -> dict[str, Any]:
    """A chart with its table: below in a disclosure, or beside it on a broad screen."""
    return {"figure": drawn, "is_beside": is_beside}


@register.simple_tag
def step_words(current: int, total: int) -> str:
    """Where one is, in words: for the title and for people who hear the page."""
    return pgettext("progress through a form", "Step %(current)s of %(total)s") % {
        "current": current,
        "total": total,
    }


_QR_DRAWING = "data:image/svg+xml;base64,"
_QR_PATH = re.compile(r'viewBox="([0-9. ]+)".*?<path d="([MmHhVvLlZz0-9. ,-]+)"', re.DOTALL)


@register.filter
def qr_drawing(address: str) -> SafeString:
    """The drawing inside allauth's data address, set in the page, since pictures come from this host alone.

    Raises:
        ValueError: the address holds something other than one plain path.
    """
    if not address.startswith(_QR_DRAWING):
        raise ValueError("the code to scan is not an SVG drawing")
    drawn = base64.b64decode(address.removeprefix(_QR_DRAWING)).decode()
    found = _QR_PATH.search(drawn)
    if found is None:
        raise ValueError("the code to scan is drawn in an unknown way")
    return format_html(
        '<svg viewBox="{}" aria-hidden="true" focusable="false"><path fill="#000" d="{}"/></svg>',
        *found.groups(),
    )


@register.inclusion_tag("design/parts/account_tabs.html", takes_context=True)
def account_tabs(context: Context) -> dict[str, Any]:
    """Links between the pages of one's own account."""
    offered = (
        (_("Sign-in safety"), "mfa_index"),
        (_("Mail addresses"), "account_email"),
        (_("Password"), "account_change_password"),
        (_("Sessions"), "usersessions_list"),
    )
    return {"items": [link for label, name in offered if (link := link_to(label, name, context["request"]))]}
