"""What the codes in NewsML say: qcodes and their catalogs, uris, literals, formal names."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from streams.intake.identity import is_uri
from streams.intake.newsml.tree import Element, attribute, children, descendants

_MEDIA_TOPICS = "http://cv.iptc.org/newscodes/mediatopic/"


@dataclass(frozen=True, slots=True)
class Catalog:
    """The schemes that the document's own aliases stand for; IPTC's aliases stand for IPTC's where it has none."""

    aliases: Mapping[str, str]

    def uri(self, element: Element | None, name: str = "qcode") -> str | None:
        """The uri that an element's `uri` or qcode stands for; None for an alias of a catalog that is elsewhere."""
        if element is None:
            return None
        if (uri := attribute(element, "uri")) and is_uri(uri):
            return _one_spelling(uri)
        return self.resolve(attribute(element, name))

    def resolve(self, qcode: str | None) -> str | None:
        """The uri of a qcode, "medtop:04000000"."""
        alias, colon, code = (qcode or "").partition(":")
        scheme = self.aliases.get(alias) or iptc_schemes().get(alias)
        if not colon or not code or scheme is None:
            return None
        uri = _one_spelling(scheme + code)
        return uri if is_uri(uri) else None

    def code(self, element: Element | None, name: str = "qcode") -> str | None:
        """The last part of an element's uri, qcode or literal, in lower case: "withheld"."""
        return last_part(self.uri(element, name) or attribute(element, name) or attribute(element, "literal"))


def catalog_of(item: Element, above: Catalog | None = None) -> Catalog:
    """The aliases that an item, or a message's header, binds by itself. Catalogs elsewhere are not fetched."""
    found = dict(above.aliases) if above else {}
    for catalog in children(item, "catalog"):
        for scheme in descendants(catalog, "scheme"):
            alias, uri = attribute(scheme, "alias"), attribute(scheme, "uri")
            if alias and uri:
                found[alias] = uri
    return Catalog(found)


def last_part(code: str | None) -> str | None:
    """ "stat:usable", "http://…/pubstatusg2/usable" and "Usable" -> "usable"."""
    return re.split(r"[:/#]", code.strip())[-1].lower() or None if code else None


def meaning(table: str, code: str | None) -> str | None:
    """What a code says by one of the tables in data/newsml/codes.toml; None if it is not there."""
    return _codes().get(table, {}).get(code or "")


def media_topic(uri: str | None) -> str | None:
    """The uri, if it is that of an IPTC Media Topic."""
    return uri if uri and re.fullmatch(re.escape(_MEDIA_TOPICS) + r"\d{8}", uri) else None


def _one_spelling(uri: str) -> str:
    """NewsCodes have http uris; some write https, or leave the slash of the scheme out."""
    uri = re.sub(r"^https(?=://cv\.iptc\.org/newscodes/)", "http", uri)
    return re.sub(r"^(http://cv\.iptc\.org/newscodes/mediatopic)(?=\d)", r"\1/", uri)


@cache
def iptc_schemes() -> Mapping[str, str]:
    """The aliases of IPTC's own catalog."""
    rows = files("streams").joinpath("data/newsml/iptc_schemes.tsv").read_text("utf-8").splitlines()
    return dict(row.split("\t") for row in rows if row and not row.startswith("#"))


@cache
def _codes() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files("streams").joinpath("data/newsml/codes.toml").read_text("utf-8"))
