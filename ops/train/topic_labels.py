"""Makes streams/data/topics/labels/: what IPTC's own labels add to the words that tell Media Topics.

Run: `.venv/bin/python ops/train/topic_labels.py MEDIATOPICS.json`. The file is IPTC's Media Topics as JSON, from
https://cv.iptc.org/newscodes/mediatopic/ (CC BY 4.0): `concepts`, each with `qcode`, `name`, `parent`, `retired` and
`labels` by language. An entry counts for the topic on the second level above it, or for the one on its way up that the
hand-made list has; what stands below two topics at the top, and what the hand-made list has, is left out. The weights
are graded by hand: a phrase 2; single words mislead where a better list is, and count only where none is.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from streams.datafiles import read_lines, read_names
from streams.intake.media_topics import line_of, top_of

OUT = Path(__file__).parents[2] / "streams" / "data" / "topics"
#: IPTC's tags that are others elsewhere, and the languages whose words are parted by spaces.
LANGUAGES = {"de": "de", "es": "es", "fr": "fr", "se": "sv", "dk": "da", "pt-BR": "pt", "pt-PT": "pt"}
HEAD = """# {name} words of IPTC's labels that tell a Media Topic: the code, the weight, the words.
# Made by ops/train/topic_labels.py. Source: IPTC NewsCodes, http://cv.iptc.org/newscodes/mediatopic/, of {released}.
# Licence: CC BY 4.0, IPTC (https://iptc.org); changed: taken apart into words.
"""
NAMES = {"en": "English", "de": "German", "es": "Spanish", "fr": "French", "sv": "Swedish", "da": "Danish"}
NAMES["pt"] = "Portuguese"
_PARTS = re.compile(r"\s*(?:[,;/()]| and | und | y | et | og | och | e )\s*")
_WORD = re.compile(r"[^\W\d_][\w'-]*")
_SHORTEST = 4
_LONGEST_PHRASE = 3
_FEWEST = {True: 2, False: 1}  # words of an entry, where there is a hand-made list and where not
WEIGHT = "2"


def labels(concept: dict[str, Any], language: str) -> list[str]:
    """The parts of a concept's label in a language: phrases and words, in small letters."""
    if language == "en":
        found = [concept["name"]]
    else:
        found = [text for tag, text in concept["labels"].items() if LANGUAGES.get(tag) == language]
    return [part for text in found for part in _PARTS.split(text.strip().casefold()) if part]


def entries(concepts: list[dict[str, Any]], language: str) -> dict[str, set[str]]:
    """What tells each topic, by its code: entries as the lists have them."""
    rows = list(_hand_made(language))
    known, listed = {word for _, words in rows for word in words}, {code for code, _ in rows}
    told: dict[str, set[str]] = defaultdict(set)
    for concept in concepts:
        line = line_of(concept["qcode"].split(":")[1])
        code = next((each for each in line[:-1] if each in listed), line[-2] if len(line) > 1 else line[0])
        for part in labels(concept, language):
            words = _WORD.findall(part)
            if _FEWEST[bool(rows)] <= len(words) <= _LONGEST_PHRASE and all(len(word) > 1 for word in words):
                told["_".join(words)].add(code)
    found: dict[str, set[str]] = defaultdict(set)
    for entry, codes in told.items():
        if len(set(map(top_of, codes))) == 1 and len(entry) >= _SHORTEST and not _is_known(entry, known):
            for code in codes:
                found[code].add(entry)
    return found


def _hand_made(language: str) -> Iterator[tuple[str, list[str]]]:
    """The codes and entries of the hand-made list."""
    if f"{language}.tsv" in read_names("topics/words"):
        for row in read_lines(f"topics/words/{language}.tsv"):
            code, _, words = row.split("\t")
            yield code, words.split()


def _is_known(entry: str, known: set[str]) -> bool:
    return entry in known or any(f"{entry[:length]}*" in known for length in range(3, len(entry) + 1))


def main() -> None:
    """Reads IPTC's file and writes a list for each language."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    source = json.loads(parser.parse_args().file.read_text(encoding="utf-8"))
    concepts = [each for each in source["concepts"] if not each["retired"]]
    for language, name in NAMES.items():
        rows = [
            "\t".join((code, WEIGHT, " ".join(sorted(words))))
            for code, words in sorted(entries(concepts, language).items())
        ]
        head = HEAD.format(name=name, released=source["released"])
        (OUT / "labels" / f"{language}.tsv").write_text(head + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
