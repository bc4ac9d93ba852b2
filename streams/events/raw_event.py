"""A raw event before it is on a topic: the document's bytes, its key, and CloudEvents headers (binary mode)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

RAW_TYPE = "copydesk.article.raw.v1"
STRUCTURED = "application/cloudevents+json"


@dataclass(frozen=True, slots=True)
class RawEvent:
    """`name` is for people: the file or the line it came from. `key` keeps the versions of one uri in order."""

    name: str
    value: bytes
    key: bytes
    headers: tuple[tuple[str, bytes], ...]

    @property
    def id(self) -> str:
        """That of its CloudEvent."""
        return next(value for name, value in self.headers if name == "ce_id").decode()

    @property
    def size(self) -> int:
        """The bytes that it takes as a record, and a few more."""
        headers = sum(len(name) * 4 + len(value) + 10 for name, value in self.headers)
        return len(self.key) + len(self.value) + headers + 102


def binary_event(
    name: str,
    value: bytes,
    *,
    source: str,
    subject: str,
    time: datetime,
    content_type: str | None,
    status: int | None = None,
) -> RawEvent:
    """A raw event in binary mode. `subject` is the url or guid; its id is made from subject and content.

    `status` is that of HTTP, where the document was fetched.
    """
    identity = hashlib.sha256(f"{source}\0{subject}\0".encode() + value).hexdigest()[:32]
    attributes = {
        "ce_specversion": "1.0",
        "ce_id": identity,
        "ce_source": source,
        "ce_type": RAW_TYPE,
        "ce_subject": subject,
        "ce_time": time.isoformat(),
    }
    if content_type:
        attributes["content-type"] = content_type
    if status is not None:
        attributes["ce_httpstatus"] = str(status)
    headers = tuple((key, text.encode()) for key, text in attributes.items())
    return RawEvent(name, value, subject.encode(), headers)


def subject_of(value: bytes) -> str:
    """The subject of a document that comes without one: made of its bytes."""
    return "sha256:" + hashlib.sha256(value).hexdigest()[:32]


def structured_event(name: str, value: bytes, subject: str) -> RawEvent:
    """A raw event that is already a CloudEvent in structured mode; its bytes go out as they are."""
    return RawEvent(name, value, subject.encode(), (("content-type", STRUCTURED.encode()),))
