"""Writes the word lists that the model of names looks its words up in: streams/data/names/models/*.txt.

Run in an environment of its own: `pip install names wordfreq`, then `python ops/train/name_lists.py`. `names` has
the frequent names of the United States census of 1990 (public domain), `wordfreq` how often a word is used (CC BY-SA
4.0). The same versions give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.metadata import distribution, version
from pathlib import Path

import wordfreq  # type: ignore[import-not-found]

HOME = Path(__file__).parents[2] / "streams" / "data" / "names" / "models"
_SURNAMES = (1_000, 8_000, 20_000)  # by rank: each section ends there
_WORDS = 30_000
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")


def main() -> None:
    write_census()
    for language in ("de", "en", "pt"):
        write_words(language)


def write_census() -> None:
    """The given names and surnames of the census, the surnames by rank."""
    home = Path(str(distribution("names").locate_file("names")))  # an import would find our own names.py

    def listed(file: str) -> list[str]:
        return [line.split()[0].lower() for line in (home / file).read_text().splitlines()]

    parts = {"first": sorted({*listed("dist.male.first"), *listed("dist.female.first")})}
    surnames = listed("dist.all.last")
    for number, (first, after) in enumerate(zip((0, *_SURNAMES), _SURNAMES, strict=False), 1):
        parts[f"surname{number}"] = sorted(surnames[first:after])
    _write(
        "us-names.txt",
        [
            "First names and surnames that are frequent in the United States, lower case; surname1 the most frequent.",
            f"Source: United States Census 1990, by way of names {version('names')}, by ops/train/name_lists.py.",
            "Licence: public domain.",
        ],
        parts,
    )


def write_words(language: str) -> None:
    """How frequent a language's words are: each section f5 holds those with a Zipf frequency from 5 to 6."""
    bands: dict[str, list[str]] = {}
    for word in wordfreq.top_n_list(language, _WORDS, wordlist="large"):
        if _WORD.fullmatch(word):
            band = min(6, int(wordfreq.zipf_frequency(word, language)))
            if band > 2:
                bands.setdefault(f"f{band}", []).append(word)
    _write(
        f"{language}-words.txt",
        [
            "How frequent words are, lower case: f6 a million times in a billion words, f5 a hundred thousand.",
            f"Source: wordfreq {version('wordfreq')}, https://github.com/rspeer/wordfreq, by ops/train/name_lists.py.",
            "Licence: CC BY-SA 4.0.",
        ],
        {band: sorted(words) for band, words in sorted(bands.items())},
    )


def _write(name: str, head: Iterable[str], parts: dict[str, list[str]]) -> None:
    lines = [f"# {line}" for line in head]
    for section, words in parts.items():
        lines.append(f"[{section}]")
        line = ""
        for word in words:
            if len(line) + len(word) > 110:
                lines.append(line.rstrip())
                line = ""
            line += word + " "
        lines.append(line.rstrip())
    (HOME / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(HOME / name, sum(map(len, parts.values())), "words")


if __name__ == "__main__":
    main()
