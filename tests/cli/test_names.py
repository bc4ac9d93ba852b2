from __future__ import annotations

import click
import pytest
from click.shell_completion import BashComplete

from streams.cli import COMMANDS, cli
from streams.cli.names import TOPIC, check_header, unknown_variables
from streams.settings import Settings
from streams.topology import TOPICS


@pytest.mark.parametrize("topic", [topic.name for topic in TOPICS])
def test_a_topic_by_its_name_and_by_the_last_part_of_it(topic: str) -> None:
    assert TOPIC.convert(topic, None, None) == topic
    assert TOPIC.convert(topic.rpartition(".")[2], None, None) == topic


def test_a_topic_that_there_is_not() -> None:
    with pytest.raises(click.BadParameter, match=r"'enrichd' is no topic\. Did you mean enriched\?"):
        TOPIC.convert("enrichd", None, None)


def test_headers_of_ours_are_known_and_on_topics_of_others_any_may_be_there() -> None:
    for name in ("language", "topics", "ce_subject", "pubstatus", "status"):
        check_header(name, "articles.enriched")
    check_header("x-anything", "articles.raw")
    check_header("x-anything", "articles.dead")
    with pytest.raises(click.UsageError, match=r"--where langage: .* Did you mean language\?"):
        check_header("langage", "articles.enriched")


def test_a_variable_that_is_no_setting_is_told() -> None:
    known = {f"COPYDESK_{name.upper()}": "x" for name in Settings.model_fields}
    assert list(unknown_variables({**known, "COPYDESK_PYTHON": "x", "PATH": "x"})) == []
    (said,) = unknown_variables({"COPYDESK_BROKR": "x"})
    assert said == "COPYDESK_BROKR is no setting, and changes nothing. Did you mean COPYDESK_BROKER?"


def test_a_shell_completes_commands_and_topics() -> None:
    complete = BashComplete(cli, {}, "copydesk", "_COPYDESK_COMPLETE")
    assert [item.value for item in complete.get_completions([], "tra")] == ["trace"]
    assert {item.value for item in complete.get_completions([], "")} == set(COMMANDS)
    assert isinstance(complete.get_completions(["bogus"], ""), list)  # a shell is told no sentence
    assert "enriched" in [item.value for item in complete.get_completions(["tail"], "enr")]
