"""The direct speech in an article, and who spoke it.

First the quotation marks are paired (quote_marks.py), then each quotation is read in its sentence (speakers.py). A
quotation that nobody is seen to speak counts only if it is a sentence by itself: no scare quotes, no titles of works.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from streams.article import Evidence, Person, Quote
from streams.enrich.capitals import is_title_case
from streams.enrich.lexicon import Lexicon
from streams.enrich.pronouns import Pronouns
from streams.enrich.quote_marks import Span, pair_marks
from streams.enrich.reading import Reading
from streams.enrich.speakers import Speakers
from streams.enrich.subjects import Subjects
from streams.enrich.surroundings import Surroundings, words_in

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_SENTENCE_END = (".", "!", "?", "…")


def find_quotes(reading: Reading, people: Sequence[Person] = ()) -> tuple[Quote, ...]:
    """The quotations that are speech, in order. `people` are those that find_people found: they give full names.

    A language without a lexicon quotes nobody. A quotation that runs over several paragraphs is one quote, its
    paragraphs joined by a line break and its evidence the span in the first. Never raises.
    """
    lex = reading.lexicon
    spans = pair_marks([line.text for line in reading.lines], reading.language)
    if lex is None or not spans:
        return ()
    around = Surroundings(lex, reading.lines, spans)
    subjects = Subjects(lex, around, [person.name for person in people])
    speakers = Speakers(lex, around, subjects, Pronouns(lex, around, subjects, people), spans)
    found: list[Quote] = []
    for index, span in enumerate(spans):
        spoken, speaker = speakers.saying(index)
        around_it = around.text(span.paragraph)
        if spoken:
            rule = _spoken_rule(lex, span, around_it, followed=speakers.followed(index))
        else:
            rule = _unspoken_rule(span, around_it)
        if rule is not None:
            found.append(Quote(span.text, Evidence(rule, span.paragraph, span.start, span.end), speaker))
    return tuple(found)


def _spoken_rule(lex: Lexicon, span: Span, text: str, *, followed: bool) -> str | None:
    """ "attributed", or None for a word or a title that somebody is only said to have used."""
    count = len(_WORD.findall(span.text))
    ended = span.text.endswith(_SENTENCE_END)
    if count >= 4 and (ended or lex.language == "de" or not is_title_case(span.text)):
        return "attributed"
    before = words_in(text, max(0, span.outer_start - 20), span.outer_start)
    if before and before[-1].low in lex.determiners:
        return None  # sagte Merk der „Bild am Sonntag“
    closed = ended or span.text.endswith(",")
    return "attributed" if count >= 2 and (closed or followed) and span.text[:1].isupper() else None


def _unspoken_rule(span: Span, text: str) -> str | None:
    """ "sentence" for a whole sentence, or a paragraph of nothing else; None for scare quotes and titles of works."""
    if not span.text[:1].isupper() or len(_WORD.findall(span.text)) < 4:
        return None
    before, after = text[: span.outer_start], text[span.outer_end :]
    alone = len(before) + len(after) < 8 and not before.strip() and after.strip() in {"", "."}
    whole = span.text.endswith(_SENTENCE_END) or alone or span.last_paragraph != span.paragraph
    return "sentence" if whole else None
