"""The names in a byline: "By Jane Roe and Tom Ash, Herald staff" -> ("Jane Roe", "Tom Ash").

What is no name is left out: addresses and hosts, logins and roles, the paper's own name, companies. A wrong author is
worse than none.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from streams.datafiles import read_lines, read_toml
from streams.intake.html.line import clean_text, comparable

_MOST = 300  # characters of a byline
_LONGEST = 60  # characters of a name
_MOST_WORDS = 6
_MOST_NAMES = 20
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]{0,80}[)\]]")
_HOST = re.compile(r"(?:[\w-]{1,60}\.){1,4}[a-z]{2,12}(?:/\S{0,100})?$", re.IGNORECASE)
_STRONG = re.compile(r"\s*[;|•·／、]\s*|\s+[/–—-]\s+|\s*(?<!\w)/\s*|(?<=\w\w)/(?=[A-ZÄÖÜ])")
_HOST_IN_BRACKETS = re.compile(
    r"\((?:www\.)?((?:[\w-]{1,60}\.){0,3}([\w-]{1,60})\.[a-z]{2,12})\)", re.IGNORECASE
)
# A name on a network behind a name: "Jo Roe @joroe".
_HANDLE = re.compile(r"(?<!\S)@\w{2,30}(?!\S)")
# Who took the pictures: "Jane Roe | Foto: Jo Ash/Tidewater".
_PICTURES = re.compile(
    r"(?<![\w/-])(?:foto(?:s|graf|grafie|grafía|grafia|grafi)?|photos?|photograph(?:s|y)?|bild(?:er)?|kuvat?|fotók?|фото|"
    r"צילום|تصوير|عکس|ảnh|摄影|攝影|写真|사진)\s?[:：].*",
    re.IGNORECASE,
)
_REPORTER = re.compile(
    r"(?:[\u3400-\u9fff]{0,4})(?:记者|記者)[\s:：]{0,2}([\u3400-\u9fff]{2,4}(?:、[\u3400-\u9fff]{2,4}){0,3})\s?[／/]\s?[\u3400-\u9fff]{1,8}"
    r"(?:報導|报道|報道|電|电)?$"
)
_AND = re.compile(r"(?:[&+/・]|\b(?:and|und|och|og|et|e|y|i|ja|en|és|и|та|ו|و))\s?$", re.IGNORECASE)
# What a link to an author's page says: "View all posts by Jane Roe".
_LINK_TEXT = re.compile(
    r"^\s*(?:view|show|see|zeige|alle|all|more|mehr|weitere|voir|tous|ver|todos|artikel|posts)\s.{0,60}?"
    r"\b(?:by|von|of|from|de|par|por)\s+",
    re.IGNORECASE,
)
_GIVEN_JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u9fff]{1,4}")
# Chinese, Japanese and Korean names are one word.
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_COLON = re.compile("[:：・／]")
_STRANGE = frozenset("@_:")  # in addresses, logins and labels
_EDGES = " \t,;:|/.-–—•·*…\"'"


@dataclass(frozen=True, slots=True)
class _Words:
    before: re.Pattern[str]
    openings: frozenset[str]
    first: frozenset[str]
    joins: re.Pattern[str]
    weak_joins: frozenset[str]
    roles: frozenset[str]
    role_endings: tuple[str, ...]
    titles: frozenset[str]
    title_endings: tuple[str, ...]
    behind: tuple[str, ...]
    ours: frozenset[str]
    posts: frozenset[str]
    post_endings: tuple[str, ...]
    kinds_of_post: frozenset[str]
    houses: frozenset[str]
    companies: frozenset[str]
    agencies: frozenset[str]
    some_agencies: frozenset[str]
    particles: frozenset[str]
    times: frozenset[str]
    headings: frozenset[str]


@cache
def _words() -> _Words:
    table = read_toml("pages/bylines.toml")
    before = sorted(table["before"], key=len, reverse=True)
    roles = [*table["roles"], *table["before"], *table["times"]]
    return _Words(
        # "Von" needs a space or a colon behind it: "Vonnegut" is a name.
        before=re.compile(
            rf"(?:{'|'.join(map(re.escape, before))})(?:\s{{0,2}}[:：／]\s{{0,2}}|(?<=文)・|\s+)",
            re.IGNORECASE,
        ),
        openings=frozenset(phrase.casefold() for phrase in before),
        first=frozenset(phrase.split()[0].rstrip(":").casefold() for phrase in before),
        joins=re.compile(rf"\s*&\s*|\s+(?:{'|'.join(map(re.escape, table['joins']))}|AND|UND|ET|OG|OCH)\s+"),
        weak_joins=frozenset(table["weak_joins"]),
        roles=frozenset(roles),
        role_endings=tuple(word for word in roles if len(word) > 6),
        titles=frozenset(table["titles"]),
        title_endings=tuple(word for word in table["titles"] if len(word) > 6),
        behind=tuple(table["behind"]),
        ours=frozenset(table["ours"]),
        posts=frozenset(table["posts"]),
        post_endings=tuple(word for word in table["posts"] if len(word) > 6),
        kinds_of_post=frozenset(table["kinds_of_post"]),
        houses=frozenset(table["houses"]),
        companies=frozenset(table["companies"]),
        agencies=frozenset(table["agencies"]),
        some_agencies=frozenset(table["some_agencies"]),
        particles=frozenset(table["particles"]),
        times=frozenset(table["times"]),
        headings=frozenset(table["headings"]),
    )


def clean_byline(text: str | None) -> str | None:
    """The names in a byline as one line, for formats whose byline is a field of its own.

    "Jane Roe" for "By Jane Roe"; None for urls, handles, addresses and texts too long for names.
    """
    clean = clean_text(text)
    if not clean:
        return None
    match = _FIELD_BY.match(clean)
    clean = clean[match.end() :] if match else clean
    if len(clean) > 200 or "://" in clean or clean.startswith("@") or not any(map(str.isalpha, clean)):
        return None
    return clean.strip(" ,;|") or None


_FIELD_BY = re.compile(r"(?:by|von|par|por|text|autor|autorin)\s{0,2}:?\s+", re.IGNORECASE)


def without_opening(text: str) -> tuple[str, bool]:
    """The line without "By" and its like, and whether one stood there. "Text: von Jane Roe" has two."""
    opened = False
    for _ in range(3):
        match = _words().before.match(text)
        if not match or match.end() >= len(text):
            break
        text, opened = text[match.end() :].lstrip(), True
    return text, opened


def is_opening(text: str) -> bool:
    """Whether it is "By" and its like, and nothing else."""
    return text.casefold().strip(" :：|") in _words().openings


def is_agency(name: str) -> bool:
    """Whether it is an agency's name, as it signs with."""
    return name.casefold() in _words().agencies


