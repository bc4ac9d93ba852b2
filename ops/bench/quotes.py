"""Quotations and their speakers on PolNeAR, beside a simple baseline in the same run.

Run: `.venv/bin/python ops/bench/quotes.py FOLDER [--errors]`. FOLDER is a compartment of the set, with `text`,
`attributions` and `corenlp` in it:

  git clone https://github.com/networkdynamics/PolNeAR SET; then FOLDER is SET/data/dev (84 articles)

Spans: what stands between quotation marks, in one paragraph, five words or more; right if most of it is in the content
of an attribution. A quotation over several paragraphs counts once in each. Speakers: of the right spans, those whose
source is named, that is, has a person at its syntactic head or beside it as an apposition, as CoreNLP's annotations of
the set tell. Precision is of all speakers that we gave to right spans whose source is a name, an organisation or a
noun; what was given for a pronoun is listed apart, since the set does not say whom it means.

The baseline takes every pair of marks for a quotation, and the person whom the paragraph names nearest to it.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from streams.enrich.name_tagger import tag_names
from streams.enrich.people import find_people
from streams.enrich.quotes import find_quotes
from streams.enrich.reading import read_article
from streams.settings import settings

FEWEST_WORDS = 5
_MARKED = re.compile(r"“([^“”]*)(?:”|$)|(?<!\w)\"([^\"]*)(?:\"|$)|(?<!\w)''(.+?)''")
_WORD = re.compile(r"\w+(?:[-'’.]\w+)*")
_EDGE = " \t,.;:!?…—–-\u00a0'‘’"
_CUES = frozenset({"said", "says"})
_PRONOUNS = frozenset(["he", "she", "they", "i", "we", "it", "who", "you", "him", "her"])


@dataclass(frozen=True, slots=True)
class Source:
    """Who says it, by the set: the words, the surnames among them if a person is their head, and their kind."""

    text: str
    persons: frozenset[str]
    kind: str  # named, pronoun, other, none


@dataclass(slots=True)
class Document:
    """An article of the set: its lines with their offsets, and its quotations by (line, start, end)."""

    name: str
    headline: str
    lines: list[str]
    quotes: dict[tuple[int, int, int], Source] = field(default_factory=dict)
    persons: list[list[tuple[int, int, str]]] = field(default_factory=list)  # of each line


Spans = dict[tuple[int, int, int], str | None]


def read_documents(folder: Path) -> Iterator[Document]:
    """The articles that have annotations by CoreNLP, each with the attributions of its first annotator."""
    for path in sorted((folder / "text").glob("*.txt")):
        parsed = folder / "corenlp" / f"{path.name}.xml"
        notes = sorted((folder / "attributions").glob(f"{path.stem}_????.ann"))
        if not notes or not parsed.exists() or not parsed.stat().st_size:
            continue
        yield _read(path, notes[0], parsed)


def _read(path: Path, notes: Path, parsed: Path) -> Document:
    text = path.read_text(encoding="utf-8")
    offsets, lines = [], []
    for match in re.finditer(r"[^\n]*\S[^\n]*", text):
        offsets.append(match.start())
        lines.append(match.group())
    document = Document(path.stem, lines[0], lines[1:])
    tokens = _tokens(parsed)
    spoken = [
        (spans, _source(text, source, tokens)) for spans, source in _attributions(notes.read_text("utf-8"))
    ]
    for index, (offset, line) in enumerate(zip(offsets[1:], lines[1:], strict=True)):
        document.persons.append(
            [
                (token.start - offset, token.end - offset, token.word)
                for token in tokens
                if token.person and offset <= token.start < offset + len(line)
            ]
        )
        for start, end in marked(line):
            who = _who(spoken, offset + start, offset + end)
            if who is not None:
                document.quotes[(index, start, end)] = who
    return document


def _who(spoken: list[tuple[list[tuple[int, int]], Source]], start: int, end: int) -> Source | None:
    """The source of the attribution in whose content most of the span lies."""
    best, most = None, (end - start) // 2
    for spans, source in spoken:
        common = sum(max(0, min(end, last) - max(start, first)) for first, last in spans)
        if common > most:
            best, most = source, common
    return best


def marked(line: str) -> Iterator[tuple[int, int]]:
    """What stands between marks in a paragraph, without marks and punctuation at its edges, of FEWEST_WORDS or more."""
    for match in _MARKED.finditer(line):
        span = trimmed(line, *match.span(match.lastindex or 0))
        if len(_WORD.findall(line, *span)) >= FEWEST_WORDS:
            yield span


def trimmed(line: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space and punctuation at its edges."""
    while start < end and line[start] in _EDGE:
        start += 1
    while end > start and line[end - 1] in _EDGE:
        end -= 1
    return start, end


