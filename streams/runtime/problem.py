"""What went wrong with a request, as RFC 9457 has it: a status, a title, and one sentence that says what to do."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
from aiohttp import web

CONTENT_TYPE = "application/problem+json"


class Problem(Exception):
    """An answer that is no success.

    `name` tells kinds of problems apart, `more` are members of the document. `ends`: the connection ends with it.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        name: str = "",
        headers: Mapping[str, str] | None = None,
        *,
        ends: bool = False,
        **more: Any,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.name = status, detail, name
        self.headers, self.ends, self.more = headers or {}, ends, more

    @property
    def document(self) -> dict[str, Any]:
        """The document: type, title, status, detail and more."""
        kind = f"urn:copydesk:problem:{self.name}" if self.name else "about:blank"
        title = HTTPStatus(self.status).phrase
        return {"type": kind, "title": title, "status": self.status, "detail": self.detail, **self.more}

    def response(self) -> web.Response:
        """The answer."""
        response = web.Response(
            status=self.status,
            body=orjson.dumps(self.document),
            headers=self.headers,
            content_type=CONTENT_TYPE,
        )
        if self.ends:
            response.force_close()
        return response

    def bare(self) -> bytes:
        """The answer as bytes, for a connection that has no request yet; it ends the connection."""
        body = orjson.dumps(self.document)
        told = {"Content-Type": CONTENT_TYPE, **self.headers, "Content-Length": str(len(body))}
        first = f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}"
        lines = [first, *(f"{name}: {value}" for name, value in told.items()), "Connection: close", "", ""]
        return "\r\n".join(lines).encode() + body


def busy(detail: str, seconds: float = 1.0) -> Problem:
    """503: not now, but after so many seconds."""
    return Problem(503, detail, headers={"Retry-After": str(max(1, round(seconds)))})


def stranger(request: web.Request, detail: str = "a token is needed: Authorization: Bearer …") -> Problem:
    """401: what is said to who has no token that is known (RFC 6750)."""
    challenge = 'Bearer realm="copydesk"'
    if "Authorization" in request.headers:
        challenge += ', error="invalid_token"'
    return Problem(401, detail, headers={"WWW-Authenticate": challenge})


def no_role(detail: str) -> Problem:
    """403: what is said to who is known, and may not do this (RFC 6750)."""
    challenge = 'Bearer realm="copydesk", error="insufficient_scope"'
    return Problem(403, detail, "role", {"WWW-Authenticate": challenge})
