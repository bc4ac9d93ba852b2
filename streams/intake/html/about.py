"""What else a page says of its article: standfirst, section, keywords, picture."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin

from lxml.html import HtmlElement

from streams.intake.html.head import Head
from streams.intake.html.json_ld import LinkedArticle
from streams.intake.html.line import clean_text, comparable
from streams.intake.html.marks import tags
from streams.intake.html.near import prints

_LONGEST_WORD = 100  # characters of a keyword or a section
_MOST_WORDS = 50
_SHORTEST, _LONGEST = 30, 700  # characters of a standfirst
_ALIKE = 40  # letters with which a description begins as the text does: it was cut from it


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture that stands for the article. `url` absolute; `alt` as the page declares it; `caption` as written."""

    url: str
    alt: str | None = None
    caption: str | None = None
    width: int | None = None  # pixels
    height: int | None = None


def description_of(head: Head, linked: LinkedArticle) -> str | None:
    """The summary that the page declares: linked data, OpenGraph, then the tag that search engines show."""
    return clean_text(linked.description) or head.first(*tags("descriptions"))


def standfirst_of(
    head: Head, linked: LinkedArticle, headline: HtmlElement | None, title: str | None, own: frozenset[str]
) -> str | None:
    """The declared summary, if it can be the article's standfirst: written for readers, whole, and about this article.

    What is meant for search engines alone counts only if the page prints it below its headline. Whether it is a cut of
    the text shows when there is a text: `is_cut_of`.
    """
    shared = clean_text(linked.description) or head.first("og:description")
    text = shared or head.first("description")
    if not text or not _SHORTEST <= len(text) <= _LONGEST or text.rstrip(" ]").endswith(("…", "...")):
        return None
    words = comparable(text)
    if words in comparable(title) or any(len(name) > 4 and name in words for name in own):
        return None
    return text if shared or prints(headline, words) else None


def is_cut_of(standfirst: str, paragraphs: list[str]) -> bool:
    """Whether a summary is the article's own beginning, or stands in it anyway."""
    words, opening = comparable(standfirst), comparable(" ".join(paragraphs[:4])[:3000])
    return not words or words[:_ALIKE] in opening


def section_of(head: Head, linked: LinkedArticle) -> str | None:
    """The section of the paper, by its name."""
    section = clean_text(linked.section) or head.first(*tags("sections"))
    return section if section and len(section) <= _LONGEST_WORD and "://" not in section else None


def keywords_of(head: Head, linked: LinkedArticle, own: frozenset[str]) -> tuple[str, ...]:
    """The keywords that the publisher gives, each once, without the paper's own name; at most 50."""
    found = linked.keywords or tuple(head.tags)
    if not found:
        text = next((head.meta[name] for name in tags("keywords") if name in head.meta), "")
        found = tuple(text.replace(";", ",").split(","))
    clean = (word for each in found if (word := clean_text(each)) and len(word) <= _LONGEST_WORD)
    return tuple(dict.fromkeys(word for word in clean if comparable(word) not in own and ":" not in word))[
        :_MOST_WORDS
    ]


def picture_of(head: Head, linked: LinkedArticle, url: str | None) -> Picture | None:
    """The article's picture: OpenGraph's with its alternative text, with linked data's caption, else linked data's.

    The addresses are made absolute by the page's; one that stays relative is left out. Nothing is fetched.
    """
    stated = next((head.meta[name] for name in tags("pictures") if name in head.meta), None)
    address = _absolute(stated, url) or _absolute(linked.image, url)
    if address is None:
        return None
    return Picture(
        address,
        head.first(*tags("picture_texts")),
        clean_text(linked.caption),
        _pixels(head.meta.get("og:image:width")),
        _pixels(head.meta.get("og:image:height")),
    )


def _absolute(address: str | None, url: str | None) -> str | None:
    if not address or len(address) > 2000:
        return None
    address = address.strip()
    if not address.startswith(("https://", "http://")):
        try:
            address = urljoin(url or "", address)
        except ValueError:
            return None
    return address if address.startswith(("https://", "http://")) else None


def _pixels(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 5 else None
