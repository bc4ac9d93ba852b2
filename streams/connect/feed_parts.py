"""A feed cut into its entries: for each a document with the head of the feed and that entry, as it stands there.

The desk's own reader (`intake.feeds`) reads the feed, so that what it can mend is no obstacle here. The cut is made in
the feed's text: what an entry says stays as its feed wrote it, as UTF-8. Where the text cannot be cut where the reader
sees entries, the entry is written anew from what was parsed.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from streams.article import Dropped
from streams.intake.charset import charset_of, decode
from streams.intake.feeds import elements, syndication
from streams.intake.feeds.article import Tombstone
from streams.intake.feeds.names import Element, children, name_of
from streams.intake.feeds.parse import FeedXml, entry_spans, parse_feed
from streams.intake.feeds.syndication import Syndicated
from streams.intake.sniff import load_json
from streams.intake.xml import local_name, root_start
from streams.kinds import Reason

_TOMBSTONE = re.compile(r"<((?:[A-Za-z][\w.-]{0,30}:)?deleted-entry)(?=[\s/>])[^<>]{0,5000}>")
#: Characters of a feed without its entries. Each goes out with them: a long head would be a flood.
LONGEST_HEAD = 256 * 1024
#: RSS 1.0 lists its items once more in its head.
_LISTED = re.compile(r"<rdf:li\b[^<>]*?(?:/>|>\s*</rdf:li\s*>)")
_ROOT_NAME = re.compile(r"<[\w:.-]{1,60}")
#: Where an entry stood, in a head that is written anew.
_PLACE = "copydesk-entry"
#: sy:updatePeriod, in seconds.
_PERIODS = {
    "hourly": 3600.0,
    "daily": 86400.0,
    "weekly": 604800.0,
    "monthly": 2592000.0,
    "yearly": 31536000.0,
}
_TAG = re.compile(r"<[^<>]{0,5000}>")
#: Behind an address in a text: what may be another in each poll.
_QUERY = re.compile(r"(https?://[^\s?#]{1,1000})[?#]\S*")
_ATOM, _RSS, _JSON = "application/atom+xml", "application/rss+xml", "application/feed+json"


@dataclass(frozen=True, slots=True)
class Hints:
    """What a feed says of itself to who asks for it. `seconds` is how long it is good for."""

    seconds: float | None = None
    hubs: tuple[str, ...] = ()
    itself: str | None = None  # its own address: the topic of WebSub


@dataclass(frozen=True, slots=True)
class Parts:
    """A feed in parts. `pieces` are its entries as they stand there, one for each of `read.entries`."""

    read: Syndicated
    content_type: str
    pieces: tuple[str, ...]
    before: str
    after: str
    hints: Hints
    is_json: bool = False

    def document(self, numbers: Iterable[int]) -> bytes:
        """The feed with these of its entries only, from 0, in their order."""
        some = [self.pieces[number] for number in sorted(set(numbers))]
        return self._with((",\n" if self.is_json else "\n").join(some))

    def withdrawn(self, tombstone: Tombstone) -> bytes:
        """The feed with no entry, and with this one taken back."""
        when = f" when={quoteattr(str(tombstone.when))}" if tombstone.when else ""
        comment = f"<at:comment>{escape(tombstone.comment)}</at:comment>" if tombstone.comment else ""
        return self._with(
            '<at:deleted-entry xmlns:at="http://purl.org/atompub/tombstones/1.0" '
            f"ref={quoteattr(tombstone.id or '')}{when}>{comment}</at:deleted-entry>"
        )

    def _with(self, entries: str) -> bytes:
        return (self.before + entries + self.after).encode("utf-8", "replace")


def parts_of(value: bytes, content_type: str | None, address: str) -> Parts | Dropped:
    """The parts of a feed that came from `address`. Refused for what the desk's reader refuses."""
    decoded = decode(value, charset_of(content_type))
    if isinstance(decoded, Dropped):
        return decoded
    if syndication.is_json(decoded.text):
        return _of_json(decoded.text, address)
    document = parse_feed(decoded.text)
    if isinstance(document, Dropped):
        return document
    hints = _hints(document, address)
    # Before the entries are read: that changes the names of what is in them.
    before, pieces, after = _cut(decoded.text, document)
    own = elements.feed_of(document, None).link
    read = syndication.from_xml(document, address)
    if isinstance(read, Dropped):
        return read
    if read.feed.link and read.feed.link != own:
        before = _based(before, read.feed.link)
    if (size := len(before) + len(after)) > LONGEST_HEAD:
        return _head_too_long(size)
    atom = name_of(document.root) in ("feed", "entry")
    content_type = f"{_ATOM if atom else _RSS}; charset=utf-8"
    return Parts(read, content_type, pieces, before, after, hints)


def _of_json(text: str, address: str) -> Parts | Dropped:
    document = load_json(text)
    if isinstance(document, Dropped):
        return document
    read = syndication.from_json(document, address)
    if isinstance(read, Dropped):
        return read
    assert isinstance(document, dict)
    head = {key: value for key, value in document.items() if key != "items"}
    hubs = head.get("hubs")
    urls = [each.get("url") for each in hubs if isinstance(each, dict)] if isinstance(hubs, list) else []
    itself = head.get("feed_url")
    hints = Hints(
        hubs=tuple(each for each in urls if isinstance(each, str)),
        itself=itself if isinstance(itself, str) else None,
    )
    if not read.feed.link or read.feed.link == address:
        head["feed_url"] = address
    opening = json.dumps(head)[:-1] + (", " if head else "") + '"items": ['
    if len(opening) > LONGEST_HEAD:
        return _head_too_long(len(opening))
    pieces = tuple(json.dumps(item) for item in document["items"])
    return Parts(read, _JSON, pieces, opening, "]}", hints, is_json=True)


