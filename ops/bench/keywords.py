"""How well keywords agree with what readers chose, beside yake on the same texts: F1 of the first ten.

Run: `.venv/bin/python ops/bench/keywords.py FOLDER`

FOLDER has `docsutf8/NAME.txt` (the first line is the headline) and `keys/NAME.key` (a phrase a line), as the news set
500N-KPCrowd has in github.com/LIAAD/KeywordExtractor-Datasets, datasets/500N-KPCrowd-v1.1.zip. Two phrases agree when
their words do, in small letters and without plural endings. yake is measured where it is installed.
Times are CPU milliseconds a text, of one run.
"""

from __future__ import annotations

import argparse
import importlib
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from streams.enrich.keywords import find_keywords

MOST = 10
Text = tuple[str, list[str]]  # headline, paragraphs


def phrase(text: str) -> str:
    """A phrase as it is compared."""
    words = text.casefold().replace("’", "'").replace("-", " ").split()
    return " ".join(word.removesuffix("'s").rstrip("s") for word in words)


def texts_of(folder: Path) -> list[tuple[Text, frozenset[str]]]:
    """Each text with the phrases that readers chose."""
    found = []
    for path in sorted((folder / "docsutf8").glob("*.txt")):
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        keys = (folder / "keys" / f"{path.stem}.key").read_text(encoding="utf-8", errors="replace")
        found.append(
            ((lines[0], lines[1:]), frozenset(phrase(key) for key in keys.splitlines() if key.strip()))
        )
    return found


def ours(text: Text) -> list[str]:
    """The keywords as an article gets them, without the names that other finders give."""
    return [keyword.term for keyword in find_keywords(*text, "en", MOST)]


def yake() -> Callable[[Text], list[str]] | None:
    """yake with its own settings, if it is installed."""
    try:
        extractor = importlib.import_module("yake").KeywordExtractor(lan="en", top=MOST)
    except ImportError:
        return None
    return lambda text: [term for term, _ in extractor.extract_keywords("\n".join([text[0], *text[1]]))]


def score(found: Sequence[str], right: frozenset[str]) -> tuple[float, float]:
    """Precision and recall of one text."""
    said = {phrase(term) for term in found}
    agreed = len(said & right)
    return agreed / (len(said) or 1), agreed / (len(right) or 1)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    texts = texts_of(parser.parse_args().folder)
    finders: dict[str, Callable[[Text], list[str]]] = {"copydesk": ours}
    if (other := yake()) is not None:
        finders["yake"] = other
    for name, find in finders.items():
        find(texts[0][0])
        began = time.process_time()
        answers = [find(text) for text, _ in texts]
        taken = (time.process_time() - began) * 1000 / len(texts)
        scores = [score(answer, right) for answer, (_, right) in zip(answers, texts, strict=True)]
        precision, recall = (sum(column) / len(texts) for column in zip(*scores, strict=True))
        f1 = 2 * precision * recall / ((precision + recall) or 1)
        figures = f"P@{MOST} {precision:.3f}  R@{MOST} {recall:.3f}  F1@{MOST} {f1:.3f}  ms {taken:.2f}"
        print(f"{name:10} texts {len(texts)}  {figures}")


if __name__ == "__main__":
    main()
