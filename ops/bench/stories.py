"""How well stories are told apart: B³ on headlines that people have grouped, cost and state an article.

Run: `.venv/bin/python ops/bench/stories.py FOLDER`. The set is OG2021, news of the Tokyo Olympics in nine languages,
grouped by hand (Novak et al. 2025, "The 2021 Tokyo Olympics Multilingual News Article Dataset"). Either of these does:

  git clone https://github.com/E3-JSI/dataset-OG2021 FOLDER
      its notebook 02-group-manual-evaluation has printed each article with its group, and holds the corrections
  og2021.public.csv from http://hdl.handle.net/11356/1922 (CC BY-NC-ND 4.0), put into FOLDER

Articles come by time and uri, in one pass, as headlines alone; in one line with the names that enrich finds in them, as
they come on the desk. Thresholds were chosen on the first half of the English ones and on nothing later; the second
half and the other languages are told beside it. The base is a clusterer as simple as can be, in the same run: tf-idf, a
centroid for each story, the cosine from .35 on, all stories compared.
The last line tells the state as it is dumped where nothing is forgotten, in bytes an article.
"""

from __future__ import annotations

import argparse
import ast
import csv
import json
import math
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from streams.article import Article, Origin
from streams.clusters.clusters import Clusters
from streams.clusters.facts import Named
from streams.clusters.names import names_of
from streams.clusters.options import DEFAULTS
from streams.clusters.telling import Telling, hashes
from streams.clusters.terms import terms_of
from streams.found import Organisation, Person
from streams.kinds import Format
from streams.stages import enrich

_NOTEBOOK = "notebooks/02-group-manual-evaluation.ipynb"
_TABLE = "og2021.public.csv"
_LINE = re.compile(
    r"\d+ *: +(?P<group>wn-\d+) +\S+ *: (?P<uri>\S+)  (?P<language>\w{3})  (?P<time>\S+ \S+) - (?P<title>.*)"
)
_LANGUAGES = {"eng": "en", "por": "pt", "spa": "es", "fra": "fr", "rus": "ru", "deu": "de"}
#: The base: an article joins the story that it is most like, from this cosine on; stories end after so many hours.
_BASE, _BASE_HOURS = 0.35, 72


@dataclass(frozen=True, slots=True)
class Headline:
    """An article of the set, and its group."""

    uri: str
    language: str
    at: float  # seconds since 1970
    title: str
    group: str


#: The story of each article at the end, and microseconds of CPU an article.
Result = tuple[list[str], float]


def read_set(folder: Path) -> list[Headline]:
    """The articles by time and uri. Raises FileNotFoundError where neither file is there."""
    table = folder / _TABLE
    found = _from_table(table) if table.exists() else _from_notebook(folder / _NOTEBOOK)
    return sorted(found, key=lambda each: (each.at, each.uri))


def _from_table(path: Path) -> list[Headline]:
    with path.open(newline="", encoding="utf-8") as rows:
        return [
            _headline(row["id"], row["lang"], row["published_at"], row["title"], row["cluster_id"])
            for row in csv.DictReader(rows)
        ]


def _from_notebook(path: Path) -> list[Headline]:
    """The articles that a cell of the notebook printed, with the corrections of another one."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    printed = max(("".join(map(_printed, cell.get("outputs", ()))) for cell in cells), key=len)
    sources = ("".join(cell["source"]) for cell in cells)
    written = max((source for source in sources if "manual_corr = {" in source), key=len)
    assigned = ast.parse(written).body[0]
    assert isinstance(assigned, ast.Assign)
    corrections = ast.literal_eval(assigned.value)
    gone = {*corrections["remove_cls"], *corrections["remove_art"]}
    found = []
    for match in map(_LINE.fullmatch, printed.splitlines()):
        if match is None:
            continue
        group = match["group"]
        for before, after in corrections["cls_to_cls"].items():
            group = after if group == before else group
        group = corrections["art_to_cls"].get(match["uri"], group)
        if group not in gone and match["uri"] not in gone:
            found.append(_headline(match["uri"], match["language"], match["time"], match["title"], group))
    return found


def _printed(output: dict[str, object]) -> str:
    text = output.get("text", "")
    return "".join(text) if isinstance(text, list) else str(text)


def _headline(uri: str, language: str, written: str, title: str, group: str) -> Headline:
    at = datetime.fromisoformat(written).replace(tzinfo=UTC).timestamp()
    return Headline(uri, _LANGUAGES.get(language, language), at, title, group)


def b_cubed(meant: Sequence[str], found: Sequence[str]) -> tuple[float, float, float]:
    """Precision, recall and F1 after Bagga and Baldwin (1998): of each article's story, averaged over the articles."""
    both, whole, given = Counter(zip(meant, found, strict=True)), Counter(meant), Counter(found)
    precision = sum(count * count / given[story] for (_, story), count in both.items()) / len(meant)
    recall = sum(count * count / whole[group] for (group, _), count in both.items()) / len(meant)
    return precision, recall, 2 * precision * recall / (precision + recall)


def ours(headlines: Sequence[Headline]) -> Result:
    """What the product makes of them."""
    return _taken(headlines, [_telling(each) for each in headlines])


