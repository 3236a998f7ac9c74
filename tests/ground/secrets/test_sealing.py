"""Sealed values open at their own place, under their own key, and nowhere else."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from shelterbelt.ground import secrets
from shelterbelt.ground.secrets import KeyDestroyed, Unreadable, open_, seal
from shelterbelt.ground.secrets.fields import NotSealed, Sealed, SealedText

PERSON, OTHER, AGENCY, ELSEWHERE = (UUID(int=number) for number in range(11, 15))
PLACE = ("people_story", "row-1", "story")
MARKER = "Wrenfield-7731 marigold"


@pytest.fixture(autouse=True)
def own_keys(settings: Settings, tmp_path: Path) -> None:
    settings.CONF = replace(settings.CONF, keys_dir=tmp_path / "keys")


@hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50
)
@given(st.text(max_size=300))
def test_what_is_sealed_opens_to_the_same_text(plain: str) -> None:
    plain = plain.encode("utf-8", "replace").decode()
    sealed = seal(plain, person=PERSON, agency=AGENCY, bound_to=PLACE)
    assert open_(sealed, person=PERSON, agency=AGENCY, bound_to=PLACE) == plain
    assert open_(memoryview(sealed), person=PERSON, agency=AGENCY, bound_to=PLACE) == plain


def test_same_text_seals_differently_each_time_and_shows_nothing() -> None:
    first, second = (seal(MARKER, person=PERSON, agency=AGENCY, bound_to=PLACE) for _ in range(2))
    assert first != second
    assert MARKER.encode() not in first + second


@pytest.mark.parametrize(
    ("person", "agency", "place"),
    [
        (OTHER, AGENCY, PLACE),
        (PERSON, ELSEWHERE, PLACE),
        (PERSON, AGENCY, ("people_other", "row-1", "story")),
        (PERSON, AGENCY, ("people_story", "row-2", "story")),
        (PERSON, AGENCY, ("people_story", "row-1", "name")),
        (PERSON, AGENCY, ("people_storyrow-1", "", "story")),
    ],
)
def test_sealed_value_moved_elsewhere_does_not_open(
    person: UUID, agency: UUID, place: tuple[str, str, str]
) -> None:
    seal("", person=person, agency=agency, bound_to=place)  # so that the other keys exist
    sealed = seal(MARKER, person=PERSON, agency=AGENCY, bound_to=PLACE)
    with pytest.raises(Unreadable):
        open_(sealed, person=person, agency=agency, bound_to=place)


def test_any_flipped_bit_and_any_cut_is_found() -> None:
    sealed = seal("ab", person=PERSON, agency=AGENCY, bound_to=PLACE)
    flipped = [
        sealed[:at] + bytes([sealed[at] ^ (1 << bit)]) + sealed[at + 1 :]
        for at in range(len(sealed))
        for bit in range(8)
    ]
    cut = [sealed[:at] for at in range(len(sealed))]
    for altered in flipped + cut:
        with pytest.raises(Unreadable):
            open_(altered, person=PERSON, agency=AGENCY, bound_to=PLACE)


def test_destroyed_key_says_so_and_nothing_new_is_sealed() -> None:
    sealed = seal(MARKER, person=PERSON, agency=AGENCY, bound_to=PLACE)
    other = seal(MARKER, person=OTHER, agency=AGENCY, bound_to=PLACE)
    assert secrets.destroy_person_key(PERSON) == 1
    assert secrets.is_destroyed(PERSON)
    with pytest.raises(KeyDestroyed):
        open_(sealed, person=PERSON, agency=AGENCY, bound_to=PLACE)
    with pytest.raises(KeyDestroyed):
        seal(MARKER, person=PERSON, agency=AGENCY, bound_to=PLACE)
    assert open_(other, person=OTHER, agency=AGENCY, bound_to=PLACE) == MARKER


def test_errors_carry_no_plaintext() -> None:
    sealed = seal(MARKER, person=PERSON, agency=AGENCY, bound_to=PLACE)
    with pytest.raises(Unreadable) as caught:
        open_(sealed[:-1], person=PERSON, agency=AGENCY, bound_to=PLACE)
    assert "people_story.story" in str(caught.value)
    assert MARKER not in str(caught.value)


def test_sealed_field_refuses_what_is_not_sealed() -> None:
    field = SealedText(name="story")
    for plain in (MARKER, MARKER.encode()):
        with pytest.raises(NotSealed):
            field.get_db_prep_value(plain, connection=None)  # type: ignore[arg-type]
    assert [repr(Sealed(MARKER.encode())), str(Sealed(MARKER.encode()))] == ["<sealed>", "<sealed>"]


def test_tokens_are_long_distinct_and_kept_as_keyed_digests(tmp_path: Path, settings: Settings) -> None:
    tokens = {secrets.new_token() for _ in range(200)}
    assert len(tokens) == 200
    assert {len(token) for token in tokens} == {36}
    token, another = sorted(tokens)[:2]
    digest = secrets.digest_token(token)
    assert len(digest) == 64
    assert secrets.token_matches(token, digest)
    assert not secrets.token_matches(another, digest)
    assert not secrets.token_matches("\udc80 not a token é", digest)
    settings.CONF = replace(settings.CONF, keys_dir=tmp_path / "another-instance")
    assert not secrets.token_matches(token, digest)


def test_settings_name_the_keys_folder() -> None:
    seal("x", person=uuid4(), agency=AGENCY, bound_to=PLACE)
    assert (settings.CONF.keys_dir / "master.json").exists()
