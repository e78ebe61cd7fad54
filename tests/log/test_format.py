"""A file of an older format is brought up to date, whole or not at all."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from server.log.sqlite.format import Format

FIRST = ("CREATE TABLE note (body TEXT)", "INSERT INTO note VALUES ('kept')")
SECOND = ("ALTER TABLE note ADD COLUMN language TEXT DEFAULT 'fr'",)
OLD = Format(name="note", application_id=7, patience=0.1, pragmas=(), steps=(FIRST,))


def notes(path: Path, kind: Format) -> list[tuple[str, ...]]:
    connection = kind.connect(path)
    try:
        return connection.execute("SELECT * FROM note").fetchall()
    finally:
        connection.close()


def test_an_older_file_takes_only_the_steps_that_it_lacks(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    new = replace(OLD, steps=(FIRST, SECOND))
    assert notes(path, OLD) == [("kept",)]
    assert notes(path, new) == [("kept", "fr")]
    assert notes(path, new) == [("kept", "fr")]


def test_a_new_file_takes_every_step(tmp_path: Path) -> None:
    assert notes(tmp_path / "notes.db", replace(OLD, steps=(FIRST, SECOND))) == [("kept", "fr")]


def test_a_step_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    assert notes(path, OLD) == [("kept",)]
    with pytest.raises(sqlite3.OperationalError):
        notes(path, replace(OLD, steps=(FIRST, (*SECOND, "DROP TABLE missing"))))
    assert notes(path, OLD) == [("kept",)]
