"""One page, one address: what the many addresses of one page have in common. Pure text work on normalised urls.

`identity.normalise_url` makes a url of what was written; the functions here take its result:

    plain(url)      the address that becomes a uri: https, without AMP and without the host for telephones
    key(url)        what all addresses of the page share: that without "www.", order of parameters, last slash
    number_of(url)  the number by which a publisher's system knows the page, whatever the title in its address says

The lists are in data/intake/same_page.toml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from urllib.parse import SplitResult, unquote, urljoin, urlsplit, urlunsplit

from tld import get_fld

from streams.datafiles import read_toml

# What `urljoin` leaves as it is: nothing empty behind "?" and "#", no parameters, and from the root no dots as folders.
_LETTERS = r"[A-Za-z0-9%/~+=,&!@:_-]"
_REST = rf"(?:\?(?:{_LETTERS}|\.)+)?(?:#(?:{_LETTERS}|\.)+)?"
_FROM_ROOT = re.compile(rf"/(?!/)(?:{_LETTERS}|(?<!/)\.)*{_REST}")
_WHOLE = re.compile(rf"https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+/(?:{_LETTERS}|\.)*{_REST}")
_WEB = re.compile(r"https?://", re.IGNORECASE)
_HOST_AND_PATH = re.compile(r"(?!-)[a-z0-9.-]+\.[a-z][a-z0-9-]*(?::\d{1,5})?(?:/|$)", re.IGNORECASE)
_AMP_FILE = re.compile(r"\.amp(?=\.s?html?$|$)", re.IGNORECASE)
_AMP_FOLDERS = frozenset({"amp", "amphtml"})
_ESCAPED = re.compile(r"%[0-9a-fA-F]{2}")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
#: What servers of Java write into each address of a visitor.
_SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
_ENDING = re.compile(r"\.([a-z0-9]{2,5})$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")
#: A number that stands apart at either end of the last part of a path: "old-title-8841", "8841-old-title".
_LAST_NUMBER = re.compile(r"[-_,.~](?:[a-z]{1,3}[-_.]?)?(\d{4,14})$", re.IGNORECASE)
_FIRST_NUMBER = re.compile(r"[a-z]{0,3}(\d{4,14})[-_,.~]", re.IGNORECASE)
#: A folder that is a number, and has the title below it: "/news/88412/old-title".
_FOLDER = re.compile(r"[a-z]{0,3}[-_]?(\d{4,14})", re.IGNORECASE)
_VALUE = re.compile(r"(\d{4,14})")
#: Days as numbers: 20261121, 261121, 21112026, 202611, 2026; and what is round enough to be a quantity in a headline.
_DAY = re.compile(
    r"(?:19|20)\d\d(?:(?:0[1-9]|1[0-2])(?:(?:0[1-9]|[12]\d|3[01])(?:\d{4}|\d{6})?)?)?"
    r"|\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:(?:19|20)?\d\d)"
)
_ROUND = re.compile(r"\d{1,4}0{3,}")


def joined(base: str, address: str) -> str:
    """The address as it is read on a page, as `urljoin` gives it. Raises ValueError for what is none.

    A path from the root and a whole address cost a tenth of what they do there; most addresses on a page are of these.
    """
    if _WHOLE.fullmatch(address):
        return address
    root = _root(base) if _FROM_ROOT.fullmatch(address) else None
    return root + address if root else urljoin(base, address)


@lru_cache(maxsize=64)
def _root(base: str) -> str | None:
    """The scheme and the host of a page of the web."""
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") and parts.netloc else None


def uncached(url: str) -> str | None:
    """The publisher's address in that of an AMP cache; None for any other url."""
    match = _WEB.match(url)
    if match is None:
        return None
    address = url[match.end() :]
    for cache_ in _table().caches:
        if (found := cache_.match(address)) and _HOST_AND_PATH.match(rest := address[found.end() :]):
            return f"{'https' if found['secure'] else 'http'}://{rest}"
    return None


def plain(url: str) -> str:
    """The address of a page with https, without AMP in host, path or query, and not that for telephones.

    What a port says is left alone: the site is then no public one.
    """
    parts = _plain(url)
    return url if parts is None else urlunsplit(parts)


