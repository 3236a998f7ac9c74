"""Every setting an operator can give, read once from the environment.

With no setting at all the result is a safe instance for one machine: local address, its own database,
keys made on first use. Production refuses to start with an unsafe setting and says which.
"""

import contextlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

PREFIX = "SHELTERBELT_"
_SHORTEST_SECRET = 40
_FEWEST_LETTERS = 10
_LET_IT_BE_MADE = "Leave it unset: a strong one is made and kept in the keys folder."
_TWO_ROLES = "Give both: the owner migrates, the application only reads and writes rows."
_HIGHEST_PORT = 65_535


class Mode(StrEnum):
    """How the instance is run; each mode is stricter than the one before."""

    TEST = "test"
    DEMO = "demo"
    LOCAL = "local"
    PRODUCTION = "production"


@dataclass(frozen=True, slots=True)
class Problem:
    """One unsafe or unusable setting: which, what is wrong, what to do."""

    setting: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.setting}: {self.what} {self.remedy}"


class UnsafeConfiguration(Exception):
    """Production was asked for with settings that would put people at risk."""

    def __init__(self, found: tuple[Problem, ...]) -> None:
        self.problems = found
        super().__init__("\n".join(["This instance does not start in production mode:", *map(str, found)]))


@dataclass(frozen=True, slots=True)
class Mail:
    """Where outgoing mail goes. Without a host, mail is written to files in the data folder."""

    host: str
    port: int
    user: str
    password: str
    is_tls: bool
    sender: str


@dataclass(frozen=True, slots=True)
class Conf:
    """All settings of one instance."""

    mode: Mode
    data_dir: Path
    keys_dir: Path
    database_url: str
    owner_database_url: str
    secret_key: str
    hosts: tuple[str, ...]
    base_url: str
    port: int
    mail: Mail
    may_sign_up: bool

    @property
    def is_https(self) -> bool:
        """Whether people reach this instance over TLS."""
        return self.base_url.startswith("https://")

    @property
    def is_production(self) -> bool:
        """Whether real people's data may be held here."""
        return self.mode is Mode.PRODUCTION

    @property
    def shows_demonstration(self) -> bool:
        """Whether one-tap logins and the movable clock exist."""
        return self.mode in (Mode.DEMO, Mode.TEST)


def load(environ: Mapping[str, str]) -> Conf:
    """Read the settings.

    Args:
        environ: the process environment, or any mapping with the same names.

    Raises:
        UnsafeConfiguration: a setting cannot be understood, or production mode is unsafe.
    """
    mode = _mode(environ)
    data_dir = Path(_get(environ, "DATA") or _default_data_dir()).expanduser().absolute()
    keys_dir = Path(_get(environ, "KEYS") or data_dir / "keys").expanduser().absolute()
    port = _number(environ, "PORT", 8000)
    base_url = (_get(environ, "BASE_URL") or f"http://localhost:{port}").rstrip("/")
    host = urlsplit(base_url).hostname or "localhost"
    conf = Conf(
        mode=mode,
        data_dir=data_dir,
        keys_dir=keys_dir,
        database_url=environ.get("DATABASE_URL", ""),
        owner_database_url=_get(environ, "OWNER_DATABASE_URL"),
        secret_key=_get(environ, "SECRET_KEY") or _kept_secret(keys_dir),
        hosts=_hosts(environ, host),
        base_url=base_url,
        port=port,
        mail=Mail(
            host=_get(environ, "MAIL_HOST"),
            port=_number(environ, "MAIL_PORT", 587),
            user=_get(environ, "MAIL_USER"),
            password=_get(environ, "MAIL_PASSWORD"),
            is_tls=_get(environ, "MAIL_TLS") != "no",
            sender=_get(environ, "MAIL_FROM") or f"no-reply@{host}",
        ),
        may_sign_up=_get(environ, "SIGN_UP") == "open",
    )
    found = problems(conf)
    if conf.is_production and found:
        raise UnsafeConfiguration(found)
    return conf


