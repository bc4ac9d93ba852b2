"""Bytes to text. Nothing is ever cut off: what cannot be decoded is mended, and the mending is named.

The charset is the one that the content type or the document declares, if the bytes hold it. Else it is guessed.
Bytes that are no text in any encoding are refused: they are known by magic numbers and control characters.

Repairs that `Decoded.repairs` may name:
    charset:A->B   the document said A, the bytes are B
    bytes          stray bytes that are not UTF-8 were read as windows-1252
    mojibake       UTF-8 that had been encoded twice was decoded twice, all of it or some sequences in it
    nul control c1 surrogate noncharacter   such characters were removed (c1: read as windows-1252)
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from functools import cache

from charset_normalizer import from_bytes

from streams.article import Dropped
from streams.datafiles import read_lines
from streams.intake import mojibake
from streams.kinds import Reason

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = frozenset({"utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"})
_MULTIBYTE = frozenset({"gb18030", "big5hkscs", "cp932", "euc_jp", "iso2022_jp", "cp949"})
_JIS = "iso2022_jp"
_CODECS = _WIDE | _MULTIBYTE
_CODECS |= {"utf-8", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "cp866", "cp874", "cp437", "cp850"}
_CODECS |= {f"cp125{n}" for n in range(9)} | {
    f"iso8859-{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)
}
_DECLARATION = re.compile(
    rb"""<meta\b[^>]{0,400}?\bcharset\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{2,40})"""
    rb"""|<\?xml\b[^>]{0,200}?\bencoding\s{0,9}=\s{0,9}["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_ESCAPED = re.compile(
    "(\udced[\udca0-\udcaf][\udc80-\udcbf]\udced[\udcb0-\udcbf][\udc80-\udcbf])"  # a pair, as in CESU-8
    "|(\udced[\udca0-\udcbf][\udc80-\udcbf])"  # half of one
    "|[\udc80-\udcff]+"
)
_BEYOND = tuple(chr(plane + last) for plane in range(0x10000, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF))
# In two parts for speed: a search for characters of the first plane alone is four times as fast.
_UNFIT_NEAR = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
_UNFIT_FAST = re.compile(f"[{_UNFIT_NEAR}]")
_UNFIT = re.compile(f"[{_UNFIT_NEAR}{''.join(_BEYOND)}]")
_C1 = re.compile("[\x80-\x9f]")
_C1_ESCAPED = {code: 0xDC00 + code for code in range(0x80, 0xA0)}  # as surrogateescape spells bytes
# In the bytes of UTF-8 beyond ASCII: what may be the beginning of UTF-8 that was encoded twice, a C1 control, or a
# noncharacter. These bytes are few; a pattern over the whole text would cost many times as much.
_SUSPECT = re.compile(
    rb"\xc3[\x82\x83\x90]|\xc3\xa2[\xc2\xc5\xcb\xe2]|\xc2[\x80-\x9f]|\xef\xb7|\xbf[\xbe\xbf]"
)
ASCII = bytes(range(128))
# What needs no look: tab and line breaks, and what ASCII prints; and the bytes of other charsets.
_FIT_ASCII = bytes([9, 10, 13, *range(32, 127)])
_BEYOND_ASCII = bytes(range(128, 256))
# Charsets of DOS and old Macs: in news they are declared, or it is not they.
_NEVER_GUESSED = [
    "utf_8",
    "cp437",
    "cp850",
    "cp852",
    "cp858",
    "cp865",
    "mac_roman",
    "mac_iceland",
    "mac_latin2",
]
# The high characters that English, German, French, Spanish, Portuguese, Italian and Scandinavian copy uses.
_WESTERN = frozenset(
    "äöüÄÖÜßéèêëàâáãåçñìíîïòóôõøùúûýÿæœÉÈÊËÀÂÁÃÅÇÑÌÍÎÏÒÓÔÕØÙÚÛÝÆŒ‘’‚“”„«»‹›–—…•·€£¥°§©®™½¼¾¡¿ºª²\xa0\xad´¨"
)
_MAGIC = (
    (b"\x89PNG\r\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "ZIP"),
    (b"PK\x05\x06", "ZIP"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"BZh9", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\x7fELF", "ELF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"OggS\x00", "Ogg"),
    (b"ID3\x03", "MP3"),
    (b"ID3\x04", "MP3"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office"),
    (b"wOFF\x00", "WOFF"),
    (b"wOF2\x00", "WOFF"),
    (b"SQLite format 3\x00", "SQLite"),
)
# What text may hold, escape (ISO-2022) and back space included: the rest of C0 makes bytes binary.
_TEXT_BYTES = bytes([8, 9, 10, 12, 13, 27, *range(32, 256)])
_CHARSET = re.compile(r""";\s{0,9}charset\s{0,9}=\s{0,9}["']?([\w.:+-]{1,40})""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text that XML and JSON can carry, the codec that read it, and the names of what was mended.

    `encoded` is the text in UTF-8 where the bytes were that already: who needs it has not to encode it again.
    """

    text: str
    charset: str
    repairs: tuple[str, ...] = ()
    encoded: bytes | None = field(default=None, compare=False, repr=False)


def decode(value: bytes, declared: str | None = None) -> Decoded | Dropped:
    """Decodes `value`. `declared` is the charset that the content type names, if it names one.

    A byte order mark counts before the declaration, the declaration before what the document says of itself, and all
    of them before guessing. But valid UTF-8 beats a legacy charset that merely happens to decode, too. Refused: EMPTY
    and BINARY, nothing else. Linear in the length.
    """
    if not value.strip(b" \t\r\n\f\v\x00"):
        return Dropped(Reason.EMPTY, "no bytes" if not value else "nothing but white space")
    if kind := magic_kind(value):
        return Dropped(Reason.BINARY, f"{kind} data")
    marked = next(((codec, len(bom)) for bom, codec in _BOMS if value.startswith(bom)), None)
    # One pass over the bytes: what is left of them is a twentieth, and is asked again below.
    unusual = value.translate(None, _FIT_ASCII)
    codec, skip = marked or (_wide_without_mark(value) or _by_escapes(value, unusual), 0)
    fit = not unusual.translate(None, _BEYOND_ASCII) or codec == _JIS
    if codec not in _WIDE and not fit and (share := control_share(value)):
        return Dropped(Reason.BINARY, f"{share:.0%} of the bytes are control characters")
    inside = _said_inside(value)
    said = declared or inside
    if codec is not None:
        text, used, repairs = _decode_as(value[skip:], codec)
    else:
        text, used, repairs = _decode_unmarked(value, codec_for(declared), codec_for(inside))
    if said and codec_for(said) != used and not (used == "utf-8" and text.isascii()):
        repairs = [f"charset:{said.strip().lower()[:40]}->{used}", *repairs]
    plain = fit and used == "utf-8" and not repairs
    encoded: bytes | None = None
    if plain and not _SUSPECT.search(unusual):
        mended: tuple[str, ...] = ()
        encoded = value[skip:].removeprefix(codecs.BOM_UTF8)
        text = text.removeprefix("\ufeff")
    else:
        if (twice := _undo_double_encoding(text) or mojibake.mend(text)) is not None:
            text, repairs = twice, [*repairs, "mojibake"]
        text, mended = scrub(text.removeprefix("\ufeff"))
    if not text or text.isspace():
        return Dropped(Reason.EMPTY, "nothing but white space")
    return Decoded(text, used, tuple(repairs) + mended, encoded)


def _by_escapes(value: bytes, unusual: bytes) -> str | None:
    """ISO-2022-JP (RFC 1468), which changes between sets of characters by escapes: nothing else has these."""
    if b"\x1b" in unusual and value.isascii() and (b"\x1b$B" in value or b"\x1b$@" in value):
        return _JIS
    return None


def scrub(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without what XML and JSON cannot carry, and the names of what was found.

    A form feed becomes a line break. A C1 control becomes what windows-1252 means by that byte.
    """
    if text.isprintable():  # names and lines, which are most of what is asked about
        return text, ()
    if _UNFIT_FAST.search(text) is None and not any(char in text for char in _BEYOND):
        return text, ()
    found: dict[str, None] = {}

    def mend(match: re.Match[str]) -> str:
        char = match[0]
        if char == "\f":
            return "\n"
        code = ord(char)
        if 0x80 <= code <= 0x9F:
            found["c1"] = None
            return bytes([code]).decode("cp1252", "ignore")
        kind = "nul" if not code else "control" if code < 0x80 else "noncharacter"
        found["surrogate" if 0xD800 <= code <= 0xDFFF else kind] = None
        return ""

    # UTF-16 halves that stand next to each other are one character that was escaped in two parts.
    if re.search("[\ud800-\udbff][\udc00-\udfff]", text):
        text = re.sub("[\ud800-\udbff][\udc00-\udfff]", _join_pair, text)
    return _UNFIT.sub(mend, text), tuple(sorted(found))


def codec_for(label: str | None) -> str | None:
    """Python's codec for a charset label, read as browsers read it; None if it is unknown or does not carry text."""
    if not label:
        return None
    name = label.strip().strip("\"'").lower()
    name = _labels().get(name, name)
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):  # ValueError: a NUL in the label
        return None
    return found if found in _CODECS else None


@cache
def _labels() -> dict[str, str]:
    return dict(line.split("\t") for line in read_lines("intake/charset_labels.tsv"))


def _join_pair(match: re.Match[str]) -> str:
    return match[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def _wide_without_mark(value: bytes) -> str | None:
    """UTF-16 and UTF-32 of mostly Latin text are known by where their zero bytes stand."""
    sample = value[:4096]
    if b"\x00" not in sample or len(sample) < 4:
        return None
    zeros = [sample[i::4].count(0) / len(sample[i::4]) for i in range(4)]
    if zeros[0] < 0.05 and min(zeros[2:]) > 0.95:
        return "utf-32-le"
    if min(zeros[:2]) > 0.95 and zeros[3] < 0.05:
        return "utf-32-be"
    if max(zeros[0], zeros[2]) < 0.1 and min(zeros[1], zeros[3]) > 0.6:
        return "utf-16-le"
    if max(zeros[1], zeros[3]) < 0.1 and min(zeros[0], zeros[2]) > 0.6:
        return "utf-16-be"
    return None


def _said_inside(value: bytes) -> str | None:
    head = value[:4096]
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return None
    match = _DECLARATION.search(head)
    label = (match[1] or match[2]).decode("ascii", "ignore") if match else None
    # Found in single bytes, so it cannot be a wide encoding: browsers read such a label as UTF-8.
    return "utf-8" if label and codec_for(label) in _WIDE else label


def _decode_unmarked(value: bytes, header: str | None, inside: str | None) -> tuple[str, str, list[str]]:
    wanted = header or inside
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        text = None
    if text is not None:
        if wanted not in _MULTIBYTE:
            return text, "utf-8", []
        # ISO-2022 is ASCII on the outside; a few bytes of another multibyte charset may be UTF-8 by chance.
        high = len(value.translate(None, ASCII))
        if not (wanted == "iso2022_jp" and b"\x1b" in value) and high >= 12:
            return text, "utf-8", []
    for codec in dict.fromkeys(c for c in (header, inside) if c and c != "utf-8"):
        if (clean := _clean(value, codec)) is not None:
            return clean, codec, []
    if text is not None:
        return text, "utf-8", []
    if mostly_utf8(value):
        return _decode_as(value, "utf-8")
    for codec in _guessed_codecs(value):
        if (clean := _clean(value, codec)) is not None:
            return clean, codec, []
    if wanted and wanted not in ("utf-8", *_MULTIBYTE):
        return _decode_as(value, wanted)
    return _decode_as(value, "cp1252")


def _guessed_codecs(value: bytes) -> list[str]:
    found = (codec_for(name) for name in guesses(value))
    return [codec for codec in found if codec and codec not in _WIDE][:3]


def _clean(value: bytes, codec: str) -> str | None:
    """The text, if every byte has a meaning in that charset and none means a C1 control."""
    if codec in _WIDE and (len(value) % (2 if "16" in codec else 4) or b"\x00" not in value):
        return None
    try:
        text = value.decode(codec)
    except UnicodeDecodeError:
        return None
    return None if re.search("[\x80-\x9f]", text) else text


def _decode_as(value: bytes, codec: str) -> tuple[str, str, list[str]]:
    """Decodes whatever comes. Marked "bytes" if some of it had no meaning in that charset."""
    if codec == "utf-8":
        text = value.decode("utf-8", "surrogateescape")
        mended = _ESCAPED.sub(_read_escaped, text)
        return mended, codec, ["bytes"] if mended != text else []
    if codec in _WIDE:
        whole = len(value) - len(value) % (2 if "16" in codec else 4)
        try:
            text = value[:whole].decode(codec, "surrogatepass")
        except UnicodeDecodeError:
            return value[:whole].decode(codec, "replace"), codec, ["bytes"]
        return text, codec, ["bytes"] if whole < len(value) else []
    try:
        return value.decode(codec), codec, []
    except UnicodeDecodeError:
        return value.decode(codec, "replace"), codec, ["bytes"]


def _read_escaped(match: re.Match[str]) -> str:
    raw = match[0].encode("utf-8", "surrogateescape")
    if match[1]:
        return raw.decode("utf-8", "surrogatepass").encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    return "" if match[2] else raw.decode("cp1252", "replace")


def _undo_double_encoding(text: str) -> str | None:
    """The text decoded once more, if every high character in it is part of UTF-8 read as windows-1252.

    Two sequences are wanted, one of them more than a capital A with a no-break space ("IRMÃ\\xa0").
    """
    if text.isascii() or not ("Ã" in text or "Â" in text or "â" in text or "Ð" in text):
        return None
    # A table asks of every letter: that costs twenty times as much as to see that there is nothing to ask.
    escaped = text.translate(_C1_ESCAPED) if _C1.search(text) else text
    try:
        once = escaped.encode("cp1252", "surrogateescape").decode("utf-8")
    except UnicodeError:
        return None
    high = [char for char in once if char > "\x7f"]
    return once if len(high) >= 2 and any(char not in "\xa0à" for char in high) else None


def mostly_utf8(value: bytes) -> bool:
    """Whether the high bytes are UTF-8 with a few wrong bytes among them, rather than another charset."""
    # Halves of surrogate pairs, each encoded by itself, are a fault of UTF-8 writers only.
    value, halves = re.subn(rb"\xed[\xa0-\xbf][\x80-\xbf]", b"", value)
    valid = value.decode("utf-8", "ignore")
    strangers = len(value) - len(valid.encode())
    high = len(value.translate(None, ASCII))
    return high - strangers >= 2 * strangers if high else halves > 0


def guesses(value: bytes) -> list[str]:
    """The names of charsets to try, the best first: windows-1252 if it looks like it, else those of the detector.

    `value` must hold at least one byte that is not ASCII.
    """
    first = next(re.finditer(rb"[\x80-\xff]", value)).start()
    start = max(value.rfind(b"\n", 0, first), value.rfind(b">", 0, first), value.rfind(b" ", 0, first)) + 1
    sample = value[start : start + 16_000]
    if len(sample) == 16_000 and (cut := max(sample.rfind(b" "), sample.rfind(b"\n"))) > 0:
        sample = sample[:cut]  # not in the middle of a character
    western = sample.decode("cp1252", "replace")
    high = [char for char in western if char > "\x7f"]
    letters = sum(map(str.isalpha, western))
    if len(high) < 0.2 * letters and sum(c in _WESTERN for c in high) >= 0.95 * len(high):
        return ["cp1252"]
    return [match.encoding for match in from_bytes(sample, cp_exclusion=_NEVER_GUESSED)]


def control_share(value: bytes) -> float:
    """The share of bytes that text does not hold; 0 if there are too few of them to call the bytes binary."""
    count = len(value.translate(None, _TEXT_BYTES))
    share = count / len(value)
    # What is packed or encrypted has them by chance, one byte in ten; wire copy of few lines half as many.
    packed = (share > 0.1 and count > 4) or (share > 0.06 and count > 32)
    return share if packed or share > 0.3 else 0.0


def magic_kind(value: bytes) -> str | None:
    """The kind of file by its first bytes, such as PNG, PDF or ZIP; None if they are not known."""
    return next((kind for magic, kind in _MAGIC if value.startswith(magic)), None)


def media_type(content_type: str | None) -> str:
    """The media type without its parameters: "text/html" for "text/html; charset=utf-8"; "" if there is none."""
    return (content_type or "").partition(";")[0].strip().lower()


def charset_of(content_type: str | None) -> str | None:
    """The charset parameter of a content type, or None."""
    match = _CHARSET.search((content_type or "")[:500])
    return match[1] if match else None
