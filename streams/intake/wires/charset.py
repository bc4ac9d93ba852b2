"""The charset of wire copy. A line may carry the copy of several agencies, so that each line is read for itself.

ASCII and UTF-8 are read as such. Other bytes are windows-1252 (and so ISO 8859-1), unless they are letters of the PC's
code page 850 in mid-word, where windows-1252 has punctuation. National variants of ISO 646, whose letters stand in
the places of brackets, are read where they are declared, and the German one (DIN 66003) where it is plain to see.
"""

from __future__ import annotations

import re

from streams.intake.charset import Decoded, codec_for, decode, scrub

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
_HIGH = re.compile(rb"[\x80-\xff]")
_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32), 127])


def decode_wire(value: bytes, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """(the text with its control codes, what was mended) of a transmission; `declared` names its charset.

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
    if len(_HIGH.findall(value)) > 0.3 * len(value):  # not a Latin script: Greek, Cyrillic, Arabic
        plain = decode(value.translate(None, _CONTROLS), declared)
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
