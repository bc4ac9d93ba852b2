"""What newspapers do to wire copy, and what templates make: made-up pairs of texts of which it is known what they are.

Edits take a text as a list of paragraphs and give another. Templates are in templates.toml. Everything follows from
seeds, so that a second run makes the same.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

Text = list[str]

_SENTENCES = re.compile(r"(?<=[.!?»”\"])\s+(?=[^\W\d_]|[\"“„«])")
_PLAIN = (
    *(
        "however",
        "also",
        "today",
        "local",
        "new",
        "early",
        "public",
        "long",
        "small",
        "large",
        "open",
        "further",
    ),
    *(
        "late",
        "common",
        "single",
        "recent",
        "several",
        "main",
        "same",
        "whole",
        "part",
        "time",
        "place",
        "work",
    ),
    *("week", "side", "hand", "line", "form", "kind", "house", "road", "water"),
)
_OWN = (
    "Our reporter {name} spoke to people in {town} who had heard of it on the radio, and most of them shrugged.",
    "In {town} the council will discuss on {day} what it means for the district, its chair {name} told this paper.",
    "A reader from {town} wrote to us that {n} of her neighbours had talked of nothing else since {day}.",
    "The school in {town} had asked for the same {n} years ago, as our archive shows, and was turned down.",
    "{name}, who keeps a shop in {town}, puts the cost at {n} thousand a year and wants to be paid for it.",
    "Buses between {town} and the coast ran {n} minutes late on {day}, which had another cause, the company said.",
)
_FURNITURE = (
    "You have read three of your free articles this month, and we hope that you liked them. Readers who pay keep our "
    "newsroom going, and they can read every article on every device, also the crossword and the archive.",
    "The newsletter comes every morning at six with what matters in the region, and it can be cancelled at any time "
    "by a click on the link at its end. We use your address for nothing else, as our rules on data explain.",
    "Send us your pictures and your views by mail or by post. Letters may be shortened. Please give your full name "
    "and where you live, for letters without a name go into the basket, however good they are.",
)
_SUBHEADS = ("What happened", "How it goes on", "What critics say", "The background")
_DATELINES = ("HARLOW (Meridian) - ", "By our own staff\n", "(mer) ", "CORVALE, Nov 23 - ")
_SLOTS: dict[str, tuple[str, ...]] = {
    "day": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "month": ("January", "March", "May", "June", "August", "October", "November"),
    "town": (
        *("Corvale", "Halden", "Thornmouth", "Velmora", "Linfield", "Brackwater", "Osterholt", "Pellam", "Ravensby"),
        *("Quenby", "Marwick", "Dunholm", "Eastry", "Farnley", "Garsdale", "Holmfirth", "Ingleby", "Keldale"),
    ),
    "company": (
        *("Orvex", "Halden Steel", "Brightwell Foods", "Torvald Shipping", "Lumen Grid", "Carrow Motors"),
        *("Pellam Bank", "Quill Software", "Rowan Energy", "Sable Mining", "Tern Air", "Umber Glass", "Vale Water"),
    ),
    "team": (
        *("Velmora Wolves", "Linfield Lions", "Corvale City", "Halden Rovers", "Thornmouth United", "Pellam Town"),
        *("Marwick Albion", "Eastry Athletic", "Garsdale Harriers", "Keldale Rangers"),
    ),
    "crime": ("fraud", "assault", "theft", "burglary", "criminal damage", "dangerous driving", "handling stolen goods"),
    "job": ("gardener", "nurse", "clerk", "bus driver", "civil engineer", "cook", "librarian", "lifeguard"),
    "weather": ("cloudy", "sunny", "stormy", "foggy", "icy", "wet", "windy", "mild"),
    "street": ("Station Street", "Bridge Street", "Market Square", "Mill Lane", "Harbour Road", "Church Walk"),
    "thing": ("glass", "metal", "plastic", "gardens", "old trains", "bees", "wood", "bread"),
}  # fmt: skip
_FIRST = (
    "Pavel",
    "Marco",
    "Ines",
    "Odile",
    "Jonas",
    "Maren",
    "Tessa",
    "Hugh",
    "Lena",
    "Oskar",
    "Ruth",
    "Amir",
)
_LAST = (
    "Durin",
    "Vell",
    "Marchbank",
    "Coldharbour",
    "Tamm",
    "Ferrant",
    "Oduya",
    "Lindqvist",
    "Sorley",
    "Brandt",
)


@dataclass(frozen=True, slots=True)
class Template:
    """Copy with slots."""

    name: str
    headline: str
    paragraphs: tuple[str, ...]


def templates() -> tuple[tuple[Template, ...], tuple[str, ...]]:
    """The templates, and the paragraphs of standing text that may follow each."""
    data = tomllib.loads((Path(__file__).parent / "templates.toml").read_text())
    found = (Template(each["name"], each["headline"], tuple(each["paragraphs"])) for each in data["template"])
    return tuple(found), tuple(data["standing"])


def filled(template: Template, draw: random.Random) -> tuple[str, Text]:
    """A story of that template: headline and paragraphs."""
    chosen: dict[str, str] = {}

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        if name not in chosen:
            chosen[name] = _value(re.sub(r"\d+[ab]?$", "", name), name, draw)
        return chosen[name]

    texts = [re.sub(r"\{(\w+)\}", fill, text) for text in (template.headline, *template.paragraphs)]
    return texts[0], texts[1:]


def _value(kind: str, name: str, draw: random.Random) -> str:
    if kind == "n":
        return str(draw.randrange(100, 9999) if name[1:2] == "3" and name[2:] else draw.randrange(2, 99))
    if kind == "m":
        return f"{draw.randrange(1, 90)}.{draw.randrange(10)}"
    if kind == "t":
        return f"{draw.randrange(24)}:{draw.randrange(60):02}"
    if kind == "date":
        return f"{draw.choice(_SLOTS['month'])} {draw.randrange(1, 29)}"
    if kind == "person":
        return f"{draw.choice(_FIRST)} {draw.choice(_LAST)}"
    if kind == "code":
        return f"{draw.randrange(100, 999)}-{draw.randrange(1000, 9999)}"
    return draw.choice(_SLOTS[kind])


def sentences(text: Text) -> list[str]:
    """The sentences of all paragraphs."""
    return [part for paragraph in text for part in _SENTENCES.split(paragraph) if part]


def size(text: Text) -> int:
    """Words."""
    return sum(len(paragraph.split()) for paragraph in text)


def cut(text: Text, share: float, draw: random.Random) -> Text:
    """Without the end, in whole sentences, as an editor cuts."""
    kept, wanted = [], size(text) * (1 - share)
    for paragraph in text:
        whole: list[str] = []
        for sentence in _SENTENCES.split(paragraph):
            if size(kept) + size(whole) >= wanted:
                break
            whole.append(sentence)
        if whole:
            kept.append(" ".join(whole))
    return kept


def thinned(text: Text, share: float, draw: random.Random) -> Text:
    """Without some sentences here and there; the first stays."""
    kept: Text = []
    for at, paragraph in enumerate(text):
        parts = _SENTENCES.split(paragraph)
        some = [part for place, part in enumerate(parts) if (at == place == 0) or draw.random() >= share]
        kept += [" ".join(some)] if some else []
    return kept


def reworded(text: Text, share: float, draw: random.Random) -> Text:
    """A share of the words are other words; numbers stay."""
    return [
        " ".join(
            draw.choice(_PLAIN) if draw.random() < share and word.isalpha() and word.islower() else word
            for word in paragraph.split(" ")
        )
        for paragraph in text
    ]


def own(draw: random.Random, many: int) -> Text:
    """Paragraphs of a paper's own, with names and numbers of its own."""
    found = []
    for line in draw.sample(_OWN, many):
        name, town = f"{draw.choice(_FIRST)} {draw.choice(_LAST)}", draw.choice(_SLOTS["town"])
        found.append(
            line.format(name=name, town=town, day=draw.choice(_SLOTS["day"]), n=draw.randrange(2, 90))
        )
    return found


