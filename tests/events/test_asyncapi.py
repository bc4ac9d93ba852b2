from __future__ import annotations

import gzip
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson
import pytest
import yaml
from click.testing import CliRunner

from streams.cli import cli
from streams.events.asyncapi import document
from streams.events.bundle import bundled
from streams.events.framing import FRAMED
from streams.events.schema import NAMES, load, problem
from streams.settings import Settings
from streams.topology import AGENTS, FOLLOWER, TOPICS, WEBHOOKS, all_topics
from tests.events.test_schema import example

SCHEMAS = (Path(__file__).parents[2] / "schemas" / "README.md").read_text()
OFFICIAL = Path(__file__).parent / "official" / "asyncapi-3.0.0.json.gz"


@cache
def made() -> dict[str, Any]:
    return document(Settings(partitions=6, replication=3))


@cache
def official() -> jsonschema_rs.Draft7Validator:
    return jsonschema_rs.Draft7Validator(orjson.loads(gzip.decompress(OFFICIAL.read_bytes())))


@cache
def validator(name: str) -> jsonschema_rs.Draft7Validator:
    """A schema of the document, by its name, as tools of AsyncAPI read it."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": made()["components"]}
    return jsonschema_rs.Draft7Validator(schema)


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"broker": "one:9092, two:9092", "registry": "https://registry:8081"},
        {"broker": "one:9092", "security_protocol": "SSL", "ssl_certfile": "us.pem"},
        {
            "broker": "one:9092",
            "security_protocol": "SASL_SSL",
            "sasl_username": "desk",
            "sasl_password": "geheim",
        },
        {
            "broker": "one:9092",
            "security_protocol": "SASL_PLAINTEXT",
            "sasl_mechanism": "OAUTHBEARER",
            "sasl_token_command": "token geheim",
        },
    ],
)
def test_it_is_valid_by_the_schema_of_asyncapi_and_holds_no_secret(changed: dict[str, Any]) -> None:
    written = orjson.dumps(document(Settings(**changed)))
    assert [error.message for error in official().iter_errors(orjson.loads(written))] == []
    assert b"geheim" not in written


def test_with_a_registry_it_says_where_the_ids_of_the_schemas_stand() -> None:
    told = document(Settings(registry="https://registry:8081"))
    assert told["servers"]["kafka"]["bindings"]["kafka"]["schemaRegistryUrl"] == "https://registry:8081"
    for topic in TOPICS:
        for name in topic.events:
            binding = told["components"]["messages"][name]["bindings"]["kafka"]
            assert ("schemaIdLocation" in binding) == (topic.name in FRAMED)


def test_that_schema_refuses_what_is_none() -> None:
    assert not official().is_valid({**made(), "channels": {"articles.raw": {"adress": "articles.raw"}}})


def test_each_topic_is_a_channel_as_the_broker_has_it() -> None:
    channels = made()["channels"]
    assert set(channels) == {topic.name for topic in all_topics("copydesk")}
    for topic in all_topics("copydesk"):
        found = channels[topic.name]["bindings"]["kafka"]
        configs = dict(found["topicConfiguration"])
        assert found["partitions"] == (topic.partitions or 6)
        assert ",".join(configs.pop("cleanup.policy")) == topic.all_configs(3)["cleanup.policy"]
        assert {name: str(value) for name, value in configs.items()} == {
            name: value for name, value in topic.all_configs(3).items() if name != "cleanup.policy"
        }


def test_who_reads_and_writes_stands_in_the_operations() -> None:
    told = {
        (name.partition(".")[0], each["action"], each["channel"]["$ref"].removeprefix("#/channels/"))
        for name, each in made()["operations"].items()
    }
    agents = [(str(each.stage), each.all_reads, each.writes) for each in AGENTS]
    expected = set()
    for name, reads, writes in (
        *agents,
        *((each.name, each.reads, each.writes) for each in (FOLLOWER, WEBHOOKS)),
    ):
        expected |= {(name, "receive", topic.name) for topic in reads}
        expected |= {(name, "send", topic.name) for topic in writes}
    assert told == expected


def test_each_event_is_a_message_of_its_topic_with_its_type() -> None:
    components = made()["components"]["messages"]
    for topic in TOPICS:
        assert set(topic.events) <= set(made()["channels"][topic.name]["messages"])
    assert set(NAMES) <= set(components)
    for name in set(NAMES) - {"raw.v1"}:
        assert components[name]["name"] == load(name)["title"]


def test_the_table_of_types_in_the_readme_is_that_of_the_topology() -> None:
    rows = re.findall(r"^\| [^|]+ \| (`[^|]+) \| ([^|]+) \| \[([\w.]+)\]", SCHEMAS, re.MULTILINE)
    listed = {(topic, key, name) for topics, key, name in rows for topic in re.findall(r"`([^`]+)`", topics)}
    keys = {"the feeder's choice: the uri or url": "the feeder's choice", "story id": "the story's id"}
    assert listed == {
        (each.name, keys.get(each.key, each.key), name) for each in TOPICS for name in each.events
    }


def rows(heading: str) -> Iterator[str]:
    """The headers that the first table under a heading of schemas/README.md names."""
    _, _, text = SCHEMAS.partition(f"\n## {heading}\n")
    table = text.partition("| header | what it says |")[2].partition("\n\n")[0]
    for line in table.splitlines():
        yield from re.findall(r"`([^`]+)`", line.split("|")[1]) if line.startswith("|") else ()


def header_names(schema: str) -> set[str]:
    known = made()["components"]["schemas"]
    own = known[schema]
    above = [each["$ref"].rpartition("/")[2] for each in own.get("allOf", ())]
    return set(own.get("properties", ())).union(*map(header_names, above))


def test_each_header_that_the_readme_names_is_in_it_and_no_other() -> None:
    ours = ("article", "notice", "order", "source_health", "source_connection", "story")
    known = set.union(*(header_names(f"headers.v1.{each}") for each in ours))
    assert set(rows("Headers")) == known
    assert set(rows("Dead letters")) == header_names("headers.v1.dead")
    raw = header_names("headers.v1.raw")
    for name in raw - {"ce_specversion", "ce_id", "ce_type"}:
        assert f"`{name}`" in SCHEMAS, name
    assert {"ce_source", "ce_subject", "ce_time", "ce_httpstatus", "content-type", "redriven-from"} <= raw


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_valid_by_it_and_what_is_broken_is_not(name: str) -> None:
    message = made()["components"]["messages"][name]
    (given,) = message["examples"]
    assert given["payload"] == example(name)
    assert validator(name).is_valid(given["payload"])
    if "headers" in given:
        headers = message["headers"]["$ref"].rpartition("/")[2]
        assert validator(headers).is_valid(given["headers"])
        assert set(given["headers"]) <= header_names(headers), "the code writes a header that no schema has"
    if name != "raw.v1":
        assert given["headers"]["ce_type"] == message["name"]
    alone = jsonschema_rs.Draft7Validator(bundled(name))
    for changed in mutations(given["payload"]):
        fine = problem(name, changed) is None
        assert validator(name).is_valid(changed) == alone.is_valid(changed) == fine, changed


def mutations(event: dict[str, Any]) -> Iterator[Any]:
    """The event without each of its fields, and with a number in the place of each."""
    for name in event:
        yield {key: value for key, value in event.items() if key != name}
        yield {**event, name: 7}
        if isinstance(event[name], dict):
            for inner in event[name]:
                yield {
                    **event,
                    name: {key: value for key, value in event[name].items() if key != inner},
                }
                yield {**event, name: {**event[name], inner: [{"x": 1}]}}


def test_a_bundle_refers_to_nothing_outside() -> None:
    for name in NAMES:
        written = orjson.dumps(bundled(name)).decode()
        references = re.findall(r'"\$ref":"([^"]+)"', written)
        assert all(each.startswith("#/definitions/") for each in references)
        assert "2020-12" not in written


def test_the_command_prints_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.cli.asyncapi.settings", lambda: Settings(partitions=6, replication=3))
    printed = CliRunner().invoke(cli, ["asyncapi"])
    as_yaml = CliRunner().invoke(cli, ["asyncapi", "--yaml"])
    assert (
        orjson.loads(printed.output) == yaml.safe_load(as_yaml.output) == orjson.loads(orjson.dumps(made()))
    )


def test_without_pyyaml_it_is_said_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    ran = CliRunner().invoke(cli, ["asyncapi", "--yaml"])
    assert ran.exit_code == 2
    assert "pip install PyYAML" in ran.output
