"""Who an article is: its uri, its url and its source. Pure text work; nothing is ever fetched."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from tld import get_fld

from streams.datafiles import read_lines
from streams.intake import urls

# RFC 3986: a scheme, then only its characters, and "%" only before two hexadecimal digits.
_CHARS = r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})"
#: Schemes of what names nothing and runs, or is shown, where somebody opens it.
_RUNNING = ("javascript:", "vbscript:", "data:")
_URI = re.compile(rf"[A-Za-z][A-Za-z0-9+.-]{{0,40}}:{_CHARS}+(?:#{_CHARS}*)?")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?|\[[0-9a-f:.]{2,45}\]")
_IPV6 = re.compile(r"^(https?://)\[[0-9a-f:.]{2,45}\]", re.IGNORECASE)
_AUTHORITY = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*)")
_SERVER = re.compile(r"(?:[^@]*@)?(?:\[[^\[\]@]*\]|[^:@\[\]]*)(?::[0-9]*)?")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_URL_SAFE = "/%!$&'()*+,;=:@~?"
_LONGEST = 1000
#: Addresses of which it is remembered what they become: those of one page are asked for a dozen times.
_REMEMBERED = 256
#: What a template left where a name should stand: {{guid}}, ${id}, %id%, [[id]], <%= id %>, #{id}, {id}, __id__.
_UNFILLED = re.compile(
    r"\{\{|\}\}|\{%|%\}|\$\{|<%|%>|<\?|#\{|\[\[[^\[\]]{0,80}\]\]|\{[A-Za-z_. ]{1,40}\}"
    r"|%(?![0-9A-Fa-f]{2})[A-Za-z_.]{2,40}%|\$[A-Za-z_]{2,40}\$|@@?[A-Za-z_]{2,40}@@?(?![\w.])|(?<![^\W_])__[A-Za-z_]{2,40}__(?![^\W_])"
)
_UNFILLED_WHOLE = re.compile(
    r"%[A-Za-z_.]{2,40}%|\$[A-Za-z_.]{2,40}|<[A-Za-z_ ]{2,40}>|\[[A-Za-z_ ]{2,40}\]|:[a-z_]{2,40}"
)
_NUMBER_NAME = "urn:copydesk:number:"
#: How a slug begins where it is a name of a story, and how a headline does.
SLUG_NAME = "slug:"
HEADLINE_NAME = "headline:"
#: Of a doubtful text that waits: a wall waits under many addresses.
DOUBT_NAME = "doubt:"
_CONTENT_NAME = "urn:copydesk:sha256:"
#: Characters of a source. It is part of each of its uris, and counted in many places.
LONGEST_SOURCE = 200


def uri_for(
    *,
    source: str,
    own: str | None = None,
    canonical: str | None = None,
    subject: str | None = None,
    content: str = "",
) -> str:
    """The uri of an article, always valid by RFC 3986. The first of these that is there decides:

    `own`        the document's own id: kept if it is a uri, else made a urn of its source
    `canonical`  the url that a page names as its own (see `trusted_canonical`)
    `subject`    that of the envelope: a url is normalised, a urn or a tag is kept, anything else becomes a urn
    `content`    the text itself: urn:copydesk:sha256:<32 hex digits>

    What names nothing ("N/A", "{{guid}}", see `names_nothing`) counts as absent. A url becomes that of `page_url`.
    """
    if own and not names_nothing(own):
        own = own.strip()
        return own if is_uri(own) and len(own) <= _LONGEST else _urn(source, own)
    for candidate in (canonical, subject):
        if candidate and not names_nothing(candidate) and (url := page_url(candidate)):
            return url
    if subject and not names_nothing(subject):
        subject = subject.strip()
        if subject.lower().startswith(("urn:", "tag:")) and is_uri(subject) and len(subject) <= _LONGEST:
            return subject
        return _urn(source, subject)
    return f"{_CONTENT_NAME}{_digest(content)}"


def content_of(headline: str | None, paragraphs: Iterable[str]) -> str:
    """The text that names an article which has no other name: `content` of `uri_for`."""
    return "\n".join((headline or "", *paragraphs))


def whose_word(uri: str, source: str, subject: str | None) -> str:
    """Who says that an article is `uri`: "envelope", "document" or "content" (nobody; it is made of the text).

    Where the envelope's subject is another spelling of what the document says, both say it, and the envelope counts.
    """
    if uri.startswith(_CONTENT_NAME):
        return "content"
    if not subject or not subject.strip():
        return "document"
    # A translation is a part of the item that the envelope names.
    stated, uri = uri_for(source=source, subject=subject), uri.partition("#")[0]
    same = stated.partition("#")[0] == uri or urls.key(stated) == urls.key(normalise_url(uri) or uri)
    return "envelope" if same else "document"


def names_nothing(text: str | None) -> bool:
    """Whether an id is none: empty, "N/A", "null", zeros, or a template that nobody filled in."""
    if text is None or len(text) > _LONGEST:
        return text is None
    text = text.strip()
    if not any(char.isalnum() and char != "0" for char in text):
        return True
    return text.casefold() in _no_ids() or bool(_UNFILLED.search(text) or _UNFILLED_WHOLE.fullmatch(text))


def with_spellings(uri: str, aliases: tuple[str, ...]) -> tuple[str, ...]:
    """The aliases of an article, with what other addresses of the same page share with its own.

    For each address `page_key`, and for each with a number in its title a name of that number, which several pages may
    have (see `is_shared`).
    """
    found = dict.fromkeys(aliases)
    for each in (uri, *aliases[:20]):
        if (normal := normalise_url(each)) is None:
            continue
        found[urls.key(normal)] = None
        if number := urls.number_of(normal):
            found[f"{_NUMBER_NAME}{quote(number[0], safe='-._~/')}:{number[1]}"] = None
    found.pop(uri, None)
    return tuple(found)


def is_shared(name: str) -> bool:
    """Whether several stories may go by this name: a slug, a headline, a number. It joins nothing by itself."""
    return name.startswith((_NUMBER_NAME, SLUG_NAME, HEADLINE_NAME, DOUBT_NAME))


def source_for(stated: str | None, url: str | None = None, named: str | None = None) -> str:
    """The envelope's source, else the url's host, else the name that the item gives, else "unknown"."""
    for candidate in (stated, host_of(url), named):
        if candidate and candidate.strip():
            return candidate.strip()[:LONGEST_SOURCE]
    return "unknown"


@lru_cache(_REMEMBERED)
def is_uri(text: str) -> bool:
    """Whether it is an absolute uri by the characters of RFC 3986, and none that runs where it is opened."""
    if text[:11].lower().startswith(_RUNNING) or not _URI.fullmatch(_IPV6.sub(r"\1", text, count=1)):
        return False
    if (authority := _AUTHORITY.match(text)) and not _SERVER.fullmatch(authority[1]):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme.lower() not in ("http", "https") or bool(parts.hostname and parts.port != 0)
    except ValueError:  # a broken IPv6 host or port
        return False


def fit_uri(text: str) -> str | None:
    """The absolute uri that is meant: as it is where it is one, else percent-encoded; None if it is none even so.

    The name of a host that is not ASCII is encoded by IDNA, or percent-encoded where that refuses it.
    """
    text = text.strip()
    if is_uri(text):
        return text
    if len(text) > 4 * _LONGEST:
        return None
    before, mark, fragment = text.partition("#")
    if (authority := _AUTHORITY.match(before)) and not authority[1].isascii():
        begin, end = authority.span(1)
        before = before[:begin] + _ascii_server(authority[1]) + before[end:]
    encoded = _escape(before) + (f"#{_escape(fragment)}" if mark else "")
    return encoded if is_uri(encoded) else None


def _ascii_server(server: str) -> str:
    user, at, place = server.rpartition("@")
    host, colon, port = place.partition(":")
    try:
        return user + at + host.encode("idna").decode("ascii") + colon + port
    except UnicodeError:
        return server


@lru_cache(_REMEMBERED)
def normalise_url(url: str | None) -> str | None:
    """The http(s) url that identifies a page; None if it is no such url.

    Scheme and host are in lower case (IDNA). User, default port, fragment and tracking parameters
    (data/intake/tracking_parameters.txt) are removed; a fragment stays where a script chooses the page by it. What RFC
    3986 does not allow is percent-encoded. The order and the spelling of the other parameters stay: some sites choose
    the page by them. The address in a cache of AMP is the publisher's.
    """
    normal = _normalised(url)
    inner = urls.uncached(normal) if normal else None
    return _normalised(inner) or normal if inner else normal


def page_url(url: str | None) -> str | None:
    """The uri of the page at an http(s) url: `normalise_url` without AMP, https, and not that for telephones."""
    normal = normalise_url(url)
    return urls.plain(normal) if normal else None


def names_page(url: str | None) -> bool:
    """Whether a url can be one article's: not a front page, a section, or what a template left for a url."""
    normal = normalise_url(url)
    if normal is None or names_nothing(url):
        return False
    parts = urlsplit(normal)
    chosen = parts.query or parts.fragment
    front = not chosen and re.fullmatch(r"/(?:index\.\w{3,5}|home/?)?", parts.path, re.IGNORECASE)
    return not (front or urls.is_placeholder(normal) or urls.is_section(normal, None))


