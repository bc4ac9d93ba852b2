"""The AsyncAPI 3.0 document of the desk: every topic, who reads and writes it, and the events on it.

It is made from topology.py, `schemas/` and the settings, and says nothing of its own.

Source of the format: https://www.asyncapi.com/docs/reference/specification/v3.0.0 and the Kafka bindings 0.5.0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import orjson

from streams import __version__
from streams.datafiles import shipped
from streams.events.bundle import part, with_parts
from streams.events.cloudevents import STRUCTURED, headers_of
from streams.events.codec import decode
from streams.events.schema import HEADERS, load
from streams.settings import Settings
from streams.topology import (
    AGENTS,
    DEAD,
    FOLLOWER,
    RAWS,
    TOPICS,
    WEBHOOKS,
    WEBHOOKS_DEAD,
    Topic,
    all_topics,
)

Document = dict[str, Any]

_BINDING = "0.5.0"
#: They have groups of their own: one for the stories, and one for each subscription.
_OTHER_GROUPS = (FOLLOWER.name, WEBHOOKS.name)
_SCHEMAS = "#/components/schemas/"
#: Topics between the stages: a reader of the results has no use for them.
_READ = {topic.name for agent in AGENTS for topic in agent.all_reads}
_BETWEEN = {topic.name for agent in AGENTS for topic in agent.writes if topic.name in _READ}
#: How AsyncAPI calls the logins of the settings.
_LOGINS = {
    "PLAIN": {"type": "plain", "description": "SASL/PLAIN: a name and a password"},
    "SCRAM-SHA-256": {"type": "scramSha256", "description": "SASL/SCRAM: a name and a password"},
    "SCRAM-SHA-512": {"type": "scramSha512", "description": "SASL/SCRAM: a name and a password"},
    "OAUTHBEARER": {"type": "http", "scheme": "bearer", "description": "SASL/OAUTHBEARER: a token"},
}
_CERTIFICATE = {"type": "X509", "description": "TLS with a certificate of the client"}


def document(settings: Settings) -> Document:
    """The document as plain JSON values. It holds no secret: of a login only its kind."""
    schemas: dict[str, Any] = {}
    channels: Document = {}
    messages: Document = {}
    for topic in all_topics(settings.app_id):
        found = _messages(topic, settings, schemas)
        messages |= found
        channels[topic.name] = _channel(topic, found, settings)
    return {
        "asyncapi": "3.0.0",
        "id": f"urn:copydesk:{settings.app_id}",
        "info": _info(),
        "defaultContentType": "application/json",
        "servers": _servers(settings),
        "channels": channels,
        "operations": _operations(settings),
        "components": {
            "messages": messages,
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {
                **{_login_name(each): how for each, how in _LOGINS.items()},
                "X509": _CERTIFICATE,
            },
        },
    }


def _info() -> Document:
    return {
        "title": "copydesk",
        "version": __version__,
        "description": "The wire desk on Kafka: raw news copy comes in on articles.raw, finished articles go out on "
        "articles.enriched. Each event is a CloudEvent 1.0 in Kafka's binary mode: its attributes are headers.",
        "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        "tags": [
            {"name": "in", "description": "what feeders write"},
            {"name": "out", "description": "what subscribers read"},
            {"name": "between", "description": "what the stages tell each other"},
            {
                "name": "private",
                "description": "what a desk remembers; its form may change with each version",
            },
        ],
    }


def _servers(settings: Settings) -> Document:
    secure = "SSL" in settings.security_protocol.split("_")
    server: Document = {"protocol": "kafka-secure" if secure else "kafka"}
    schemes = []
    if settings.security_protocol.startswith("SASL_"):
        schemes.append(_login_name(settings.sasl_mechanism))
    if secure and settings.ssl_certfile:
        schemes.append("X509")
    if settings.registry:
        server["bindings"] = {
            "kafka": {
                "schemaRegistryUrl": settings.registry,
                "schemaRegistryVendor": "confluent",
                "bindingVersion": _BINDING,
            }
        }
    if schemes:
        server["security"] = [{"$ref": f"#/components/securitySchemes/{name}"} for name in schemes]
    hosts = [host for each in settings.broker.split(",") if (host := each.strip())]
    if not hosts:
        variable = {"default": "localhost:9092", "description": "host:port, as in COPYDESK_BROKER"}
        return {"kafka": {"host": "{broker}", **server, "variables": {"broker": variable}}}
    names = ("kafka" if number == 1 else f"kafka-{number}" for number in range(1, len(hosts) + 1))
    return {name: {"host": host, **server} for name, host in zip(names, hosts, strict=True)}


def _login_name(mechanism: str) -> str:
    return f"SASL-{mechanism}"


def _channel(topic: Topic, messages: Iterable[str], settings: Settings) -> Document:
    names = {name: {"$ref": f"#/components/messages/{name}"} for name in messages}
    return {
        "address": topic.name,
        "title": topic.name,
        "description": f"{topic.holds}. Key: {topic.key}",
        "tags": [{"name": _tag(topic)}],
        "messages": names,
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions or settings.partitions,
                "replicas": settings.replication,
                "topicConfiguration": _configuration(topic.all_configs(settings.replication)),
                "bindingVersion": _BINDING,
            }
        },
    }


def _tag(topic: Topic) -> str:
    if topic in RAWS:
        return "in"
    if topic not in (*TOPICS, WEBHOOKS_DEAD):
        return "private"
    return "between" if topic.name in _BETWEEN else "out"


def _configuration(configs: dict[str, str]) -> Document:
    """The topic's configuration with numbers as numbers; a cleanup policy is a list here."""
    typed: Document = {name: int(value) if value.isdigit() else value for name, value in configs.items()}
    return typed | {"cleanup.policy": configs["cleanup.policy"].split(",")}


