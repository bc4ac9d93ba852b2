"""Who is the one writer, and who stands by, after each rebalance."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from faust.assignor.client_assignment import ClientAssignment, ClientMetadata

from streams.runtime.assignor import OneWriter, seat
from streams.topology import CLEAN, RAW, UNIQUE


def member(*, writer: bool = False, standby: bool = False, raw: int = 0) -> Any:
    """What a member had before."""
    return ClientAssignment(
        actives={CLEAN.name: [0] if writer else [], RAW.name: list(range(raw))},
        standbys={CLEAN.name: [0] if standby else []},
    )


def seated(now: dict[str, Any], before: dict[str, Any]) -> tuple[list[str], list[str]]:
    """The writers and the standbys, by name."""
    seat(now, before)
    return (
        [name for name, given in now.items() if given.actives[CLEAN.name] == [0]],
        [name for name, given in now.items() if given.standbys[CLEAN.name] == [0]],
    )


def test_of_a_new_group_those_with_the_least_work_are_chosen() -> None:
    now = {"a": member(raw=3), "b": member(raw=1), "c": member(raw=2)}
    assert seated(now, {name: member() for name in now}) == (["b"], ["c"])


def test_a_single_worker_is_the_writer_and_nobody_stands_by() -> None:
    assert seated({"a": member()}, {"a": member()}) == (["a"], [])


@pytest.mark.parametrize("newcomer", ["0", "z"])
def test_a_worker_that_joins_does_not_move_the_writer_or_its_standby(newcomer: str) -> None:
    before = {"a": member(writer=True), "b": member(standby=True), newcomer: member()}
    now = {"a": member(raw=9), "b": member(raw=9), newcomer: member()}
    assert seated(now, before) == (["a"], ["b"])


def test_when_the_writer_is_gone_its_standby_takes_the_seat_and_another_one_stands_by() -> None:
    before = {"b": member(), "c": member(standby=True), "d": member()}
    now = {"b": member(raw=1), "c": member(raw=9), "d": member(raw=2)}
    assert seated(now, before) == (["c"], ["b"])


def test_a_writer_that_returns_after_its_standby_took_over_does_not_make_two() -> None:
    before = {"a": member(writer=True), "b": member(writer=True), "c": member(standby=True)}
    now = {name: member() for name in before}
    writers, standbys = seated(now, before)
    assert (len(writers), standbys) == (1, ["c"])


def test_what_faust_gave_to_somebody_else_is_taken_from_there() -> None:
    before = {"a": member(writer=True), "b": member()}
    now = {"a": member(), "b": member(writer=True, standby=True)}
    assert seated(now, before) == (["a"], ["b"])


class Group:
    """A group as Kafka's protocol drives its assignor: one leader, and the partitions that the topics have."""

    def __init__(self) -> None:
        app: Any = SimpleNamespace(
            tables=SimpleNamespace(data={}, changelog_topics=set()),
            tracer=None,
            conf=SimpleNamespace(canonical_url="http://localhost/"),
        )
        self.app, self.leader = app, OneWriter(app)
        self.counts = {RAW.name: 8, CLEAN.name: 1, UNIQUE.name: 8}
        self.workers: dict[str, OneWriter] = {}

    def tell(self, had: dict[str, ClientAssignment]) -> dict[str, ClientAssignment]:
        """A rebalance: what each member hears when they had that before."""
        cluster = SimpleNamespace(partitions_for_topic=lambda topic: set(range(self.counts[topic])))
        metadata = {
            name: SimpleNamespace(
                subscription=list(self.counts),
                user_data=ClientMetadata(
                    assignment=before, url="http://localhost/", changelog_distribution={}
                ).dumps(),
            )
            for name, before in had.items()
        }
        given = self.leader._perform_assignment(cluster, metadata)
        heard = {}
        for name, each in given.items():
            worker = self.workers[name] = OneWriter(self.app)
            worker.on_assignment(each)
            heard[name] = worker._assignment
            active = {(tp.topic, tp.partition) for tp in worker.assigned_actives()}
            assert active == {(topic, number) for topic, numbers in each.assignment for number in numbers}
        return heard


NOTHING = ClientAssignment(actives={}, standbys={})


def test_the_group_s_leader_seats_and_every_member_hears_it() -> None:
    """With two members, and then with the writer gone."""
    group = Group()
    first = group.tell({"a": NOTHING, "b": NOTHING})
    roles = {name: (each.actives[CLEAN.name], each.standbys[CLEAN.name]) for name, each in first.items()}
    assert sorted(roles.values()) == [([], [0]), ([0], [])]
    for topic in (RAW.name, UNIQUE.name):
        assert sorted(len(each.actives[topic]) for each in first.values()) == [4, 4]
    standby = next(name for name, role in roles.items() if role == ([], [0]))
    then = group.tell({standby: first[standby], "c": NOTHING})
    assert then[standby].actives[CLEAN.name] == [0]
    assert then["c"].standbys[CLEAN.name] == [0]


@pytest.mark.parametrize("raw", [12, 9, 1])
def test_when_a_topic_has_another_number_of_partitions_each_is_given_once_and_all_hear_how_many(
    raw: int,
) -> None:
    """More, or after a deletion fewer: what was had of those that are gone is not given any more."""
    group = Group()
    had = group.tell({"a": NOTHING, "b": NOTHING})
    group.counts[RAW.name] = raw
    then = group.tell(had)
    for topic, count in ((RAW.name, raw), (UNIQUE.name, 8)):
        given = [number for each in then.values() for number in each.actives[topic]]
        assert sorted(given) == list(range(count))
    for worker in group.workers.values():
        assert worker.shared_out == {RAW.name: raw, CLEAN.name: 1, UNIQUE.name: 8}
