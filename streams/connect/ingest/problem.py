"""What went wrong with a request, as RFC 9457 has it: a status, a title, and one sentence that says what to do."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
from aiohttp import web

CONTENT_TYPE = "application/problem+json"


class Problem(Exception):
    """An answer that is no success. `more` are members of the document; `ends`: the connection ends at once with it."""

    def __init__(
        self,
        status: int,
        detail: str,
        headers: Mapping[str, str] | None = None,
        *,
        ends: bool = False,
        **more: Any,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers, self.ends, self.more = status, detail, headers, ends, more

    def body(self) -> bytes:
        """The document, as JSON."""
        title = HTTPStatus(self.status).phrase
        return orjson.dumps(
            {"type": "about:blank", "title": title, "status": self.status, "detail": self.detail, **self.more}
        )

    def response(self) -> web.Response:
        """The answer."""
        response = web.Response(
            status=self.status, body=self.body(), headers=self.headers, content_type=CONTENT_TYPE
        )
        if self.ends:
            response.force_close()
        return response

    def bare(self) -> bytes:
        """The answer as bytes, for a connection that has no request yet; it ends the connection."""
        body = self.body()
        title = HTTPStatus(self.status).phrase
        told = {"Content-Type": CONTENT_TYPE, **(self.headers or {}), "Content-Length": str(len(body))}
        lines = [f"HTTP/1.1 {self.status} {title}", *(f"{name}: {value}" for name, value in told.items())]
        return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + body


def busy(detail: str, seconds: float = 1.0) -> Problem:
    """503: not now, but after so many seconds."""
    return Problem(503, detail, {"Retry-After": str(max(1, round(seconds)))})
