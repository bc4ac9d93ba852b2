"""Whether what was read is an article at all: walls, notices, fronts, shops and forums are none.

No sign decides alone: each that speaks for or against has points, and a document is refused from REFUSED on. So an
article about captchas stays one: it has a date and a byline, its sentences speak of other things, and its title is
more than the wall's.
The points were found on the pages that
tests/intake/html/not_articles.py builds, and on three public sets (article-extraction-benchmark, trafilatura's
evaluation, Fundus' fixtures; 1,429 pages), of which they refuse four: two products in shops, a privacy policy and an
imprint.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from streams.clean.signals import read_signal
from streams.intake.html.not_article_marks import MOST_ARTICLES, Marks, known
from streams.intake.html.not_article_posts import are_spread, places_in_posts
from streams.intake.html.not_article_words import NOTICES, Kind, Wording, phrases_on, read_title, read_wording
from streams.kinds import Signal

#: What parts a page's title from its site's name.
_TITLE_MARKS = (" | ", " - ", " – ", " — ", " · ", " :: ", " » ")
#: Points from which on a document is refused.
REFUSED = 4
#: Characters of a text above which its sentences are read only if the title or a mark gives reason to.
#: The second is for a page that says in two ways that it is an article.
_LONG, _SHORT = 2_500, 800
_MOST_PARAGRAPHS = 200
#: Characters of a row of figures; readings of a forecast, at least.
_ROW, _MANY_READINGS = 120, 5
#: Characters of a forecast for each of its readings, at most.
_BETWEEN = 30
_DIGIT = re.compile(r"\d")
_READING = re.compile(r"\d\s?(?::\d\d(?!\d)|°|℃|%|km/h|mph|m/s|м/с|км/ч|hPa|гПа|mbar|mm\b|мм\b)")
_SENTENCE = re.compile(r"[.!?…。！？।](?:\s|$)")
#: Teasers that a notice has below it, at least; characters of what may stand in them by chance.
_FEW_TEASERS, _LABEL = 3, 12
#: Teasers of a list that nothing else calls one, at least.
_TEASERS = 4
#: Addresses of an author's page, of a subject's, of a search and of the pages of a day's printed paper: the name is the
#: last of the path. "/topics/" and the like are sections with articles, too.
_LIST_ADDRESS = re.compile(
    r"/(?:tags?|etiquetas?|authors?|auteurs?|autor(?:en|es)?|search|suche|buscar|recherche|ricerca|szukaj|arama)"
    r"(?:/[^/?#]{1,80})?/?(?:[?#].{0,300})?$|/\?s=[^&]{1,200}$"
    # the pages of a day's printed paper
    r"|/e-?(?:papers?|gazete|avis|tidning|lehti|krant|wydanie|koran)(?:/[\d/-]{1,12})?/?$|://e-?paper\.[^/]{1,80}/?$",
    re.IGNORECASE,
)
#: Addresses of a thread or of its comments, as forums make them, and of what may be one.
_THREAD_ADDRESS = re.compile(
    r"/(?:viewtopic|showthread|viewthread|showtopic)\.php|[?&](?:topic|thread|tid)=\d|/(?:threads?|topic)/[^/?#]{3,}|"
    r"/t/[^/]{3,200}/\d|/(?:comments?|comentarios|commentaires|commenti|kommentare|kommentarer|reacties|komentarze)/?(?:[?#]|$)",
    re.IGNORECASE,
)
_FORUM_ADDRESS = re.compile(
    r"/(?:forums?|foren|foros?|boards?|community)/|://(?:forums?|community)\.", re.IGNORECASE
)
# How much of a title must be the words of one of a page that is no article, and when it is one in full.
_TOLD, _FULLY_TOLD = 0.6, 0.85
_ORDERS = frozenset({Signal.KILL, Signal.HOLD, Signal.RELEASE})
_NO_MARKS = "no date, byline or mark of an article"
#: A status of HTTP (RFC 9110) that comes with a notice in place of the page.
_BAD_STATUS = frozenset({400, 401, 402, 403, 404, 405, 406, 407, 408, 410, 429, 451, *range(500, 600)})


@dataclass(frozen=True, slots=True)
class Seen:
    """What there is to judge a document by. Of an entry of a feed or an object in JSON there are no marks."""

    title: str | None  # without the site's name
    paragraphs: Sequence[str]
    marks: Marks = field(default_factory=Marks)
    published: bool = False
    byline: bool = False
    site: str | None = None
    status: int | None = None  # of HTTP, as the envelope or the object beside the page has it
    address: str | None = None  # where the page came from
    page: bool = True  # false: the sender calls it an article, and it has no mark-up of its own


@dataclass(frozen=True, slots=True)
class _Sign:
    """One thing that speaks for (above 0) or against a refusal; `words` are for people."""

    points: float
    words: str


def why_not_article(seen: Seen) -> str | None:
    """Why a document is no article, in a line, with what shows it; None if it may be one.

    Costs next to nothing for a long text with an ordinary title on a page with an article's marks.
    """
    title, kind = _told(seen)
    short = sum(map(len, seen.paragraphs)) <= (_SHORT if seen.marks.article > 1 else _LONG)
    wording = (
        read_wording(_beside_teasers(seen) if title and kind in NOTICES else seen.paragraphs)
        if short or title or _gives_reason(seen)
        else Wording()
    )
    judged = [_notice(seen, title, kind, wording)]
    if seen.page:
        judged += [
            _list(seen, title, kind, wording),
            _shop(seen, wording),
            _forum(seen, wording),
            _record(seen, title, kind, wording),
        ]
    name, signs = max(judged, key=lambda each: sum(sign.points for sign in each[1]))
    if sum(sign.points for sign in signs) < REFUSED or _is_order(seen):
        return None
    return f"{name}: " + "; ".join(sign.words for sign in signs if sign.points > 0 and sign.words)


def is_list_address(address: str | None) -> bool:
    """Whether an address is that of an author's or a subject's page, or of a search."""
    return address is not None and _LIST_ADDRESS.search(address) is not None


def _is_order(seen: Seen) -> bool:
    """Whether what its sender calls an article tells editors what is to become of one, and no visitor of a site."""
    return not seen.page and read_signal(seen.title, None, None, seen.paragraphs, "und")[0] in _ORDERS


def _beside_teasers(seen: Seen) -> Sequence[str]:
    """The paragraphs without those of teasers: "Page not found. Maybe one of these stories interests you." """
    if len(seen.marks.teasers) < _FEW_TEASERS:
        return seen.paragraphs
    known = "\n".join(seen.marks.teasers)
    return [each for each in seen.paragraphs if len(each) < _LABEL or _opening(each) not in known]


def _opening(paragraph: str) -> str:
    """As much of a paragraph as it is known by in a teaser."""
    return " ".join(paragraph.split())[:80]


def stands_in_teasers(why: str) -> bool:
    """Whether what `why_not_article` said is that the text is that of teasers, and nothing else shows a list."""
    return why.startswith(f"{Kind.LIST}: ") and ";" not in why


def wants_script(why: str) -> bool:
    """Whether what `why_not_article` said is that the page would be written by a script."""
    return why.startswith(f"{Kind.SCRIPT}:")


def is_headline(title: str) -> bool:
    """Whether a title may be an article's: it is not all that of a wall or another page that is none."""
    return read_title(title)[0] < _TOLD


