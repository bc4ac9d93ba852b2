"""A news page -> Article: decode, parse once, read what the page says of itself, extract the article."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from lxml.html import HtmlElement

from streams.article import Article, Cleaning, Credits, Dropped, Naming, RawArticle, Removed, Revision
from streams.blocks import Block, following, forms_of, texts_of
from streams.intake import dates
from streams.intake.calendar.habits import written_in
from streams.intake.charset import Decoded, charset_of, decode
from streams.intake.html.about import is_cut_of
from streams.intake.html.bylines import is_byline_word, is_opening
from streams.intake.html.elements import forget
from streams.intake.html.extract import Extraction, extract_blocks, of_data, parse_page, visible_lines
from streams.intake.html.goes_with import headlines_of, pictures_of, sent_of
from streams.intake.html.line_dates import date_of_text, dates_in, is_date_label, without_date
from streams.intake.html.metadata import PageMetadata, comparable, read_metadata
from streams.intake.html.not_article import (
    Seen,
    is_list_address,
    stands_in_teasers,
    wants_script,
    why_not_article,
)
from streams.intake.html.not_article_marks import Marks, read_marks
from streams.intake.html.not_article_posts import without_comments
from streams.intake.html.state import read_state
from streams.intake.html.text_bylines import reporters_of, signed_in_bold
from streams.intake.html.under_headline import container_of, lines_under_headline
from streams.intake.html.yearless import WITHOUT_YEAR, with_year
from streams.intake.identity import names_page, normalise_url, page_url, source_for, uri_for
from streams.kinds import Format, Reason
from streams.replaced import replace

# Words around the date and the names in the line under a headline, in English, German and French.
_LINE_WORDS = re.compile(
    r"\b(?:by|von|par|published|posted|updated|last|modified|created|first|on|at|veröffentlicht|aktualisiert|stand|"
    r"zuletzt|erstellt|vom|am|um|publié|mis|mise|jour|modifié|le|à|et|and|und)\b|[|•·,;:()–—]",
    re.IGNORECASE,
)
# "Giriş Tarihi:", "Publicat:".
_LABEL = re.compile(r"(?:^|(?<=[\s|]))[^\W\d_]+(?:\s[^\W\d_]+)?\s?[:：]")
#: Characters of a line without letters; words of one around its names and dates; words of it that are unknown.
_MARK, _WORDS_OF_LINE, _OTHER_WORDS = 12, 9, 2
#: How far ahead of its arrival a page may be dated: clocks and zones differ.
_AHEAD = timedelta(days=2)
#: See `_judged`.
_Judged = tuple[tuple[str, ...], list[str], list[Removed]]
#: The topic of what is no news: when it arrived says nothing of when it was published.
_HISTORY = "articles.backfill"
_OPENING = 4  # paragraphs in which a headline, a byline or a date may be repeated


def read(raw: RawArticle) -> Article | Dropped:
    """The article on a page. Refused: what `charset.decode` refuses, NO_ARTICLE, NOT_AN_ARTICLE. Nothing is fetched."""
    decoded = decode(raw.value, charset_of(raw.content_type))
    return decoded if isinstance(decoded, Dropped) else read_decoded(raw, decoded)


def read_decoded(raw: RawArticle, decoded: Decoded) -> Article | Dropped:
    """`read` for a page whose text is already known."""
    try:
        return _read(raw, decoded)
    finally:
        forget()  # a tree may be large


def _read(raw: RawArticle, decoded: Decoded) -> Article | Dropped:
    encoded = decoded.encoded if decoded.encoded is not None else decoded.text.encode("utf-8", "replace")
    if b"\r" in encoded:
        encoded = encoded.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    tree = parse_page(decoded.text, encoded)
    if tree is None:
        return Dropped(Reason.NO_ARTICLE, "no element in the page")
    page = normalise_url(raw.subject)
    arrived = None if raw.origin.topic == _HISTORY else raw.origin.timestamp
    with written_in(tree.getroottree().getroot().get("lang")):
        said = read_metadata(tree, page, arrived=arrived)
    marks = read_marks(tree)
    found = extract_blocks(tree, page or said.canonical, encoded=encoded)
    if not found.sure and marks.lines.comments:
        found = replace(found, blocks=without_comments(found.blocks, marks.lines.comments))
    read = _judged(found.blocks, raw, tree, said, marks)
    if isinstance(read, Dropped) and _may_be_in_data(read):
        marked = bool(marks.article or said.published or said.byline)
        if stated := read_state(tree, page, said, marked=marked):
            with written_in(tree.getroottree().getroot().get("lang")):
                said = read_metadata(tree, page, stated.said, arrived)
            found = of_data(stated.name, stated.blocks, tree, page or said.canonical)
            read = _judged(found.blocks, raw, tree, said, marks)
    if not found.sure and (short := _short(found.blocks, read, raw, tree, said, marks)) is not None:
        found, read = short
    if isinstance(read, Dropped):
        return read
    texts, paragraphs, removed = read
    repairs = (*decoded.repairs, f"page-data:{found.data}") if found.data else decoded.repairs
    if said.first is None and said.last is None and (dated := date_of_text(paragraphs)) is not None:
        said = replace(said, first=dated)
    if not said.authors and (named := reporters_of(paragraphs)):
        said = replace(said, authors=named)
    elif not said.authors and said.houses and (signed := signed_in_bold(found.blocks)):
        said = replace(said, authors=signed[1])
        paragraphs, removed = _without_line(paragraphs, removed, found.blocks[signed[0]].text)
    version_created, wire_time, mended = dates.settle(said.modified or said.published, raw)
    url = said.canonical or page
    source = source_for(raw.source, url)
    uri = uri_for(source=source, canonical=said.canonical, subject=raw.subject, content="\n".join(paragraphs))
    came_from = page_url(page)
    return Article(
        uri=uri,
        origin=raw.origin,
        source=source,
        format=Format.HTML,
        paragraphs=tuple(paragraphs),
        forms=following(texts, forms_of(found.blocks), paragraphs),
        headline=said.title,
        headlines=headlines_of(said),
        media=pictures_of(found.container, said, page or said.canonical),
        sent=sent_of(said),
        revision=Revision(
            version_created=version_created,
            first_created=_not_after(said.published, version_created),
            wire_time=wire_time,
        ),
        credits=Credits(byline=said.byline),
        standfirst=said.standfirst
        if said.standfirst and not is_cut_of(said.standfirst, paragraphs)
        else None,
        url=url,
        # Where it came from, if it calls itself something else: "?p=7" of "/2026/11/21/quay".
        naming=Naming(aliases=(came_from,) if came_from and came_from != uri and names_page(page) else ()),
        language=said.language or "und",
        partial=found.part is not None,
        cleaning=Cleaning(removed=tuple(removed), repairs=repairs + mended),
    )


def _judged(
    blocks: list[Block], raw: RawArticle, tree: HtmlElement, said: PageMetadata, marks: Marks
) -> _Judged | Dropped:
    """(the texts of the blocks, the paragraphs, what was removed from these), or why they are no article."""
    texts = texts_of(blocks)
    paragraphs, removed = drop_repeats(list(texts), said)
    seen = Seen(
        title=said.title,
        paragraphs=paragraphs or visible_lines(tree),
        marks=marks,
        # What lies ahead is a deadline, or the day of an event.
        published=said.published is not None and said.published < raw.origin.timestamp + _AHEAD,
        byline=said.byline is not None,
        site=said.publisher,
        status=raw.status,
        address=raw.subject,
    )
    if why := why_not_article(seen):
        return Dropped(Reason.NOT_AN_ARTICLE, why)
    if not texts:
        return Dropped(Reason.NO_ARTICLE, said.title or "")
    if not paragraphs:
        return Dropped(Reason.NO_ARTICLE, "nothing but the headline, the byline and the date")
    return texts, paragraphs, removed


def _short(
    blocks: list[Block],
    read: _Judged | Dropped,
    raw: RawArticle,
    tree: HtmlElement,
    said: PageMetadata,
    marks: Marks,
) -> tuple[Extraction, _Judged] | None:
    """The lines under the headline, where the blocks are teasers beside an article that has only these; else None.

    A page that was refused for its teasers alone is one if a date stands under its headline.
    """
    if isinstance(read, Dropped) and (not stands_in_teasers(read.detail) or is_list_address(raw.subject)):
        return None
    lines = lines_under_headline(blocks, tree, said.title, normalise_url(raw.subject) or said.canonical)
    if lines is None or not (lines.dated or (marks.article and not isinstance(read, Dropped))):
        return None
    again = _judged(lines.blocks, raw, tree, said, marks)
    if isinstance(again, Dropped):
        return None
    return Extraction(lines.blocks, container=container_of(lines.parts)), again


def _may_be_in_data(refused: Dropped) -> bool:
    """Whether the mark-up of a refused page has no article, or says that a script would write it."""
    return refused.reason is Reason.NO_ARTICLE or wants_script(refused.detail)


def _without_line(
    paragraphs: list[str], removed: list[Removed], line: str
) -> tuple[list[str], list[Removed]]:
    if line not in paragraphs:
        return paragraphs, removed
    at = paragraphs.index(line)
    return paragraphs[:at] + paragraphs[at + 1 :], [*removed, Removed("byline", at, line)]


def drop_repeats(paragraphs: list[str], said: PageMetadata) -> tuple[list[str], list[Removed]]:
    """The paragraphs without the headline, and without the line of names and date, that the metadata has already."""
    title = comparable(said.title)
    year = said.first.moment.year if said.first and said.first.rule == WITHOUT_YEAR else None
    kept: list[str] = []
    removed: list[Removed] = []
    for index, paragraph in enumerate(paragraphs):
        rule = None
        if len(removed) + len(kept) < _OPENING and len(paragraph) <= 300:
            if title and comparable(paragraph) == title:
                rule = "headline"
            elif len(paragraph) <= 160:
                line = paragraph if year is None else with_year(paragraph, year)
                rule = "byline" if _is_known_line(line, said) or _is_line_of(line, said) else None
        if rule is None:
            kept.append(paragraph)
        else:
            removed.append(Removed(rule, index, paragraph))
    return kept, removed


def _is_known_line(paragraph: str, said: PageMetadata) -> bool:
    """Whether the line holds the metadata's byline or date, and nothing else but words that join them."""
    rest, names = paragraph, 0
    for name in (said.byline or "").split(", "):
        if len(name) > 2 and name in rest:
            rest, names = rest.replace(name, " "), names + 1
    if not _LINE_WORDS.sub("", rest).strip(" .-"):
        return names > 0
    stated = [moment for moment in (said.published, said.modified) if moment]
    parts = [rest, *re.split(r"\s*[|•·]\s*", rest)] if "|" in rest or "•" in rest or "·" in rest else [rest]
    return all(_is_date_of(part, stated) for part in parts[1:] or parts)


