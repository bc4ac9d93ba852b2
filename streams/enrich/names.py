"""The grammar of capitalised names: runs of capitalised words, titles before them, and what is never a person.

Shared by people, organisations and quotes. The words are data (data/names/), one file a language; `lexicon` gives them
for en, de and fr, and None for any other language, in which copydesk reads no names.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

LANGUAGES = frozenset({"en", "de", "fr"})

_LATIN = [chr(code) for code in (*range(0x250), *range(0x1E00, 0x1F00))]
UPPER = "".join(letter for letter in _LATIN if letter.isupper())
LETTER = "".join(letter for letter in _LATIN if letter.isalpha())
_SPACE = "[ \u00a0\u202f]"
# Small words that stand inside a name: Ursula von der Leyen, Abd bin Said, Luiz da Silva.
_PARTICLE = (
    r"(?:(?:von|van)(?:[ ](?:der|den|dem|de))?|de(?:[ ]la)?"
    r"|du|di|da|dos|das|del|della|ten|ter|zu|af|av|bin|ibn|bint|ben)"
)
# Dr. med. Anna Sand, Prof. Dr. rer. nat. Jan Ohm
_DEGREE = r"(?:(?:med|rer|nat|jur|phil|pol|habil|dent|vet|h\.c|h\.[ ]c)\.)"
_ABBREVIATION = (
    r"(?:Prof|Dr|Mr|Mrs|Ms|Gen|Lt|Col|Maj|Sgt|Cpl|Capt|Cmdr|Adm|Gov|Sen|Rep|Rev|Fr|Hr|Insp|Det|Supt|Brig|Mme|Mlle|Mgr|MM|Pr|"
    r"Jr|Sr|St|Corp|Inc|Ltd|Co|Bros|Pvt|Messrs|Dipl|Ing)\."
)
_WORD = (
    rf"(?:(?:al|el|as|ash|ibn|d['’])-?)?[{UPPER}][{LETTER}]*"
    rf"(?:-[{LETTER}]+|['’](?!s(?![{LETTER}]))[{LETTER}]+)*"
)
_TOKEN = rf"(?:{_ABBREVIATION}|(?:[{UPPER}]\.(?:-?[{UPPER}]\.)*)|{_WORD})"
_RUN = re.compile(
    rf"(?<![\w@#./])(?:{_TOKEN})"
    rf"(?:{_SPACE}(?:{_DEGREE}{_SPACE}){{0,3}}(?:{_PARTICLE}{_SPACE})?(?:{_TOKEN})){{0,11}}"
)
_PIECE = re.compile(r"[^ \u00a0\u202f]+")
_ELISION = re.compile(r"(?:[dlnsjmtc]|qu|jusqu|lorsqu|puisqu)['’]", re.IGNORECASE)
_PARTICLES = frozenset(
    [
        "von",
        "van",
        "der",
        "den",
        "dem",
        "de",
        "la",
        "du",
        "di",
        "da",
        "dos",
        "das",
        "del",
        "della",
        "ten",
        "ter",
        "zu",
        "af",
        "av",
        "bin",
        "ibn",
        "bint",
        "ben",
    ]
)
_INITIAL = re.compile(rf"[{UPPER}]\.(?:-?[{UPPER}]\.)*")
_SHORT = re.compile(_ABBREVIATION)
_SHORT_DEGREE = re.compile(_DEGREE)
_ROMAN = frozenset({"ii", "iii", "iv", "v", "vi", "vii", "viii", "xiv", "xvi"})
# Names of newspapers, clubs and ships begin so; names of people do so only after a title.
_ARTICLES = frozenset({"the", "le", "la", "les", "der", "die", "das", "el", "los", "las", "al"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its span in the paragraph."""

    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        return self.text.lower()


