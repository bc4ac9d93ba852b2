"""Scores the Media Topic at the top that copydesk gives public news, whose section's name says what is right.

Run: `.venv/bin/python ops/bench/topics.py FOLDER`. What is given is the text alone, never the section. The lists of
words were mended with the tune half; the blind half is for measuring only. A document without a topic is an
abstention: it lowers the recall. The figures of the last look stand in ops/scorecard.md.

Beside it stand the commonest topic, and, where scikit-learn is installed (`pip install scikit-learn`), a linear model
on tf-idf that has learnt from the tune half: what somebody with labelled copy of his own would pick.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from rich.console import Console
from rich.table import Table
from topics_sets import FETCH, PAGES, Document, read_documents

from streams.enrich.keywords import read_tokens
from streams.enrich.topics import find_topics
from streams.found import Topic
from streams.intake.media_topics import code_of, name_of, uri_of
from streams.sent import NOTHING_SENT

Give = Callable[[Document], str | None]
OURS = "copydesk"


class Tally:
    """How many documents a side was right in, of how many, and in how many it gave a topic."""

    def __init__(self) -> None:
        self.all = self.given = self.right = 0

    def add(self, document: Document, code: str | None) -> None:
        """Counts one document and the topic that was given."""
        self.all += 1
        self.given += code is not None
        self.right += code in document.right

    def row(self) -> list[str]:
        """Documents, precision, recall, F1, abstention."""
        precision = self.right / self.given if self.given else 0.0
        recall = self.right / self.all if self.all else 0.0
        f1 = 2 * precision * recall / (precision + recall) if self.right else 0.0
        abstained = 1 - self.given / self.all if self.all else 0.0
        return [str(self.all), *(f"{value:.3f}" for value in (precision, recall, f1, abstained))]


def found(document: Document) -> tuple[Topic, ...]:
    """What copydesk finds in the text."""
    return find_topics(read_tokens(document.headline, document.paragraphs, document.language), NOTHING_SENT)


def ours(document: Document) -> str | None:
    """The code of the first topic that copydesk finds, which stands at the top."""
    return next((code_of(each.uri) for each in found(document)), None)


def commonest(tune: Sequence[Document]) -> Give:
    """The topic that most documents of the tune half have."""
    code = Counter(code for each in tune for code in each.right).most_common(1)[0][0]
    return lambda _: code


def learnt(tune: Sequence[Document]) -> Give | None:
    """A linear model on tf-idf of words and pairs of words, learnt from the tune half; None without scikit-learn."""
    try:
        text = import_module("sklearn.feature_extraction.text")
    except ImportError:
        return None
    svm, pipeline = import_module("sklearn.svm"), import_module("sklearn.pipeline")
    features = text.TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), min_df=2)
    model = pipeline.make_pipeline(features, svm.LinearSVC())
    model.fit([_text(each) for each in tune], [min(each.right) for each in tune])
    return lambda document: str(model.predict([_text(document)])[0])


def _text(document: Document) -> str:
    return "\n".join((document.headline or "", *document.paragraphs))


def scored(documents: Sequence[Document], give: Give) -> dict[str, Tally]:
    """The tallies by set (pages of all sets together) and language, and of all."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for document in documents:
        code = give(document)
        set_ = "pages" if document.set_ in PAGES else document.set_
        for key in (f"{set_}, {document.language}", "all"):
            tallies[key].add(document, code)
    return dict(sorted(tallies.items(), key=lambda pair: (pair[0] == "all", pair[0])))


def by_topic(documents: Sequence[Document], give: Give) -> Table:
    """For each topic: documents that have it, precision where it was given, recall."""
    has, gave, right = Counter[str](), Counter[str](), Counter[str]()
    for document in documents:
        has.update(document.right)
        if (code := give(document)) is not None:
            gave[code] += 1
            right[code] += code in document.right
    table = _table("topic, blind half", "documents", "given", "precision", "recall")
    for code in sorted(has | gave):
        precision = f"{right[code] / gave[code]:.2f}" if gave[code] else "-"
        recall = f"{right[code] / has[code]:.2f}" if has[code] else "-"
        table.add_row(name_of(uri_of(code), "en"), str(has[code]), str(gave[code]), precision, recall)
    return table


def by_score(documents: Sequence[Document]) -> Table:
    """How often the first topic is right, by its score."""
    right, all_ = Counter[int](), Counter[int]()
    for document in documents:
        if topics := found(document):
            at = min(int(topics[0].score * 10), 9)
            all_[at] += 1
            right[at] += code_of(topics[0].uri) in document.right
    table = _table("score, blind half", "documents", "right")
    for at in sorted(all_):
        table.add_row(f"{at / 10:.1f} to {at / 10 + 0.1:.1f}", str(all_[at]), f"{right[at] / all_[at]:.2f}")
    return table


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in (first, *others):
        table.add_column(heading, justify="left" if heading == first else "right")
    return table


def cost(documents: Sequence[Document]) -> str:
    """CPU of finding topics in tokens that are read, for English articles of about 731 words; beside reading them."""
    long = [each for each in documents if each.language == "en" and 650 < len(_text(each).split()) < 810][
        :100
    ]
    if not long:
        return "no article of about 731 words"
    times: list[tuple[float, float]] = []
    for _ in range(7):
        began = time.process_time()
        tokens = [read_tokens(each.headline, each.paragraphs, each.language) for each in long]
        read = time.process_time()
        for each in tokens:
            find_topics(each, NOTHING_SENT)
        times.append((time.process_time() - read, read - began))
    topics, tokens_ = (sorted(each)[3] / len(long) * 1e6 for each in zip(*times, strict=True))
    return (
        f"{topics:.0f} µs an article of 650 to 810 words ({len(long)} of them), {topics / tokens_:.2f} of what it "
        "takes to read its tokens"
    )


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, epilog=FETCH, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", type=int, default=1_000, help="documents of a set (%(default)s)")
    parser.add_argument(
        "--show", action="store_true", help="list the documents of the tune half that are not right"
    )
    given = parser.parse_args()
    console = Console(width=None if Console().is_terminal else 160)
    documents = read_documents(given.folder, given.most)
    tune = [each for each in documents if not each.blind]
    blind = [each for each in documents if each.blind]
    if given.show:
        for each in tune:
            if (code := ours(each)) not in each.right:
                headline = each.headline or each.paragraphs[0][:80]
                console.print(each.set_, each.name, sorted(each.right), code, headline, markup=False)
        return
    sides: dict[str, Give | None] = {
        OURS: ours,
        "commonest": commonest(tune),
        "tf-idf, linear": learnt(tune),
    }
    for half, some in (("tune", tune), ("blind", blind)):
        table = _table(f"{half} half", "", "documents", "precision", "recall", "F1", "abstains")
        for name, give in sides.items():
            if give is None or (name != OURS and half == "tune"):
                continue
            for key, tally in scored(some, give).items():
                if name == OURS or key == "all":
                    table.add_row(key, name, *tally.row())
        console.print(table, "")
    console.print(by_topic(blind, ours), "", by_score(blind), "", cost(documents))


if __name__ == "__main__":
    main()
