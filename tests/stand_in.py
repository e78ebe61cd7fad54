"""A translator's endpoint that stands in for a real one, on loopback."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

LIBRE, DEEP = b'{"translatedText": "\\u306a\\u305c"}', b'{"translations": [{"text": "\\u306a\\u305c"}]}'


class StandIn:
    """An endpoint that keeps what it was asked and answers as a test says."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, Any]] = []
        self.status, self.answer, self.headers = 200, LIBRE, {"Content-Type": "application/json"}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                stand_in.asked.append((self.path, self.headers.get("Authorization", ""), json.loads(body)))
                self.send_response(stand_in.status)
                for name, value in stand_in.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(stand_in.answer)

            def log_message(self, format: str, *args: object) -> None:
                """Nothing on standard error."""

        return Handler
