"""No event stops the wire: whatever comes, it ends enriched or dead, with its reason and its original bytes."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import orjson
import pytest

from streams.brokers.embedded import EmbeddedBroker
from streams.events.raw_event import RawEvent
from streams.history.dispositions import Place
from streams.kinds import Disposition, Reason, Stage
from tests.e2e import poison
from tests.e2e.desk import Desk, running_desk
from tests.e2e.wire import story

#: Enriched, and not dead for a reason.
FINE = "enriched"
NINJS = b"application/vnd.iptc.ninjs+json"
TEXT = (
    "BRIGHTWELL, March 3 (Anglia Wire) - The ferry to the islands stayed in port for a third day on Tuesday while "
    "divers looked for the rudder that it had lost in the storm.\n\nThe company said that it would pay for hotels."
)
ITEM = {"uri": "urn:bad:item", "headlines": [{"value": "A headline"}], "bodies": [{"value": TEXT}]}


@dataclass(frozen=True)
class Case:
    """Bytes and headers, and the ends that are right: FINE, or reasons to be dead. Several where it may depend."""

    name: str
    value: bytes
    headers: tuple[tuple[str, bytes], ...] = ()
    ends: frozenset[str] = frozenset({FINE})

    def event(self) -> RawEvent:
        return RawEvent(self.name, self.value, self.name.encode(), self.headers)


def case(name: str, value: bytes, *ends: str, **headers: bytes) -> Case:
    """Header names are written with _ for -, and ce_ stays."""
    named = tuple(
        (key if key.startswith("ce_") else key.replace("_", "-"), text) for key, text in headers.items()
    )
    return Case(name, value, named, frozenset(ends or {FINE}))


def text(name: str, value: str, *ends: str, **headers: bytes) -> Case:
    """Text of its own, so that nothing is a copy of anything else."""
    numbered = value.replace("ferry", f"ferry {name}").replace("divers", f"divers of {name}")
    return case(name, numbered.encode("utf-8", "surrogatepass"), *ends, **headers)


def item(name: str, *ends: str, **fields: object) -> Case:
    document = ITEM | {"uri": f"urn:bad:{name}", "bodies": [{"value": f"{name}. {TEXT}"}]} | fields
    return case(name, json.dumps(document).encode(), *ends, content_type=NINJS)


def odd(name: str, *ends: str, **fields: object) -> Case:
    """An item with a text of its own."""
    return item(name, *ends, bodies=[{"value": words(name, 600).decode()}], **fields)


def binary(size: int = 5_000) -> bytes:
    return random.Random(7).randbytes(size)


def words(name: str, size: int) -> bytes:
    """Text of `size` bytes, each paragraph another."""
    draw = random.Random(name)
    sentences = (
        f"The ferry {draw.randrange(10**9)} left the port of {name} with {draw.randrange(10**6)} on board.\n\n"
        for _ in iter(int, 1)
    )
    found, length = [], 0
    while length < size:
        found.append(next(sentences))
        length += len(found[-1])
    return "".join(found).encode()[:size]


NESTED_JSON = (
    b'{"uri": "urn:bad:deep", "bodies": [{"value": "x"}], "deep": ' + b"[" * 20_000 + b"]" * 20_000 + b"}"
)


@cache
def cases() -> list[Case]:
    """All of them, made where they are asked for: they are 40 MB."""
    return [
        case("empty", b"", Reason.EMPTY),
        case("white", b" \r\n\t \n", Reason.EMPTY, content_type=b"text/plain"),
        case("bom-alone", b"\xef\xbb\xbf", Reason.EMPTY),
        case("one-byte", b"x", FINE, Reason.NO_ARTICLE),
        case("nul-alone", b"\x00", Reason.EMPTY, Reason.BINARY),
        case("random", binary(), Reason.BINARY),
        case("random-as-html", binary(), Reason.BINARY, content_type=b"text/html"),
        case("random-as-json", binary(), Reason.BINARY, content_type=NINJS),
        case("png", b"\x89PNG\r\n\x1a\n" + binary(), Reason.BINARY, content_type=b"image/png"),
        case("pdf", b"%PDF-1.7\n" + binary(), Reason.BINARY),
        case("gzip", b"\x1f\x8b\x08\x00" + binary(), Reason.INVALID_DOCUMENT, content_type=b"text/html"),
        # whole, but for a part of it
        text("nul-in-text", "The mill at Orn Bridge lost its wheel in a st\x00orm on Thursday, and its owner asked all who live along the brook to look out for it."),
        text("surrogate-in-text", "The ferry of \ud83d the brewery took divers across the lake on Sunday, to a wreck that had been found only in June."),
        case("nul-in-page", poison.page(poison.paragraph().replace(b"lock", b"lo\x00ck")), content_type=b"text/html"),
        case("surrogate-in-page", poison.page("<p>The \udcff lighthouse at Crane Point went dark on Sunday, and nobody on the coast could say for certain when it would be lit again.</p>".encode("utf-8", "surrogatepass")), content_type=b"text/html"),
        item("surrogate-in-item", bodies=[{"value": "A half \ud83d pair of oars was all that the rowing club of Saltby found on Monday morning when its members came to open the shed."}]),
        item("nul-in-item", bodies=[{"value": "A nul \x00 byte was found by the archivist of Dunmore in the index of the parish, where the names of two families had stood until the spring."}]),
        case("truncated-page", poison.page(b"<p>The tram line to Eastgate opened on Friday after eleven years of work, and the first tram was nine minutes late.</p><div><p>The second")[:-30], content_type=b"text/html"),
        case("truncated-utf-8", "Der Zug nach Lübeck fiel am Montag aus, weil ein Baum auf den Gleisen lag, den niemand gesehen hatte. Grü".encode() + b"\xc3", content_type=b"text/plain; charset=utf-8"),
        case("latin-1-as-utf-8", "Der Zug nach München hielt am Dienstag in Fürth, wo der Führer des Zuges über die Gleise lief, um Brötchen zu kaufen.".encode("latin-1"), content_type=b"text/plain; charset=utf-8"),
        case("no-such-charset", b"The chess club of Upper Wexham won the county cup on Saturday for the first time since it was founded in 1907.", content_type=b"text/plain; charset=klingon"),
        # JSON
        case("truncated-json", json.dumps(ITEM).encode()[:-20], Reason.INVALID_DOCUMENT, content_type=NINJS),
        case("not-json", b"{nothing of the kind}", Reason.INVALID_DOCUMENT, content_type=NINJS),
        case("json-null", b"null", Reason.INVALID_DOCUMENT, content_type=NINJS),
        case("json-number", b"1e999", Reason.INVALID_DOCUMENT, content_type=NINJS),
        case("json-list", b"[" + json.dumps({**ITEM, "uri": "urn:list:1"}).encode() + b"]", FINE, Disposition.DUPLICATE),
        case("json-other", b'{"temperature": 21.5}', Reason.INVALID_DOCUMENT, content_type=b"application/json"),
        case("json-nested", NESTED_JSON, Reason.INVALID_DOCUMENT, content_type=NINJS),
        case("json-key-twice", b'{"uri": "urn:a", "uri": "urn:b", "headlines": [{"value": "x"}]}', Reason.INVALID_DOCUMENT),
        item("wrong-types", Reason.INVALID_DOCUMENT, FINE, headlines={"a": 1}, urgency="seven", by=[None]),
        item("withheld", Disposition.WITHHELD, Disposition.DUPLICATE, pubStatus="withheld"),
        item("picture", Reason.NOT_TEXT, type="picture"),
        # what is no fault of ours
        *(odd(f"digits-{number}", version="9" * 5000 + str(number)) for number in range(11)),
        *(odd(f"umlaut-{number}", subjects=[{"name": "Fähren", "uri": "http://cv.example/fähre"}]) for number in range(11)),
        odd("broken-uris", subjects=[{"uri": uri} for uri in ("http://[", "%", "cat/1", "http://müller.example/ 1", "\ud800")]),
        odd("digits-as-a-number", version=9 * 10**99),
        odd("many-subjects", subjects=[{"name": f"Subject {number}"} for number in range(3_000)]),
        odd("last-embargo", Disposition.WITHHELD, embargoedUntil="9999-12-31T23:59:59"),
        # envelopes
        case("many-attempts", b"The lifeboat at Cove End was called out on Sunday for a dog, which had swum ashore by the time it came.", dead_attempts=b"9" * 5000, dead_part=b"x"),
        text("no-headers", "The post office of Kelby will open on Wednesdays only, because the one who sorts the letters has gone to live with his sister by the sea."),
        case("unknown-type", b"<video/>", Reason.UNKNOWN_FORMAT, content_type=b"video/mp4"),
        case("nonsense-type", b"A text under a content type that is none, as it comes from a feed that nobody looks after any more.", Reason.UNKNOWN_FORMAT, content_type=b"\xff\xfe;;;="),
        case("xml", b"<?xml version='1.0'?><invoice><sum>12</sum></invoice>", Reason.UNKNOWN_FORMAT),
        case("old-specversion", b"A text", Reason.INVALID_EVENT, ce_specversion=b"0.3"),
        case("structured-not-json", b"{", Reason.INVALID_EVENT, content_type=b"application/cloudevents+json"),
        case("structured-without-source", b'{"specversion": "1.0", "id": "1", "type": "t"}', Reason.INVALID_EVENT, content_type=b"application/cloudevents+json"),
        case("structured-bad-base64", b'{"specversion": "1.0", "id": "1", "type": "copydesk.article.raw.v1", "source": "s", "data_base64": "@@@"}', Reason.INVALID_EVENT, content_type=b"application/cloudevents+json"),
        case("batch", b"[]", Reason.INVALID_EVENT, content_type=b"application/cloudevents-batch+json"),
        case("bad-attributes", b"The swimming pool in Marlow Street was closed on Thursday for the third time this year because of a crack in its floor.", content_type=b"text/plain", ce_specversion=b"1.0", ce_source=b"\xff\xff\x00", ce_subject=b"http://[", ce_time=b"yesterday"),
        case("future", b"The mayor of Holt said on Monday that the town would have its bridge by the year after next, whatever it might cost.", content_type=b"text/plain", ce_specversion=b"1.0", ce_time=b"2199-01-01T00:00:00Z"),
        item("future-item", versionCreated="9999-12-31T23:59:59Z", bodies=[{"value": "The vineyards of Aldermoor were under water on Sunday for the first time that anybody could remember, and more rain was forecast."}]),
        case("year-zero", b"The town band of Penhallow played to an empty square on Friday, for the posters had named the wrong day of the week.", content_type=b"text/plain", ce_specversion=b"1.0", ce_time=b"0000-00-00T00:00:00Z"),
        case("long-header", b"The bakery on Quay Lane sold its last loaf on Saturday after a hundred and twelve years in the hands of one family.", content_type=b"text/plain", ce_subject=b"https://a.example/" + b"x" * 100_000),
        # sizes
        case("ten-megabytes", words("ten-megabytes", 10_000_000), Reason.TOO_LARGE, content_type=b"text/plain"),
        case("ten-megabyte-page", poison.many_paragraphs(10_000_000), Reason.TOO_LARGE, content_type=b"text/html"),
        case("seven-megabytes", words("seven-megabytes", 7_000_000), Reason.TOO_LARGE, content_type=b"text/plain"),
        case("one-line", b"ferry " * 80_000, content_type=b"text/plain"),
        case("lines", b"Table of results\n\n" + b"a\n" * 20_000, content_type=b"text/plain"),
        case("nested-tags", poison.nested(), FINE, Reason.DEADLINE, Reason.NO_ARTICLE, content_type=b"text/html"),
        case("sibling-tags", poison.siblings(), content_type=b"text/html"),
        case("open-tags", b"<p" * 200_000, FINE, Reason.NO_ARTICLE, content_type=b"text/html"),
        case("entities", poison.page(b"<p>" + b"&amp" * 300_000 + b"</p>"), FINE, Reason.NO_ARTICLE, content_type=b"text/html"),
    ]  # fmt: skip


def test_every_case_has_a_name_of_its_own() -> None:
    assert len({case.name for case in cases()}) == len(cases())


async def test_all_in_one_go(embedded: EmbeddedBroker, tmp_path: Path) -> None:
    # The usual deadline of a desk of tests: what a busy machine makes slow is not to die of it. One page alone, with
    # 20,000 tags in each other, may; what is deadly is the business of test_poison.py.
    async with running_desk(embedded.address, tmp_path, COPYDESK_DEAD_LIMIT="1000") as desk:
        good = [story(number) for number in range(20)]
        await desk.send([*(case.event() for case in cases()), *good])
        await desk.complete()
        assert desk.account.adds_up()
        wrong = {case.name: found for case in cases() if (found := what_is_wrong(desk, case))}
        assert not wrong
        assert all(desk.end(event.name).outcome.disposition is Disposition.ENRICHED for event in good)


def what_is_wrong(desk: Desk, case: Case) -> str:
    """Empty when the case ended as it should."""
    end = desk.end(case.name)
    got = end.outcome.reason or str(end.outcome.disposition)
    if got not in case.ends:
        detail = end.headers.get("dead-detail", b"").decode()
        return f"{got} ({detail}), not {' or '.join(sorted(case.ends))}"
    if end.outcome.stage not in (None, Stage.CLEAN):
        # It was an article by then: its dead letter is that event, which names the raw one.
        (place,) = (place for place, name in desk.names.items() if name == case.name)
        return "" if raw_of(end.value) == place else "not the event that it had become"
    if end.outcome.reason:
        if end.value != case.value or end.key != case.name.encode():
            return "not its original bytes"
        if not dict(case.headers).items() <= end.headers.items():
            return "not its original headers"
        if end.headers["dead-stage"] != b"clean" or not end.headers["dead-detail"]:
            return "no stage or no detail"
        return ""
    assert end.outcome.event is not None
    created = end.outcome.event["item"].get("versionCreated")
    if created and datetime.fromisoformat(created).year > 2100:
        return f"versionCreated {created}"
    return ""


def raw_of(value: bytes) -> Place:
    """The raw event of an event of ours."""
    raw = orjson.loads(value)["desk"]["raw"]
    return raw["topic"], raw["partition"], raw["offset"]


@pytest.mark.parametrize(
    ("name", "mark"),
    [("nul-in-text", b"\0"), ("surrogate-in-text", b"\xed\xa0\xbd"), ("surrogate-in-item", rb"\ud83d")],
)
def test_the_cases_are_what_their_names_say(name: str, mark: bytes) -> None:
    (found,) = (case for case in cases() if case.name == name)
    assert mark in found.value
