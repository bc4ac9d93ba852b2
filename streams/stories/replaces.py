"""What may take the place of a text that stands.

Under the address of an article come a robot wall, a teaser, a login or consent page, a 404, an empty template, a front.
None of them says that it replaces the article, and phrases alone never know them all; but none of them has much of its
text either. So a version that says nothing of itself must be an edit of what stands: share a run of words with it, or
the names that the story is about. What does neither, or is a fragment, is doubtful: the article stays with readers,
the version waits for an editor, and the desk is told.

What counts as saying so: a correction, a take, a release; an update, unless a page says it that is a fragment; and the
number or the date of a new version where the format is an agency's, unless that is a fragment.

A doubtful version goes out by `copydesk held release` only. It falls as stale when a version comes that is an edit of
the text that stands, or that text itself. How long it is there says nothing: walls, 404 pages and fronts stay for days,
and fronts are edited like articles.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime
from itertools import groupby, islice, pairwise
from typing import NamedTuple

from streams.article import Article, Hold, Verdict
from streams.copies.sketch import words_of
from streams.enrich.background import background
from streams.kinds import Disposition, Format, HoldReason, Signal
from streams.stories.hold import fallen, hold_back
from streams.stories.ledger import Ledger
from streams.stories.order import created_of
from streams.stories.outcome import Notice, NoticeKind, Outcome, Reported
from streams.stories.signal import WEB
from streams.stories.story import Story, Version, is_doubtful, raw_of, version_of

#: Under this share of the characters that stand a version is a fragment. Editors cut to a half, teasers leave a fifth.
FRAGMENT = 0.3
#: A text of fewer characters than this, forty words of English, may be cut to anything.
SHORT = 240
#: What two texts share is counted twice, as a share of the one and of the other, and both are added: an edit has all of
#: a shorter version, or half of two of one length. A front that shows the opening of an article has a tenth of both.
#: From this sum of common runs of three words on a version is an edit. With three of ten words rewritten it is .68; of
#: the seeds, two that tell of different things have .1 at most.
ALIKE = 0.5
#: From this share of common names of both on, and from so many, two texts tell the same story: rewritten throughout it
#: has .25 and more. Of the seeds, two that tell of different things have three names in common at most, or .2.
NAMED = 0.25
FEWEST_NAMES = 5
#: So many words in a row that are the same are a sentence taken over: its names do not count.
SENTENCE = 8
#: From this sum of common words on that tell anything, and from so many, a text is another one rewritten or continued.
REWRITTEN = 0.7
FEWEST_WORDS = 12
#: From this share of those words on, of either text, a short text is told in another one. Of the seeds, a flash has .6
#: and more in common with its story, and .23 at most with one of something else.
TOLD = 0.4
#: A text with fewer words that tell anything may become any other: what that shares is chance.
FEWEST_TELLING = 6
#: A body of fewer words says too little by itself: its headline belongs to it.
FEW_WORDS = 12
#: Characters that are compared, and words, from the beginning. An event of a megabyte must not hold up the writer.
MOST = 18_000
MOST_WORDS = 4_000
#: Paragraphs that are looked for in the other text, from the beginning, if they have so many characters.
MOST_PARAGRAPHS = 4_000
FULL_PARAGRAPH = 40

_SAYS_SO = frozenset({Signal.CORRECTION, Signal.RELEASE})
_NAME = re.compile(r"[^\W\d_][^\W_]{3,}")
_STEM = 6  # letters of a word by which it is known in another inflection


def standing_of(ledger: Ledger, story: Story) -> tuple[Article, ...]:
    """The texts that stand for a story: its own, else those that it copied so far."""
    if story.parts or story.copies is None:
        return story.parts
    original = ledger.get(story.copies)
    return original.parts if original else ()


def doubt_of(standing: Sequence[Article], article: Article, signal: Signal) -> Hold | None:
    """Why the article may be none that can stand in place of these texts; None where it may, or where nothing stands.

    `signal` is what it is to its story by its own word or by its version's. It takes 3 µs for an edit that leaves
    paragraphs alone, 0.5 ms for another article, and 50 ms for two of half a megabyte in lines of five characters.
    """
    if not standing or article.signal in _SAYS_SO:
        return None
    if article.take is not None or any(part.take is not None for part in standing):
        return None  # takes are an agency's form, and the whole story follows them
    web = article.format in WEB
    length, own = sum(map(_length, standing)), _length(article)
    share = own / max(1, length)
    if length >= SHORT and share < FRAGMENT and (web or article.signal is not Signal.UPDATE):
        return _doubtful(f"{share:.0%} of the text that stands")
    said = article.signal if web else signal
    if said is Signal.UPDATE or _same_paragraphs(standing, article, length, own):
        return None
    shared = _shared(_text_of(*standing), _text_of(article), article.language)
    return None if shared is None else _doubtful(f"shares {shared:.0%} with the text that stands")


def is_summary(standing: Sequence[Article], article: Article) -> bool:
    """Whether it is a feed's summary of an article that stands whole: it takes nothing's place, and is no news."""
    summary = article.partial and article.format is Format.FEED and article.signal not in _SAYS_SO
    return summary and any(not part.partial for part in standing)


def hold_doubtful(
    ledger: Ledger, story: Story, article: Article, hold: Hold, signal: Signal
) -> list[Outcome]:
    """Holds a doubtful version. It takes the place of one that was held before; editors are told of each text once."""
    content = article.content_hash
    if any(
        is_doubtful(held) and (held.content_hash, held.version) == (content, article.version)
        for held in story.waiting
    ):
        verdict = Verdict(Disposition.REPEAT, article.signal or Signal.NEW)
        return [Reported(replace(article, verdict=verdict))]
    told = any(each.doubtful and each.content == content for each in story.texts)
    if not told:
        runs = _runs(words_of(_text_of(article)))
        told = any(
            is_doubtful(held) and _alike(_runs(words_of(_text_of(held))), runs) for held in story.waiting
        )
    story, before = without_doubtful(story)
    story, outcomes = hold_back(story, article, hold, signal)
    version = replace(version_of(article, Verdict(Disposition.WITHHELD, signal)), hold=hold)
    ledger.put(story.with_version(version, article.origin.timestamp))
    if not told:
        outcomes.append(_notice(NoticeKind.DOUBTFUL_VERSION, article, hold.words))
    return outcomes + before


def without_doubtful(story: Story, before: datetime | None = None) -> tuple[Story, list[Outcome]]:
    """The story without its doubtful versions, of which only those that came `before`: they end as stale."""
    return fallen(
        story,
        [
            held
            for held in story.waiting
            if is_doubtful(held) and (before is None or held.origin.timestamp < before)
        ],
    )


def behind(article: Article, newest: Version | None) -> list[Notice]:
    """A notice where a stale version says that it was made later than the one whose number is higher.

    Its sender may have begun to count anew: then nothing of what it sends reaches readers.
    """
    if newest is None or article.version_created is None or created_of(article) <= newest.created:
        return []
    number, higher = article.version or "", newest.version or ""
    words = f"version {number[:40]} was made after version {higher[:40]}, which stands"
    return [_notice(NoticeKind.VERSION_BEHIND, article, words)]


def _doubtful(words: str) -> Hold:
    return Hold(HoldReason.DOUBTFUL, words.replace("%", " %"))


def _notice(kind: NoticeKind, article: Article, words: str) -> Notice:
    return Notice(
        kind,
        article.uri,
        article.source,
        raw_of(article.origin),
        article.origin.timestamp,
        headline=article.headline,
        words=words,
    )


def _same_paragraphs(standing: Sequence[Article], article: Article, length: int, own: int) -> bool:
    """Whether enough of both texts, of so many characters each, is the same, paragraph for paragraph.

    Most edits leave most paragraphs alone: this spares them the comparison of the words.
    """
    stands = islice((each for part in standing for each in part.paragraphs), MOST_PARAGRAPHS)
    known = {paragraph for paragraph in stands if len(paragraph) >= FULL_PARAGRAPH}
    same = sum(len(each) for each in islice(article.paragraphs, MOST_PARAGRAPHS) if each in known)
    return same >= SHORT / 2 and same / length + same / own >= ALIKE


def _length(article: Article) -> int:
    """The characters of the body."""
    return sum(map(len, article.paragraphs))


def _text_of(*parts: Article) -> str:
    """The body, from its beginning; with the headline, where it has only a few words."""
    paragraphs = (paragraph for part in parts for paragraph in part.paragraphs)
    body = "\n".join(islice(paragraphs, MOST))[:MOST]
    if len(body) < SHORT and len(words_of(body)) < FEW_WORDS:
        return f"{parts[0].headline or ''}\n{body}"
    return body


def _shared(stands: str, comes: str, language: str) -> float | None:
    """What a text shares with another one, 0 to 1, if it is too little for an edit of it; else None."""
    one, other = words_of(stands)[:MOST_WORDS], words_of(comes)[:MOST_WORDS]
    runs, found = _runs(one), _runs(other)
    if _alike(runs, found):
        return None
    telling, told = _telling(one, language), _telling(other, language)
    if len(telling) < FEWEST_TELLING:
        return None
    same = runs & found
    names = _share(
        _names(stands, language) & _apart(one, same), _names(comes, language) & _apart(other, same)
    )
    if names.common >= FEWEST_NAMES and min(names.one, names.other) >= NAMED:
        return None
    words = _share(telling, told)
    if words.common >= FEWEST_WORDS and words.one + words.other >= REWRITTEN:
        return None
    # A long text with few words is a table: any article has half of them.
    short = min(len(stands), len(comes)) < 2 * SHORT
    if short and max(words.one, words.other) >= TOLD:
        return None
    alike = _share(runs, found)
    return max(alike.one, alike.other)


def _alike(runs: frozenset[tuple[str, ...]], found: frozenset[tuple[str, ...]]) -> bool:
    shared = _share(runs, found)
    return shared.one + shared.other >= ALIKE


class _Share(NamedTuple):
    """How many members two sets have in common, and which share of each that is, 0 to 1."""

    common: int
    one: float
    other: float


def _share(one: AbstractSet[object], other: AbstractSet[object]) -> _Share:
    common = len(one & other)
    return _Share(common, common / max(1, len(one)), common / max(1, len(other)))


def _runs(words: list[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(_each_run(words))


def _each_run(words: list[str]) -> Iterable[tuple[str, ...]]:
    return zip(words, words[1:], words[2:], strict=False)


def _apart(words: list[str], same: AbstractSet[tuple[str, ...]]) -> frozenset[str]:
    """The words outside of the sentences that are the same in both texts, shortened. `same` are the common runs.

    A front has the names of an article's opening in that opening alone; what was rewritten has them everywhere.
    """
    common = [run in same for run in _each_run(words)]
    alone = [True] * len(words)
    start = 0
    for is_common, stretch in groupby(common):
        end = start + len(list(stretch))
        if is_common and end - start + 2 >= SENTENCE:
            alone[start : end + 2] = [False] * (end - start + 2)
        start = end
    return frozenset(word[:_STEM] for word, counts in zip(words, alone, strict=True) if counts)


def _telling(words: list[str], language: str) -> frozenset[str]:
    """The words that tell what a text is about, shortened: no function words, and no short ones.

    A character of a script without spaces tells nothing by itself, but with the next one.
    """
    known = background(language)
    found = {word[:_STEM] for word in words if len(word) > 3 and not known.barred(word)}
    return frozenset(
        found.union(one + other for one, other in pairwise(words) if len(one) == len(other) == 1)
    )


def _names(text: str, language: str) -> frozenset[str]:
    """The names in a text, shortened: words with a capital that everyday news does not have."""
    known = background(language)
    found = {
        word.casefold() for word in _NAME.findall(unicodedata.normalize("NFC", text)) if word[0].isupper()
    }
    return frozenset(word[:_STEM] for word in found if not known.barred(word) and word not in known.bands)
