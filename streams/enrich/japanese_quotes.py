"""The direct speech in Japanese copy, and who spoke it.

Speech is what stands between 「 and 」 before と and a verb of speech (「…」と述べた), or behind a sentence that ends
with one (田中社長はこう話す。「…」). The speaker is the one person whom the sentence has before は or が, with a title
behind the name or by the full name: 植田雅夫総裁は, バルディ大統領は. Titles without a name, countries and firms name
nobody. All words are data (data/quotes/ja.txt).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from streams.enrich.han_marks import MARKED, HanQuotation, is_alone, pair_han_marks
from streams.enrich.lexicon import sections
from streams.found import Evidence, Quote

_FEWEST = 4  # letters of a quotation that has no mark of a sentence in it
_LONGEST = 60  # characters between the mark and the verb
_REACH = 300  # characters around the quotation that are read
_PARTICLES = "は|が|によると|によれば"
_AGE = r"(?:[（(][^）)「」]{1,16}[）)])?"
_KANJI = "々〆一-龥"
_KANA = "ァ-ヴー"
_SUBJECT = re.compile(rf"[{_KANJI}{_KANA}]{_AGE}(?:は|が)")
_TOPIC = re.compile(rf"[{_KANJI}{_KANA}）)]は")


@dataclass(frozen=True, slots=True)
class JapaneseWords:
    """The words of Japanese copy, as data/quotes/ja.txt has them."""

    said: re.Pattern[str]
    turned: re.Pattern[str]
    named: re.Pattern[str]
    titled: re.Pattern[str]  # a full name with its title, whatever stands behind
    aged: re.Pattern[str]  # a full name with its age
    full: re.Pattern[str]
    not_speech: tuple[str, ...]
    free_titles: frozenset[str]
    place_titles: frozenset[str]
    places: frozenset[str]
    countries: frozenset[str]
    surnames: frozenset[str]
    not_endings: tuple[str, ...]
    titles: tuple[str, ...]
    times: tuple[str, ...]


@cache
def japanese_words() -> JapaneseWords:
    """The words of Japanese copy, loaded once."""
    data = sections("quotes", "ja.txt")
    rows = {name: " ".join(entries).split() for name, entries in data.items()}
    titles = "|".join(sorted(map(re.escape, rows["titles"]), key=len, reverse=True))
    verbs = "|".join(sorted(rows["verbs"], key=len, reverse=True))
    turns = "|".join(sorted(rows["turns"], key=len, reverse=True))
    return JapaneseWords(
        re.compile(
            rf"(?:など)?(?:と|って)、?(?P<mid>[^。「」\n]{{0,{_LONGEST}}}?)(?P<verb>{verbs})(?P<tail>.{{0,3}})"
        ),
        re.compile(rf"(?:{turns})。$"),
        re.compile(
            rf"(?P<name>[{_KANJI}]{{1,8}}|[{_KANA}]{{2,14}}(?:[・＝][{_KANA}]{{1,14}}){{0,4}})(?P<title>{titles}){_AGE}"
            rf"(?P<particle>{_PARTICLES}|(?=(?:だ|です|である)?$))"
        ),
        re.compile(
            rf"(?<![{_KANJI}{_KANA}])(?P<name>[{_KANJI}]{{3,6}}?|[{_KANA}]{{1,14}}(?:[・＝][{_KANA}]{{1,14}}){{1,4}})"
            rf"(?P<title>{titles})(?![{_KANJI}])"
        ),
        re.compile(rf"(?<![{_KANJI}{_KANA}])(?P<name>[{_KANJI}]{{3,5}})[（(]\d{{1,2}}[）)]"),
        re.compile(rf"(?:^|[、。　 ])(?P<name>[{_KANJI}]{{3,5}}){_AGE}(?P<particle>は|が)"),
        tuple(rows["not-speech"]),
        frozenset(rows["free-titles"]),
        frozenset(rows["place-titles"]),
        frozenset(rows["places"]),
        frozenset(rows["countries"]),
        frozenset(rows["surnames"]),
        tuple(rows["not-endings"]),
        tuple(rows["titles"]),
        tuple(rows["times"]),
    )


def find_japanese_quotes(paragraphs: Sequence[str]) -> tuple[Quote, ...]:
    """The quotations in their order, each with its speaker if that is sure. Never raises."""
    if not any(MARKED.search(text) for text in paragraphs):
        return ()
    return tuple(_quotes(paragraphs))


def _quotes(paragraphs: Sequence[str]) -> Iterator[Quote]:
    words = japanese_words()
    spans = pair_han_marks(paragraphs)
    masked = _masked(paragraphs, spans)
    for span in spans:
        before = masked[span.paragraph][max(0, span.start - 1 - _REACH) : span.start - 1]
        rest = masked[span.last][span.outer_end : span.outer_end + _REACH]
        spoken, speaker = _said(before, rest, words)
        marked = any(mark in span.text for mark in "。、！？!?")
        if spoken and (span.letters >= _FEWEST or (marked and span.letters > 1)):
            yield Quote(span.text, Evidence("attributed", span.paragraph, span.start, span.end), speaker)
        elif not spoken and span.letters > 8 and marked and is_alone(span, paragraphs):
            yield Quote(span.text, Evidence("sentence", span.paragraph, span.start, span.end), None)


def _masked(paragraphs: Sequence[str], spans: Sequence[HanQuotation]) -> list[str]:
    """The paragraphs with what stands between marks made blank, so that only the reporter's words are read."""
    inside: dict[int, list[HanQuotation]] = {}
    for span in spans:
        inside.setdefault(span.paragraph, []).append(span)
    return [_blanked(text, inside[at]) if at in inside else text for at, text in enumerate(paragraphs)]


