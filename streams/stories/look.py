"""The second look: which of the stories that look like a text have it in them, or are in it."""

from __future__ import annotations

from dataclasses import dataclass

from streams.article import Article
from streams.copies import alignment
from streams.copies.alignment import Likeness
from streams.copies.reading import MOST_WORDS, Reading, read
from streams.copies.sketch import fold, words_of
from streams.kinds import Signal
from streams.replaced import replace
from streams.stories.ledger import Alike, Ledger
from streams.stories.story import Story
from streams.verdict import Link, Wording

#: Stories that are looked at for one text, and how many of those that have it in them are told. Each look costs the
#: writer some .5 ms, and the thousandth copy of a story says no more than the first.
LOOKS, TOLD = 8, 6
#: Characters that are aligned with others for one text. Two of MOST_WORDS take some 5 ms, and the loop waits for it.
ALIGNED, _MOST_ALIGNED = 96_000, 6 * MOST_WORDS
#: A story of so many characters is read from its record in the time in which one of them is aligned.
_READ = 20
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

_MENDS = frozenset({Signal.UPDATE, Signal.CORRECTION})


@dataclass(frozen=True, slots=True)
class Found:
    """A story that a text has in it, or that has it: the link to it, and the numbers in which they contradict.

    `back` is the method of a link the other way round, from the story to the text; None: there is none.
    """

    story: Story
    link: Link
    similarity: float
    back: str | None
    contradictions: tuple[tuple[str, str], ...] = ()

    @property
    def made_of_it(self) -> bool:
        """Whether the text is made of it, and has little or nothing of its own."""
        return self.link.method != "holds"

    @property
    def is_made_of_this(self) -> bool:
        """Whether the story is made of the text, and has little or nothing of its own."""
        return self.back not in (None, "holds")

    def turned(self, article: Article) -> Link:
        """The link the other way round, where there is one."""
        assert self.back is not None
        return Link(article.uri, article.source, self.link.shared, self.link.share, self.back)


def look(ledger: Ledger, article: Article) -> list[Found]:
    """The stories that this text is made of or holds, the likest first; LOOKS are looked at, TOLD are told.

    Of a text of more than two thousand words fewer are looked at.
    """
    found: list[Found] = []
    misses, left = 0, ALIGNED
    letters = sum(map(len, article.paragraphs))
    cost = min(_MOST_ALIGNED, letters) + letters // _READ
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
        if not alike.exact:
            left -= cost
        if len(found) == TOLD or misses == MISSES or left <= 0:
            break
    return found


def _looked_at(ledger: Ledger, story: Story, article: Article, alike: Alike) -> Found | None:
    if alike.exact and (same := _exact(story, article)) is not None:
        return _found(story, alike, 1.0, 1.0, "exact", "exact") if same else None
    mine = _read(ledger, article.paragraphs)
    likest = _likest(ledger, story, mine)
    if likest is None or not likest[0].same:
        return None
    (likeness, theirs), threshold = likest, ledger.threshold
    if likeness.renamed and _is_another_of_its_desk(story, article):
        return None
    share, shared = likeness.share, likeness.shared
    method = method_of(share, shared, likeness.news, len(mine.words), threshold)
    back = method_of(shared, share, likeness.others, len(theirs.words), threshold)
    if method is None:
        return None
    return replace(_found(story, alike, share, shared, method, back), contradictions=likeness.contradictions)


def _is_another_of_its_desk(story: Story, article: Article) -> bool:
    """Whether a text that names somebody else is a story of its own: a desk writes two in the same words, as of two
    banks that decide on one day; another paper only writes the name in its way.
    """
    return story.source == article.source and article.signal not in _MENDS


def method_of(share: float, shared: float, news: int, words: int, threshold: float) -> str | None:
    """How a text is made of another: "near", "part", or it "holds" it among much of its own; None: it is not.

    Args:
        share: of the text that stands in the other.
        shared: of the other that stands in it.
        news: facts that only the text has.
        words: of the text.
        threshold: the share from which on it is made of the other.
    """
    furniture = shared >= HOLDS and news * WORDS_A_FACT < (1 - share) * words
    if share >= threshold or furniture:
        return "near" if share >= threshold and shared >= threshold else "part"
    if shared >= HOLDS and share * words >= FEWEST_WORDS:
        return "holds"
    return None


def _is_orphan(ledger: Ledger, story: Story) -> bool:
    """Whether it is a copy that readers were not sent, of what is forgotten by now: the text would be new to them."""
    unsent = not story.parts and not story.held and not story.kill
    return unsent and bool(story.linked) and all(uri not in ledger for uri in story.linked)


def _found(story: Story, alike: Alike, share: float, shared: float, method: str, back: str | None) -> Found:
    link = Link(story.uri, story.source or "unknown", round(share, 3), round(shared, 3), method)
    return Found(story, link, alike.similarity, back)


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
    return story.source != article.source or any(_same_news(each, article, words) for each in others)


def _same_news(other: Wording, article: Article, words: list[str]) -> bool:
    known, headlines = set(words), (other.headline or "", article.headline or "")
    if len(set(map(fold, headlines))) == 1:
        return True
    return all(any(len(word) > 3 and word in known for word in words_of(headline)) for headline in headlines)


def _likest(ledger: Ledger, story: Story, mine: Reading) -> tuple[Likeness, Reading] | None:
    """Of the story's texts the one that is likest, and how it was read; None if none has enough in common."""
    readings = [_read(ledger, wording.paragraphs) for wording in story.wordings if wording.paragraphs]
    shares = [alignment.common(mine, theirs) for theirs in readings]
    # What two of a template share is mostly too little whatever their facts are, and these cost the most.
    if not any(each.share >= ledger.threshold or each.shared >= HOLDS for each in shares):
        return None
    found = [
        (alignment.align(mine, theirs, shares=each), theirs)
        for theirs, each in zip(readings, shares, strict=True)
    ]
    return max(found, key=lambda each: (each[0].same, each[0].share + each[0].shared), default=None)


def _read(ledger: Ledger, paragraphs: tuple[str, ...]) -> Reading:
    """Also of a text that was read before: what is remembered changes nothing but the time it takes."""
    known = ledger.readings.get(paragraphs)
    if known is None:
        known = ledger.readings[paragraphs] = read(paragraphs)
        if len(ledger.readings) > READINGS:
            ledger.readings.popitem(last=False)
    else:
        ledger.readings.move_to_end(paragraphs)
    return known