def _gives_reason(seen: Seen) -> bool:
    """Whether anything but its words makes a long text worth reading."""
    if seen.status in _BAD_STATUS:
        return True
    if not seen.page:  # it has no marks
        return False
    kinds = [name for name in known() if name not in ("article", "list")]
    return any(True for kind in kinds for _ in _built(seen.marks, kind, 1, 1, 1))


def _told(seen: Seen) -> tuple[float, Kind | None]:
    """How much of the title, or of the one heading, is that of a page that is no article, and of which kind."""
    first = seen.paragraphs[0] if seen.paragraphs and len(seen.paragraphs[0]) <= 60 else ""
    best: tuple[float, Kind | None] = (0.0, None)
    for text in dict.fromkeys(
        (seen.title or "", *_parts(seen.marks.title, seen.site), *seen.marks.headings, first)
    ):
        if text and (found := read_title(text))[0] > best[0]:
            best = found
        label, colon, _ = text.partition(":")
        if colon and (called := read_title(label))[1] is Kind.LIST and called[0] >= max(_FULLY_TOLD, best[0]):
            best = called  # "Tag: bridges"
    return best if best[0] >= _TOLD else (0.0, None)


def _parts(title: str, site: str | None) -> Iterable[str]:
    """The title, and its parts if those beside them are as short as a site's name."""
    yield title
    parts = [part for mark in _TITLE_MARKS for part in title.split(mark)]
    for part in parts:
        if part != title and len(title.replace(part, "", 1).split()) <= 5:
            yield part


