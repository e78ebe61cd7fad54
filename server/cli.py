"""The command line: serve a meeting, rehearse it, check a programme, print links, export, replay, move."""

from collections.abc import Coroutine, Sized
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer
import uvloop

from server import __version__, app, invitations, moving, records
from server.log.base import LogFull, LogUnavailable
from server.options import (
    Address,
    Arriving,
    AsJson,
    DataFolder,
    Dropping,
    ExportFormat,
    Form,
    Halls,
    Host,
    Leading,
    Liveliness,
    LogLevel,
    Loudness,
    Meeting,
    Minutes,
    Origins,
    Out,
    Phones,
    Port,
    ProgrammeFile,
    Redis,
    Rehearsed,
    Renewing,
    Seed,
    To,
    Translator,
    TranslatorKey,
    Workers,
)
from server.rehearsal.crowd import Wish
from server.rehearsal.pace import Pace
from server.rehearsal.rehearse import Plan
from server.rehearsal.rehearse import rehearse as rehearsing
from server.room.programme_file import Reading, read_programme
from server.serving import start_log
from server.settings import Settings, Source, Trouble
from server.workers.supervisor import supervise

PROGRAMME = Path("programmes/rencontres.toml")
DATA = Path("var")
LONGEST_ARRIVAL = 60.0  # seconds, if nobody says

Result = TypeVar("Result")

cli = typer.Typer(
    name="entaku",
    help="Entaku (円卓): questions, polls and cues between a stage, a hall and its phones.",
    epilog="Everything can be set in the environment too; docs/operating.md says more.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


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
    data: DataFolder = DATA,
    url: Address = "",
    origin: Origins = None,
    redis: Redis = "",
    workers: Workers = 1,
    log_level: Loudness = LogLevel.INFO,
    translator: Translator = "",
    translator_key: TranslatorKey = "",
) -> None:
    """Serve a meeting. Started again on the same data, it continues where it was, with the same links."""
    start_log(log_level)
    if workers > 1 and not redis:
        _stop(
            f"{workers} workers need --redis URL: what a data folder keeps belongs to one process, what Redis"
            " keeps to any number. Without Redis, say --workers 1."
        )
    plan = _read(programme).programme
    address = url or app.own_address(host, port)
    origins, loudness = tuple(origin or ()), log_level.value
    settings = Settings(
        *(host, port, data, address, bool(url), origins, redis, workers, loudness, translator, translator_key)
    )
    if plan and workers > 1:
        raise typer.Exit(_run(supervise(settings, plan)))
    if plan:
        _run(app.serve(settings, plan))


@cli.command()
def check(file: ProgrammeFile = PROGRAMME) -> None:
    """Check a programme: every error at once, with its line, and what is not translated yet."""
    reading = _read(file)
    for warning in reading.warnings:
        typer.echo(f"warning: {warning.in_file(str(file))}", err=True)
    if reading.programme:
        plan = reading.programme
        planned = f"{_many(plan.sessions, 'session')} in {_many(plan.halls, 'hall')}"
        typer.echo(f"{file}: {planned}, {_many(reading.warnings, 'warning')}.")


@cli.command()
def links(
    data: DataFolder = DATA,
    redis: Redis = "",
    meeting: Meeting = "",
    url: Address = "",
    renew: Renewing = False,
) -> None:
    """Print the private links, or renew them; a server that is running notices within seconds."""
    _run(invitations.print_links(Source(data, redis, meeting), url, renew))


@cli.command()
def export(
    data: DataFolder = DATA,
    redis: Redis = "",
    meeting: Meeting = "",
    form: Form = ExportFormat.JSON,
    out: Out = None,
) -> None:
    """Export the meeting: questions with their life, polls with their results; nothing that was erased."""
    written = _run(records.export(Source(data, redis, meeting), form.value))
    if out is None:
        typer.echo(written, nl=False)
        return
    try:
        out.write_text(written, "utf-8", newline="")
    except OSError as error:
        _stop(f"{out} cannot be written: {error.strerror}.")


@cli.command()
def replay(data: DataFolder = DATA, redis: Redis = "", meeting: Meeting = "") -> None:
    """Fold the log from its first entry and print the number of entries and the digest of the state."""
    typer.echo(_run(records.replay(Source(data, redis, meeting))))


@cli.command()
def compact(data: DataFolder = DATA, redis: Redis = "", meeting: Meeting = "") -> None:
    """Rewrite the log without the text of erased questions; without Redis, stop the server first."""
    typer.echo(_run(records.compact(Source(data, redis, meeting))))


@cli.command()
def move(to: To, data: DataFolder = DATA, redis: Redis = "", meeting: Meeting = "") -> None:
    """Move a meeting, with its links, from the data folder to Redis or back; stop every server first."""
    _run(moving.move(Source(data, redis, meeting), to.value))


@cli.command()
def rehearse(
    url: Rehearsed,
    phones: Phones = 200,
    minutes: Minutes = 5,
    hall: Halls = None,
    pace: Liveliness = Pace.LIVELY,
    drop: Dropping = 10,
    arrive: Arriving = None,
    lead: Leading = "",
    as_json: AsJson = False,
    seed: Seed = None,
) -> None:
    """Simulate a hall of phones, at this machine's server or at a meeting marked as a rehearsal."""
    seconds = minutes * 60
    arriving = min(seconds / 5, LONGEST_ARRIVAL) if arrive is None else arrive
    if arriving > seconds:
        _stop(f"Within {minutes:g} minutes nobody can take {arriving:g} seconds to arrive.")
    wish = Wish(phones, seconds, pace, drop / 100, arriving)
    if not _run(rehearsing(Plan(url, wish, tuple(hall or ()), lead, seed, as_json))):
        raise typer.Exit(1)


def _many(things: Sized, name: str) -> str:
    return f"{len(things)} {name}{'' if len(things) == 1 else 's'}"


def _read(file: Path) -> Reading:
    try:
        reading = read_programme(file.read_text("utf-8"))
    except OSError as error:
        _stop(f"{file} cannot be read: {error.strerror}.")
    except UnicodeDecodeError:
        _stop(f"{file} cannot be read: it is not text in UTF-8.")
    if reading.errors:
        _stop("\n".join(error.in_file(str(file)) for error in reading.errors))
    return reading


def _run(work: Coroutine[None, None, Result]) -> Result:
    """Run to the end; trouble that the person can mend is one sentence and exit 2."""
    try:
        return uvloop.run(work)
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
