"""Web archives of our own making, written as crawlers write them."""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

DATE = "2024-03-05T06:07:08Z"
HTML = "text/html; charset=utf-8"


def page(words: str) -> bytes:
    return f"<html><body><h1>{words}</h1><p>The quay closes on Monday.</p></body></html>".encode()


def digest(body: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(body).digest()).decode()


@dataclass
class Writing:
    """Records are written one after the other; `offsets` are where they begin."""

    packed: bool = True
    written: bytearray = field(default_factory=bytearray)
    offsets: list[int] = field(default_factory=list)

    def info(self) -> Writing:
        return self.record("warcinfo", None, b"software: test\r\n", "application/warc-fields")

    def response(
        self,
        url: str,
        body: bytes,
        *,
        status: str = "200 OK",
        kind: str | None = HTML,
        http: Iterable[tuple[str, str]] = (),
        **more: str,
    ) -> Writing:
        headers = [f"{name}: {value}" for name, value in ([("Content-Type", kind)] if kind else []) + [*http]]
        answer = "\r\n".join([f"HTTP/1.1 {status}", *headers, "", ""]).encode() + body
        told = {"WARC-Payload-Digest": digest(body), **more}
        return self.record("response", url, answer, "application/http; msgtype=response", **told)

    def revisit(self, url: str, of: bytes, date: str = "2024-04-05T06:07:08Z") -> Writing:
        answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
        told = {"WARC-Payload-Digest": digest(of), "WARC-Date": date}
        return self.record("revisit", url, answer, "application/http; msgtype=response", **told)

    def record(self, kind: str, url: str | None, block: bytes, content_type: str, **more: str) -> Writing:
        told = {
            "WARC-Type": kind,
            "WARC-Date": DATE,
            "WARC-Record-ID": f"<urn:uuid:{len(self.offsets)}>",
            **({"WARC-Target-URI": url} if url else {}),
            "Content-Type": content_type,
            "Content-Length": str(len(block)),
        } | {name.replace("_", "-"): value for name, value in more.items()}
        lines = "\r\n".join(["WARC/1.1", *(f"{name}: {value}" for name, value in told.items()), "", ""])
        data = lines.encode() + block + b"\r\n\r\n"
        self.offsets.append(len(self.written))
        self.written += gzip.compress(data) if self.packed else data
        return self

    def at(self, folder: Path, name: str = "") -> Path:
        path = folder / (name or ("a.warc.gz" if self.packed else "a.warc"))
        path.write_bytes(self.written)
        return path

    def as_one_member(self, folder: Path) -> Path:
        assert not self.packed
        path = folder / "one.warc.gz"
        path.write_bytes(gzip.compress(self.written))
        return path


def three(*, packed: bool = True) -> Writing:
    """A page, a page and a page, behind what a crawler says of itself."""
    writing = Writing(packed).info()
    for name in ("one", "two", "three"):
        writing.response(f"https://www.post.example/{name}", page(name))
    return writing
