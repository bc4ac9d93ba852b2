"""Writes streams/data/names/authority.jsonl, the authority file that copydesk brings along, from public data.

Every id is Wikidata's, and none is written by hand: each stands beside its name in one of the sources. Where two of
them give the same name in one country different ids, neither is taken. In an empty folder:

    npm pack name-suggestion-index@8.0.20260918 && mkdir nsi && tar xzf name-suggestion-index-*.tgz -C nsi
    git clone https://github.com/ror-community/ror-records                              # CC0: d93fc66
    git clone https://github.com/every-politician-scrapers/world-leaders-2021           # of Wikidata (CC0): be7039c
    git clone https://github.com/every-politician-scrapers/world                        # of Wikidata (CC0): 4a3b394
    git clone https://github.com/open-data-archive/world-leaders-current                # of Wikidata (CC0): b06a144
    git clone https://github.com/opensanctions/opensanctions                            # MIT: f33cff2
    git clone https://github.com/impresso/newsagency-classification                     # MIT
    for c in australia brazil canada germany india ireland italy japan mexico poland south-africa united-kingdom; do
        git clone https://github.com/everypolitician/proto-commons-$c                   # of Wikidata (CC0)
    done
    pip install pytickersymbols==1.17.10
    PYTHONPATH=COPYDESK python COPYDESK/ops/names/authority.py . > COPYDESK/streams/data/names/authority.jsonl
"""

from __future__ import annotations

import csv
import json
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from companies import short
from pytickersymbols import indices_data  # type: ignore[import-not-found]

from streams.enrich.gazetteer import gazetteer

