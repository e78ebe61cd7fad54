"""`entaku check`: a word when all is well, warnings that keep nobody from serving."""

from pathlib import Path

from tests.cli.entaku import ROOT, entaku
from tests.room.programmes import MEETING, SPEAKER


def test_the_real_programme_has_nothing_to_complain_of() -> None:
    result = entaku("check")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == "programmes/rencontres.toml: 5 sessions in 4 halls, 0 warnings.\n"


def test_warnings_say_where_and_are_not_errors(tmp_path: Path) -> None:
    file = tmp_path / "programme.toml"
    file.write_text(MEETING.replace('ja = "二つの港", ', "") + SPEAKER, "utf-8")
    result = entaku("check", file)
    assert result.returncode == 0
    assert result.stderr.splitlines() == [
        f"warning: {file}:2: title: not translated into Japanese",
        f"warning: {file}:22: sessions[0].speakers[0]: no delegation, although the meeting has some",
    ]
    assert result.stdout == f"{file}: 1 session in 1 hall, 2 warnings.\n"


def test_the_programme_may_be_named_in_the_environment() -> None:
    result = entaku("check", ENTAKU_PROGRAMME=str(ROOT / "programmes" / "rencontres.toml"))
    assert result.stdout.startswith(f"{ROOT}/programmes/rencontres.toml: ")
