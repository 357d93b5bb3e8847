"""A small, complete and valid catalogue of made-up text, for tests to break in one place."""

import hashlib
import json

from django.conf import settings

PAGE = (
    "增强本领 比出风采\n"
    "\n"
    "县里办起钳工比武\n"
    "本报讯 记者甲文报道 十月的一天,四十名钳工走进\n"
    "\n"
    "车间比试。比武分三场,一场比一场难。\n"
    "广告\n"
    "广告\n"
    "乡里也要比\n"
    "下月开赛。\n"
)


def span(text: str, nth: int = 1) -> list[int]:
    start = -1
    for _ in range(nth):
        start = PAGE.index(text, start + 1)
    return [start, start + len(text)]


# where a column ends in the middle of a sentence
SPLIT_PARAGRAPH = [span("十月的一天,四十名钳工走进"), span("车间比试。比武分三场,一场比一场难。")]
ISSUE = f"""\
newspaper: shi-bao
issue: "2020-10-11"
attribution: {{basis: stated}}
date:
  edtf: 2020-10-11
  basis: stated
  evidence:
    - {{article: 1cq34jc, sentence: 2, says: 分三场}}
pages:
  - page: "1"
    number: "1"
    text:
      sha256: {hashlib.sha256(PAGE.encode()).hexdigest()}
      length: {len(PAGE)}
    apart:
      - {{kind: furniture, at: [{span("广告")}]}}
      - {{kind: repeat, of: 1cq34jc, at: [{span("广告", 2)}]}}
    articles:
      - ident: 1cq34jc
        genre: xiaoxi
        kicker:
          text: 增强本领　比出风采
          at: [{span("增强本领 比出风采")}]
        headline:
          text: 县里办起钳工比武
          at: [{span("县里办起钳工比武")}]
        bylines:
          - {{person: jia-wen, role: 记者, read: 记者甲文}}
        places:
          - {{code: 330182, basis: stated}}
        topics: [bi-wu]
        digest: |
          四十名钳工在车间里比了三场，越往后越难。
        body:
          - {{kind: byline, id: b1, at: [{span("本报讯 记者甲文报道")}], run_in: true}}
          - {{kind: paragraph, id: p1, at: {SPLIT_PARAGRAPH}}}
        corrections:
          - {{at: {span("车间")}, was: 车间, read: 厂房, reason: 只为试验, certainty: likely}}
        notes:
          - {{kind: order, block: p1, text: 句子在栏末断开}}
      - ident: 222222f
        genre: jianxun
        headline:
          text: 乡里也要比
          at: [{span("乡里也要比")}]
        places:
          - {{code: 330182, basis: inferred, reason: 同版}}
        topics: [bi-wu]
        digest: 下月比
        body:
          - {{kind: paragraph, id: p1, at: [{span("下月开赛。")}]}}
"""

TOPICS = """\
topics:
  - slug: jing-sai
    label: 竞赛
    definition: 各种竞赛。
  - slug: bi-wu
    label: 比武
    definition: 手艺人的比试。
    broader: jing-sai
"""

LEDGER = """\
ledger:
  - {kind: newspaper, key: shi-bao, since: 2026-01-01}
  - {kind: issue, key: shi-bao/2020-10-11, since: 2026-01-01}
  - {kind: page, key: shi-bao/2020-10-11/1, since: 2026-01-01}
  - {kind: article, key: 1cq34jc, since: 2026-01-01}
  - {kind: article, key: 222222f, since: 2026-01-01}
  - {kind: topic, key: jing-sai, since: 2026-01-01}
  - {kind: topic, key: bi-wu, since: 2026-01-01}
  - {kind: person, key: jia-wen, since: 2026-01-01}
"""


def places() -> str:
    """All units of the first level, which the map of them needs, and a county with its city."""
    lines = (settings.FIXTURES_DIR / "places.jsonl").read_text(encoding="utf-8").splitlines(True)
    return "".join(
        line
        for line, code in ((line, json.loads(line)["pk"]) for line in lines)
        if code.endswith("0000") or code in ("330100", "330182")
    )


PLACES = places()


class SmallCatalogue:
    """Files in a folder; `write` replaces one, `change` one place in one."""

    def __init__(self, folder):
        self.folder = folder / "fixtures"
        self.pages = folder / "pages"
        self.pages.mkdir()
        (self.pages / "page.txt").write_bytes(PAGE.encode())
        self.write("places.jsonl", PLACES)
        self.write("newspapers.yaml", "newspapers:\n  - {slug: shi-bao, name: 试报}\n")
        self.write("topics.yaml", TOPICS)
        self.write("people.yaml", "people:\n  - {slug: jia-wen, name: 甲文}\n")
        self.write("ledger.yaml", LEDGER)
        self.issue = "issues/shi-bao/2020-10-11.yaml"
        self.write(self.issue, ISSUE)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def change(self, name, old, new):
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def line(self, name, text):
        lines = (self.folder / name).read_text(encoding="utf-8").splitlines()
        return next(n for n, line in enumerate(lines, 1) if text in line)
