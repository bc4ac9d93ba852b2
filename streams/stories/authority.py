"""Whose an article is: what a source owns by its name, and what the settings let it speak for.

The envelope is the producer's word, and counts. What a document says of itself (a guid, a canonical url, the id in a
kill) is anybody's word: it counts within what its source owns. That is

- the registrable domain of its name ("https://blog.example/feed" and "news.blog.example" are of blog.example), and with
  it the urls, tags (RFC 4151) and urns (`urn:newsml:blog.example:…`, RFC 3085) of that domain;
- the urns that copydesk makes of its name, `urn:copydesk:<source>:…`;
- what `COPYDESK_OWNS` gives it, and sources.toml (see `stories.owned`).

A name that is no domain ("mer", "reuters-feed") cannot be checked against one: see `stories.whose`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from tld import get_fld

from streams.article import TEST, Article
from streams.clean.signals import is_message
from streams.errors import SettingsError
from streams.intake.identity import is_uri, normalise_url, site_of, uri_for
from streams.kinds import Signal
from streams.settings import read_toml

#: The source of what an editor says by hand. It may speak for every article.
DESK = "copydesk"
#: Who sends events whose envelope names no source: all of them are one.
NOBODY = ""
#: Entries of the table, all sources together: each uri that is unknown may be compared with them.
MOST_ENTRIES = 2_000

_FOLDER = f"{DESK}: a text"
_OURS = "urn:copydesk:"
_NUMBER = "urn:copydesk:number:"
_CONTENT = "urn:copydesk:sha256:"
_HOST = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})+\.?", re.IGNORECASE)
#: Names that are no public domains, and stand for one in private networks and in examples (RFC 2606, 6761, 6762).
_PRIVATE = frozenset({"example", "test", "invalid", "localhost", "local", "internal", "home", "lan"})
#: Where a beginning of uris may end: else "urn:newsml:ap.org" would be one of "urn:newsml:ap.org.evil.example:…", too.
_ENDINGS = (":", "/", ",", "#", "?", "=")


class WrongEntryError(ValueError):
    """An entry that gives nothing; the text says why, without whose it is."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What one source may speak for besides its own."""

    beginnings: tuple[str, ...] = ()  # of uris, as `_form` gives them
    exact: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()

    def covers(self, uri: str) -> bool:
        """Whether it has that uri in it."""
        form = _form(uri)
        return form in self.exact or form.startswith(self.beginnings) or estate_of(uri) in self.domains


@dataclass(frozen=True, slots=True)
class Authority:
    """The table of the settings: a source and what it may speak for."""

    grants: Mapping[str, Grant] = field(default_factory=dict)

    def speaks_for(self, source: str) -> frozenset[str]:
        """The other sources that it may speak for, by their names."""
        grant = self.grants.get(source)
        return grant.sources if grant else frozenset()

    def owns(self, source: str, uri: str) -> bool:
        """Whether the uri is the source's by its name or by the settings, whoever has brought it."""
        if source == DESK:
            return True
        if source == NOBODY:
            return False
        if _owns_by_name(source, uri):
            return True
        grant = self.grants.get(source)
        return grant is not None and (
            grant.covers(uri) or any(_owns_by_name(other, uri) for other in grant.sources)
        )


def speaker_of(article: Article) -> str:
    """Who says what an article says: its source, if that is the envelope's word.

    The desk itself gives orders and writes no copy: a text under its name has come out of a folder of that name.
    """
    if article.naming.source_by != "envelope":
        return NOBODY
    return _FOLDER if article.source == DESK and not is_order(article) else article.source


def is_order(article: Article) -> bool:
    """Whether it only says something of another article: a kill, a hold, a release."""
    return article.signal is Signal.KILL or is_message(article)


def is_test(article: Article) -> bool:
    """Whether it only tries the line: what it brings is no news, and what it says is about no story."""
    return any(each.words == TEST for each in article.naming.refers)


def same(one: str, other: str) -> bool:
    """Whether two sources are one: by name, or by the domain that both are of."""
    return one == other or (domain_of(one) is not None and domain_of(one) == domain_of(other))


def own_uri(source: str, claimed: str) -> str:
    """The uri of what a source says under a uri that is not its own."""
    return uri_for(source=source, own=f"~{claimed}")


@lru_cache(maxsize=4096)
def domain_of(source: str) -> str | None:
    """The registrable domain that a source is or comes from; None for a plain name.

    "https://www.blog.example/feed", "//blog.example/feed", "blog.example/feed" and "blog.example" are of blog.example.
    """
    source = source.strip()
    if source.startswith("//"):
        source = f"https:{source}"
    if "://" in source:
        return _site(source)
    if (estate := estate_of(source)) is not None and is_domain(estate):
        return estate
    return _domain(source.partition("/")[0].partition(":")[0])


@lru_cache(maxsize=4096)
def _domain(host: str) -> str | None:
    """The registrable domain of a bare name, if it is one."""
    if "." not in host or len(host) > 253:
        return None
    normal = normalise_url(f"https://{host}/")
    host = (urlsplit(normal).hostname or "") if normal else ""
    return site_of(f"https://{host}/") if is_domain(host) else None


@lru_cache(maxsize=4096)
def is_domain(name: str) -> bool:
    """Whether a name is a domain: its suffix is on the Public Suffix List, or one that private networks use."""
    if not _HOST.fullmatch(name):
        return False
    if name.rstrip(".").rpartition(".")[2].lower() in _PRIVATE:
        return True
    return get_fld(f"https://{name}", fail_silently=True, search_private=True) is not None


def load_suffixes() -> None:
    """Reads the Public Suffix List, which takes some hundredths of a second: not in the first decision."""
    is_domain("quay.org")


