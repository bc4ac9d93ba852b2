"""Which lines of a text are the page's: a scored scan of its edges.

Each line is read by itself (see `boilerplate_lines`): which rules speak against it and how much, and how much it looks
like a sentence of an article, which speaks for it. Then:

1. Below a lead-in such as "More on this", bare headlines go with it.
2. The *tail* begins after the last sentence that nothing speaks against. In it, all that stands below the
   first strong sign of the article's end goes, even lines that say nothing ("Archives"), and so does a
   doubtful sentence right above it. Without such a sign a list stays.
3. The *head* ends before the first such sentence. In head and tail, a line goes on moderate evidence.
4. Between them only what is unmistakable goes.
5. What is weak by itself goes beside what was removed: networks, prices, terms, reactions. A byline goes at
   the top only.

The work is linear in the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from streams.clean.boilerplate_lines import EDGE_WEIGHT, MIDDLE_WEIGHT, Line, Look, is_article

_MOST_HEADLINES = 12
_HEADLINE_WORDS = range(6, 25)  # what is shorter may be a crosshead
_TAIL_HEADLINE_WORDS = range(3, 25)
_QUESTION_WORDS = 15
_WEAK_PROSE_WORDS = 25
_MOST_BYLINES = 2
#: What stands together in one box: "Your e-mail address" and "Sign up".
_BOX = frozenset({"newsletter", "notify", "paywall", "plan", "login", "share", "app"})


def judge(lines: Sequence[Line]) -> list[str | None]:
    """The name of the rule that removes each line, or None for what stays."""
    fate: list[str | None] = [None] * len(lines)
    _take_headlines(lines, fate, 0, MIDDLE_WEIGHT, _HEADLINE_WORDS)
    first = next((i for i, line in enumerate(lines) if fate[i] is None and is_article(line)), len(lines))
    tail, lead_ins = _tail_start(lines, fate)
    _take_headlines(lines, fate, tail, EDGE_WEIGHT, _TAIL_HEADLINE_WORDS)
    for i, line in enumerate(lines):
        if fate[i] is not None or line.rule is None or line.rule.head is not None:
            continue
        at_edge = i < first or i >= tail
        if line.weight >= (EDGE_WEIGHT if at_edge else MIDDLE_WEIGHT) and (at_edge or not line.rule.edge):
            fate[i] = line.rule.name
    for i, name in lead_ins:
        fate[i] = name
    _take_tail(lines, fate, tail)
    _take_neighbours(lines, fate)
    _take_head(lines, fate)
    if all(rule is not None or line.look is Look.BLANK for line, rule in zip(lines, fate, strict=True)):
        for i, line in enumerate(lines):
            if line.look >= Look.SENTENCE and line.weight < EDGE_WEIGHT:
                fate[i] = None
    _take_blanks(lines, fate)
    return fate


def _take_head(lines: Sequence[Line], fate: list[str | None]) -> None:
    """Bylines and times of publication at the top. More than two of a kind are a programme, and stay."""
    found: list[tuple[int, str]] = []
    sentences, above = 0, ""
    for i, line in enumerate(lines):
        if fate[i] is not None or line.look is Look.BLANK:
            continue
        if is_article(line):
            sentences += 1
        rule = line.rule
        if rule is not None and rule.head is not None and rule.head >= sentences and not above.endswith(":"):
            found.append((i, rule.name))
        above = line.text.rstrip()
    names = Counter(name for _, name in found)
    for i, name in found:
        if names[name] <= _MOST_BYLINES:
            fate[i] = name


def _take_headlines(
    lines: Sequence[Line], fate: list[str | None], start: int, weight: int, words: range
) -> None:
    """Lead-ins of related articles, and the bare headlines below them, of so many words."""
    follow = [i for i in range(start, len(lines)) if lines[i].look is not Look.BLANK]
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


def _is_headline(line: Line, below: Line | None, words: range) -> bool:
    if line.rule is not None:
        return False
    if line.look is Look.BARE:
        return line.words in words or line.text.strip(" .)").isdecimal()
    # A question may be a headline; but above prose it is an interviewer's.
    is_question = line.text.rstrip().endswith("?") and line.words <= _QUESTION_WORDS
    return is_question and (below is None or below.look is not Look.PROSE)


def _tail_start(lines: Sequence[Line], fate: Sequence[str | None]) -> tuple[int, list[tuple[int, str]]]:
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
        if fate[i] is not None or line.look is Look.BLANK:
            continue
        if line.weight >= EDGE_WEIGHT:
            anchors += line.anchors
            blurb = blurb or (line.rule is not None and line.rule.leads == "blurb")
            continue
        if line.look is Look.BARE:
            continue
        if blurb and line.look is Look.PROSE:
            blurb = False
            continue
        weak = line.weight > 0 or (line.rule is not None and line.words <= _WEAK_PROSE_WORDS)
        if (anchors and line.weight) or (anchors >= 2 and (line.look is Look.SENTENCE or weak)):
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


def _is_strong(line: Line) -> bool:
    unmistakable = line.rule is not None and line.rule.weight > MIDDLE_WEIGHT and line.weight >= EDGE_WEIGHT
    return line.anchors or unmistakable


def _all_speak(lines: Sequence[Line]) -> bool:
    return all(line.weight or line.look is Look.BLANK for line in lines)


def _take_tail(lines: Sequence[Line], fate: list[str | None], tail: int) -> None:
    """All that stands below the first strong sign of the end, within the tail."""
    cut = next((i for i in range(tail, len(lines)) if fate[i] is not None and lines[i].anchors), len(lines))
    below = "tail"
    for i in range(cut, len(lines)):
        rule = lines[i].rule
        if lines[i].look is Look.BLANK:
            fate[i] = "blank"
        elif fate[i] is None:
            fate[i] = rule.name if rule is not None else below


def _take_neighbours(lines: Sequence[Line], fate: list[str | None]) -> None:
    """Weak lines beside a removed one: networks beside "Share", prices and terms beside "Subscribe now"."""
    run: list[int] = []
    listed = False
    for i, line in enumerate(lines):
        if line.look is Look.BLANK:
            continue
        weak = fate[i] is None and line.rule is not None and line.look is Look.BARE
        if fate[i] is not None or weak:
            run.append(i)
            continue
        _take_run(lines, fate, run, listed)
        run, listed = [], line.text.rstrip().endswith(":")
    _take_run(lines, fate, run, listed)


def _take_run(lines: Sequence[Line], fate: list[str | None], run: Sequence[int], listed: bool) -> None:
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
        if position < gone[0] and (listed or (above and gone[0] < EDGE_WEIGHT)):
            continue
        boxed = (
            rule is not None
            and rule.weight >= EDGE_WEIGHT
            and rule.name in _BOX
            and not _BOX.isdisjoint(names)
        )
        if fate[i] is None and rule is not None and (ended or above or boxed or rule.name in names):
            fate[i] = rule.name


def _take_blanks(lines: Sequence[Line], fate: list[str | None]) -> None:
    """Empty lines at the end, if something else was removed there."""
    kept = [i for i, line in enumerate(lines) if fate[i] is None and line.look is not Look.BLANK]
    last = kept[-1] if kept else -1
    if any(fate[i] is not None for i in range(last + 1, len(lines))):
        for i in range(last + 1, len(lines)):
            fate[i] = fate[i] or "blank"
