import pytest
from django.conf import settings

from archive.catalogue.catalogue import Catalogue
from archive.catalogue.check import check
from archive.catalogue.page_texts import PageTexts

from ..small_catalogue import span

OTHER_TOPIC = """\
    broader: jing-sai
  - slug: zhi-bu
    label: 织布
    definition: 织布。
"""


def faults(catalogue, with_texts=True):
    report = check(catalogue.folder, PageTexts(catalogue.pages) if with_texts else {})
    return [f"{fault.field}: {fault.message}" for fault in report.faults], report


def test_a_valid_catalogue_has_no_fault(catalogue):
    results, report = faults(catalogue)
    assert results == []
    ((_, _, expected, accounted),) = report.pages
    assert expected == accounted > 0


def test_a_topic_may_have_a_single_article(catalogue):
    catalogue.change("topics.yaml", "    broader: jing-sai\n", OTHER_TOPIC)
    text = (catalogue.folder / catalogue.issue).read_text(encoding="utf-8")
    head, tail = text.rsplit("topics: [bi-wu]", 1)
    catalogue.write(catalogue.issue, f"{head}topics: [zhi-bu]{tail}")
    assert not [fault for fault in faults(catalogue)[0] if "主题" in fault]


@pytest.mark.parametrize(
    ("old", "new", "field", "message"),
    [
        ("newspaper: shi-bao", "newspaper: wu-bao", "newspaper", "没有 'wu-bao'"),
        ("ident: 1cq34jc", "ident: 1cq34jd", "pages[0].articles[0].ident", "校验位不符"),
        ("person: jia-wen", "person: yi-wen", "bylines[0].person", "没有 'yi-wen'"),
        (
            "code: 330182, basis: stated",
            "code: 330999, basis: stated",
            "places[0].code",
            "没有区划代码",
        ),
        ("[bi-wu]\n        digest: |", "[wu-shu]\n        digest: |", "topics[0]", "没有主题"),
        ("[bi-wu]\n        digest: |", "[jing-sai]\n        digest: |", "topics[0]", "上级主题"),
        ("[bi-wu]\n        digest: |", "[bi-wu, bi-wu]\n        digest: |", "topics[1]", "重复"),
        ("read: 记者甲文", "read: 记者乙文", "bylines[0].read", "署名处没有"),
        ("text: 县里办起钳工比武", "text: 县里办起焊工比武", "headline.text", "版面上是"),
        ("was: 车间", "was: 车門", "corrections[0].was", "版面上是「车间」"),
        ("block: p1", "block: p9", "notes[0].block", "没有 'p9'"),
        ("sentence: 2", "sentence: 7", "evidence[0].sentence", "只有 2 句"),
        ("edtf: 2020-10-11", "edtf: 2020-13-11", "date.edtf", ""),
        ("genre: xiaoxi", "genre: shi", "genre", "只能是"),
        ("genre: xiaoxi", "genre: xiaoxi\n        colum: 甲", "colum", "没有这个字段"),
        ("        genre: xiaoxi\n", "", "genre", "缺少这一字段"),
        ("run_in: true", "run_in: perhaps", "run_in", ""),
        ("越往后越难。", "越往后越难。" * 9, "digest", "提要应有"),
        ('page: "1"', 'page: "1"\n    page: "2"', "page", "写了两次"),
    ],
)
def test_each_mistake_is_named_by_file_line_and_field(catalogue, old, new, field, message):
    catalogue.change(catalogue.issue, old, new)
    report = check(catalogue.folder, PageTexts(catalogue.pages))
    fault = next(fault for fault in report.faults if fault.field.endswith(field))
    assert message in fault.message
    assert fault.file == f"fixtures/{catalogue.issue}"
    text = (catalogue.folder / catalogue.issue).read_text(encoding="utf-8").splitlines()
    last = field.split(".")[-1].split("[")[0]
    near = text[max(0, fault.line - 2) : fault.line + 1]
    assert fault.line == 1 or any(last in line or "ident" in line for line in near), near


MISREAD = [
    ("text: 县里办起钳工比武", "text: 县里办起焊工比武", "钳", "焊"),
    ("text: 增强本领　比出风采", "text: 增强本领　比出风彩", "采", "彩"),
]


def correct(catalogue, was: str, read: str, at: list[int]) -> None:
    catalogue.change(
        catalogue.issue,
        "        corrections:\n",
        "        corrections:\n          - "
        f"{{at: {at}, was: {was}, read: {read}, reason: 形近致误, certainty: sure}}\n",
    )


@pytest.mark.parametrize(("old", "new", "was", "read"), MISREAD)
def test_a_misread_title_is_right_once_a_correction_says_so(catalogue, old, new, was, read):
    catalogue.change(catalogue.issue, old, new)
    (fault,) = faults(catalogue)[0]
    assert "在 corrections 里写一条" in fault
    correct(catalogue, was, read, span(was))
    assert faults(catalogue)[0] == []


@pytest.mark.parametrize(("old", "new", "was", "read"), MISREAD)
def test_a_corrected_title_that_still_has_the_misread_word_is_named(catalogue, old, new, was, read):
    correct(catalogue, was, read, span(was))
    (fault,) = faults(catalogue)[0]
    right = new.removeprefix("text: ").replace("\u3000", " ")
    assert f"版面上是「{right}」" in fault


