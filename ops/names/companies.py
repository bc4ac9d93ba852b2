"""Writes streams/data/names/companies.tsv: the companies of the large stock indices, with their tickers.

Run: `pip install pytickersymbols` in an environment of its own, then `python ops/names/companies.py > FILE`. The names
come from pytickersymbols (MIT), which has them from Wikipedia's lists of the indices. Legal forms and what stands
in brackets are left out; of several listings the first ticker without an exchange's suffix is taken.
"""

from __future__ import annotations

import re
from importlib.metadata import version

from pytickersymbols import indices_data  # type: ignore[import-not-found]

_LEGAL = re.compile(
    r",? (?:Inc|Corp|Corporation|Company|Co|Ltd|Limited|plc|PLC|Plc|AG|SE|NV|N\.V|SA|S\.A|SpA|S\.p\.A|AB|ASA|Oyj|"
    r"KGaA|A/S|Holdings?|Group|Groep|Class [ABC]|Common Stock|The|& Co|Incorporated|AS|NL|LP|REIT|\(publ\)|"
    r"Vz|St|I|CDI|ADR)\.?$"
)
_BRACKETS = re.compile(r" ?[(\[][^()\[\]]*[)\]]")


def main() -> None:
    found: dict[str, str] = {}
    for index in indices_data.INDICES.values():
        for company in index["companies"]:
            name = short(company["name"])
            if len(name) > 2 and name[0].isupper():
                found.setdefault(name, ticker(company))
    print("# Companies of large stock indices: name, ticker.")
    print(
        f"# Source: pytickersymbols {version('pytickersymbols')}, which has them from Wikipedia's lists of the indices,"
    )
    print("# https://github.com/portfolioplus/pytickersymbols, by ops/names/companies.py.")
    print("# Licence: MIT.")
    for name, symbol in sorted(found.items()):
        print(f"{name}\t{symbol}")


def short(name: str) -> str:
    """The name as copy has it, without its legal form."""
    name = " ".join(_BRACKETS.sub("", name).replace("’", "'").split())
    while (shorter := _LEGAL.sub("", name)) != name:
        name = shorter
    return name.strip(" ,.&")


def ticker(company: dict[str, str]) -> str:
    """The ticker without the exchange's suffix: ABN of ABN.AS."""
    return (company.get("symbol") or "").split(".")[0]


if __name__ == "__main__":
    main()
