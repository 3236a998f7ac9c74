"""Text made safe before it is written.

The library escapes commas, semicolons, backslashes and line ends in TEXT values. It cannot know that a title
has no business holding a control character, that readers which split at U+2028 or U+0085 would see a new
line there, or that a link must not end its own line. That is settled here, before anything is escaped.
"""

import unicodedata
from urllib.parse import quote, urlsplit

LONGEST_UID = 255
LONGEST_LINK = 2000
_LINK_SCHEMES = frozenset({"https", "http", "tel"})
_ADDRESS_SAFE = "@!$&'*+-./=_~"  # RFC 6068 mailto, without ? and %
_BREAKS = str.maketrans(
    {"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"}
)
_PARAMETER = str.maketrans({'"': "\u201d", "^": " ", "\\": "/"})


class CalendarError(ValueError):
    """A value that cannot be put into a calendar; the message names the field and the remedy."""


def _kept(character: str) -> str:
    kind = unicodedata.category(character)
    if kind == "Cs":
        return "\ufffd"
    return "" if kind == "Cc" and character not in "\n\t" else character


def clean_block(text: str) -> str:
    """Text of several lines: line ends become LF, control characters and blanks at line ends go."""
    plain = "".join(map(_kept, text.replace("\r\n", "\n").translate(_BREAKS)))
    return "\n".join(line.rstrip() for line in plain.replace("\t", " ").split("\n")).strip()


def clean_line(text: str) -> str:
    """Text of one line: any run of blanks and line ends becomes one blank."""
    return " ".join(clean_block(text).split())


def clean_parameter(text: str) -> str:
    """A parameter's value (CN, LABEL): one line, and no character that a parameter cannot carry.

    RFC 5545 has no way to write a double quote; RFC 6868 added one (with the caret) that several readers show
    as it stands. A typographic quote says the same and needs no escape. A backslash escapes nothing here, but
    readers (icalendar 7.3 among them) take one before a delimiter for an escape and lose the address.
    """
    return clean_line(clean_line(text).translate(_PARAMETER))


def checked_uid(uid: str, *, field: str) -> str:
    """The identifier, if it is 1 to 255 printable ASCII characters without blanks or TEXT escapes.

    Raises:
        CalendarError: it is not.
    """
    if not 1 <= len(uid) <= LONGEST_UID or any(not "!" <= sign <= "~" or sign in ',;\\"' for sign in uid):
        raise CalendarError(
            f"{field} must be 1 to {LONGEST_UID} ASCII letters, digits or - _ . @, not {uid!r}."
        )
    return uid


def checked_link(link: str, *, field: str) -> str:
    """The link, if it is https, http or tel, in ASCII, without blanks or quotes.

    Raises:
        CalendarError: it is not.
    """
    is_plain = all("!" <= sign <= "~" and sign not in '"<>\\^`{|}' for sign in link)
    try:
        scheme = urlsplit(link).scheme if is_plain and len(link) <= LONGEST_LINK else ""
    except ValueError:
        scheme = ""
    if scheme.lower() not in _LINK_SCHEMES:
        raise CalendarError(f"{field} must be a link with https, http or tel in plain ASCII, not {link!r}.")
    return link


def checked_address(email: str, *, field: str) -> str:
    """The calendar address ("mailto:...") of an e-mail address.

    Raises:
        CalendarError: it is not one local part, one @ and one domain without blanks.
    """
    local, at, domain = email.rpartition("@")
    bad = any(sign.isspace() or unicodedata.category(sign) in {"Cc", "Cf", "Cs"} for sign in email)
    if (
        bad
        or not local
        or not at
        or "@" in local
        or not domain.strip(".")
        or any(sign in domain for sign in '",;:<>')
    ):
        raise CalendarError(f"{field} must be an e-mail address such as name@example.org, not {email!r}.")
    return "mailto:" + quote(email, safe=_ADDRESS_SAFE)
