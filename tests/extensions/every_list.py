"""An addition to each list that can be added to, and what shows that it is read.

    COPYDESK_RULES_DIR=FOLDER python -m tests.extensions.every_list

prints what is seen of each as JSON. A process of its own, for lists are read once in the life of one.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from streams.clean.boilerplate_rules import rules_for
from streams.clean.signals import read_signal
from streams.enrich.background import background
from streams.enrich.companies import is_listed
from streams.enrich.dateline import find_dateline
from streams.enrich.gazetteer import gazetteer
from streams.enrich.lexicon import lexicon, organisation_names, speech
from streams.enrich.sentences import split_sentences
from streams.enrich.summary import _teasers
from streams.enrich.topic_sections import section_of
from streams.enrich.topic_words import topic_words
from streams.extensions.packs import packs
from streams.intake.feeds.text import read_body
from streams.intake.html.not_article_words import read_wording
from streams.intake.identity import names_nothing, normalise_url
from streams.intake.pictures import _maker
from streams.rules import check_rules
from streams.sources.table import read_sources
from tests.enrich.names_in import organisations_in


class Added(NamedTuple):
    """A file of somebody's own, what is looked at, and how it looks without and with the file."""

    path: str
    text: str
    seen: Callable[[], Any]
    without: Any
    with_it: Any


def _boilerplate(line: str) -> str | None:
    found = rules_for("en").evidence(line, len(line.split()))
    return found.name if found else None


def _rule(pattern: str) -> str:
    return f"source = 'own work'\n[[rule]]\nname = 'quay'\nweight = 4\nwhole = ['{pattern}']\n"


def _signal(headline: str) -> str | None:
    found = read_signal(headline, None, None, ("The quay is open.",), "en")[0]
    return str(found) if found else None


def _signal_file(word: str, said: str) -> str:
    # In two of the files each entry says which signal it is.
    own = f"signal = '{said}'\n" if said in ("correction", "update") else ""
    return f"stems = ['{word.lower()}']\n[[pattern]]\nfields = ['headline']\ntext = '^{word}\\b'\n{own}"


def _agency() -> str | None:
    found = find_dateline(("HARWICH (Quay Wire) - The quay is open.",), "en")
    return found.agency if found else None


