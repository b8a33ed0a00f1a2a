"""What of a watched folder is handed over, and when."""

from __future__ import annotations

from cdss.records.watched import Item, Seen
from cdss.session.worklist.watched import STILL_LOOKS, UNSURE_LOOKS, Memory


def seen(**sizes):
    """Folders by name, each with one file of that many bytes."""
    return {name: Seen(Item.FOLDER, ((f"{name}/vitals.csv", size, size),)) for name, size in sizes.items()}


def test_what_is_there_at_first_is_left_alone():
    memory = Memory()
    assert memory.take(seen(a=5, b=5)) == () and not memory.waiting
    assert memory.take(seen(a=5, b=5)) == ()
    assert memory.names == {"a", "b"}


def test_what_is_new_is_handed_over_once_it_stays_the_same():
    memory = Memory()
    memory.take({})
    assert memory.take(seen(a=1)) == () and memory.waiting
    assert memory.take(seen(a=7)) == () and memory.waiting, "it is still being written"
    assert memory.take(seen(a=7)) == ("a",) and not memory.waiting
    assert memory.take(seen(a=7)) == ()
    assert STILL_LOOKS == 1


def test_what_changes_after_it_was_handed_over_comes_again():
    memory = Memory()
    memory.take(seen(a=1))
    assert [memory.take(seen(a=2)), memory.take(seen(a=2))] == [(), ("a",)]


def test_what_was_being_written_when_watching_began_comes_when_it_is_complete():
    memory = Memory()
    memory.take(seen(a=1))
    memory.take(seen(a=900))
    assert memory.take(seen(a=900)) == ("a",)


def test_an_empty_file_is_waited_for_longer():
    memory = Memory()
    memory.take({})
    looks = [memory.take(seen(a=0)) for _ in range(UNSURE_LOOKS + 1)]
    assert looks == [()] * UNSURE_LOOKS + [("a",)]


def test_what_is_gone_is_forgotten_and_new_when_it_is_back():
    memory = Memory()
    memory.take(seen(a=1, b=1))
    memory.take(seen(b=1))
    assert memory.names == {"b"}
    memory.take(seen(a=1, b=1))
    assert memory.take(seen(a=1, b=1)) == ("a",)


def test_a_drive_that_leaves_an_empty_folder_takes_no_names_along():
    memory = Memory()
    memory.take(seen(a=1, b=1))
    assert memory.take({}) == () and memory.names == {"a", "b"}
    assert [memory.take(seen(a=1, b=1, c=1)) for _ in range(2)] == [(), ("c",)], "the drive is back, c came with it"


def test_a_drive_that_is_away_when_the_next_session_begins_takes_no_names_along():
    memory = Memory(frozenset({"a"}))
    assert memory.take({}) == () and memory.names == {"a"}
    assert [memory.take(seen(a=1, b=1)) for _ in range(2)] == [(), ("b",)]


def test_in_the_next_session_only_what_came_meanwhile_is_new():
    memory = Memory(frozenset({"a", "gone"}))
    assert memory.take(seen(a=5, b=5)) == ()
    assert memory.take(seen(a=5, b=5)) == ("b",)
    assert memory.names == {"a", "b"}
