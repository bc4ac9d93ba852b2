"""What the two wires, ANPA 1312 and IPTC 7901, share below the text: control codes, parity, charset, the stories' ends.

Both frame a story as SOH header STX text ETX trailer EOT (ISO 1745). Lines are noisy: any of these may be missing.

A line may carry the copy of several agencies, so the charset is chosen for each line. ASCII and UTF-8 are read as such.
Other bytes are windows-1252 (and so ISO 8859-1), unless they are letters of the PC's code page 850 in mid-word, where
windows-1252 has punctuation. National variants of ISO 646, whose letters stand in the places of brackets, are read
where they are declared, and the German one (DIN 66003) where it is plain to see.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass

from streams.article import Article, Dropped, RawArticle
from streams.intake.charset import Decoded, charset_of, codec_for, decode, scrub
from streams.kinds import Reason

SOH, STX, ETX, EOT = "\x01", "\x02", "\x03", "\x04"
#: Filling between stories, which means nothing: NUL, BEL, SYN, DEL and white space.
FILLING = b"\x00\x07\x16\x7f \r\n\t"
#: More stories than any wire sends at once are a trap.
MOST_STORIES = 1000
_EVEN = bytes(code for code in range(256) if code.bit_count() % 2 == 0)
_ODD = bytes(code for code in range(256) if code.bit_count() % 2 == 1)
_HIGH = bytes(range(128, 256))
_LOW = bytes(code & 0x7F for code in range(256))
# The telex frame: ZCZC, and with southern agencies a line with a number and one with codes; NNNN at the end.
_TELEX_HEAD = re.compile(
    r"\s*ZCZC[^\n]{0,80}\n(?:[A-Z0-9]{5,10}[ \t]{0,9}\n)?(?:[A-Z] [A-Z]{3}(?: [A-Z0-9]{2,5}){0,3}[ \t]{0,9}\n)?"
)
_TELEX_END = re.compile(r"[ \t]{0,9}NNNN+[ \t]{0,9}")
# One line with a digit: a date and time, not copy.
_TRAILER = re.compile(r"\s*[^\n\x02]{0,40}\d[^\n\x02]{0,40}\s*")
_VISIBLE = re.compile(r"[^\W_]")
#: ISO 646 variants: DIN 66003, NF Z 62-010 (the French), and the Italian one (UNI 0204-70).
_VARIANTS = {
    "de": str.maketrans("@[\\]{|}~", "§ÄÖÜäöüß"),
    "fr": str.maketrans("@[\\]{|}~", "à°ç§éùè¨"),
    "it": str.maketrans("@[\\]`{|}~", "§°çéùàòèì"),
}
#: What content types call them, and the ISO 2022 escape sequences that designate them.
_DECLARED = {
    "de": ("din_66003", "din66003", "iso646-de", "iso-ir-21", "de", "x-ia5-german"),
    "fr": ("nf_z_62-010", "iso646-fr", "iso-ir-69", "fr", "x-ia5-french"),
    "it": ("it", "iso646-it", "iso-ir-15", "x-ia5-italian"),
}
_ESCAPES = {b"\x1b(K": "de", b"\x1b(f": "fr", b"\x1b(R": "fr", b"\x1b(Y": "it"}
_ESCAPE = re.compile(rb"\x1b[()*+\-./,][!-/]?[@-~]")
# Words that are German only if the brackets are letters. Two different ones are wanted.
_GERMAN = re.compile(
    r"(?<![\w{|}~])(?:f}r|}ber\w*|w{hrend|h{tte\w*|w}rde\w*|k\|nn\w+|m}ss\w+|gr\|~\w*|m\|glich\w*|sp{t\w*|stra~e\w*"
    r"|sch\|n\w*|gem{~|sp}r\w*|f}hr\w+|zur}ck|daf}r|w{re\w*|fr}h\w*|geh\|r\w+|n{chst\w+|~?au~erdem|wei~)(?![\w{|}~])"
)
# After a letter, or in mid-word, windows-1252 has none of these; code page 850 has ü é ä à ç ê ë ï ì ô ö.
_PC_LETTERS = re.compile(rb"[A-Za-z](?:[\x81\x82\x84\x87\x88\x89\x8b\x8d]|[\x85\x93\x94][a-z])")
# And here windows-1252 has letters, code page 850 lines of tables and signs.
_WINDOWS_LETTERS = re.compile(
    rb"[A-Za-z][\xc0-\xdf\xe0\xe2-\xff][a-z]|[\xc4\xd6\xdc\xc9][a-z]|[a-z][\xdf\xe8\xe9]\b"
)
_HIGH_BYTES = re.compile(rb"[\x80-\xff]")
_CONTROL_BYTES = bytes([*range(9), 11, 12, *range(14, 32), 127])


@dataclass(frozen=True, slots=True)
class Story:
    """One story of a transmission. The lines of `header` and `text` are parted by line feeds only."""

    header: str
    text: str
    framed: bool  # an STX stood between the two
    ended: bool  # an ETX or EOT followed: it is not cut off


@dataclass(frozen=True, slots=True)
class Transmission:
    """The stories in a raw event, and what was mended in its bytes."""

    stories: tuple[Story, ...]
    repairs: tuple[str, ...]


def without_parity(value: bytes) -> bytes | None:
    """The bytes without the parity bit that a serial line left in them; None if they have none.

    With even, odd or mark parity nearly every byte has it. Text in an 8-bit charset does not.
    """
    sample = value[:8192]
    high = len(sample) - len(sample.translate(None, _HIGH))
    if len(sample) < 8 or high < 0.2 * len(sample):
        return None
    try:
        # Not to the end: the sample may have been cut in mid-character.
        codecs.getincrementaldecoder("utf-8")().decode(sample)
        return None
    except UnicodeDecodeError:
        pass
    wrong = min(len(sample.translate(None, _EVEN)), len(sample.translate(None, _ODD)), len(sample) - high)
    return value.translate(_LOW) if wrong <= 0.02 * len(sample) else None


def head_of(value: bytes, length: int = 400) -> str:
    """The first characters of a transmission, for sniffing: without filling, without parity, lines parted by "\\n"."""
    head = value[: length + 200]
    if head[:1] > b"\x7f" or head[:3].translate(None, _HIGH) != head[:3]:
        head = without_parity(head) or head
    text = head.lstrip(FILLING)[:length].decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_stories(
    raw: RawArticle, read_story: Callable[[Story, RawArticle, tuple[str, ...]], Article | Dropped]
) -> Article | Dropped | list[Article | Dropped]:
    """What `read_story` makes of each story in a raw event; NO_ARTICLE if there is no story."""
    sent = read_transmission(raw.value, charset_of(raw.content_type))
    if isinstance(sent, Dropped):
        return sent
    found = [read_story(story, raw, sent.repairs) for story in sent.stories]
    if not found:
        return Dropped(Reason.NO_ARTICLE, "no story in the transmission")
    return found[0] if len(found) == 1 else found


def read_transmission(value: bytes, declared: str | None = None) -> Transmission | Dropped:
    """The stories in a raw event, in their order. `declared` is the charset of the content type.

    EMPTY if there are only filling bytes, INVALID_DOCUMENT for more than `MOST_STORIES`. A story begins at an SOH, or
    after an EOT if the SOH was lost. A piece without a letter is no story. Nothing that can be read is left out.
    """
    repairs: tuple[str, ...] = ()
    if (stripped := without_parity(value)) is not None:
        value, repairs = stripped, ("parity",)
    if not value.translate(None, bytes(range(33)) + b"\x7f"):
        return Dropped(Reason.EMPTY, "no text on the wire")
    text, mended = decode_wire(value, declared)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").replace("\x16", "")
    stories: list[Story] = []
    for piece in _pieces(text.replace("\x7f", "")):
        if _VISIBLE.search(piece):
            stories.append(_story(piece))
    if len(stories) > MOST_STORIES:
        return Dropped(
            Reason.INVALID_DOCUMENT, f"{len(stories)} stories; a transmission holds {MOST_STORIES}"
        )
    return Transmission(tuple(stories), repairs + mended)


def _pieces(text: str) -> list[str]:
    """The text cut before each SOH and after each EOT; a trailer that follows its EOT stays with its story."""
    found: list[list[str]] = [[]]
    closed = False
    for token in re.split("([\x01\x04])", text):
        if token == SOH:
            found.append([])
            closed = False
        elif token == EOT:
            found[-1].append(EOT)
            closed = True
        elif closed and _VISIBLE.search(token) and not _TRAILER.fullmatch(token):
            found.append([token])
            closed = False
        else:
            found[-1].append(token)
    return ["".join(piece) for piece in found]


def _story(piece: str) -> Story:
    header, stx, text = piece.partition(STX)
    if not stx:
        telex = _TELEX_HEAD.match(piece)
        stx = telex[0] if telex else ""
        header, text = stx, piece[len(stx) :]
    lines = text.translate({2: "\n", 3: "\n", 4: "\n"}).split("\n")
    kept = [line for line in lines if not _TELEX_END.fullmatch(line)]
    ended = ETX in piece or EOT in piece or "NNNN" in piece[-100:]
    return Story(header.strip(" \n"), "\n".join(kept), bool(stx), ended)


def decode_wire(value: bytes, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """Decodes a transmission: (the text with its control codes, what was mended). `declared` names its charset.

    Never fails: each byte is read as something. Linear in the length.
    """
    variant = _variant(value, declared)
    value = _ESCAPE.sub(b"", value)
    if variant is None and not value.isascii():
        return _eight_bit(value, declared)
    text = value.decode("latin-1")
    if variant is None and len({word.lower() for word in _GERMAN.findall(text)}) >= 2:
        variant = "de"
    if variant is None:
        return text, ()
    return text.translate(_VARIANTS[variant]), (f"iso646-{variant}",)


def _variant(value: bytes, declared: str | None) -> str | None:
    label = (declared or "").strip().lower()
    for name, labels in _DECLARED.items():
        if label in labels:
            return name
    return (
        next((name for escape, name in _ESCAPES.items() if escape in value), None)
        if b"\x1b" in value
        else None
    )


def _eight_bit(value: bytes, declared: str | None) -> tuple[str, tuple[str, ...]]:
    try:
        return _scrubbed(value.decode("utf-8"), ())
    except UnicodeDecodeError:
        pass
    codec = codec_for(declared)
    if codec and codec != "utf-8" and not codec.startswith(("utf-16", "utf-32")):
        try:
            return _scrubbed(value.decode(codec), ())
        except UnicodeDecodeError:
            pass
    if len(_HIGH_BYTES.findall(value)) > 0.3 * len(value):  # not a Latin script: Greek, Cyrillic, Arabic
        plain = decode(value.translate(None, _CONTROL_BYTES), declared)
        if isinstance(plain, Decoded) and plain.charset != "utf-8":
            try:
                return _scrubbed(value.decode(plain.charset), (f"charset:{plain.charset}",))
            except (UnicodeDecodeError, LookupError):
                pass
    raw_lines = value.split(b"\n")
    own = [_page(line) for line in raw_lines]
    # A line that does not tell is read like most of those that do.
    usual = "cp850" if own.count("cp850") > own.count("cp1252") else "cp1252"
    pages = [None if page == "" else page or usual for page in own]
    text = "\n".join(_decoded(line, page) for line, page in zip(raw_lines, pages, strict=True))
    return _scrubbed(text, tuple(f"charset:{page}" for page in sorted({page for page in pages if page})))


def _page(line: bytes) -> str | None:
    """The code page of one line: "" for ASCII and UTF-8, None if nothing in it tells."""
    if line.isascii():
        return ""
    try:
        line.decode("utf-8")
        return ""
    except UnicodeDecodeError:
        pass
    if _PC_LETTERS.search(line):
        return "cp850"
    return "cp1252" if _WINDOWS_LETTERS.search(line) else None


def _decoded(line: bytes, page: str | None) -> str:
    if page is None:
        return line.decode("utf-8")
    try:
        return line.decode(page)
    except UnicodeDecodeError:
        # The five bytes that windows-1252 leaves open: C1 controls of ISO 8859-1, which are scrubbed.
        return line.decode("latin-1")


def _scrubbed(text: str, repairs: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The text without half surrogates and noncharacters; the ASCII control codes stay, for they frame the story."""
    return re.sub(
        "[\x80-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]", lambda m: scrub(m[0])[0], text
    ), repairs