def _is_line_of(paragraph: str, said: PageMetadata) -> bool:
    """Whether the line has a name of the byline or one of the dates, and beside them hardly a word that is none of a
    byline's or a label's: "Von unserem Korrespondenten Jan Roe, Tarnvik", "Giriş Tarihi: 28.11.2026 14:05".
    """
    if not any(map(str.isalpha, paragraph)):
        return len(paragraph) <= _MARK  # a dash, or how often it was read
    if is_opening(paragraph):
        return True
    if paragraph.rstrip().endswith((".", "!", "?", "。")):
        return False
    rest, names = paragraph, 0
    for name in (said.byline or "").split(", "):
        if len(name) > 2 and (at := rest.casefold().find(name.casefold())) >= 0:
            rest, names = f"{rest[:at]} | {rest[at + len(name) :]}", names + 1
    stated = [moment for moment in (said.published, said.modified) if moment]
    dated = dates_in(rest)
    if not all(any(abs(each - other) <= timedelta(hours=36) for other in stated) for each in dated):
        return False
    if not names and not dated:
        return False
    words = _LINE_WORDS.sub(" ", _LABEL.sub(" ", without_date(rest))).replace("|", " ").split()
    if len(words) > _WORDS_OF_LINE:
        return False
    unknown = [word for word in words if not is_byline_word(word) and not is_date_label(word)]
    # A place or a house has a capital, if its script has any; what somebody does has none.
    return len(unknown) <= (_OTHER_WORDS if names else 1) and not any(word[0].islower() for word in unknown)


def _is_date_of(text: str, stated: list[datetime]) -> bool:
    """Whether the text is one of these dates; a day's difference is a time zone's."""
    words = " ".join(text.split()).strip(" ,.-|")
    if not words:
        return True
    for _ in range(4):
        if moment := dates.parse(words):
            return any(abs(moment - other) <= timedelta(hours=36) for other in stated)
        match = _LINE_WORDS.match(words)
        if not match:
            return False
        words = words[match.end() :].lstrip(" ,:.-")
    return False


def _not_after(published: datetime | None, version_created: datetime | None) -> datetime | None:
    """A first version cannot be younger than the version: then the page's clock was wrong."""
    return min(published, version_created) if published and version_created else published
