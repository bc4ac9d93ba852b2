"""The configurations of `ops/sinks`, as Kafka Connect itself reads them, and what they make of our events."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from streams.brokers.jars import kafka_version, missing_parts
from streams.kinds import Disposition, Signal
from streams.verdict import Verdict
from tests.ops.sinks import JAVA, SINKS, check, given, jars_of

CONFIGS = sorted(SINKS.glob("*.json"))
USABLE = given("urn:w:usable", Verdict(Disposition.ENRICHED, Signal.NEW))
KILLED = given("urn:w:killed", Verdict(Disposition.KILLED, Signal.KILL), pub_status="canceled", paragraphs=())
HELD = given("urn:w:held", Verdict(Disposition.WITHHELD, Signal.HOLD), pub_status="withheld", paragraphs=())
LONG = given("https://post.example/".ljust(600, "x"), Verdict(Disposition.ENRICHED, Signal.NEW))


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    """By the name of its file, what Kafka Connect makes of each sink and of these four events."""
    if missing := missing_parts():
        pytest.skip(missing)
    files = [path for path in CONFIGS if "config" in json.loads(path.read_text())]
    found = check(files, [USABLE, KILLED, HELD, LONG], [jars_of("connect"), jars_of("debezium")])
    return {path.stem: each for path, each in zip(files, found, strict=True)}


def test_kafka_connect_finds_nothing_wrong(told: dict[str, Any]) -> None:
    assert set(told) == {"opensearch", "postgresql", "s3"}
    assert [each["problems"] for each in told.values()] == [[], [], []]


def test_every_option_of_the_sink_to_postgresql_is_one(told: dict[str, Any]) -> None:
    assert told["postgresql"]["found"], "the connector is not among the jars"
    assert told["postgresql"]["unknown"] == []


def test_opensearch_gets_what_is_usable_and_a_deletion_of_what_is_not(told: dict[str, Any]) -> None:
    usable, killed, held, long = told["opensearch"]["records"]
    assert (usable["key"], usable["value"]) == ("urn:w:usable", json.loads(USABLE["value"]))
    # Without a value the connector deletes: `behavior.on.null.values`.
    assert (killed["key"], killed["value"]) == ("urn:w:killed", None)
    assert (held["key"], held["value"]) == ("urn:w:held", None)
    # An id of more than 512 bytes would end the sink.
    assert long is None


def test_postgresql_gets_a_row_of_the_uri_and_the_event_as_it_is(told: dict[str, Any]) -> None:
    for record, event in zip(told["postgresql"]["records"], (USABLE, KILLED, HELD, LONG), strict=True):
        assert record["struct"], "the connector takes nothing else"
        assert record["key"] == {"uri": event["key"]}
        assert record["value"] == {"document": event["value"]}


def test_s3_gets_every_event_under_its_uri(told: dict[str, Any]) -> None:
    for record, event in zip(told["s3"]["records"], (USABLE, KILLED, HELD, LONG), strict=True):
        assert (record["key"], record["value"]) == (event["key"], json.loads(event["value"]))


def test_a_kill_has_no_text_which_a_table_or_a_bucket_would_keep() -> None:
    assert "bodies" not in json.loads(KILLED["value"])["item"]


def test_the_poms_name_the_kafka_that_the_tests_run() -> None:
    assert f"<kafka.version>{kafka_version()}</kafka.version>" in (JAVA / "connect.xml").read_text()


def test_readme_names_every_file() -> None:
    readme = (SINKS / "README.md").read_text()
    for path in SINKS.iterdir():
        if path.is_file() and path.name != "README.md":
            assert f"]({path.name})" in readme, path.name


def fields_of(properties: dict[str, Any], path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The path of every leaf of a mapping."""
    found = []
    for name, each in properties.items():
        inner = each.get("properties")
        found += fields_of(inner, (*path, name)) if inner else [(*path, name)]
    return found


def test_the_index_names_only_fields_of_the_contract() -> None:
    index = json.loads((SINKS / "opensearch-index.json").read_text())
    common = json.loads((Path(__file__).parents[2] / "schemas" / "article.common.v1.json").read_text())
    for path in fields_of(index["mappings"]["properties"]):
        schema = {"$ref": f"#/$defs/{path[0]}"}
        for name in path[1:]:
            schema = _resolved(common, schema)["properties"][name]
    assert index["mappings"]["dynamic"] is False, "fields of the senders' own would make thousands"


def _resolved(root: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of an object, or of the elements of a list."""
    while True:
        if "$ref" in schema:
            schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
        elif "items" in schema:
            schema = schema["items"]
        elif "anyOf" in schema:
            schema = next(each for each in schema["anyOf"] if each.get("type") != "null")
        else:
            return schema
