"""Takes the boilerplate of the page out of the copy: paywall, prices, log-in, "read more", credits, tags.

The method is a scored scan of the edges, not a filter of words. Each line is read by itself (see
`_read_line`): which rules speak against it and how much, and how much it looks like a sentence of an
article, which speaks for it. Then:

1. Below a lead-in such as "More on this", bare headlines go with it.
2. The *tail* begins after the last sentence that nothing speaks against. In it, all that stands below the
   first strong sign of the article's end goes, even lines that say nothing ("Archives"), and so does a
   doubtful sentence right above it. Without such a sign a list stays.
3. The *head* ends before the first such sentence. In head and tail, a line goes on moderate evidence.
4. Between them only what is unmistakable goes.
5. What is weak by itself goes beside what was removed: networks, prices, terms, reactions. A byline goes at
   the top only.

The rules are data, in streams/data/boilerplate/. The work is linear in the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from streams.article import Removed
from streams.blocks import Forms
from streams.clean.boilerplate_files import Rule
from streams.clean.boilerplate_headline import HEADLINE, repeats
from streams.clean.boilerplate_links import LINK, links_of
from streams.clean.boilerplate_rules import RuleBook, rules_for
from streams.clean.profile import PAGES_OWN, SPARED, Profile

_EDGE_WEIGHT = 2
_MIDDLE_WEIGHT = 3
_MOST_HEADLINES = 12
_HEADLINE_WORDS = range(6, 25)  # what is shorter may be a crosshead
_TAIL_HEADLINE_WORDS = range(3, 25)
_QUESTION_WORDS = 15
_WEAK_PROSE_WORDS = 25
_MOST_BYLINES = 2
#: What stands together in one box: "Your e-mail address" and "Sign up".
_BOX = frozenset({"newsletter", "notify", "paywall", "plan", "login", "share", "app"})
#: A line longer than this is a paragraph of the article, whatever it says. No boilerplate is so long.
_LONGEST = 1500
_PROSE_WORDS = 7
_PARAGRAPH_WORDS = 25

_CLOSERS = " \t\r\u00a0\"'”’»)]›*"
_TERMINAL = frozenset(".!?…。！？؟।")
_SENTENCE_INSIDE = re.compile(r"[.!?…][\"”’»]? +[\"“„«»(]?[^\W\d_a-zà-ÿ]")
_OPENING_QUOTES = tuple("\"“„«‚‘'‹")
_QUOTED = re.compile(r"[“„«\"]([^“„«»\"”]{2,300})[”“»\"]")
_NAME_WORDS = 5
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


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
) -> Cleaned:
    """Parts the article from the page's boilerplate.

    A paragraph may hold newlines; it is then judged line by line. `language` is a primary BCP 47 tag ("en",
    "de", "fr"; "und" if not known). `forms` tell which paragraphs are nothing but a link, where that is known; a
    page's `headline` is not said again above its article.

    A line is kept or removed, never changed. Nothing is kept only if no line could be a sentence of an article. A
    second pass removes nothing, as long as it knows of the same links.
    """
    book = rules_for(language)
    parted = [paragraph.split("\n") for paragraph in paragraphs]
    lines = [_read_line(text, book) for texts in parted for text in texts]
    if forms:
        lines = _with_links(lines, parted, links_of(paragraphs, forms))
    if headline and profile is Profile.PAGE:
        _mark_headlines(lines, headline)
    spared = _spared(lines) if profile is Profile.WIRE else ()
    for i in spared:
        lines[i] = replace(lines[i], rule=None, weight=0)
    fate = _judge(lines)
    removed = tuple(Removed(rule, i, lines[i].text) for i, rule in enumerate(fate) if rule is not None)
    stayed = tuple(Removed(name, i, lines[i].text) for i, name in spared.items()) if spared else ()
    if not removed:
        return Cleaned(tuple(paragraphs), (), stayed)
    kept: list[str] = []
    at = 0
    for texts in parted:
        left = [text for i, text in enumerate(texts, at) if fate[i] is None]
        at += len(texts)
        if left:
            kept.append("\n".join(left))
    return Cleaned(tuple(kept), removed, tuple(each for each in stayed if fate[each.line] is None))


def _spared(lines: Sequence[_Line]) -> dict[int, str]:
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


def _mark_headlines(lines: list[_Line], headline: str) -> None:
    """Gives the lines above the first sentence that say the headline again the rule for it."""
    for i, line in enumerate(lines):
        if line.look >= _Look.SENTENCE:
            return
        if line.look is _Look.BARE and line.rule is None and repeats(line.text, headline):
            lines[i] = replace(line, rule=HEADLINE, weight=HEADLINE.weight)


def _with_links(lines: list[_Line], parted: Sequence[Sequence[str]], links: frozenset[int]) -> list[_Line]:
    """The lines, those that are another article's headline with the rule for it. `links` are paragraphs."""
    at = 0
    for index, texts in enumerate(parted):
        line = lines[at]
        if index in links and len(texts) == 1 and line.look is _Look.BARE and line.rule is None:
            lines[at] = replace(line, rule=LINK, weight=LINK.weight)
        at += len(texts)
    return lines


