from __future__ import annotations

from pathlib import Path

import orjson

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
    deadly = SEEDS / "vigie-de-lest" / "1222-resultats.html"
    ran = copydesk("inspect", str(deadly), deadline_seconds="0.5")
    assert ran.code == 1
    assert "deadline: no end after 0.5 s" in ran.err