@lru_cache(maxsize=1024)
def estate_of(uri: str) -> str | None:
    """Whose ground a uri is on: a registrable domain, "newsml:<provider>" for a provider that is no domain, or
    "desk:<source>" for a urn that copydesk makes of a source's name. None: nobody's; whoever brings it owns it.
    """
    scheme, colon, rest = uri.partition(":")
    scheme = scheme.lower()
    if not colon:
        return None
    if rest.startswith("//"):
        return _site(uri) or "invalid."
    if scheme == "tag":
        return _domain(rest.partition(",")[0].partition(":")[0].rpartition("@")[2]) or None
    return _estate_of_urn(uri) if scheme == "urn" else None


def grounds(uri: str, source: str) -> tuple[str, ...]:
    """The names by which it is remembered that a source has brought uris from there; none where that says nothing.

    A source that is a domain has nothing to remember of another domain's: it may never speak for that.
    """
    estate = estate_of(uri)
    if estate is None or (is_domain(estate) and domain_of(source) not in (None, estate)):
        return ()
    return f"ground:{estate}", f"ground:{estate}|{source}"


def _estate_of_urn(uri: str) -> str | None:
    if uri.startswith(_CONTENT):
        return None
    if uri.startswith(_NUMBER):
        return _site(f"https://{unquote(uri[len(_NUMBER) :].partition(':')[0])}")
    if uri.startswith(_OURS):
        return f"desk:{unquote(uri[len(_OURS) :].partition(':')[0])}"
    kind, _, rest = uri[len("urn:") :].partition(":")
    provider = unquote(rest.partition(":")[0])
    if domain := _domain(provider):
        return domain
    return f"newsml:{provider.lower()}" if kind.lower() == "newsml" and provider else None


def _owns_by_name(source: str, uri: str) -> bool:
    estate = estate_of(uri)
    if estate is None:
        return False
    if estate.startswith("desk:"):
        return same(estate.removeprefix("desk:"), source)
    return estate == domain_of(source)


@lru_cache(maxsize=16_384)
def _site_of_host(host: str) -> str | None:
    return site_of(f"https://{host}/")


def _site(url: str) -> str | None:
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return _site_of_host(f"[{host}]" if host and ":" in host else host) if host else None


def _form(uri: str) -> str:
    """The uri as the table compares it: of a url neither its scheme nor "www." counts."""
    if uri[:8].lower().startswith(("http://", "https://")):
        return "//" + (normalise_url(uri) or uri).partition("//")[2].removeprefix("www.")
    return uri


def read_authority(text: str) -> Authority:
    """The table that COPYDESK_OWNS names: the path of a TOML file, or the table itself; empty: nothing is given.

        [[authority]]
        source = "ap-mirror"
        for = ["urn:newsml:ap.org:", "https://paper.example/", "paper.example", "source:ap-main"]

    `for` has beginnings of uris (they end in : / , # ? or =), whole uris, domains with all that is below them, and
    source:NAME for what another source owns or brought. Raises SettingsError.
    """
    if not text.strip():
        return Authority()
    _, table = read_toml("COPYDESK_OWNS", text)
    if stray := next((name for name in table if name != "authority"), None):
        raise _wrong(f"{stray!r} is unknown; each entry begins with [[authority]]")
    entries = table.get("authority")
    if not isinstance(entries, list):
        raise _wrong("it has no [[authority]]")
    grants: dict[str, Grant] = {}
    count = 0
    for number, entry in enumerate(entries, 1):
        source, given = _entry(entry, number)
        count += len(given)
        try:
            grants[source] = added(grants.get(source, Grant()), given)
        except WrongEntryError as error:
            raise _wrong(f"entry {number} ({source}): {error}") from error
    if count > MOST_ENTRIES:
        raise _wrong(f"{count} entries; at most {MOST_ENTRIES}")
    return Authority(grants)


def _entry(entry: object, number: int) -> tuple[str, list[str]]:
    if not isinstance(entry, dict) or set(entry) != {"source", "for"}:
        raise _wrong(f'entry {number} needs source = "…" and for = ["…"], and nothing else')
    source, given = entry["source"], entry["for"]
    if not isinstance(source, str) or not source.strip():
        raise _wrong(f"entry {number}: source must be the name of a source, as ce_source has it")
    if not isinstance(given, list) or not given or not all(isinstance(each, str) for each in given):
        raise _wrong(f"entry {number} ({source}): for must be a list of texts")
    return source.strip(), [each.strip() for each in given]


def added(grant: Grant, given: list[str]) -> Grant:
    """The grant with more entries, in the form that `read_authority` describes. Raises WrongEntryError."""
    beginnings, exact = dict.fromkeys(grant.beginnings), set(grant.exact)
    domains, sources = set(grant.domains), set(grant.sources)
    for each in given:
        if each.startswith("source:"):
            if not (name := each.removeprefix("source:").strip()):
                raise WrongEntryError(f"{each!r} names no source")
            sources.add(name)
        elif is_domain(each):
            site = site_of(f"https://{each}/")
            if site != each.lower():
                raise WrongEntryError(f"{each!r} is a part of {site}: write https://{each}/ or {site}")
            domains.add(site)
        elif not is_uri(each):
            raise WrongEntryError(
                f"{each!r} is no uri and no domain; a source is written source:{each or 'NAME'}"
            )
        elif each.endswith(_ENDINGS):
            beginnings[_form(each)] = None
        else:
            exact.add(_form(each))
    return Grant(tuple(beginnings), frozenset(exact), frozenset(domains), frozenset(sources))


def _wrong(what: str) -> SettingsError:
    return SettingsError(f"COPYDESK_OWNS: {what}")
