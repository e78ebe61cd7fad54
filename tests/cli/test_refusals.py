"""What the owner of a server can mend is said in one sentence, without a traceback, and ends with exit 2."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from server import app
from server.cli import cli
from server.room.programme import Programme
from server.settings import Settings
from tests.cli.entaku import CODE, Server, complaint, entaku
from tests.room.programmes import MEETING, POLL, SPEAKER

runner = CliRunner()


@pytest.fixture(autouse=True)
def _nobody_serves_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that starts where it must not would keep the tests waiting for ever."""

    def serve(settings: Settings, programme: Programme) -> None:
        raise AssertionError(f"{programme.code} would be served with {settings}")

    monkeypatch.setattr(app, "serve", serve)


def test_a_bad_programme_has_every_error_on_a_line_of_its_own(server: Server) -> None:
    server.programme.write_text(MEETING + POLL + SPEAKER.replace('"s1"', '"S 1"'), "utf-8")
    for command in (server.words, ["check", server.programme]):
        result = entaku(*command)
        assert (result.returncode, result.stdout) == (2, "")
        assert result.stderr.splitlines() == [
            f"{server.programme}:22: sessions[0].polls[0].options: missing; every poll needs it",
            f'{server.programme}:27: sessions[0].speakers[0].id: "S 1" must be 1 to 15 of a–z, 0–9 and -',
        ]
    assert not server.data.exists()


def test_a_port_that_is_taken_is_named(server: Server) -> None:
    with socket.create_server(("127.0.0.1", server.port)):
        result = entaku(*server.words)
    sentence = f"Port {server.port} is taken by another program; choose another with --port.\n"
    assert (result.returncode, result.stdout, result.stderr) == (2, "", sentence)


@pytest.mark.parametrize("left", [["links.json"], ["vault.db"], ["links.json", "vault.db"]])
def test_a_folder_that_has_lost_its_log_is_not_served_as_an_empty_meeting(
    server: Server, left: list[str]
) -> None:
    server.data.mkdir()
    for name in left:
        (server.data / name).write_bytes(b"")
    sentence = (
        f"{server.data} has {' and '.join(left)}, but not entaku.db, in which the meeting was: put it back,"
        " or name the Redis that has it by --redis; to begin anew, take what is left out of the folder."
    )
    for words in (server.words, ["replay", "--data", server.data]):
        result = entaku(*words)
        assert (result.returncode, result.stdout, result.stderr) == (2, "", f"{sentence}\n")
    assert not (server.data / "entaku.db").exists()


def test_a_file_in_the_place_of_the_data_folder_is_named(server: Server) -> None:
    server.data.write_text("a file")
    result = entaku(*server.words)
    sentence = f"The data folder {server.data} cannot be made: File exists.\n"
    assert (result.returncode, result.stdout, result.stderr) == (2, "", sentence)


def test_a_data_folder_that_another_server_uses_is_left_alone(server: Server) -> None:
    server.start()
    second = Server(server.data.parent)
    for words in (second.words, ["export", "--data", server.data], ["compact", "--data", server.data]):
        result = entaku(*words)
        sentence = f"{server.data}/entaku.db is in use by another process: database is locked.\n"
        assert (result.returncode, result.stdout, result.stderr) == (2, "", sentence)
    assert server.stop() == 0


def test_a_folder_of_another_meeting_is_left_alone(server: Server) -> None:
    server.start()
    server.stop()
    before = server.links
    server.programme.write_text(MEETING.replace(CODE, "PORT25"), "utf-8")
    result = entaku(*server.words)
    sentence = f"{server.data} holds the meeting PORT24; PORT25 needs another --data.\n"
    assert (result.returncode, result.stdout, result.stderr) == (2, "", sentence)
    assert server.links == before


def test_several_workers_without_redis_are_refused_with_what_to_do(server: Server) -> None:
    assert complaint(*server.words, "--workers", 2) == (
        "2 workers need --redis URL: what a data folder keeps belongs to one process, what Redis keeps to any"
        " number. Without Redis, say --workers 1."
    )
    assert not server.data.exists()


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda file: None, "No such file or directory"),
        (lambda file: file.mkdir(), "Is a directory"),
        (lambda file: file.write_bytes(b'code = "\xe9"'), "it is not text in UTF-8"),
    ],
)
@pytest.mark.parametrize("command", ["serve", "check"])
def test_a_programme_that_cannot_be_read_is_named(
    tmp_path: Path, make: Callable[[Path], None], why: str, command: str
) -> None:
    make(file := tmp_path / "programme.toml")
    assert complaint(command, file) == f"{file} cannot be read: {why}."


@pytest.mark.parametrize("command", ["export", "replay", "compact"])
def test_a_folder_that_was_never_served_has_no_meeting(tmp_path: Path, command: str) -> None:
    sentence = f"{tmp_path} holds no meeting: nothing was served with this data folder yet."
    assert complaint(command, "--data", tmp_path) == sentence


def test_a_folder_that_was_never_served_has_no_links(tmp_path: Path) -> None:
    sentence = f"{tmp_path} has no links yet: `entaku serve` makes them at its first start."
    assert complaint("links", "--renew", "--data", tmp_path) == sentence
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["links", "export", "replay", "compact"])
def test_a_data_folder_that_is_none_is_named(tmp_path: Path, command: str) -> None:
    (file := tmp_path / "file").touch()
    assert complaint(command, "--data", file) == f"{file}/links.json cannot be read: Not a directory."


def test_an_address_that_is_not_this_machines_is_named(server: Server) -> None:
    result = entaku(*server.words, "--host", "192.0.2.1")
    sentence = f"Nothing can listen on 192.0.2.1, port {server.port}: Cannot assign requested address.\n"
    assert (result.returncode, result.stdout, result.stderr) == (2, "", sentence)


def test_an_export_that_cannot_be_written_is_named(server: Server, tmp_path: Path) -> None:
    server.start()
    server.stop()
    out = tmp_path / "none" / "export.json"
    sentence = f"{out} cannot be written: No such file or directory."
    assert complaint("export", "--data", server.data, "--out", out) == sentence


@pytest.mark.parametrize(
    "words",
    [
        *(["--url", "hall.example"], ["--url", "https://hall.example/entaku"], ["--url", "http://[::1"]),
        *(["--origin", "*"], ["--origin", "ftp://hall.example"], ["--origin", "https://anna@hall.example"]),
        *(
            ["--port", "0"],
            ["--port", "65536"],
            ["--port", "http"],
            ["--workers", "0"],
            ["--log-level", "loud"],
            ["--unknown"],
        ),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_with_its_option(server: Server, words: list[str]) -> None:
    result = runner.invoke(cli, [*server.words, *words])
    assert (result.exit_code, result.stdout) == (2, "")
    assert words[0] in result.stderr
    assert not server.data.exists()
