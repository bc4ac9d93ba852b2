from __future__ import annotations

from streams.stories.store import Memory


def test_a_store_in_memory_is_gone_through_in_order_while_it_changes() -> None:
    store = Memory()
    for key in (b"ab", b"aa", b"b", b"ac"):
        store.put(key, key)
    found = []
    for key, _ in store.scan(b"a"):
        found.append(key)
        store.delete(b"ab")
        store.put(b"ad", b"")
    assert found == [b"aa", b"ac", b"ad"]
    assert [key for key, _ in store.scan(b"a", b"ab")] == [b"ac", b"ad"]
    store.delete(b"none")
