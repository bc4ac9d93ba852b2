"""IncrementalAlterConfigs (KIP-339), which aiokafka does not have: its AlterConfigs unsets what it does not name."""

from __future__ import annotations

from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import Array, Boolean, Int8, Int16, Int32, Schema, String

_TOPIC = 2  # the kind of resource
_SET = 0  # the operation


class _Response(Response):  # type: ignore[misc]  # aiokafka's types are not followed
    API_KEY = 44
    API_VERSION = 0
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "responses",
            Array(
                ("error_code", Int16),
                ("error_message", String("utf-8")),
                ("resource_type", Int8),
                ("resource_name", String("utf-8")),
            ),
        ),
    )


class _Struct(RequestStruct):  # type: ignore[misc]
    API_KEY = 44
    API_VERSION = 0
    RESPONSE_TYPE = _Response
    SCHEMA = Schema(
        (
            "resources",
            Array(
                ("resource_type", Int8),
                ("resource_name", String("utf-8")),
                (
                    "configs",
                    Array(("name", String("utf-8")), ("operation", Int8), ("value", String("utf-8"))),
                ),
            ),
        ),
        ("validate_only", Boolean),
    )


class SetConfigs(Request[_Struct]):  # type: ignore[misc]
    """Sets `configs` of one topic, and leaves what else is set as it is.

    The answer's `responses` are one tuple: error code, message, kind of resource, name.
    """

    API_KEY = 44

    def __init__(self, topic: str, configs: dict[str, str]) -> None:
        self._topic, self._configs = topic, configs

    def build(self, request_struct_class: type[_Struct]) -> _Struct:
        """The request as it goes over the wire."""
        changes = [(name, _SET, value) for name, value in self._configs.items()]
        return request_struct_class([(_TOPIC, self._topic, changes)], False)
