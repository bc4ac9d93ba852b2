"""Takes the boilerplate of the page out of the copy: paywall, prices, log-in, "read more", credits, tags.

The method is a scored scan of the edges (see `boilerplate_judge`), not a filter of words. The rules are data, in
streams/data/boilerplate/. Wire copy is judged as a page is, but for the lines that are the sender's own (see
`profile`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from streams.article import Removed
from streams.blocks import Forms
from streams.clean.boilerplate_headline import HEADLINE, repeats
from streams.clean.boilerplate_judge import judge
from streams.clean.boilerplate_lines import Line, Look, read_line
from streams.clean.boilerplate_links import LINK, house_of, links_of
from streams.clean.boilerplate_rules import rules_for
from streams.clean.boilerplate_subject import spare_subject
from streams.clean.profile import PAGES_OWN, SPARED, Profile
from streams.replaced import replace

#: Words of what stands before a wall, at most; and the rules of the lines that a wall is made of.
_TEASER = 150
_WALL, _OFFERS = "paywall", frozenset({"paywall", "plan", "login"})


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What became of a text.

    `paragraphs` were kept, in order; `removed` was not; `spared` are lines of `paragraphs` that a rule speaks against
    and that wire copy may have. `line` counts all lines of all paragraphs from 0, before anything was removed: with
    paragraphs of one line it is the paragraph's index.
    """

    paragraphs: tuple[str, ...]
    removed: tuple[Removed, ...] = ()
    spared: tuple[Removed, ...] = ()

    def ends_at_wall(self) -> bool:
        """Whether a few sentences are all that stands before an offer to read on for money."""
        if not any(each.rule == _WALL for each in self.removed):
            return False
        if sum(len(text.split()) for text in self.paragraphs) >= _TEASER:
            return False
        last = sum(text.count("\n") + 1 for text in self.paragraphs) + len(self.removed) - 1
        rules: list[str] = []
        for each in reversed(self.removed):
            if each.line != last:
                break
            rules.append(each.rule)
            last -= 1
        return _WALL in rules and sum(rule in _OFFERS for rule in rules) > 1


def remove_boilerplate(
    paragraphs: Sequence[str], language: str
) -> tuple[tuple[str, ...], tuple[Removed, ...]]:
    """The paragraphs of a page that are its article, and what was removed: `clean_copy` for a page's text alone."""
    cleaned = clean_copy(paragraphs, language)
    return cleaned.paragraphs, cleaned.removed


def clean_copy(
    paragraphs: Sequence[str],
    language: str,
    profile: Profile = Profile.PAGE,
    forms: Forms = (),
    headline: str | None = None,
    url: str | None = None,
) -> Cleaned:
    """Parts the article from the page's boilerplate.

    A paragraph may hold newlines; it is then judged line by line. `language` is a primary BCP 47 tag ("en",
    "de", "fr"; "und" if not known). `forms` tell which paragraphs are nothing but a link, where that is known; a
    page's `headline` is not said again above its article, and tells what the article is about; its `url` tells which
    links lead elsewhere.

    A line is kept or removed, never changed. Nothing is kept only if no line could be a sentence of an article. A
    second pass removes nothing, as long as it knows of the same links.
    """
    book = rules_for(language)
    parted = [paragraph.split("\n") for paragraph in paragraphs]
    lines = [read_line(text, book) for texts in parted for text in texts]
    if forms:
        lines = _with_links(lines, parted, links_of(paragraphs, forms, house_of(url)))
    if headline and profile is Profile.PAGE:
        _mark_headlines(lines, headline)
    spare_subject(lines, headline, book)
    spared = _spared(lines) if profile is Profile.WIRE else {}
    fate = _fate(lines, spared)
    removed = tuple(Removed(rule, i, lines[i].text) for i, rule in enumerate(fate) if rule is not None)
    stayed = _found(lines, spared) if spared else ()
    if not removed:
        return Cleaned(tuple(paragraphs), (), stayed)
    kept: list[str] = []
    at = 0
    for texts in parted:
        left = [text for i, text in enumerate(texts, at) if fate[i] is None]
        at += len(texts)
        if left:
            kept.append("\n".join(left))
    return Cleaned(tuple(kept), removed, stayed)


def _fate(lines: Sequence[Line], spared: dict[int, str]) -> list[str | None]:
    """The rule that removes each line, judged as if those that are spared were not there."""
    if not spared:
        return judge(lines)
    fate: list[str | None] = [None] * len(lines)
    others = [i for i in range(len(lines)) if i not in spared]
    for i, rule in zip(others, judge([lines[i] for i in others]), strict=True):
        fate[i] = rule
    return fate


def _spared(lines: Sequence[Line]) -> dict[int, str]:
    """The lines that wire copy may have, and their rules: those above the first that tells a page's end."""
    found: dict[int, str] = {}
    for i, line in enumerate(lines):
        if line.rule is None:
            continue
        if line.anchors and line.rule.name in PAGES_OWN:
            break
        if line.rule.name in SPARED:
            found[i] = line.rule.name
    return found


def _found(lines: Sequence[Line], spared: dict[int, str]) -> tuple[Removed, ...]:
    """Of the lines that are spared those that a page would lose: the others, such as a list of names, say nothing."""
    fate = judge(lines)
    return tuple(Removed(name, i, lines[i].text) for i, name in spared.items() if fate[i] == name)


def _mark_headlines(lines: list[Line], headline: str) -> None:
    """Gives the lines above the first sentence that say the headline again the rule for it."""
    for i, line in enumerate(lines):
        if line.look >= Look.SENTENCE:
            return
        if line.look is Look.BARE and line.rule is None and repeats(line.text, headline):
            lines[i] = replace(line, rule=HEADLINE, weight=HEADLINE.weight)


def _with_links(lines: list[Line], parted: Sequence[Sequence[str]], links: frozenset[int]) -> list[Line]:
    """The lines, those that are another article's headline with the rule for it. `links` are paragraphs."""
    at = 0
    for index, texts in enumerate(parted):
        line = lines[at]
        if index in links and len(texts) == 1 and line.look is Look.BARE and line.rule is None:
            lines[at] = replace(line, rule=LINK, weight=LINK.weight)
        at += len(texts)
    return lines
