"""What an article is about, as IPTC Media Topics: by its words, its section and keywords, and the sender's own codes.

The words of data/topics/ vote for their topics. A word counts by its weight, by where it stands (a headline says more
than a paragraph) and by the logarithm of how often it comes, as in tf-idf: ten goals do not make ten times as much
sport as one. A topic's score is its share of all votes, lowered where there are few. What is not sure has no topic.

What the sender says comes first: beside a Media Topic of his, none is added at the top.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from streams.enrich.tokens import GLUE, Tokens
from streams.enrich.topic_sections import Stated, stated
from streams.enrich.topic_words import Seen, Told, topic_words
from streams.found import Organisation, Topic
from streams.intake.media_topics import line_of, top_of, uri_of
from streams.sent import Sent

_HEADLINE, _LEAD, _BODY = 4.0, 2.0, 1.0  # what a mention weighs, by where it stands
#: Votes that say nothing yet: with as many for a topic, and none for another, its score is one half.
_NOTHING = 9.0
#: The lowest score of a topic that is told, and of a second and third one; and their least share of the best one's.
_SURE, _ALSO, _BESIDE = 0.45, 0.4, 0.6
_MOST = 3
#: A narrower topic needs so many votes and words, such a share of its top's votes, and so much more than the next.
_NARROW_VOTES, _NARROW_WORDS, _NARROW_SHARE, _NARROW_LEAD = 9.0, 3, 0.18, 1.6
#: Words and different telling words that an article needs; below are flashes and lists.
_FEWEST_WORDS, _FEWEST_TELLING = 25, 3
#: One telling word less will do from this score on, if no other topic has half as much.
_CLEAR = 0.55
#: Scripts in which no space parts words, and characters of an article there.
_SPACELESS = frozenset({"zh", "ja"})
_FEWEST_CHARACTERS = 50
#: In prose a paragraph has at least so many words on average, and this share of them begins with a small letter.
_WORDS_A_LINE, _SMALL = 8, 0.5
#: German nouns begin with a capital; Korean has none, and in its words stand the particles that are words elsewhere.
_SMALL_IN, _FEWEST_IN = {"de": 0.4, "ko": 0.0}, {"ko": 18}
#: What a section's or a keyword's name is worth: votes, and a share of the most that a topic has by words.
_SECTION, _SECTION_SHARE = 8.0, 0.6
_COMPANY, _COMPANIES = 2.0, 3  # votes for each listed company, and how many count
_ECONOMY = "04000000"
_TOLD_WORDS = 5  # words that are named as evidence
_folded = attrgetter("folded")
_FIRST_NARROW = "2"  # the codes of topics at the top are smaller


@dataclass(slots=True)
class _Votes:
    """The votes for each topic: what each telling word gives for each unit of its weight, and the sums of all.

    `forms` are the words as the article has them first, in small letters.
    """

    shares: Mapping[Told, float] = field(default_factory=dict)
    by_topic: Mapping[str, float] = field(default_factory=dict)
    forms: Mapping[Told, str] = field(default_factory=dict)

    def words(self, code: str) -> list[str]:
        """The words that tell a topic, those that told most first."""
        found = [
            (-told.weights[code] * share, self.forms[told])
            for told, share in self.shares.items()
            if code in told.weights
        ]
        return [word for _, word in sorted(found)]

    def tops(self) -> dict[str, float]:
        """The votes of the topics at the top."""
        return {code: votes for code, votes in self.by_topic.items() if code < _FIRST_NARROW}


def find_topics(tokens: Tokens, sent: Sent, organisations: Sequence[Organisation] = ()) -> tuple[Topic, ...]:
    """The topics that are added to what the sender says, the surest first; none where nothing is sure.

    `tokens` is the article, its headline first. At most three topics at the top, each with a narrower one where the
    evidence for it is good. Scores are 0 to 1.
    """
    said = stated(sent, tokens.language)
    if said.codes:
        return _below(said, _votes(tokens)) if _is_prose(tokens) else ()
    votes = _votes(tokens, organisations) if _is_prose(tokens) else _Votes()
    return _chosen(votes, said)


def _is_prose(tokens: Tokens) -> bool:
    """Whether the body is sentences, and enough of them: no flash, list or table."""
    forms, body = tokens.forms, tokens.body
    if tokens.language in _SPACELESS:
        return sum(len(form.text) for form in forms[body:]) >= _FEWEST_CHARACTERS
    words = len(forms) - body
    if words < _FEWEST_IN.get(tokens.language, _FEWEST_WORDS):
        return False
    lines = len(tokens.starts) - 1
    if words >= _WORDS_A_LINE * 2 * lines:
        return True
    small = sum(form.lower for form in forms[body:])
    return words >= _WORDS_A_LINE * lines and small >= _SMALL_IN.get(tokens.language, _SMALL) * words


def _votes(tokens: Tokens, organisations: Sequence[Organisation] = ()) -> _Votes:
    """The votes of the article's words, each word's by the logarithm of its weighted mentions; and of its companies."""
    mentions, forms = _mentions(tokens)
    shares = {told: math.log2(1 + mass) for told, mass in mentions.items()}
    for name in [each.name for each in organisations if each.symbol][:_COMPANIES]:
        company = Told(name, {_ECONOMY: _COMPANY})
        shares[company], forms[company] = 1.0, name
    by_topic: dict[str, float] = defaultdict(float)
    for told, share in shares.items():
        for code, weight in told.weights.items():
            by_topic[code] += weight * share
    return _Votes(shares, by_topic, forms)


def _mentions(tokens: Tokens) -> tuple[dict[Told, float], dict[Told, str]]:
    """How often the telling words and phrases stand in the article, and how they are first written there.

    A mention in the headline or in the lead counts as several.
    """
    if tokens.language in _SPACELESS:
        return _anywhere(tokens)
    table = topic_words(tokens.language)
    forms, body = tokens.forms, tokens.body
    second = tokens.starts[2] if len(tokens.starts) > 2 else len(forms)
    found: dict[Told, float] = {}
    forms_of: dict[Told, str] = {}
    free, last = 0, len(forms) - 1
    for at, seen in enumerate(map(table.__getitem__, map(_folded, forms))):
        if seen is None or at < free:
            continue
        told = seen.told
        if seen.longest and at < last and forms[at + 1].folded in seen.seconds:
            told, free = _phrase(tokens, at, seen)
        if told is None:
            continue
        mass = _HEADLINE if at < body else _LEAD if at < second else _BODY
        if told in found:
            found[told] += mass
        else:
            found[told] = mass
            forms_of[told] = forms[at].folded if told is seen.told else told.word
    return found, forms_of


def _anywhere(tokens: Tokens) -> tuple[dict[Told, float], dict[Told, str]]:
    """The same where no space parts words."""
    table = topic_words(tokens.language)
    found: dict[Told, float] = {}
    ends = [*tokens.starts[1:], len(tokens.forms)]
    for block, (first, end) in enumerate(zip(tokens.starts, ends, strict=True)):
        text = " ".join(form.folded for form in tokens.forms[first:end])
        mass = (_HEADLINE, _LEAD)[block] if block < 2 else _BODY
        for told in table.anywhere(text):
            found[told] = found.get(told, 0.0) + mass
    return found, {told: told.word for told in found}


def _phrase(tokens: Tokens, at: int, seen: Seen) -> tuple[Told | None, int]:
    """The longest phrase that begins at a token, else the word there; and the token after it."""
    forms, gaps = tokens.forms, tokens.gaps
    rest: list[str] = []
    best = seen.told, at + 1
    for next_ in range(at + 1, min(at + 1 + seen.longest, len(forms))):
        if gaps[next_] not in GLUE:
            break
        rest.append(forms[next_].folded)
        found = seen.phrases.get(tuple(rest))
        if found is not None:
            best = found, next_ + 1
    return best


def _chosen(votes: _Votes, said: Stated) -> tuple[Topic, ...]:
    """The topics at the top that are sure, each followed by a narrower one."""
    tops = votes.tops()
    most = max(tops.values(), default=0.0)
    for code in said.sections:
        top = top_of(code)
        tops[top] = tops.get(top, 0.0) + said.trust * (_SECTION + _SECTION_SHARE * most)
    scores = _scores(tops)
    ranked = sorted(scores, key=lambda code: (-scores[code], code))
    found: list[Topic] = []
    for number, code in enumerate(ranked[:_MOST]):
        if scores[code] < (_SURE if number == 0 else max(_ALSO, _BESIDE * scores[ranked[0]])):
            break
        named = any(top_of(each) == code for each in said.sections)
        words = votes.words(code)
        if len(words) < _FEWEST_TELLING - _is_clear(scores, ranked, number) and not named:
            break
        found.append(_topic(code, scores[code], "section" if named else "words", words))
        found += _narrower(code, votes, said.sections, scores[code])
    return tuple(found)


def _is_clear(scores: Mapping[str, float], ranked: Sequence[str], number: int) -> bool:
    """Whether the first topic leaves the next far behind."""
    next_ = scores[ranked[1]] if len(ranked) > 1 else 0.0
    return number == 0 and scores[ranked[0]] >= _CLEAR and next_ < scores[ranked[0]] / 2


def _scores(tops: Mapping[str, float]) -> dict[str, float]:
    """Each topic's share of the votes, those that say nothing yet among them."""
    total = math.sqrt(sum(votes * votes for votes in tops.values())) + _NOTHING
    return {code: votes / total for code, votes in tops.items()}


