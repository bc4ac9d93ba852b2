from __future__ import annotations

from streams.runtime.turns import LAST_EVERY, Rank, Turns


def drawn(turns: Turns[str, int], count: int = 1000) -> list[int]:
    found: list[int] = []
    while len(found) < count and (item := turns.next()) is not None:
        found.append(item)
    return found


def test_owners_take_turns_and_each_keeps_its_order() -> None:
    turns: Turns[str, int] = Turns(lambda _: Rank.LIVE)
    for number in range(4):
        turns.put("a", number)
    turns.put("b", 10)
    turns.put("c", 20)
    turns.put("c", 21)
    assert (len(turns), turns.count("a"), turns.owners()) == (7, 4, {"a": 4, "b": 1, "c": 2})
    assert drawn(turns) == [0, 10, 20, 1, 21, 2, 3]
    assert (len(turns), turns.count("a"), turns.next()) == (0, 0, None)


def test_what_goes_first_goes_first_and_what_goes_last_gets_one_turn_in_twenty() -> None:
    ranks = {"enrich": Rank.FIRST, "live": Rank.LIVE, "slow": Rank.LAST}
    turns: Turns[str, str] = Turns(lambda owner: ranks[owner])
    for owner in ("slow", "live", "enrich"):
        for _ in range(30):
            turns.put(owner, owner)
    found = [turns.next() for _ in range(90)]
    assert found[: LAST_EVERY - 1] == ["enrich"] * (LAST_EVERY - 1)
    assert found[LAST_EVERY - 1] == "slow"
    assert found.index("live") == 30 + 1
    assert found[:30].count("enrich") == 29
    # It never starves, and takes no more than its part.
    assert found[:60].count("slow") == 60 // LAST_EVERY


def test_how_an_owner_stands_counts_when_it_is_its_turn_and_not_when_it_came() -> None:
    slow = {"a"}
    turns: Turns[str, int] = Turns(lambda owner: Rank.LAST if owner in slow else Rank.LIVE)
    for number in (1, 2):
        turns.put("a", number)
    for number in (10, 11, 12):
        turns.put("b", number)
    assert (turns.next(), turns.next()) == (10, 11)
    slow.clear()
    assert drawn(turns) == [1, 2, 12]


def test_who_may_not_is_passed_over() -> None:
    turns: Turns[str, int] = Turns(lambda _: Rank.LIVE)
    turns.put("a", 1)
    turns.put("b", 10)
    assert turns.next(lambda owner: owner != "a") == 10
    assert turns.next(lambda owner: owner != "a") is None
    assert turns.clear() == [1]
    assert len(turns) == 0


def test_who_takes_long_gets_fewer_turns_and_what_was_not_used_is_not_saved_up() -> None:
    turns: Turns[str, str] = Turns(lambda _: Rank.LIVE, cost=0.001)
    for owner in ("slow", "quick"):
        for _ in range(40):
            turns.put(owner, owner)
    costs = {"slow": 0.5, "quick": 0.05, "new": 0.05}

    def draw() -> str:
        owner = turns.next()
        assert owner is not None
        turns.charge(owner, costs[owner])
        return owner

    assert [draw() for _ in range(22)].count("slow") == 2
    # One that comes now does not get all the turns that it might have had before.
    for _ in range(40):
        turns.put("new", "new")
    assert 4 <= [draw() for _ in range(10)].count("new") <= 6
