"""What an editor has ordered, as the event that keeps it: who let out, killed or redrove what, and with which words."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from streams.events.cloudevents import Headers, attributes
from streams.events.schema import problem

TYPE = "copydesk.order.v1"
SCHEMA = "order.v1"
#: What can be ordered.
RELEASE, KILL, REDRIVE = "release", "kill", "redrive"


@dataclass(frozen=True, slots=True)
class Order:
    """An order for a uri. `by` is who gave it, `raw` the raw event that carries it out, topic/partition/offset.

    Of a redrive `letter` is the place of the dead letter, and `raw` where its event lies again. Its uri is that of the
    envelope: nobody has read the document.
    """

    kind: str  # RELEASE, KILL or REDRIVE
    uri: str
    by: str
    raw: str
    at: datetime
    note: str = ""
    letter: str = ""


def encode(order: Order) -> bytes:
    """The bytes of the event."""
    event: dict[str, Any] = {
        "kind": order.kind,
        "uri": order.uri,
        "by": order.by,
        "raw": order.raw,
        "at": order.at,
    }
    if order.note:
        event["note"] = order.note
    if order.letter:
        event["letter"] = order.letter
    return orjson.dumps(event, option=orjson.OPT_UTC_Z)


def decode(value: bytes) -> Order:
    """What an event tells. Raises ValueError for anything else."""
    event = orjson.loads(value)
    if wrong := problem(SCHEMA, event):
        raise ValueError(wrong)
    return Order(**{**event, "at": datetime.fromisoformat(event["at"])})


def headers_of(order: Order) -> Headers:
    """The CloudEvents attributes, and what readers filter on. An order is told once for its raw event."""
    identity = f"{TYPE}\0{order.raw}".encode()
    return [
        *attributes(TYPE, hashlib.sha256(identity).hexdigest()[:32], order.uri, order.at),
        ("kind", order.kind.encode()),
        ("source", b"copydesk"),
    ]
