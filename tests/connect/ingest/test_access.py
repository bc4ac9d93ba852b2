from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path

import pytest

from streams.connect.ingest import secrets
from streams.connect.ingest.access import Signatures, Tokens
from streams.errors import SourcesError

QUAY, MOLE, NEW = "quay-token-0123456789", "mole-token-0123456789", "new-token-01234567890"


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    for source, token in (("quay", QUAY), ("mole", MOLE)):
        (tmp_path / source).write_text(token)
        os.utime(tmp_path / source, (1, 1))
    return {source: tmp_path / source for source in ("quay", "mole")}


def test_a_token_is_that_of_its_source(files: dict[str, Path]) -> None:
    tokens = Tokens(files)
    assert tokens.source_of(f"Bearer {QUAY}") == "quay"
    assert tokens.source_of(f"bearer  {MOLE} ") == "mole"


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        f"Basic {QUAY}",
        f"Bearer {QUAY}x",
        f"Bearer {QUAY[:-1]}",
        f"Bearer {QUAY} {QUAY}",
        QUAY,
        "Bearer é",
    ],
)
def test_what_is_no_token_is_nobodys(files: dict[str, Path], authorization: str) -> None:
    assert Tokens(files).source_of(authorization) is None


def test_a_token_that_was_exchanged_counts_no_more(
    files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secrets, "_EVERY", -1.0)
    tokens = Tokens(files)
    files["quay"].write_text(f"{QUAY}\n{NEW}\n")
    assert tokens.source_of(f"Bearer {NEW}") == "quay"
    assert tokens.source_of(f"Bearer {QUAY}") == "quay"
    files["quay"].write_text(NEW)
    assert tokens.source_of(f"Bearer {QUAY}") is None
    assert tokens.source_of(f"Bearer {NEW}") == "quay"
    assert tokens.source_of(f"Bearer {MOLE}") == "mole"


def test_two_sources_have_no_token_in_common(
    files: dict[str, Path], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(secrets, "_EVERY", -1.0)
    tokens = Tokens(files)
    files["mole"].write_text(f"{QUAY}\n{MOLE}\n")
    assert tokens.source_of(f"Bearer {MOLE}") == "mole"
    assert tokens.source_of(f"Bearer {QUAY}") is None  # whose would it be?
    assert "has a token of quay" in caplog.text
    assert QUAY not in caplog.text
    with pytest.raises(SourcesError, match="has a token of quay: each source needs tokens of its own"):
        Tokens(files)


def signature(key: str, body: bytes) -> str:
    return "sha1=" + hmac.new(key.encode(), body, hashlib.sha1).hexdigest()


def test_a_signature_is_that_of_the_body_by_a_key_of_the_source(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("old secret\nnew secret, schön\n")
    signatures = Signatures({"quay": tmp_path / "keys"})
    assert signatures

    def is_right(source: str, given: str) -> bool:
        signed = signatures.begin(source)
        signed.add(b"one ")
        signed.add(b"two")
        return signed.is_right(given)

    assert is_right("quay", signature("old secret", b"one two"))
    assert is_right("quay", signature("new secret, schön", b"one two").upper().replace("SHA1", "sha1"))
    assert not is_right("quay", signature("old secret", b"one tw0"))
    assert not is_right("quay", signature("another", b"one two"))
    assert not is_right("quay", signature("old secret", b"one two").removeprefix("sha1="))
    assert not is_right("quay", "sha1=")
    assert not is_right("nobody", signature("old secret", b"one two"))
    assert not Signatures({})
