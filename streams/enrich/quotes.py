"""The direct speech in an article, and who spoke it.

First the quotation marks are paired (quote_marks.py), then each quotation is read in its sentence. A quotation
without a speaker counts only if it is a sentence by itself: scare quotes and titles of works do not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from streams.enrich.chinese_quotes import find_chinese_quotes
from streams.enrich.dialogue import find_turns
from streams.enrich.incise import without_incise
from streams.enrich.incise_romance import without_clause
from streams.enrich.inflected_quotes import INFLECTED_TAGS, find_inflected_quotes
from streams.enrich.japanese_quotes import find_japanese_quotes
from streams.enrich.lexicon import AND, ROMANCE, Lexicon, lexicon, speech
from streams.enrich.noun_phrases import NounPhrases
from streams.enrich.plain_quotes import PLAIN_TAGS, find_plain_quotes
from streams.enrich.pronouns import Pronouns
from streams.enrich.quote_marks import (
    WORD,
    Quotation,
    Surroundings,
    pair_marks,
    words_in,
)
from streams.enrich.reading import Reading, is_title_case
from streams.enrich.speakers import SENTENCE_END, Speakers, count_words
from streams.found import Evidence, Person, Quote

#: Where a dash may open a turn of a dialogue.
_DIALOGUES = ROMANCE | {"fr"}
_OWN_RULES: dict[str, Callable[[Reading], tuple[Quote, ...]]] = {
    "zh": lambda reading: find_chinese_quotes(reading.paragraphs),
    "ja": lambda reading: find_japanese_quotes(reading.paragraphs),
    **dict.fromkeys(PLAIN_TAGS, lambda reading: find_plain_quotes(reading.paragraphs, reading.language)),
    **dict.fromkeys(
        INFLECTED_TAGS, lambda reading: find_inflected_quotes(reading.paragraphs, reading.language)
    ),
}


def find_quotes(reading: Reading, people: Sequence[Person] = ()) -> tuple[Quote, ...]:
    """The quotations that are speech, in order, each with its speaker if that is known.

    `people` are those that find_people found; they give full names. Dutch, Swedish, Danish, Norwegian, Polish, Russian,
    Ukrainian, Finnish, Czech, Turkish, Arabic, Hindi, Chinese and Japanese are read by their own rules, another
    language without a lexicon gives none. A quotation over several paragraphs is one quote: its paragraphs are joined
    by line breaks, and `evidence` is the span in the first. Never raises.
    """
    own = _OWN_RULES.get(reading.language)
    if own is not None:
        return own(reading)
    lex = reading.lexicon
    if lex is None:
        return ()
    spans = pair_marks([line.text for line in reading.lines], reading.language)
    if not (spans or lex.language in _DIALOGUES):
        return ()
    around = Surroundings(lex, reading.lines, spans)
    phrases = NounPhrases(lex, around, [person.name for person in people])
    pronouns = Pronouns(lex, around, phrases, people)
    speakers = Speakers(lex, around, phrases, pronouns, spans)
    found: list[Quote] = []
    for index, span in enumerate(spans):
        spoken, speaker = speakers.saying(index)
        around_it = around.text(span.paragraph)
        if spoken:
            rule = _spoken_rule(lex, span, around_it, followed=speakers.followed(index))
            if rule is None and speakers.goes_on(index):
                rule = "attributed"  # "The mill," said Sand, "stays open."
        else:
            rule = _unspoken_rule(span, around_it)
        text = span.text
        if lex.language in ROMANCE:
            if spoken and speakers.followed(index) and _is_word_of_phrase(lex, span, around_it):
                continue
            if (clause := without_clause(lex, text, people)) is not None:
                rule, text, speaker = rule or "attributed", clause.text, clause.speaker
                if clause.gender is not None:
                    speaker = pronouns.person(span.paragraph, span.outer_start, clause.gender)
        if rule is None:
            continue
        if lex.language == "fr" and speaker is None and (incise := without_incise(text, people)) is not None:
            text, speaker = incise.text, incise.speaker
            if incise.gender is not None:
                speaker = pronouns.person(span.paragraph, span.outer_start, incise.gender)
        found.append(Quote(text, Evidence(rule, span.paragraph, span.start, span.end), speaker))
    if lex.language in _DIALOGUES and (turns := _turns(reading, spans, phrases, pronouns)):
        found = sorted([*found, *turns], key=lambda each: (each.evidence.paragraph, each.evidence.start))
    return tuple(found)


def _turns(
    reading: Reading, spans: Sequence[Quotation], phrases: NounPhrases, pronouns: Pronouns
) -> list[Quote]:
    """The turns of dialogues that dashes mark, in paragraphs without quotation marks."""
    marked = {paragraph for span in spans for paragraph, _, _ in span.pieces}
    found = []
    for turn in find_turns(reading):
        if turn.paragraph in marked:
            continue
        speaker = None
        if turn.subject is not None:
            gender = pronouns.gender_of(turn.subject)
            if gender is not None:
                speaker = pronouns.person(turn.paragraph, turn.start, gender)
            else:
                speaker = phrases.person_in(turn.paragraph, turn.subject.start, turn.limit)
        found.append(Quote(turn.text, Evidence("dialogue", turn.paragraph, turn.start, turn.end), speaker))
    return found


def _is_word_of_phrase(lex: Lexicon, span: Quotation, text: str) -> bool:
    """Whether the marks hold a part of somebody else's phrase: la "cuenta de la familia", escribió Tovar."""
    before = words_in(text, max(0, span.outer_start - 20), span.outer_start)
    led = before and text[before[-1].end : span.outer_start].isspace()
    return bool(led) and before[-1].low in lex.determiners and span.text[:1].islower()


