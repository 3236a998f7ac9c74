"""A code of conduct is agreed to, version by version."""

from uuid import uuid4

import pytest
from tests.people.safety.conftest import Office, bearer

from shelterbelt.ground.access.permissions import Denied
from shelterbelt.ground.access.roles import ANONYMOUS
from shelterbelt.ground.audit.models import Part
from shelterbelt.people.queries.conduct import digest_of, has_signed, signed_among, signing_of, signings_of
from shelterbelt.people.services.conduct import sign_conduct
from shelterbelt.people.services.errors import Refused

BEARER = bearer("an applicant's own link")
TEXT = "We listen. We ask before we touch."


def test_a_version_is_signed_once_and_a_new_one_asks_again(office: Office) -> None:
    person = uuid4()
    given = {"by": BEARER, "person": person, "organisation": office.organisation, "language": "fr"}
    sign_conduct(**given, version="2027-1", text=TEXT, name="Planted-Signature")  # type: ignore[arg-type]
    sign_conduct(**given, version="2027-1", text=TEXT + " ", name="Again")  # type: ignore[arg-type]
    assert has_signed(person, "2027-1")
    assert not has_signed(person, "2027-2")
    assert not has_signed(uuid4(), "2027-1")
    signed = signing_of(person, "2027-1")
    assert signed is not None
    assert (signed.digest, signed.language) == (digest_of(TEXT), "fr")
    assert len(signings_of(person)) == 1
    assert signed_among(frozenset({person, uuid4()}), "2027-1") == {person}
    assert not [part for part in Part.objects.all() if b"Planted-Signature" in bytes(part.body)]


def test_nothing_to_agree_to_and_nobody_who_can(office: Office) -> None:
    given = {"person": uuid4(), "organisation": office.organisation, "language": "en"}
    for version, text in (("", TEXT), ("1", " "), ("x" * 21, TEXT)):
        with pytest.raises(Refused):
            sign_conduct(by=BEARER, version=version, text=text, **given)  # type: ignore[arg-type]
    with pytest.raises(Denied):
        sign_conduct(by=ANONYMOUS, version="1", text=TEXT, **given)  # type: ignore[arg-type]
