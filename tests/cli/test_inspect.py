from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner

from streams.cli.inspect import inspect
from streams.events.schema import problem
from tests.articles import PARAGRAPHS
from tests.cli.run import copydesk
from tests.shared import shared

SEEDS = Path(__file__).parents[2] / "seeds"


def test_the_article_this_product_was_asked_to_handle() -> None:
    (path,) = shared("seed").glob("*.txt")
    ran = copydesk("inspect", str(path), "--json")
    assert ran.code == 0, ran.err
    event = orjson.loads(ran.out)
    assert problem("article.enriched.v1", event) is None
    item, desk = event["item"], event["desk"]
    body = item["bodies"][0]["value"]
    assert body.startswith("France invoked")
    assert body.endswith("Friday's slaughter.")
    assert len(body.split("\n\n")) == 12
    assert {"France", "Syria", "Iraq"} <= {place["name"] for place in item["places"]}
    assert {"John Kerry", "Laurent Fabius"} <= {person["name"] for person in item["people"]}
    speakers = [quote["speaker"] for quote in desk["quotes"] if quote.get("speaker")]
    assert len(speakers) >= 3
    assert all(removed["rule"] for removed in desk["cleaning"]["removed"])


def test_for_people_it_says_which_format_it_saw_and_why_and_what_it_removed() -> None:
    ran = copydesk("inspect", str(SEEDS / "harbour-post" / "0648-bathside-terminal-blaze.html"))
    assert ran.code == 0
    assert "html, by its content type text/html" in ran.out
    assert "removed" in ran.out


def test_standard_input_is_one_document() -> None:
    ran = copydesk("inspect", "-", "--json", stdin="\n\n".join(PARAGRAPHS).encode())
    assert orjson.loads(ran.out)["item"]["bodies"][0]["value"] == "\n\n".join(PARAGRAPHS)


def test_a_refused_document_says_why_and_does_not_hold_up_the_others(tmp_path: Path) -> None:
    (tmp_path / "1.bin").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    (tmp_path / "2.txt").write_text("\n\n".join(PARAGRAPHS))
    ran = copydesk("inspect", str(tmp_path), "--json")
    assert ran.code == 1
    assert "1.bin: binary:" in ran.err
    assert len(ran.out.splitlines()) == 1


def test_a_page_that_takes_forever_does_not_hang_the_terminal() -> None:
    deadly = SEEDS / "vigie-de-lest" / "2215-resultats.html"
    ran = copydesk("inspect", str(deadly), deadline_seconds="0.5")
    assert ran.code == 1
    assert "deadline: no end after 0.5 s" in ran.err


def test_a_message_is_shown_as_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "release.json"
    path.write_text('{"uri": "urn:w:1", "type": "text", "pubstatus": "usable", "version": "2"}')
    result = CliRunner().invoke(inspect, [str(path), "--json"])
    assert result.exit_code == 0, result.stderr
    event = orjson.loads(result.stdout)
    assert problem("article.duplicate.v1", event) is None
    assert event["desk"]["verdict"]["disposition"] == "signal"


@pytest.mark.parametrize("stage", ["clean", "unique"])
def test_what_the_desk_could_not_write_is_not_shown_as_fine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    (tmp_path / "1.txt").write_text("\n\n".join(PARAGRAPHS))
    monkeypatch.setattr("streams.events.codec.problem", lambda name, _: "no uri" if stage in name else None)
    result = CliRunner().invoke(inspect, [str(tmp_path)])
    assert result.exit_code == 1
    assert "invalid_output" in result.stderr
    assert PARAGRAPHS[0] not in result.stdout


def test_what_is_found_and_cannot_be_written_is_left_out_as_at_the_desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "1.txt").write_text("\n\n".join(PARAGRAPHS))
    monkeypatch.setattr(
        "streams.events.codec.problem", lambda _, event: "a number" if "word_count" in event["desk"] else None
    )
    result = CliRunner().invoke(inspect, [str(tmp_path), "--json"])
    assert result.exit_code == 0, result.stderr
    assert orjson.loads(result.stdout)["desk"]["cleaning"]["repairs"] == ["not-enriched:invalid_output"]
