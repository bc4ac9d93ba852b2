"""UTF-8 that was read as windows-1252 in some places of a text: what an editorial system stored wrong.

Where all of a text was, `charset.decode` undoes it as a whole. Here single sequences are mended, beside others that are
right, and only such as nobody writes: "â€œ" for “, "Ã©" for é. One of them alone may be meant, as in an article about
them, so two are wanted.
"""

from __future__ import annotations

import re

# Bytes 80 to BF as windows-1252 and Latin-1 show them: what follows a first byte.
_LATER = "".join(bytes([byte]).decode("cp1252", "ignore") + chr(byte) for byte in range(0x80, 0xC0))
# Of these no two stand together in copy: after Ã no closing quotation mark, dash or space.
_LATE_SIGNS = "¡¢£¤¥¦§¨©ª¬®¯°±²³´µ¶·¸¹º¼½¾¿"
_SURE = re.compile(f"â[€\x80][{re.escape(_LATER)}]|Ã[{_LATE_SIGNS}]|Â[£©®°§]")
# The last byte of a closing quotation mark is none in windows-1252, and gets lost.
_ANY = re.compile(
    f"â[€\x80][{re.escape(_LATER)}]|â[€\x80](?=[\\s<,.;:!?)&])|Ã[{_LATE_SIGNS}\xa0]|Â[£©®°§«»\xa0]"
)
_FEWEST = 2


def mend(text: str) -> str | None:
    """The text with such sequences read as UTF-8; None if there are fewer than two that nobody writes."""
    if not ("â€" in text or "Ã" in text or "â\x80" in text):
        return None
    found = _SURE.finditer(text)
    if sum(1 for _ in zip(range(_FEWEST), found, strict=False)) < _FEWEST:
        return None
    return _ANY.sub(_read_again, text)


def _read_again(match: re.Match[str]) -> str:
    if len(match[0]) == 2 and match[0][0] == "â":
        return "”"
    raw = b"".join(
        bytes([ord(char)]) if ord(char) < 0x100 else char.encode("cp1252", "ignore") for char in match[0]
    )
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return match[0]
