"""Public sets of pages with what is right for them, each read into the same plain values.

How to fetch each set stands in `FETCH`, which `score.py --help` prints. Nothing of them is part of this repository.
"""

from __future__ import annotations

import gzip
import html as entities
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

FETCH = """sets (FOLDER is where it was put):
  aeb          181 news pages with the whole text (MIT)
               git clone https://github.com/scrapinghub/article-extraction-benchmark FOLDER
  trafilatura  990 pages with passages that belong to the text and others that do not, title, author, date (Apache-2.0)
               git clone https://github.com/adbar/trafilatura FOLDER
  fundus       258 news pages of publishers in forty countries, with text, title, authors, date (MIT)
               git clone https://github.com/flairNLP/fundus FOLDER
  refusals     any folder with *.html of which none is an article; each that is refused is right
"""

#: When a page is taken to have arrived if its set does not say.
ARRIVED = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Page:
    """A page, and what people say of it. What they say nothing of is None, what they say is not there is empty.

    `body` is the whole text; `held` and `foreign` are passages that must and must not be in it, where only these are
    known. `moment` is known to the second, `day` where only the day is.
    """

    name: str
    url: str | None
    content: bytes
    arrived: datetime = ARRIVED
    body: str | None = None
    held: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    title: str | None = None
    authors: tuple[str, ...] | None = None
    moment: datetime | None = None
    day: date | None = None
    article: bool = True


def read_set(name: str, folder: Path) -> list[Page]:
    """The pages of a set in the order of their names. Raises KeyError for a set that is not known."""
    return sorted(_READERS[name](folder), key=lambda page: page.name)


def _aeb(folder: Path) -> Iterator[Page]:
    truth = json.loads((folder / "ground-truth.json").read_text())
    for name, right in truth.items():
        content = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())
        yield Page(name, right.get("url"), content, body=right["articleBody"])


def _trafilatura(folder: Path) -> Iterator[Page]:
    tests = folder / "tests"
    truth = json.loads((tests / "evaldata.json").read_text())
    for url, right in truth.items():
        found = [path for kind in ("cache", "eval") if (path := tests / kind / right["file"]).is_file()]
        if not found:
            continue
        yield Page(
            right["file"],
            url,
            found[0].read_bytes(),
            held=tuple(right["with"]),
            foreign=tuple(right["without"]),
            title=right.get("title") or None,
            authors=_several(right.get("author")),
            day=_day(right.get("date")),
        )


def _several(value: str | list[str] | None) -> tuple[str, ...] | None:
    if value is None:
        return None
    return tuple(filter(None, [value] if isinstance(value, str) else value))


def _day(value: str | None) -> date | None:
    """The day; None for a misprint such as "2022-13-01", too."""
    try:
        return date.fromisoformat(value.replace(".", "-")) if value else None
    except ValueError:
        return None


def _fundus(folder: Path) -> Iterator[Page]:
    for truth in sorted((folder / "tests/resources/parser/test_data").glob("*/*.json")):
        about = json.loads((truth.parent / "meta.info").read_text())
        files = sorted(truth.parent.glob(f"{truth.stem}_????_??_??.html.gz"))
        versions = json.loads(truth.read_text())
        pages = {path.name: gzip.decompress(path.read_bytes()) for path in files if path.name in about}
        for right in versions.values():
            name = next((each for each in pages if _is_of(right, pages[each])), None)
            if name is None:
                continue
            arrived = datetime.fromisoformat(about[name]["crawl_date"])
            moment = datetime.fromisoformat(right["publishing_date"])
            yield Page(
                f"{truth.parent.name}/{name}",
                about[name]["url"],
                pages.pop(name),
                arrived=arrived.replace(tzinfo=UTC) if arrived.tzinfo is None else arrived,
                body=_fundus_body(right["body"]),
                title=right["title"],
                authors=tuple(right["authors"]) if "authors" in right else None,
                moment=moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment,
            )


def _is_of(right: dict[str, str], content: bytes) -> bool:
    """Whether the page is the one with this title: a publisher has a page for each version of its parser."""
    text = entities.unescape(content.decode("utf-8", "replace").replace("\\u", "\\U"))
    return _letters(right["title"])[:40] in _letters(text)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _fundus_body(body: dict[str, list[dict[str, list[str]]]]) -> str:
    """Standfirst, headings and paragraphs, in the order in which they stand on the page."""
    summary: list[str] = list(map(str, body["summary"]))
    sections = [line for each in body["sections"] for line in (*each["headline"], *each["paragraphs"])]
    return "\n".join([*summary, *sections])


def _refusals(folder: Path) -> Iterator[Page]:
    for path in sorted([*folder.rglob("*.html"), *folder.rglob("*.htm")]):
        yield Page(str(path.relative_to(folder)), None, path.read_bytes(), article=False)


_READERS: dict[str, Callable[[Path], Iterator[Page]]] = {
    "aeb": _aeb,
    "trafilatura": _trafilatura,
    "fundus": _fundus,
    "refusals": _refusals,
}