DATE = "2026-11-29"
_URI = "http://www.wikidata.org/entity/"
_NAMES = Path(__file__).parents[2] / "streams" / "data" / "names"
_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl")
_QID = re.compile(r"Q[1-9]\d*")
_LEGAL = re.compile(
    r",? (?:Inc|Incorporated|Corp|Corporation|Company|Co|Ltd|Limited|plc|PLC|AG|SE|N\.?V|S\.?A|SpA|S\.p\.A|AB|ASA|Oyj|"
    r"KGaA|Holdings?|Group|GmbH|& Co|LLC|L\.P)\.?$"
)
#: The country of each folder of the Democratic Commons.
_COMMONS = {
    "australia": "AU", "brazil": "BR", "canada": "CA", "germany": "DE", "india": "IN", "ireland": "IE", "italy": "IT",
    "japan": "JP", "mexico": "MX", "poland": "PL", "south-africa": "ZA", "united-kingdom": "GB",
}  # fmt: skip
#: Parties of fewer members in those data are left out.
_LEAST_MEMBERS = 3
_NO_PARTY = re.compile(r"(?i)\bgroupe?\b|\(|independent")
#: High courts that say whose they are.
_COURT = re.compile(r"(?:Supreme|Constitutional) Court of (?:the )?[A-Z]")
#: Ministries are taken of these countries; of the others, ROR has those of their states and provinces, too.
_MINISTRIES = frozenset({
    "GB", "FR", "DE", "NL", "NO", "SE", "FI", "DK", "JP", "CN", "KR", "RU", "IT", "IE", "NZ", "PL", "CZ", "HU", "PT",
    "TR", "UA", "RO", "SK", "HR", "EE", "LV", "LT", "GR", "BE", "AT", "IL", "TW", "SA", "TH", "VN", "ID",
})  # fmt: skip
_MINISTRY = re.compile(
    r"(?:Federal )?(?:Ministry|Department) (?:of|for) |United States Department of |Ministerio d"
)
_LOCAL = re.compile(r"Province|Northern Ireland|City|County|Sciences?$|Parks|Catalonia|Region")
_BANKS = frozenset({
    "Norges Bank", "De Nederlandsche Bank", "Bank of Spain", "Bank of Portugal", "Bank of Italy", "Swiss National Bank",
    "Bank Indonesia", "Hungarian National Bank", "Reserve Bank of India", "Bank of Mexico", "Bank of Canada",
    "Bank of Israel", "Bank of Korea", "National Bank of Poland", "Reserve Bank of Australia", "Croatian National Bank",
    "Czech National Bank", "South African Reserve Bank", "Bangladesh Bank", "National Bank of Ukraine",
    "Bank for International Settlements", "Bank of Japan", "Bank of France", "Bank Al-Maghrib",
    "Austrian National Bank", "Inter-American Development Bank", "European Investment Bank",
})  # fmt: skip
#: Banks that none of these sources has. Each id stands beside the name in other public data made from Wikidata; those
#: that have more banks agree with the ids of the sources above.
_MORE_BANKS = {
    "Q53536": ("Federal Reserve", "Federal Reserve System", "US Federal Reserve"),
    "Q183231": ("Bank of England", "Banque d'Angleterre", "Banco de Inglaterra"),
    "Q162222": ("Bundesbank", "Deutsche Bundesbank"),
    "Q685918": ("National Bank of Belgium", "Banque nationale de Belgique", "Nationale Bank van België"),
    "Q378372": ("Bank of Portugal", "Banco de Portugal"),
    "Q580829": (
        "Central Bank of the Republic of Türkiye", "Central Bank of Turkey", "Central Bank of the Republic of Turkey",
        "Turkish Central Bank", "Türkiye Cumhuriyet Merkez Bankası",
    ),
}  # fmt: skip
#: What banks are called at home.
_AT_HOME = {
    "Bank of Italy": {"Banca d'Italia"},
    "Bank of France": {"Banque de France"},
    "Swiss National Bank": {
        "Schweizerische Nationalbank",
        "Schweizerischen Nationalbank",
        "Banque nationale suisse",
        "Banca nazionale svizzera",
    },
    "Bank of Spain": {"Banco de España"},
    "Bank of Mexico": {"Banco de México"},
    "Austrian National Bank": {"Oesterreichische Nationalbank", "Oesterreichischen Nationalbank"},
    "National Bank of Poland": {"Narodowy Bank Polski", "Narodowego Banku Polskiego"},
    "Czech National Bank": {"Česká národní banka"},
    "Hungarian National Bank": {"Magyar Nemzeti Bank"},
    "Croatian National Bank": {"Hrvatska narodna banka"},
    "National Bank of Ukraine": {"Національний банк України", "Національного банку України"},
    "Bank of Canada": {"Banque du Canada"},
}
_AGENCIES = {
    "AFP": "Agence France-Presse", "ANP": "Algemeen Nederlands Persbureau", "AP": "Associated Press",
    "APA": "Austria Press Agency", "ATS-SDA": "Swiss Telegraphic Agency", "BTA": "Bulgarian News Agency",
    "Belga": "Belga", "CTK": "Czech News Agency", "DPA": "Deutsche Presse-Agentur", "Interfax": "Interfax",
    "PAP": "Polish Press Agency", "Reuters": "Reuters", "TANJUG": "Tanjug", "TASS": "TASS",
    "UP-UPI": "United Press International", "Xinhua": "Xinhua News Agency", "ANSA": "ANSA",
}  # fmt: skip
#: What our list of well-known organisations calls them otherwise.
_OURS = {
    "OSCE": "Organization for Security and Co-operation in Europe",
    "UNHCR": "United Nations High Commissioner for Refugees",
    "Arab League": "League of Arab States",
    "World Trade Organization": "World Trade Organization",
}
#: How copy writes them, beside Wikidata's label.
_SPELT = {
    "Volodymyr Zelenskyy": {
        "Volodymyr Zelensky",
        "Volodymyr Zelenskiy",
        "Wolodymyr Selenskyj",
        "Volodimir Zelenski",
    },
    "Vladimir Putin": {"Wladimir Putin", "Vladimir Poutine"},
    "Sergey Lavrov": {"Sergei Lavrov", "Sergej Lawrow", "Sergueï Lavrov", "Serguéi Lavrov"},
    "Recep Tayyip Erdoğan": {"Tayyip Erdogan", "Tayyip Erdoğan"},
    "Luiz Inácio Lula da Silva": {"Lula da Silva", "Luiz Inacio Lula da Silva"},
    "Alexander Lukashenko": {"Aleksandr Lukashenko", "Alexander Lukaschenko", "Alexandre Loukachenko"},
    "Abdel Fattah el-Sisi": {"Abdel Fattah al-Sisi", "Abdel Fattah al-Sissi"},
    "Mohammad bin Salman": {"Mohammed bin Salman"},
}
_REALM = re.compile(r" of [A-Z][a-z]+(?: [A-Z][a-z]+)?$|^(?:Prince|King|Queen|Sheikh) ")
#: The sources disagree on which of two courts these are; bodies that ended; names that others bear, too.
_LEFT_OUT = frozenset({
    "Q1518827", "Q4951", "Q327591", "Q194284", "Q191703", "Q130417640", "Q494162", "Q2529982", "Q16251481", "Q450180",
    "Q1374135", "Q2052213", "Q2304693", "Q246655", "Q6496310",
})  # fmt: skip
_SELLS = re.compile(
    r"compan|corporation|manufactur|retail|chain|conglomerate|brand|automaker|automobile|airline|bank\b|insurer|insurance|"
    r"telecom|supermarket|operator|multinational|enterprise|business|firm|group|producer|store|restaurant|utility|provider"
)