def named(headlines: Sequence[Headline]) -> Result:
    """What the product makes of them with the names in them."""
    return _taken(headlines, [_with_names(_telling(each)) for each in headlines])


def _taken(headlines: Sequence[Headline], tellings: Sequence[Telling]) -> Result:
    clusters, into, homes = Clusters(), dict[str, str](), []
    begun = time.process_time()
    for each, told in zip(headlines, tellings, strict=True):
        for change in clusters.take(told):
            if change.into:
                into[change.story] = change.into
            elif change.adds and change.adds.uri == each.uri:
                home = change.story
        homes.append(home)
    spent = time.process_time() - begun
    return [_end(into, home) for home in homes], spent / len(headlines) * 1e6


def _telling(each: Headline) -> Telling:
    terms, stems = terms_of(each.title, (), each.language)
    return Telling(
        each.uri,
        each.uri,
        "og2021",
        each.language,
        each.at,
        headline=each.title,
        received=each.at,
        created=each.at,
        updated=each.at,
        terms=terms,
        names=names_of(each.title, (), each.language, (), (), stems),
        words=hashes(f"{each.language}:{stem}" for stem in stems),
        origin="og2021",
    )


def _with_names(told: Telling) -> Telling:
    text = (f"{told.headline}.",)
    origin = Origin("og2021", 0, 0, datetime.now(UTC))
    article = Article(told.uri, origin, told.source, Format.TEXT, paragraphs=text, language=told.language)
    found = enrich(article).found
    called = [each.name for each in (*found.people, *found.places)]
    bodies = [each.name for each in found.organisations]
    _, stems = terms_of(told.headline, (), told.language)
    return replace(
        told,
        names=names_of(told.headline, (), told.language, called, bodies, stems),
        people=_keys(found.people),
        organisations=_keys(found.organisations),
        places=tuple(Named(each.name, str(each.geonameid)) for each in found.places),
    )


def _keys(found: Sequence[Person] | Sequence[Organisation]) -> tuple[Named, ...]:
    return tuple(Named(each.name, each.identity.uri if each.identity else None) for each in found)


def _end(into: dict[str, str], story: str) -> str:
    while story in into:
        story = into[story]
    return story


def base(headlines: Sequence[Headline]) -> Result:
    """What the base makes of them."""
    counts, stories, homes = Counter[str](), dict[int, tuple[float, dict[str, float]]](), []
    begun = time.process_time()
    for number, each in enumerate(headlines):
        words = Counter(re.findall(r"\w{2,}", each.title.casefold()))
        counts.update(words.keys())
        vector = {word: times * math.log((number + 1) / counts[word] + 1) for word, times in words.items()}
        stories = {key: told for key, told in stories.items() if each.at - told[0] < _BASE_HOURS * 3600}
        likest = max(((_cosine(vector, told), -key) for key, (_, told) in stories.items()), default=(0.0, 0))
        home = -likest[1] if likest[0] >= _BASE else number
        told = defaultdict(float, stories[home][1] if home in stories else {})
        for word, weight in vector.items():
            told[word] += weight
        stories[home] = each.at, told
        homes.append(str(home))
    return homes, (time.process_time() - begun) / len(headlines) * 1e6


def _cosine(one: dict[str, float], other: dict[str, float]) -> float:
    shared = sum(weight * other[word] for word, weight in one.items() if word in other)
    return shared / math.hypot(*one.values()) / math.hypot(*other.values()) if shared else 0.0


def main() -> None:
    """Prints a line for each part of the set."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where the set was put")
    folder = parser.parse_args().folder
    try:
        found = read_set(folder)
    except FileNotFoundError:
        sys.exit(f"neither {_TABLE} nor {_NOTEBOOK} in {folder}; --help says where the set is had")
    english = [each for each in found if each.language == "en"]
    half = len(english) // 2
    print(
        f"{len(found)} articles in {len({each.group for each in found})} groups; joins from {DEFAULTS.joins}"
    )
    parts = {"en, first half": english[:half], "en, second half": english[half:], "en": english}
    parts |= {
        language: [each for each in found if each.language == language]
        for language in ("pt", "es", "fr", "de", "ru")
    }
    print(f"{'':<18}{'articles':>8}{'P':>7}{'R':>7}{'F1':>7}{'stories':>9}{'µs each':>9}")
    for name, part in parts.items():
        _tell(name, part, ours)
        if name == "en, first half":
            _tell("  with its names", part, named)
            _tell("  the base", part, base)
    clusters = Clusters(replace(DEFAULTS, over=1e9))
    for each in english:
        clusters.take(_telling(each))
    print(
        f"state: {len(clusters.dump()) / len(english):.0f} bytes for each of {len(english)} articles in English"
    )


def _tell(name: str, part: Sequence[Headline], way: Callable[[Sequence[Headline]], Result]) -> None:
    stories, spent = way(part)
    precision, recall, f1 = b_cubed([each.group for each in part], stories)
    counts = f"{len(set(stories)):>9}{spent:>9.0f}"
    print(f"{name:<18}{len(part):>8}{precision:>7.3f}{recall:>7.3f}{f1:>7.3f}{counts}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
