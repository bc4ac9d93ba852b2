from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import streams.topology as topology
from streams.kinds import Stage
from streams.topology import AGENTS, FOLLOWER, TOPICS, WEBHOOKS_DEAD, all_topics, journal, wire_topics

DIAGRAM = re.compile(r"^ *articles\.raw --.*?articles\.dead$", re.MULTILINE | re.DOTALL)


def test_the_agents_are_the_stages_in_their_order_and_form_one_way() -> None:
    assert [agent.stage for agent in AGENTS] == list(Stage)
    for before, after in pairwise(AGENTS):
        assert after.reads in before.writes


def test_every_topic_is_read_or_written_and_has_a_policy() -> None:
    used = {topic.name for agent in AGENTS for topic in (*agent.all_reads, *agent.writes)}
    used |= {topic.name for topic in (*FOLLOWER.reads, *FOLLOWER.writes)}
    assert used == {topic.name for topic in TOPICS}
    for topic in all_topics("copydesk"):
        assert "cleanup.policy" in topic.all_configs()
        assert int(topic.all_configs()["max.message.bytes"]) == topology.MAX_MESSAGE_BYTES


def test_the_wire_needs_nothing_of_the_follower() -> None:
    beside = {topic.name for topic in (*FOLLOWER.writes, WEBHOOKS_DEAD, journal("copydesk"))}
    assert {topic.name for topic in all_topics("copydesk")} - beside == {
        topic.name for topic in wire_topics("copydesk")
    }
    assert not beside & {topic.name for agent in AGENTS for topic in agent.all_reads}


def test_the_readme_shows_the_diagram_of_the_topology() -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text()
    drawn = DIAGRAM.search(topology.__doc__ or "")
    assert drawn is not None
    assert [line.strip() for line in drawn.group().splitlines()] == [
        line.strip() for line in _diagram_of(readme).splitlines()
    ]
    for topic in TOPICS:
        assert topic.name in drawn.group()


def _diagram_of(text: str) -> str:
    found = DIAGRAM.search(text)
    assert found is not None, "the README has no diagram"
    return found.group()