def _judge(lines: Sequence[_Line]) -> list[str | None]:
    """The name of the rule that removes each line, or None for what stays."""
    fate: list[str | None] = [None] * len(lines)
    _take_headlines(lines, fate, 0, _MIDDLE_WEIGHT, _HEADLINE_WORDS)
    first = next((i for i, line in enumerate(lines) if fate[i] is None and _is_article(line)), len(lines))
    tail, lead_ins = _tail_start(lines, fate)
    _take_headlines(lines, fate, tail, _EDGE_WEIGHT, _TAIL_HEADLINE_WORDS)
    for i, line in enumerate(lines):
        if fate[i] is not None or line.rule is None or line.rule.head is not None:
            continue
        at_edge = i < first or i >= tail
        if line.weight >= (_EDGE_WEIGHT if at_edge else _MIDDLE_WEIGHT) and (at_edge or not line.rule.edge):
            fate[i] = line.rule.name
    for i, name in lead_ins:
        fate[i] = name
    _take_tail(lines, fate, tail)
    _take_neighbours(lines, fate)
    _take_head(lines, fate)
    if all(rule is not None or line.look is _Look.BLANK for line, rule in zip(lines, fate, strict=True)):
        for i, line in enumerate(lines):
            if line.look >= _Look.SENTENCE and line.weight < _EDGE_WEIGHT:
                fate[i] = None
    _take_blanks(lines, fate)
    return fate


def _take_head(lines: Sequence[_Line], fate: list[str | None]) -> None:
    """Bylines and times of publication at the top. More than two of a kind are a programme, and stay."""
    found: list[tuple[int, str]] = []
    sentences, above = 0, ""
    for i, line in enumerate(lines):
        if fate[i] is not None or line.look is _Look.BLANK:
            continue
        if _is_article(line):
            sentences += 1
        rule = line.rule
        if rule is not None and rule.head is not None and rule.head >= sentences and not above.endswith(":"):
            found.append((i, rule.name))
        above = line.text.rstrip()
    names = Counter(name for _, name in found)
    for i, name in found:
        if names[name] <= _MOST_BYLINES:
            fate[i] = name


def _is_article(line: _Line) -> bool:
    return line.look >= _Look.SENTENCE and line.weight < _EDGE_WEIGHT


def _take_headlines(
    lines: Sequence[_Line], fate: list[str | None], start: int, weight: int, words: range
) -> None:
    """Lead-ins of related articles, and the bare headlines below them, of so many words."""
    follow = [i for i in range(start, len(lines)) if lines[i].look is not _Look.BLANK]
    room, lead = 0, ""
    for position, i in enumerate(follow):
        line = lines[i]
        if line.rule is not None and line.rule.leads == "headlines" and line.weight >= weight:
            fate[i] = line.rule.name
            room, lead = _MOST_HEADLINES, line.rule.name
            continue
        below = lines[follow[position + 1]] if position + 1 < len(follow) else None
        if room and _is_headline(line, below, words):
            fate[i] = f"{lead}-headline"
            room -= 1
        else:
            room = 0


