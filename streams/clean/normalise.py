"""Brings text into one form: Unicode NFC, plain spaces, no invisible or control characters, no HTML entities.

Nothing that a reader could see is lost: typographic quotes and dashes stay as they are, and a paragraph that
repeats the one before it stays too, for a stage must not drop text on a suspicion. Every function is
idempotent; only text that was escaped more than five times over keeps the rest of its entities.
"""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5
from unicodedata import is_normalized, normalize

_ROUNDS = 5

# NUL to U+001F but tab and line breaks; DEL; soft hyphen; zero width; BOM; surrogates; noncharacters;
# Mongolian vowel separator; word joiner and invisible operators; deprecated format characters.
_DROPPED = "\x00-\x08\x0e-\x1b\x7f\u00ad\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
_LINE_BREAKS = re.compile(r"\r\n?|[\v\f\x1c-\x1e\u2028\u2029]")
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_DIRTY = re.compile(rf"[{_DROPPED}{_BIDI}\x80-\x9f\ud800-\udfff\u200c\u200d]")
_DROP = re.compile(f"[{_DROPPED}]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_C1 = re.compile(r"[\x80-\x9f]")

# Joiners spell words in Persian and in the scripts of India, and bind emoji; elsewhere they are dirt.
_JOINED = "\u0590-\u1fff\u2600-\u27bf\u2b00-\u2bff\ufb1d-\ufdff\ufe0f\ufe70-\ufefc\U0001f000-\U0001faff"
_JOINERS = re.compile(
    f"(?<=[{_JOINED}])([\u200c\u200d])[\u200c\u200d]*(?=[{_JOINED}\u2640\u2642])|[\u200c\u200d]+"
)

_RIGHT_TO_LEFT = re.compile(
    r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_ANY_BIDI = re.compile(f"[{_BIDI}]")
_BIDI_SPAN = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_OPENS = {"\u202a": "\u202c", "\u202b": "\u202c", "\u202d": "\u202c", "\u202e": "\u202c"} | dict.fromkeys(
    "\u2066\u2067\u2068", "\u2069"
)

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_LEAD_IN = re.compile(
    r"(?:(?i:(?:written |words |text |story )?by|texte? (?:von|par)|propos recueillis par|par)(?: ?: ?| )"
    r"|(?:Von|VON)(?: ?: ?| (?!de[rnms] |DE[RNMS] ))"
    r"|von (?!de[rnms] )(?=\S+ \S))(?=[^\W\d_])"
)


def normalise_line(text: str) -> str:
    """Normalises a headline, a name or a note, on one line. Empty if there is nothing to see."""
    return normalise_text(text).replace("\n", " ")


def normalise_byline(text: str) -> str:
    """Normalises a byline and drops the word before the names: "By Ana Ruiz" is "Ana Ruiz". "von der Heide" stays."""
    line = normalise_line(text)
    at = 0
    while (match := _LEAD_IN.match(line, at)) is not None:
        at = match.end()  # cutting the line each time would copy the rest of it each time
    return line[at:]


def normalise_text(text: str) -> str:
    """Normalises one paragraph, or a stretch of one; its line breaks stay. Empty if there is nothing to see."""
    # Nothing printable is invisible or parts lines, and most paragraphs are.
    if text.isprintable() and "&" not in text and (text.isascii() or is_normalized("NFC", text)):
        # A space is the only white space that is printable. Who read the text has mostly made one of two.
        return text if "  " not in text and text[:1] != " " != text[-1:] else " ".join(text.split())
    for _ in range(_ROUNDS):
        before = text
        text = _visible(text) if _DIRTY.search(text) else text
        if not (text.isascii() or is_normalized("NFC", text)):
            text = normalize("NFC", text)
        if "&" in text:
            text = _ENTITY.sub(_resolve, text)
        if text is before or text == before:
            break
    lines = (" ".join(line.split()) for line in _LINE_BREAKS.sub("\n", text).split("\n"))
    return "\n".join(line for line in lines if line)


def _resolve(match: re.Match[str]) -> str:
    entity = match[0]
    # An unknown name is left alone: html.unescape would take "&notit;" for "¬it;".
    return unescape(entity) if entity[1] == "#" or entity[1:] in html5 else entity


def _visible(text: str) -> str:
    """Without what nobody sees. C1 controls are cp1252 read as Latin-1, and become the quotes they were."""
    text = _DROP.sub("", text)
    text = _SURROGATE.sub("\ufffd", text)
    text = _C1.sub(lambda m: m[0].encode("latin-1").decode("cp1252", "ignore"), text)
    text = _JOINERS.sub(r"\1", text)
    if _ANY_BIDI.search(text):
        text = "\n".join(map(_without_stray_bidi, _LINE_BREAKS.sub("\n", text).split("\n")))
    return text


def _without_stray_bidi(line: str) -> str:
    """Directional controls only where they can matter, beside right-to-left letters, and only if closed."""
    if not _RIGHT_TO_LEFT.search(line):
        return _ANY_BIDI.sub("", line)
    awaited: list[str] = []
    for match in _BIDI_SPAN.finditer(line):
        control = match[0]
        if control in _OPENS:
            awaited.append(_OPENS[control])
        elif not awaited or awaited.pop() != control:
            return _BIDI_SPAN.sub("", line)
    return _BIDI_SPAN.sub("", line) if awaited else line
