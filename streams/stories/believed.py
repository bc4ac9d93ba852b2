"""When a text is believed although it has next to nothing of what stands (see `stories.replaces`).

Either it is plainly more: what stands is a teaser, a flash or a wall, and the text is an article. Or what stands is a
few words that nobody dated or signed, and the text is signed; or they stand under many addresses of the site. Or its
source was read a second time, later, and shows the same: the page was rewritten throughout, or its address has another
article.

Walls, error pages and fronts are read twice as well. So a text is believed only if it reads like an article: it is long
enough, speaks to no visitor of a site, has sentences in most of its lines, is no smaller than half of what stands, and
stands under no other address of its source, as a wall does.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from streams.article import Article
from streams.enrich.sentences import words_of_text
from streams.intake.html.not_article_words import MOST_LETTERS, read_wording
from streams.kinds import Format
from streams.stories.edits import alike, length_of
from streams.stories.ledger import Ledger
from streams.stories.record import doubt_name
from streams.stories.story import Story, is_doubtful

#: An article has so many words: walls, teasers, removals and error pages have fewer.
FULL = 60
#: In place of a page that says next to nothing but what walls say, so many do.
BRIEF = 25
#: So many times the words of a slight text are plainly more.
FAR = 2
#: What is read again is no smaller than this share of the characters that stand: a consent page is.
EVEN = 0.5
#: Characters of a text in which its words are counted.
_COUNTED = 5_000
#: What comes twice within this was sent twice, and not read twice.
AGAIN = timedelta(minutes=1)
#: The common runs of words, as shares of both texts, from which on they say nearly the same. Fronts change faster.
NEARLY = 1.6
#: An article may stand under two addresses of a site; a text of so many others is a notice.
EVERYWHERE = 2
#: From this similarity on a text of the same source under another address is the same.
_ELSEWHERE = 0.8
#: The share of a text that speaks to a visitor of the site, from which on it is a wall. News has .1 at most.
_NOTICE = 0.25
#: The share from which on it says nothing else. A recipe has .3, advice to readers .2.
_WALL = 0.6
#: Of so many lines at least, this share has no end of a sentence where a text is a list of headlines.
_FEWEST_LINES, _HEADLINES = 4, 0.34
_ENDINGS = tuple(".!?…。！？؟।۔:;\"”“»«’')]」』）")


def is_believed(ledger: Ledger, story: Story, standing: Sequence[Article], article: Article) -> bool:
    """Whether the text may stand in place of these, of which it has next to nothing."""
    return (
        is_plainly_more(standing, article)
        or is_over_a_notice(ledger, story, standing, article)
        or is_said_again(ledger, story, standing, article)
    )


def is_plainly_more(standing: Sequence[Article], article: Article) -> bool:
    """Whether what stands is slight, and the text is an article of far more words; or what stands is a wall.

    In a wall's place any article is better, however short.
    """
    if all(map(_is_wall, standing)):
        return reads_as_article(article, BRIEF)
    if length_of(article) <= length_of(*standing):
        return False  # as most walls are: their words need not be counted
    stands = sum(map(_words, standing))
    if _words(article) < max(FULL, FAR * stands):
        return False
    slight = stands < FULL or all(part.partial for part in standing)
    return (slight or any(map(_speaks_to_visitors, standing))) and reads_as_article(article)


def is_over_a_notice(ledger: Ledger, story: Story, standing: Sequence[Article], article: Article) -> bool:
    """Whether what stands is most likely a wall whose words nobody knows, and the text an article, however short.

    A site dates its articles, or names who wrote them, and not its walls; and it shows one wall under many addresses.
    """
    bare = _is_signed(article) and all(map(_is_bare, standing))
    if not bare and not all(_is_everywhere(ledger, story, part) for part in standing):
        return False
    return reads_as_article(article, BRIEF) and not _is_elsewhere(ledger, story, article)


def is_said_again(ledger: Ledger, story: Story, standing: Sequence[Article], article: Article) -> bool:
    """Whether its source shows for the second time what waits as doubtful, and it reads like an article."""
    again = any(is_doubtful(held) and _is_later_reading(held, article) for held in story.waiting)
    if not again or length_of(article) < EVEN * length_of(*standing):
        return False
    return reads_as_article(article) and not _is_elsewhere(ledger, story, article)


def reads_as_article(article: Article, least: int = FULL) -> bool:
    """Whether the text has so many words, speaks to no visitor, and is no list of headlines."""
    if article.partial or _words(article) < least or _speaks_to_visitors(article):
        return False
    lines = [line for paragraph in article.paragraphs for line in paragraph.split("\n") if line.strip()]
    bare = sum(not line.rstrip().endswith(_ENDINGS) for line in lines)
    return len(lines) < _FEWEST_LINES or bare < _HEADLINES * len(lines)


def _words(article: Article) -> int:
    """Its words. In scripts without spaces each letter is counted as one, and two of them say as much as a word.

    Of a long text the rest is taken to have as many as its beginning: the loop must not wait for a megabyte of them.
    """
    length = counted = words = 0
    for paragraph in article.paragraphs:
        if counted < _COUNTED:
            some = paragraph[:_COUNTED]
            words, counted = words + words_of_text(some), counted + len(some)
        length += len(paragraph)
    return min(words * length // max(1, counted), length // 2)


def _speaks_to_visitors(article: Article) -> bool:
    return read_wording(article.paragraphs).share >= _NOTICE


def _is_wall(article: Article) -> bool:
    return length_of(article) <= MOST_LETTERS and read_wording(article.paragraphs).share >= _WALL


def _is_signed(article: Article) -> bool:
    return article.revision.version_created is not None or article.credits.byline is not None


def _is_bare(article: Article) -> bool:
    """Whether it is a page of a few words, and nothing on it says when it was written, or by whom."""
    return article.format is Format.HTML and not _is_signed(article) and _words(article) < FULL


def _is_everywhere(ledger: Ledger, story: Story, part: Article) -> bool:
    """Whether it is a page of a few words, and others of its source have the same ones."""
    if part.format is not Format.HTML or _words(part) >= FULL:
        return False
    uris = {part.uri, *(each.uri for each in ledger.alike(part) if each.exact)} - {story.uri}
    others = map(ledger.get, sorted(uris))
    return sum(other is not None and other.source == part.source for other in others) >= EVERYWHERE


def _is_later_reading(held: Article, article: Article) -> bool:
    if held.source != article.source or article.origin.timestamp - held.origin.timestamp < AGAIN:
        return False
    return held.content_hash == article.content_hash or alike(held, article, NEARLY)


def _is_elsewhere(ledger: Ledger, story: Story, article: Article) -> bool:
    """Whether another story of its source has the text, or was held because of it."""
    if any(uri != story.uri for uri in ledger.sharing(doubt_name(article))):
        return True
    for each in ledger.alike(article):
        other = ledger.get(each.uri) if each.exact or each.similarity >= _ELSEWHERE else None
        if other is not None and other.source == article.source:
            return True
    return False