@dataclass
class Entry:
    """A line of the file."""

    name: str
    qid: str
    kind: str
    aliases: set[str] = field(default_factory=set)
    countries: set[str] = field(
        default_factory=set
    )  # one of them must be named in the copy; empty: it links anywhere


def main(folder: Path) -> None:
    people = _people(folder)
    organisations = _organisations(folder)
    print(
        f"# Own authority file: people and organisations with their Wikidata ids. {DATE}, by ops/names/authority.py."
    )
    print(
        "# Source: Wikidata (CC0) by way of every-politician-scrapers, the Democratic Commons, world-leaders-current,"
    )
    print(
        "# the name-suggestion-index (BSD-3-Clause), ROR (CC0), opensanctions (MIT), impresso (MIT); own forms."
    )
    print(
        "# An entry says who is meant, not that he is in office. `country`: one of these must be named in the copy."
    )
    for entry in sorted(_sure([*people, *organisations]), key=lambda each: (each.kind, each.name, each.qid)):
        line: dict[str, Any] = {"name": entry.name, "uri": _URI + entry.qid, "type": entry.kind}
        if aliases := sorted(entry.aliases - {entry.name}):
            line["aliases"] = aliases
        if entry.countries:
            line["country"] = sorted(entry.countries)
        print(json.dumps(line, ensure_ascii=False))


def _sure(entries: list[Entry]) -> Iterator[Entry]:
    """Entries of one id become one; a name that one country has under two ids is nobody's."""
    by_id: dict[str, Entry] = {}
    for entry in entries:
        if entry.qid in _LEFT_OUT or _QID.fullmatch(entry.qid) is None:
            continue
        known = by_id.setdefault(entry.qid, entry)
        if known is not entry:
            known.aliases |= {entry.name, *entry.aliases}
            known.countries = (
                known.countries | entry.countries if known.countries and entry.countries else set()
            )
    bearers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for entry in by_id.values():
        for name in {entry.name, *entry.aliases}:
            for country in entry.countries or {""}:
                bearers[name.casefold(), country].add(entry.qid)
    for entry in by_id.values():
        places = entry.countries or {""}
        clear = {
            name
            for name in {entry.name, *entry.aliases}
            if all(
                len(bearers[name.casefold(), each] | bearers.get((name.casefold(), ""), set())) == 1
                for each in places
            )
        }
        entry.aliases = clear
        if entry.name in clear:
            yield entry


def _people(folder: Path) -> Iterator[Entry]:
    countries = _country_codes()
    for path, person, name, country in (
        ("world-leaders-2021/data/wikidata.csv", "officeholder", "officeholderLabel", "country"),
        ("world/sources/foreign/wikidata.csv", "person", "name", "countryLabel"),
    ):
        for row in _rows(folder / path):
            code = countries.get(row[country].removeprefix("the ").removeprefix("Republic of "))
            if code and row[person] and " " in row[name]:
                yield Entry(row[name], row[person], "person", _plain(row[name]), {code})
    for current in sorted(folder.glob("world-leaders-current/data/countries/*/current.json")):
        data = json.loads(current.read_text(encoding="utf-8"))
        code = data["country"]["iso_code"]
        for position in data["positions"].values():
            holder = position.get("current_holder") or {}
            name, qid = holder.get("name_en") or "", holder.get("wikidata_id") or ""
            if " " in name and qid and code in set(countries.values()):
                yield Entry(name, qid, "person", _plain(name), {code})


def _plain(name: str) -> set[str]:
    """The name as desks write it: without its accents, without the realm ("Felipe VI"), in other languages."""
    decomposed = unicodedata.normalize("NFKD", name.replace("ı", "i").replace("ł", "l").replace("ø", "o"))
    short = _REALM.sub("", name)
    found = {"".join(c for c in decomposed if not unicodedata.combining(c)), *_SPELT.get(name, ())}
    return ({*found, short} if " " in short else found) - {name}


