"""How far the name of an institution goes in Spanish, Italian and Portuguese copy.

A heading word and a capital show that there is a name (Universidad Nacional); it goes on over prepositions to the
next capital (Universidad Nacional del Chaco), and a ministry's over commas and "and" (Ministerio de Energía y Minas).
Before the heading word an adjective may belong to it (Supremo Tribunal Federal). Half a name is a wrong one.
"""

from __future__ import annotations

import re
from functools import cache

from streams.enrich.lexicon import Lexicon, fold, is_given, sections
from streams.enrich.reading import LETTER, UPPER, Word
from streams.enrich.titles import is_role

_CAPITAL = rf"[{UPPER}][{LETTER}]*(?:[-'’][{LETTER}]+)*"
_CAPITALS = rf"{_CAPITAL}(?: {_CAPITAL}){{0,4}}"
_LINK = {
    "es": r" (?:de la |de los |de las |del |de |para la |para el )",
    "it": r" (?:della |dello |dell['’]|degli |delle |dei |del |di |d['’]|per (?:la |il |le |i |gli |l['’]))",
    "pt": r" (?:da |do |das |dos |de )",
}
_AND = {
    "es": r" [ye] ",
    "it": r" (?:e |ed |e della |e delle |e dei |e degli |e del |e dell['’])",
    "pt": r" (?:e |e da |e do |e das |e dos )",
}
_BEFORE = re.compile(rf"(?<![\w'’-])({_CAPITAL}) $")
_LEAD = re.compile(r"(?:^|(?<=[\s(\"“«]))([^\W\d_]+) $")
# A name goes on that we cannot follow: Instituto de Apoio às Pequenas Empresas
_GOES_ON = re.compile(
    r" (?:às|aos|(?:con|por) (?:el|la|los|las)|(?:com|para) (?:o|a|os|as)|alle|agli|sobre(?: el| la| o| a)?)"
    rf" [{UPPER}][{LETTER}]"
)
_AND_MORE = re.compile(rf" [yei] [{UPPER}][{LETTER}]")  # Instituto de Gestão e Alienação do Património
_ECONOMIC = frozenset({"economico", "economica"})  # Conselho Económico e Social
_REACH = 40  # characters before a name in which the word before it is looked for
_MOST = 8  # words, small ones not counted


def whole_name(lex: Lexicon, text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span of the whole name of which a heading word and capitals stand at [start, end).

    None if it is no name: one of many ("un tribunal de Lyon"), or one of the words that are listed as something else.
    """
    words = _words(lex.language)
    lead = _LEAD.search(text, max(0, start - _REACH), start)
    if lead and lead[1].lower() in words.one_of_many:
        return None
    before = _BEFORE.search(text, max(0, start - _REACH), start)
    if before and before[1].lower() in words.before:
        start = before.start(1)
    elif before and before[1].lower() not in lex.stop and not is_role(lex, Word(before[1], 0, 0)):
        return None  # the end of a longer name
    pieces = text[start:end].split(" ")
    if pieces[0].lower() not in words.honouring:
        named = next((i for i, piece in enumerate(pieces) if i > 1 and is_given(piece)), None)
        if named is not None and pieces[named - 1][0].isupper():
            return start, start + len(" ".join(pieces[:named]))  # el juez del Tribunal Supremo Ángel Ferro
    stop = next((at for at, piece in enumerate(pieces) if at and _opens(lex, piece, at)), 0)
    if stop:
        return start, start + len(" ".join(pieces[:stop]))  # a heading and its paragraph in one line
    end = _end(lex, text, start, end)
    last = f"{text[start:end].rpartition(' ')[2].lower()}."
    if last in lex.titles or last in lex.honorifics:
        return None  # Hospital Universitario Dr. Juan Ferro
    if (
        _GOES_ON.match(text, end)
        or (pieces[0].lower() in words.unsure and _AND_MORE.match(text, end))
        or len(text[start:end].split(" ")[-1]) < 2
    ):
        return None
    return None if any(text.startswith(each, start) for each in words.nothing) else (start, end)


def _opens(lex: Lexicon, piece: str, at: int) -> bool:
    """Whether a capitalised word opens a sentence that was glued to the name; but Università La Sapienza is one."""
    low = piece.lower()
    return (
        piece[0].isupper()
        and low in lex.stop
        and not (at == 1 and low in {"la", "el", "los", "las", "lo", "tre"})
    )


def _end(lex: Lexicon, text: str, start: int, end: int) -> int:
    """Where the name ends, over links and, for those that have several fields, over "and"."""
    link, joint = _patterns(lex.language)
    words = text[start:end].lower().split(" ")
    several = words[0] in _words(lex.language).several or fold(words[-1]) in _ECONOMIC
    while len(re.findall(_CAPITAL, text[start:end])) < _MOST:
        match = link.match(text, end)
        if match is None and several:
            match, several = joint.match(text, end), False
            if match is not None and match["name"].split(" ")[0].lower() not in _words(lex.language).fields:
                break
        if match is None or _is_other(lex, match["name"]):
            break
        end = match.end()
    return end


def _is_other(lex: Lexicon, name: str) -> bool:
    """Whether the capitals behind a link are somebody or another institution: del Ministerio, de Inés Tovar."""
    first = name.split(" ")[0]
    return is_given(first) or (is_role(lex, Word(first, 0, 0)) and first.lower() not in lex.weak_titles)


class _Words:
    """The words of one language around heading words, from data/names/heads.txt."""

    def __init__(self, language: str) -> None:
        data = sections("names", "heads.txt")
        self.one_of_many = data[f"one-of-many {language}"]
        self.before = data[f"before-head {language}"]
        self.several = data[f"several {language}"]
        self.nothing = tuple(sorted(data[f"nothing {language}"]))
        self.fields = data[f"fields {language}"]
        self.unsure = data[f"unsure {language}"]
        self.honouring = data[f"honouring {language}"]


@cache
def _words(language: str) -> _Words:
    return _Words(language)


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    link = re.compile(rf"{_LINK[language]}(?P<name>{_CAPITALS})")
    # Without "and" at its end what follows a comma is somebody: del Ministerio de Salud, Inés Tovar
    joint = re.compile(rf"(?:, (?:{_CAPITALS})){{0,4}}{_AND[language]}(?P<name>{_CAPITALS})")
    return link, joint
