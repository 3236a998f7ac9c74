"""Settings: none is safe, an unsafe one is refused in production and named."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from shelterbelt.ground.conf import Conf, Mode, UnsafeConfiguration, load, problems

SAFE = {
    "SHELTERBELT_MODE": "production",
    "SHELTERBELT_BASE_URL": "https://shelterbelt.example",
    "SHELTERBELT_MAIL_HOST": "mail.example",
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which nothing was ever set."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return tmp_path


def _load(home: Path, **given: str) -> Conf:
    return load({"SHELTERBELT_DATA": str(home / "data"), **given})


def test_no_setting_at_all_gives_a_safe_local_instance(home: Path) -> None:
    conf = load({})
    assert conf.mode is Mode.LOCAL
    assert conf.data_dir == home / "shelterbelt"
    assert conf.keys_dir == conf.data_dir / "keys"
    assert conf.base_url == "http://localhost:8000"
    assert set(conf.hosts) == {"localhost", "127.0.0.1"}
    assert not conf.may_sign_up
    assert not conf.shows_demonstration
    assert conf.mail.is_tls
    assert (conf.database_url, conf.owner_database_url) == ("", "")


def test_the_signing_secret_is_strong_kept_and_closed(home: Path) -> None:
    first, second = load({}), load({})
    path = first.keys_dir / "signing-secret"
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert path.read_text(encoding="ascii").strip() == first.secret_key
    assert load({"SHELTERBELT_DATA": str(home / "other")}).secret_key != first.secret_key


def test_production_starts_with_safe_settings(home: Path) -> None:
    conf = _load(home, **SAFE)
    assert conf.is_production
    assert conf.hosts == ("shelterbelt.example", "localhost", "127.0.0.1")
    assert problems(conf) == ()


@pytest.mark.parametrize(
    ("given", "setting"),
    [
        ({"SHELTERBELT_BASE_URL": "http://shelterbelt.example"}, "SHELTERBELT_BASE_URL"),
        ({"SHELTERBELT_BASE_URL": ""}, "SHELTERBELT_BASE_URL"),
        ({"SHELTERBELT_SECRET_KEY": "changeme"}, "SHELTERBELT_SECRET_KEY"),
        ({"SHELTERBELT_SECRET_KEY": "a" * 64}, "SHELTERBELT_SECRET_KEY"),
        ({"SHELTERBELT_HOSTS": "*"}, "SHELTERBELT_HOSTS"),
        ({"SHELTERBELT_HOSTS": "shelterbelt.example, *"}, "SHELTERBELT_HOSTS"),
        ({"SHELTERBELT_HOSTS": ".example"}, "SHELTERBELT_HOSTS"),
        ({"SHELTERBELT_MAIL_HOST": ""}, "SHELTERBELT_MAIL_HOST"),
        ({"SHELTERBELT_MAIL_TLS": "no"}, "SHELTERBELT_MAIL_TLS"),
        ({"SHELTERBELT_KEYS": "{data}/postgres/keys"}, "SHELTERBELT_KEYS"),
        ({"DATABASE_URL": "postgresql://app@db/x"}, "SHELTERBELT_OWNER_DATABASE_URL"),
        ({"SHELTERBELT_OWNER_DATABASE_URL": "postgresql://owner@db/x"}, "SHELTERBELT_OWNER_DATABASE_URL"),
        (
            {
                "DATABASE_URL": "postgresql://one@db/x",
                "SHELTERBELT_OWNER_DATABASE_URL": "postgresql://one@db/x",
            },
            "SHELTERBELT_OWNER_DATABASE_URL",
        ),
    ],
)
def test_production_refuses_what_is_unsafe_and_names_it(
    home: Path, given: dict[str, str], setting: str
) -> None:
    placed = {name: value.replace("{data}", str(home / "data")) for name, value in given.items()}
    with pytest.raises(UnsafeConfiguration) as caught:
        _load(home, **{**SAFE, **placed})
    assert [found.setting for found in caught.value.problems] == [setting]
    (found,) = caught.value.problems
    assert found.what
    assert found.remedy
    assert f"{setting}: " in str(caught.value)
    assert "production" in str(caught.value)


def test_production_names_every_problem_at_once(home: Path) -> None:
    with pytest.raises(UnsafeConfiguration) as caught:
        _load(home, SHELTERBELT_MODE="production", SHELTERBELT_HOSTS="*", SHELTERBELT_SECRET_KEY="short")
    assert {found.setting for found in caught.value.problems} == {
        "SHELTERBELT_BASE_URL",
        "SHELTERBELT_HOSTS",
        "SHELTERBELT_SECRET_KEY",
        "SHELTERBELT_MAIL_HOST",
    }


@pytest.mark.parametrize("mode", ["Production", "prod", "debug", "local;production"])
def test_an_unknown_mode_is_refused_and_never_taken_for_a_laxer_one(home: Path, mode: str) -> None:
    with pytest.raises(UnsafeConfiguration, match="SHELTERBELT_MODE"):
        _load(home, SHELTERBELT_MODE=mode)


@pytest.mark.parametrize(
    ("name", "given"),
    [("PORT", "http"), ("PORT", "-1"), ("PORT", "70000"), ("MAIL_PORT", "25a"), ("PORT", "²")],
)
def test_a_number_that_is_none_is_refused_by_name(home: Path, name: str, given: str) -> None:
    with pytest.raises(UnsafeConfiguration, match=f"SHELTERBELT_{name}"):
        _load(home, **{f"SHELTERBELT_{name}": given})


@pytest.mark.parametrize(
    ("mode", "shows"), [("demo", True), ("test", True), ("local", False), ("production", False)]
)
def test_the_demonstration_shows_only_where_it_belongs(home: Path, mode: str, shows: bool) -> None:
    assert _load(home, **{**SAFE, "SHELTERBELT_MODE": mode}).shows_demonstration is shows


def test_an_unsafe_setting_does_not_stop_a_local_instance_but_is_told(home: Path) -> None:
    conf = _load(home, SHELTERBELT_HOSTS="*")
    assert "SHELTERBELT_HOSTS" in {found.setting for found in problems(conf)}


def test_a_message_never_repeats_a_secret(home: Path) -> None:
    with pytest.raises(UnsafeConfiguration) as caught:
        _load(
            home,
            **{
                **SAFE,
                "SHELTERBELT_SECRET_KEY": "planted-secret",
                "SHELTERBELT_MAIL_PASSWORD": "planted-mail",
            },
        )
    assert "planted" not in str(caught.value)


def test_processes_that_start_together_agree_on_the_secret(home: Path) -> None:
    with ThreadPoolExecutor(max_workers=8) as pool:
        found = {conf.secret_key for conf in pool.map(lambda _number: _load(home), range(64))}
    assert len(found) == 1
    assert len(found.pop()) >= 64
    assert sorted(path.name for path in (home / "data" / "keys").iterdir()) == ["signing-secret"]
