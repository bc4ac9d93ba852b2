"""Bytes that are no text in any encoding."""

from __future__ import annotations

import pytest

from streams.article import Dropped
from streams.intake.binary import control_share, magic_kind
from streams.intake.charset import decode
from streams.kinds import Reason


@pytest.mark.parametrize(
    "value",
    [
        b"\x89PNG\r\n\x1a\n....",
        b"%PDF-1.7\n",
        b"PK\x03\x04abc",
        b"\x1f\x8b\x08\x00",
        bytes(range(32)) * 40,
        b"\x00\x01\x02\x03",
    ],
)
def test_binary_is_refused(value: bytes) -> None:
    dropped = decode(value)
    assert isinstance(dropped, Dropped)
    assert dropped.reason is Reason.BINARY


def test_a_few_control_characters_are_no_reason() -> None:
    assert control_share(b"The ferry\x00 left on time.") == 0.0
    assert control_share(b"\x00\x01\x02\x03\x04\x05 abc") > 0.5


def test_files_are_known_by_their_first_bytes() -> None:
    assert magic_kind(b"%PDF-1.7 ...") == "PDF"
    assert magic_kind(b"PKZIP was a programme") is None