def page_key(url: str | None) -> str | None:
    """What all addresses of the page at an http(s) url share: a uri, which may lead nowhere."""
    normal = normalise_url(url)
    return urls.key(normal) if normal else None


def _normalised(url: str | None) -> str | None:
    if not url or len(url) > 4 * _LONGEST:
        return None
    try:
        parts = urlsplit("".join(url.split()) if "\n" in url or "\t" in url else url.strip())
        host, port = parts.hostname or "", parts.port
        if not host.isascii():
            host = host.encode("idna").decode("ascii")
    except ValueError:  # UnicodeError is one: a label that IDNA refuses
        return None
    scheme, host = parts.scheme.lower(), host.lower().rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    if scheme not in ("http", "https") or not _HOST.fullmatch(host):
        return None
    if port and port != (80 if scheme == "http" else 443):
        host = f"{host}:{port}"
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _tracks(pair.partition("=")[0]))
    path = "/" + parts.path.lstrip("/")  # "//news/1" is "/news/1" of a careless template
    normal = urlunsplit((scheme, host, _escape(path), _escape(query), _escape(urls.route_of(parts))))
    return normal if len(normal) <= _LONGEST and is_uri(normal) else None


def host_of(url: str | None) -> str | None:
    """The host of an http(s) url without a leading "www.", or None."""
    normal = normalise_url(url)
    return (urlsplit(normal).hostname or "").removeprefix("www.") or None if normal else None