_SIGNALS = {
    "kills": ("QUAYKILL", "kill"),
    "holds": ("QUAYHOLD", "hold"),
    "releases": ("QUAYFREE", "release"),
    "corrections": ("QUAYRIGHT", "correction"),
    "updates": ("QUAYNEWER", "update"),
    "repeats": ("QUAYAGAIN", "repeat"),
    "advisories": ("QUAYNOTE", "advisory"),
}
EVERY: dict[str, Added] = {
    "boilerplate/[a-z][a-z].toml": Added(
        "boilerplate/en.toml", _rule(r"the tide table of \w+"),
        lambda: _boilerplate("The tide table of Harwich"), None, "quay",
    ),
    "boilerplate/any.toml": Added(
        "boilerplate/any.toml", _rule(r"qqq \d+"), lambda: _boilerplate("QQQ 12"), None, "quay"
    ),
    "feeds/endings.toml": Added(
        "feeds/endings.toml", "[[ending]]\nrule = 'quay-end'\nline = ['Sent from the quay .{1,40}']\n",
        lambda: [each.rule for each in read_body("<p>It is open.</p><p>Sent from the quay of Harwich</p>").removed],
        [], ["quay-end"],
    ),
    "intake/no_ids.txt": Added("intake/no_ids.txt", "quay-none\n", lambda: names_nothing("quay-none"), False, True),
    "intake/tracking_parameters.txt": Added(
        "intake/tracking_parameters.txt", "quay_*\n",
        lambda: normalise_url("https://post.example/a?quay_ref=1"),
        "https://post.example/a?quay_ref=1", "https://post.example/a",
    ),
    "keywords/*.txt": Added(
        "keywords/en.txt", "[vague]\nquaywork\n", lambda: "quaywork" in background("en").vague, False, True
    ),
    "names/[a-z][a-z].txt": Added(
        "names/en.txt", "[titles]\nquaywarden, quay warden\n",
        lambda: "quay warden" in getattr(lexicon("en"), "titles", ()), False, True,
    ),
    "names/more_companies.txt": Added(
        "names/more_companies.txt", "# mine\nQuaycorp\n", lambda: is_listed("Quaycorp"), False, True
    ),
    "names/national_organisations.txt": Added(
        "names/national_organisations.txt", "es = Muelle Unido | MU-QC\nes = Mole | PSOE\n",
        lambda: organisations_in("El MU-QC y el PSOE votaron.", "es"), ["PSOE"], ["Muelle Unido", "PSOE"],
    ),
    "names/organisations.txt": Added(
        "names/organisations.txt", "Quay Council | QC = Kairat = -\n",
        lambda: {"quay council", "kairat"} <= organisation_names(), False, True,
    ),
    "names/sentences.txt": Added(
        "names/sentences.txt", "[never en]\nquayn.\n",
        lambda: len(split_sentences("He saw Quayn. Roe there.", "en")), 2, 1,
    ),
    "not_article/words/*.toml": Added(
        "not_article/words/en.toml", "[says]\nlogin = ['quay pass is needed']\n",
        lambda: read_wording(["A quay pass is needed here."]).kind, None, "login",
    ),
    "pages/credits.txt": Added(
        "pages/credits.txt", "quaypic\n", lambda: bool(_maker().search("The quay. Quaypic: A. Moor")), False, True
    ),
    "places/city_names.tsv": Added(
        "places/city_names.tsv", "Harwich\tGB\tOld Quaytown\t\t\n",
        lambda: [each.name for each in gazetteer().lookup("Old Quaytown", "en")], [], ["Harwich"],
    ),
    "places/datelines.toml": Added("places/datelines.toml", "source = 'mine'\nagencies = ['Quay Wire']\n", _agency, None, "Quay Wire"),
    "places/further_city_names.tsv": Added(
        "places/further_city_names.tsv", "Harwich\tGB\tQuaystad\t\t\t\t\t\n",
        lambda: [each.name for each in gazetteer().lookup("Quaystad", "sv")], [], ["Harwich"],
    ),
    "places/more_city_names.tsv": Added(
        "places/more_city_names.tsv", "Harwich\tGB\tQuaypuerto\t\t\t\n",
        lambda: [each.name for each in gazetteer().lookup("Quaypuerto", "es")], [], ["Harwich"],
    ),
    "places/not_places.txt": Added(
        "places/not_places.txt", "Harwich Quaymen\n",
        lambda: [each.kind for each in gazetteer().lookup("Harwich Quaymen", "en")], [], ["other"],
    ),
    "quotes/*.txt": Added(
        "quotes/en.txt", "[verbs]\nquayed\n", lambda: "quayed" in speech("en").verbs, False, True
    ),
    "sources.toml": Added(
        "sources.toml", "[[source]]\nname = 'quay-post'\nlanguage = 'de'\n",
        lambda: [each.language for each in read_sources("").configs.values()], [], ["de"],
    ),
    "summary/teasers.toml": Added(
        "summary/teasers.toml", "[en]\nstarts = ['quaywatch\\b']\nends = []\n",
        lambda: (found := _teasers("en")) is not None and found.are_in("Quaywatch goes on."), False, True,
    ),
    "topics/sections.tsv": Added(
        "topics/sections.tsv", "15000000\t*\tquay games; quay races\n", lambda: section_of("Quay races", "en"),
        None, "15000000",
    ),
    "topics/words/*.tsv": Added(
        "topics/words/en.tsv", "15000000\t3\tquayball\n", lambda: topic_words("en")["quayball"] is not None, False, True
    ),
    **{
        f"signals/{name}.toml": Added(
            f"signals/{name}.toml", _signal_file(word, said), partial(_signal, f"{word} the quay"), None, said,
        )
        for name, (word, said) in _SIGNALS.items()
    },
}  # fmt: skip


def write(folder: Path) -> Path:
    """All of the files, below `folder`."""
    for added in EVERY.values():
        path = folder / added.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(added.text, encoding="utf-8")
    return folder


if __name__ == "__main__":
    check_rules(packs())
    print(json.dumps({name: added.seen() for name, added in EVERY.items()}))