def _notice(seen: Seen, title: float, kind: Kind | None, wording: Wording) -> tuple[str, list[_Sign]]:
    """A wall, an error, a form, the site's own pages: what it says, and to whom."""
    marks, signs = seen.marks, list[_Sign]()
    status = seen.status if seen.status in _BAD_STATUS else None
    error = next(iter(sorted(known()["error"].classes & marks.classes)), None)
    told = title > 0 and kind in NOTICES
    if not (status or error or _speaks_as_one(kind if told else None, title, wording)):
        return "", []
    share = sum(wording.share >= each for each in (0.25, 0.4, 0.6, 0.8))
    signs.append(_Sign(share, f"{wording.share:.0%} of the text speaks to a visitor of the site"))
    if wording.share >= 0.6 and wording.prose < 40 and not wording.quoted:
        signs.append(_Sign(1, "nothing else is said"))
    if told:
        signs.append(_Sign(3 if title >= _FULLY_TOLD else 2, f"its title is that of such a page ({kind})"))
    if status:
        signs.append(_Sign(3, f"HTTP status {status}"))
    if error:
        signs.append(_Sign(3, f"<body> has the class {error}"))
    if marks.noindex and seen.page:
        signs.append(_Sign(1, "noindex"))
    if marks.password and wording.share >= 0.25:
        signs.append(_Sign(1, "asks for a password"))
    if not marks.free and wording.share >= 0.6:
        signs.append(_Sign(1, "not for free"))
    if seen.page and not (marks.article or seen.published or seen.byline):
        signs.append(_Sign(1, _NO_MARKS))
    if wording.letters < 600:
        signs.append(_Sign(1, "short"))
    if kind != Kind.LEGAL or not told:
        signs.append(_Sign(-3 if wording.letters >= 3000 else -1 if wording.letters >= 1500 else 0, ""))
    if wording.kind != Kind.PLACEHOLDER or wording.share < 0.5:
        signs.append(_Sign(-(marks.article > 0) - (marks.published or seen.published) - seen.byline, ""))
        signs.append(_Sign(-2 if wording.quoted else 0, ""))
        signs.append(_Sign(-2 if wording.prose >= 400 else -1 if wording.prose >= 150 else 0, ""))
    return f"{(kind if told else wording.kind) or Kind.ERROR}", signs


def _speaks_as_one(told: Kind | None, title: float, wording: Wording) -> bool:
    """Whether the words alone make a notice possible. `told` is the kind that the title says.

    News of an outage, a fine for cookies or a lift bridge in maintenance has the words of a notice, and says them to
    nobody. What the site says of itself, and a server's error, are said to nobody either, and have titles to know by.
    A text that was taken back is a matter of the ledger and the editors.
    """
    spoken = wording.address >= 0.2
    if wording.kind == Kind.PLACEHOLDER and wording.share >= 0.5:
        return True
    if told is None and wording.kind == Kind.PARKED:  # offers itself to nobody by name
        return wording.share >= 0.6 and dict(wording.phrases)[Kind.PARKED] > 1
    if told is None and wording.withdrawn:
        return False
    if told is None and wording.kind is None:  # no phrase that is known: a new wall, or a service to readers
        return wording.share >= 0.6 and wording.address >= 0.4
    if told is None:
        return wording.share >= 0.5 and spoken
    if told in (Kind.MISSING, Kind.ROBOT, Kind.PLACEHOLDER):
        return wording.share >= 0.25 or wording.letters < 600
    if told == Kind.LEGAL:
        return wording.share >= (0.25 if spoken else 0.4)
    return wording.share >= (0.25 if spoken else 0.6)