def _spoken_rule(lex: Lexicon, span: Quotation, text: str, *, followed: bool) -> str | None:
    """ "attributed", or None for a word or a title that somebody is only said to have used."""
    count = count_words(span.text)
    ended = span.text.endswith(SENTENCE_END)
    if count >= 4 and (ended or lex.language == "de" or not _is_title_of_work(lex, span.text)):
        return "attributed"
    before = words_in(text, max(0, span.outer_start - 20), span.outer_start)
    if before and before[-1].low in lex.determiners and text[before[-1].end : span.outer_start].isspace():
        return None  # sagte Merk der „Bild am Sonntag“
    if lex.language in ROMANCE and all(word[0].isupper() for word in WORD.findall(span.text)):
        return None  # o balé «Quebra Nozes»
    closed = ended or span.text.endswith(",")
    if count >= 4 and not ended:
        return None
    return "attributed" if count >= 2 and (closed or followed) and span.text[:1].isupper() else None


def _is_title_of_work(lex: Lexicon, text: str) -> bool:
    """Whether all but the small words have capitals: "A Winter with the Wolves of Lerna"."""
    if is_title_case(text):
        return True
    if lex.language != "en":
        return False
    small = _small_words(lex.language)
    return all(word[0].isupper() or word in small for word in WORD.findall(text))


@cache
def _small_words(language: str) -> frozenset[str]:
    """What has no capital in the title of a work."""
    lex = lexicon(language)
    return speech(language).prepositions | (lex.determiners if lex else AND) | AND


def _unspoken_rule(span: Quotation, text: str) -> str | None:
    """ "sentence" for a whole sentence, or a paragraph of nothing else; None for scare quotes and titles of works."""
    if not span.text[:1].isupper() or count_words(span.text) < 4:
        return None
    before, after = text[: span.outer_start], text[span.outer_end :]
    alone = len(before) + len(after) < 8 and not before.strip() and after.strip() in {"", "."}
    whole = span.text.endswith(SENTENCE_END) or alone or span.last_paragraph != span.paragraph
    return "sentence" if whole else None