@dataclass(slots=True)
class Token:
    """A token of CoreNLP's: where it stands, whether it is in a person's name, and its grammar."""

    word: str
    start: int
    end: int
    person: bool
    proper: bool  # a name that is neither an organisation's nor a place's
    head: tuple[int, int] | None = None  # sentence and index of the governor
    relation: str = ""
    at: tuple[int, int] = (0, 0)


def _tokens(parsed: Path) -> list[Token]:
    found: list[Token] = []
    root = etree.parse(str(parsed)).getroot()
    for number, sentence in enumerate(root.iterfind("./document/sentences/sentence")):
        own: dict[int, Token] = {}
        for token in sentence.iterfind("./tokens/token"):
            at = int(token.get("id", "0"))
            own[at] = Token(
                token.findtext("word", ""),
                int(token.findtext("CharacterOffsetBegin", "0")),
                int(token.findtext("CharacterOffsetEnd", "0")),
                token.findtext("NER") == "PERSON",
                token.findtext("POS", "").startswith("NNP")
                and token.findtext("NER") not in ("ORGANIZATION", "LOCATION"),
                at=(number, at),
            )
        for dependency in sentence.iterfind("./dependencies[@type='basic-dependencies']/dep"):
            dependent = own[int(dependency.find("dependent").get("idx"))]
            dependent.head = (number, int(dependency.find("governor").get("idx")))
            dependent.relation = dependency.get("type", "")
        found += own.values()
    return found


def _attributions(notes: str) -> Iterator[tuple[list[tuple[int, int]], list[tuple[int, int]]]]:
    """The spans of each attribution's content, and those of its source, from standoff annotations of brat."""
    spans: dict[str, list[tuple[int, int]]] = {}
    events: list[dict[str, list[str]]] = []
    for line in notes.splitlines():
        name, _, rest = line.partition("\t")
        if name.startswith("T"):
            places = rest.partition("\t")[0].partition(" ")[2]
            spans[name] = [
                (int(a), int(b)) for a, b in (each.split() for each in places.split(";") if each.strip())
            ]
        elif name.startswith("E"):
            roles: dict[str, list[str]] = {}
            for part in rest.split():
                role, _, target = part.partition(":")
                roles.setdefault(role.rstrip("0123456789"), []).append(target)
            events.append(roles)
    for roles in events:
        yield (
            [span for target in roles.get("Content", []) for span in spans.get(target, [])],
            [span for target in roles.get("Source", []) for span in spans.get(target, [])],
        )


def _source(text: str, spans: list[tuple[int, int]], tokens: list[Token]) -> Source:
    inside = [token for token in tokens if any(a <= token.start < b for a, b in spans)]
    words = " ".join(text[a:b] for a, b in spans)
    if not inside:
        return Source(words, frozenset(), "none")
    if words in _CUES:
        return Source(words, frozenset(), "none")  # the set marks the verb for the source
    members = {token.at for token in inside}
    heads = [token for token in inside if token.head not in members]
    known = {token.word for token in tokens if token.person}
    named = [token for token in heads if token.person or token.proper]
    if not named:
        tops = {token.at for token in heads}
        named = [t for t in inside if t.person and t.relation == "appos" and t.head in tops]
    if named:
        tied = {token.at for token in named}
        names = {t.word for t in inside if (t.at in tied or (t.word in known and t.head in tied))}
        return Source(words, frozenset(names), "named")
    lone = len(inside) == 1 and inside[0].word.lower() in _PRONOUNS
    return Source(words, frozenset(), "pronoun" if lone else "other")


def ours(document: Document) -> Spans:
    """The quotations that copydesk finds, in each paragraph apart, with their speakers."""
    reading = read_article(document.headline, document.lines, "en")
    found: Spans = {}
    for quote in find_quotes(reading, find_people(reading, tag_names(reading, settings().names_marginal))):
        at, begin = quote.evidence.paragraph, quote.evidence.start
        for piece in quote.text.split("\n"):
            line = document.lines[at]
            start = line.find(piece, begin)
            if start >= 0:
                span = trimmed(line, start, start + len(piece))
                if len(_WORD.findall(line, *span)) >= FEWEST_WORDS:
                    found[(at, *span)] = quote.speaker
            at, begin = at + 1, 0
    return found