def _messages(topic: Topic, settings: Settings, schemas: dict[str, Any]) -> Document:
    """The topic's messages by name. What they refer to is added to `schemas`."""
    if topic in RAWS:
        return {"raw.v1": _raw(schemas), "raw.document": _document(schemas)}
    if topic == DEAD:
        return {"dead": _dead(topic, schemas)}
    if topic == WEBHOOKS_DEAD:
        return {"webhook_dead": _untaken(topic, schemas)}
    if topic not in TOPICS:
        return {topic.name: {"title": topic.name, "contentType": "application/octet-stream", "payload": {}}}
    return {name: _event(name, topic, settings, schemas) for name in topic.events}


def _event(name: str, topic: Topic, settings: Settings, schemas: dict[str, Any]) -> Document:
    bindings = _key(topic)
    if settings.registry:
        bindings["kafka"] |= {"schemaIdLocation": "payload", "schemaIdPayloadEncoding": "4"}
    root, parts = with_parts(name, _SCHEMAS)
    schemas |= parts | {name: root}
    return {
        "name": root["title"],
        "title": root["title"],
        "summary": root["description"],
        "contentType": "application/json",
        "headers": _headers(name.partition(".")[0], schemas),
        "payload": {"$ref": f"{_SCHEMAS}{name}"},
        "bindings": bindings,
        "examples": [_example(name, root["title"])],
    }


def _raw(schemas: dict[str, Any]) -> Document:
    """A raw event in structured mode: the whole event is the value."""
    root, parts = with_parts("raw.v1", _SCHEMAS)
    schemas |= parts | {"raw.v1": root}
    return {
        "name": "raw.v1",
        "title": root["title"],
        "summary": root["description"],
        "contentType": STRUCTURED,
        "headers": _headers("raw", schemas),
        "payload": {"$ref": f"{_SCHEMAS}raw.v1"},
        "bindings": _key(RAWS[0]),
        "examples": [{**_example("raw.v1", ""), "headers": {"content-type": STRUCTURED}}],
    }


