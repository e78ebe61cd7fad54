"""Static files: read and compressed once, kept for ever by browsers that ask for exactly this content."""

import gzip
import hashlib
from pathlib import Path
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from server.render.html import STATIC
from server.render.notices import Problem
from server.web.errors import Refusing
from server.web.tags import has_it

MEDIA = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
FOR_EVER = "public, max-age=31536000, immutable"


class _File(NamedTuple):
    changed: int
    digest: str
    body: bytes
    gzipped: bytes


class Shelf:
    """The files below one folder that browsers may ask for."""

    def __init__(self, folder: Path = STATIC) -> None:
        self._folder = folder.resolve()
        self._files: dict[Path, _File] = {}

    async def serve(self, request: Request) -> Response:
        """One file; an address without the content's digest is asked for again each time."""
        path = self._find(request.path_params["path"])
        file = self._read(path)
        exact = request.query_params.get("v") == file.digest
        headers = {
            "Cache-Control": FOR_EVER if exact else "no-cache",
            "ETag": f'"{file.digest}"',
            "Vary": "Accept-Encoding",
        }
        if has_it(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", "") and len(file.gzipped) < len(file.body):
            gzipped = headers | {"Content-Encoding": "gzip"}
            return Response(file.gzipped, headers=gzipped, media_type=MEDIA[path.suffix])
        return Response(file.body, headers=headers, media_type=MEDIA[path.suffix])

    def _find(self, name: str) -> Path:
        try:
            path = (self._folder / name).resolve()
            known = path.suffix in MEDIA and path.is_relative_to(self._folder) and path.is_file()
        except (OSError, ValueError) as error:
            raise Refusing(404, Problem.NOT_FOUND) from error
        if not known:
            raise Refusing(404, Problem.NOT_FOUND)
        return path

    def _read(self, path: Path) -> _File:
        changed = path.stat().st_mtime_ns
        file = self._files.get(path)
        if file is None or file.changed != changed:
            body = path.read_bytes()
            digest = hashlib.sha256(body).hexdigest()[:12]
            file = self._files[path] = _File(changed, digest, body, gzip.compress(body, 9, mtime=0))
        return file
