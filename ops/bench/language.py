"""How often the language of a text is found, and what that costs, beside bare detectors on the same texts.

Run: `.venv/bin/python ops/bench/language.py FOLDER [--join N] [--tags en,de]`

FOLDER holds texts, one a line: files named by their language's tag (`hr.txt`), or files `NAME.tsv` whose lines
end in a tab and the tag. Sets that have the form, or nearly:

- sentences: the test files of github.com/UniversalDependencies/UD_*-PUD, the lines that begin `# text = `;
- sentences of 75 languages: github.com/pemistahl/lingua, src/accuracyReport/resources/language-testdata/sentences;
- news in languages that are alike: github.com/alvations/bayesmax, bayesmax/data/DSLCC-v2.0/gold/test-gold.txt
  (as NAME.tsv; DSLCC-v1.0 is what the marker words were chosen on).

`--join N` makes one article of N neighbouring lines of a language. A detector beside py3langid is measured where
it is installed: lingua-language-detector. Times are CPU microseconds a text, all of one run.
"""

from __future__ import annotations

import argparse
import importlib
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from streams.clean import language

#: What sets write for a tag of ours. "xx" is any other language.
LABELS = {"my": "ms", "cz": "cs", "nb": "no", "xx": ""}
Detector = Callable[[Sequence[str]], str]


def texts_of(folder: Path) -> dict[str, list[str]]:
    """The texts of each language, by its tag."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(folder.glob("*.txt")):
        found[_tag(path.stem)] += filter(None, path.read_text(encoding="utf-8").split("\n"))
    for path in sorted(folder.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").split("\n"):
            text, tab, tag = line.rpartition("\t")
            if tab and _tag(tag):
                found[_tag(tag)].append(text)
    return found


def _tag(label: str) -> str:
    primary = label.strip().split("-")[0]
    return LABELS.get(primary, primary)


def articles_of(lines: Sequence[str], join: int) -> Iterator[list[str]]:
    """Articles of `join` lines each; a rest that is shorter is left out."""
    for first in range(0, len(lines) - join + 1, join):
        yield list(lines[first : first + join])


def ours(paragraphs: Sequence[str]) -> str:
    """The language as an article gets it, where nobody declares one."""
    return language.detect(paragraphs, None, None)


def bare(paragraphs: Sequence[str]) -> str:
    """py3langid over the whole text, with all of its languages."""
    tag = str(importlib.import_module("py3langid").classify(" ".join(paragraphs))[0])
    return LABELS.get(tag, tag)


def lingua() -> Detector | None:
    """lingua-language-detector over the whole text, if it is installed."""
    try:
        library = importlib.import_module("lingua")
    except ImportError:
        return None
    detector = library.LanguageDetectorBuilder.from_all_languages().build()

    def detect(paragraphs: Sequence[str]) -> str:
        found = detector.detect_language_of(" ".join(paragraphs))
        tag = found.iso_code_639_1.name.lower() if found else "und"
        return LABELS.get(tag, tag)

    return detect


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--join", type=int, default=1, metavar="N", help="lines that make a text (1)")
    parser.add_argument("--tags", default="", help="only these languages, with commas between")
    parser.add_argument("--most", type=int, default=1000, help="texts of a language (1000)")
    asked = parser.parse_args()
    language.warm()
    detectors: dict[str, Detector] = {"copydesk": ours, "py3langid": bare}
    if (other := lingua()) is not None:
        detectors["lingua"] = other
    for detect in detectors.values():
        detect(["A first text, for what is loaded with it."])
    only = set(filter(None, asked.tags.split(",")))
    sets = {tag: texts for tag, texts in texts_of(asked.folder).items() if not only or tag in only}
    table = Table(box=None, pad_edge=False)
    for heading in (
        "",
        "texts",
        *(f"{name} {what}" for name in detectors for what in ("right", "und", "µs")),
    ):
        table.add_column(heading, justify="right" if heading else "left")
    table.add_column("copydesk says instead")
    sums: dict[str, Counter[str]] = {name: Counter() for name in detectors}
    seconds: Counter[str] = Counter()
    for tag, lines in sorted(sets.items()):
        articles = list(articles_of(lines, asked.join))[: asked.most]
        row = [tag, str(len(articles))]
        for name, detect in detectors.items():
            began = time.process_time()
            answers = Counter(map(detect, articles))
            taken = time.process_time() - began
            seconds[name] += taken
            sums[name].update(texts=len(articles), right=answers[tag], und=answers["und"])
            row += _figures(answers[tag], answers["und"], taken, len(articles))
            if name == "copydesk":
                wrong = [f"{other} {n}" for other, n in answers.most_common(4) if other != tag]
        table.add_row(*row, ", ".join(wrong))
    total = ["all", str(sums["copydesk"]["texts"])]
    for name, counted in sums.items():
        total += _figures(counted["right"], counted["und"], seconds[name], counted["texts"])
    table.add_row(*total)
    Console(width=200).print(table)


def _figures(right: int, unknown: int, seconds: float, texts: int) -> list[str]:
    many = texts or 1
    return [f"{right / many:.3f}", f"{unknown / many:.3f}", f"{seconds * 1e6 / many:.0f}"]


if __name__ == "__main__":
    main()
