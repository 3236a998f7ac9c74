"""Components as a page uses them, error pages, menus, and the reader's own choices."""

import pytest
from django.core.paginator import Paginator
from django.db import OperationalError
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.translation import override
from tests.fixtures.actors import ActorFactory

from shelterbelt.ground.access.permissions import Permission
from shelterbelt.ground.access.roles import Role
from shelterbelt.ground.design import navigation
from shelterbelt.ground.design.navigation import Menu
from shelterbelt.ground.design.pages import errors
from shelterbelt.ground.design.templatetags.design import qr_drawing

pytestmark = pytest.mark.usefixtures("db")


def drawn(source: str, **given: object) -> str:
    given.setdefault("request", RequestFactory().get("/list/?q=a&page=2"))
    return Template("{% load design %}" + source).render(Context(given))


@pytest.mark.parametrize(
    ("kind", "word"), [("info", "Note"), ("success", "Done"), ("care", "Take care"), ("problem", "Problem")]
)
def test_notice_says_its_kind_without_colour(kind: str, word: str) -> None:
    told = drawn("{% notice kind 'Heed' %}<p>More</p>{% endnotice %}", kind=kind)
    assert f'<span class="unseen">{word}: </span>Heed' in told
    assert "<p>More</p>" in told


def test_components_escape_what_they_are_given() -> None:
    bad = "<img src=x>"
    source = (
        "{% button b %}{% link_button b b %}{% badge b %}{% notice 'info' b %}{% endnotice %}{% card b b %}{{ b }}"
        "{% endcard %}{% disclosure b %}{% enddisclosure %}{% fieldset b b %}{% endfieldset %}{% empty b %}{% endempty %}"
        "{% terms pairs %}{% table b cols rows %}{% tabs b pairs '' %}{% steps cols 1 %}{% both_times t t b %}"
    )
    times = {"iso": bad, "text": bad, "zone": bad}
    told = drawn(source, b=bad, pairs=[(bad, bad)], cols=[bad], rows=[[bad]], t=times)
    assert "<img" not in told
    assert told.count("&lt;img") > 20


def test_table_names_each_cell_for_narrow_screens() -> None:
    told = drawn("{% table 'Hours' cols rows '1' %}", cols=["Place", "Hour"], rows=[["Quito", 5]])
    assert '<th scope="row" role="rowheader" data-label="Place">Quito</th>' in told
    assert '<td role="cell" data-label="Hour" class="number">5</td>' in told


def test_pager_keeps_the_rest_of_the_query() -> None:
    told = drawn("{% pager pages %}", pages=Paginator(range(100), 10).get_page(2))
    assert 'href="?page=3&amp;q=a"' in told
    assert '<span aria-current="page">2</span>' in told


def test_steps_say_where_one_is() -> None:
    told = drawn("{% steps items 2 %}", items=[("One", "?step=1"), "Two", ("Three", "?step=3")])
    assert "Step 2 of 3" in told
    assert '<a href="?step=1">One</a>' in told
    assert "?step=3" not in told
    assert told.count('aria-current="step"') == 1


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_page_has_language_direction_and_one_heading(client: Client, language: str) -> None:
    told = client.get("/design/", headers={"accept-language": language}).content.decode()
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}"' in told
    assert told.count("<h1") == 1
    assert told.count('<main id="content"') == 1
    assert 'href="#content"' in told


def test_nothing_in_a_page_is_inline(client: Client) -> None:
    for address in ("/design/", "/design/desk/", "/design/personal/", reverse("account_login")):
        told = client.get(address).content.decode()
        assert " style=" not in told
        assert "<style" not in told
        assert " onclick=" not in told
        blocks = [part for part in told.split("<script")[1:] if "src=" not in part.split(">")[0]]
        assert [part for part in blocks if 'type="application/json"' not in part.split(">")[0]] == []


def test_first_view_weighs_less_than_100_kilobytes(client: Client) -> None:
    told = client.get("/design/personal/").content
    parts = ("shelterbelt.css", "shelterbelt.js", "exit.js", "mark.svg", "plain.svg", "treeline.svg")
    weight = len(told) + sum(len(client.get(f"/static/design/{name}").getvalue()) for name in parts)
    assert weight < 60_000


def test_personal_page_has_neutral_title_and_plain_exit(client: Client) -> None:
    told = client.get("/design/personal/").content.decode()
    assert "<title>Notes</title>" in told
    assert 'href="https://www.wikipedia.org/" rel="noreferrer nofollow" data-exit' in told
    assert "It does not hide earlier visits" in told


def test_zone_is_chosen_for_the_device(client: Client) -> None:
    answer = client.post("/zone/", {"zone": "Asia/Kathmandu", "next": "/design/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/design/")
    assert 'data-zone="Asia/Kathmandu"' in client.get("/design/").content.decode()


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_zone_leads_nowhere_else(client: Client, onward: str) -> None:
    assert client.post("/zone/", {"zone": "UTC", "next": onward}).headers["Location"] == "/"


def test_unknown_zone_is_refused_and_a_forged_cookie_ignored(client: Client) -> None:
    assert client.post("/zone/", {"zone": "../../etc"}).status_code == 400
    client.cookies["zone"] = "<script>"
    assert "data-zone=" not in client.get("/design/").content.decode()


def test_language_is_chosen_without_script(client: Client) -> None:
    answer = client.post(reverse("set_language"), {"language": "ar", "next": "/design/"})
    assert answer.status_code == 302
    assert 'dir="rtl"' in client.get("/design/").content.decode()


def test_absent_database_is_told_as_such() -> None:
    try:
        raise OperationalError("secret host")  # noqa: TRY301 - the handler reads what was raised
    except OperationalError:
        answer = errors.server_error(RequestFactory().get("/"))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "secret host" not in answer.content.decode()
    assert errors.server_error(RequestFactory().get("/")).status_code == 500


@pytest.mark.parametrize("language", ["en", "ar"])
def test_failure_page_needs_no_database(language: str) -> None:
    with override(language):
        told = errors.server_error(RequestFactory().get("/")).content.decode()
    assert f'<html lang="{language}"' in told


def test_menu_offers_what_the_reader_may_open(
    actor_factory: ActorFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(navigation, "_offered", {})
    lead = Permission("sample.read", roles=frozenset({Role.OPERATOR}))
    navigation.offer(Menu.DESK, "Later", "design.styles.desk", permission=lead, order=2)
    navigation.offer(Menu.DESK, "First", "design.styles", order=1)
    navigation.offer(Menu.DESK, "Gone", "no.such.page")
    request = RequestFactory().get("/design/")
    assert [(link.label, link.is_here) for link in navigation.links(Menu.DESK, request)] == [("First", True)]
    request.actor = actor_factory(Role.OPERATOR)  # type: ignore[attr-defined]
    assert [link.label for link in navigation.links(Menu.DESK, request)] == ["First", "Later"]


def test_code_to_scan_is_only_ever_one_path() -> None:
    with pytest.raises(ValueError, match="not an SVG"):
        qr_drawing("https://example.org/x.svg")
    with pytest.raises(ValueError, match="unknown way"):
        qr_drawing("data:image/svg+xml;base64,PHN2Zz48c2NyaXB0Lz48L3N2Zz4=")
