"""A wire for tests: as many articles as are wanted, each its own story, with copies, updates and slow pages among them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import orjson

from streams.events.raw_event import RawEvent, binary_event
from tests.articles import NOON
from tests.machine import heavy_page, weight_of

# Plain English words: the language must be recognised, and two stories must share next to no three in a row.
_TEXT = (
    "the a of and to in that was for on with his they from which one had not been after their about would more "
    "people council harbour farmer bridge market river morning evening weather price engine worker school hospital "
    "minister judge report valley station company winter summer village winner garden museum theatre journey road "
    "said asked opened closed found built lost kept brought carried wrote moved turned began ended sold bought "
    "small large early late quiet heavy bright empty broken wooden distant narrow modern famous careful certain"
)
_WORDS = tuple(_TEXT.split())

NINJS = "application/vnd.iptc.ninjs+json"


def text_of(number: int, changed: int = 0) -> str:
    """The text of story `number`, some 90 words; `changed` words of it are others."""
    draw = random.Random(number)
    words = [draw.choice(_WORDS) for _ in range(90)]
    for at in range(changed):
        words[7 + at * 11] = f"othering{at}"
    sentences = [" ".join(words[at : at + 15]).capitalize() + "." for at in range(0, 90, 15)]
    return "\n\n".join(" ".join(sentences[at : at + 2]) for at in range(0, 6, 2))


def story(
    number: int,
    *,
    uri: str | None = None,
    version: int = 1,
    changed: int = 0,
    key: str | None = None,
    source: str = "test-wire",
) -> RawEvent:
    """A ninjs item. Its name is its uri and version."""
    uri = uri or f"urn:test:story-{number}"
    item = {
        "uri": uri,
        "type": "text",
        "version": str(version),
        "versionCreated": NOON.isoformat(),
        "language": "en",
        "headlines": [{"role": "main", "value": f"Story number {number}"}],
        "bodies": [{"role": "main", "contentType": "text/plain", "value": text_of(number, changed)}],
    }
    event = binary_event(
        f"{uri} v{version}",
        orjson.dumps(item),
        source=source,
        subject=uri,
        time=NOON,
        content_type=NINJS,
    )
    return replace(event, key=(key or f"urn:test:story-{number}").encode())


def kill(number: int, source: str = "test-wire") -> RawEvent:
    """The kill of story `number`. Its name is its uri with "killed"."""
    uri = f"urn:test:story-{number}"
    item = {"uri": uri, "type": "text", "version": "2", "pubStatus": "canceled", "edNote": "Kill."}
    event = binary_event(
        f"{uri} killed",
        orjson.dumps(item),
        source=source,
        subject=uri,
        time=NOON,
        content_type=NINJS,
    )
    return replace(event, key=uri.encode())


def slow_page(number: int, seconds: float, source: str = "test-wire") -> RawEvent:
    """A page whose cleaning takes about `seconds` on this machine when it has nothing else to do."""
    url = f"https://slow.example/{number}"
    page = heavy_page(weight_of(seconds), f"Slow {number}", text_of(number))
    event = binary_event(url, page, source=source, subject=url, time=NOON, content_type="text/html")
    return replace(event, key=f"urn:test:story-{number}".encode())


def wire(
    count: int, *, first: int = 0, slow_share: float = 0.02, slow_seconds: float = 0.15
) -> Iterator[RawEvent]:
    """`count` raw events from number `first`: new stories, and among them copies, updates and slow pages.

    The copies and versions of a story have its key: they stay in their order, and so each has one right verdict.
    """
    draw = random.Random(first + count)
    for number in range(first, first + count):
        chance = draw.random()
        earlier = draw.randrange(number - 50, number) if number > first + 60 else None
        if chance < slow_share:
            yield slow_page(number, slow_seconds)
        elif earlier is not None and chance < 0.12:
            yield story(earlier, uri=f"urn:test:copy-{number}", changed=1)
        elif earlier is not None and chance < 0.17:
            yield story(earlier, version=number + 2, changed=5)
        else:
            yield story(number)
