"""The entries of a feed as `copydesk connect` knows them: which is which, whether it changed, and its raw event.

An entry is the same by its id, else by its address. It has changed when its words have, or who wrote it, its subjects
or its pictures. When it was updated does not count, nor what stands behind the "?" of an address: there are feeds in
which these are others each time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property

from streams.article import Article, Dropped, Origin, RawArticle
from streams.connect.feed_parts import Parts, words_of
from streams.events.raw_event import RawEvent, binary_event
from streams.intake import dates
from streams.intake.calendar.habits import written_in
from streams.intake.calendar.moment import has_zone, plain
from streams.intake.feeds.article import Entry, Setting, Tombstone, article_of, own_id
from streams.intake.feeds.syndication import setting_of
from streams.intake.identity import names_nothing, names_page, normalise_url, page_url

#: Nothing of a place on a topic is asked here.
_NOWHERE = RawArticle(b"", Origin("", 0, 0, datetime.fromtimestamp(0, UTC)))
#: Characters of a subject, which is the key of the record; a longer name is made shorter.
_LONGEST_SUBJECT = 500
#: What a subject of an entry begins with. It is not the entry's id itself: that is the document's word, and not ours.
SUBJECT = "entry:"
#: A date so long ago is none of news.
_OLDEST = timedelta(days=20 * 365)


@dataclass(frozen=True, slots=True)
class Found:
    """An entry, or one that was taken back. `key` is "who/what": it is the same by the one, unchanged by both."""

    number: int  # among the entries of the feed, from 0; below 0: taken back
    key: str
    name: str
    named: bool = True  # by itself; else its name is made of its text
    link: str | None = None
    when: object = None  # its date, as written

    @property
    def who(self) -> str:
        """The part of the key that stays when the entry is edited."""
        return self.key.partition("/")[0] + "/"


class Entries:
    """The entries of one feed, as it was fetched once."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self._entries = parts.read.entries
        self.found = [self._found(number, entry) for number, entry in enumerate(self._entries)]
        self.withdrawn = [_withdrawn(number, each) for number, each in enumerate(parts.read.tombstones, 1)]

    def event(self, found: Found, source: str, now: datetime) -> RawEvent:
        """The raw event of an entry, with the head of its feed."""
        if found.number < 0:
            document = self.parts.withdrawn(self.parts.read.tombstones[-found.number - 1])
        else:
            document = self.parts.document(self._with_witnesses(found.number))
        event = binary_event(
            found.name,
            document,
            source=source,
            subject=SUBJECT + found.name,
            time=self.time(found, now),
            content_type=self.parts.content_type,
        )
        if found.named:
            return event
        # Without a subject the desk names the article by its text.
        return replace(event, headers=tuple(each for each in event.headers if each[0] != "ce_subject"))

    def time(self, found: Found, now: datetime) -> datetime:
        """When the entry is of, where it says so plainly; else now."""
        if found.when is None:
            return now
        entry = self._entries[found.number] if found.number >= 0 else None
        language = entry.language if isinstance(entry, Entry) else None
        with written_in(language or self.parts.read.feed.language):
            moment = dates.parse(found.when)
        if moment is None or not has_zone(moment) or not now - _OLDEST < moment <= now:
            return now
        return plain(moment)

    def is_whole(self, found: Found) -> bool:
        """Whether the feed has the whole text of an entry, as far as one can tell."""
        entry = self._entries[found.number]
        if not isinstance(entry, Entry):
            return False
        article = article_of(entry, self._setting)
        return isinstance(article, Article) and not article.partial and bool(article.paragraphs)

    @cached_property
    def _setting(self) -> Setting:
        return setting_of(self.parts.read, _NOWHERE)

    def _found(self, number: int, entry: Entry | Dropped) -> Found:
        if isinstance(entry, Dropped):
            digest = short_digest(self.parts.pieces[number] or entry.detail)
            return Found(number, f"{digest}/{digest}", f"sha256:{digest}", named=False)
        link, own = normalise_url(entry.link), _own(entry, self._setting)
        content = _content(entry)
        if link is not None and (link in self._setting.shared_links or not names_page(link)):
            link = None  # of no entry's own
        # What has neither an id nor an address is another entry when it has another text.
        who = own or link or content
        name = own_id(entry, self._setting.ambiguous) or link
        named = name is not None
        name = name or f"sha256:{short_digest(content)}"
        if len(name) > _LONGEST_SUBJECT:
            name = f"sha256:{short_digest(name)}"
        when = entry.updated or entry.published
        return Found(
            number,
            f"{short_digest(who)}/{short_digest(content)}",
            name,
            named,
            normalise_url(entry.link),
            when,
        )

    def _with_witnesses(self, number: int) -> list[int]:
        """The entry, and others that show what it shares.

        An id that several entries have names none of them, nor does such an address: the desk sees that only where
        two of them stand in one document.
        """
        entry, setting = self._entries[number], self._setting
        numbers = [number]
        if isinstance(entry, Entry):
            shared = [("id", entry.id)] if entry.id in setting.ambiguous else []
            link = normalise_url(entry.link)
            shared += [("link", link)] if link in setting.shared_links else []
            for each in shared:
                others = self._sharing.get(each, ())
                numbers += [other for other in others if self.found[other].key != self.found[number].key][:1]
        return numbers

    @cached_property
    def _sharing(self) -> dict[tuple[str, str | None], list[int]]:
        """For each id and each address that several entries have, two of them that are not word for word the same."""
        found: dict[tuple[str, str | None], list[int]] = {}
        for number, entry in enumerate(self._entries):
            if isinstance(entry, Entry):
                for each in (("id", entry.id), ("link", normalise_url(entry.link))):
                    known = found.setdefault(each, [])
                    if not known or (len(known) == 1 and self.found[known[0]].key != self.found[number].key):
                        known.append(number)
        return found