def _below(said: Stated, votes: _Votes) -> tuple[Topic, ...]:
    """Narrower topics below those at the top that the sender gives, where he gives none below them himself."""
    found: list[Topic] = []
    for code in said.codes:
        if code == top_of(code) and not any(code in line_of(each)[1:] for each in said.codes):
            scores = _scores(votes.tops())
            found += _narrower(code, votes, (), scores.get(code, 0.0))
    return tuple(found)


def _narrower(top: str, votes: _Votes, sections: Iterable[str], score: float) -> list[Topic]:
    """The one topic below `top` for which the evidence is good, if there is one."""
    named = [code for code in sections if code != top and top_of(code) == top]
    if len(named) == 1:
        return [_topic(named[0], score, "section", votes.words(named[0]))]
    below = sorted(
        ((mass, code) for code, mass in votes.by_topic.items() if code != top and top_of(code) == top),
        reverse=True,
    )
    if not below:
        return []
    mass, code = below[0]
    next_ = below[1][0] if len(below) > 1 else 0.0
    least = max(_NARROW_VOTES, _NARROW_SHARE * votes.by_topic[top], _NARROW_LEAD * next_)
    if mass < least or len(words := votes.words(code)) < _NARROW_WORDS:
        return []
    return [_topic(code, score * min(1.0, mass / votes.by_topic[top] + 0.5), "words", words)]


def _topic(code: str, score: float, rule: str, words: Sequence[str]) -> Topic:
    return Topic(uri_of(code), round(min(score, 1.0), 3), rule, tuple(words[:_TOLD_WORDS]))
