"""The article as a value: what the stages change of it in more than one place."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from streams.article import Fingerprint
from tests.articles import article


def test_a_repair_is_named_after_those_that_there_are() -> None:
    told = article(repairs=("charset",), removed=())
    assert told.repaired("nul", "take:left-out").cleaning.repairs == ("charset", "nul", "take:left-out")
    assert told.cleaning.repairs == ("charset",)


def test_its_other_uris_are_these_and_no_more() -> None:
    told = article(aliases=("urn:a:1",), uri_by="document")
    renamed = told.with_aliases(["urn:b:1"])
    assert (renamed.naming.aliases, renamed.naming.uri_by) == (("urn:b:1",), "document")


def test_without_its_sketch_it_still_says_how_it_reads() -> None:
    assert article(sketch=b"x", reads="00").without_sketch().fingerprint == Fingerprint(None, "00")


def test_its_text_is_hashed_once_however_often_that_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[bytes] = []

    def counting(text: bytes) -> Any:
        hashed.append(text)
        return sha256(text)

    sha256 = hashlib.sha256
    monkeypatch.setattr(hashlib, "sha256", counting)
    told = article(headline="A headline of its own", paragraphs=("One.", "Two."))
    assert told.content_hash == sha256(b"A headline of its own\0One.\n\nTwo.").hexdigest()
    assert told.repaired("nul").content_hash == told.content_hash
    assert len(hashed) == 1
    assert article(headline=None, paragraphs=("One.",)).content_hash == sha256(b"\0One.").hexdigest()
