"""What can be set from outside: by options of the command line or by variables of the environment."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

LINKS_FILE = "links.json"

USUAL_PORTS = {"http": 80, "https": 443}


class Trouble(Exception):
    """Something that whoever starts Entaku can mend; its text is one sentence that says what."""


@dataclass(frozen=True)
class Settings:
    """How one server runs. `url` is how the audience reaches it; `public`: somebody gave it."""

    host: str
    port: int
    data: Path
    url: str
    public: bool = False
    origins: tuple[str, ...] = ()
    redis: str = field(default="", repr=False)  # it may hold a password
    workers: int = 1
    log_level: str = "info"
    translator: str = ""
    translator_key: str = field(default="", repr=False)

    @property
    def links_file(self) -> Path:
        """The private links, readable by the owner of the server only."""
        return self.data / LINKS_FILE


@dataclass(frozen=True)
class Source:
    """Where to find a meeting that is not served here: a data folder or Redis; and which, if it was said."""

    data: Path
    redis: str = field(default="", repr=False)
    meeting: str = ""


def as_origin(address: str) -> str:
    """An address as browsers write an origin; raises `Trouble` if it is not scheme, host and port alone."""
    complaint = Trouble(f"{address} is not the address of a site, such as https://hall.example.")
    try:
        parts = urlsplit(address)
        scheme, host, port = parts.scheme, parts.hostname, parts.port
    except ValueError as error:
        raise complaint from error
    beyond = parts.path.rstrip("/") or parts.query or parts.fragment or parts.username
    if scheme not in USUAL_PORTS or not host or beyond:
        raise complaint
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}://{shown}" if port in {None, USUAL_PORTS[scheme]} else f"{scheme}://{shown}:{port}"
