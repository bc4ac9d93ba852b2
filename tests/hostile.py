"""Documents that are bad for whoever reads them, drawn from a seed: mutated copy, strings that patterns stumble over,
garbage in headers, nesting, numbers without end, deadly pages. The same seed and number give the same document.
"""

from __future__ import annotations

import base64
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import orjson

from streams.connect.files import find_files, read_file
from streams.events.raw_event import RawEvent, binary_event, structured_event
from tests.articles import NOON, PARAGRAPHS
from tests.e2e import poison
from tests.e2e.wire import text_of

SEEDS = Path(__file__).parents[1] / "seeds"

#: What the patterns of ours look for, in pieces, and what backtracking is made of.
UNITS = (
    *(
        "a",
        "Aa-",
        "AA ",
        "word ",
        "A. ",
        "1,",
        "“a",
        "de ",
        "Mr Aa ",
        " - ",
        "a-",
        "A/",
        "AB-CD/",
        "a.a.a.",
        "A,",
    ),
    *(
        "a\n",
        "a\n\n",
        "1\n",
        "-\n",
        "=\n",
        "a=b\n",
        "a: b\n",
        "   a\n",
        "* ",
        "***\n",
        "\n",
        "\t",
        "\r",
        "\x0c",
        "\x1c",
    ),
    *(
        "(",
        ")",
        "(a) ",
        "(a",
        "[a] ",
        "{",
        "}",
        "<",
        ">",
        '"',
        "'",
        "\\",
        "/",
        "@a.b ",
        "x@x.x",
        "https://a.b/ ",
        "www.",
    ),
    *(
        "&amp;",
        "&#1;",
        "&a;",
        "&lt;",
        "&#10;",
        "=20",
        "%",
        "%zz",
        "é",
        "e\u0301",
        "漢",
        "ไ",
        "하",
        "٣",
        "İ",
        "ſ",
        "ß",
    ),
    *(
        "\u200c",
        "\u0627\u200c",
        "\u202a",
        "\u2028",
        "\ufeff",
        "\xa0",
        "\x85",
        "😀",
        "👍🏽",
        "\x01",
        "\x02",
        "\x16\x16\x01",
    ),
    *(
        "EMBARGOED ",
        "EMBARGOED UNTIL ",
        "Sperrfrist ",
        "until noon ",
        "12:00 GMT ",
        "0001 GMT ",
        "12 March ",
        "1.1.2026 ",
    ),
    *(
        "KILL ",
        "KILL\n\n",
        "CORRECTED-",
        "UPDATE 1-",
        "2nd Take ",
        "1st Add-",
        "ADVISORY ",
        "ends\n",
        "-30-\n",
        "# # #\n",
    ),
    *(
        "By ",
        "By A\n",
        "Photo: ",
        "Subscribe ",
        "Read more\n\n",
        "Follow us on Twitter\n\n",
        "Tags: a, b\n\n",
        "$1 ",
    ),
    *(
        "AA-AA",
        "BC-A-",
        "AA (a) ",
        "AA (a) - ",
        "Dr. ",
        '"A," he said. ',
        "“a.” ",
        "10,000 ",
        "ZCZC ",
        "NNNN\n",
        "--a\n",
    ),
    *(
        "Aa Bb Cc Dd Ee\n\n",
        "The board said on Monday. ",
        "President Aa Bb of Cc ",
        "Aa Bb Inc ",
        "Paris, ",
        "in Aa, Bb, ",
    ),
)
NUMBERS = (
    "0",
    "-1",
    "9" * 5000,
    "1e400",
    "NaN",
    "Infinity",
    "-0.0",
    "1" * 30,
    "0.1",
    "9" * 99,
    "12345678901234567890",
)
DATES = (
    *(
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59-14:00",
        "2026-02-30",
        "1e9",
        "24:00",
    ),
    *(
        "2026-11-21T12:00:00+99:99",
        "Mon, 99 Foo 99999 25:61:61 +9999",
        "9" * 40,
        "2026-11-21T12:00:00.9999999999Z",
    ),
)
URIS = (
    *(
        "http://cv.example/fähre",
        "http://[bad",
        "http://müller.example/ä b",
        "cat/1",
        "urn:x:\ud800",
        "http://a@b@c/",
    ),
    *(
        "%",
        "http://a.example/%zz",
        "javascript:alert(1)",
        "http://a.example:99999/",
        "\0",
        " ",
        "😀",
        "//",
        "a" * 5000,
    ),
)
_TYPES = (
    *(
        None,
        "text/plain",
        "text/html",
        "application/json",
        "application/vnd.iptc.ninjs+json",
        "application/xml",
    ),
    *(
        "message/rfc822",
        "text/vnd.iptc.anpa",
        "text/vnd.iptc.7901",
        "application/rss+xml",
        "application/x-ndjson",
    ),
    *("text/plain; charset=utf-16", "text/html; charset=iso-2022-jp", "application/octet-stream", "x" * 3000),
    *("application/cloudevents+json", "application/cloudevents-batch+json", "text/vnd.iptc.newsml"),
)
_FIELDS = (
    *(
        "headline",
        "slugline",
        "ednote",
        "byline",
        "body_text",
        "located",
        "language",
        "usageterms",
        "uri",
        "pubstatus",
    ),
    *(
        "version",
        "versioncreated",
        "embargoed",
        "description_text",
        "title",
        "text",
        "author",
        "tags",
        "date",
        "url",
    ),
    *("copyrightholder", "urgency", "summary", "status", "firstcreated", "body_html", "source"),
)
_SIZES = (30, 300, 2_000, 8_000, 15_000, 60_000, 200_000)