def test_a_misread_crosshead_is_right_once_a_correction_says_so(catalogue):
    at = span("下月开赛。")
    catalogue.change(
        catalogue.issue,
        f"{{kind: paragraph, id: p1, at: [{at}]}}",
        f"{{kind: crosshead, id: h1, at: [{at}], text: 下月开塞}}",
    )
    catalogue.change(
        catalogue.issue,
        "        digest: 下月比\n",
        "        digest: 下月比\n        corrections:\n          - "
        f"{{at: {span('赛。')}, was: 赛。, read: 塞, reason: 只为试验, certainty: likely}}\n",
    )
    assert not [fault for fault in faults(catalogue)[0] if "text" in fault]


def test_a_character_that_belongs_to_nothing_is_found(catalogue):
    catalogue.change(
        catalogue.issue,
        f"at: [{span('广告')}]",
        f"at: [{[*span('广告')[:1], span('广告')[1] - 1]}]",
    )
    matches, report = faults(catalogue)
    assert any("「告」不属于任何条目" in fault for fault in matches)
    assert report.pages[0][2] == report.pages[0][3] + 1


def test_an_overlap_is_found_even_without_the_page(catalogue):
    start, end = span("广告")
    catalogue.change(catalogue.issue, f"at: [{span('广告')}]", f"at: [[{start - 2}, {end}]]")
    messages, report = faults(catalogue, with_texts=False)
    assert any("重叠" in fault for fault in messages)
    assert len(report.not_held) == 1


def test_an_offset_outside_the_page_is_found_without_the_page(catalogue):
    catalogue.change(catalogue.issue, f"at: [{span('广告')}]", "at: [[5000, 5001]]")
    assert any("越出版面文字" in fault for fault in faults(catalogue, with_texts=False)[0])


def test_a_page_text_with_another_digest_is_not_used(catalogue):
    (catalogue.pages / "page.txt").write_text("别的文字", encoding="utf-8")
    assert len(faults(catalogue)[1].not_held) == 1


def test_a_published_ident_may_not_vanish(catalogue):
    catalogue.change(
        "ledger.yaml",
        "key: 1cq34jc",
        "key: 1cq34jc, state: withdrawn, reason: 试, ended: 2026-02-01",
    )
    messages, _ = faults(catalogue)
    assert any("state 应为 live" in fault for fault in messages)
    catalogue.write(
        "ledger.yaml", "ledger:\n  - {kind: article, key: 3333335, since: 2026-01-01}\n"
    )
    messages, _ = faults(catalogue)
    assert any("3333335 已公布，却不在目录里" in fault for fault in messages)
    catalogue.write("ledger.yaml", "ledger: []\n")
    messages, _ = faults(catalogue)
    assert any("缺 article 1cq34jc" in fault for fault in messages)


def test_a_digest_may_not_copy_the_page(catalogue):
    words = "十月的一天，四十名钳工走进车间比试。比武分三场，一场比一场难。"
    catalogue.change(catalogue.issue, "四十名钳工在车间里比了三场，越往后越难。", words + words)
    messages, _ = faults(catalogue)
    assert not any("照抄" in fault for fault in messages), "no run is long enough here"
    from archive.catalogue import page_check

    before, page_check.MAX_QUOTE_LENGTH = page_check.MAX_QUOTE_LENGTH, 12
    try:
        assert any("照录原文" in fault for fault in faults(catalogue)[0])
    finally:
        page_check.MAX_QUOTE_LENGTH = before


def test_broken_yaml_and_missing_files_are_faults_not_crashes(catalogue):
    catalogue.write(catalogue.issue, "newspaper: [shi-bao\nissue: 1\n")
    (catalogue.folder / "people.yaml").unlink()
    report = check(catalogue.folder, {})
    by_file = {fault.file: fault for fault in report.faults}
    assert by_file[f"fixtures/{catalogue.issue}"].line > 0
    assert "fixtures/people.yaml" in by_file


def test_the_catalogue_has_no_fault(page_texts):
    report = check(settings.FIXTURES_DIR, page_texts)
    assert [str(fault) for fault in report.faults] == []
    ledger = [e for e in Catalogue(settings.FIXTURES_DIR).ledger if e.state == "live"]
    assert report.articles == sum(entry.kind == "article" for entry in ledger) >= 33


@pytest.mark.pages
def test_every_character_of_the_five_pages_is_accounted_for_once(page_texts):
    report = check(settings.FIXTURES_DIR, page_texts)
    assert len(report.pages) >= 5
    for _, _, expected, accounted in report.pages:
        assert expected == accounted


def test_addresses_of_bulk_files_count_for_the_ledger(catalogue):
    page = '{"model": "archive.page", "fields": {"issue": ["shi-bao", "x"], "key": "1"}}\n'
    bad = '{"model": "archive.article", "fields": {"ident": "1cq34jg"}}\n{"model"\n'
    catalogue.write("issues/bulk.jsonl", page + bad)
    ledger_faults = check(catalogue.folder, {}).faults
    assert [(f.file, f.line) for f in ledger_faults if "bulk" in f.file] == [
        ("fixtures/issues/bulk.jsonl", 2),
        ("fixtures/issues/bulk.jsonl", 3),
    ]
    catalogue.write("issues/bulk.jsonl", page)
    assert "缺 page shi-bao/x/1" in check(catalogue.folder, {}).faults[-1].message