def _is_headline(line: _Line, below: _Line | None, words: range) -> bool:
    if line.rule is not None:
        return False
    if line.look is _Look.BARE:
        return line.words in words or line.text.strip(" .)").isdecimal()
    # A question may be a headline; but above prose it is an interviewer's.
    is_question = line.text.rstrip().endswith("?") and line.words <= _QUESTION_WORDS
    return is_question and (below is None or below.look is not _Look.PROSE)


def _tail_start(lines: Sequence[_Line], fate: Sequence[str | None]) -> tuple[int, list[tuple[int, str]]]:
    """The index after the last sentence of the article, and the sentences that only lead in to what is below.

    Below a strong sign of its end, a sentence that something speaks against no longer counts as article; once
    two stand below one another, nor does a short sentence ("Cheaper than coffee."). Nor does the paragraph
    below "About the author", nor a sentence that leads in to a sign or to what is unmistakable ("Want more
    from the Post?").
    """
    article: list[int] = []
    anchors = 0
    blurb = False
    for i, line in enumerate(lines):
        if fate[i] is not None or line.look is _Look.BLANK:
            continue
        if line.weight >= _EDGE_WEIGHT:
            anchors += line.anchors
            blurb = blurb or (line.rule is not None and line.rule.leads == "blurb")
            continue
        if line.look is _Look.BARE:
            continue
        if blurb and line.look is _Look.PROSE:
            blurb = False
            continue
        weak = line.weight > 0 or (line.rule is not None and line.words <= _WEAK_PROSE_WORDS)
        if (anchors and line.weight) or (anchors >= 2 and (line.look is _Look.SENTENCE or weak)):
            continue
        article.append(i)
        anchors, blurb = 0, False
    lead_ins: list[tuple[int, str]] = []
    last = article[-1] if article else -1
    below = next((i for i in range(last + 1, len(lines)) if fate[i] is None and _is_strong(lines[i])), None)
    while below is not None and article and _all_speak(lines[article[-1] : below]):
        below = article.pop()
        rule = lines[below].rule
        if rule is not None:
            lead_ins.append((below, rule.name))
    return article[-1] + 1 if article else 0, lead_ins


def _is_strong(line: _Line) -> bool:
    unmistakable = line.rule is not None and line.rule.weight > _MIDDLE_WEIGHT and line.weight >= _EDGE_WEIGHT
    return line.anchors or unmistakable


def _all_speak(lines: Sequence[_Line]) -> bool:
    return all(line.weight or line.look is _Look.BLANK for line in lines)


def _take_tail(lines: Sequence[_Line], fate: list[str | None], tail: int) -> None:
    """All that stands below the first strong sign of the end, within the tail."""
    cut = next((i for i in range(tail, len(lines)) if fate[i] is not None and lines[i].anchors), len(lines))
    below = "tail"
    for i in range(cut, len(lines)):
        rule = lines[i].rule
        if lines[i].look is _Look.BLANK:
            fate[i] = "blank"
        elif fate[i] is None:
            fate[i] = rule.name if rule is not None else below


def _take_neighbours(lines: Sequence[_Line], fate: list[str | None]) -> None:
    """Weak lines beside a removed one: networks beside "Share", prices and terms beside "Subscribe now"."""
    run: list[int] = []
    listed = False
    for i, line in enumerate(lines):
        if line.look is _Look.BLANK:
            continue
        weak = fate[i] is None and line.rule is not None and line.look is _Look.BARE
        if fate[i] is not None or weak:
            run.append(i)
            continue
        _take_run(lines, fate, run, listed)
        run, listed = [], line.text.rstrip().endswith(":")
    _take_run(lines, fate, run, listed)