@lru_cache(_REMEMBERED)
def site_of(url: str) -> str | None:
    """The registrable domain by the Public Suffix List ("a.example.co.uk": "example.co.uk"), or the host."""
    host = host_of(url)
    if host is None:
        return None
    site = get_fld(f"https://{host}", fail_silently=True, search_private=True)
    # The list's own rule for a suffix that it does not have: the last label is one.
    return site or (host if ":" in host or host[-1:].isdecimal() else ".".join(host.split(".")[-2:]))


def trusted_canonical(candidate: str | None, page: str | None) -> str | None:
    """The url that a page calls its own, normalised; None if it cannot be believed.

    It must be http(s) and of the same registrable domain as `page`, the url that the page came from (if that is
    known). It must not be the front page of a site or a section, a placeholder or an address without the parameter that
    names the article: templates write these for every article.
    """
    if not candidate or names_nothing(candidate):
        return None
    try:
        url = normalise_url(urljoin(page, candidate.strip()) if page else candidate)
    except ValueError:
        return None
    if url is None or (page and site_of(url) != site_of(page)):
        return None
    own = normalise_url(page)
    if own and urls.key(own) == urls.key(url) and urlsplit(url).path != "/":
        return url
    if not names_page(url):
        return None
    return None if own and (urls.is_section(url, own) or urls.loses_name(url, own)) else url


def _urn(source: str, name: str) -> str:
    quoted = quote(name, safe="-._~", errors="replace") if len(name) <= _LONGEST else None
    if quoted is None or len(quoted) > _LONGEST:
        quoted = f"sha256:{_digest(name)}"
    return f"urn:copydesk:{quote(source, safe='-._~', errors='replace')}:{quoted}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]


def _escape(part: str) -> str:
    return quote(_STRAY_PERCENT.sub("%25", part), safe=_URL_SAFE, errors="replace")


def _tracks(name: str) -> bool:
    exact, prefixes = _tracking()
    name = name.lower().removeprefix("amp;")
    return name in exact or name.startswith(prefixes)


@cache
def _no_ids() -> frozenset[str]:
    return frozenset(line.strip() for line in read_lines("intake/no_ids.txt") if line.strip())


@cache
def _tracking() -> tuple[frozenset[str], tuple[str, ...]]:
    names = [line.strip() for line in read_lines("intake/tracking_parameters.txt") if line.strip()]
    starts = tuple(name[:-1] for name in names if name.endswith("*"))
    return frozenset(name for name in names if not name.endswith("*")), starts
