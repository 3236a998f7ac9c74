"""What may not stand in a log: addresses, telephone numbers, tokens; and the arguments of jobs.

Names cannot be recognised by a pattern; that none is logged is held by scanning for planted ones.
"""

import logging
import re
import traceback

_ADDRESS = re.compile(r"(?<![\w.+~%-])[\w.+~%-]+(?:@|%40|&#64;)[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"(?<![\w.:-])(?:\+\d[\s().-]{0,3}(?:\d[\s().-]{0,2}){6,14}\d"  # international: + and 8 to 16 digits
    r"|00\d(?:[\s().-]?\d){7,14}"
    r"|\(\d{2,4}\)[\s.-]?\d{3,4}[\s.-]?\d{3,4}"
    r"|\d{3}[\s.-]\d{3}[\s.-]\d{4}"
    r"|0\d(?:[\s.-]\d{2}){4})(?![\w-])"
)
# The address of an erasure's proof is all it takes to read it.
_PROOF = re.compile(r"(/erased/)[0-9a-f-]{36}")
_OWN_TOKEN = re.compile(r"sbt_[A-Za-z0-9_-]{8,}")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_LONG_WORD = re.compile(r"[A-Za-z0-9_-]{27,}")
_JOB_ARGUMENTS = re.compile(r"(\[\d+\]|\[None\])\(.*\)", re.DOTALL)
_JOB_EXTRAS = ("job", "jobs", "job_result", "result", "payload")
_OWN_TO_RECORDS = frozenset(logging.makeLogRecord({}).__dict__)


def finds_address(text: str) -> bool:
    """Whether the text holds something that looks like an e-mail address."""
    return bool(_ADDRESS.search(text))


def finds_phone(text: str) -> bool:
    """Whether the text holds something that looks like a telephone number."""
    return bool(_PHONE.search(text))


def redacted(text: str) -> str:
    """The text without addresses, telephone numbers and tokens; each leaves a word in brackets.

    Identifiers (UUIDs) stay: they are how an entry is found again, and say nothing to a stranger.
    """
    text = _OWN_TOKEN.sub("[token]", text.replace("\x00", ""))
    text = _PROOF.sub(r"\1[token]", text)
    text = _ADDRESS.sub("[address]", text)
    text = _PHONE.sub("[phone]", text)
    return _LONG_WORD.sub(_unless_harmless, text)


class Redact(logging.Filter):
    """A filter for handlers: takes from every record what may not be kept, its traceback included."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Clean the record in place; never drops one."""
        message = _message(record)
        if record.name.startswith("procrastinate"):
            message = _JOB_ARGUMENTS.sub(r"\1", message)
            for name in _JOB_EXTRAS:
                record.__dict__.pop(name, None)
        record.msg, record.args = redacted(message), ()
        if record.exc_info and record.exc_info[0] and not record.exc_text:
            record.exc_text = "".join(traceback.format_exception(*record.exc_info)).rstrip("\n")
        if record.exc_text:
            record.exc_text = redacted(record.exc_text)
            record.exc_info = None
        if record.stack_info:
            record.stack_info = redacted(record.stack_info)
        for name in record.__dict__.keys() - _OWN_TO_RECORDS:
            if isinstance(record.__dict__[name], str):
                record.__dict__[name] = redacted(record.__dict__[name])
        return True


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):
        return str(record.msg)


def _unless_harmless(found: re.Match[str]) -> str:
    """A long word is a token if it mixes cases and digits; a path, a UUID or a snake_case name is not."""
    word = found[0]
    if _UUID.fullmatch(word):
        return word
    has_digit = any(letter.isdigit() for letter in word)
    has_letter = any(letter.isalpha() for letter in word)
    if has_digit and not word.islower() and not word.isupper():
        return "[token]"
    return "[token]" if word.isalnum() and has_digit and has_letter else word
