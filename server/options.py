"""What the commands can be told, in words or by variables of the environment; used by `cli.py` alone."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from server.live.machines import machine_at, plain_key
from server.rehearsal.pace import Pace
from server.settings import Trouble, as_origin


class ExportFormat(StrEnum):
    """How an export is written."""

    JSON = "json"
    CSV = "csv"


class Target(StrEnum):
    """Where a meeting moves."""

    REDIS = "redis"
    FOLDER = "folder"


class LogLevel(StrEnum):
    """How much the server says about its own doing."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


def _one_origin(address: str) -> str:
    try:
        return as_origin(address) if address else ""
    except Trouble as trouble:
        raise typer.BadParameter(str(trouble)) from trouble


def _origins(addresses: list[str] | None) -> list[str]:
    return [_one_origin(address) for address in addresses or ()]


def _translator(address: str) -> str:
    try:
        if address:
            machine_at(address)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    return address


def _translator_key(key: str) -> str:
    try:
        return plain_key(key)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def _meeting_address(address: str) -> str:
    origin, found, place = address.partition("/m/")
    return f"{_one_origin(origin)}{found}{place}"


ProgrammeFile = Annotated[
    Path, typer.Argument(metavar="PROGRAMME", envvar="ENTAKU_PROGRAMME", help="What is planned, in TOML.")
]
DataFolder = Annotated[
    Path,
    typer.Option(
        "--data", metavar="FOLDER", envvar="ENTAKU_DATA", help="Where the meeting's files are kept."
    ),
]
Host = Annotated[
    str,
    typer.Option(
        metavar="ADDRESS",
        envvar="ENTAKU_HOST",
        help="Where to listen: 0.0.0.0 is every network, 127.0.0.1 this machine only.",
    ),
]
Port = Annotated[
    int,
    typer.Option(
        metavar="NUMBER", envvar=["ENTAKU_PORT", "PORT"], min=1, max=65535, help="The port to listen on."
    ),
]
Redis = Annotated[
    str,
    typer.Option(
        metavar="URL",
        envvar=["ENTAKU_REDIS", "REDIS_URL"],
        show_default=False,
        help="The Redis that keeps the meeting, such as redis://127.0.0.1:6379, instead of the data folder.",
    ),
]
Workers = Annotated[
    int,
    typer.Option(
        metavar="NUMBER",
        envvar=["ENTAKU_WORKERS", "WEB_CONCURRENCY"],
        min=1,
        help="How many processes serve the meeting; more than one needs Redis.",
    ),
]
Meeting = Annotated[
    str,
    typer.Option(
        metavar="CODE",
        envvar="ENTAKU_MEETING",
        show_default=False,
        help="Which meeting, where several are kept and the data folder's links do not say.",
    ),
]
To = Annotated[
    Target,
    typer.Option(envvar="ENTAKU_TO", show_default=False, help="Where the meeting is kept afterwards."),
]
Address = Annotated[
    str,
    typer.Option(
        metavar="URL",
        envvar="ENTAKU_URL",
        callback=_one_origin,
        show_default=False,
        help="How people reach the server, such as https://hall.example, if not by its own address.",
    ),
]
Origins = Annotated[
    list[str] | None,
    typer.Option(
        metavar="URL",
        envvar="ENTAKU_ORIGINS",
        callback=_origins,
        help="Another address whose pages may act here; repeatable, or several with spaces between.",
    ),
]
Loudness = Annotated[
    LogLevel, typer.Option(envvar="ENTAKU_LOG_LEVEL", help="How much the server says on standard error.")
]
Translator = Annotated[
    str,
    typer.Option(
        metavar="URL",
        envvar="ENTAKU_TRANSLATOR",
        callback=_translator,
        show_default=False,
        help="A machine that drafts translations, as docs/operating.md tells.",
    ),
]
TranslatorKey = Annotated[
    str,
    typer.Option(
        metavar="KEY",
        envvar="ENTAKU_TRANSLATOR_KEY",
        callback=_translator_key,
        show_default=False,
        help="What the translator wants to be shown; better said in the environment, where nobody sees it.",
    ),
]
Renewing = Annotated[
    bool,
    typer.Option("--renew", envvar="ENTAKU_RENEW", help="Make new ones, and show out who came by the old."),
]
Form = Annotated[
    ExportFormat,
    typer.Option("--format", envvar="ENTAKU_FORMAT", help="json: everything; csv: questions and polls."),
]
Out = Annotated[
    Path | None,
    typer.Option(metavar="FILE", envvar="ENTAKU_OUT", help="Where to write, instead of standard output."),
]
Rehearsed = Annotated[
    str,
    typer.Argument(
        metavar="URL",
        envvar="ENTAKU_TARGET",
        callback=_meeting_address,
        show_default=False,
        help="The audience's link; with --lead and a data folder the server alone will do.",
    ),
]
Phones = Annotated[
    int,
    typer.Option(metavar="NUMBER", envvar="ENTAKU_PHONES", min=1, max=25_000, help="How many phones come."),
]
Minutes = Annotated[
    float,
    typer.Option(metavar="NUMBER", envvar="ENTAKU_MINUTES", min=0.05, help="For how long, such as 2.5."),
]
Halls = Annotated[
    list[str] | None,
    typer.Option(
        "--hall",
        metavar="ID",
        envvar="ENTAKU_HALLS",
        help="In which hall, if not in the one that phones come to by the code; repeatable.",
    ),
]
Liveliness = Annotated[
    Pace, typer.Option("--pace", envvar="ENTAKU_PACE", help="How often people ask, support and vote.")
]
Dropping = Annotated[
    float,
    typer.Option(
        "--drop",
        metavar="PERCENT",
        envvar="ENTAKU_DROP",
        min=0,
        max=100,
        help="How many of the phones lose their line for a while, and come back.",
    ),
]
Arriving = Annotated[
    float | None,
    typer.Option(
        "--arrive",
        metavar="SECONDS",
        envvar="ENTAKU_ARRIVE",
        min=0,
        help="How long they take to come in; 0 is a whole hall that returns at once.",
    ),
]
Leading = Annotated[
    str,
    typer.Option(
        "--lead",
        metavar="LINK",
        envvar="ENTAKU_LEAD",
        show_default=False,
        help="Have the desk simulated too: the moderator's link, or the data folder that has it.",
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", envvar="ENTAKU_JSON", help="Print the summary as JSON on standard output.")
]
Seed = Annotated[
    int | None,
    typer.Option(
        metavar="NUMBER", envvar="ENTAKU_SEED", help="Have people behave as they did with this number."
    ),
]