def _list(seen: Seen, title: float, kind: Kind | None, wording: Wording) -> tuple[str, list[_Sign]]:
    """A front, a section, an author, results of a search: teasers, and next to nothing beside them."""
    marks, signs = seen.marks, list[_Sign]()
    called = is_list_address(seen.address) or (kind == Kind.LIST and title >= _FULLY_TOLD)
    share, count = _teaser_share(seen, _FEW_TEASERS if called else _TEASERS)
    points = sum(share >= each for each in (0.4, 0.5, 0.6, 0.75, 0.9))
    # A text of one or two teasers is what was taken for the article on a page with a short one.
    signs.append(
        _Sign(points if count >= 4 else points / 2, f"{share:.0%} of the text stands in {count} teasers")
    )
    signs += _built(marks, "list", 2, 2, 2)
    if is_list_address(seen.address):
        signs.append(_Sign(3, "its address is that of a list"))
    if marks.og_type == "website":
        signs.append(_Sign(1, "og:type is website"))
    if kind == Kind.LIST:
        signs.append(_Sign(2 if title >= _FULLY_TOLD else 1, "its title is that of a list"))
        signs += _phrases(wording, Kind.LIST, 2)
    if marks.articles > MOST_ARTICLES:
        signs.append(_Sign(1, f"JSON-LD has {marks.articles} articles"))
    signs += _unmarked(seen)
    signs.append(_Sign(-2 * marks.article - 2 * marks.published - seen.byline, ""))
    if points == 0 and not (kind == Kind.LIST and 0 < wording.letters < 300):
        signs.append(_Sign(-2, ""))
    return Kind.LIST, signs


def _teaser_share(seen: Seen, least: int) -> tuple[float, int]:
    """How much of the text stands in teasers, 0 to 1, and in how many; nothing if the page has fewer than `least`."""
    teasers = seen.marks.teasers
    if len(teasers) < least:
        return 0.0, 0
    known = "\n".join(teasers)
    total = inside = 0
    hit: set[int] = set()
    place = 0
    for paragraph in seen.paragraphs[:_MOST_PARAGRAPHS]:
        total += len(paragraph)
        key = _opening(paragraph)
        # Behind the last one first: all teasers of a shop may say the same.
        found = known.find(key, place)
        found = known.find(key) if found < 0 else found
        if found >= 0:
            inside, place = inside + len(paragraph), found + 1
            hit.add(known.count("\n", 0, found))
    return inside / total if total else 0.0, len(hit)


def _built(marks: Marks, kind: str, types: float, og: float, classes: float) -> Iterator[_Sign]:
    """The signs of a page's build that it is one of a kind, with the points that each of them has."""
    of = known()[kind]
    if found := sorted(of.types & marks.linked):
        yield _Sign(types, f"JSON-LD says {found[0]}")
    if marks.og_type in of.og:
        yield _Sign(og, f"og:type is {marks.og_type}")
    if found := sorted(of.classes & marks.classes):
        yield _Sign(classes, f"<body> has the class {found[0]}")
    if name := next((name for name in of.generators if f" {name}" in f" {marks.generator.lower()}"), None):
        yield _Sign(types, f"made by {name}")


def _phrases(wording: Wording, kind: Kind, most: int) -> Iterator[_Sign]:
    """The sign that the text has phrases of a kind of pages: a point each, up to `most`."""
    if count := dict(wording.phrases).get(kind, 0):
        yield _Sign(min(count, most), f"{count} phrases of a {kind}")


def _unmarked(seen: Seen) -> Iterator[_Sign]:
    """The sign that nothing on the page says that it is an article."""
    if not (seen.marks.article or seen.published or seen.byline):
        yield _Sign(1, _NO_MARKS)


def _shop(seen: Seen, wording: Wording) -> tuple[str, list[_Sign]]:
    """A product, or a list of them."""
    marks, signs = seen.marks, list[_Sign]()
    signs += _built(marks, "shop", 2, 3, 2)
    if not signs and phrases_on(marks.buttons, Kind.SHOP):  # else it says that already
        signs.append(_Sign(2, "has a button to buy"))
    signs += _phrases(wording, Kind.SHOP, 3)
    if signs and marks.lines.prices:
        signs.append(_Sign(1, f"{marks.lines.prices} prices that stand alone"))
    signs += _unmarked(seen)
    signs.append(_Sign(-2 * marks.article - marks.published - seen.byline - 2 * (wording.letters > 3000), ""))
    return Kind.SHOP, signs


