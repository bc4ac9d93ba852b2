"""Documents that came packed: gzip, and zip with one document or several. Everything is bounded before it is unpacked.

Files of a zip that are no text (pictures, the archive's own) are passed over, if there is a document beside them. What
is packed in what was packed is refused, and so is an archive that says it holds more than MOST_BYTES, whatever it is.

Repairs: "gzip" or "zip"; "zip:<n> files passed over".
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass

from streams.article import Dropped
from streams.kinds import Reason

GZIP, ZIP = b"\x1f\x8b\x08", b"PK\x03\x04"
#: Bytes of all documents in one archive, and how many times larger than the archive they may be.
MOST_BYTES = 32_000_000
MOST_TIMES = 200
#: Below this many bytes any ratio will do: a short text that repeats itself packs well.
_ANY_RATIO = 1_000_000
#: Files in one archive.
MOST_FILES = 1_000
_NO_TEXT = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".tif", ".tiff", ".svg", ".eps", ".mp4", ".mov", ".mp3", ".wav",
            ".m4a", ".pdf", ".ds_store", ".dtd", ".xsd", ".css")  # fmt: skip
_OFFICE = ("[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF")


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The documents of an archive with their names, and what is to be told of it."""

    documents: tuple[tuple[str, bytes], ...]
    repairs: tuple[str, ...]


def is_packed(value: bytes) -> bool:
    """Whether the bytes are gzip or a zip, by their first bytes."""
    return value.startswith((GZIP, ZIP))


def unpack(value: bytes) -> Unpacked | Dropped:
    """The documents in gzip or a zip, in its order.

    Refused: TOO_LARGE (too many bytes or files, or packed beyond belief), INVALID_DOCUMENT (damaged, locked by a
    password, an archive in an archive), UNKNOWN_FORMAT (an office document), NO_ARTICLE (nothing in it).
    """
    return _gunzip(value) if value.startswith(GZIP) else _unzip(value)


def _gunzip(value: bytes) -> Unpacked | Dropped:
    found: list[bytes] = []
    size, rest = 0, value
    try:
        while rest.startswith(GZIP):  # several members make one document (RFC 1952, 2.2)
            stream = zlib.decompressobj(wbits=31)
            found.append(stream.decompress(rest, MOST_BYTES + 1 - size))
            size += len(found[-1])
            if size > MOST_BYTES or stream.unconsumed_tail:
                return Dropped(Reason.TOO_LARGE, f"gzip of more than {MOST_BYTES} bytes")
            if not stream.eof:
                return Dropped(Reason.INVALID_DOCUMENT, "gzip that is cut off")
            rest = stream.unused_data
    except zlib.error as error:
        return Dropped(Reason.INVALID_DOCUMENT, f"gzip: {str(error)[:100]}")
    document = b"".join(found)
    if (refused := _refusal("gzip", document, len(value))) is not None:
        return refused
    return Unpacked((("", document),), ("gzip",))


def _unzip(value: bytes) -> Unpacked | Dropped:
    try:
        with zipfile.ZipFile(io.BytesIO(value)) as archive:
            files = [each for each in archive.infolist() if not each.is_dir()]
            return _refused_whole(files, len(value)) or _documents(archive, files, len(value))
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
    ) as error:
        return Dropped(Reason.INVALID_DOCUMENT, f"zip: {str(error)[:100] or 'damaged'}")


def _refused_whole(files: list[zipfile.ZipInfo], packed: int) -> Dropped | None:
    if len(files) > MOST_FILES:
        return Dropped(Reason.TOO_LARGE, f"a zip of {len(files)} files; at most {MOST_FILES}")
    if any(each.filename in _OFFICE for each in files):
        return Dropped(
            Reason.UNKNOWN_FORMAT, "an office document or an application; send text, HTML or a news format"
        )
    size = sum(each.file_size for each in files)
    if _is_too_large(size, packed):
        return Dropped(Reason.TOO_LARGE, f"a zip of {size} bytes in {packed}; at most {MOST_BYTES}")
    if any(each.flag_bits & 1 for each in files):
        return Dropped(Reason.INVALID_DOCUMENT, "a zip that is locked by a password")
    return None


def _documents(archive: zipfile.ZipFile, files: list[zipfile.ZipInfo], packed: int) -> Unpacked | Dropped:
    found: list[tuple[str, bytes]] = []
    passed, size = 0, 0
    for each in files:
        name = each.filename
        hidden = name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith(".")
        if hidden or name.lower().endswith(_NO_TEXT):
            passed += not hidden
            continue
        with archive.open(each) as stream:  # its size may be a lie
            document = stream.read(MOST_BYTES + 1 - size)
        size += len(document)
        if (refused := _refusal(f"zip, {name[:80]}", document, packed, size)) is not None:
            return refused
        found.append((name, document))
    if not found:
        return Dropped(Reason.NO_ARTICLE, "a zip without a document in it")
    told = (f"zip:{passed} files passed over",) if passed else ()
    return Unpacked(tuple(found), ("zip", *told))


def _refusal(what: str, document: bytes, packed: int, size: int = 0) -> Dropped | None:
    size = size or len(document)
    if _is_too_large(size, packed):
        return Dropped(
            Reason.TOO_LARGE, f"{what}: more than {MOST_BYTES} bytes, or packed more than {MOST_TIMES} times"
        )
    if is_packed(document):
        return Dropped(Reason.INVALID_DOCUMENT, f"{what}: packed once more")
    return None


def _is_too_large(size: int, packed: int) -> bool:
    """Whether documents of so many bytes are too many, or too many for an archive of `packed` bytes."""
    return size > MOST_BYTES or (size > _ANY_RATIO and size > MOST_TIMES * packed)
