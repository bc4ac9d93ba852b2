from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from streams.connect.connection import Given
from streams.connect.connections import counted
from streams.connect.http import Push, build
from streams.connect.options import Options
from streams.errors import ConnectError, SettingsError, SourcesError
from streams.settings import Settings
from streams.topology import BACKFILL, RAW
from tests.connect.desks import desk_for
from tests.connect.ingest.pushing import pushing


@pytest.fixture
def token(tmp_path: Path) -> str:
    (tmp_path / "token").write_text("quay-token-0123456789\n")
    return str(tmp_path / "token")


def given(source: str = "quay", **table: Any) -> Given:
    return Given(source, Options(f"sources.toml: source {source!r}", "http", table))


def test_what_sources_toml_says_of_it(token: str) -> None:
    (push,) = build([given(token_file=token, max_bytes=5000, rate=2, backfill=True)], Settings())
    assert isinstance(push, Push)
    assert (push.source, push.kind, push.door.most, push.door.to) == ("quay", "http", 5000, BACKFILL)
    (push,) = build([given(token_file=token)], Settings())
    assert isinstance(push, Push)
    assert (push.door.most, push.door.to) == (16_000_000, RAW)
    assert counted([push, push]) == "2 http"


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({}, r"http\.token_file is missing, and so is signature_file"),
        ({"token_file": "/nowhere/token"}, "/nowhere/token cannot be read: No such file"),
        ({"rate": 0}, r"http\.rate must be a number from 0\.001"),
        ({"max_bytes": 10}, r"http\.max_bytes must be"),
        ({"path": "/ingest"}, r"http\.path is unknown; known are token_file, signature_file, rate"),
    ],
)
def test_what_is_wrong_in_it_is_said(token: str, table: dict[str, Any], says: str) -> None:
    with pytest.raises(SourcesError, match=says):
        build(
            [given(**({"token_file": token} if table and "token_file" not in table else {}), **table)],
            Settings(),
        )


def test_a_certificate_is_looked_at_before_anything_runs(token: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="COPYDESK_INGEST_CERTFILE"):
        build([given(token_file=token)], Settings(ingest_certfile=tmp_path / "none.pem"))
    with pytest.raises(SettingsError, match="is set without its certificate"):
        Settings(ingest_keyfile=tmp_path / "key.pem")


@pytest.mark.parametrize(
    ("host", "told"), [("127.0.0.1", False), ("localhost", False), ("::1", False), ("0.0.0.0", True)]
)
def test_tokens_in_the_clear_are_told(
    token: str, host: str, told: bool, caplog: pytest.LogCaptureFixture
) -> None:
    build([given(token_file=token)], Settings(ingest_host=host))
    assert ("unencrypted" in caplog.text) is told


async def test_one_server_is_that_of_all_and_listens_while_one_of_them_runs(tmp_path: Path) -> None:
    async with pushing(tmp_path) as to:
        quay, mole = to.connections["quay"], to.connections["mole"]
        assert quay.shared is mole.shared
        assert (await to.post(b"x")).status == 202
        assert (await to.post(b"x", path="/ingest/mole", token="mole")).status == 202
        fault = quay.door.fault
        assert fault is not None
        fault.set_exception(ConnectError("the topic is gone"))
        assert (await to.post(b"x", path="/ingest/mole", token="mole")).status == 202
        assert (await to.post(b"x")).status == 503
    with pytest.raises(OSError):
        await asyncio.open_connection(*to.place)


async def test_a_port_that_is_taken_is_said_and_tried_again(tmp_path: Path, token: str) -> None:
    (tmp_path / "first").mkdir()
    async with pushing(tmp_path / "first") as to:
        (push,) = build([given(token_file=token)], Settings(ingest_port=to.place[1]))
        with (
            desk_for("quay", "http", tmp_path / "data") as (desk, _),
            pytest.raises(ConnectError, match="cannot be listened on"),
        ):
            await push.run(desk)
