"""The command line: serve a meeting, check a programme, print links, export, replay, compact."""

import asyncio
import logging
from collections.abc import Coroutine
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer

from server import __version__, app, records
from server.log.base import LogFull, LogUnavailable
from server.room.programme_file import Reading, read_programme
from server.settings import Settings, Trouble

PROGRAMME = Path("programmes/rencontres.toml")

cli = typer.Typer(
    name="entaku",
    help="Entaku (円卓): questions, polls and cues between a stage, a hall and its phones, in several languages.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

ProgrammeFile = Annotated[
    Path, typer.Argument(envvar="ENTAKU_PROGRAMME", help="The meeting's programme, a TOML file.")
]
DataFolder = Annotated[
    Path, typer.Option("--data", envvar="ENTAKU_DATA", help="Folder of the meeting's log, vault and links.")
]
Address = Annotated[
    str,
    typer.Option(
        envvar="ENTAKU_URL",
        help="How the audience reaches this server, e.g. https://hall.example. Default: this machine's address.",
    ),
]
Port = Annotated[
    int, typer.Option(envvar=["ENTAKU_PORT", "PORT"], min=1, max=65535, help="Port to listen on.")
]
Host = Annotated[
    str, typer.Option(envvar="ENTAKU_HOST", help="Address to listen on; 0.0.0.0 for every phone in the hall.")
]


class ExportFormat(StrEnum):
    """How an export is written."""

    JSON = "json"
    CSV = "csv"


@cli.callback(invoke_without_command=True)
def entaku(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    """Only the version; everything else is a command."""
    if version:
        typer.echo(__version__)
        raise typer.Exit


@cli.command()
def serve(
    programme: ProgrammeFile = PROGRAMME,
    host: Host = "0.0.0.0",  # noqa: S104 - phones in the hall must reach it
    port: Port = 8000,
    data: DataFolder = Path("var"),
    url: Address = "",
    origin: Annotated[
        list[str] | None,
        typer.Option(
            envvar="ENTAKU_ORIGINS",
            help="Another origin whose pages may connect, e.g. https://hall.example; repeatable.",
        ),
    ] = None,
    log_level: Annotated[
        str,
        typer.Option(envvar="ENTAKU_LOG_LEVEL", help="How much the server's own log says: debug to error."),
    ] = "info",
) -> None:
    """Serve a meeting. Started again on the same data, it continues where it was, with the same links."""
    logging.basicConfig(level=log_level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s")
    reading = _read(programme)
    address = url.rstrip("/") or app.own_address(host, port)
    settings = Settings(programme, host, port, data, address, tuple(origin or ()))
    if reading.programme:
        _run(app.serve(settings, reading.programme))


@cli.command()
def check(
    file: Annotated[Path, typer.Argument(help="The programme to check.")] = PROGRAMME,
) -> None:
    """Check a programme: every error at once, with its line, and what is not translated yet."""
    reading = _read(file)
    for warning in reading.warnings:
        typer.echo(f"warning: {warning.in_file(str(file))}", err=True)
    if reading.programme:
        sessions, halls = len(reading.programme.sessions), len(reading.programme.halls)
        typer.echo(f"{file}: {sessions} sessions in {halls} halls, {len(reading.warnings)} warnings.")


@cli.command()
def links(
    programme: ProgrammeFile = PROGRAMME,
    data: DataFolder = Path("var"),
    host: Host = "0.0.0.0",  # noqa: S104 - as for serve
    port: Port = 8000,
    url: Address = "",
    renew: Annotated[
        bool, typer.Option("--renew", help="Revoke every private link, show everyone out, and make new ones.")
    ] = False,
) -> None:
    """Print the private links, or renew them; a server that is running notices within seconds."""
    reading = _read(programme)
    if reading.programme:
        address = url.rstrip("/") or app.own_address(host, port)
        settings = Settings(programme, host, port, data, address)
        _run(app.print_links(settings, reading.programme, renew))


@cli.command()
def export(
    data: DataFolder = Path("var"),
    form: Annotated[
        ExportFormat, typer.Option("--format", help="json: everything; csv: questions and polls.")
    ] = (ExportFormat.JSON),
    out: Annotated[Path | None, typer.Option(help="File to write; default: standard output.")] = None,
) -> None:
    """Export the meeting: questions with their life and supporters, polls with their results. Nothing erased is in it."""
    written = _run(records.export(data, form.value))
    if out:
        out.write_text(written, "utf-8")
    else:
        typer.echo(written, nl=False)


@cli.command()
def replay(data: DataFolder = Path("var")) -> None:
    """Fold the log from its first entry and print the number of entries and the digest of the state."""
    typer.echo(_run(records.replay(data)))


@cli.command()
def compact(data: DataFolder = Path("var")) -> None:
    """Rewrite the log without the text of erased questions; the server must not be running."""
    typer.echo(_run(records.compact(data)))


def _read(file: Path) -> Reading:
    try:
        source = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        _stop(f"{file} cannot be read: {error}.")
    reading = read_programme(source)
    if reading.errors:
        _stop("\n".join(error.in_file(str(file)) for error in reading.errors))
    return reading


Result = TypeVar("Result")


def _run(work: Coroutine[None, None, Result]) -> Result:
    """Run to the end; trouble that the person can mend is one sentence and exit 2."""
    try:
        return asyncio.run(work)
    except (Trouble, LogUnavailable, LogFull) as trouble:
        _stop(str(trouble))
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def _stop(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(2)


def main() -> None:
    """What `entaku` runs."""
    cli()