def _country_codes() -> dict[str, str]:
    found = {}
    for code, entry in gazetteer().countries.items():
        found[entry.name] = code
    names = {
        name: entry.country
        for name in ("Czech Republic", "Turkey", "Ivory Coast", "Ireland", "North Macedonia", "Russia", "Myanmar",
                     "People's Republic of China", "United States of America", "Eswatini", "Cape Verde", "The Gambia",
                     "East Timor", "Federated States of Micronesia", "The Bahamas", "Palestine", "Taiwan", "Kosovo",
                     "Vatican City")
        for entry in gazetteer().lookup(name, "en")
        if entry.kind == "country"
    }  # fmt: skip
    return (
        found
        | names
        | {"People's Republic of China": "CN", "United States of America": "US", "Georgia": "GE"}
    )


def _organisations(folder: Path) -> Iterator[Entry]:
    pool = [*_international(folder), *_registered(folder), *_branded(folder), *_agencies(folder)]
    yield from _well_known(pool)
    for entry in pool:
        if entry.kind == "organisation":
            entry.aliases |= _AT_HOME.get(entry.name, set())
            yield entry
    for qid, (name, *aliases) in _MORE_BANKS.items():
        yield Entry(name, qid, "organisation", set(aliases))
    yield from _parties(folder)
    yield from _companies(folder)


def _international(folder: Path) -> Iterator[Entry]:
    text = (folder / "opensanctions/zavod/zavod/shed/wikidata/igo.py").read_text(encoding="utf-8")
    for qid, name in re.findall(r'"(Q\d+)": IntlOrg\(\s*"([^"]+)"', text):
        yield Entry(name, qid, "organisation")


def _registered(folder: Path) -> Iterator[Entry]:
    """Ministries and central banks as ROR has them; all the others are kind "", for the well-known ones among them."""
    newest: dict[str, tuple[tuple[int, ...], Any]] = {}
    for path in (folder / "ror-records").glob("v*/*.json"):
        version = tuple(int(number) for number in re.findall(r"\d+", path.parent.name))
        record = json.loads(path.read_text(encoding="utf-8"))
        if record.get("id") and newest.get(record["id"], ((), None))[0] < version:
            newest[record["id"]] = (version, record)
    for _, record in newest.values():
        names, qid, country = _of_record(record)
        kinds = {each.lower() for each in record.get("types", ())}
        name = names.get("en") or next(iter(names.values()), "")
        name = re.sub(r" \([A-Z][^()]+\)$", "", name)
        if not qid or record.get("status") != "active" or kinds & {"education", "company"} or " " not in name:
            continue
        ministry = _MINISTRY.match(name) and "government" in kinds and not _LOCAL.search(name)
        if ministry and (country in _MINISTRIES or name.startswith("United States")):
            yield Entry(
                name, qid, "organisation", {each for each in names.values() if " " in each}, {country}
            )
        else:
            yield Entry(name, qid, "organisation" if name in _BANKS or _COURT.match(name) else "", set())


def _of_record(record: Any) -> tuple[dict[str, str], str, str]:
    """Names by language, Wikidata id and country of a record of ROR, in either of its schemas."""
    names: dict[str, str] = {}
    if "names" in record:
        for each in record["names"]:
            if "ror_display" in each["types"] or (
                "label" in each["types"] and each.get("lang") in _LANGUAGES
            ):
                names.setdefault(each.get("lang") or "en", each["value"])
        ids: dict[str, Any] = next((e for e in record["external_ids"] if e["type"] == "wikidata"), {})
        country = record["locations"][0]["geonames_details"]["country_code"]
    else:
        names["en"] = record["name"]
        names |= {
            each["iso639"]: each["label"] for each in record["labels"] if each["iso639"] in _LANGUAGES[1:]
        }
        ids = record["external_ids"].get("Wikidata", {})
        country = record["country"]["country_code"]
    qid = ids.get("preferred") or next(iter(ids.get("all", ())), "")
    return names, qid, country


