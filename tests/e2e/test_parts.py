"""One raw event that holds several articles: each has its own end, and all of them are accounted for."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import orjson

from streams.brokers.embedded import EmbeddedBroker
from streams.brokers.reader import offset_ranges, read_ranges
from streams.events.raw_event import RawEvent, binary_event
from streams.runtime.dead_letters import header_list
from streams.topology import DEAD
from tests.cli.run import copydesk
from tests.e2e.desk import running_desk
from tests.e2e.topics import listening
from tests.e2e.wire import text_of


def feed(*entries: tuple[str, str]) -> RawEvent:
    """An RSS feed of (guid, text); an entry without a text has nothing at all."""
    items = "".join(
        f"<item><guid>https://feed.example/{guid}</guid><title>Entry {guid}</title>"
        f"<content:encoded><![CDATA[<p>{text}</p>]]></content:encoded></item>"
        if text
        else f"<item><guid>https://feed.example/{guid}</guid></item>"
        for guid, text in entries
    )
    document = (
        '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>Feed</title><language>en</language>{items}</channel></rss>"
    )
    return binary_event(
        "feed",
        document.encode(),
        source="feed.example",
        subject="https://feed.example/rss",
        time=datetime.now(UTC),
        content_type="application/rss+xml",
    )


async def test_each_entry_of_a_feed_has_its_end(embedded: EmbeddedBroker, tmp_path: Path) -> None:
    broker = embedded.address
    async with running_desk(broker, tmp_path, COPYDESK_PARTITIONS="3") as desk, listening(broker) as topics:
        texts = [text_of(number) for number in (800, 801)]
        await desk.send([feed(("a", texts[0]), ("b", ""), ("c", texts[1]), ("d", texts[0]))])
        await desk.until(lambda: desk.account.articles == 4 and not desk.account.open)
        assert desk.account.adds_up()
        counts = desk.account.dispositions()
        assert {kind: count for kind, count in counts.items() if count} == {
            "enriched": 2,
            "duplicate": 1,
            "dead": 1,
        }
        await topics.caught_up()
        told = topics.enriched("https://feed.example/c")[0]
        assert told.headers["part"] == "2/4"
        assert (told.event["desk"]["raw"]["part"], told.event["desk"]["raw"]["parts"]) == (2, 4)

        letters = [record async for record in read_ranges(broker, await offset_ranges(broker, [DEAD.name]))]
        (letter,) = letters
        assert dict(header_list(letter.headers))["dead-part"] == b"1/4"
        assert letter.value == feed(("a", texts[0]), ("b", ""), ("c", texts[1]), ("d", texts[0])).value

        ran = await asyncio.to_thread(copydesk, "account", "--json", broker=broker)
        assert ran.code == 0, ran.out
        object_ = orjson.loads(ran.out)
        assert (object_["received"], object_["articles"]) == (1, 4)

        # Redriven, the document comes as a new raw event: what was read before is known as that.
        ran = await asyncio.to_thread(copydesk, "redrive", "--yes", broker=broker)
        assert ran.code == 0, ran.err
        ran = await asyncio.to_thread(copydesk, "account", "--json", "--wait", "30", broker=broker)
        object_ = orjson.loads(ran.out)
        assert (object_["received"], object_["articles"], object_["missing"]) == (2, 8, [])
        assert object_["dispositions"]["enriched"] == 2
        assert object_["dispositions"]["repeat"] == 3
