from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from streams.connect.options import Options
from streams.errors import SourcesError


def options(**table: object) -> Options:
    return Options("sources.toml: source 'quay'", "feed", table)


def test_values_and_defaults() -> None:
    given = options(url=" https://quay.example/feed ", urls=["a", "b"], every=30, fetch=True, path="~/drop")
    assert given.text("url") == "https://quay.example/feed"
    assert given.text("agent", "copydesk") == "copydesk"
    assert given.texts("urls") == ("a", "b")
    assert given.texts("url") == ("https://quay.example/feed",)
    assert given.number("every", 60, 1, 3600) == 30.0
    assert given.flag("fetch", False) is True
    assert given.path("path") == Path.home() / "drop"
    assert given.choice("how", ("a", "b"), "b") == "b"
    assert not given.has("delay")
    given.done()


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda o: o.text("url"), r"\[source.feed\] needs url"),
        (lambda o: o.text("number"), 'feed.number must be a text: number = "…"'),
        (lambda o: o.text("blank"), "feed.blank must be a text"),
        (lambda o: o.text("long"), "feed.long has more than 2000 characters"),
        (lambda o: o.texts("numbers"), "feed.numbers must be a text or a list of texts"),
        (lambda o: o.texts("number"), "feed.number must be a text or a list of texts"),
        (lambda o: o.choice("word", ("a", "b"), "a"), "feed.word is 'other'; it may be a, b"),
        (lambda o: o.number("number", 1, 1, 5), "feed.number must be a number from 1 to 5"),
        (lambda o: o.number("yes", 1, 0, 5), "feed.yes must be a number from 0 to 5"),
        (lambda o: o.flag("number", True), "feed.number must be true or false"),
        (lambda o: o.done(), "feed.number is unknown"),
    ],
)
def test_what_is_wrong_is_said_with_source_and_key(ask: Callable[[Options], object], says: str) -> None:
    given = options(number=7, blank=" ", long="x" * 2001, numbers=[7], word="other", yes=True)
    with pytest.raises(SourcesError, match=says) as refused:
        ask(given)
    assert str(refused.value).startswith("sources.toml: source 'quay': ")


def test_a_secret_is_the_first_line_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("s3cret \nsecond\n")
    assert options(token_file=str(file)).secret("token_file") == "s3cret"
    assert options().secret("token_file") is None
    file.write_text("\n")
    with pytest.raises(SourcesError, match="is empty"):
        options(token_file=str(file)).secret("token_file")
    with pytest.raises(SourcesError, match=r"token_file .*cannot be read: No such file"):
        options(token_file=str(tmp_path / "none")).secret("token_file")