def _take_run(lines: Sequence[_Line], fate: list[str | None], run: Sequence[int], listed: bool) -> None:
    """`listed` tells that a colon stands above the run: it begins with a list of the article's."""
    gone = [position for position, i in enumerate(run) if fate[i] is not None]
    if not gone:
        return
    names = {fate[run[position]] for position in gone}
    ended = False
    for position, i in enumerate(run):
        rule = lines[i].rule
        ended = ended or (fate[i] is not None and lines[i].anchors)
        # Two weak lines above the sign are a price table; one may be the last row of the article's own.
        above = position < gone[0] and fate[run[gone[0]]] in _BOX and lines[run[gone[0]]].anchors
        if position < gone[0] and (listed or (above and gone[0] < _EDGE_WEIGHT)):
            continue
        boxed = (
            rule is not None
            and rule.weight >= _EDGE_WEIGHT
            and rule.name in _BOX
            and not _BOX.isdisjoint(names)
        )
        if fate[i] is None and rule is not None and (ended or above or boxed or rule.name in names):
            fate[i] = rule.name


def _take_blanks(lines: Sequence[_Line], fate: list[str | None]) -> None:
    """Empty lines at the end, if something else was removed there."""
    kept = [i for i, line in enumerate(lines) if fate[i] is None and line.look is not _Look.BLANK]
    last = kept[-1] if kept else -1
    if any(fate[i] is not None for i in range(last + 1, len(lines))):
        for i in range(last + 1, len(lines)):
            fate[i] = fate[i] or "blank"


class _Look(IntEnum):
    """How much a line looks like a sentence of an article."""

    BLANK = 0
    BARE = 1  # no sentence: a headline, a name, a price, a row of a table
    SENTENCE = 2  # a short sentence
    PROSE = 3  # a full sentence, or several


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that was read.

    `weight` is how much `rule` speaks against the line after its look was weighed; 0 without a rule.
    """

    text: str
    look: _Look
    words: int
    rule: Rule | None = None
    weight: int = 0

    @property
    def anchors(self) -> bool:
        """True for strong evidence that the article has ended above this line."""
        return self.rule is not None and self.rule.ends and self.rule.weight >= 3 and self.weight >= 2


def _read_line(text: str, book: RuleBook) -> _Line:
    """Reads one line of text with the rules of its language."""
    words = _count_words(text)
    look = _look(text, words)
    if look is _Look.BLANK or len(text) > _LONGEST:
        return _Line(text, look, words)
    rule = book.evidence(text, words)
    if rule is None:
        return _Line(text, look, words)
    weight = rule.weight
    if look is not _Look.BARE:
        weight -= 1
    if look is not _Look.BARE and (_quotes(text) or book.is_reporting(text)):
        weight -= 2  # somebody says it: an article about the thing
    return _Line(text, look, words, rule, max(weight, 0))


def _quotes(text: str) -> bool:
    """True if somebody speaks in the line. « Low Water » in mid-sentence is a name, "Pay," he joked, is speech."""
    for quoted in _QUOTED.finditer(text):
        before, said = text[: quoted.start()].rstrip(), quoted[1].strip()
        if (
            not before
            or before[-1] in ",:"
            or said[-1:] in ",.!?…"
            or text[quoted.end() : quoted.end() + 1] == ","
        ):
            return True
        if len(said.split()) > _NAME_WORDS:
            return True
    return False


def _count_words(text: str) -> int:
    words = len(text.split())
    # Chinese, Japanese and Thai part no words by spaces; two characters are about a word.
    if words and len(text) > 12 * words and _UNSPACED.search(text):
        return len(text) // 2
    return words


def _look(text: str, words: int) -> _Look:
    if not words:
        return _Look.BLANK
    body = text.rstrip(_CLOSERS)
    ends = body[-1:] in _TERMINAL
    if words >= _PARAGRAPH_WORDS:
        return _Look.PROSE
    if words >= _PROSE_WORDS and (ends or _SENTENCE_INSIDE.search(text)):
        return _Look.PROSE
    if (ends and words >= 2) or (words >= 3 and text.lstrip().startswith(_OPENING_QUOTES)):
        return _Look.SENTENCE
    return _Look.BARE
