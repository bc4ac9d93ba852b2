"""Public news with a section's name for a label, each document with the Media Topics at the top that its section means.

How to fetch each set stands in `FETCH`, which `topics.py --help` prints. Nothing of them is part of this repository.
"""

from __future__ import annotations

import csv
import hashlib
import html
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from score_sets import Page, read_set

from streams.article import Article, Origin, RawArticle
from streams.enrich.topic_sections import section_of
from streams.intake.media_topics import top_of
from streams.stages import clean

FETCH = """FOLDER holds one folder for each set; those that are not there are left out. They are for measuring only:
  aeb, trafilatura, fundus   pages, as `ops/bench/score.py --help` says; their url labels them, else their section
  bbc                        2,225 English articles of 2004, for research: D. Greene and P. Cunningham, ICML 2006
                             git clone https://github.com/dejanbatanjac/bbc-article-classify-bert, its folder bbc
  10kGNAD                    1,028 German articles, CC BY-NC-SA 4.0: git clone https://github.com/tblock/10kGNAD
  masakhane-news             English and French news from Africa, for research:
                             git clone https://github.com/masakhane-io/masakhane-news
"""
PAGES = ("aeb", "trafilatura", "fundus")
_GNAD = {
    "Web": "13000000",
    "Wirtschaft": "04000000",
    "Sport": "15000000",
    "Inland": "11000000",
    "Etat": "01000000",
    "Wissenschaft": "13000000",
    "Kultur": "01000000",
}
_MASAKHANE = {"eng": "en", "fra": "fr"}
#: What a page says of its section, in JSON-LD and in its meta elements.
_SECTION = re.compile(
    rb"""["']articleSection["']\s*:\s*\[?\s*"([^"]{2,60})"|"""
    rb"""<meta[^>]{0,80}(?:article:section|cXenseParse:[a-z-]*section)["'][^>]{0,40}content=["']([^"']{2,60})["']"""
)


#: An archive's own part of an address.
_ARCHIVED = re.compile(r"https?://web\.archive\.org/web/\w+/")


@dataclass(frozen=True, slots=True)
class Document:
    """A labelled article: the codes of the topics that are right for it."""

    name: str
    set_: str
    language: str
    headline: str | None
    paragraphs: tuple[str, ...]
    right: frozenset[str]

    @property
    def blind(self) -> bool:
        """Whether it is of the half that nobody may tune on: by a hash of its name."""
        return hashlib.sha256(f"{self.set_}/{self.name}".encode()).digest()[0] % 2 == 1


def read_documents(folder: Path, most: int) -> list[Document]:
    """The documents of all sets that are there, at most so many of each set: spread over it, and always the same."""
    found: list[Document] = []
    for name, read in _READERS.items():
        if (folder / name).is_dir():
            documents = sorted(read(folder / name), key=_spread)
            found += documents[:most]
    return found


def _spread(document: Document) -> bytes:
    return hashlib.sha256(f"{document.name}/".encode()).digest()


def _pages(name: str, folder: Path) -> Iterator[Document]:
    for page in read_set(name, folder):
        raw = RawArticle(page.content, Origin("topics", 0, 0, page.arrived), "text/html", "topics", page.url)
        first = clean(raw)[0]
        if not isinstance(first, Article) or first.partial:
            continue
        if right := _labels(page, first):
            yield Document(page.name, name, first.language, first.headline, first.paragraphs, right)


def _labels(page: Page, article: Article) -> frozenset[str]:
    """The topics that the folders of its url name; else those that the page names as its section."""
    address = _ARCHIVED.sub("", page.url or article.url or "")
    folders = [part for part in urlsplit(address).path.split("/")[:-1] if part]
    return _topics(folders, article.language) or _topics(_own_sections(page.content), article.language)


def _own_sections(content: bytes) -> Iterator[str]:
    for match in _SECTION.finditer(content):
        text = html.unescape((match[1] or match[2]).decode("utf-8", "replace"))
        yield from re.split(r"\s*[/>|;,]\s*", text)


def _topics(names: Iterable[str], language: str) -> frozenset[str]:
    return frozenset(top_of(code) for each in names if (code := section_of(each, language)))


def _bbc(folder: Path) -> Iterator[Document]:
    for path in sorted(folder.glob("*/*.txt")):
        headline, *rest = path.read_text("utf-8", "replace").splitlines()
        code = section_of(path.parent.name, "en")
        if code:
            paragraphs = tuple(line.strip() for line in rest if line.strip())
            yield Document(
                f"{path.parent.name}/{path.name}", "bbc", "en", headline, paragraphs, frozenset([code])
            )


def _gnad(folder: Path) -> Iterator[Document]:
    rows = csv.reader((folder / "test.csv").open(encoding="utf-8"), delimiter=";", quotechar="'")
    for number, (label, text) in enumerate(rows):
        if label in _GNAD:
            yield Document(str(number), "10kGNAD", "de", None, (text,), frozenset([_GNAD[label]]))


def _masakhane(folder: Path) -> Iterator[Document]:
    csv.field_size_limit(sys.maxsize)
    for name, language in _MASAKHANE.items():
        with (folder / "data" / name / "test.tsv").open(encoding="utf-8") as lines:
            for number, row in enumerate(csv.DictReader(lines, delimiter="\t")):
                paragraphs = tuple(line.strip() for line in row["text"].splitlines() if line.strip())
                right = frozenset(filter(None, [section_of(row["category"], language)]))
                yield Document(
                    f"{name}-{number}", "masakhane-news", language, row["headline"], paragraphs, right
                )


_READERS: dict[str, Callable[[Path], Iterator[Document]]] = {
    **{name: partial(_pages, name) for name in PAGES},
    "bbc": _bbc,
    "10kGNAD": _gnad,
    "masakhane-news": _masakhane,
}