@dataclass(frozen=True, slots=True)
class Run:
    """Words with capitals that follow each other with nothing but spaces and particles between them."""

    words: tuple[Word, ...]

    @property
    def start(self) -> int:
        return self.words[0].start

    @property
    def end(self) -> int:
        return self.words[-1].end


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language, lower case."""

    language: str
    titles: frozenset[str]
    weak_titles: frozenset[str]
    title_suffixes: frozenset[str]
    honorifics: frozenset[str]
    dropped_honorifics: frozenset[str]
    female_titles: frozenset[str]
    male_titles: frozenset[str]
    modifiers: frozenset[str]
    after_title: frozenset[str]
    tail_links: frozenset[str]
    determiners: frozenset[str]
    stop: frozenset[str]
    not_names: frozenset[str]
    audience: frozenset[str]
    regnal: frozenset[str]
    suffixes: frozenset[str]
    namesakes: frozenset[str]


def sections(folder: str, name: str) -> dict[str, frozenset[str]]:
    """A data file of [sections] with entries parted by commas or line ends; `#` opens a comment line."""
    text = (resources.files("streams") / "data" / folder / name).read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    current: set[str] = set()
    for line in text.splitlines():
        if line.startswith("["):
            current = found.setdefault(line.strip("[] "), set())
        elif line and not line.startswith("#"):
            current.update(sys.intern(entry.strip()) for entry in line.split(",") if entry.strip())
    return {section: frozenset(entries) for section, entries in found.items()}


@cache
def lexicon(language: str) -> Lexicon | None:
    """The grammar's words for a language, or None where there are none."""
    if language not in LANGUAGES:
        return None
    data = sections("names", f"{language}.txt")
    fields = {name: data.get(name.replace("_", "-"), frozenset()) for name in Lexicon.__dataclass_fields__}
    del fields["language"]
    return Lexicon(language=language, **fields)


@cache
def _given() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    text = (resources.files("streams") / "data" / "names" / "given-names.txt").read_text(encoding="utf-8")
    female: set[str] = set()
    male: set[str] = set()
    target: tuple[set[str], ...] = ()
    homes = {"female": (female,), "male": (male,), "either": (female, male), "unsure": ()}
    unsure: set[str] = set()
    for line in text.splitlines():
        if line.startswith("["):
            section = line.strip("[] ")
            target = (unsure,) if section == "unsure" else homes[section]
        elif not line.startswith("#"):
            for names in target:
                names.update(line.split())
    return frozenset(female - unsure), frozenset(male - unsure), frozenset(unsure)


@cache
def places() -> frozenset[str]:
    """Names of places that must never become people or organisations, lower case, hyphens as spaces."""
    return sections("names", "places.txt")["places"]


@cache
def known_organisations() -> tuple[dict[str, tuple[str, ...]], ...]:
    """The well-known organisations: for each, by language, its variants as written, the first being its name."""
    text = (resources.files("streams") / "data" / "names" / "organisations.txt").read_text(encoding="utf-8")
    found: list[dict[str, tuple[str, ...]]] = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            forms = [tuple(form.strip() for form in part.split("|")) for part in line.split(" = ")]
            found.append(
                {code: form for code, form in zip(("en", "de", "fr"), forms, strict=True) if form != ("-",)}
            )
    return tuple(found)


@cache
def _organisation_names() -> frozenset[str]:
    return frozenset(
        variant.lower() for entry in known_organisations() for forms in entry.values() for variant in forms
    )


def fold(text: str) -> str:
    """Lower case without accents."""
    low = text.lower()
    if low.isascii():
        return low
    return "".join(c for c in unicodedata.normalize("NFD", low) if not unicodedata.combining(c))


def is_given(word: str) -> bool:
    """Whether the word is a given name and hardly anything else; of a double name the first part decides."""
    female, male, _ = _given()
    low = fold(word)
    if low in female or low in male:
        return True
    first = low.partition("-")[0]
    return first != low and (first in female or first in male)


def gender(word: str) -> str | None:
    """ "f" or "m" for a given name that only women or only men bear, else None."""
    female, male, _ = _given()
    low = fold(word)
    if low not in female and low not in male:
        low = low.partition("-")[0]
    if (low in female) == (low in male):
        return None
    return "f" if low in female else "m"


def is_place(text: str) -> bool:
    """Whether the words are a place we know of as a trap."""
    return text.lower().replace("-", " ").replace(".", "") in places()