def _plain(url: str) -> SplitResult | None:
    """`plain` in its parts; None for what is no address of the web."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        return None
    host = parts.netloc if ":" in parts.netloc else _desktop(parts.netloc)
    scheme = parts.scheme if ":" in parts.netloc else "https"
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _adds_nothing(pair.lower()))
    return SplitResult(scheme, host, _without_amp(parts.path), query, route_of(parts))


def route_of(parts: SplitResult) -> str:
    """The fragment of an address whose page a script chooses by it: "https://site.example/#/story/88"; else ""."""
    if parts.fragment[:1] not in ("/", "!"):
        return ""
    front = parts.path in ("", "/") or parts.path.rpartition("/")[2].lower() in _table().indexes
    return parts.fragment if front else ""


def _adds_nothing(pair: str) -> bool:
    """Whether a parameter asks for another look of the page, or says from where the reader came."""
    if pair in _table().looks:
        return True
    name, _, value = pair.partition("=")
    return name in _table().referrers and value in _table().referrer_values


def key(url: str) -> str:
    """What the addresses of one page share: not for readers, for it may lead nowhere."""
    parts = _plain(url)
    if parts is None:
        return url
    if not parts.netloc:  # then what stands behind the slashes is read as a host
        parts = urlsplit(urlunsplit(parts))
    path = _ESCAPED.sub(_spelt, parts.path)
    if ";" in path:
        path = _SESSION.sub("", path)
    path = _without_look(path)
    folder, _, name = path.rpartition("/")
    if name.lower() in _table().indexes:
        path = folder
    query = "&".join(sorted(_ESCAPED.sub(_spelt, parts.query).split("&"))) if parts.query else ""
    host = parts.netloc.removeprefix("www.")
    return urlunsplit((parts.scheme, host, path.rstrip("/") or "/", query, route_of(parts)))


def number_of(url: str) -> tuple[str, str] | None:
    """(host and section, number) of an address that ends in a title with a number; None for any other.

    Days, years and round numbers stand in titles, and are no names. Two pages of one section with the same number are
    most likely the same page, and no more than likely.
    """
    parts = urlsplit(key(url))
    if parts.scheme not in ("http", "https"):
        return None
    section, _, last = parts.path.rpartition("/")
    ending = _ENDING.search(last)
    title = last[: ending.start()] if ending and not ending[1].isdecimal() else last
    if not _WORD.search(title):
        return None
    above, _, folder = section.rpartition("/")
    found = _LAST_NUMBER.search(title) or _FIRST_NUMBER.match(title)
    if parts.query:
        # "/news/old-title?id=88412": the parameter counts, and nothing else may stand beside it.
        name, _, value = parts.query.partition("=")
        found = _VALUE.fullmatch(value) if name.lower() in _table().names else None
        if found is None:
            return None
    if found is None and (found := _FOLDER.fullmatch(folder)):
        section = above
    if found is None or _DAY.fullmatch(found[1]) or _ROUND.fullmatch(found[1]):
        return None
    return f"{parts.netloc}{section}", found[1]


def is_section(canonical: str, page: str | None) -> bool:
    """Whether a canonical url names a section, which a template then names for each of its articles.

    It does if it has nothing but names of sections. It does, too, if `page`, where the page came from, lies below it or
    names an article and the canonical does not: by a number, a title of three words or a parameter.
    """
    parts = urlsplit(key(canonical))
    segments = [each for each in parts.path.lower().split("/") if each]
    if any(name.lower() in _table().names and value for name, value in _parameters(parts.query)):
        return False
    if page is None:
        return all(each in _table().sections for each in segments)
    own = urlsplit(key(page))
    if (own.path, own.query) == (parts.path, parts.query):
        return False
    if all(each in _table().sections for each in segments):
        return True
    if segments[0] in _table().groups and not own.path.lower().startswith(f"/{segments[0]}/"):
        return True
    named, path = _names_article(segments[-1]), [each for each in own.path.lower().split("/") if each]
    if path[: len(segments)] == segments and len(path) > len(segments):
        below = path[len(segments) :]
        return not named and not all(each in _table().tails or len(each) < 4 for each in below)
    specific = bool(path) and _names_article(path[-1], strictly=True)
    return specific and not named and "-" not in segments[-1] and not any(map(str.isdigit, segments[-1]))


def loses_name(canonical: str, page: str) -> bool:
    """Whether a canonical url is without the parameter by which alone `page`, where it came from, names an article.

    A parameter that is another one says the same: a template names one article for all.
    """
    ours, theirs = urlsplit(key(page)), urlsplit(key(canonical))
    if ours.path != theirs.path or not ours.query:
        return False
    last = ours.path.rpartition("/")[2].lower()
    ending = _ENDING.search(last)
    script = bool(ending and ending[1] in _table().script_endings)
    name = last[: ending.start()] if ending and script else last
    plain_script = name in _table().scripts or not name
    dynamic = script and ending is not None and "htm" not in ending[1]
    if not plain_script and not dynamic and (_names_article(last) or "-" in last):
        return False
    kept = dict(_parameters(theirs.query))
    for parameter, value in _parameters(ours.query):
        if kept.get(parameter) == value:
            continue
        named = parameter.lower() in _table().names and bool(value)
        # "article.php?88412", "read.asp?mill-fire"
        number = re.fullmatch(r"\d{3,}", value or parameter) or (not value and "-" in parameter)
        if named or ((plain_script or dynamic) and number):
            return True
    return False


def is_placeholder(url: str) -> bool:
    """Whether a url is what a template left where a url should stand."""
    parts = urlsplit(url.lower())
    host = (parts.hostname or "").removeprefix("www.")
    if host in _table().placeholder_hosts:
        return True
    last = parts.path.rstrip("/").rpartition("/")[2]
    return last in _table().placeholders or unquote(last) in _table().placeholders


def _parameters(query: str) -> list[tuple[str, str]]:
    return [pair.partition("=")[::2] for pair in query.split("&") if pair]


def _names_article(segment: str, *, strictly: bool = False) -> bool:
    """Whether the last part of a path can be an article's: a number, a title of several words, a file."""
    ending = _ENDING.search(segment)
    title = segment[: ending.start()] if ending else segment
    digits = re.findall(r"\d+", title)
    if any(len(each) >= 4 and not _DAY.fullmatch(each) for each in digits):
        return True
    if len(re.findall(r"[^\W_]+", title)) >= 3 and _WORD.search(title):
        return True
    return bool(ending and not strictly and title not in _table().scripts | _table().sections)


