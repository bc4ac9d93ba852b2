"""The pages on sources.toml and subscriptions have the keys that copydesk knows: those of each connection, and no others."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from streams.connect.connections import connections_of
from streams.connect.subscriptions import read_subscriptions
from streams.errors import SourcesError, SubscriptionsError
from streams.kinds import CONNECTIONS
from streams.settings import Settings
from streams.sources.table import read_sources

PAGE = Path(__file__).parents[2] / "docs" / "connect.md"
#: The least that a table of each kind must have. FILE is a file with a secret.
LEAST = {
    "folder": 'path = "/srv"',
    "http": 'token_file = "FILE"',
    "feed": 'url = "https://post.example/rss.xml"',
    "sitemap": 'url = "https://post.example/sitemap.xml"',
    "mail": 'host = "imap.post.example"\nuser = "desk"\npassword_file = "FILE"',
    "kafka": 'brokers = "127.0.0.1:9092"\ntopics = ["cms"]',
}


def listed(kind: str) -> set[str]:
    """The keys in the first column of the table under the heading of a kind, and those that a row names beside others."""
    section = re.split(r"^## ", PAGE.read_text(), flags=re.MULTILINE)
    (text,) = (part for part in section if part.startswith(f"{kind}\n"))
    table = text.partition("| key | default | |\n")[2].partition("\n\n")[0]
    return {key for row in table.splitlines() for key in re.findall(r"`(\w+)`", row.split("|")[1])}


def known(kind: str, secret: Path) -> set[str]:
    """The keys that copydesk names where it refuses one that it does not know."""
    text = f'[[source]]\nname = "quay"\n[source.{kind}]\n{LEAST[kind]}\nstray = 1\n'.replace(
        "FILE", str(secret)
    )
    with pytest.raises(SourcesError) as refused:
        connections_of(read_sources(text), Settings())
    return named(refused.value)


def named(error: Exception) -> set[str]:
    """The keys that a refusal names as known."""
    found = re.search(r"known are ([\w, ]+)", str(error))
    assert found is not None, error
    return set(found[1].split(", "))


@pytest.mark.parametrize("kind", CONNECTIONS)
def test_each_key_is_listed(kind: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("a-secret-0123456789\n")
    assert listed(kind) == known(kind, secret)


def keys(page: str, table: str) -> set[str]:
    """The keys of a table, in any example of a page; those of tables below it are of these."""
    examples = re.findall(r"```toml[^\n]*\n(.*?)```", (PAGE.parent / page).read_text(), re.DOTALL)
    entries = [entry for example in examples for entry in tomllib.loads(example).get(table, ())]
    return {key for entry in entries for key in entry}


def test_each_key_of_a_source_is_shown() -> None:
    with pytest.raises(SourcesError) as refused:
        read_sources('[[source]]\nname = "quay"\nstray = 1\n')
    assert keys("sources.md", "source") == named(refused.value) - set(CONNECTIONS)


def test_each_key_of_a_subscription_is_shown() -> None:
    with pytest.raises(SubscriptionsError) as refused:
        read_subscriptions('[[subscription]]\nname = "radio"\nstray = 1\n')
    assert keys("webhooks.md", "subscription") == named(refused.value)
