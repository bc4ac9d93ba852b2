"""The pages on settings, metrics, commands and topics."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import click
from pages import code, page, table

from streams import metrics as catalogue
from streams.cli import COMMANDS, cli
from streams.settings import Settings
from streams.topology import (
    AGENTS,
    FOLLOWER,
    HOUR_MS,
    MAX_MESSAGE_BYTES,
    WEBHOOKS,
    Topic,
    all_topics,
    changelog,
    journal,
)

#: What stands for a default that depends on the machine.
DEPENDS = {"data": "the user's state folder", "processes": "the number of cores"}
WORDS = {"None": "-", "": "-", "True": "on", "False": "off"}
_WIDTH = 100


def settings() -> str:
    """docs/settings.md, from streams/settings.py."""
    rows = []
    for name, field in Settings.model_fields.items():
        value = DEPENDS[name] if field.default_factory else _plain(field.default)
        rows.append((f"`COPYDESK_{name.upper()}`", value, field.description or ""))
    return page(
        "The settings",
        "Every setting is a variable of the environment. `copydesk settings` prints each with its value now. "
        "`copydesk doctor` tells of variables that begin with `COPYDESK_` and are no setting.",
        table(("variable", "default", "meaning"), rows),
        "The script `./copydesk` itself reads `COPYDESK_PYTHON`: the Python to make `.venv` with.",
    )


def _plain(value: object) -> str:
    text = str(getattr(value, "get_secret_value", lambda: value)())
    return WORDS.get(text, text)


def metrics() -> str:
    """docs/metrics.md, from streams/metrics.py."""
    rows = []
    for metric in catalogue.REGISTRY.collect():
        name = metric.name + {"counter": "_total", "info": "_info"}.get(metric.type, "")
        labels = getattr(catalogue.REGISTRY._names_to_collectors[name], "_labelnames", ())
        rows.append((code(name), metric.type, code(*labels) if labels else "", metric.documentation))
    return page(
        "The metrics",
        "Every series is there from the start, in base units. A source is a label of its own where `COPYDESK_SOURCES` "
        "lists it; all others are `other`. Where none is listed, the first 50 that send ten articles have one. "
        "[ops/prometheus](../ops/prometheus) has the alerts, "
        "[ops/runbook.md](../ops/runbook.md) what to do.",
        table(("metric", "type", "labels", "what it says"), rows),
    )


def commands() -> str:
    """docs/reference/cli.md, from streams/cli."""
    parts = [
        "What `copydesk COMMAND --help` prints. From a checkout it is `./copydesk`.",
        table(
            ("exit code", "meaning"),
            [
                ("0", "done, and all is well"),
                ("1", "it failed, or what was asked for is not so: the sentence says what"),
                ("2", "misuse: an option, a setting or a file is wrong"),
                (
                    "3, 4",
                    "of a worker: too much died, or nothing is acknowledged; see [the runbook](../../ops/runbook.md)",
                ),
                ("130", "ended by Ctrl-C"),
            ],
        ),
    ]
    for name in COMMANDS:
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        parts.extend(_helps(command, f"copydesk {name}"))
    return page("The commands", *parts)


def _helps(command: click.Command, name: str, depth: int = 2) -> Iterator[str]:
    # As it is below `copydesk`. click keeps the option of the first context that a command was in.
    command = copy.copy(command)
    command._help_option = None
    names = cli.context_settings["help_option_names"]
    context = click.Context(
        command,
        info_name=name,
        terminal_width=_WIDTH,
        max_content_width=_WIDTH,
        help_option_names=names,
    )
    said = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
    yield f"{'#' * depth} {name}\n\n```text\n{said}\n```"
    if isinstance(command, click.Group):
        for each in command.list_commands(context):
            below = command.get_command(context, each)
            assert below is not None
            yield from _helps(below, f"{name} {each}", depth + 1)


def topics() -> str:
    """docs/reference/topics.md, from streams/topology.py."""
    app = str(Settings.model_fields["app_id"].default)
    rows = [(code(topic.name), topic.holds, topic.key, _kept(topic)) for topic in all_topics(app)]
    parts = [
        (
            code(topic.name),
            str(topic.partitions or "as set"),
            str(topic.grows),
            ", ".join(f"[{name}](events.md#{_anchor(name)})" for name in topic.events),
        )
        for topic in all_topics(app)
    ]
    agents = [
        (
            str(agent.stage),
            code(agent.reads.name)
            + (f", and `{agent.idly.name}` when that leaves it time" if agent.idly else ""),
            code(*(topic.name for topic in agent.writes)),
            code(*(changelog(app, name).name for name in agent.tables)) if agent.tables else "",
        )
        for agent in AGENTS
    ]
    agents += [
        (
            each.name,
            code(*(topic.name for topic in each.reads)),
            code(*(topic.name for topic in each.writes)),
            code(journal(app).name) if each is FOLLOWER else "",
        )
        for each in (FOLLOWER, WEBHOOKS)
    ]
    return page(
        "The topics",
        "`copydesk topics` creates them, and says where a broker differs. The prefix of the last two is "
        f"`COPYDESK_APP_ID`. The largest record of each has {MAX_MESSAGE_BYTES // 1024**2} MiB.",
        table(("topic", "holds", "key", "kept"), rows),
        "## Who reads and writes them\n\n"
        + table(("agent", "reads", "writes", "keeps its state in"), agents),
        "## Partitions and events\n\nAs set: by `COPYDESK_PARTITIONS`, when the topic is created.\n\n"
        + table(("topic", "partitions", "may get more", "events"), parts),
        "What may get more means:\n\n"
        + table(
            ("", "meaning"),
            [
                ("freely", "yes: nobody needs all records of a key on one partition"),
                (
                    "keys move",
                    "yes, but who reads several partitions may see the records of a uri out of their order",
                ),
                (
                    "never",
                    "no: one partition is its order; or it is compacted, and a key would have two last records",
                ),
            ],
        ),
        "## Configurations\n\nAs Kafka has them.\n\n"
        + table(
            ("topic", "configuration"),
            [
                (code(topic.name), code(*(f"{key}={value}" for key, value in topic.all_configs().items())))
                for topic in all_topics(app)
            ],
        ),
    )


def _kept(topic: Topic) -> str:
    configs, kept = topic.configs, []
    if "compact" in configs.get("cleanup.policy", ""):
        kept.append("the last record of each key")
    if "retention.ms" in configs:
        kept.append(f"{int(configs['retention.ms']) // HOUR_MS // 24} days")
    return ", ".join(kept)


def _anchor(event: str) -> str:
    return event.replace(".", "")