def _desktop(host: str) -> str:
    """The host without the part that says that its pages are for telephones, if a site's own name is left."""
    labels = host.split(".")
    # A country's or a language's edition may stand before it: en.m.wikipedia.example.
    for at in (0, 1):
        if len(labels) > at + 2 and labels[at] in _table().mobile_hosts:
            rest = ".".join(labels[:at] + labels[at + 1 :])
            site = _site(rest)
            if site is not None and site == _site(host):
                return f"www.{rest}" if rest == site else rest
    return host


def _site(host: str) -> str | None:
    found: str | None = get_fld(f"https://{host}", fail_silently=True, search_private=True)
    return found or (host if host.count(".") == 1 else ".".join(host.split(".")[-2:]))


def _without_amp(path: str) -> str:
    """The path without its folder "amp" and its file name ".amp"; as it is if nothing else is in it."""
    if "amp" not in path.lower():
        return path
    folders = path.split("/")
    kept = [each for each in folders if each.lower() not in _AMP_FOLDERS]
    if len(kept) > 1 and kept[-1].lower() == "amp.html":
        kept = kept[:-1]
    kept[-1] = _AMP_FILE.sub("", kept[-1])
    joined = "/".join(kept)
    return joined if joined.strip("/") else path


def _without_look(path: str) -> str:
    """The path of an article without the last folders that ask for another look of it: ".../quay-shut-88412/print"."""
    folder, _, name = path.rstrip("/").rpartition("/")
    while name.lower() in _table().look_folders and _names_article(folder.rstrip("/").rpartition("/")[2]):
        path = folder
        folder, _, name = path.rstrip("/").rpartition("/")
    return path


def _spelt(match: re.Match[str]) -> str:
    """A percent-encoded character in its one spelling (RFC 3986, 6.2.2)."""
    char = chr(int(match[0][1:], 16))
    return char if char in _UNRESERVED else match[0].upper()


@dataclass(frozen=True, slots=True)
class _Table:
    caches: tuple[re.Pattern[str], ...]
    mobile_hosts: frozenset[str]
    looks: frozenset[str]
    look_folders: frozenset[str]
    referrers: frozenset[str]
    referrer_values: frozenset[str]
    indexes: frozenset[str]
    tails: frozenset[str]
    scripts: frozenset[str]
    script_endings: frozenset[str]
    names: frozenset[str]
    sections: frozenset[str]
    groups: frozenset[str]
    placeholders: frozenset[str]
    placeholder_hosts: frozenset[str]


@cache
def _table() -> _Table:
    data = read_toml("intake/same_page.toml")
    lists = {name: frozenset(data[name]) for name in _Table.__dataclass_fields__ if name != "caches"}
    return _Table(caches=tuple(re.compile(each, re.IGNORECASE) for each in data["caches"]), **lists)
