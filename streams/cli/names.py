"""Names as people write them on the command line: topics by their last part, headers, variables of the settings."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import click
import orjson

from streams.cli.guess import did_you_mean
from streams.datafiles import shipped
from streams.settings import Settings
from streams.topology import BACKFILL, DEAD, RAW, TOPICS, WEBHOOKS_DEAD

#: Variables that are no settings: the script `copydesk` reads them.
_OTHERS = {"COPYDESK_PYTHON"}
#: On these topics others write headers of their own.
_OPEN = {RAW.name, BACKFILL.name, DEAD.name, WEBHOOKS_DEAD.name}


class _TopicName(click.ParamType):
    """A topic by its name, or by the last part of it: `enriched`, `notices`, `health`."""

    name = "topic"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The whole name."""
        known = _short_names()
        if value not in known:
            all_of_them = ", ".join(dict.fromkeys(known.values()))
            self.fail(
                f"{value!r} is no topic.{did_you_mean(value, known)} There are {all_of_them}", param, ctx
            )
        return known[value]

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        """The names that begin so."""
        completion = click.shell_completion.CompletionItem
        return [completion(name) for name in _short_names() if name.startswith(incomplete)]


TOPIC = _TopicName()


@cache
def _short_names() -> Mapping[str, str]:
    short = {topic.name.rpartition(".")[2]: topic.name for topic in TOPICS}
    return {topic.name: topic.name for topic in (*TOPICS, WEBHOOKS_DEAD)} | short


def check_header(name: str, topic: str) -> None:
    """Raises UsageError for a header that no event of that topic has, with the one that may have been meant.

    On topics to which others write, any may be there.
    """
    if topic not in _OPEN and name not in _headers():
        raise click.UsageError(
            f"--where {name}: no event of ours has that header.{did_you_mean(name, _headers())}"
        )


@cache
def _headers() -> tuple[str, ...]:
    """The headers of all events of ours, as their schema lists them."""
    schema = orjson.loads((shipped("schemas/headers.v1.json")).read_bytes())
    return tuple(
        dict.fromkeys(name for kind in schema["$defs"].values() for name in kind.get("properties", ()))
    )


def unknown_variables(environment: Mapping[str, str] = os.environ) -> Iterator[str]:
    """A sentence for each COPYDESK_ variable that is no setting: it changes nothing, and its writer thinks it does."""
    known = {f"COPYDESK_{name.upper()}" for name in Settings.model_fields} | _OTHERS
    for name in sorted(environment):
        if name.startswith("COPYDESK_") and name not in known:
            yield f"{name} is no setting, and changes nothing.{did_you_mean(name, known)}"
