"""What we lean on in libraries that do not promise it: it is there, and the versions have an upper bound."""

from __future__ import annotations

import ast
import inspect
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
_AIOKAFKA = "aiokafka.producer.message_accumulator"
_FAUST = "faust.transport.drivers.aiokafka"

#: The module, or the class in it -> what we use of it, replace in it or override. Names that a library documents, and
#: that only a subclass of ours overrides, are here too where another signature would break us in silence.
PARTS = {
    "aiokafka.consumer.fetcher": ("MemoryRecords", "PartitionRecords", "READ_COMMITTED"),
    "aiokafka.consumer.fetcher:PartitionRecords": (
        *("_unpack_records", "_consumer_record", "_consume_aborted_up_to", "_contains_abort_marker", "_tp"),
        *("_records", "_check_crcs", "_isolation_level", "_aborted_producers", "next_fetch_offset"),
    ),
    "aiokafka.consumer.group_coordinator:GroupCoordinator": ("generation", "fetch_committed_offsets"),
    "aiokafka:AIOKafkaConsumer": (
        *("_client", "_coordinator", "_fetch_max_wait_ms", "_isolation_level"),
        *("_max_partition_fetch_bytes", "_fetch_max_bytes"),
    ),
    "aiokafka:AIOKafkaProducer": ("client", "_message_accumulator", "_sender", "_request_timeout_ms"),
    f"{_AIOKAFKA}:MessageAccumulator": (
        *("_append_batch", "_batches", "_batch_ttl", "_batch_size", "_compression_type", "_cluster", "_loop"),
        *("_waiter_future", "drain_by_nodes"),
    ),
    f"{_AIOKAFKA}:MessageBatch": ("_linger_time", "remaining_linger", "append", "failure"),
    "aiokafka.producer.sender:Sender": (
        *("_send_produce_req", "_in_flight", "_muted_partitions", "_acks", "_retry_backoff"),
    ),
    "aiokafka.producer.sender:SendProduceReqHandler": ("create_request", "_batches", "do"),
    "aiokafka.client": ("ConnectionGroup", "MetadataRequest", "create_conn"),
    "aiokafka.client:AIOKafkaClient": (
        *("_conns", "_get_conn", "_sync_task", "bootstrap", "fetch_all_metadata", "ready", "send"),
    ),
    "aiokafka.admin.client": ("MetadataRequest",),
    "aiokafka.admin:AIOKafkaAdminClient": ("_client", "_send_to_controller"),
    "aiokafka.conn": ("CloseReason", "OAuthAuthenticator", "collect_hosts", "create_conn"),
    "aiokafka.conn:OAuthAuthenticator": ("_token_sent", "step"),
    "aiokafka.conn:AIOKafkaConnection": ("_versions", "_writer"),
    "aiokafka.protocol.group:HeartbeatRequest": ("_generation_id",),
    f"{_FAUST}:AIOKafkaConsumerThread": (
        *("_create_worker_consumer", "_ensure_consumer", "_fetch_records", "getmany", "highwater"),
    ),
    f"{_FAUST}:Consumer": (
        *("_getmany", "_to_message", "_is_changelog_tp", "_read_offset", "_committed_offset", "_thread"),
        *("perform_seek", "verify_all_partitions_active", "highwaters"),
    ),
    "faust.assignor.partition_assignor:PartitionAssignor": (
        *("_perform_assignment", "_get_client_metadata", "_protocol_assignments", "_topic_groups"),
    ),
    "faust.tables.manager:TableManager": ("_update_channels",),
    "imapclient:IMAPClient": ("_imap",),
    "trafilatura.settings": ("Extractor",),
    "warcio.recordloader": ("ArcWarcRecordLoader",),
    "warcio.exceptions": ("ArchiveLoadFailed",),
}
#: What Python itself documents although it begins with an underscore, lxml's one name for an element, what asyncio and
#: threads show of themselves (runtime/stacks.py, which does without), and how imaplib reads one answer, which IMAPClient
#: calls itself (connect/mailbox.py).
PYTHONS = {"_replace", "_exit", "_current_frames", "_Element", "_asdict", "_fields", "_get_response"}
#: The distribution of a module.
LIBRARIES = {"faust": "faust-streaming", "imapclient": "IMAPClient"}


def distribution(place: str) -> str:
    """The library that a place in PARTS belongs to, by its name on the index."""
    top = re.split(r"[.:]", place)[0]
    return LIBRARIES.get(top, top)


@cache
def private_uses() -> dict[str, list[str]]:
    """Attributes that begin with an underscore and that nothing of ours defines -> the modules that use them."""
    defined: set[str] = set()
    used: dict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "streams").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            defined.update(_defined(node))
            if name := _private(node):
                used[name].append(path.relative_to(ROOT).as_posix())
    return {name: where for name, where in used.items() if name not in defined or name.startswith("super:")}


def _defined(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Attribute(attr=name, ctx=ast.Store()) | ast.Name(id=name, ctx=ast.Store()):
            yield name


def _private(node: ast.AST) -> str:
    if not isinstance(node, ast.Attribute) or not node.attr.startswith("_") or node.attr.startswith("__"):
        return ""
    called = node.value.func if isinstance(node.value, ast.Call) else None
    of_base = isinstance(called, ast.Name) and called.id == "super"
    return f"super:{node.attr}" if of_base else node.attr


def has(of: object, name: str) -> bool:
    """Whether a module or class has it; what an instance gets is read from the code of the class."""
    if hasattr(of, name):
        return True
    if not isinstance(of, type):
        return False
    bases = [base for base in of.__mro__ if base is not object]
    assigned = re.compile(rf"\bself\.{name}\b[^=\n]*(?<![=!<>])=(?!=)")
    return any(assigned.search(inspect.getsource(base)) for base in bases)


@pytest.mark.parametrize("place", PARTS)
def test_it_is_there(place: str) -> None:
    module, _, name = place.partition(":")
    found = import_module(module)
    for part in PARTS[place]:
        library = distribution(place)
        users = sorted({*private_uses().get(part, ()), *private_uses().get(f"super:{part}", ())})
        assert has(getattr(found, name) if name else found, part), (
            f"{library} {version(library)} has no {place}.{part} any more, on which "
            f"{', '.join(users) or 'streams'} leans: keep {library} below this version in pyproject.toml"
        )


def test_no_private_part_is_used_that_is_not_listed() -> None:
    listed = {part for parts in PARTS.values() for part in parts} | PYTHONS
    unlisted = {
        name: where for name, where in private_uses().items() if name.removeprefix("super:") not in listed
    }
    assert not unlisted, "list these in PARTS, and give their library an upper bound in pyproject.toml"


@cache
def requirements() -> dict[str, Requirement]:
    """What pyproject.toml asks for, by name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    lines = [*project["dependencies"], *(each for name in extras if name != "test" for each in extras[name])]
    return {each.name.lower(): each for each in map(Requirement, lines)}


@pytest.mark.parametrize("library", sorted({distribution(place) for place in PARTS}))
def test_what_we_lean_on_has_an_upper_bound(library: str) -> None:
    operators = {each.operator for each in requirements()[library.lower()].specifier}
    assert {">=", "<"} <= operators, (
        f"{library}: its next version may be without what tests/test_private_parts.py lists"
    )


def test_what_is_tested_is_within_the_bounds() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pins = {name.lower().replace("_", "-"): pin for name, _, pin in (line.partition("==") for line in lines)}
    for name, asked in requirements().items():
        pin = pins[name.replace("_", "-")]
        assert asked.specifier.contains(pin), (
            f"constraints.txt pins {name}=={pin}, pyproject.toml has {asked}"
        )
