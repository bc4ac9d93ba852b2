"""One parser for all XML: what it mends, what it refuses, and that it fetches and expands nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.article import Dropped
from streams.intake.xml import DEEPEST, Document, local_name, parse_xml, read_xml
from streams.kinds import Reason
from tests.linear import assert_linear, repeated


def document(text: str) -> Document:
    """The parsed document; fails if it was refused."""
    read = read_xml(text)
    assert isinstance(read, Document), read
    return read


def said(text: str) -> str:
    """All the text in the document."""
    return "".join(map(str, document(text).root.itertext()))


def refused(text: str) -> str:
    """The detail of the refusal; fails if it was read."""
    read = parse_xml(text)
    assert isinstance(read, Dropped), read
    assert read.reason is Reason.INVALID_DOCUMENT
    return read.detail


def test_the_declared_encoding_does_not_count_for_text() -> None:
    assert said('\ufeff \n<?xml version="1.0" encoding="ISO-8859-1"?>\n<a>Möwe</a>') == "Möwe"


@pytest.mark.parametrize(
    ("markup", "text", "repairs"),
    [
        ("<a>5&nbsp;km&eacute;</a>", "5\xa0kmé", ("entity",)),
        ("<a>x &amp;nbsp; &lt;b&gt; &#233; &#xE9;</a>", "x &nbsp; <b> é é", ()),
        ("<a>R&D at AT&T &co;</a>", "R&D at AT&T &co;", ("ampersand",)),
        ("<a>it&#146;s</a>", "it’s", ("c1",)),
        ("<a>x&#0;y&#11;z</a>", "xyz", ("control", "nul")),
        ("<a>&#xD83D;&#xDE00; &#99999999;</a>", "😀 ", ("noncharacter",)),
        ("<a><![CDATA[5 &nbsp; <b>]]></a>", "5 &nbsp; <b>", ()),
        ("<a>one<!-- &nbsp; ---- --> two<?pi &nbsp; ?> three</a>", "one two three", ()),
        ("<a><media:b>one</media:b></a>", "one", ("namespace",)),
    ],
)
def test_what_wires_get_wrong_is_mended_and_named(markup: str, text: str, repairs: tuple[str, ...]) -> None:
    assert said(markup) == text
    assert tuple(sorted(document(markup).repairs)) == repairs


@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_named_character_in_an_attribute_stays_one_value(quote: str) -> None:
    assert document(f"<a b={quote}x&quot;y&hearts;&apos;z{quote}/>").root.get("b") == "x\"y♥'z"


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE nitf SYSTEM "nitf-3-3.dtd">',
        '<!DOCTYPE NewsML PUBLIC "a>b" "c.dtd" [<!ENTITY % nitf SYSTEM "n.dtd"> %nitf; <!-- ]> -->]>',
        '<!DOCTYPE rss [<!ENTITY nbsp "&#160;"><!ENTITY eacute "&#xE9;">]>',
    ],
)
def test_a_document_type_is_cut_off_unread(doctype: str) -> None:
    assert said(f'<?xml version="1.0"?><!-- x -->{doctype}<a>caf&eacute;</a>') == "café"


@pytest.mark.parametrize(
    "markup",
    [
        '<!DOCTYPE a [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]><a>&lol2;</a>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///secret">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY hearts "something else">]><a b="&hearts;"/>',
        '<!DOCTYPE a><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        '<!DOCTYPE a><!DOCTYPE a [<!ENTITY x "y">]><a/>',
        "<!DOCTYPE a [",
    ],
)
def test_entities_of_its_own_are_not_expanded(markup: str) -> None:
    assert refused(markup).startswith("XML: ")


def test_nothing_is_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.dtd"
    secret.write_text('<!ENTITY x "secret"><!ATTLIST a b CDATA "secret">')
    for markup in (
        f'<!DOCTYPE a SYSTEM "{secret.as_uri()}"><a>&x;</a>',
        f'<!DOCTYPE a SYSTEM "{secret}"><a/>',
    ):
        root = document(markup).root
        assert "secret" not in "".join(map(str, root.itertext())) and not root.attrib
    include = (
        f'<a xmlns:i="http://www.w3.org/2001/XInclude"><i:include href="{secret.as_uri()}" parse="text"/></a>'
    )
    assert said(include) == ""


def test_depth_is_bounded() -> None:
    assert local_name(document("<a>" * DEEPEST + "</a>" * DEEPEST).root) == "a"
    assert "deep" in refused("<a>" * (DEEPEST + 1) + "</a>" * (DEEPEST + 1))
    assert refused("<a>" * 100_000)


@pytest.mark.parametrize(
    "markup", ["", "plain", "<", "<a>", "<a></b>", "<a/><b/>", "<a>x</a> trailing", "<media:a><b></media:a>"]
)
def test_what_is_not_well_formed_is_refused(markup: str) -> None:
    assert refused(markup)


def test_local_names_have_no_prefix() -> None:
    root = document('<x:a xmlns:x="urn:x"><b/><y:c/></x:a>').root
    assert [local_name(each) for each in root.iter()] == ["a", "b", "c"]


@pytest.mark.long
@pytest.mark.parametrize(
    "unit", ["<!--", "<![CDATA[", "<?x", "&", "&#", "&a", '"', "<!ENTITY ", "<!DOCTYPE ", "[", "' ", "<a "]
)
@pytest.mark.parametrize("start", ["<a>", "<!DOCTYPE a [", ""])
def test_hostile_input_takes_linear_time(start: str, unit: str) -> None:
    assert_linear(read_xml, repeated(unit, start))


@given(st.text() | st.text(alphabet="<>/a!-[]?&;#x0 \"'DOCTYPE", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    for markup in (text, f"<a>{text}</a>"):
        read = read_xml(markup)
        assert isinstance(read, Document | Dropped)
