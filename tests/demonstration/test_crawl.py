"""Everyone walks through the whole demonstration: lived experience is nowhere, and organisations are apart."""

import json
from collections.abc import Iterator

import pytest
from tests.demonstration.conftest import Demonstration
from tests.demonstration.visitor import Answer, Visitor

from shelterbelt.demonstration.accounts import LINKS, SEES
from shelterbelt.demonstration.cast import data
from shelterbelt.ground.routes import Audience, declared_pages

_PART = 24
_WHO = ("nobody", *SEES, *LINKS)


@pytest.fixture(scope="module")
def address(demonstration: Demonstration) -> Iterator[str]:
    with demonstration.served() as address:
        yield address


@pytest.fixture(scope="module")
def note(demonstration: Demonstration) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(
        (demonstration.conf.data_dir / "demonstration.json").read_text("utf-8")
    )
    return found


def planted() -> list[str]:
    """Every statement, cut into parts, so that a shortened one is found as well."""
    words = data("statements")["words"]
    return [each[place : place + _PART] for each in words for place in range(0, len(each) - _PART, _PART)]


def leaks(answers: list[Answer]) -> list[str]:
    return [answer.path for answer in answers if any(part in answer.text for part in planted())]


def doors() -> list[str]:
    """Every declared page that needs no parameter and only shows."""
    return [
        f"/{page.path}"
        for page in declared_pages()
        if "<" not in page.path and "GET" in page.methods and not page.path.startswith("account/")
    ]


def enter(address: str, note: dict[str, dict[str, str]], who: str) -> Visitor:
    visitor = Visitor(address)
    if who in note["accounts"]:
        arrived = visitor.post(f"/demonstration/enter/{note['accounts'][who]}/", at="/demonstration/")
        assert arrived.status == 200
    return visitor


@pytest.mark.parametrize("who", _WHO)
def test_what_people_told_of_their_lives_is_on_no_page(
    who: str, address: str, note: dict[str, dict[str, str]]
) -> None:
    visitor = enter(address, note, who)
    own = bearer_pages(note["links"].get(who, ""))
    answers = visitor.walk(*own, "/", *doors(), "/demonstration/mail/")
    assert len(answers) > 8
    assert [(one.path, one.status) for one in answers if one.status >= 429] == []
    assert leaks(answers) == []


def bearer_pages(token: str) -> list[str]:
    pages = [page for page in declared_pages() if page.audience is Audience.BEARER and "GET" in page.methods]
    paths = [page.path.replace(f"<str:{page.token}>", token) for page in pages] if token else []
    return [f"/{path}" for path in paths if "<" not in path]


def test_only_the_author_sees_it_and_the_search_would_find_it(
    demonstration: Demonstration, address: str
) -> None:
    ((account,), *_others) = demonstration.rows(
        "SELECT p.account_id FROM people_livedexperience l JOIN people_professional p ON p.id = l.person_id"
    )
    author = Visitor(address)
    author.post(f"/demonstration/enter/{account}/", at="/demonstration/")
    assert leaks(author.walk("/you/", *doors())) != []


def test_nobody_is_offered_who_told(demonstration: Demonstration, note: dict[str, dict[str, str]]) -> None:
    told = demonstration.rows(
        "SELECT p.account_id::text FROM people_livedexperience l JOIN people_professional p ON p.id = l.person_id"
    )
    assert set(note["accounts"]) >= set(SEES)
    assert set(note["links"]) == set(LINKS)
    assert not {account for (account,) in told} & set(note["accounts"].values())


def test_another_organisation_sees_no_applicant_of_the_host(
    demonstration: Demonstration, address: str, note: dict[str, dict[str, str]]
) -> None:
    named = {
        name
        for (name,) in demonstration.rows(
            "SELECT a.name FROM learn_application a JOIN learn_cohort c ON c.id = a.cohort_id "
            "JOIN learn_programme p ON p.id = c.programme_id WHERE p.slug = 'executive'"
        )
    }
    seen = {
        who: _names(enter(address, note, who).walk("/", *doors()), named) for who in ("staff", "other-lead")
    }
    assert seen["other-lead"] == set()
    assert len(seen["staff"]) >= 20


OFFERED_TO_ALL = ("/demonstration/", "/apply/a/", "/complaint/")
"""The demonstration's front page offers some people's secret links to whoever looks: bearing one is being them."""


def _names(answers: list[Answer], named: set[str]) -> set[str]:
    own = [answer.text for answer in answers if not answer.path.startswith(OFFERED_TO_ALL)]
    return {name for name in named if any(name in text for text in own)}
