"""The article as a value: what the stages change of it in more than one place."""

from __future__ import annotations

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
