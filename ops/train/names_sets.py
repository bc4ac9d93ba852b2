"""Reads the public sets that names are learnt from and measured on, each from the folder into which it was unpacked.

A document is its paragraphs with the names in them as [start, end) spans of characters, each of the kind PER, ORG or
LOC; a set that tells more kinds is read down to these. Sets that give tokens alone get their blanks back as in print:
none before a comma, none inside brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

Span = tuple[int, int, str]

_KINDS = {
    "PER": ("PER", "person", "politician", "writer", "scientist", "researcher", "musicalartist"),
    "ORG": ("ORG", "organisation", "politicalparty", "university", "band", "corporation", "group"),
    "LOC": ("LOC", "location", "country"),
}
_KIND = {name: kind for kind, names in _KINDS.items() for name in names}
_NO_BLANK_BEFORE = frozenset(
    [",", ".", ";", ":", "!", "?", ")", "]", "%", "'s", "’s", "n't", "n’t", "'", "’", "...", "/"]
)
_NO_BLANK_AFTER = frozenset(["(", "[", "$", "£", "€", "/"])
_QUOTES = frozenset(['"', "''", "``", "“", "”"])


@dataclass(slots=True)
class Document:
    """A document: its paragraphs, and for each the spans of its names."""

    paragraphs: list[str] = field(default_factory=list)
    names: list[list[Span]] = field(default_factory=list)

    def add(self, text: str, names: list[Span]) -> None:
        self.paragraphs.append(text)
        self.names.append(names)


#: Words that copy writes as one and treebanks as two: "do" is "de o" there.
CONTRACTIONS = {
    "de": {"an dem": "am", "in dem": "im", "in das": "ins", "zu dem": "zum", "zu der": "zur", "bei dem": "beim"}
    | {"von dem": "vom"},
    "pt": {f"de {word}": f"d{word}" for word in ("o", "a", "os", "as", "ele", "ela", "eles", "elas")}
    | {f"de {word}": f"d{word}" for word in ("este", "esta", "estes", "esse", "essa", "isso", "aquele", "aquela")}
    | {f"em {word}": f"n{word}" for word in ("este", "esta", "estes", "esse", "essa", "isso")}
    | {f"em {word}": f"n{word}" for word in ("o", "a", "os", "as", "um", "uma")}
    | {f"por {word}": f"pel{word}" for word in ("o", "a", "os", "as")}
    | {"a o": "ao", "a os": "aos", "a a": "à", "a as": "às"},
}  # fmt: skip


def uner(path: Path, language: str = "en") -> list[Document]:
    """A file of Universal NER (.iob2): documents, and for each sentence its text and its tokens."""
    found: list[Document] = []
    for lines in _blocks(path):
        if not found or any(line.startswith("# newdoc") for line in lines):
            found.append(Document())
        text = next(line[9:] for line in lines if line.startswith("# text = "))
        rows = [line.split("\t") for line in lines if not line.startswith("#")]
        tokens, tags = [row[1] for row in rows], [row[2] for row in rows]
        places = _placed(text, tokens)
        if table := CONTRACTIONS.get(language):
            text, places, tags = _contracted(text, places, tags, table)
        found[-1].add(text, _spans(places, tags))
    return found


def _contracted(
    text: str, places: list[tuple[int, int]], tags: list[str], table: dict[str, str]
) -> tuple[str, list[tuple[int, int]], list[str]]:
    """The text with two words as one where copy writes one, its tokens' places, and their tags: that of the first."""
    made, at, found, kept = "", 0, list[tuple[int, int]](), list[str]()
    for (start, end), tag in zip(places, tags, strict=True):
        gap, token = text[at:start], text[start:end]
        before = made[found[-1][0] :] if found else ""
        short = table.get(f"{before.lower()} {token}") if gap == " " else None
        if short is None:
            made += gap + token
            found.append((len(made) - len(token), len(made)))
            kept.append(tag)
        else:
            made = made[: found[-1][0]] + (short.capitalize() if before[0].isupper() else short)
            found[-1] = (found[-1][0], len(made))
        at = end
    return made + text[at:], found, kept


def columns(path: Path, together: int = 1, token: int = 0, tag: int = -1) -> list[Document]:
    """A file of columns, with a blank line after each sentence; `token` and `tag` say which they are.

    `together`: so many sentences make a document where the file does not part them.
    """
    found: list[Document] = []
    for number, lines in enumerate(_blocks(path)):
        rows = [re.split(r"[\t ]", line.rstrip()) for line in lines]
        opens = rows[0][0] == "-DOCSTART-"
        if opens:
            rows = rows[1:]
        if not found or opens or (together and number % together == 0):
            found.append(Document())
        if rows:
            text, places = _printed([row[token] for row in rows])
            found[-1].add(text, _spans(places, [row[tag] for row in rows]))
    return [each for each in found if each.paragraphs]


def _blocks(path: Path) -> Iterator[list[str]]:
    for block in re.split(r"\n[ \t]*\n", path.read_text(encoding="utf-8").replace("\r", "")):
        lines = [line for line in block.split("\n") if line.strip()]
        if lines:
            yield lines


def _placed(text: str, tokens: list[str]) -> list[tuple[int, int]]:
    """Where each token stands in the text."""
    places, at = [], 0
    for token in tokens:
        start = text.find(token, at)
        if start < 0:
            start = at
        at = start + len(token)
        places.append((start, at))
    return places


def _printed(tokens: list[str]) -> tuple[str, list[tuple[int, int]]]:
    """The tokens as a printed sentence, and where each stands in it."""
    text, places, glued, open_quote = "", [], True, False
    for token in tokens:
        token = {"-LRB-": "(", "-RRB-": ")", "``": '"', "''": '"'}.get(token, token)
        closing = token in _QUOTES and open_quote
        if text and not glued and token not in _NO_BLANK_BEFORE and not closing:
            text += " "
        places.append((len(text), len(text) + len(token)))
        text += token
        glued = token in _NO_BLANK_AFTER or (token in _QUOTES and not open_quote)
        if token in _QUOTES:
            open_quote = not open_quote
    return text, places


def _spans(places: list[tuple[int, int]], tags: list[str]) -> list[Span]:
    """The names of a sentence by its tags (B-, I-; an I- after another kind begins one, too)."""
    found: list[Span] = []
    kind = ""
    for (start, end), tag in zip(places, tags, strict=True):
        mark, _, name = tag.partition("-")
        if mark == "I" and name == kind and found:
            if name in _KIND:
                found[-1] = (found[-1][0], end, _KIND[name])
        elif name in _KIND:
            found.append((start, end, _KIND[name]))
        kind = name
    return found
