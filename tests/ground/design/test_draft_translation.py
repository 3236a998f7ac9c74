"""A language that nobody has reviewed says so at the foot of the page; the others do not."""

import pytest
from django.test import Client
from django.utils import translation

SAID = "This translation is a draft: no native speaker has reviewed it yet."


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "is_draft"), [("en", False), ("fr", False), ("es", True), ("ar", True)])
def test_a_draft_translation_says_so(client: Client, language: str, is_draft: bool) -> None:
    with translation.override(language):
        said = translation.gettext(SAID)
    page = client.get("/help/", headers={"Accept-Language": language}).content.decode()
    assert f'lang="{language}"' in page
    assert (said in page) is is_draft
