"""`copydesk dead`, `redrive` and `account` as a user meets them."""

from __future__ import annotations

import asyncio
import os
import pty
import subprocess
import sys

import orjson
import pytest

from streams.brokers.embedded import EmbeddedBroker
from streams.history.dispositions import as_text
from streams.kinds import Reason
from streams.runtime.window import Output
from tests.cli.run import copydesk
from tests.topics import letter, make_topics, read, write


@pytest.fixture
async def broker(embedded: EmbeddedBroker) -> str:
    """A broker with three dead letters, whose raw events lie on articles.raw."""
    await make_topics(embedded.address)
    places = await write(
        embedded.address, [Output("articles.raw", None, b"raw", partition=0) for _ in range(3)]
    )
    feed = {"ce_source": b"tidewater", "ce_subject": b"https://post.example/\x1b[2Ja"}
    await write(
        embedded.address,
        [
            letter(places[0], headers=feed),
            letter(places[1], headers=feed, minutes=3),
            letter(places[2], reason=Reason.BINARY, headers={"ce_source": b"gazette"}),
        ],
    )
    return embedded.address


async def test_dead_lists_groups(broker: str) -> None:
    shown = copydesk("dead", broker=broker)
    assert shown.code == 0
    first, second = (block.splitlines() for block in shown.out.split("\n\n"))
    assert first[0] == "2 letters  deadline in clean, from tidewater"
    assert first[1] == "  2026-11-21 12:00:00 UTC to 2026-11-21 12:03:00 UTC"
    assert second[0] == "1 letter  binary in clean, from gazette"
    assert " to " not in second[1]
    assert "\x1b[2J" not in shown.out

    told = [orjson.loads(line) for line in copydesk("dead", "--json", broker=broker).out.splitlines()]
    assert [each["count"] for each in told] == [2, 1]
    assert told[0]["oldest"] == "2026-11-21T12:00:00+00:00"
    assert told[0]["example"]["detail"] == "deadline of 1"
    assert told[0]["redriven"] is None
    traced = copydesk("dead", "--trace", broker=broker)
    assert "redriven: 0" in traced.out


async def test_dead_says_that_there_is_nothing(embedded: EmbeddedBroker) -> None:
    await make_topics(embedded.address)
    assert copydesk("dead", broker=embedded.address).out == "Nothing lies on articles.dead.\n"
    ran = copydesk("redrive", "--yes", broker=embedded.address)
    assert (ran.code, ran.out) == (0, "There is nothing to redrive.\n")
    empty = copydesk("account", "--json", broker=embedded.address)
    assert (empty.code, orjson.loads(empty.out)["received"]) == (0, 0)


async def test_a_document_of_several_articles(embedded: EmbeddedBroker) -> None:
    broker = embedded.address
    await make_topics(broker)
    feed, page = await write(broker, [Output("articles.raw", None, b"raw", partition=0) for _ in range(2)])
    refused = [letter(feed), letter(feed, reason=Reason.BINARY)]
    for number, each in enumerate(refused):
        each.headers.append(("dead-part", b"%d/3" % number))
    ends = [
        Output("articles.enriched", b"uri", b"{}", [("raw", as_text(place).encode()), *headers])
        for place, headers in (
            (feed, [("disposition", b"enriched"), ("part", b"2/3")]),
            (page, [("disposition", b"enriched")]),
        )
    ]
    await write(broker, [*refused, *ends[:1]])
    ran = copydesk("account", "--json", broker=broker)
    told = orjson.loads(ran.out)
    assert list(told) == [
        *("received", "articles", "dispositions", "missing", "twice"),
        *("killed_yet_usable", "older_is_last", "unreadable"),
    ]
    assert (ran.code, told["received"], told["articles"], told["missing"]) == (1, 2, 4, [as_text(page)])
    await write(broker, ends[1:])
    shown = copydesk("account", broker=broker)
    assert shown.code == 0
    assert shown.out.splitlines()[0].split(maxsplit=1) == ["2", "raw events, 4 articles"]
    assert "It adds up: each article has exactly one end." in shown.out

    counts = [
        orjson.loads(line)["count"] for line in copydesk("dead", "--json", broker=broker).out.splitlines()
    ]
    assert counts == [1, 1]
    ran = copydesk("redrive", "--yes", broker=broker)
    assert ran.out.splitlines()[-3:] == [
        "To go back: 1 to articles.raw",
        "1 stay, their document goes back with another of its articles",
        "1 sent back.",
    ]


async def test_redrive_sends_what_is_chosen(broker: str) -> None:
    dry = copydesk("redrive", "--dry-run", "--source", "tidewater", broker=broker)
    assert (dry.code, "To go back: 2 to articles.raw" in dry.out) == (0, True)
    late = copydesk("redrive", "--yes", "--since", "2026-11-21T12:03", "--limit", "1", broker=broker)
    assert (late.code, late.out.splitlines()[-1]) == (0, "1 sent back.")
    both = copydesk("redrive", "--yes", "--reason", "binary", "--reason", "deadline", broker=broker)
    assert both.out.splitlines()[-2:] == [
        "1 stay, redriven before: --again sends them all the same",
        "2 sent back.",
    ]
    headers = [dict(each.headers) for each in await read(broker, "articles.raw")]
    assert sum("redriven-from" in each for each in headers) == 3


@pytest.mark.parametrize(
    ("answer", "code", "says"), [(b"n\n", 1, "Nothing was sent."), (b"y\n", 0, "3 sent back.")]
)
async def test_redrive_asks_on_a_terminal(broker: str, answer: bytes, code: int, says: str) -> None:
    ran, out = await asyncio.to_thread(_on_a_terminal, answer, "redrive", broker)
    assert ran == code
    assert "Send 3 back? [y/N]" in out
    assert says in out


def _on_a_terminal(answer: bytes, command: str, broker: str) -> tuple[int, str]:
    ours, theirs = pty.openpty()
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "streams", command],
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=os.environ | {"COPYDESK_BROKER": broker},
        )
        os.write(ours, answer)
        out, _ = process.communicate(timeout=60)
        return process.returncode, out.decode()
    finally:
        os.close(ours)
        os.close(theirs)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("redrive",), "there is no terminal to ask on: say --yes"),
        (("redrive", "--yes", "--reason", "boredom"), "'boredom' is not one of"),
        (("redrive", "--yes", "--since", "yesterday"), "'yesterday' is no ISO time such as"),
        (("account", "--from-offset", "3"), "offsets of one partition: name it"),
        (("account", "--wait", "-1"), "--wait"),
    ],
)
def test_misuse_says_what_is_wrong(arguments: tuple[str, ...], says: str) -> None:
    ran = copydesk(*arguments)
    assert (ran.code, "Traceback" in ran.err) == (2, False)
    assert says in ran.err