def are_agencies(text: str) -> bool:
    """Whether the text is an agency's name, or says that some agencies had a part in it."""
    return is_agency(text) or text.casefold() in _words().some_agencies


def is_known_person(name: str) -> bool:
    """Whether it is written as a person's name, and begins with a given name that is known, or with a family name where
    that is written first.
    """
    words = name.split()
    if not 2 <= len(words) <= 4 or any(map(str.isdigit, name)) or not _is_written_as_name(words):
        return False
    if any(word.casefold() in _words().roles for word in words[1:]):
        return False
    return is_given_name(words[0]) or (not name.isascii() and _begins_with_family(words))


def _begins_with_family(words: list[str]) -> bool:
    first, names = words[0].casefold(), _names()
    if first in names["family-japanese"]:
        return len(words) == 2 and _GIVEN_JAPANESE.fullmatch(words[1]) is not None
    if first in names["family-vietnamese"]:
        return len(words) > 2  # of two words many are towns
    return first in names["family"] and is_given_name(words[-1])


def is_given_name(word: str) -> bool:
    """Whether the word is a given name that is known, with or without its accents."""
    return _unaccented(word) in _given_names()


def _unaccented(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@cache
def _given_names() -> frozenset[str]:
    """The given names of which none is as often a place, a month or a plain word."""
    found: set[str] = set()
    unsure: set[str] = set()
    part = found
    for line in read_lines("names/given-names.txt"):
        if line.startswith("["):
            part = unsure if line == "[unsure]" else found
        else:
            part.update(line.split())
    return frozenset(found | set(map(_unaccented, _names()["given"] - unsure)))


@cache
def _names() -> dict[str, frozenset[str]]:
    """The names of data/pages/given_names.txt, by the part of it in which they stand."""
    found: dict[str, set[str]] = {}
    part = ""
    for line in read_lines("pages/given_names.txt"):
        if line.startswith("["):
            part = line.strip("[]")
        else:
            found.setdefault(part, set()).update(line.split())
    return {name: frozenset(words) for name, words in found.items()}


def is_post(text: str) -> bool:
    """Whether the text opens with what somebody is to a paper: "Transport Correspondent", "Redakteurin, Finanzen"."""
    words = text.casefold().replace(",", " ").split()[:3]
    data = _words()
    return any(
        word in data.titles or word in data.posts or word.endswith(data.title_endings) for word in words
    )


def is_heading_word(word: str) -> bool:
    """Whether a word opens a part of a text, and is in no name: "Key points"."""
    return word.casefold() in _words().headings


def is_byline_word(word: str) -> bool:
    """Whether a word is one of those around the names in a byline, or has no letters."""
    data, folded = _words(), word.casefold().strip(_EDGES + "()[]:：")
    return (
        not any(map(str.isalpha, folded))
        or folded in data.first
        or folded in data.roles
        or folded in data.titles
        or folded in data.posts
        or folded in data.ours
        or folded in data.agencies
        or folded in data.some_agencies
        or folded in data.particles
        or folded in data.weak_joins
        or folded in data.openings
        or folded.endswith((*data.title_endings, *data.post_endings))
    )


def is_time(word: str) -> bool:
    """Whether the word is a month's, a day's or the like, without which "Jane Roe November" is a name."""
    return word.casefold().strip(".,") in _words().times


def opens_byline(text: str) -> bool:
    """Whether the text's first word may open a byline: a cheap look before `without_opening`."""
    words = text.split(None, 1)
    # "作者：王小明" has no space behind its colon.
    if not words:
        return False
    first = words[0].rstrip(":") if words[0].isascii() else _COLON.split(words[0], maxsplit=1)[0]
    if first.casefold() not in _words().first:
        return False
    return is_opening(text) or without_opening(f"{text} ")[1]


def names_in(text: str | None, own: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The names in a byline, in order; empty if there is none that can be believed.

    `own`: what the paper calls itself, as `comparable` gives it.
    """
    clean = clean_text(text)
    if not clean or len(clean) > _MOST or "://" in clean or clean.startswith("@"):
        return ()
    if (said := _HOST_IN_BRACKETS.search(clean)) and not own.isdisjoint(
        (comparable(said[1]), comparable(said[2]))
    ):
        return ()  # "The Herald (www.herald.example)"
    if not clean.isascii() and (reporter := _REPORTER.match(clean)):
        clean = reporter[1]  # "記者林佳蓉／竹溪報導"
    clean = _without_pictures(_HANDLE.sub("", clean) if "@" in clean else clean)
    clean, _ = without_opening(_BRACKETS.sub("", clean))
    found: list[str] = []
    for group in _STRONG.split(clean):
        for at, part in enumerate(_parted(without_opening(_LINK_TEXT.sub("", group))[0])):
            name = _name(_without_post(part), own)
            if name and (not at or _may_follow(name, own)) and name not in found:
                found.append(name)
    return without_single_words(found[:_MOST_NAMES])


def _without_pictures(line: str) -> str:
    """The line up to who took the pictures, unless they are of those who wrote, too: "Text und Fotos: Jane Roe"."""
    if ":" not in line and "：" not in line:
        return line
    credit = _PICTURES.search(line)
    if credit is None or credit.start() == 0 or _AND.search(line[: credit.start()].rstrip()):
        return line
    return line[: credit.start()]


def _without_post(part: str) -> str:
    """The name behind what somebody is to the paper: "unserem Korrespondenten Jan Roe", "nostra inviata Eva Rossi"."""
    words = part.split()
    at = 0
    while at < len(words) - 1 and _is_post(words[at], first=at == 0):
        at += 1
    return " ".join(words[at:]) if at and len(words) - at > 1 else part


def _is_post(word: str, *, first: bool) -> bool:
    data, folded = _words(), word.casefold().strip(".,")
    if folded in data.ours or (not first and folded in data.kinds_of_post):
        return True
    return folded in data.posts or folded.endswith(data.post_endings)


def without_single_words(names: list[str]) -> tuple[str, ...]:
    """The names; beside a whole one a single word is a place, a button or what somebody is: "Jane Roe | Tarnvik"."""
    if len(names) < 2 or not any(" " in name for name in names):
        return tuple(names)
    return tuple(name for name in names if " " in name or is_agency(name) or _UNSPACED.search(name))


def _parted(group: str) -> list[str]:
    parts = [part for piece in group.split(",") for part in _words().joins.split(piece)]
    return [half for part in parts for half in _at_weak_join(part)]


def _at_weak_join(part: str) -> list[str]:
    """ "Ana Gil y Juan Paz" is two; "José Ortega y Gasset" is one."""
    words = part.split()
    for at in range(2, len(words) - 2):
        if words[at] in _words().weak_joins:
            return [" ".join(words[:at]), " ".join(words[at + 1 :])]
    return [part]


def _may_follow(name: str, own: frozenset[str]) -> bool:
    """Whether a later part is a name: one word is a place or a house, and the paper's name opens that of a desk."""
    if is_agency(name) or _UNSPACED.search(name):
        return comparable(name.split()[0]) not in own
    words = name.split()
    return (
        len(words) > 1
        and comparable(words[0]) not in own
        and not is_agency(words[0])
        and _words().houses.isdisjoint(word.casefold() for word in words)
    )


def _name(part: str, own: frozenset[str]) -> str | None:
    """The part if it can be a name: no address, no login, no role, not the paper itself."""
    name = part.strip(" ,;") if part.rstrip().endswith(("Jr.", "Sr.")) else part.strip(_EDGES)
    name = _without_house(name, own)
    if not name.isascii() and (title := next(filter(name.endswith, _words().behind), None)):
        name = name.removesuffix(title).rstrip()  # "김민수 기자", "松岡大地記者"
    words = name.split()
    if not words or len(name) > _LONGEST or len(words) > _MOST_WORDS or name[-1] in "!?:":
        return None
    if not _STRANGE.isdisjoint(name) or "[at]" in name or _HOST.match(name) or any(map(str.isdigit, name)):
        return None
    if sum(map(str.isalpha, name)) < 2 or not _is_written_as_name(words):
        return None
    return None if is_no_person(words, own) else name


def is_no_person(words: list[str], own: frozenset[str]) -> bool:
    """Whether the words are a role, a department, the paper's name, or a company's."""
    data = _words()
    folded = [word.casefold().strip(".,:") or word for word in words]
    if not data.companies.isdisjoint(word.casefold() for word in words):
        return True
    if len(words) > 1 and any(word in data.titles or word.endswith(data.title_endings) for word in folded):
        return True
    rest = [
        word for word in folded if word not in data.roles and not word.endswith(("redaktion", "-redaktion"))
    ]
    if " ".join(folded) in data.agencies:
        return False
    if not rest or comparable("".join(folded)) in own:
        return True
    bare = comparable("".join(rest))
    # "Herald D": the paper's name with a letter more.
    return bare in own or (bare[:-1] in own and len(rest[-1]) == 1)


def is_house(name: str, own: frozenset[str]) -> bool:
    """Whether a name is the paper's own, alone or with words for its desks: "Herald", "Herald newsroom"."""
    words = name.split()
    if len(name) > _LONGEST or len(words) > _MOST_WORDS or "@" in name or "://" in name:
        return False
    whole = comparable(name)
    bare = comparable("".join(word for word in words if word.casefold().strip(".,:") not in _words().roles))
    if whole in own or bare in own:
        return True
    # "Herald-Redaktion"
    return whole.endswith(_words().role_endings) and any(
        comparable(part) in own for part in re.split(r"[-\s]", name)
    )


def _without_house(name: str, own: frozenset[str]) -> str:
    """ "Jane Roe, Herald": the paper's own name behind or before a name is none of it."""
    words = name.split()
    if len(words) > 2 and comparable(words[0]) in own:
        return " ".join(words[1:])
    if len(words) > 2 and comparable(words[-1]) in own:
        return " ".join(words[:-1])
    return name


def _is_written_as_name(words: list[str]) -> bool:
    """Whether each word but "von" and its like begins with a capital, if its script has any.

    One small word is a login, if it is not an agency.
    """
    data = _words()
    if len(words) == 1:
        return not (words[0].isascii() and words[0].islower()) or words[0] in data.agencies
    return all(
        not word[0].islower()
        or word in data.particles
        or word.startswith(("d'", "d’", "l'", "al-", "el-", "ibn"))
        for word in words
    ) and (not words[-1][0].islower())
