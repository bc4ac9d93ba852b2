from __future__ import annotations

from streams.clusters.postings import Postings


def test_a_term_leads_to_the_stories_that_have_it_now() -> None:
    postings = Postings(9)
    postings.put(1, (), ("a", "b"))
    postings.put(2, (), ("b",))
    assert (list(postings.of("b")), list(postings.of("c"))) == ([1, 2], [])
    postings.put(1, ("a", "b"), ("a", "c"))
    assert (list(postings.of("b")), list(postings.of("c"))) == ([2], [1])
    postings.remove(1, ("a", "c"))
    assert postings.size() == 1


def test_a_term_of_too_many_stories_leads_to_the_newest() -> None:
    postings = Postings(2)
    for number in range(4):
        postings.put(number, (), ("a",))
    assert list(postings.of("a")) == [2, 3]
    postings.remove(0, ("a",))  # which is not there any more
    again = Postings(2)
    again.load(postings.dump())
    assert again.dump() == postings.dump() == {"a": [2, 3]}
