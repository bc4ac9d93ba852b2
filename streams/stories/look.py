"""The second look: which of the stories that look like a text have it in them, or are in it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from streams.article import Article, Link, Wording
from streams.copies import alignment
from streams.copies.alignment import Likeness, Reading
from streams.copies.sketch import fold, words_of
from streams.stories.ledger import Alike, Ledger
from streams.stories.story import Story

#: Stories that are looked at for one text, and how many of those that have it in them are told. Each look costs the
#: writer some .5 ms, and the thousandth copy of a story says no more than the first.
LOOKS, TOLD = 8, 6
#: The likest come first: where so many of them were made of the same template, the others are, too.
MISSES = 3
#: Readings that are remembered, some 50 kB each.
READINGS = 128
#: A text that has so much of another in it has its news, too, whatever else it says.
HOLDS = 0.6
#: Words of another text that a text with much of its own has at least in it, to be told of.
FEWEST_WORDS = 40
#: A text around a whole other one says nothing of its own if it has less than one fact in so many words.
WORDS_A_FACT = 20


@dataclass(frozen=True, slots=True)
class Found:
    """A story that a text has in it, or that has it: the link to it, and the numbers in which they contradict."""

    story: Story
    link: Link
    similarity: float
    contradictions: tuple[tuple[str, str], ...] = ()

    @property
    def made_of_it(self) -> bool:
        """Whether the text is made of it, and has little or nothing of its own."""
        return self.link.method != "holds"

    def turned(self, article: Article, threshold: float) -> Link | None:
        """The link the other way round; None where the story has much of its own."""
        share, shared = self.link.shared, self.link.share
        if share < threshold and not self.made_of_it:
            return None
        method = self.link.method if shared >= threshold else "part"
        return Link(article.uri, article.source, share, shared, method)


def look(ledger: Ledger, article: Article) -> list[Found]:
    """The stories that this text is made of or holds, the likest first; LOOKS are looked at, TOLD are told."""
    found: list[Found] = []
    misses = 0
    queue = ledger.alike(article)[:LOOKS]
    for alike in queue:
        story = ledger.get(alike.uri)
        if story is None or _is_orphan(ledger, story):
            continue
        one = _looked_at(ledger, story, article, alike)
        if one is None:
            misses += 1
        else:
            found.append(one)
            # Of a story with many copies the original need not be among the likest. It is looked at all the same, so
            # that its kill finds each of them at once.
            root = next(iter(story.linked), alike.uri)
            if all(each.uri != root for each in queue):
                queue.insert(queue.index(alike) + 1, Alike(root, alike.similarity, exact=False))
        if len(found) == TOLD or misses == MISSES:
            break
    return found


def _looked_at(ledger: Ledger, story: Story, article: Article, alike: Alike) -> Found | None:
    if alike.exact and (same := _exact(story, article)) is not None:
        return _found(story, article, alike, 1.0, 1.0, "exact") if same else None
    mine = _read(ledger, article.paragraphs)
    likeness = _likest(ledger, story, mine)
    method = None if likeness is None else method_of(likeness, mine, ledger.threshold)
    if likeness is None or method is None:
        return None
    found = _found(story, article, alike, likeness.share, likeness.shared, method)
    return replace(found, contradictions=likeness.contradictions)


def method_of(likeness: Likeness, text: Reading, threshold: float) -> str | None:
    """How a text is made of another: "near", "part", or it "holds" it among much of its own; None: it is not."""
    share, shared, words = likeness.share, likeness.shared, len(text.words)
    if not likeness.same:
        return None
    own = (1 - share) * words
    furniture = shared >= HOLDS and likeness.news * WORDS_A_FACT < own
    if share >= threshold or furniture:
        return "near" if share >= threshold and shared >= threshold else "part"
    if shared >= HOLDS and share * words >= FEWEST_WORDS:
        return "holds"
    return None


def _is_orphan(ledger: Ledger, story: Story) -> bool:
    """Whether it is a copy that readers were not sent, of what is forgotten by now: the text would be new to them."""
    unsent = not story.parts and not story.held and not story.kill
    return unsent and bool(story.linked) and all(uri not in ledger for uri in story.linked)


def _found(story: Story, article: Article, alike: Alike, share: float, shared: float, method: str) -> Found:
    source = story.card.source if story.card else "unknown"
    return Found(story, Link(story.uri, source, round(share, 3), round(shared, 3), method), alike.similarity)


def _exact(story: Story, article: Article) -> bool | None:
    """Whether a text with the same words is a copy; None where the words are no longer the same.

    Of a short text the headline counts: "Morning" and "Evening" over one caption are two. It does not where another
    source has it, or where the text says what both headlines say.
    """
    words = words_of(article.body)
    if len(words) >= alignment.SHORT:
        return True
    others = [each for each in story.wordings if words_of(" ".join(each.paragraphs)) == words]
    if not others:
        return None
    source = story.card.source if story.card else None
    return source != article.source or any(_same_news(each, article, words) for each in others)


def _same_news(other: Wording, article: Article, words: list[str]) -> bool:
    known, headlines = set(words), (other.headline or "", article.headline or "")
    if len(set(map(fold, headlines))) == 1:
        return True
    return all(any(len(word) > 3 and word in known for word in words_of(headline)) for headline in headlines)


def _likest(ledger: Ledger, story: Story, mine: Reading) -> Likeness | None:
    likenesses = [
        alignment.align(mine, _read(ledger, wording.paragraphs))
        for wording in story.wordings
        if wording.paragraphs
    ]
    return max(likenesses, key=lambda each: (each.same, each.share + each.shared), default=None)


def _read(ledger: Ledger, paragraphs: tuple[str, ...]) -> Reading:
    """Also of a text that was read before: what is remembered changes nothing but the time it takes."""
    known = ledger.readings.get(paragraphs)
    if known is None:
        known = ledger.readings[paragraphs] = alignment.read(paragraphs)
        if len(ledger.readings) > READINGS:
            ledger.readings.popitem(last=False)
    else:
        ledger.readings.move_to_end(paragraphs)
    return known
