"""Entity tags: whether a client has what it asks for already (RFC 9110, 13.1.2)."""

import hashlib
import re

from starlette.requests import Request

_TAG = re.compile(r'"[^"]*"')  # of a weak one, what follows W/


def tag_of(content: bytes) -> str:
    """The tag of some content; it tells nothing else."""
    return f'"{hashlib.sha256(content).hexdigest()[:24]}"'


def has_it(request: Request, tag: str) -> bool:
    """Whether the client says that it holds what has this tag; a proxy may have made it a weak one."""
    said = ",".join(request.headers.getlist("if-none-match"))
    return said.strip() == "*" or tag in _TAG.findall(said)
