"""A wire for tests: as many articles as are wanted, each its own story, with copies, updates and slow pages among them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import orjson

from streams.feed.raw_event import RawEvent, binary_event
from tests.articles import NOON

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
    number: int, *, uri: str | None = None, version: int = 1, changed: int = 0, key: str | None = None
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
        source="test-wire",
        subject=uri,
        time=NOON,
        content_type=NINJS,
    )
    return replace(event, key=(key or f"urn:test:story-{number}").encode())


def slow_page(number: int, weight: int) -> RawEvent:
    """A page whose parsing takes long: some 0.15 s at a weight of 4,000, four times that at twice as much."""
    many = "<b>7</b> " * weight
    body = "<div><p> </p></div>" * 4 + f"<p>{many}</p><p>{text_of(number)}</p>"
    page = f"<html lang='en'><head><title>Slow {number}</title></head><body><article>{body}</article></body></html>"
    url = f"https://slow.example/{number}"
    event = binary_event(
        url, page.encode(), source="test-wire", subject=url, time=NOON, content_type="text/html"
    )
    return replace(event, key=f"urn:test:story-{number}".encode())


def wire(
    count: int, *, first: int = 0, slow_share: float = 0.02, slow_weight: int = 4000
) -> Iterator[RawEvent]:
    """`count` raw events from number `first`: new stories, and among them copies, updates and slow pages.

    The copies and versions of a story have its key: they stay in their order, and so each has one right verdict.
    """
    draw = random.Random(first + count)
    for number in range(first, first + count):
        chance = draw.random()
        earlier = draw.randrange(number - 50, number) if number > first + 60 else None
        if chance < slow_share:
            yield slow_page(number, slow_weight)
        elif earlier is not None and chance < 0.12:
            yield story(earlier, uri=f"urn:test:copy-{number}", changed=1)
        elif earlier is not None and chance < 0.17:
            yield story(earlier, version=number + 2, changed=5)
        else:
            yield story(number)
