import pytest

from archive.text.standoff import Edit, StandoffRun, assemble, reading

PAGE = "甲乙丙丁戊己庚辛"


def test_spans_join_in_the_order_given():
    assert reading(assemble(PAGE, [(4, 6), (0, 2)], [])) == "戊己甲乙"


def test_an_edit_is_a_run_of_its_own_that_remembers_the_scan():
    runs = assemble(PAGE, [(0, 4)], [Edit(1, 2, "二", "形近", "sure")])
    assert runs == [StandoffRun("甲"), StandoffRun("二", "乙", "形近", "sure"), StandoffRun("丙丁")]


def test_insertions_and_deletions_are_applied():
    edits = [Edit(1, 1, "又", "脱", "likely"), Edit(2, 3, "", "衍", "sure")]
    runs = assemble(PAGE, [(0, 4)], edits)
    assert reading(runs) == "甲又乙丁"
    assert [run.scan for run in runs] == [None, "", None, "丙", None]


def test_an_insertion_between_two_spans_is_made_once():
    edit = Edit(4, 4, "又", "脱", "sure")
    assert reading(assemble(PAGE, [(0, 4), (4, 6)], [edit])) == "甲乙丙丁又戊己"
    assert reading(assemble(PAGE, [(0, 4), (5, 6)], [edit])) == "甲乙丙丁又己"


def test_an_edit_that_leaves_its_span_is_an_error():
    with pytest.raises(ValueError, match="越出"):
        assemble(PAGE, [(0, 2), (2, 4)], [Edit(1, 3, "二", "误", "sure")])


def test_edits_elsewhere_do_not_matter():
    assert reading(assemble(PAGE, [(0, 2)], [Edit(6, 7, "七", "误", "sure")])) == "甲乙"


def test_marks_are_widened_across_the_joints():
    assert reading(assemble("他说,\n好", [(0, 3), (4, 5)], [])) == "他说，好"