def _index(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the name-suggestion-index knows: its items, and the labels and descriptions of Wikidata."""
    dist = folder / "nsi" / "package" / "dist"
    items = json.loads((dist / "json" / "nsi.min.json").read_text(encoding="utf-8"))["nsi"]
    return items, json.loads((dist / "wikidata" / "wikidata.min.json").read_text(encoding="utf-8"))[
        "wikidata"
    ]


def _branded(folder: Path) -> Iterator[Entry]:
    """Bodies of state among the names of the name-suggestion-index, by their labels on Wikidata."""
    for qid, known in _index(folder)[1].items():
        label, said = known.get("label") or "", known.get("description") or ""
        if re.search(
            r"central bank|intergovernmental|federal agency|government agency|law enforcement|postal", said
        ):
            yield Entry(label, qid, "organisation" if label in _BANKS else "")


def _agencies(folder: Path) -> Iterator[Entry]:
    for path in sorted((folder / "newsagency-classification" / "lib").rglob("*.py")):
        for key, qid in re.findall(
            r'"([A-Z][\w-]+)": "(Q\d+)"', path.read_text(encoding="utf-8", errors="replace")
        ):
            if key in _AGENCIES:
                yield Entry(_AGENCIES[key], qid, "organisation")


def _well_known(pool: list[Entry]) -> Iterator[Entry]:
    """The well-known organisations of copydesk that a source has under one of their names, with all of ours."""
    forms_of: dict[str, list[str]] = defaultdict(list)
    for file in ("organisations.txt", "organisations-romance.txt"):
        for line in (_NAMES / file).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                parts = [[form.strip() for form in part.split("|")] for part in line.split(" = ")]
                usual = [part[0] for part in parts if part[0] != "-"]
                long = [form for part in parts for form in part if " " in form]
                forms_of[parts[0][0]] += [*usual, *long]
    by_name: dict[str, set[str]] = defaultdict(set)
    for entry in pool:
        by_name[entry.name].add(entry.qid)
    for name, forms in forms_of.items():
        ids = {
            qid
            for form in (*forms, _OURS.get(name, name))
            if " " in form or form == name
            for qid in by_name[form]
        }
        if len(ids) == 1:
            yield Entry(name, ids.pop(), "organisation", set(forms))


def _parties(folder: Path) -> Iterator[Entry]:
    for where, country in _COMMONS.items():
        members: dict[str, int] = defaultdict(int)
        parties: dict[str, Any] = {}
        for path in sorted((folder / f"proto-commons-{where}").rglob("popolo-m17n.json")):
            data = json.loads(path.read_text(encoding="utf-8"))
            parties |= {
                each["id"]: each for each in data["organizations"] if each.get("classification") == "party"
            }
            for membership in data["memberships"]:
                members[membership.get("on_behalf_of_id") or ""] += 1
        for qid, party in parties.items():
            names = party["name"]
            name = names.get("lang:en") or ""
            others = {names[f"lang:{code}"] for code in _LANGUAGES if names.get(f"lang:{code}")}
            if members[qid] >= _LEAST_MEMBERS and len(name) > 3 and not _NO_PARTY.search(name):
                yield Entry(name, qid, "organisation", others, {country})


def _companies(folder: Path) -> Iterator[Entry]:
    """Companies of the large indices that the name-suggestion-index knows, if their country is the same in both."""
    homes = _homes()
    items, known = _index(folder)
    ids: dict[str, set[str]] = defaultdict(set)
    for group in items.values():
        for item in group["items"]:
            for key in ("brand", "operator"):
                name, qid = item["tags"].get(key), item["tags"].get(f"{key}:wikidata")
                if name in homes and qid in known:
                    ids[name].add(qid)
    for qid, each in known.items():
        if (label := bare(each.get("label") or "")) in homes:
            ids[label].add(qid)
    for name, found in ids.items():
        qid = min(found)
        label, said = bare(known[qid].get("label") or ""), known[qid].get("description") or ""
        if len(found) == 1 and label == name and _SELLS.search(said.lower()) and _is_of(said, homes[name]):
            yield Entry(name, qid, "organisation", {known[qid]["label"]})


def _homes() -> dict[str, set[str]]:
    """The companies of the indices by the names that copydesk has for them, with the countries that these say."""
    listed = {line.split("\t")[0] for line in _lines("companies.tsv")}
    homes: dict[str, set[str]] = defaultdict(set)
    for index in indices_data.INDICES.values():
        for company in index["companies"]:
            if (name := short(company["name"])) in listed:
                homes[name] |= _codes((company.get("country") or "").rpartition(", ")[2])
    return homes


def _codes(place: str) -> set[str]:
    """The country that a country's or a state's name stands for: "Cupertino, California" is in the US."""
    return {each.country for each in gazetteer().qualifiers(place)}


def _is_of(said: str, codes: set[str]) -> bool:
    """Whether what Wikidata says of a company names one of the countries, or its people."""
    named = {
        entry.country for hit in gazetteer().find(said, "en") for entry in hit.entries if entry.kind != "city"
    }
    american = {"US"} if re.search(r"\bAmerican\b|U\.S\.", said) else set()
    return bool(codes & (named | american))


def bare(name: str) -> str:
    """The name without its legal forms."""
    while (shorter := _LEGAL.sub("", name)) != name:
        name = shorter
    return name


def _lines(file: str) -> list[str]:
    text = (_NAMES / file).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
