"""One safe XML parser for every format in XML: nothing is loaded, nothing is fetched, no entity of its own expands.

Repairs that `Document.repairs` may name:
    entity      HTML's names for characters (&nbsp;) stood in a document whose DTD nobody loads
    xml         the end of it is missing (read_cut_xml)
    ampersand   an & that begins no reference was read as itself
    namespace   a prefix was used that no xmlns binds
    nul control c1 surrogate noncharacter   references to such characters, mended as `charset.scrub` does
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from html.entities import html5

from lxml import etree

from streams.article import Dropped
from streams.intake.charset import scrub
from streams.kinds import Reason

#: Elements inside elements. NITF in NewsML in a message comes to fewer than forty.
DEEPEST = 200
_ROOT = re.compile(r"<([A-Za-z_][\w:.-]{0,60})")
_BLANK = "\ufeff \t\r\n"
_OWN_FIVE = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ENTITY = re.compile(r"""<!ENTITY\s{1,99}([\w:.-]{1,100})\s{1,99}(?:"([^"]{0,100})"|'([^']{0,100})')?""")
#: An & that libxml2 would not read, or that needs a look: all but the five names and plain numbers.
_SUSPECT = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)")
#: Where markup has no references, and the references elsewhere.
_MENDED = re.compile(
    r"<!\[CDATA\[|<!--|<\?|&(?:([A-Za-z][A-Za-z0-9]{0,40});|#([0-9]{1,9});|#[xX]([0-9A-Fa-f]{1,8});)?"
)
_ENDS = {"<![CDATA[": "]]>", "<!--": "-->", "<?": "?>"}
_MARKUP = {"<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;", "'": "&apos;"}


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed document, and what was mended on the way."""

    root: etree._Element
    repairs: tuple[str, ...] = ()


def parse_xml(text: str) -> etree._Element | Dropped:
    """The root element of a document, without comments and processing instructions.

    `text` is decoded already; an encoding in the XML declaration does not count. A document type is cut off unread.
    INVALID_DOCUMENT: not well-formed, entities of its own, or more than `DEEPEST` levels of elements.
    """
    document = read_xml(text)
    return document if isinstance(document, Dropped) else document.root


def read_xml(text: str) -> Document | Dropped:
    """The same as `parse_xml`, with the names of what was mended."""
    body, own = _without_doctype(text.strip(_BLANK))
    if body is None:
        return Dropped(Reason.INVALID_DOCUMENT, "XML: the document type does not end")
    mended, repairs = _mend(body, own)
    root, undeclared = _parse(mended.encode("utf-8", "replace"))
    if isinstance(root, Dropped):
        return root
    if root.getroottree().docinfo.internalDTD is not None:
        return Dropped(Reason.INVALID_DOCUMENT, "XML: two document types")
    if _too_deep()(root):
        return Dropped(Reason.INVALID_DOCUMENT, f"XML: more than {DEEPEST} elements deep")
    return Document(root, repairs + (("namespace",) if undeclared else ()))


def read_cut_xml(text: str) -> Document | None:
    """As much of a document as there is of one that was cut off, with the repair "xml"; None if nothing can be read.

    What stands in it may lack its end. That is enough to see what it is about, and never for a text.
    """
    body, own = _without_doctype(text.strip(_BLANK))
    if body is None:
        return None
    mended, repairs = _mend(body, own)
    try:
        root = etree.fromstring(mended.encode("utf-8", "replace"), _parser(recover=True))
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None or root.getroottree().docinfo.internalDTD is not None or _too_deep()(root):
        return None
    return Document(root, (*repairs, "xml"))


def refused_as(kind: str, refusal: Dropped, text: str) -> Dropped:
    """The refusal of a document in one line: what it was taken for, and what is missing or wrong with it.

    "NITF without its end, </nitf>: XML: Premature end of data in tag p line 1".
    """
    root = _ROOT.match(text, root_start(text))
    missing = ""
    if root and refusal.detail.startswith("XML:") and f"</{root[1]}" not in text[-1000:]:
        missing = f" without its end, </{root[1]}>"
    return Dropped(refusal.reason, f"{kind}{missing}: {refusal.detail}")


def local_name(element: etree._Element) -> str:
    """An element's name without its namespace or its prefix."""
    tag = element.tag
    return _bare(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=2048)
def _bare(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2]


def _parse(value: bytes) -> tuple[etree._Element | Dropped, bool]:
    """The root, and whether prefixes were found that nothing declares: that is the one error passed over."""
    parser = _parser(recover=False)
    try:
        return etree.fromstring(value, parser), False
    except (etree.XMLSyntaxError, ValueError) as error:
        undefined = etree.ErrorTypes.NS_ERR_UNDEFINED_NAMESPACE
        if not parser.error_log or any(entry.type != undefined for entry in parser.error_log):
            return Dropped(Reason.INVALID_DOCUMENT, f"XML: {str(error)[:200]}"), False
    return etree.fromstring(value, _parser(recover=True)), True


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


