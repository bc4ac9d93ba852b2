"""What a broker's refusal of a record means: whether it may pass, whose fault it is, and what an operator can do."""

from __future__ import annotations

from enum import Enum

from aiokafka import errors

from streams.topology import MAX_MESSAGE_BYTES

#: Seconds for which a record is sent again after a refusal of which nobody knows whether it passes.
PATIENCE = 60.0


class Failure(Enum):
    """What a refusal means."""

    PASSES = "passes"  # the network, a leader, replicas: it is sent again for as long as it takes
    DOUBTFUL = "doubtful"  # it may pass, but not after PATIENCE: then it is one of the topic
    DAMAGED = "damaged"  # it may pass, but not after PATIENCE: then it is one of the record
    RECORD = "record"  # this record will never be taken
    TOPIC = "topic"  # none will, before somebody changes a right or a topic


#: What is not here passes where aiokafka says that it may be tried again, and else is doubtful.
_KNOWN: dict[type[errors.KafkaError], Failure] = {
    errors.KafkaTimeoutError: Failure.PASSES,
    errors.KafkaUnavailableError: Failure.PASSES,
    errors.BrokerNotAvailableError: Failure.PASSES,
    errors.ReplicaNotAvailableError: Failure.PASSES,
    errors.StaleLeaderEpochCodeError: Failure.PASSES,
    errors.LogDirNotFound: Failure.PASSES,
    errors.ProducerClosed: Failure.PASSES,  # the worker ends, or connects anew
    errors.UnknownTopicOrPartitionError: Failure.DOUBTFUL,  # a topic that is just being made
    errors.CorruptRecordException: Failure.DAMAGED,  # a bit fell over on the way, or always will
    errors.InvalidMessageError: Failure.DAMAGED,
    errors.MessageSizeTooLargeError: Failure.RECORD,
    errors.RecordListTooLargeError: Failure.RECORD,
    errors.InvalidTimestampError: Failure.RECORD,
    errors.TopicAuthorizationFailedError: Failure.TOPIC,
    errors.ClusterAuthorizationFailedError: Failure.TOPIC,
    errors.TransactionalIdAuthorizationFailed: Failure.TOPIC,
    errors.InvalidTopicError: Failure.TOPIC,
    errors.InvalidRequiredAcksError: Failure.TOPIC,
    errors.UnsupportedVersionError: Failure.TOPIC,
    errors.IncompatibleBrokerVersion: Failure.TOPIC,
    errors.UnrecognizedBrokerVersion: Failure.TOPIC,
    errors.UnsupportedForMessageFormatError: Failure.TOPIC,
    errors.PolicyViolationError: Failure.TOPIC,
    errors.SaslAuthenticationFailed: Failure.TOPIC,
    errors.UnsupportedSaslMechanismError: Failure.TOPIC,
    errors.IllegalSaslStateError: Failure.TOPIC,
    errors.SecurityDisabled: Failure.TOPIC,
}
_RIGHT = "give the user of this worker the right to write there"
_NEWER = "copydesk needs a newer broker"
_REMEDIES: dict[type[errors.KafkaError], str] = {
    errors.TopicAuthorizationFailedError: _RIGHT,
    errors.ClusterAuthorizationFailedError: _RIGHT,
    errors.UnknownTopicOrPartitionError: "`copydesk topics` makes it anew",
    errors.InvalidTopicError: "it takes no topic of that name: choose another COPYDESK_APP_ID",
    errors.UnsupportedVersionError: _NEWER,
    errors.UnsupportedForMessageFormatError: _NEWER,
    errors.MessageSizeTooLargeError: f"raise its max.message.bytes to {MAX_MESSAGE_BYTES}, and the broker's, too",
    errors.RecordListTooLargeError: f"raise its segment.bytes above {MAX_MESSAGE_BYTES}",
    errors.SaslAuthenticationFailed: "check COPYDESK_SASL_USERNAME and COPYDESK_SASL_PASSWORD",
}


def failure_of(error: errors.KafkaError, seconds: float = 0.0) -> Failure:
    """What `error` means where the record has been refused for so many `seconds`; never DOUBTFUL or DAMAGED after
    PATIENCE.
    """
    found = _KNOWN.get(type(error), Failure.PASSES if error.retriable else Failure.DOUBTFUL)
    if seconds >= PATIENCE:
        return {Failure.DOUBTFUL: Failure.TOPIC, Failure.DAMAGED: Failure.RECORD}.get(found, found)
    return found


def refusal(topic: str, size: int, error: errors.KafkaError) -> str:
    """The sentence on a record of `size` bytes that must be written to `topic`, and that the broker will never take."""
    remedy = _REMEDIES.get(type(error), "the broker's log may say why")
    return (
        f"{topic} does not take a record of {size} bytes ({type(error).__name__}), and will not: {remedy}, and start "
        "the worker again; nothing is lost"
    )
