"""What the two wires, ANPA 1312 and IPTC 7901, share below the text: control codes, parity, and where a story ends.

Both frame a story as SOH header STX text ETX trailer EOT (ISO 1745). Lines are noisy: any of these may be missing.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass

from streams.article import Article, Dropped, RawArticle
from streams.intake.content_type import charset_of
from streams.intake.wires.charset import decode_wire
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


@dataclass(frozen=True, slots=True)
class Story:
    """One transmission of a story. `header` and `text` have their lines parted by line feeds only."""

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
    """The bytes without the parity bit that a serial line left in them; None if there is none.

    Even, odd or mark parity: nearly every byte has it, which text in any 8-bit charset does not.
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
    """What `read_story` makes of each story of a raw event; NO_ARTICLE where there is none."""
    sent = read_transmission(raw.value, charset_of(raw.content_type))
    if isinstance(sent, Dropped):
        return sent
    found = [read_story(story, raw, sent.repairs) for story in sent.stories]
    if not found:
        return Dropped(Reason.NO_ARTICLE, "no story in the transmission")
    return found[0] if len(found) == 1 else found


def read_transmission(value: bytes, declared: str | None = None) -> Transmission | Dropped:
    """The stories of a raw event, in their order. `declared` is the charset of the content type.

    EMPTY if there is no byte but filling, INVALID_DOCUMENT for more than `MOST_STORIES`. A story begins at an SOH, or
    after an EOT where the SOH was lost; a piece without a letter is none. Nothing that could be read is left out.
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
