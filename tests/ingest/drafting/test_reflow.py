"""Lines of print become paragraphs, and columns that ran together are parted."""

from archive.ingest.drafting import interleaving
from archive.ingest.drafting.reflow import reflow
from archive.ingest.drafting.text_lines import lines

LEFT = (
    "晒场边上的老槐树下摆着十二口大",
    "缸，缸里的酱豆晒了整整一个伏天，",
    "老师傅每天清早翻一遍，中午再翻一",
    "遍，到了傍晚用竹匾把缸口盖严，防",
    "着夜里的露水落进去坏了味道。徒弟",
    "们轮流守夜，困了就靠着缸沿打个盹。",
)
RIGHT = (
    "渡口的铁船去年换了新发动机，过江",
    "只要六分钟，赶集的人再也不用天不",
    "亮就来排队。船工把省下来的时间用",
    "来修补码头上的石阶，一级一级垫得",
    "平平整整，老人走上去心里踏实，孩",
    "子们放学后也爱坐在上面看江水。",
)


def test_alternating_columns_are_parted(training):
    text = "\n".join(line for pair in zip(LEFT, RIGHT, strict=True) for line in pair)
    order, is_changed = interleaving.untangle(lines(text), training.language)
    assert is_changed
    assert [line.text for line in order] == [*LEFT, *RIGHT]


def test_columns_beside_each_other_are_parted(training):
    text = "\n".join("     ".join(pair) for pair in zip(LEFT, RIGHT, strict=True))
    order, is_changed = interleaving.untangle(lines(text), training.language)
    assert is_changed
    assert [line.text for line in order] == [*LEFT, *RIGHT]


def test_a_column_by_itself_stays_as_it_is(training):
    order, is_changed = interleaving.untangle(lines("\n".join([*LEFT, *RIGHT])), training.language)
    assert not is_changed
    assert [line.text for line in order] == [*LEFT, *RIGHT]


def test_lines_of_print_are_joined_and_every_character_keeps_its_place(training):
    text = "\n".join(["晒场边上的十二口缸", *LEFT]) + "\n"
    flowed = reflow(lines(text), training.language)
    heading, paragraph = flowed.lines
    assert heading.text == "晒场边上的十二口缸"
    assert paragraph.text == "".join(LEFT)
    spans = flowed.spans(paragraph.start, paragraph.end)
    assert len(spans) == len(LEFT)
    assert "".join(text[start:end] for start, end in spans) == "".join(LEFT)


def test_paragraphs_on_lines_of_their_own_stay(training):
    text = "晒场边上摆着十二口大缸。\n\n渡口的铁船换了新发动机，过江只要六分钟。\n"
    flowed = reflow(lines(text), training.language)
    assert [line.text for line in flowed.lines] == text.rstrip().split("\n\n")


def test_nothing_is_joined_where_lines_are_longer_than_columns(training):
    text = "\n\n".join(["晒场边上的酱缸", "".join(LEFT), "渡口的铁船", "".join(RIGHT)]) + "\n"
    flowed = reflow(lines(text.replace("\n\n", "\n")), training.language)
    assert [len(line.text) > 60 for line in flowed.lines] == [False, True, False, True]
    assert not flowed.joins
