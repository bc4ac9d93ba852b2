"""How sure it is, from the words beside it, that a name in the copy names a place.

"in Paris", "Paris, Texas" and "the Paris attacks" do; "Paris Hilton", "President Lincoln" and "Bank of
England" do not. The words are in `streams/data/places/contexts.toml`.
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import NamedTuple

from streams.enrich.divisions import division_at
from streams.enrich.gazetteer import Entry, Hit, contexts, gazetteer, homonyms, spoken_as
from streams.enrich.plain_words import plain
from streams.enrich.sport import is_of_a_match

_SPACES = " \u00a0\u202f"
_OPENING_MARKS = "“\"‘„«‹('’["
_CLOSING_MARKS = ',;:)”"»›!?…—–-]'
_AGE = re.compile(r", \d{1,2}(?:,| ans\b|-)")
#: "Kochi, in the southern state of Kerala"; in French "Bobigny, en Seine-Saint-Denis".
_COMPASS = r"(?:north|south|east|west|central|coastal)(?:-?(?:east|west))?(?:ern)?"
_LYING_IN = (
    rf", (?:the|a) (?:[a-z-]+ ){{0,3}}(?:city|town|port|village|resort) (?:in|of) (?:the )?(?:{_COMPASS} (?:of )?)?"
    r"|, in (?:the (?:[a-z-]+ ){0,2}(?:state|province|region|county|department) of )?"
    rf"(?:(?:the )?(?:far )?{_COMPASS} (?:of )?)?"
    r"|, en |, em |, nel(?:la |lo |l['’]| )|, dans (?:le |la |les |l['’])"
)
#: The copy says in which part of a country a town lies.
_LYING = re.compile(rf", (?:the|a) |{_COMPASS} ")
_QUALIFIER = re.compile(rf"(?P<by>{_LYING_IN}|, | \(|/| in )([^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){{0,3}})")
_LIST_JOINT = re.compile(r", |,? (?:and|or|und|oder|et|ou|y|e|o|en|och|og|i) (?:the )?")
_ACRONYM = re.compile(r"(?:[A-Z]\.?){2,}$")
_REACH = 60
#: Where a title before a name has a capital; elsewhere it is written small: "le président", "el presidente".
_CAPITAL_TITLES = frozenset({"en", "de"})
#: Their cases join names to what stands before them: "Мэр Казани"; and one name often follows another's case.
_CASES = frozenset({"pl", "ru", "uk"})
_NORDIC = frozenset({"sv", "da", "no"})
#: Inhabitants. "from Paris in Texas" does not say that Paris lies there.
_WELL_KNOWN = 500_000
#: "to Shannon, Belfast and Manchester": the preposition holds for all of them.
_ITEM = r"[^\W\d_a-zà-ÿ][\w.'’-]*(?: [^\W\d_a-zà-ÿ][\w.'’-]*)?"
_AND = " and | or | und | oder | et | ou | y | e | o | en | of | och | og "
_LISTED = re.compile(rf"(?P<in>[^\W\d_]+) (?P<items>(?:{_ITEM}(?P<joint>, |{_AND}))+)$")
_JOINTS = (", ", *_AND.split("|"))
_LIST_GOES_ON = re.compile(rf"(?:, {_ITEM}){{0,4}},?(?:{_AND})(?=[^\W\d_a-zà-ÿ])")
_AS_FAR_AS = re.compile(r"\bas far (?:away|afield|inland|north|south|east|west|up|down) as $")
_OWNED = re.compile(r"[’']s? $|\b(?:the|in|of) $")
#: A longer name of another language: Davao de Oro, San Juan del Sur.
_GOES_ON = re.compile(r" (?:de|del|de la|de los|de las|di|do|dos|al|el|sur|sous|upon) [A-ZÀ-Ý]")
_OF_A_NAME = re.compile(r" d(?:e|el|i|o|a) ([A-ZÀ-Ý][\w’'-]*)")
#: Where "de" and a name make a town's name of another town's.
_ROMANCE = frozenset({"es", "pt", "it"})
_CLOSED = re.compile(r"[,.;)]|$")


class Certainty(IntEnum):
    """How surely a name names a place. PLAIN and above make it one; WEAK counts only if something else does."""

    NONE = 0  # part of a longer name, or a person
    WEAK = 1  # capitalised words beside it, where capitals say little: a title, German nouns
    PLAIN = 2  # nothing beside it says anything
    TOWARDS = 3  # "from", "to": said of places, and of people
    WITHIN = 4  # "in", "near"
    QUALIFIED = 5  # "Paris, Texas"; a dateline


class Mention(NamedTuple):
    """A name and where it stands. `entry` is the place that is meant, if the copy itself says which."""

    hit: Hit
    paragraph: int
    certainty: Certainty
    opens: bool = False  # it is the first word of a sentence
    person: bool = False  # here it names a person
    speaks: bool = False  # a verb of saying follows
    acts: bool = False  # it opens a sentence, and a verb follows that says what states do
    rules: bool = False  # it opens a sentence, and one of a country's institutions follows
    flashes: bool = False  # it opens a sentence, and a verb of headlines follows
    entry: Entry | None = None
    rule: str = ""
    fixed: bool = False  # the copy itself says that it is no place of ours: rio Madeira


def read_mentions(text: str, paragraph: int, language: str, start: int = 0) -> list[Mention]:
    """The names in one paragraph (-1: the headline) from the index `start` on, each with its certainty."""
    if len(text) < 3 or start >= len(text):
        return []
    shouted = text.isupper()
    if shouted:
        lowered = text.title()
        if len(lowered) != len(text):
            return []
        text = lowered
    hits = [hit for hit in gazetteer().find(text, language) if hit.start >= start]
    if not hits:
        return []
    spoken = spoken_as(language)
    reader = _Reader(text, spoken, shouted or (spoken != "de" and is_title(text)), start)
    mentions = []
    for number, hit in enumerate(hits):
        before = hits[number - 1] if number else None
        after = hits[number + 1] if number + 1 < len(hits) else None
        mentions.append(reader.read(hit, before, after, paragraph))
    return mentions + reader.short


def is_title(text: str) -> bool:
    """Whether a line Is Written Like This, so that its capitals do not show names."""
    if len(text) > 200 or text.rstrip().endswith("."):
        return False
    words = [word for word in text.split() if len(word) > 3 and word[0].isalpha()]
    return len(words) > 2 and sum(word[0].isupper() for word in words) >= 0.75 * len(words)


class _Reader:
    """Reads the neighbours of names in one text."""

    def __init__(self, text: str, language: str, titled: bool, start: int = 0) -> None:
        self.text = text
        self.start = start
        self.language = language
        self.titled = titled
        self.words = contexts()[language]
        self.homonyms = homonyms(language)
        self.qualifying: dict[int, Entry] = {}  # the states that qualified a city, by where they stand
        self.short: list[Mention] = []  # those of them that are no names by themselves: "Durham, N.C."

    def read(self, hit: Hit, before: Hit | None, after: Hit | None, paragraph: int) -> Mention:
        if (state := self.qualifying.get(hit.start)) is not None and not _is(hit, "country"):
            return Mention(hit, paragraph, Certainty.QUALIFIED, entry=state, rule="region")
        certainty, opens, person = self._before(hit, before)
        if self._is_none(hit):
            return Mention(hit, paragraph, Certainty.NONE, opens, fixed=True)
        if divisions := division_at(self.text, hit, self.language):
            division = divisions[0] if len(divisions) == 1 else None
            sure = Certainty.QUALIFIED if division is not None or _is(hit, "region") else Certainty.NONE
            return Mention(hit, paragraph, sure, opens, entry=division, rule="region" if division else "")
        qualifier = _QUALIFIER.match(self.text, hit.end)
        entry = (
            self._qualified(hit, qualifier, paragraph) if qualifier and certainty > Certainty.NONE else None
        )
        if entry is not None:
            return Mention(hit, paragraph, Certainty.QUALIFIED, opens, entry=entry, rule=entry.kind)
        if qualifier and self._lies_elsewhere(hit, qualifier):
            return Mention(hit, paragraph, Certainty.NONE, opens, person=True)
        if (
            certainty >= Certainty.PLAIN
            and (entry := self._as_its_neighbours(hit, before, after)) is not None
        ):
            return Mention(hit, paragraph, Certainty.QUALIFIED, opens, entry=entry, rule=entry.kind)
        following, named, speaks = self._after(hit, after, certainty)
        if Certainty.NONE in (certainty, following):
            certainty = Certainty.NONE
        elif following is Certainty.WEAK:
            certainty = following
        elif certainty in (Certainty.PLAIN, Certainty.TOWARDS) and self._plays(hit):
            certainty = Certainty.WEAK
        word = self._next(hit) if opens else ""
        acts, rules, flashes = (word in self.words[part] for part in ("acts", "institutions", "flashes"))
        return Mention(
            hit, paragraph, certainty, opens, person or named, speaks, acts=acts, rules=rules, flashes=flashes
        )

    def _as_its_neighbours(self, hit: Hit, before: Hit | None, after: Hit | None) -> Entry | None:
        """The country or the state of a name that both bear, by what stands beside it: Ukraine and Georgia."""
        countries = [entry for entry in hit.entries if entry.kind == "country"]
        states = [entry for entry in hit.entries if entry.kind == "region" and entry.subdivision]
        if len(countries) != 1 or not states:
            return None
        beside = []
        if before is not None and _LIST_JOINT.fullmatch(self.text, before.end, hit.start):
            beside.append(before)
        if after is not None and _LIST_JOINT.fullmatch(self.text, hit.end, after.start):
            beside.append(after)
        if beside and all(len(each.entries) == 1 and each.entries[0].kind == "country" for each in beside):
            return countries[0]
        homes = [{entry.country for entry in each.entries if entry.kind == "region"} for each in beside]
        return next((state for state in states if homes and all(state.country in of for of in homes)), None)

    def _next(self, hit: Hit) -> str:
        word = self.text[hit.end + 1 : hit.end + 1 + _REACH].split(" ", 1)[0]
        return word if self.text[hit.end : hit.end + 1] == " " else ""

    def _plays(self, hit: Hit) -> bool:
        """ "Barcelona beat Valencia 3-1": clubs are called by their cities."""
        return all(entry.kind == "city" for entry in hit.entries) and is_of_a_match(
            self.text, hit.start, hit.end, self.language
        )

    def _lies_elsewhere(self, hit: Hit, match: re.Match[str]) -> bool:
        """Whether the copy puts it where no place of this name is that we know: "Lebanon, New Hampshire".

        It is a small town's, then, also where the name stands alone.
        """
        if match["by"] in (" (", "/"):
            return False
        if _LYING.search(match["by"]) and self._in_another_country(hit, match):
            return True
        name = match.group(2)
        regions: tuple[Entry, ...] = ()
        while name and not regions:
            if any(entry.kind == "country" for entry in gazetteer().lookup(name, self.language)):
                return False
            regions = gazetteer().qualifiers(name)
            stated, name = name, name.rpartition(" ")[0]
        by_comma = match["by"] == ", "
        if not regions or (by_comma and not _CLOSED.match(self.text, match.start(2) + len(stated))):
            return False
        large = any(entry.kind == "country" or entry.population >= _WELL_KNOWN for entry in hit.entries)
        return by_comma or not large

    def _in_another_country(self, hit: Hit, match: re.Match[str]) -> bool:
        """ "Santiago, in northern Spain,": none of ours lies there."""
        name = match.group(2)
        while name:
            countries = {e.country for e in gazetteer().lookup(name, self.language) if e.kind == "country"}
            if countries:
                closed = _CLOSED.match(self.text, match.start(2) + len(name)) is not None
                return closed and countries.isdisjoint(entry.country for entry in hit.entries)
            name = name.rpartition(" ")[0]
        return False

    def _qualified(self, hit: Hit, match: re.Match[str], paragraph: int) -> Entry | None:
        """The city meant by "Paris, Texas" or "Halle (Saale)": the one that lies where the copy says."""
        name = match.group(2)
        # "in March, Cambridgeshire, …" is a town; "in March, England won" is a month.
        calendar = "calendar" in self.homonyms.get(hit.name, ())
        if calendar and not _CLOSED.match(self.text, match.end()):
            return None
        while name:
            known = gazetteer().qualifiers(name)
            if name[-1] == ".":
                known += gazetteer().qualifiers(name.rstrip("."))
            elif name.endswith(("'s", "’s")):
                known += gazetteer().qualifiers(name[:-2])  # Hyderabad in Pakistan's Sindh province
            for qualifier in (*known, *gazetteer().divisions(name)):
                inside = [
                    entry
                    for entry in hit.entries
                    if entry.kind == "city"
                    and entry.country == qualifier.country
                    and (not qualifier.region or entry.region == qualifier.region)
                ]
                if inside:
                    if qualifier.subdivision:
                        self._qualifies(qualifier, name, match.start(2), paragraph)
                    return max(inside, key=lambda entry: entry.population)
            name = "" if calendar else name.rpartition(" ")[0]
        return None

    def _qualifies(self, state: Entry, name: str, start: int, paragraph: int) -> None:
        self.qualifying[start] = state
        if not gazetteer().lookup(name.rstrip("."), self.language):
            hit = Hit(start, start + len(name), name, (state,))
            self.short.append(Mention(hit, paragraph, Certainty.QUALIFIED, entry=state, rule="region"))

    def _before(self, hit: Hit, before: Hit | None) -> tuple[Certainty, bool, bool]:
        """Certainty from what precedes; whether the name opens a sentence; whether it is a person's."""
        window = self.text[max(self.start, hit.start - _REACH) : hit.start]
        if not window.strip():
            return Certainty.PLAIN, True, False
        last = window[-1]
        words = window.split()
        if last in "'’" and self.language == "fr" and words[-1][-2:-1].lower() in ("d", "l"):
            words[-1] = words[-1].lower().replace("’", "'")
        elif last == "-":
            return self._hyphened(hit, before, words[-1]), False, False
        elif last in "@#._&":
            return Certainty.NONE, False, False
        elif last not in _SPACES and last != "\n":
            return Certainty.PLAIN, last in "“„«\"'‘’", False
        if window.endswith(" as ") and _AS_FAR_AS.search(window):
            return Certainty.WITHIN, False, False
        certainty, opens, person = self._after_word(hit, before, words)
        if certainty is Certainty.PLAIN and not opens and window.endswith(_JOINTS):
            certainty = self._listed(hit, window)
        return certainty, opens, person

    def _listed(self, hit: Hit, window: str) -> Certainty:
        """What the preposition before a list says of a later name in it; PLAIN if there is none."""
        match = _LISTED.search(window)
        if match is None or match["in"][0].isupper():  # "In London, Preston and Lee said"
            return Certainty.PLAIN
        if match["joint"] == ", " and not _LIST_GOES_ON.match(self.text, hit.end, hit.end + _REACH):
            return Certainty.PLAIN
        items = re.split(f", |{_AND}", match["items"])[:-1]
        if any("calendar" in self.homonyms.get(item, ()) for item in items):
            return Certainty.PLAIN
        if match["in"] in self.words["in"]:
            return Certainty.WITHIN
        return Certainty.TOWARDS if match["in"] in self.words["to"] else Certainty.PLAIN

    def _hyphened(self, hit: Hit, before: Hit | None, prefix: str) -> Certainty:
        """ "anti-China" and "US-China" name the country; "Saint-Denis" is a name of its own."""
        if not _is(hit, "country"):
            return Certainty.NONE
        joins_countries = before is not None and before.end == hit.start - 1 and _is(before, "country")
        return Certainty.PLAIN if joins_countries or prefix[0].islower() else Certainty.NONE

    def _after_word(self, hit: Hit, before: Hit | None, words: list[str]) -> tuple[Certainty, bool, bool]:
        word = words[-1].lstrip(_OPENING_MARKS) or words[-1]
        low = word.lower()
        if low in self.words["titles"] and (word[0].isupper() or self.language not in _CAPITAL_TITLES):
            return Certainty.NONE, False, True
        if word[-1] in _CLOSING_MARKS:
            return Certainty.PLAIN, word[-1] in '!?:…”"»', False
        if word[-1] == "." and not _ACRONYM.match(word):
            initial = len(word) == 2 and word[0].isupper()
            return (Certainty.NONE, False, True) if initial else (Certainty.PLAIN, True, False)
        if low == "of" and self.language not in ("en", "nl"):
            return Certainty.NONE, False, False  # "University of Alberta" in German copy
        if low in self.words["linkers"]:
            return self._joined(words[:-1])
        if low in self.words["articles"] and not _is(hit, "country", "region"):
            return Certainty.NONE, False, False  # "la Vienne" is the river; the city bears no article
        if low in self.words["in"]:
            return Certainty.WITHIN, False, False
        if low in self.words["to"]:
            return Certainty.TOWARDS, False, False
        if low in self.words["open"] or low in self.words["beside"]:
            # "in the United States", "in northern Syria"; but "in the Reading room".
            preposition = words[-2].lower() if len(words) > 1 else ""
            if _is(hit, "country", "region") and preposition in self.words["in"]:
                return Certainty.WITHIN, False, False
            return Certainty.PLAIN, False, False
        if word in self.words.get("compass", ()) and not self.titled and not _is(hit, "country"):
            return (Certainty.PLAIN if _is(hit, "region") else Certainty.NONE), False, False
        if not word[0].isupper() or low.endswith(("'s", "’s", "s'", "s’")):
            return Certainty.PLAIN, False, False
        if self.language in _CASES and (len(words) < 2 or words[-2][-1] in ".!?"):
            given = self._is_given(low)  # "Paweł Lublin", but "Mieszkańcy Krakowa"
            joined = Certainty.NONE if given or low in self.words["bodies"] else Certainty.PLAIN
            return joined, False, given
        return self._after_capital(hit, before, word)

    def _is_a_thing(self, hit: Hit) -> bool:
        """Whether a city's name with "the" before it and nothing behind it is a thing's: the order of the Phoenix."""
        led = self.text.endswith((" the ", "The "), 0, hit.start)
        return led and _is_only(hit, "city") and _CLOSED.match(self.text, hit.end) is not None

    def _after_capital(self, hit: Hit, before: Hit | None, word: str) -> tuple[Certainty, bool, bool]:
        adjoins = before is not None and before.end == hit.start - 1
        if _is(hit, "country") and (
            _ACRONYM.match(word) or (before and adjoins and _is(before, "country", "people"))
        ):
            return Certainty.PLAIN, False, False  # "EU Ukraine envoy", "Israel Lebanon talks"
        if self.titled:
            return Certainty.WEAK, False, False
        # A German noun says nothing of what follows; elsewhere a capital in mid-sentence begins the name.
        return Certainty.NONE, False, self.language != "de" and not word.isupper()

    def _joined(self, words: list[str]) -> tuple[Certainty, bool, bool]:
        """ "Bank of England" is one name; "the city of Lyon" says that Lyon is a place."""
        if not words:
            return Certainty.PLAIN, False, False
        word = words[-1].lstrip(_OPENING_MARKS).split("’")[-1].split("'")[-1]
        low = word.lower()
        capital = word[:1].isupper()
        if (
            low in self.words["streets"]
            or (capital and low in self.words["bodies"])
            or low in self.words["titles"]
        ):
            return Certainty.NONE, False, capital and low in self.words["titles"]
        if low in self.words["grounds"]:
            return Certainty.WITHIN, False, False
        opens = len(words) < 2 or words[-2][-1] in '.!?:”"»'
        plain = not capital or opens or low in self.words["offices"] or self.language == "de"
        if plain or self.titled:
            return (Certainty.TOWARDS if self.language == "de" else Certainty.PLAIN), False, False
        return Certainty.NONE, False, False

    def _after(self, hit: Hit, after: Hit | None, certainty: Certainty) -> tuple[Certainty, bool, bool]:
        """Certainty from what follows; whether the name is a person's; whether a verb of saying follows."""
        text = self.text[hit.end : hit.end + _REACH]
        if not text:
            return Certainty.QUALIFIED, False, False
        first, second = text[0], text[1:2]
        if first == "-" and second.isupper():
            return self._compound(hit, after), False, False
        if (first in "-." and (second.isalnum() and not second.isalpha())) or first in "@_&":
            return Certainty.NONE, False, False
        if first == "." and second.isalpha():
            return Certainty.NONE, False, False
        if first == "," and not _is(hit, "country") and _AGE.match(text):
            return Certainty.NONE, True, False
        if first == "s" and second in _SPACES and text[2:3].isupper() and self.language in _NORDIC:
            return Certainty.NONE, False, False  # Norges Bank
        if first not in _SPACES:
            return Certainty.QUALIFIED, False, False
        word = (text.split(maxsplit=1) or [""])[0].rstrip(_CLOSING_MARKS + ".'’")
        if second == "&":
            return Certainty.NONE, False, False
        if not second.isupper():
            if not _is(hit, "country") and word in self.words.get("periodicals", ()):
                return Certainty.NONE, False, False
            if not _is(hit, "country") and word in self.words.get("parts", ()) and self._is_part(hit):
                return Certainty.NONE, False, False
            if self._names_goods(hit, text):
                return Certainty.WEAK, False, False
            return Certainty.QUALIFIED, False, word in self.words["says"]
        if _ACRONYM.match(hit.name) or word.lower() in self.words["after"]:
            return Certainty.QUALIFIED, False, False
        return self._before_capital(hit, certainty)

    def _is_none(self, hit: Hit) -> bool:
        """Whether it is a river's or a mountain's name, or a longer foreign name begins with it."""
        if _is(hit, "country"):
            return False
        if self.language == "en" and self._is_a_thing(hit):
            return True
        if self.language in _CAPITAL_TITLES:
            return _GOES_ON.match(self.text, hit.end) is not None
        if self.language in _ROMANCE and self._goes_on(hit):
            return True
        words = self.text[max(0, hit.start - _REACH) : hit.start].rsplit(" ", 2)
        return len(words) > 1 and not words[-1] and words[-2] in self.words["waters"]

    def _goes_on(self, hit: Hit) -> bool:
        """Whether it begins a longer name that we do not know: Puebla de Sanabria."""
        longer = _OF_A_NAME.match(self.text, hit.end)
        return longer is not None and not gazetteer().lookup(longer[1], self.language)

    def _is_part(self, hit: Hit) -> bool:
        """ "Kyiv's Shevchenko district": a part of the place that is named before it."""
        return bool(_OWNED.search(self.text, max(0, hit.start - _REACH), hit.start))

    def _names_goods(self, hit: Hit, text: str) -> bool:
        """ "Portland stone" is a stone, wherever it lies; "a London coffee shop" is in London."""
        words = text.split(maxsplit=2)
        if (
            not words
            or _is(hit, "country")
            or words[0].rstrip(_CLOSING_MARKS + ".'’") not in self.words["goods"]
        ):
            return False
        alone = words[0][-1] in _CLOSING_MARKS + "." or len(words) < 2
        return alone or words[1].rstrip(_CLOSING_MARKS + ".'’") not in self.words["venues"]

    def _before_capital(self, hit: Hit, certainty: Certainty) -> tuple[Certainty, bool, bool]:
        rules = self.homonyms.get(hit.name, frozenset())
        if self.language == "de":
            plain = certainty is Certainty.WITHIN or (_is(hit, "country") and "name" not in rules)
            return (Certainty.QUALIFIED if plain else Certainty.WEAK), False, False
        if self.titled:
            return (Certainty.QUALIFIED if certainty is Certainty.WITHIN else Certainty.WEAK), False, False
        if self.language in _CASES and (certainty >= Certainty.TOWARDS or self._goes_on_with_a_person(hit)):
            return Certainty.QUALIFIED, False, False  # "w Warszawie Anna Drozd", "Мэр Казани Тимур Сафин"
        return Certainty.NONE, "given" in rules, False

    def _goes_on_with_a_person(self, hit: Hit) -> bool:
        return self._is_given(self._next(hit).lower())

    def _is_given(self, low: str) -> bool:
        words = plain(self.language)
        return words is not None and low in words.given

    def _compound(self, hit: Hit, after: Hit | None) -> Certainty:
        """ "Syrien-Konflikt" and "Iran-Iraq war" name the country; "Berlin-Mitte" does not."""
        if not _is(hit, "country"):
            return Certainty.WEAK if self.language == "de" else Certainty.NONE
        joins_countries = after is not None and after.start == hit.end + 1 and _is(after, "country")
        return Certainty.QUALIFIED if joins_countries or self.language == "de" else Certainty.NONE


def _is_only(hit: Hit, kind: str) -> bool:
    return all(entry.kind == kind for entry in hit.entries)


def _is(hit: Hit, *kinds: str) -> bool:
    return any(entry.kind in kinds for entry in hit.entries)