def baseline(document: Document) -> Spans:
    """Every pair of marks, with the person named nearest to it in its paragraph."""
    found: Spans = {}
    for index, line in enumerate(document.lines):
        for start, end in marked(line):
            outside = [each for each in document.persons[index] if each[1] <= start or each[0] >= end]
            nearest = min(outside, key=lambda each: max(start - each[1], each[0] - end), default=None)
            found[(index, start, end)] = nearest[2] if nearest else None
    return found


class Score:
    """Counts over documents, and the errors by kind."""

    def __init__(self) -> None:
        self.count: Counter[str] = Counter()
        self.errors: dict[str, list[str]] = {}

    def add(self, document: Document, found: Spans) -> None:
        """Compares what was found with the set."""
        for key in sorted(found.keys() | document.quotes.keys()):
            source, given = document.quotes.get(key), found.get(key)
            if source is None:
                self._note("span: no quotation", document, key, given, source)
            elif key not in found:
                self._note("span: missed", document, key, given, source)
            else:
                self.count["spans right"] += 1
            if source is not None:
                self._speaker(document, key, source, given)

    def _speaker(
        self, document: Document, key: tuple[int, int, int], source: Source, given: str | None
    ) -> None:
        self.count[source.kind] += 1
        if given is None:
            if source.kind == "named":
                self._note("speaker: nobody", document, key, given, source)
            return
        if source.kind == "named":
            right = given.split()[-1].rstrip(".") in source.persons or bool(
                set(given.split()[1:]) & source.persons
            )
            if right:
                self.count["speakers right"] += 1
            else:
                self._note("speaker: wrong", document, key, given, source)
        elif source.kind != "none":
            self._note(f"speaker: given for {source.kind}", document, key, given, source)

    def _note(
        self,
        kind: str,
        document: Document,
        key: tuple[int, int, int],
        given: str | None,
        source: Source | None,
    ) -> None:
        self.count[kind] += 1
        line = document.lines[key[0]]
        who = source.text if source else "-"
        self.errors.setdefault(kind, []).append(
            f"{document.name[:40]} {key[0]}: {given} | {who} | …{line[max(0, key[1] - 90) : key[1]]}"
            f"[{line[key[1] : key[2]][:40]}…{line[key[1] : key[2]][-20:]}]{line[key[2] : key[2] + 90]}"
        )

    def report(self, title: str) -> str:
        """Precision, recall and F1 of spans and speakers in two lines."""
        count = self.count
        right = count["spans right"]
        spans = _figures(right, right + count["span: no quotation"], right + count["span: missed"])
        told = count["speakers right"]
        wrong = count["speaker: wrong"] + count["speaker: given for other"]
        speakers = _figures(told, told + wrong, count["named"])
        lines = [f"{title:9} spans    {spans}", f"{'':9} speakers {speakers}"]
        lines += [f"{'':9} {kind}: {len(errors)}" for kind, errors in sorted(self.errors.items())]
        return "\n".join(lines)


def _figures(right: int, given: int, wanted: int) -> str:
    precision, recall = right / max(1, given), right / max(1, wanted)
    both = 2 * precision * recall / max(1e-9, precision + recall)
    return (
        f"P {precision:.3f} R {recall:.3f} F1 {both:.3f}  ({right} right, {given} given, {wanted} in the set)"
    )


def main() -> None:
    """Prints the figures; with --errors every error."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--errors", action="store_true", help="print the errors by kind")
    options = parser.parse_args()
    own, other = Score(), Score()
    documents = list(read_documents(options.folder))
    if not documents:
        sys.exit(
            f"no articles of PolNeAR in {options.folder}: the folder with text, corenlp and attributions is meant"
        )
    for document in documents:
        own.add(document, ours(document))
        other.add(document, baseline(document))
    print(own.report("copydesk"))
    print(other.report("baseline"))
    if options.errors:
        for kind, errors in sorted(own.errors.items()):
            print(f"\n## {kind}", *errors, sep="\n")


if __name__ == "__main__":
    main()