def runs(text: str, language: str) -> Iterator[Run]:
    """The runs of capitalised words of a paragraph, in order. French elisions (d', l', qu') are not part of a word."""
    for match in _RUN.finditer(text):
        words = [
            Word(piece.group(), match.start() + piece.start(), match.start() + piece.end())
            for piece in _PIECE.finditer(match.group())
        ]
        if language == "fr":
            words = [_without_elision(word) for word in words]
            if len(words) > 1 and _is_elided_small(words[0].text):
                words = words[1:]  # D'après Anna Sand, L'ancien ministre
        yield Run(tuple(words))


def after_elision(text: str) -> str:
    """The text without a French elision before its first word: l'économiste -> économiste."""
    match = _ELISION.match(text)
    return text[match.end() :] if match else text


def _is_elided_small(text: str) -> bool:
    match = _ELISION.match(text)
    return match is not None and text[match.end() : match.end() + 1].islower()


def _without_elision(word: Word) -> Word:
    match = _ELISION.match(word.text)
    if match is None or match.end() == len(word.text) or not word.text[match.end()].isupper():
        return word
    return Word(word.text[match.end() :], word.start + match.end(), word.end)


def words_before(text: str, start: int, limit: int = 7, *, glued: bool = False) -> list[Word]:
    """Up to `limit` words that end right before `start`, nothing but spaces between them.

    `glued`: the last word may touch `start`, which is then a punctuation mark's place.
    """
    floor = max(0, start - 90)
    pieces = list(_PIECE.finditer(text, floor, start))
    if pieces and floor and not text[floor - 1].isspace():
        pieces = pieces[1:]
    found: list[Word] = []
    for piece in reversed(pieces[-limit:]):
        word = piece.group()
        if not glued and not found and piece.end() == start and word[-1] not in "'’":
            break  # glued to what comes before
        if word[-1] in ',;:!?…"”“»«)(—–' or (word[-1] == "." and not is_short(word)):
            break
        opener = len(word) - len(word.lstrip("\"“„«»‘‚(['"))
        found.append(Word(word[opener:], piece.start() + opener, piece.end()))
        if opener:
            break
    return [word for word in reversed(found) if word.text]


def is_short(word: str) -> bool:
    """Whether a full stop belongs to the word: Dr., Sen., J., med."""
    return any(pattern.fullmatch(word) for pattern in (_SHORT, _INITIAL, _SHORT_DEGREE))


@cache
def _title_ends(language: str) -> frozenset[str]:
    """The last words of all titles."""
    lex = lexicon(language)
    titles = lex.titles | lex.honorifics | lex.weak_titles if lex else frozenset()
    return frozenset(title.rpartition(" ")[2] for title in titles)


@cache
def _longest_suffix(language: str) -> int:
    lex = lexicon(language)
    return max((len(suffix) for suffix in lex.title_suffixes), default=0) if lex else 0


def is_title(lex: Lexicon, words: Sequence[Word], end: int) -> int | None:
    """Where the title that ends before index `end` begins, its modifiers not counted; None if none ends there."""
    if end < 1:
        return None
    last = words[end - 1].low.replace("’", "'")
    known = last in _title_ends(lex.language) or last[2:] in _title_ends(lex.language)
    for length in (5, 4, 3, 2, 1) if known else (1,):  # most words end no title: spare them the joining
        first = end - length
        if first < 0:
            continue
        phrase = " ".join(word.low for word in words[first:end]).replace("’", "'")
        if lex.language == "fr" and phrase.startswith(("l'", "d'")):
            phrase = phrase[2:]  # l'économiste
        if phrase in lex.titles or phrase in lex.honorifics or phrase in lex.weak_titles:
            return first
        if length == 1 and _is_compound_title(lex, words[first]):
            return first
    return None


def _is_compound_title(lex: Lexicon, word: Word) -> bool:
    """SPD-Chef, Verteidigungsministerin, ex-minister, vice-captain."""
    low = word.low
    if lex.language == "de" and low.endswith("s") and low[:-1] in lex.titles:
        return True  # des Landrats
    head = low.rpartition("-")[2]
    if head != low and (head in lex.titles or head in lex.weak_titles):
        return True
    if not lex.title_suffixes:
        return False
    return any(
        low[cut:] in lex.title_suffixes
        for cut in range(max(2, len(low) - _longest_suffix(lex.language)), len(low) - 2)
    )