def problems(conf: Conf) -> tuple[Problem, ...]:
    """What would be unsafe if real people's data were held with these settings."""
    found = []
    if not conf.is_https:
        found.append(
            Problem(
                "SHELTERBELT_BASE_URL", f"{conf.base_url} is not encrypted.", "Give the https:// address."
            )
        )
    if len(conf.secret_key) < _SHORTEST_SECRET:
        found.append(
            Problem(
                "SHELTERBELT_SECRET_KEY",
                f"shorter than {_SHORTEST_SECRET} characters.",
                _LET_IT_BE_MADE,
            )
        )
    elif len(set(conf.secret_key)) < _FEWEST_LETTERS:
        found.append(Problem("SHELTERBELT_SECRET_KEY", "the same few characters repeated.", _LET_IT_BE_MADE))
    if any("*" in host or host.startswith(".") for host in conf.hosts):
        found.append(
            Problem(
                "SHELTERBELT_HOSTS",
                "'*' or a leading dot accepts more than one host name.",
                "Name the hosts, with commas.",
            )
        )
    if not conf.mail.host:
        found.append(Problem("SHELTERBELT_MAIL_HOST", "no mail server.", "Give the SMTP server's name."))
    elif not conf.mail.is_tls:
        found.append(Problem("SHELTERBELT_MAIL_TLS", "mail would travel unencrypted.", "Remove the setting."))
    if conf.keys_dir.is_relative_to(conf.data_dir / "postgres"):
        found.append(
            Problem(
                "SHELTERBELT_KEYS",
                "keys lie inside the database's folder.",
                "Keep them in a folder of their own.",
            )
        )
    if bool(conf.database_url) != bool(conf.owner_database_url):
        found.append(
            Problem(
                "SHELTERBELT_OWNER_DATABASE_URL",
                "DATABASE_URL and the owner's address go together.",
                _TWO_ROLES,
            )
        )
    elif conf.database_url and _user_of(conf.database_url) == _user_of(conf.owner_database_url):
        found.append(
            Problem("SHELTERBELT_OWNER_DATABASE_URL", "the application would own its tables.", _TWO_ROLES)
        )
    return tuple(found)


def _get(environ: Mapping[str, str], name: str) -> str:
    return environ.get(PREFIX + name, "").strip()


def _mode(environ: Mapping[str, str]) -> Mode:
    given = _get(environ, "MODE") or Mode.LOCAL.value
    try:
        return Mode(given)
    except ValueError:
        known = ", ".join(mode.value for mode in Mode)
        raise UnsafeConfiguration(
            (Problem("SHELTERBELT_MODE", f"'{given}' is not a mode.", f"Use one of: {known}."),)
        ) from None


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    given = _get(environ, name)
    if not given:
        return default
    if not given.isdecimal():
        raise UnsafeConfiguration(
            (Problem(PREFIX + name, f"'{given}' is not a number.", "Give digits only."),)
        )
    if not 0 < int(given) <= _HIGHEST_PORT:
        raise UnsafeConfiguration(
            (Problem(PREFIX + name, f"there is no port {given}.", f"Give 1 to {_HIGHEST_PORT}."),)
        )
    return int(given)


def _hosts(environ: Mapping[str, str], host: str) -> tuple[str, ...]:
    given = [part.strip() for part in _get(environ, "HOSTS").split(",") if part.strip()]
    return tuple(dict.fromkeys([host, *(given or ["localhost", "127.0.0.1"])]))


def _user_of(address: str) -> str:
    parts = urlsplit(address)
    return parts.username or parse_qs(parts.query).get("user", [""])[0]


def _default_data_dir() -> Path:
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "shelterbelt"


def _kept_secret(keys_dir: Path) -> str:
    """The signing secret of this instance, made once; only its owner can read the file.

    Written whole beside its place and then linked to it: processes that start together all read the same.
    """
    path = keys_dir / "signing-secret"
    if path.exists():
        return path.read_text(encoding="ascii").strip()
    keys_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = keys_dir / f"signing-secret.{secrets.token_hex(8)}"
    with os.fdopen(
        os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
    ) as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(beside, path)
    beside.unlink()
    return path.read_text(encoding="ascii").strip()
