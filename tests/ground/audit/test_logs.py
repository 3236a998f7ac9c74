"""Planted addresses, telephone numbers and tokens never reach a log; what helps to find a fault does."""

import io
import logging
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelterbelt.ground.audit.logs import Redact, redacted
from shelterbelt.ground.secrets import new_token

ADDRESSES = [
    "a.person@example.org",
    "a+b_c@sub.example.co.uk",
    "élise@exämple.fr",
    "x%40example.org",
    "A@EXAMPLE.ORG",
]
PHONES = [
    "+1 416 555 0199",
    "+14165550199",
    "+44 20 7946 0018",
    "+33 (0)1 99 00 12 34",
    "001 416 555 0199",
    "(416) 555-0199",
    "416-555-0199",
    "416.555.0199",
    "01 99 00 12 34",
    "+254 700 000 123",
]
TOKENS = [
    "sbt_" + "a" * 32,
    "k3Jd8sL2mQ9xW4vB7nT1zR6yH5pC0fGe",
    "8f14e45fceea167a5a36dedd4bea2543",
    "abcdefghijklmnopqrstuvwxyz012345",
    "eyJhbGciOiJIUzI1NiJ9abcDEF-012_345",
]
HARMLESS = [
    "event 12 of 2026-11-04 09:30:00Z took 0.123 s",
    "2026-11-22 19:42:45,123 INFO 3 jobs",
    "account:3f0c7a52-8d1e-4b6a-9c55-0a1b2c3d4e5f did learn.application.submit",
    "/src/shelterbelt/learn/migrations/0001_tables_of_programmes_and_more.py line 12",
    "test_the_very_long_name_of_a_function_that_is_no_secret",
    "shelterbelt.ground.audit.verification.a_long_dotted_path",
    "127.0.0.1:8000 GET /en/programmes/executive 200",
    "took 1234567890 ns, 404 of 1000000",
]


@pytest.fixture
def log() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.addFilter(Redact())
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))
    logger = logging.getLogger("procrastinate.planted")
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    yield logger, out
    logger.removeHandler(handler)
    logger.propagate = True
    logger.setLevel(logging.NOTSET)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_helps_to_find_a_fault_stays(text: str) -> None:
    assert redacted(text) == text


@pytest.mark.parametrize(
    ("planted", "word"),
    [
        *((planted, "[address]") for planted in ADDRESSES),
        *((planted, "[phone]") for planted in PHONES),
        *((planted, "[token]") for planted in TOKENS),
    ],
)
@pytest.mark.parametrize(
    "around", ["{}", "to {} now", "'{}'", "<{}>", "key={},", '{{"value": "{}"}}', "/link/{}/"]
)
def test_planted_value_is_taken_out(planted: str, word: str, around: str) -> None:
    assert redacted(around.format(planted)) == around.format(word)


@given(st.text())
def test_redacting_twice_changes_nothing_more(text: str) -> None:
    assert redacted(redacted(text)) == redacted(text)


def test_every_fresh_token_is_taken_out() -> None:
    assert {redacted(f"/apply/{new_token()}/") for _ in range(500)} == {"/apply/[token]/"}


def test_arguments_tracebacks_and_extras_are_cleaned(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, out = log
    token = new_token()
    logger.warning("mail to %s about %s", "a.person@example.org", token, extra={"whom": "+1 416 555 0199"})
    try:
        int("a.person@example.org: +1 416 555 0199")
    except ValueError:
        logger.exception("failed for %s", token)
    said = out.getvalue()
    assert "WARNING procrastinate.planted mail to [address] about [token]" in said
    assert "ValueError: invalid literal for int() with base 10: '[address]: [phone]'" in said
    assert [planted for planted in ("a.person", "555", token) if planted in said] == []


def test_job_arguments_are_cut_from_the_queue_s_messages(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, out = log
    logger.info(
        "Starting job learn.mail[17](person='Marigold (Wrenfield)', n=1)", extra={"job": {"args": "Marigold"}}
    )
    logger.info("Job learn.mail[17](person='Marigold') ended with status: Success, lasted 0.1 s")
    assert out.getvalue() == (
        "INFO procrastinate.planted Starting job learn.mail[17]\n"
        "INFO procrastinate.planted Job learn.mail[17] ended with status: Success, lasted 0.1 s\n"
    )


def test_message_with_wrong_arguments_is_still_written(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, out = log
    logger.info("%d things", "a.person@example.org")
    assert out.getvalue() == "INFO procrastinate.planted %d things\n"


def test_long_input_is_no_burden() -> None:
    for text in ("a" * 200_000, "1-" * 100_000, "+1 " * 70_000, "a.b'" * 50_000, "(12) " * 40_000):
        redacted(text)