def _record(seen: Seen, title: float, kind: Kind | None, wording: Wording) -> tuple[str, list[_Sign]]:
    """A job, an event, a share's price, the weather: an article has a date, a byline or a mark beside such words."""
    marks, signs = seen.marks, list[_Sign]()
    signs += _built(marks, "record", 3, 3, 0)
    if kind == Kind.RECORD and title >= _FULLY_TOLD:
        signs.append(_Sign(2, "its title is that of a calendar or of offers"))
    signs += _phrases(wording, Kind.RECORD, 3)
    marked = seen.marks.article or seen.byline  # then no figures decide
    figures, readings, dense = (0.0, 0, False) if marked else _figures(seen.paragraphs)
    if points := (figures >= 0.5) * 2 + (figures >= 0.8):
        signs.append(_Sign(points, f"{figures:.0%} of the text stands in lines with figures"))
    if readings >= _MANY_READINGS and dense:
        signs.append(_Sign(2, f"{readings} readings"))
    if phrases_on(marks.buttons, Kind.RECORD):
        signs.append(_Sign(1, "has a button to apply or to book"))
    signs += _unmarked(seen)
    signs.append(_Sign(-2 * marks.article - seen.published - 2 * seen.byline, ""))
    signs.append(_Sign(-2 if wording.letters > _LONG else -1 if wording.quoted else 0, ""))
    return Kind.RECORD, signs


def _figures(paragraphs: Sequence[str]) -> tuple[float, int, bool]:
    """(the share of a short text that stands in lines with figures and no sentence, 0 to 1; how many readings of an
    instrument it has: "9 °C", "22 mph"; whether there is little else).
    """
    inside = readings = 0
    total = sum(map(len, paragraphs[:_MOST_PARAGRAPHS]))
    if total > _LONG:
        return 0.0, 0, False
    for paragraph in paragraphs[:_MOST_PARAGRAPHS]:
        if _DIGIT.search(paragraph):
            readings += len(_READING.findall(paragraph))
            if len(paragraph) <= _ROW and not _SENTENCE.search(paragraph):
                inside += len(paragraph)
    return inside / total if total else 0.0, readings, _BETWEEN * readings >= total


def _is_called_forum(title: str) -> bool:
    """Whether the site's name at the end of a page's title is that of a forum: "Noise in the cold - Boat Forum"."""
    _, mark, site = max((title.rpartition(mark) for mark in _TITLE_MARKS), key=lambda parts: len(parts[0]))
    words = site.split() if mark else []
    return 0 < len(words) <= 4 and any(read_title(word)[1] is Kind.FORUM for word in (words[0], words[-1]))


def _forum(seen: Seen, wording: Wording) -> tuple[str, list[_Sign]]:
    """A thread: what it says is prose, so that its build must tell."""
    marks, signs = seen.marks, list[_Sign]()
    signs += _built(marks, "forum", 3, 3, 2)
    address = seen.address if not signs else None  # it would say the same again
    if address and _THREAD_ADDRESS.search(address):
        signs.append(_Sign(3, "its address is that of a thread"))
    elif address and _FORUM_ADDRESS.search(address):  # papers call their letters and opinions so, too
        signs.append(_Sign(2, "its address is that of a forum"))
    if phrases := list(_phrases(wording, Kind.FORUM, 2)):
        signs += phrases
        if _is_called_forum(marks.title):
            signs.append(_Sign(2, "its site is called a forum"))
    if points := _in_posts(seen):
        signs.append(
            _Sign(points, f"the text stands in {len(marks.lines.posts)} posts ({marks.lines.label})")
        )
    if not (marks.article or seen.byline):
        signs.append(_Sign(1, "no byline or mark of an article"))
    signs.append(_Sign(-2 * marks.article, ""))
    return Kind.FORUM, signs


def _in_posts(seen: Seen) -> int:
    """Points for the share of the text that stands in posts that answer one another; 0 where little of it does."""
    lines, posts = seen.paragraphs[:_MOST_PARAGRAPHS], seen.marks.lines.posts
    if not posts:
        return 0
    sizes, places = list(map(len, lines)), places_in_posts(lines, posts)
    if not are_spread(sizes, places):
        return 0
    inside = sum(size for size, place in zip(sizes, places, strict=True) if place is not None)
    return 2 + (inside >= 0.8 * sum(sizes)) + all(map(_DIGIT.search, posts))