def _own(entry: Entry, setting: Setting) -> str | None:
    """The id by which an entry is the same; with its address and title where several have it."""
    if not entry.id or names_nothing(entry.id):
        return None
    own = (page_url(entry.id) if "#" not in entry.id else None) or entry.id.strip()
    if entry.id in setting.ambiguous:
        return f"{own}\n{normalise_url(entry.link)}\n{words_of(entry.title)}"
    return own


def _content(entry: Entry) -> str:
    """What counts as the content of an entry, in one text."""
    pictures = (
        "\n".join((each.headline or "", each.caption or "", *(_plain(file.href) for file in each.renditions)))
        for each in entry.media
    )
    held = str(entry.published) if entry.standing.scheduled or entry.draft else ""
    return "\0".join(
        (
            words_of(entry.title),
            words_of(entry.content),
            words_of(entry.summary),
            *entry.authors,
            *(str(each) for each in entry.subjects),
            *entry.keywords,
            *pictures,
            *(_plain(each.uri) for each in entry.related),
            *(each or "" for each in (entry.rights, entry.licence, entry.medium, entry.language)),
            f"{entry.standing} {entry.draft} {held}",
        )
    )


def _plain(url: str) -> str:
    return url.partition("#")[0].partition("?")[0]


def _withdrawn(number: int, tombstone: Tombstone) -> Found:
    name = (tombstone.id or "").strip()[:_LONGEST_SUBJECT]
    who, when = short_digest(f"deleted\n{tombstone.id}"), short_digest(str(tombstone.when))
    return Found(-number, f"{who}/{when}", name, when=tombstone.when)


def oldest_first(found: Sequence[Found], entries: Entries, now: datetime) -> list[Found]:
    """In the order in which they go out: by their dates; of one date the last of the feed first, as feeds have it."""
    dated = [(entries.time(each, now), -number, each) for number, each in enumerate(found)]
    return [each for _, _, each in sorted(dated, key=lambda one: one[:2])]


def short_digest(text: str) -> str:
    """What tells a text from another one, in 20 hex digits."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()