def is_weak(lex: Lexicon, words: Sequence[Word]) -> bool:
    """Whether a title is a word that often means something else, so that the name must speak for itself."""
    return " ".join(word.low for word in words) in lex.weak_titles


def is_particle(word: Word) -> bool:
    return word.text in _PARTICLES


def trim(lex: Lexicon, words: Sequence[Word]) -> tuple[Word, ...]:
    """The name without what is glued to its end: a weekday, an audience, a prepositional phrase."""
    kept = list(words)
    while len(kept) > 2 and (kept[-1].low in _days(lex) or kept[-1].low in lex.audience):
        kept.pop()
    if lex.language == "en":
        return tuple(kept)
    # "Petra Vogt von der SPD": after a full name a small word opens another phrase
    for index in range(2, len(kept)):
        if is_particle(kept[index]) and not is_particle(kept[index - 1]):
            before = [word for word in kept[:index] if not is_particle(word)]
            if len(before) >= 2 and not is_given(before[-1].text):
                return tuple(kept[:index])
    return tuple(kept)


_DAYS = {
    "en": "monday tuesday wednesday thursday friday saturday sunday",
    "de": "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag",
    "fr": "",
}


@cache
def day_set(language: str) -> frozenset[str]:
    return frozenset(_DAYS[language].split())


def _days(lex: Lexicon) -> frozenset[str]:
    return day_set(lex.language)


def is_initial(word: Word) -> bool:
    return _INITIAL.fullmatch(word.text) is not None


def is_full_name(lex: Lexicon, words: Sequence[Word], *, titled: bool = False) -> bool:
    """Whether the words can be a person's full name: two to five words, none of them a known stranger to names.

    `titled`: a title stands before it, so that an article may open it (Minister Le Thi Lan).
    """
    own = [word for word in words if not is_particle(word)]
    while len(own) > 2 and own[-1].low in lex.suffixes:
        own.pop()
    if not 2 <= len(own) <= 5 or is_particle(words[0]) or is_initial(own[-1]) or len(own[-1].text) < 2:
        return False
    if own[-1].low in _ROMAN or (own[0].low in lex.stop and not is_given(own[0].text)):
        return False
    if not is_given(own[0].text) and (
        is_title(lex, own, 1) is not None or own[-1].low in lex.titles - lex.weak_titles
    ):
        return False  # Staff Reporter
    for word in own:
        if (
            (word.low in lex.not_names and (word is not own[0] or not is_given(word.text)))
            or (not is_initial(word) and _is_shout(word.text))
            or (word.text.endswith(".") and not is_initial(word))
        ):
            return False
    if not titled and (own[0].low in _ARTICLES or (is_place(own[0].text) and not is_given(own[0].text))):
        return False
    if any(is_title(lex, [word], 1) is not None and word.low not in lex.weak_titles for word in own[1:-1]):
        return False
    if (
        lex.language == "de"
        and len(own) > 2
        and not all(is_given(w.text) or is_initial(w) or w.low in _given()[2] for w in own[1:-1])
    ):
        return False  # a German noun would pass for a surname
    name, tail = (" ".join(word.text for word in part) for part in (own, own[-2:]))
    return not (is_place(name) or is_place(tail) or name.lower() in _organisation_names())


def _is_shout(text: str) -> bool:
    letters = text.replace("-", "").replace("'", "").replace("’", "")
    return len(letters) > 1 and letters.isupper()


def is_shouted(text: str) -> bool:
    """Whether a line is in capitals, so that capitals say nothing."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 3 and sum(c.isupper() for c in letters) > 0.7 * len(letters)


def is_title_case(text: str) -> bool:
    """Whether nearly every longer word of a headline has a capital, so that capitals say nothing."""
    words = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 3]
    return len(words) > 3 and sum(word[0].isupper() for word in words) > 0.75 * len(words)


def surname(words: Sequence[Word], lex: Lexicon) -> str:
    """The name a second mention uses: what follows the given names, with its particles (Le Drian, von der Leyen)."""
    kept = list(words)
    while len(kept) > 2 and kept[-1].low in lex.suffixes:
        kept.pop()
    index = len(kept) - 1
    while index > 1 and (is_particle(kept[index - 1]) or kept[index - 1].low in _ARTICLES):
        index -= 1
    return " ".join(word.text for word in kept[index:])
