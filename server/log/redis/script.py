"""A script that Redis runs in one go, between everything else that it is asked."""

import hashlib
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Script:
    """The text of a Lua script, which Redis knows by its digest once it has run it."""

    text: str

    @cached_property
    def digest(self) -> str:
        return hashlib.sha1(self.text.encode(), usedforsecurity=False).hexdigest()