def usual(text: Text, draw: random.Random) -> Text:
    """What a newspaper usually does: a third cut, 3 % of the words, subheads, another opening."""
    kept = reworded(cut(text, 0.3, draw), 0.03, draw)
    parts = [draw.choice(_DATELINES) + kept[0]]
    for at, paragraph in enumerate(kept[1:], 1):
        parts += [draw.choice(_SUBHEADS)] if at % 3 == 0 else []
        parts.append(paragraph)
    return parts


def new_lead(text: Text, draw: random.Random) -> Text:
    """The first sentence told in other words: turned round, some words others."""
    first, *rest = sentences([text[0]])
    words = reworded([first], 0.25, draw)[0].rstrip(".").split(" ")
    half = len(words) // 2
    turned = " ".join([*words[half:], *words[:half]])
    return [" ".join([turned[:1].upper() + turned[1:] + ".", *rest]), *text[1:]]


def moved(text: Text, draw: random.Random) -> Text:
    """Paragraphs in another order; the first stays."""
    rest = text[1:]
    draw.shuffle(rest)
    return [text[0], *rest]


def shortened(text: Text, draw: random.Random) -> Text:
    """Sentences lose what stands behind their last comma; names lose their first names here and there."""
    found = []
    for paragraph in text:
        parts = []
        for sentence in _SENTENCES.split(paragraph):
            head, comma, tail = sentence.rpartition(", ")
            short = comma and len(head.split()) > 8 and len(tail.split()) < 9 and draw.random() < 0.4
            parts.append(head + "." if short else sentence)
        found.append(" ".join(parts))
    return found


