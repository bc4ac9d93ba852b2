"""The headlines of a page by role: printed (h1), for search (<title>), for social networks (og:title).

Without the site's name, and with the kicker ("Opinion", "Ports") apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from lxml.html import HtmlElement

from streams.intake.html.bylines import is_known_person
from streams.intake.html.head import Head, within
from streams.intake.html.json_ld import LinkedArticle
from streams.intake.html.line import clean_text, comparable, resemblance
from streams.intake.html.marks import pattern, tags
from streams.intake.identity import host_of, site_of

_SEPARATOR = re.compile(r"\s+(?:[|•·»–—<-]|::)\s+|\s*｜\s*")
# What parts a Chinese title from the section's and the site's name, of which there are often several.
_UNDERSCORE = re.compile(r"(?<=[\u3400-\u9fff\uff00-\uff60”》])_{1,2}(?=[\u3400-\u9fff])")
_SHORTEST_UNSPACED = 6  # letters of a Chinese title
_OPENING = re.compile(r"\s*(?:\s[•·»–—-]|::|[¦|])\s+")
_WEAK_OPENING = re.compile(r"\s*(?:\s[•·»–—-]|::|[:+¦|])\s+")
_KICKER = pattern("kicker", words=True, case=False)
_LONGEST_KICKER = 60
_ALIKE = 0.4


@dataclass(frozen=True, slots=True)
class Headlines:
    """The page's headline in its roles, each without the site's name; None where it has none of that role."""

    main: str | None = None
    printed: str | None = None
    search: str | None = None
    social: str | None = None
    kicker: str | None = None


NO_HEADLINES = Headlines()


def read_headlines(
    head: Head, linked: LinkedArticle, headline: HtmlElement | None, own: frozenset[str]
) -> Headlines:
    """The headlines, and which of them is the article's: `main`.

    What two declare alike counts, then what is printed, if it is like what the page declares. The kicker is apart.
    """
    kicker, printed = _printed(headline, within(headline) if headline is not None else None)
    if printed and comparable(printed) in own:
        printed = None
    declared = clean_text(linked.headline)
    social = head.first(*tags("titles"))
    bare = {text: without_site(text[:1000], own, printed) for text in (declared, social, head.title) if text}
    declared, social, search = (bare.get(text) if text else None for text in (declared, social, head.title))
    main = _main(printed, declared, social, search)
    found_kicker = kicker or next(
        (
            each
            for text in (social, search, declared)
            if text and (each := _opening(text, main, _WEAK_OPENING))
        ),
        None,
    )
    return Headlines(main, printed, search, social, found_kicker)


def _printed(headline: HtmlElement | None, whole: str | None) -> tuple[str | None, str | None]:
    """(kicker, headline) of the element, whose first part may be a kicker by its name."""
    if headline is None:
        return None, None
    for part in headline.iterdescendants():
        name = part.get("class")
        if name is None or not _KICKER.search(name):
            continue
        kicker = within(part)
        if (
            kicker
            and whole
            and len(kicker) <= _LONGEST_KICKER
            and whole.startswith(kicker)
            and whole != kicker
        ):
            return kicker.rstrip(" :|"), whole[len(kicker) :].lstrip(" :|–—-") or None
    return _kicker_above(headline), whole


def _kicker_above(headline: HtmlElement) -> str | None:
    above = headline.getprevious()
    if above is None or not isinstance(above.tag, str) or not _KICKER.search(above.get("class") or ""):
        return None
    text = within(above)
    return text.rstrip(" :|") if text and len(text) <= _LONGEST_KICKER else None


def _main(printed: str | None, declared: str | None, social: str | None, search: str | None) -> str | None:
    """What linked data and OpenGraph agree on; else what is printed; else what is declared and not cut short."""
    if declared and social and comparable(declared) == comparable(social) and not _opening(declared, printed):
        return declared
    others = [text for text in (declared, social, search) if text]
    if printed:
        words = comparable(printed)
        if not others or any(_alike(words, comparable(text)) for text in others):
            return printed
    if declared and social and _is_cut(declared) and comparable(social).startswith(comparable(declared)):
        return social
    return declared or social or search or printed


def _is_cut(text: str) -> bool:
    """Whether it ends as a title does that was cut short to please a search engine."""
    return text.rstrip(". …") != text


def _alike(words: str, others: str) -> bool:
    return words in others or resemblance(words, others) >= _ALIKE


def _opening(text: str, main: str | None, separator: re.Pattern[str] = _OPENING) -> str | None:
    """ "Opinion" of "Opinion | Why the berth should never reopen", if the rest is the headline."""
    match = separator.search(text)
    if not main or not match or match.start() > _LONGEST_KICKER:
        return None
    rest = text[match.end() :]
    return text[: match.start()].strip() or None if comparable(rest) == comparable(main) else None


_LONG_NAME = 9  # letters of a name that is one without "News", too


def own_names(url: str | None, *names: str | None) -> frozenset[str]:
    """What the paper calls itself, as `comparable` gives it: its names, its host, with and without "The" and "News"."""
    known = {words for name in names if (words := comparable(name))}
    known |= {words.removeprefix("the") for words in known}
    known |= {words.removesuffix("news") for words in known if len(words) > _LONG_NAME}
    if url:
        known |= _names_of_host("/".join(url.split("/", 3)[:3]))
    return frozenset(known)


def names_in_title(head: Head, own: frozenset[str]) -> frozenset[str]:
    """What stands behind the printed headline in the page's title: "Fire closes port | The Herald"."""
    title = head.title
    if not title or not head.headings:
        return frozenset()
    marks = list(_SEPARATOR.finditer(title))
    if not marks or comparable(title[marks[-1].end() :]) in own:
        return frozenset()
    name = title[marks[-1].end() :]  # a blog may have its author's name, who may be the author
    printed = {comparable(text) for _, text in head.headings} - own
    before = {comparable(title[: mark.start()]) for mark in marks} & printed
    # The heading may be the blog's name, and what follows the headline.
    if not any(len(each) >= len(comparable(name)) for each in before) or is_known_person(name):
        return frozenset()
    return own_names(None, name)


@lru_cache(maxsize=4096)
def _names_of_host(url: str) -> frozenset[str]:
    site = site_of(url)
    said = (site, host_of(url), site.partition(".")[0] if site else None)
    known = {words for name in said if (words := comparable(name))}
    return frozenset(known | {words.removeprefix("the") for words in known})


def without_site(title: str, own: frozenset[str], heading: str | None) -> str | None:
    """ "Fire closes port | The Herald" -> "Fire closes port"; None if the site's name is all there is.

    `heading`, as printed, tells where a title ends whose site is not known.
    """
    if comparable(title) in own:
        return None
    if "_" in title and (mark := _UNDERSCORE.search(title, _SHORTEST_UNSPACED)):
        title = title[: mark.start()]
    separators = list(_SEPARATOR.finditer(title))
    if not separators:
        return title
    first, last = separators[0], separators[-1]
    tail = comparable(title[last.end() :])
    if tail in own or tail.removeprefix("the") in own:
        return without_site(title[: last.start()].strip(), own, heading)
    if heading:
        for each in separators:
            if comparable(title[: each.start()]) == comparable(heading):
                return title[: each.start()].strip()
    if comparable(title[: first.start()]) in own:
        return title[first.end() :].strip()
    return title
