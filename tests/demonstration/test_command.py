"""`shelterbelt demo` as people run it."""

import socket
from pathlib import Path

import pytest
from tests.demonstration.conftest import Demonstration, free_port

from shelterbelt.demonstration.environment import MARK, NoDemonstration, settle


def test_check_serves_the_first_page_and_stops(demonstration: Demonstration) -> None:
    port = free_port()
    answer = demonstration.run("demo", "--check", "--port", str(port))
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert f"http://localhost:{port}/demonstration/" in answer.stdout
    with socket.socket() as again:
        assert again.connect_ex(("127.0.0.1", port)) != 0


def test_a_taken_port_is_named_and_another_found(demonstration: Demonstration) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = demonstration.run("demo", "--check", "--port", str(port))
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert f"Port {port} is taken; this is port " in answer.stdout


def test_two_in_one_folder_do_not_meet(demonstration: Demonstration) -> None:
    with demonstration.served():
        answer = demonstration.run("demo", "--load-only")
    assert answer.returncode == 1
    assert "is running already" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("mode", ["production", "local", "test"])
def test_no_other_mode_loads_it(mode: str, demonstration: Demonstration) -> None:
    answer = demonstration.run("demo", "--load-only", SHELTERBELT_MODE=mode)
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"SHELTERBELT_MODE is '{mode}'.")


def test_another_instance_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    with pytest.raises(NoDemonstration, match="not a demonstration"):
        settle({"SHELTERBELT_DATA": str(tmp_path)}, [])
    (tmp_path / MARK).write_text("{}")
    settle({"SHELTERBELT_DATA": str(tmp_path)}, [])


def test_nothing_that_could_reach_real_people_is_used(tmp_path: Path) -> None:
    environ = {
        "SHELTERBELT_DATA": str(tmp_path),
        "DATABASE_URL": "postgresql://someone@db.example/real",
        "SHELTERBELT_OWNER_DATABASE_URL": "postgresql://owner@db.example/real",
        "SHELTERBELT_MAIL_HOST": "mail.example",
    }
    settle(environ, [f"--port={free_port()}"])
    assert not {"DATABASE_URL", "SHELTERBELT_OWNER_DATABASE_URL", "SHELTERBELT_MAIL_HOST"} & environ.keys()
    assert environ["SHELTERBELT_MODE"] == "demo"


@pytest.mark.parametrize("port", ["0", "70000", "eight", "-1", "", "٨٠"])
def test_a_port_that_is_none_is_refused(port: str, tmp_path: Path) -> None:
    with pytest.raises(NoDemonstration, match="is no port"):
        settle({"SHELTERBELT_DATA": str(tmp_path)}, ["--port", port])
