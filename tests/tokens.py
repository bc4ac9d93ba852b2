"""Tokens for tests: unsecured JSON web tokens, which a Kafka takes that is told to, and an endpoint that gives them."""

from __future__ import annotations

import base64
import json
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

CLIENT, CLIENT_SECRET, SCOPE = "desk", "s&cret: 47%", "kafka"


def jwt(seconds: float, subject: str = "desk") -> str:
    """A token that lives so long from now on."""
    now = time.time()
    claims = {"sub": subject, "iat": now, "exp": now + seconds}
    parts = (json.dumps(each).encode() for each in ({"alg": "none"}, claims))
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + "."


def command(counts: Path, seconds: float) -> str:
    """A command that prints such a token, and adds a line to `counts`."""
    script = counts.with_suffix(".py")
    script.write_text(
        "import sys\n"
        f"sys.path.insert(0, {str(Path(__file__).parents[1])!r})\n"
        "from tests.tokens import jwt\n"
        f"open({str(counts)!r}, 'a').write('asked\\n')\n"
        f"print(jwt({seconds}))\n"
    )
    return f"{sys.executable} {script}"


class Endpoint(ThreadingHTTPServer):
    """A token endpoint for one client. `asked` counts; with `status` it answers that, and with `body` that."""

    daemon_threads = True

    def __init__(self, seconds: float) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.seconds, self.asked = seconds, 0
        self.status, self.body = 200, b""

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_address[1]}/token"


class _Handler(BaseHTTPRequestHandler):
    server: Endpoint

    def do_POST(self) -> None:
        """Gives a token for client credentials, and says what is wrong with others."""
        self.server.asked += 1
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        login = base64.b64encode(b"desk:s%26cret%3A+47%25").decode()
        status, answer = self.server.status, self.server.body
        if self.headers["Authorization"] != f"Basic {login}":
            status, answer = 401, json.dumps({"error": "invalid_client"}).encode()
        elif form != {"grant_type": ["client_credentials"], "scope": [SCOPE]}:
            status, answer = 400, json.dumps({"error": "invalid_scope"}).encode()
        elif not answer:
            told = {"access_token": jwt(self.server.seconds), "expires_in": self.server.seconds}
            answer = json.dumps(told | {"token_type": "Bearer"}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def endpoint(seconds: float) -> Iterator[Endpoint]:
    """One that answers, of tokens that live so long."""
    with Endpoint(seconds) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
