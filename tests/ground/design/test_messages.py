"""Catalogues: everything that people read is found, and what does not fit is told."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from shelterbelt.ground.design import messages

SOURCE = (
    'from x import gettext_lazy as _, pgettext\nA = _("Hello %(name)s")\nB = pgettext("seat", "said yes")\n'
)
TEMPLATE = (
    "{% load i18n %}{% translate 'Plain' %}\n"
    "{% blocktranslate trimmed count n=n %}\n  {{ n }} day\n{% plural %}\n  {{ n }} days\n{% endblocktranslate %}"
)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "templates").mkdir()
    (tmp_path / "a.py").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "templates" / "a.html").write_text(TEMPLATE, encoding="utf-8")
    monkeypatch.setattr(messages, "LOCALE", tmp_path / "locale")
    gathered = messages.gather(tmp_path)
    monkeypatch.setattr(messages, "gather", lambda: gathered)
    return tmp_path


def told(language: str, **words: str | tuple[str, ...]) -> None:
    path = messages.path_of(language)
    with path.open("rb") as file:
        catalog: Catalog = read_po(file, locale=language)
    for message in catalog:
        first = message.id[0] if isinstance(message.id, tuple) else message.id
        key = (re.findall(r"[a-z]+", str(first).lower()) or [""])[0]
        if key in words:
            message.string = words[key]
    with path.open("wb") as file:
        write_po(file, catalog)


def test_words_of_python_and_templates_are_gathered(package: Path) -> None:
    del package
    found = {(message.id, message.context) for message in messages.gather() if message.id}
    assert found == {
        ("Hello %(name)s", None),
        ("said yes", "seat"),
        ("Plain", None),
        (("%(n)s day", "%(n)s days"), None),
    }


def test_catalogue_says_what_is_not_translated(package: Path) -> None:
    del package
    assert messages.extract(("ar",)) == {"ar": 4}
    assert [str(one) for one in messages.problems(("ar",))] == [
        "ar: not translated: Hello %(name)s",
        "ar: not translated: said yes",
        "ar: not translated: Plain",
        "ar: not translated: %(n)s day",
    ]


def test_arabic_has_six_plural_forms(package: Path) -> None:
    del package
    messages.extract(("ar",))
    assert "nplurals=6" in messages.path_of("ar").read_text(encoding="utf-8")
    six = ("لا أيام", "يوم", "يومان", "%(n)s أيام", "%(n)s يومًا", "%(n)s يوم")
    told("ar", hello="أهلا %(name)s", said="نعم", plain="عادي", n=six)
    assert messages.problems(("ar",)) == ()
    assert messages.compile_all(("ar",)) == {"ar": 4}


def test_lost_placeholder_is_told(package: Path) -> None:
    del package
    messages.extract(("fr",))
    told("fr", hello="Bonjour", said="oui", plain="Simple", n=("%(n)s jour", "%(n)s jours"))
    assert [one.what for one in messages.problems(("fr",))] == ["placeholders lost (name)"]
    told("fr", hello="Bonjour %(name)s %(mail)s")
    assert [one.what for one in messages.problems(("fr",))] == [
        "placeholders the source does not have (mail)"
    ]


def test_translation_survives_the_next_extraction(package: Path) -> None:
    del package
    messages.extract(("fr",))
    told("fr", plain="Simple")
    before = messages.path_of("fr").read_bytes()
    messages.extract(("fr",))
    after = messages.path_of("fr").read_bytes()
    assert b"Simple" in after
    messages.extract(("fr",))
    assert messages.path_of("fr").read_bytes() == after
    assert before


def test_language_without_catalogue_is_passed_over(package: Path) -> None:
    del package
    assert messages.compile_all(("es",)) == {}