@dataclass
class Fuzz:
    """Raw events by their number. `heavy` draws deadly pages and megabytes, too."""

    seed: int
    heavy: bool = True
    samples: list[RawEvent] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not self.samples:
            read = (event for path in find_files([str(SEEDS)]) for event in read_file(path, NOON))
            # What takes for ever by itself would be drawn too often.
            self.samples = [
                event for event in read if isinstance(event, RawEvent) and len(event.value) < 200_000
            ]

    def event(self, number: int) -> RawEvent:
        """The event of that number."""
        draw = random.Random(f"{self.seed}/{number}")
        kinds: tuple[tuple[int, Callable[[random.Random], RawEvent]], ...] = (
            (30, self._mutated),
            (30, self._stumbling),
            (10, self._odd_item),
            (6, self._nested),
            (6, self._listed),
            (4, self._random),
            (8, self._sequel),
            (1 if self.heavy else 0, self._deadly),
        )
        (make,) = draw.choices([kind for _, kind in kinds], [weight for weight, _ in kinds])
        event = make(draw)
        if draw.random() < 0.25:
            event = self._garbled(draw, event)
        return replace(event, name=f"{number} {make.__name__.lstrip('_')}")

    def events(self, count: int) -> Iterator[RawEvent]:
        """The first so many."""
        return map(self.event, range(count))

    def _mutated(self, draw: random.Random) -> RawEvent:
        """A seed, with some of its bytes changed, moved, repeated or gone."""
        event = draw.choice(self.samples)
        value = bytearray(event.value)
        for _ in range(draw.choice((1, 1, 2, 5, 20))):
            at, size = draw.randrange(len(value) + 1), draw.choice((1, 2, 10, 100, 2000))
            change = draw.randrange(6)
            if change == 0:
                del value[at : at + size]
            elif change == 1:
                value[at:at] = value[max(0, at - size) : at] * draw.choice((1, 2, 20))
            elif change == 2:
                value[at : at + 1] = bytes([draw.randrange(256)])
            elif change == 3:
                value[at:at] = self._unit(draw).encode("utf-8", "replace") * draw.choice((1, 10, 300))
            elif change == 4:
                other = draw.choice(self.samples).value
                value[at:at] = other[: draw.randrange(len(other) + 1)][-size:]
            else:
                del value[at:]
        return replace(event, value=bytes(value[:400_000]))

    def _stumbling(self, draw: random.Random) -> RawEvent:
        """One unit again and again, in a format."""
        size = draw.choice(_SIZES if self.heavy else _SIZES[:5])
        lines = draw.choice((1, 1, 10, size // 100 + 1))
        unit = self._unit(draw)
        text = draw.choice(("\n\n", "\n", "")).join([unit * max(1, size // lines // len(unit))] * lines)
        return self._in_format(draw, text)

    def _in_format(self, draw: random.Random, text: str) -> RawEvent:
        whole = f"Harwich to close quay\n\n{text_of(draw.randrange(10**9))}"
        kind = draw.randrange(8)
        if kind < 2:
            return self._made(draw, f"{whole}\n\n{text}" if kind else text, "text/plain")
        if kind == 2:
            item = {"uri": self._uri(draw), "type": "text", "headline": "Harwich quay", "body_text": whole}
            return self._json(draw, item | {draw.choice(_FIELDS): text}, "application/vnd.iptc.ninjs+json")
        if kind == 3:
            item = {"title": "Harwich quay", "text": whole, "url": self._uri(draw)}
            return self._json(draw, item | {draw.choice(_FIELDS): text}, "application/json")
        if kind == 4:
            head = f"From: a@b.example\nSubject: {text[:5000] if draw.random() < 0.5 else 'Quay'}\nDate: {draw.choice(DATES)}"
            packed = draw.random() < 0.4
            body = (
                base64.encodebytes(f"{whole}\n\n{text}".encode("utf-8", "replace")).decode()
                if packed
                else text
            )
            how = "\nContent-Transfer-Encoding: base64" if packed else ""
            return self._made(
                draw, f"{head}\nContent-Type: text/plain; charset=utf-8{how}\n\n{body}", "message/rfc822"
            )
        if kind == 5:
            wire = f"\x16\x16\x01a0001\x1eu a BC-Quay-1stLd 11-21 0100\r\n\x02{whole}\r\n{text}\r\n\x03\x1511-21-26 1000GMT\r\n\x04"
            return self._made(draw, wire, draw.choice(("text/vnd.iptc.anpa", None)))
        if kind == 6:
            entry = f"<item><title>Quay</title><guid>{draw.random()}</guid><description>{text}</description></item>"
            return self._made(
                draw, f"<rss version='2.0'><channel>{entry}</channel></rss>", "application/rss+xml"
            )
        page = poison.page(f"<p>{whole}</p><p>{text}</p>".encode("utf-8", "replace"))
        return self._made(draw, page, "text/html")

    def _odd_item(self, draw: random.Random) -> RawEvent:
        """A ninjs item of which some fields have a value that nobody expects."""
        values = (
            *NUMBERS,
            *(orjson.dumps(date).decode() for date in DATES),
            "null",
            "[]",
            "{}",
            "true",
            '"\\ud800"',
            '"\\u0000"',
        )
        fields = {
            "uri": f'"{self._uri(draw)}"',
            "type": '"text"',
            "headline": '"Harwich to close quay"',
            "body_text": orjson.dumps(text_of(draw.randrange(10**9))).decode(),
        }
        for _ in range(draw.choice((1, 1, 2, 4))):
            fields[draw.choice(_FIELDS)] = draw.choice(values)
        uris = ",".join(
            f'{{"name": "a", "uri": {_escaped(draw.choice(URIS))}}}' for _ in range(draw.choice((0, 1, 3)))
        )
        fields["subject"] = f"[{uris}]"
        text = "{" + ",".join(f'"{name}": {value}' for name, value in fields.items()) + "}"
        return self._made(draw, text, "application/vnd.iptc.ninjs+json")

    def _nested(self, draw: random.Random) -> RawEvent:
        """Something within itself, some or many times."""
        depth = draw.choice((10, 200, 3_000, 20_000))
        first, last, kind = draw.choice(
            (
                ("[", "]", "application/json"),
                ('{"a":', "}", "application/json"),
                ('{"body": [', "]}", "application/vnd.iptc.ninjs+json"),
                ("<div>", "</div>", "text/html"),
                ("<b><i>", "</i></b>", "text/html"),
                ("<table><tr><td>", "</td></tr></table>", "text/html"),
                ("<a>", "</a>", "application/xml"),
                ("<block>", "</block>", "text/vnd.iptc.nitf"),
                ("Content-Type: message/rfc822\n\n", "", "message/rfc822"),
                ("(", ")", "text/plain"),
                ("&amp;", "", "text/html"),
            )
        )
        inner = draw.choice(("1", "<p>" + PARAGRAPHS[0] + "</p>", ""))
        return self._made(draw, first * depth + inner + last * depth, kind)

    def _listed(self, draw: random.Random) -> RawEvent:
        """Very many of something."""
        count = draw.choice((20, 300, 3_000, 20_000 if self.heavy else 3_000))
        text = text_of(draw.randrange(10**9))
        item = {"uri": self._uri(draw), "type": "text", "headline": "Harwich quay", "body_text": text}
        name, value = draw.choice(
            (
                ("subject", {"name": "a", "uri": "http://cv.example/ä"}),
                ("headlines", {"value": "A quay"}),
                ("bodies", {"value": "A quay", "contentType": "text/plain"}),
                ("altids", {"role": "guid", "value": "urn:a:1"}),
                ("infosources", {"name": "a"}),
            )
        )
        kind = draw.randrange(4)
        if kind == 0:
            return self._json(draw, item | {name: [value] * count}, "application/vnd.iptc.ninjs+json")
        if kind == 1:
            return self._json(
                draw,
                [{"id": number, "text": f"A quay {draw.random()}."} for number in range(count)],
                "application/json",
            )
        if kind == 2:
            one = "<item><title>A quay {0}</title><guid>{0}</guid><description>It is shut: {0}.</description></item>"
            entries = "".join(one.format(draw.random()) for _ in range(count))
            return self._made(
                draw, f"<rss version='2.0'><channel>{entries}</channel></rss>", "application/rss+xml"
            )
        return self._made(
            draw,
            "\x01abc0001 3 pl 10 \r\n\x02A quay\r\n\x03211000 NOV 26\r\n\x04" * count,
            "text/vnd.iptc.7901",
        )

    def _random(self, draw: random.Random) -> RawEvent:
        size = draw.choice((0, 1, 10, 1_000, 50_000))
        alphabet = draw.choice(
            (None, b"<>&;a \"'=/", b'{}[]":,a1\\', b"\xc3\xa4\xe4\xff a.\n", b"\x00\x01\x02\x03\x1b$B a")
        )
        value = draw.randbytes(size) if alphabet is None else bytes(draw.choices(alphabet, k=size))
        return self._made(draw, value, draw.choice(_TYPES))

    def _sequel(self, draw: random.Random) -> RawEvent:
        """One of a few stories: a version, a kill, a hold, a release, a take, an embargo."""
        text = "\n\n".join(f"{paragraph} Version {draw.randrange(4)}." for paragraph in PARAGRAPHS)
        item: dict[str, object] = {
            "uri": f"urn:fuzz:story:{draw.randrange(5)}",
            "type": "text",
            "headline": draw.choice(
                ("Harwich quay", "UPDATE 2-Harwich quay", "CORRECTED-Harwich quay", "KILL Harwich quay")
            ),
            "pubstatus": draw.choice(("usable", "usable", "usable", "withheld", "canceled")),
            "slugline": draw.choice(
                (None, "HARWICH-QUAY", "HARWICH-QUAY, 2nd Take", "HARWICH-QUAY, 1st Add")
            ),
        }
        if draw.random() < 0.8:
            item["body_text"] = text * draw.choice((1, 1, 1, 60))
        if draw.random() < 0.5:
            item["version"] = draw.choice(("1", "2", "3", "9" * 5000, "b", "0" * 4000 + "2"))
        if draw.random() < 0.4:
            item["versioncreated"] = draw.choice((*DATES, "2026-11-21T12:00:00Z", "2036-01-01T00:00:00Z"))
        if draw.random() < 0.2:
            item["embargoed"] = draw.choice((*DATES, "2026-11-21T12:00:00Z", "tomorrow"))
        return self._json(draw, item, "application/vnd.iptc.ninjs+json")

    def _deadly(self, draw: random.Random) -> RawEvent:
        makers = (poison.attributes, poison.nested, poison.siblings, poison.breaks, poison.endless)
        return self._made(draw, draw.choice(makers)(), "text/html")

    def _garbled(self, draw: random.Random, event: RawEvent) -> RawEvent:
        """Headers that are missing, twice there, huge or no text; or a whole event as JSON, right or broken."""
        headers = list(event.headers)
        change = draw.randrange(7)
        if change == 0:
            headers = []
        elif change == 1:
            headers *= draw.choice((2, 30))
        elif change == 2:
            headers = [
                (name, draw.choice((b"\xff\xfe", b"", value * 500, b"\0" * 40, draw.randbytes(60))))
                for name, value in headers
            ]
        elif change == 3:
            headers += [(f"x-{number}", b"y" * 50) for number in range(draw.choice((10, 1_000)))]
            headers.append(("dead-attempts", draw.choice((b"9" * 5000, b"-1", "٣".encode(), b""))))
        elif change == 4:
            headers = [(name, value) for name, value in headers if name != "content-type"]
            headers.append(
                (
                    "content-type",
                    draw.choice((*(each or "" for each in _TYPES), "\ud800")).encode(
                        "utf-8", "surrogatepass"
                    ),
                )
            )
        elif change == 5:
            headers.append(("ce_time", draw.choice(DATES).encode()))
            headers.append(("ce_specversion", draw.choice((b"0.3", b"\xff", b"1.0"))))
        else:
            packed = {
                "specversion": "1.0",
                "id": "1",
                "source": draw.choice(("fuzz", "é" * 300)),
                "type": "a",
                "data_base64": base64.b64encode(event.value).decode(),
            }
            value = orjson.dumps(packed)
            return structured_event(
                event.name, value[: draw.choice((len(value), len(value) - 5))], "structured"
            )
        return replace(event, headers=tuple(headers))

    def _unit(self, draw: random.Random) -> str:
        if draw.random() < 0.7:
            return draw.choice(UNITS)
        return "".join(draw.choice(UNITS) for _ in range(draw.choice((2, 3))))

    def _uri(self, draw: random.Random) -> str:
        return f"urn:fuzz:{draw.randrange(10**9)}"

    def _json(self, draw: random.Random, value: object, kind: str) -> RawEvent:
        return self._made(draw, orjson.dumps(value), kind)

    def _made(self, draw: random.Random, value: str | bytes, kind: str | None) -> RawEvent:
        encoded = value if isinstance(value, bytes) else value.encode("utf-8", "replace")
        source = f"fuzz-{draw.randrange(12)}.example"
        subject = draw.choice(
            (f"https://{source}/{draw.randrange(10**9)}", self._uri(draw), *URIS[:3])
        ).encode("utf-8", "replace")
        return binary_event(
            "", encoded, source=source, subject=subject.decode(), time=NOON, content_type=kind
        )


def _escaped(text: str) -> str:
    """The text as JSON, halves of characters and all."""
    return '"' + "".join(f"\\u{ord(char):04x}" if ord(char) < 0x10000 else char for char in text) + '"'
