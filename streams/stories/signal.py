"""What an article is, relative to what went before it."""

from __future__ import annotations

from streams.article import Article
from streams.kinds import Format, Signal
from streams.stories.order import created_of
from streams.stories.story import Version

#: Formats in which a newer date is no word about a change: a page changes its date by itself.
WEB = frozenset({Format.HTML, Format.TEXT, Format.FEED, Format.JSON, Format.XML, Format.CSV})


def signal_of(article: Article, before: Version | None, known: bool) -> Signal:
    """What it says it is; else what its version says; a change of which nothing speaks is a silent edit.

    `before` is the newest version of the same take; `known` says whether there is any text of the story.
    """
    # That it is held says what becomes of a text, not what it is: let out, it is new, or an update.
    if article.signal is not None and article.signal is not Signal.HOLD:
        return article.signal
    if article.take.number is not None:
        return Signal.TAKE
    if not known or before is None:
        return Signal.UPDATE if known else Signal.NEW
    if article.revision.version is not None and article.revision.version != before.version:
        return Signal.UPDATE
    dated = article.revision.version_created is not None and created_of(article) > before.created
    return Signal.UPDATE if dated and article.format not in WEB else Signal.SILENT_EDIT