def style(text: Text, draw: random.Random) -> Text:
    """The paper's style: per cent, numbers with words, days by name, quotation marks."""
    table = (
        (" percent", " per cent"),
        ("%", " per cent"),
        ("“", '"'),
        ("”", '"'),
        ("’", "'"),
        ("Mr. ", "Mr "),
    )
    found = text
    for before, after in table:
        found = [paragraph.replace(before, after) for paragraph in found]
    days = "|".join(_SLOTS["day"])
    return [re.sub(rf"\bon ({days})\b", "yesterday", paragraph) for paragraph in found]


Edit = Callable[[Text, random.Random], Text]

#: What stays a copy: the name of the edit, and the edit.
COPIES: dict[str, Edit] = {
    "as it is, own dateline": lambda text, draw: [draw.choice(_DATELINES) + text[0], *text[1:]],
    "cut by 20 %": lambda text, draw: cut(text, 0.2, draw),
    "cut by 40 %": lambda text, draw: cut(text, 0.4, draw),
    "cut by 60 %": lambda text, draw: cut(text, 0.6, draw),
    "a third of the sentences out": lambda text, draw: thinned(text, 0.33, draw),
    "furniture around it": lambda text, draw: [_FURNITURE[0], *text, *_FURNITURE[1:]],
    "cut by 40 %, furniture": lambda text, draw: [*cut(text, 0.4, draw), *draw.sample(_FURNITURE, 1)],
    "the usual edit": usual,
    "3 % of the words": lambda text, draw: reworded(text, 0.03, draw),
    "5 % of the words": lambda text, draw: reworded(text, 0.05, draw),
    "another lead": new_lead,
    "other order": moved,
    "sentences shortened": shortened,
    "house style": style,
    "a paragraph of its own": lambda text, draw: [*text[:2], *own(draw, 1), *text[2:]],
    "two of its own, cut by 30 %": lambda text, draw: [*cut(text, 0.3, draw), *own(draw, 2)],
}
#: Harder ones, told apart: what comes of them is printed and not wanted.
HARD: dict[str, Edit] = {
    "10 % of the words": lambda text, draw: reworded(text, 0.1, draw),
    "cut by 80 %": lambda text, draw: cut(text, 0.8, draw),
    "another lead, cut by 30 %, 5 % of the words": lambda text, draw: reworded(
        cut(new_lead(text, draw), 0.3, draw), 0.05, draw
    ),
}


def texts_of(folder: Path) -> Iterator[Text]:
    """The texts in a folder: *.txt, paragraphs parted by a line break."""
    for path in sorted(folder.rglob("*.txt")):
        paragraphs = [line.strip() for line in path.read_text(errors="replace").splitlines()]
        text = [line for line in paragraphs if line]
        if size(text) >= 120:
            yield text
