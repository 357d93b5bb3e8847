import pytest

from archive.catalogue.yaml_file import CatalogueError, parse, read

PEOPLE = "people:\n  - slug: jia-wen\n    name: 甲文\n"


def refusal(text):
    with pytest.raises(CatalogueError) as caught:
        parse(text, "f.yaml")
    return caught.value.faults


def test_scalars_stay_as_they_were_written():
    source = parse("people:\n  - {slug: '007', name: 0x1A, note: yes}\n", "f.yaml")
    assert (source.record.people[0].slug, source.record.people[0].name) == ("007", "0x1A")
    assert source.record.people[0].note == "yes"


def test_lines_are_those_of_the_values():
    source = parse(PEOPLE, "f.yaml")
    assert source.line("people", 0, "slug") == 2
    assert source.line("people", 0, "name") == 3
    assert source.line("people", 0, "note") == 2, "a field that is not there: its record"


def test_all_faults_are_reported_at_once():
    results = refusal("people:\n  - slug: Jia\n    nme: 甲\n  - name: 乙\n    slug: yi\n")
    assert [(fault.line, fault.field) for fault in results] == [
        (2, "people[0].slug"),
        (3, "people[0].nme"),
    ]
    # that `name` is missing is the same mistake
    assert results[1].message == "没有这个字段，是否 name"


@pytest.mark.parametrize(
    ("text", "line"),
    [("", 1), ("- a\n", 1), ("a: [1\n", 2), ("a: b\n", 1), ("people:\n\t- a\n", 2), ("x: *y\n", 1)],
)
def test_files_that_are_not_catalogue_files_are_refused(text, line):
    (fault,) = refusal(text)
    assert fault.file == "f.yaml"
    assert fault.line == line


def test_a_tag_cannot_make_python_objects():
    assert refusal("people: !!python/object/apply:os.system ['true']\n")


def test_bytes_that_are_no_text_are_named_by_line(tmp_path):
    path = tmp_path / "f.yaml"
    path.write_bytes(b"people:\n  - slug: \xff\n")
    with pytest.raises(CatalogueError) as caught:
        read(path)
    assert caught.value.faults[0].line == 2
