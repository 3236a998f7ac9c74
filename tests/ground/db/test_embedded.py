"""The embedded server: private, recoverable, shared, and plain about what is wrong."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from shelterbelt.ground import conf as configuration
from shelterbelt.ground.conf import Conf
from shelterbelt.ground.db import cluster, embedded
from shelterbelt.ground.db.connection import cluster_dir, connection_settings, socket_dir
from shelterbelt.ground.db.errors import DatabaseTrouble
from shelterbelt.ground.db.roles import connect, make_roles_and_database


def _conf(data: Path, **more: str) -> Conf:
    return configuration.load({"SHELTERBELT_MODE": "test", "SHELTERBELT_DATA": str(data), **more})


@pytest.fixture(scope="module")
def served() -> Iterator[Conf]:
    place = Path(tempfile.mkdtemp(prefix="shelterbelt-served-"))
    conf = _conf(place / "it's data")
    embedded.start(conf, is_durable=False)
    make_roles_and_database(conf)
    yield conf
    embedded.stop(conf)
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
def conf(served: Conf) -> Conf:
    embedded.start(served, is_durable=False)
    return served


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_folders_are_closed_to_others(conf: Conf) -> None:
    assert _mode(conf.data_dir) & 0o066 == 0
    assert _mode(cluster_dir(conf)) == 0o700
    assert _mode(socket_dir(conf)) == 0o700
    assert _mode(socket_dir(conf) / ".s.PGSQL.5432") == 0o700


def test_server_listens_at_its_socket_alone(conf: Conf) -> None:
    with connect(conf, role="superuser") as server:
        assert server.execute("SHOW listen_addresses").fetchone() == ("",)


def test_server_is_durable_unless_a_test_says_otherwise(conf: Conf) -> None:
    with pytest.raises(ValueError, match="only a test cluster"):
        embedded.start(configuration.load({"SHELTERBELT_DATA": str(conf.data_dir)}), is_durable=False)


@pytest.mark.parametrize("victims", ["postmaster", "all"])
def test_server_comes_back_after_a_kill(conf: Conf, victims: str) -> None:
    pid = embedded.postmaster_pid(conf)
    assert pid is not None
    children = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], check=False, capture_output=True, text=True
    )
    for each in [pid, *(map(int, children.stdout.split()) if victims == "all" else [])]:
        os.kill(each, signal.SIGKILL)
    embedded.start(conf, is_durable=False)
    assert embedded.postmaster_pid(conf) not in (None, pid)
    assert embedded.is_running(conf)


def test_lock_file_of_a_strange_process_does_not_stop_it(conf: Conf) -> None:
    embedded.stop(conf)
    (cluster_dir(conf) / "postmaster.pid").write_text(
        f"{os.getppid()}\n{cluster_dir(conf)}\n1\n5432\n\n\n1 1\nready\n"
    )
    assert embedded.postmaster_pid(conf) is None
    embedded.start(conf, is_durable=False)
    assert embedded.is_running(conf)


def test_half_written_lock_file_does_not_stop_it(conf: Conf) -> None:
    embedded.stop(conf)
    (cluster_dir(conf) / "postmaster.pid").write_text("")
    embedded.start(conf, is_durable=False)
    assert embedded.is_running(conf)


def test_server_outlives_a_killed_user_and_is_joined(conf: Conf) -> None:
    embedded.stop(conf)
    code = (
        "from shelterbelt.ground import conf; from shelterbelt.ground.db import embedded; import os, sys;"
        "c = conf.load(os.environ); embedded.start(c, is_durable=False);"
        "print(embedded.postmaster_pid(c), flush=True); os.kill(os.getpid(), 9)"
    )
    environ = {**os.environ, "SHELTERBELT_MODE": "test", "SHELTERBELT_DATA": str(conf.data_dir)}
    killed = subprocess.run(
        [sys.executable, "-c", code], env=environ, check=False, capture_output=True, text=True
    )
    assert killed.returncode == -signal.SIGKILL
    embedded.start(conf, is_durable=False)
    assert embedded.postmaster_pid(conf) == int(killed.stdout)


def test_last_user_stops_the_server(conf: Conf) -> None:
    code = (
        "from shelterbelt.ground import conf; from shelterbelt.ground.db import embedded; import os;"
        "c = conf.load(os.environ); embedded.start(c, is_durable=False)"
    )
    environ = {**os.environ, "SHELTERBELT_MODE": "test", "SHELTERBELT_DATA": str(conf.data_dir)}
    subprocess.run([sys.executable, "-c", code], env=environ, check=True)
    assert embedded.is_running(conf), "another process still uses it"
    embedded.release(conf)
    assert not embedded.is_running(conf)
    subprocess.run([sys.executable, "-c", code], env=environ, check=True)
    assert not embedded.is_running(conf)


def test_starts_at_once_share_one_server(conf: Conf) -> None:
    embedded.stop(conf)
    code = (
        "from shelterbelt.ground import conf; from shelterbelt.ground.db import embedded; import os, sys;"
        "c = conf.load(os.environ); embedded.start(c, is_durable=False);"
        "print(embedded.postmaster_pid(c), flush=True); sys.stdin.read()"
    )
    environ = {**os.environ, "SHELTERBELT_MODE": "test", "SHELTERBELT_DATA": str(conf.data_dir)}
    users = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    told = {user.stdout.readline().strip() for user in users if user.stdout}
    for user in users:
        user.communicate()
    assert len(told) == 1
    assert told != {""}


def test_long_path_gets_a_short_socket(tmp_path: Path) -> None:
    conf = _conf(Path(tempfile.gettempdir()) / ("deep-" * 20) / "data")
    assert str(socket_dir(conf)).startswith("/tmp/shelterbelt-")  # noqa: S108
    assert socket_dir(conf) == socket_dir(_conf(conf.data_dir))
    assert socket_dir(conf) != socket_dir(_conf(conf.data_dir / "other"))
    assert tmp_path != socket_dir(conf)


def test_other_version_is_refused(tmp_path: Path) -> None:
    conf = _conf(tmp_path / "data")
    cluster_dir(conf).mkdir(parents=True)
    (cluster_dir(conf) / "PG_VERSION").write_text("15\n")
    with pytest.raises(DatabaseTrouble, match="made by PostgreSQL 15") as told:
        cluster.check(conf)
    assert (told.value.where, "shelterbelt restore" in told.value.remedy) == (str(cluster_dir(conf)), True)


def test_folder_with_strange_files_is_left_alone(tmp_path: Path) -> None:
    conf = _conf(tmp_path / "data")
    cluster_dir(conf).mkdir(parents=True)
    (cluster_dir(conf) / "thesis.txt").write_text("mine")
    with pytest.raises(DatabaseTrouble, match="not a database"):
        cluster.create(conf)
    assert (cluster_dir(conf) / "thesis.txt").read_text() == "mine"


@pytest.mark.skipif(os.geteuid() != 0, reason="giving a file away takes root")
def test_folder_of_another_user_is_refused(tmp_path: Path) -> None:
    conf = _conf(tmp_path / "data")
    conf.data_dir.mkdir(exist_ok=True)
    os.chown(conf.data_dir, 12345, 12345)
    with pytest.raises(DatabaseTrouble, match="belongs to another user") as told:
        embedded.start(conf, is_durable=False)
    assert "chown" in told.value.remedy


@pytest.mark.parametrize("url", ["postgresql://a:secret@h:port/db", "postgresql://host", "nonsense"])
def test_bad_address_is_told_without_its_password(url: str, tmp_path: Path) -> None:
    conf = _conf(tmp_path, DATABASE_URL=url, SHELTERBELT_OWNER_DATABASE_URL=url)
    with pytest.raises(DatabaseTrouble, match="cannot be read") as told:
        connection_settings(conf, "app")
    assert "secret" not in str(told.value)
    assert told.value.__suppress_context__ or told.value.__context__ is None


def test_unreachable_server_is_told_with_place_and_remedy(tmp_path: Path) -> None:
    url = "postgresql://app:secret@127.0.0.1:1/db"
    conf = _conf(tmp_path, DATABASE_URL=url, SHELTERBELT_OWNER_DATABASE_URL=url)
    began = time.monotonic()
    with pytest.raises(DatabaseTrouble, match="cannot be reached") as told:
        connect(conf, role="app")
    assert time.monotonic() - began < 10
    assert (told.value.where, "secret" in str(told.value)) == ("127.0.0.1 database db as app", False)
