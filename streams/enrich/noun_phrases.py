"""Which person a noun phrase beside a verb of speech means: "Foreign Minister Anna Sand", "Sand", "Mr Sand".

A speaker is named only if the phrase's head is a person we can name: not "a spokesman for Sand", not "Sand and Roe".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from streams.enrich.cast import Cast
from streams.enrich.lexicon import (
    AND,
    ROMANCE,
    Lexicon,
    Speech,
    given_name_gender,
    is_given,
    is_place,
    speech,
)
from streams.enrich.names import is_full_name, titled, trim
from streams.enrich.quote_marks import Surroundings, words_in
from streams.enrich.reading import Run, Word, words_before
from streams.enrich.titles import is_role, is_title, is_weak

# Behind these somebody else stands: said a friend who knows Anna Sand.
_RELATIVE = frozenset(
    ["who", "whom", "whose", "that", "which", "qui", "dont", "que", "quien", "quienes", "che", "cui", "quem"]
)
_NEXT_WORD = re.compile(r" [a-z]+(?:-[a-z]+)*")
_AGED = re.compile(r", (?:aged |now )?\d{1,3}, (?=[^\W\d_])")


class NounPhrases:
    """Finds persons in the noun phrases around an article's quotations. `people` are the full names that are known."""

    def __init__(self, lex: Lexicon, around: Surroundings, people: Sequence[str]) -> None:
        self.lex = lex
        self._around = around
        self._speech: Speech = speech(lex.language)
        self._cast = Cast(lex, people)
        # Before a speaker stands none of these. Some are articles, too: "disse a ministra", "dijo al ministro".
        self._not_speaking = self._speech.prepositions - (
            frozenset(["a"] if lex.language == "pt" else []) if lex.language in ROMANCE else lex.determiners
        )
        self._names: dict[tuple[int, int], str | None] = {}
        self._titles: dict[tuple[int, int], tuple[int, bool]] = {}
        self._shared: set[str] | None = None

    def known(self, paragraph: int, run: Run) -> str | None:
        """The person of the article whom a run mentions."""
        return self._cast.who(self._around.text(paragraph), run)

    def name(self, paragraph: int, run: Run) -> str | None:
        """The full name that a run means; the name as written if a title or a given name makes it sure."""
        key = (paragraph, run.start)
        if key not in self._names:
            self._names[key] = self._read_name(paragraph, run)
        return self._names[key]

    def _read_name(self, paragraph: int, run: Run) -> str | None:
        text = self._around.text(paragraph)
        if self._is_modifier(text, run):
            return None
        known = self._cast.who(text, run)
        if known is not None and len(run.words) < 3 and self._is_shared(run, known):
            return None
        if known is not None:
            last = trim(self.lex, run.words)[-1].text
            genitive = last.rstrip("'") not in known.split() and self.lex.language == "de"
            return None if genitive else known
        found = titled(self.lex, text, run)
        if found is not None:
            return " ".join(word.text for word in found.words)
        words = trim(self.lex, run.words)
        if is_given(words[0].text) and is_full_name(self.lex, words):
            return " ".join(word.text for word in words)
        return self._titled_surname(text, run)

    def _is_modifier(self, text: str, run: Run) -> bool:
        """Whether the name only says whose somebody is: "Sand aide Wim Stael", "Sand supporters", "the Sand camp"."""
        match = _NEXT_WORD.match(text, run.end)
        if match is None or not self._speech.modified:
            return False
        low = match.group().strip().lower()
        return (
            low in self._speech.modified
            or low in self._speech.persons
            or is_title(self.lex, (Word(low, 0, 0),), 1) is not None
        )

    def _is_shared(self, run: Run, known: str) -> bool:
        """Whether the run has no more of a person than the surname, and the copy names another who bears it."""
        last = run.words[-1].text
        if any(word.text in known.split()[:-1] for word in run.words):
            return False
        if self._shared is None:
            self._shared = self._cast.shared(self._around.all_runs())
        return last in self._shared

    def _titled_surname(self, text: str, run: Run) -> str | None:
        last = run.words[-1]
        before = [*words_before(text, run.start, 4), *run.words[:-1]]
        strong = before and is_title(self.lex, before, len(before)) is not None
        if not strong or len(last.text) < 3 or last.low in self.lex.not_names or is_place(last.text):
            return None
        if is_weak(self.lex, before[-1:]) or is_role(self.lex, last):
            return None
        return last.text

    def person_in(self, paragraph: int, start: int, limit: int) -> str | None:
        """The person at the head of the noun phrase that begins here: "Interior Minister Bernard Cazeneuve"."""
        text = self._around.text(paragraph)
        run = next(self._around.runs_between(paragraph, start + 1, limit), None)
        if run is not None and len(run.words) == 1 and run.words[0].low in ("von", "van"):
            # "dijo Von der Berg": the particle with a capital is a run of its own
            run = next(self._around.runs_between(paragraph, run.end + 1, limit), None)
        if run is None:
            return self._after_comma(paragraph, start, limit)
        if text.startswith(("'s ", "’s "), run.end):
            owned = next(self._around.runs_between(paragraph, run.end + 1, limit), None)
            if owned is None or owned.start != run.end + len("'s ") or len(owned.words) < 2:
                return self._after_comma(paragraph, start, limit)  # "Orland's neighbour" is not Orland
            run = owned  # "said Lund's Anna Sand"
        speaker = self.name(paragraph, run) if run.end <= limit + 1 else None
        if speaker is None:
            second = next(self._around.runs_between(paragraph, run.end + 1, limit), None)
            if second is None:
                return self._after_comma(paragraph, start, limit)
            run, speaker = second, self.name(paragraph, second)
            if speaker is None or titled(self.lex, text, run) is None:
                return self._after_comma(paragraph, start, limit) if speaker is None else None
        lead = words_in(text, start, self._title_start(paragraph, run)[0])
        foreign = self._not_speaking
        if not self.is_subject(paragraph, run) and any(
            word.low in self._speech.prepositions for word in lead
        ):
            return None
        if any(word.low in foreign or word.low in _RELATIVE for word in lead) or self._hears(lead, speaker):
            return None
        rest = words_in(text, run.end, min(limit, run.end + 20))
        joined = (
            rest
            and rest[0].low in AND
            and any(True for _ in self._around.runs_between(paragraph, rest[0].end, rest[0].end + 3))
        )
        return None if joined else speaker

    def _hears(self, lead: Sequence[Word], name: str) -> bool:
        """Whether "a" in Portuguese is no article of the one named: disse a Rui Falcato."""
        if self.lex.language != "pt" or not lead or lead[-1].low != "a":
            return False
        return given_name_gender(name.split()[0]) == "m" and len(lead) == 1

    def _after_comma(self, paragraph: int, start: int, limit: int) -> str | None:
        """ "a déclaré la maire de Brest, Jeanne Kervella.": a title, a comma, the name."""
        text = self._around.text(paragraph)
        if not text.startswith(", ", limit):
            return None
        words = words_in(text, start, limit)
        if self.lex.language in ROMANCE and words and words[0].low in self._not_speaking:
            return None  # "tinha dito ao presidente do Senado, Rui Falcato": he hears
        has_title = any(
            is_title(self.lex, words, end) is not None for end in range(1, min(len(words), 5) + 1)
        )
        run = next(self._around.runs_between(paragraph, limit + 2, limit + 3), None)
        if (
            run is None
            or not has_title
            or len(run.words) < 2
            or text[run.end : run.end + 1] not in {",", ".", ";", ""}
        ):
            return None
        return self.name(paragraph, run)

    def between(self, paragraph: int, start: int, comma: int, close: int) -> str | None:
        """The name between two commas, after a title: "a spokesman for the group, Noah Bright, said"."""
        words = words_in(self._around.text(paragraph), start, comma)
        has_title = any(is_title(self.lex, words, end) is not None for end in range(1, len(words) + 1))
        text = self._around.text(paragraph)
        owned = any(text.startswith(("'s ", "’s "), word.end) for word in words)
        run = next(self._around.runs_between(paragraph, comma + 1, close), None)
        if (
            run is None
            or not (has_title or (owned and len(run.words) > 1))
            or (run.start, run.end) != (comma + 2, close)
        ):
            return None
        return self.name(paragraph, run)

    def before_apposition(self, paragraph: int, words: Sequence[Word], index: int) -> tuple[bool, str | None]:
        """The name before a pair of commas: "John Marrow, chief executive of Halden Shipping, said"."""
        text = self._around.text(paragraph)
        run = self._around.run_ending(paragraph, words[index].end)
        if run is not None and _AGED.match(text, run.end):  # "Agnes Tollway, 54, told reporters"
            return True, self.name(paragraph, run) if self.is_subject(paragraph, run) else None
        comma = text.rfind(", ", max(0, words[index].start - 120), words[index].end)
        if comma < 0:
            return (False, None)
        run = self._around.run_ending(paragraph, comma)
        inner = next(
            (r for r in self._around.runs(paragraph) if r.start == comma + 2 and r.end == words[index].end),
            None,
        )
        if inner is not None and inner.start == comma + 2 and self.name(paragraph, inner) is not None:
            return True, self.name(paragraph, inner)  # "le maire, Jean Kerv, a dit"
        if run is None:
            return (False, None)
        speaker = self.name(paragraph, run)
        return (True, speaker) if speaker is not None and self.is_subject(paragraph, run) else (False, None)

    def is_subject(self, paragraph: int, run: Run) -> bool:
        """False for "a spokesman for Kerry said", "Kerry and Hollande said" and "Kerry's office said"."""
        text = self._around.text(paragraph)
        if text.startswith(("'s", "’s"), run.end):
            return False
        start, own = self._title_start(paragraph, run)
        before = words_before(text, start, 4)
        if before and before[-1].low in AND and len(before) > 1:
            return self._around.run_ending(paragraph, before[-2].end) is None
        articles = 0
        while before and before[-1].low in self.lex.determiners:
            if self.lex.language in ROMANCE and before[-1].low in self._not_speaking:
                return False  # "del ministro", "ao ministro": a preposition is in the article
            before.pop()
            articles += 1
        if not before or own:
            return True
        if articles and is_title(self.lex, before, len(before)) is not None:
            return False  # "ein Sprecher der Ministerin Anja Wedekamp"
        last = before[-1].low
        return last not in self._speech.prepositions and not last.startswith(("d'", "d’"))

    def phrase_start(self, paragraph: int, run: Run) -> int:
        """Where the noun phrase of a named person begins: at his title, or at the name."""
        return self._title_start(paragraph, run)[0]

    def _title_start(self, paragraph: int, run: Run) -> tuple[int, bool]:
        """Where the run's title begins, and whether the title has a preposition of its own (ministre de la Mer)."""
        key = (paragraph, run.start)
        if key not in self._titles:
            self._titles[key] = self._read_title(self._around.text(paragraph), run)
        return self._titles[key]

    def _read_title(self, text: str, run: Run) -> tuple[int, bool]:
        found = titled(self.lex, text, run)
        if found is None or found.title is None:
            return run.start, False
        own = any(word in self._speech.prepositions for word in re.split("[ '’]", found.title.lower()))
        at = text.rfind(found.title, max(0, run.start - 90), run.end)
        return (at if at >= 0 else run.start), own
