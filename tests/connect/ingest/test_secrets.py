from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from streams.connect.ingest.access import TOKEN
from streams.connect.ingest.secrets import SecretFile
from streams.errors import SourcesError

ONE, TWO = "first-token-012345", "second-token-01234"


def later(path: Path, text: str, seconds: int) -> None:
    path.write_text(text)
    os.utime(path, (seconds, seconds))


def test_a_file_has_several_so_that_they_can_be_exchanged(tmp_path: Path) -> None:
    path = tmp_path / "tokens"
    later(path, f"# since March\n{ONE}\n\n  {TWO}\n{ONE}\n", 1)
    now = 0.0
    file = SecretFile(path, TOKEN, "a token", clock=lambda: now)
    assert list(file.secrets) == [ONE, TWO]
    later(path, f"{TWO}\n", 2)
    assert not file.changed()  # within a second it is not looked
    now = 1.5
    assert file.changed()
    assert list(file.secrets) == [TWO]
    now = 3.0
    assert not file.changed()


def test_one_that_is_damaged_later_is_told_and_the_old_one_used_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "tokens"
    later(path, ONE, 1)
    now = 0.0
    file = SecretFile(path, TOKEN, "a token", clock=lambda: now)
    for number, text in enumerate(["", "short"], 2):
        later(path, text, number)
        now += 2
        assert not file.changed()
        assert file.secrets == (ONE,)
    path.unlink()
    now += 2
    assert file.changed()
    assert file.secrets == ()
    told = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert len(told) == 3
    assert "is gone" in told[-1]
    assert not any("short" in each for each in told)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "has no line with a token"),
        (b"good-token-01234567\nno good\n", "line 2 is not a token"),
        (b"\xff\xfe", "it is not UTF-8"),
        (None, "cannot be read: No such file"),
    ],
)
def test_what_is_no_file_of_secrets_is_said(tmp_path: Path, content: bytes | None, says: str) -> None:
    path = tmp_path / "tokens"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SourcesError, match=says) as refused:
        SecretFile(path, TOKEN, "a token")
    assert "no good" not in str(refused.value)
