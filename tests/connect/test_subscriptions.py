from __future__ import annotations

from pathlib import Path

import pytest

from streams.connect.subscriptions import read_subscriptions
from streams.errors import SubscriptionsError
from streams.events.filters import Filter
from tests.connect.test_signature import SECRET

PLAIN = f"""
[[subscription]]
name = "radio"
url = "https://radio.example/hooks"
secret = "{SECRET}"
"""


def test_what_is_usual() -> None:
    (radio,) = read_subscriptions(PLAIN)
    assert (radio.name, radio.begin, radio.concurrency, radio.timeout) == ("radio", "now", 4, 20.0)
    assert [topic.name for topic in radio.topics] == ["articles.enriched"]
    assert radio.filter.asks_nothing
    assert radio.guard.refusal("127.0.0.1")
    assert SECRET not in repr(radio)


def test_all_that_can_be_said(tmp_path: Path) -> None:
    secrets = tmp_path / "secret"
    secrets.write_text(f"{SECRET}\n{SECRET}\n")
    path = tmp_path / "subscriptions.toml"
    path.write_text(
        f"""
        [[subscription]]
        name = "paper"
        url = "http://10.1.2.3:8080/hooks"
        secret_file = "{secrets}"
        topics = ["articles.enriched", "stories", "desk.notices"]
        filter = {{language = ["de", "fr"], text = "ferry"}}
        begin = "earliest"
        concurrency = 1
        timeout = 5
        allow_private = ["10.1.0.0/16"]
        """
    )
    (paper,) = read_subscriptions(str(path))
    assert len(paper.keys()) == 2
    assert paper.filter == Filter.from_table({"language": ["de", "fr"], "text": "ferry"})
    assert len(paper.topics) == 3
    assert paper.guard.refusal("10.1.2.3") is None
    secrets.write_text(SECRET)
    assert len(paper.keys()) == 1  # it is read again


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('name = "radio"', "", "subscription 1: name must be a text"),
        ('name = "radio"', 'name = "Radio 1"', "'Radio 1': name is to be of a to z"),
        ("https://", "ftp://", "'radio': url: .* is no http or https url"),
        ("https://radio.example", "http://127.0.0.1:9464", "url: 127.0.0.1 is refused: this machine"),
        ("https://radio", "https://me:secret@radio", "has a user or a password in it"),
        (f'"{SECRET}"', '"whsec_c2hvcnQ="', "secret has 5 bytes; 24 to 64 are wanted"),
        (f'"{SECRET}"', "[]", "secret is to have one secret, or two"),
        (f'secret = "{SECRET}"', "", "one of them is needed"),
        (
            f'secret = "{SECRET}"',
            'secret_file = "/no/such"',
            "secret_file: /no/such cannot be read: No such file",
        ),
        ("", "colour = 3\n", "colour is unknown; known are name, url"),
        ("", 'topics = ["articles.raw"]\n', "topics may be articles.enriched, stories, desk.notices"),
        ("", 'filter = {lang = "de"}\n', "filter: there is no filter 'lang' here"),
        ("", 'filter = "de"\n', "filter is to be a table"),
        (
            "",
            'topics = ["articles.enriched", "stories"]\nfilter = {signal = "kill"}\n',
            "filter.signal: stories have none; give them a subscription of their own",
        ),
        ("", 'begin = "never"\n', "begin is 'never'; it may be now, earliest"),
        ("", "concurrency = 0\n", "concurrency must be a number from 1 to 100"),
        ("", 'allow_private = "yes"\n', "allow_private must be true, false or a list of networks"),
        ("", 'allow_private = ["x"]\n', "allow_private: 'x' does not appear to be"),
        ("", PLAIN, "has two subscriptions 'radio'"),
        ("", "[other]\n", r"is to have \[\[subscription\]\] tables, and nothing else"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(old: str, new: str, why: str) -> None:
    text = PLAIN.replace(old, new) if old else PLAIN + new
    with pytest.raises(SubscriptionsError, match=why) as raised:
        read_subscriptions(text)
    assert SECRET not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SubscriptionsError, match=r"COPYDESK_SUBSCRIPTIONS: .*no\.toml cannot be read"):
        read_subscriptions(str(tmp_path / "no.toml"))
