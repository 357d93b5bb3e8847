"""Items in lists of one size."""

from archive.batches import batched


def test_all_items_come_in_order_and_only_the_last_list_is_shorter():
    assert list(batched(range(7), 3)) == [[0, 1, 2], [3, 4, 5], [6]]
    assert list(batched(range(6), 3)) == [[0, 1, 2], [3, 4, 5]]
    assert list(batched([], 3)) == []


def test_no_more_items_are_read_than_a_list_takes():
    items = iter(range(7))
    assert next(batched(items, 3)) == [0, 1, 2]
    assert next(items) == 3