@cache
def _too_deep() -> etree.XPath:
    return etree.XPath("boolean(" + "/*" * (DEEPEST + 1) + ")")


def _without_doctype(text: str) -> tuple[str | None, frozenset[str]]:
    """The document from its root on, and the entities that its type declares other than HTML does.

    None for the document if the type has no end.
    """
    start = _before_doctype(text)
    if start is None:
        return text, frozenset()  # the parser will say what is wrong with it
    if text[start : start + 9].upper() != "<!DOCTYPE":
        return text[start:], frozenset()
    stop = _doctype_end(text, start)
    if stop is None:
        return None, frozenset()
    return text[stop:], _declared(text[start:stop])


def root_start(text: str) -> int:
    """Where the root element of a document begins, after its declaration, comments and type; its end if it has none."""
    position = 0
    while True:
        start = _before_doctype(text, position)
        if start is None:
            return len(text)
        if text[start : start + 9].upper() != "<!DOCTYPE":
            return start
        stop = _doctype_end(text, start)
        if stop is None:
            return len(text)
        position = stop


def _before_doctype(text: str, position: int = 0) -> int | None:
    """Past the white space, the comments and the instructions from `position` on; None if one of them has no end."""
    while True:
        while position < len(text) and text[position] in _BLANK:
            position += 1
        end = next(
            (end for start, end in (("<!--", "-->"), ("<?", "?>")) if text.startswith(start, position)), ""
        )
        if not end:
            return position
        position = text.find(end, position + 2) + len(end)
        if position < len(end):
            return None


def _doctype_end(text: str, start: int) -> int | None:
    """Past the ">" that closes a document type; quoted strings, comments and the part in brackets may hold others."""
    position, brackets = start + 9, 0
    token = re.compile(r"""["'\[\]>]|<!--|<\?""")
    while match := token.search(text, position):
        found, position = match[0], match.end()
        if found == "[":
            brackets += 1
        elif found == "]":
            brackets -= 1
        elif found == ">":
            if brackets <= 0:
                return position
        else:
            end = _ENDS.get(found, found)
            closing = text.find(end, position)
            if closing < 0:
                return None
            position = closing + len(end)
    return None


def _declared(doctype: str) -> frozenset[str]:
    found: set[str] = set()
    for match in _ENTITY.finditer(doctype):
        value = match[2] or match[3]
        numeric = re.fullmatch(r"&#(?:(\d{1,7})|x([0-9a-fA-F]{1,6}));", value or "")
        if numeric:
            code = int(numeric[1]) if numeric[1] else int(numeric[2], 16)
            value = chr(code) if code < 0x110000 else None
        if value is None or html5.get(f"{match[1]};") != value:
            found.add(match[1])
    return frozenset(found)


def _mend(text: str, own: frozenset[str]) -> tuple[str, tuple[str, ...]]:
    """Characters for HTML's names and for numbers that XML does not allow, &amp; for an & that begins nothing.

    A name that the document declares by itself is left, so that the parser refuses it. Comments go here, for libxml2
    refuses those with "--" in them, and wires draw lines so.
    """
    if _SUSPECT.search(text) is None and "<!--" not in text:
        return scrub(text)
    parts: list[str] = []
    repairs: dict[str, None] = {}
    position = 0
    while match := _MENDED.search(text, position):
        parts.append(text[position : match.start()])
        if end := _ENDS.get(match[0]):
            closing = text.find(end, match.end())
            position = len(text) if closing < 0 else closing + len(end)
            if end != "-->" or closing < 0:
                parts.append(text[match.start() : position])
            continue
        value, repair = _reference(match, own)
        parts.append(value)
        if repair:
            repairs[repair] = None
        position = match.end()
    parts.append(text[position:])
    # What numbers stood for is judged as a whole: two halves of a surrogate pair may stand side by side.
    mended, unfit = scrub("".join(parts))
    return mended, (*repairs, *unfit)


def _reference(match: re.Match[str], own: frozenset[str]) -> tuple[str, str | None]:
    """What to write for a reference, and the repair that it is, if it is one that `scrub` will not name."""
    whole, name = match[0], match[1]
    if name in _OWN_FIVE or name in own:
        return whole, None
    if name:
        value = html5.get(f"{name};")
        if value is None:
            return f"&amp;{name};", "ampersand"
        return "".join(_MARKUP.get(char, char) for char in value), "entity"
    if whole == "&":
        return "&amp;", "ampersand"
    code = int(match[2]) if match[2] else int(match[3], 16)
    if code > 0x10FFFF:
        return "", "noncharacter"
    fit = 0x20 <= code < 0x7F or code in (9, 10, 13) or not scrub(chr(code))[1]
    return (whole if fit else chr(code)), None
