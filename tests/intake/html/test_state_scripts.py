"""The values that a page's scripts carry."""

from __future__ import annotations

from typing import Any

import pytest

from streams.intake.html.extract import parse_page
from streams.intake.html.state_flight import values_of
from streams.intake.html.state_scripts import carried_by, read_literal

LONG = "x" * 400


def carried(scripts: str) -> list[tuple[str, Any]]:
    tree = parse_page(f"<html><body>{scripts}</body></html>")
    assert tree is not None
    return [(each.name, each.value) for each in carried_by(tree)]


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        (
            '{a:1,"b":[.5,-.5,1e3],$c_d:!0,e:!1,f:null}',
            {"a": 1, "b": [0.5, -0.5, 1e3], "$c_d": True, "e": False, "f": None},
        ),
        ("{a:void 0,b:undefined,c:NaN,d:-Infinity}", {"a": None, "b": None, "c": None, "d": None}),
        (r"""{a:'it\'s "so"',b:"\x41\u00e9\n\/",c:'\0'}""", {"a": 'it\'s "so"', "b": "Aé\n/", "c": "0"}),
        ('{a:new Date("2026-11-20"),b:new Date(0)}', {"a": "2026-11-20", "b": 0}),
        (
            '(function(a,b){return {x:a,y:[b,b],z:c}}("q",{"k":1}))',
            {"x": "q", "y": [{"k": 1}] * 2, "z": None},
        ),
        ("(function(a){return [a]}(2))", [2]),
        ("{a:run()}", None),
        ("{a:1", None),
        ("(function(a){a.b=1;return {x:a}}({}))", None),
        ("", None),
    ],
)
def test_literals_of_javascript_are_read_and_nothing_is_run(literal: str, value: Any) -> None:
    assert read_literal(literal)[0] == value


def test_several_values_of_one_script_come_in_their_order() -> None:
    script = (
        f'var one = {{"a": "{LONG}"}}; run(one); self.two={{b:1}};window.three={{c:f()}};const four=["d"];'
    )
    assert [name for name, _ in carried(f"<script>{script}</script>")] == ["one", "two", "four"]


@pytest.mark.parametrize(
    "scripts",
    [
        f"<script type=application/json>{{{LONG}</script>",
        f"<script type=text/template>window.a={{'b':1}}//{LONG}</script>",
        f"<script>if (window.a == {{}}) run('{LONG}')</script>",
        "<script>window.a={b:1}</script>",  # too short to hold a text
        f"<script>window.a=JSON.parse(b);'{LONG}'</script>",
    ],
)
def test_what_is_no_value_is_left_out(scripts: str) -> None:
    assert carried(scripts) == []


def test_what_does_not_end_is_no_value_of_a_flat_list() -> None:
    """A list that holds itself, and one whose entries stand in each other many times."""
    itself = f'[{{"a":1}},[1,1],"b","{LONG}"]'
    many = "[" + ",".join([f"[{n + 1},{n + 1}]" for n in range(40)]) + f',"{LONG}"]'
    for text in (itself, many):
        assert len(carried(f"<script type=application/json>{text}</script>")) == 1


def test_rows_of_a_stream_are_read_and_texts_put_in() -> None:
    text = "<p>Één\n7:</p>"
    stream = f':HL["/a.css"]\n1:"$S"\n2:T{len(text.encode()):x},{text}3:I[1]\n4:["$","p",null,{{"a":"$2","b":"$9"}}]\n5:{{x'
    assert values_of(stream) == [["$", "p", None, {"a": text, "b": "$9"}]]


def test_the_objects_of_a_store_stand_in_the_places_of_their_names() -> None:
    store = (
        '{"ROOT_QUERY":{"a":{"__ref":"A:1"}},"A:1":{"body":[{"__ref":"P:1"},{"type":"id","id":"P:2"}],"next":{"__ref":"A:1"}},'
        f'"P:1":{{"text":"{LONG}"}},"P:2":{{"text":"two"}},"P:3":{{"x":{{"__ref":"gone"}}}}}}'
    )
    ((name, value),) = carried(f"<script>window.__APOLLO_STATE__={store}</script>")
    assert name == "__APOLLO_STATE__"
    assert [each["text"] for each in value[0]["body"]] == [LONG, "two"]
    assert value[3] == {"x": {"__ref": "gone"}}