def _document(schemas: dict[str, Any]) -> Document:
    """A raw event in binary mode: the document is the value, of any format that is read."""
    event = _example("raw.v1", "")["payload"]
    headers = {
        f"ce_{name}": event[name] for name in ("specversion", "id", "source", "type", "subject", "time")
    }
    return {
        "name": "raw.document",
        "title": "A raw event in binary mode, or bare bytes",
        "summary": "The document is the value. Its content type is the header content-type.",
        "headers": _headers("raw", schemas),
        "payload": {"description": "the document's bytes"},
        "bindings": _key(RAWS[0]),
        "examples": [
            {
                "name": "document",
                "headers": {**headers, "content-type": event["datacontenttype"]},
                "payload": event["data"],
            }
        ],
    }


def _dead(topic: Topic, schemas: dict[str, Any]) -> Document:
    return {
        "name": "dead",
        "title": "A dead letter",
        "summary": "The original value, key and headers, unchanged, and headers that say why it died.",
        "headers": _headers("dead", schemas),
        "payload": {"description": "the original bytes"},
        "bindings": _key(topic),
    }


def _untaken(topic: Topic, schemas: dict[str, Any]) -> Document:
    return {
        "name": "webhook_dead",
        "title": "An event that a subscriber to webhooks did not take",
        "summary": "The original value, key and headers, unchanged, and headers that say who did not take it, and why.",
        "contentType": "application/json",
        "headers": _headers("webhook_dead", schemas),
        "payload": {"description": "the event's value"},
        "bindings": _key(topic),
    }


def _headers(of: str, schemas: dict[str, Any]) -> Document:
    root, parts = part(HEADERS, of, _SCHEMAS)
    name = f"{HEADERS}.{of}"
    schemas |= parts | {name: root}
    return {"$ref": f"{_SCHEMAS}{name}"}


def _key(topic: Topic) -> Document:
    return {"kafka": {"key": {"type": "string", "description": topic.key}, "bindingVersion": _BINDING}}


def _example(name: str, event_type: str) -> Document:
    """The example of `schemas/`, with the headers that it would have, but for a raw event."""
    value = (shipped(f"schemas/examples/{name}.json")).read_bytes()
    example = {"name": name, "payload": orjson.loads(value)}
    if not event_type:
        return example
    if not name.startswith("article."):
        return {**example, "headers": _sample(name.partition(".")[0], event_type, example["payload"])}
    article = decode(value)
    let_go = max(article.stages.values(), default=datetime.fromisoformat("2026-11-21T06:12:00+00:00"))
    written = headers_of(event_type, article, let_go)
    return {**example, "headers": {header: value.decode() for header, value in written}}


def _sample(of: str, event_type: str, event: Document) -> dict[str, str]:
    """Headers as the event says itself, or else by the examples of their schema."""
    defs = load(HEADERS)["$defs"]
    assert isinstance(defs, dict)
    wanted: Document = {}
    for known in (defs["cloudevents"], defs[of]):
        wanted |= {name: known["properties"][name] for name in known["required"]}
    usual = {
        name: (how.get("examples") or how.get("enum") or [how.get("const")])[0]
        for name, how in wanted.items()
    }
    said = {name: event[name] for name in defs[of]["properties"] if name in event}
    subject = event.get("uri") or event.get("id") or event["source"]
    return usual | {"ce_type": event_type, "ce_subject": subject} | said


def _operations(settings: Settings) -> Document:
    operations = {}
    for reader, reads, writes in _who():
        for action, topics in (("receive", reads), ("send", writes)):
            for topic in topics:
                operation: Document = {
                    "action": action,
                    "channel": {"$ref": f"#/channels/{topic.name}"},
                    "summary": f"{reader} {'reads' if action == 'receive' else 'writes'} {topic.holds}",
                }
                if action == "receive" and reader not in _OTHER_GROUPS:
                    group = {"type": "string", "const": settings.app_id}
                    operation["bindings"] = {"kafka": {"groupId": group, "bindingVersion": _BINDING}}
                operations[f"{reader}.{action}.{topic.name}"] = operation
    return operations


def _who() -> Iterator[tuple[str, tuple[Topic, ...], tuple[Topic, ...]]]:
    for agent in AGENTS:
        yield str(agent.stage), agent.all_reads, agent.writes
    yield FOLLOWER.name, FOLLOWER.reads, FOLLOWER.writes
    yield WEBHOOKS.name, WEBHOOKS.reads, WEBHOOKS.writes
