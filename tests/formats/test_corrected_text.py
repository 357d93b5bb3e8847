"""The text of a block in formats that mark corrections."""

from types import SimpleNamespace

from archive.formats.corrected_text import corrected_pieces


def test_the_space_after_a_block_that_runs_in_does_not_hide_its_corrections():
    correction = SimpleNamespace(at=[1, 2], read="报")
    block = SimpleNamespace(text="本报讯　", at=[[0, 3]])
    assert corrected_pieces(block, [correction]) == [
        ("本", None),
        ("报", correction),
        ("讯", None),
        ("　", None),
    ]
    block.text = "另有文字的一段"
    assert corrected_pieces(block, [correction]) == [("另有文字的一段", None)]