def _head_too_long(size: int) -> Dropped:
    return Dropped(
        Reason.TOO_LARGE,
        f"{size} characters beside its entries, each of which goes out with them; at most {LONGEST_HEAD}",
    )


def _cut(text: str, document: FeedXml) -> tuple[str, tuple[str, ...], str]:
    """What stands before the entries, the entries, and what stands behind them."""
    spans = list(entry_spans(text))
    if not spans or len(spans) != len(document.entries):
        return _written_anew(document)
    between = [text[end:start] for (_, end), (start, _) in pairwise(spans)]
    before = text[: spans[0][0]] + "".join(each for each in between if not each.isspace())
    pieces = tuple(text[start:end] for start, end in spans)
    return _head(before), pieces, _head(text[spans[-1][1] :])


def _head(text: str) -> str:
    """Without the entries that were taken back: each goes out once, and not with every other one."""
    kept: list[str] = []
    position = 0
    for opening in _TOMBSTONE.finditer(text):
        if opening.start() < position:
            continue
        stop = opening.end()
        if not opening[0].endswith("/>"):
            closing = text.find(f"</{opening[1]}", stop)
            stop = text.find(">", closing) + 1 if closing >= 0 else 0
            if not stop:
                break
        kept.append(text[position : opening.start()])
        position = stop
    return _LISTED.sub("", "".join(kept) + text[position:])


def _written_anew(document: FeedXml) -> tuple[str, tuple[str, ...], str]:
    """The same from what was parsed. A place is left where the first entry stood, or where one could stand."""
    found = [each for each in document.entries if not isinstance(each, Dropped)]
    pieces = tuple(
        "" if isinstance(each, Dropped) else etree.tostring(each, encoding="unicode", with_tail=False)
        for each in document.entries
    )
    root = document.root
    if any(each is root for each in found):
        return "", pieces, ""
    place = etree.ProcessingInstruction(_PLACE)
    within = next((each for name, each in children(root) if name == "channel"), root)
    parent = found[0].getparent() if found else None
    home = within if parent is None or parent.getroottree() is not root.getroottree() else parent
    home.append(place)
    head = _without(root, found)
    home.remove(place)
    before, _, after = head.partition(f"<?{_PLACE} ?>")
    return _head(before), pieces, _head(after)


def _without(root: Element, entries: Sequence[Element]) -> str:
    """The text of a document without some of its elements, which stay where they are."""
    homes = [(each, each.getparent()) for each in entries]
    places = [(each, home, home.index(each)) for each, home in homes if home is not None]
    for each, home, _ in reversed(places):
        home.remove(each)
    text = etree.tostring(root, encoding="unicode")
    for each, home, index in places:
        home.insert(index, each)
    return text


def _based(before: str, base: str) -> str:
    """The head with what relative addresses are relative to: it goes without the address that it came from."""
    root = _ROOT_NAME.match(before, root_start(before))
    if root is None or "xml:base" in before[root.start() : before.find(">", root.end())]:
        return before
    return f"{before[: root.end()]} xml:base={quoteattr(base)}{before[root.end() :]}"


def _hints(document: FeedXml, address: str) -> Hints:
    root = document.root
    head = next((each for name, each in children(root) if name == "channel"), root)
    said: dict[str, str] = {}
    links: dict[str, list[str]] = {}
    for each in head:
        name = local_name(each).lower()
        if name == "link" and each.get("href"):
            href = elements.joined(address, each.get("href"))
            links.setdefault((each.get("rel") or "").strip().lower(), []).append(href or "")
        elif name in ("ttl", "updateperiod", "updatefrequency") and each.text:
            said.setdefault(name, each.text.strip().lower())
    return Hints(
        seconds=_seconds(said),
        hubs=tuple(filter(None, links.get("hub", ()))),
        itself=next(filter(None, links.get("self", ())), None),
    )


def _seconds(said: dict[str, str]) -> float | None:
    """By <ttl>, in minutes, else by sy:updatePeriod and sy:updateFrequency (times in a period).

    "Once an hour" counts as not said: WordPress writes it into each feed, whatever its site does.
    """
    ttl = said.get("ttl", "")
    if ttl.isascii() and ttl.isdigit() and len(ttl) < 8:
        return float(ttl) * 60
    period = _PERIODS.get(said.get("updateperiod", ""))
    times = said.get("updatefrequency", "1")
    if period is None or not (times.isascii() and times.isdigit() and len(times) < 6) or not int(times):
        return None
    seconds = period / int(times)
    return None if seconds == 3600.0 else seconds


def words_of(markup: str | None) -> str:
    """The words that a text shows, without its markup, which may be escaped twice."""
    if not markup:
        return ""
    text = _TAG.sub(" ", html.unescape(_TAG.sub(" ", markup)))
    return " ".join(_QUERY.sub(r"\1", html.unescape(text)).split())
