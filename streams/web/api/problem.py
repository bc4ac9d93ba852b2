"""What went wrong, as RFC 9457 has it: a status, a title and one sentence."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import orjson
from aiohttp import web

CONTENT_TYPE = "application/problem+json"


class Problem(Exception):
    """An answer that is no success. `name` tells kinds of problems apart, `more` are members of the document."""

    def __init__(
        self,
        status: int,
        detail: str,
        name: str = "",
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.name, self.headers, self.more = (
            status,
            detail,
            name,
            headers or {},
            more,
        )

    @property
    def document(self) -> dict[str, Any]:
        """The document: type, title, status, detail and more."""
        kind = f"urn:copydesk:problem:{self.name}" if self.name else "about:blank"
        title = HTTPStatus(self.status).phrase
        return {"type": kind, "title": title, "status": self.status, "detail": self.detail, **self.more}

    def response(self) -> web.Response:
        """The answer."""
        return web.Response(
            status=self.status,
            body=orjson.dumps(self.document),
            headers=self.headers,
            content_type=CONTENT_TYPE,
        )


def stranger(request: web.Request, detail: str = "a token is needed: Authorization: Bearer …") -> Problem:
    """What is said to who has no token that is known (RFC 6750)."""
    challenge = 'Bearer realm="copydesk"'
    if "Authorization" in request.headers:
        challenge += ', error="invalid_token"'
    return Problem(401, detail, headers={"WWW-Authenticate": challenge})
