"""`copydesk topics`: its table is whole in a narrow terminal, and says below in what a topic differs."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from streams.brokers.topics import TopicState
from streams.cli.topics import _said, _table
from streams.topology import BACKFILL, RAW


def test_names_are_whole_and_differences_stand_below() -> None:
    states = [
        TopicState(BACKFILL, 8, "there"),
        TopicState(
            RAW, 4, "differs", ("retention.ms=1000, not 604800000",), configs={"retention.ms": "604800000"}
        ),
    ]
    out = StringIO()
    Console(file=out, width=44).print(_table(states))
    table = out.getvalue()
    assert "articles.backfill  8           there" in table
    assert "articles.raw       4           differs" in table
    assert _said(states) == [
        "articles.raw: retention.ms=1000, not 604800000; `copydesk topics --apply` mends it"
    ]