def _blanked(text: str, spans: Sequence[HanQuotation]) -> str:
    parts, last = [], 0
    for span in spans:
        end = span.end if span.last == span.paragraph else len(text)
        parts += [text[last : span.start], "\u2003" * (end - span.start)]
        last = end
    return "".join([*parts, text[last:]])


def _said(before: str, rest: str, words: JapaneseWords) -> tuple[bool, str | None]:
    """Whether somebody speaks what stands between `before` and `rest`, and who."""
    sentence = before[before.rfind("。") + 1 :]
    if rest.startswith("という。") and ("によると" in sentence or "によれば" in sentence):
        return True, _subject(sentence, "", words)
    match = words.said.match(rest)
    if match is not None:
        direct = match["mid"] + match["verb"] + match["tail"]
        if direct.startswith(words.not_speech) or "書かれ" in direct or "、" in match["mid"][20:]:
            return False, None
        if match["tail"].startswith(("られ", "され", "われ")) or _is_passive(match, rest):
            return True, None  # 田中社長は「…」と批判された
        end = rest.find("。")
        return True, _subject(sentence, rest[: end if end >= 0 else len(rest)], words)
    if not sentence.strip() and words.turned.search(before):
        turn = before[:-1]
        return True, _subject(turn[turn.rfind("。") + 1 :], "", words)
    return False, None


def _is_passive(match: re.Match[str], rest: str) -> bool:
    return rest[match.end("verb") : match.end("verb") + 3].startswith(("され", "われ", "られ", "かれ"))


def _subject(before: str, behind: str, words: JapaneseWords) -> str | None:
    """The one person with は or が behind his name in the sentence; None if there are several, or another topic."""
    text = f"{before}\u2003{behind}"
    found: dict[str, str] = {}
    starts: list[int] = []
    cleft = "のは" in behind  # と話すのは、吉田武さんだ
    for match in words.named.finditer(text):
        if not match["particle"] and not cleft:
            continue
        if match.start() > len(before) and _SUBJECT.search(before):
            return None  # 記者が「…」と尋ねると、吉田さんは黙った
        name = _person(match["name"], match["title"], words)
        if name is not None:
            found.setdefault(name, match["particle"])
            starts.append(match.end())
    for match in words.full.finditer(text):
        name = match["name"]
        if is_full_name(name, words):
            found.setdefault(name, match["particle"])
            starts.append(match.end())
    if len(found) != 1:
        return None
    name, particle = next(iter(found.items()))
    others = [
        match
        for match in _TOPIC.finditer(text)
        if match.end() not in starts and not text.endswith(words.times, 0, match.end() - 1)
    ]
    if cleft:
        return name
    if particle != "は" and others:
        return None
    return name if all(match.end() > starts[0] for match in others) else None


def _person(name: str, title: str, words: JapaneseWords) -> str | None:
    """The name before a title, if it is a person's."""
    if "ァ" <= name[0] <= "ー":
        sure = "・" in name or "＝" in name or title in words.free_titles
        return name if sure and name not in words.countries else None
    for length in (3, 2, 1):
        rest = name[length:]
        if name[:length] not in words.surnames or len(rest) > 3 or len(name) <= length - 1:
            continue
        if length == 1 and len(rest) == 1:
            continue
        if rest and rest.endswith(words.not_endings):
            return None
        if not rest and title in words.place_titles and (name in words.places or length == 1):
            return None
        return name
    return None


def is_full_name(name: str, words: JapaneseWords) -> bool:
    """Whether the characters are a surname of two or three and a given name."""
    if name.endswith(words.not_endings + words.titles):
        return False
    return any(name[:length] in words.surnames and 0 < len(name) - length < 4 for length in (3, 2))
