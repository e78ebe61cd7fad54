"""What can be set from outside: by options of the command line or by variables of the environment."""

from dataclasses import dataclass, field
from pathlib import Path

LOG_FILE = "entaku.db"
VAULT_FILE = "vault.db"
LINKS_FILE = "links.json"


class Trouble(Exception):
    """Something that whoever starts Entaku can mend; its text is one sentence that says what."""


@dataclass(frozen=True)
class Settings:
    """How one server runs. `url` is how the audience reaches it, without a slash at the end."""

    programme: Path
    host: str
    port: int
    data: Path
    url: str
    origins: tuple[str, ...] = field(default=())

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
