from __future__ import annotations

import pytest

from streams import settings
from streams.errors import SettingsError
from streams.settings import Settings


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    settings.settings.cache_clear()
    for name in Settings.model_fields:
        monkeypatch.delenv(f"COPYDESK_{name.upper()}", raising=False)


def test_the_environment_sets_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_PARTITIONS", "3")
    assert settings.settings().partitions == 3
    settings.settings.cache_clear()


@pytest.mark.parametrize(
    ("name", "value"),
    [("PARTITIONS", "none"), ("PARTITIONS", "0"), ("NEAR_THRESHOLD", "2"), ("LOG_LEVEL", "loud")],
)
def test_a_value_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"COPYDESK_{name}", value)
    with pytest.raises(SettingsError, match=f"COPYDESK_{name}: "):
        settings.settings()


def test_every_setting_says_what_it_means() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_a_worker_connect_and_webhooks_run_side_by_side_on_one_machine() -> None:
    ports = [field.default for name, field in Settings.model_fields.items() if name.endswith("_port")]
    assert len(ports) == len(set(ports)) == 4
