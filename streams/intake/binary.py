"""Whether bytes are no text in any encoding: magic numbers, and too many control characters."""

from __future__ import annotations

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


def control_share(value: bytes) -> float:
    """The share of bytes that text does not hold, if there are enough of them to call it binary; else 0."""
    count = len(value.translate(None, _TEXT_BYTES))
    share = count / len(value)
    return share if (share > 0.1 and count > 4) or share > 0.3 else 0.0


def magic_kind(value: bytes) -> str | None:
    """The kind of file by its first bytes: PNG, PDF, ZIP; None if they are none that is known."""
    return next((kind for magic, kind in _MAGIC if value.startswith(magic)), None)
