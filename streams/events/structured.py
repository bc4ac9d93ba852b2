"""An event of ours as one JSON document: a CloudEvent in structured mode, as the API and webhooks give it.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import orjson

CONTENT_TYPE = "application/cloudevents+json"
_ATTRIBUTE = re.compile(r"[a-z0-9]{1,20}")
#: Headers that are no attributes: who brought the article stands in the data; `source` is the event's own.
_NO_ATTRIBUTES = frozenset({"source", "data", "datacontenttype"})
_CE = "ce_"


def structured(headers: Mapping[str, bytes], value: bytes, **more: str) -> bytes:
    """The event on one line. `more` are attributes that are added.

    Raises ValueError for a value that is no JSON, and for headers that are none of an event.
    """
    event: dict[str, Any] = {}
    for name, told in headers.items():
        attribute = name.removeprefix(_CE)
        if not _ATTRIBUTE.fullmatch(attribute) or (attribute == name and name in _NO_ATTRIBUTES):
            continue
        event[attribute] = told.decode("utf-8", "replace")
    if not {"specversion", "id", "source", "type"} <= event.keys():
        raise ValueError("not an event of copydesk: attributes of CloudEvents are missing")
    event["datacontenttype"] = "application/json"
    data = orjson.loads(value)
    # As it is; but as others may write JSON, with line breaks: on a stream they end the event.
    whole = data if b"\n" in value or b"\r" in value else orjson.Fragment(value)
    return orjson.dumps(event | more | {"data": whole})
