from __future__ import annotations

import pytest
from aiokafka import errors

from streams.brokers.failures import _KNOWN, PATIENCE, Failure, failure_of, refusal


def every_error() -> list[type[errors.KafkaError]]:
    found = (each for each in vars(errors).values() if isinstance(each, type))
    return sorted(
        {each for each in found if issubclass(each, errors.KafkaError)}, key=lambda each: each.__name__
    )


@pytest.mark.parametrize("error", every_error())
def test_none_but_what_may_pass_is_tried_for_ever(error: type[errors.KafkaError]) -> None:
    late = failure_of(error(), PATIENCE)
    assert late in (Failure.PASSES, Failure.RECORD, Failure.TOPIC)
    assert late is Failure.PASSES or not error.retriable or error is errors.UnknownTopicOrPartitionError
    assert late is not Failure.PASSES or error.retriable or _KNOWN[error] is Failure.PASSES


@pytest.mark.parametrize(
    ("error", "at_once", "late"),
    [
        (errors.NotEnoughReplicasError, Failure.PASSES, Failure.PASSES),
        (errors.NotLeaderForPartitionError, Failure.PASSES, Failure.PASSES),
        (errors.KafkaTimeoutError, Failure.PASSES, Failure.PASSES),
        (errors.KafkaConnectionError, Failure.PASSES, Failure.PASSES),
        (errors.MessageSizeTooLargeError, Failure.RECORD, Failure.RECORD),
        (errors.RecordListTooLargeError, Failure.RECORD, Failure.RECORD),
        (errors.TopicAuthorizationFailedError, Failure.TOPIC, Failure.TOPIC),
        (errors.ClusterAuthorizationFailedError, Failure.TOPIC, Failure.TOPIC),
        (errors.InvalidTopicError, Failure.TOPIC, Failure.TOPIC),
        (errors.UnsupportedVersionError, Failure.TOPIC, Failure.TOPIC),
        (errors.UnknownTopicOrPartitionError, Failure.DOUBTFUL, Failure.TOPIC),
        (errors.UnknownError, Failure.DOUBTFUL, Failure.TOPIC),
        (errors.CorruptRecordException, Failure.DAMAGED, Failure.RECORD),
    ],
)
def test_what_passes_is_told_from_what_never_does(
    error: type[errors.KafkaError], at_once: Failure, late: Failure
) -> None:
    assert failure_of(error()) is at_once
    assert failure_of(error(), PATIENCE - 1) is at_once
    assert failure_of(error(), PATIENCE) is late


def test_the_sentence_names_topic_error_and_what_to_do() -> None:
    assert refusal("articles.dead", 900, errors.TopicAuthorizationFailedError()) == (
        "articles.dead does not take a record of 900 bytes (TopicAuthorizationFailedError), and will not: give the user "
        "of this worker the right to write there, and start the worker again; nothing is lost"
    )
    assert "`copydesk topics` makes it anew" in refusal("t", 1, errors.UnknownTopicOrPartitionError())
    assert "max.message.bytes to 16777216" in refusal("t", 1, errors.MessageSizeTooLargeError())
    assert "the broker's log may say why" in refusal("t", 1, errors.UnknownError())
