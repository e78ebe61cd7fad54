"""What can be set from outside: by options of the command line or by variables of the environment."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

LOG_FILE = "entaku.db"
VAULT_FILE = "vault.db"
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

    @property
    def log_file(self) -> Path:
        """The meeting's log: everything that happened, in one file."""
        return self.data / LOG_FILE

    @property
    def vault_file(self) -> Path:
        """What must be destroyable, and who may come in."""
        return self.data / VAULT_FILE

    @property
    def links_file(self) -> Path:
        """The private links, readable by the owner of the server only."""
        return self.data / LINKS_FILE


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
