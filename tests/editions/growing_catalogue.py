"""A catalogue of made-up newspapers that changes at random, the same way for the same seed."""

import hashlib
import json
import random
from collections import Counter
from datetime import date, timedelta

from archive import idents
from archive.catalogue.ledger_file import enter
from archive.catalogue.page_texts import PageTexts

from ..small_catalogue import PLACES

# made-up sentences consist of these
WORDS = (
    *("车间", "比武", "技能", "职工", "工会", "培训", "钳工", "焊工", "厂里", "县里"),
    *("今年", "一场", "办了", "一批", "师傅", "徒弟", "新房", "食堂"),
)
# who and what they may name
NAMES = ("钳工高文", "焊工章大山", "甲文", "浙江省总工会", "省总", "建德市车间公司", "建德市")
CODES = ["330000", "330100", "330182"]
FIRST_DAY = date(2026, 1, 1)


class GrowingCatalogue:
    """`step` changes something at random and writes the files, on the same day or the next."""

    def __init__(self, folder, seed):
        self.rng = random.Random(seed)
        self.folder, self.pages = folder / "fixtures", folder / "pages"
        self.pages.mkdir(parents=True)
        self.day = FIRST_DAY
        self.newspapers = {"jia-bao": "甲报", "yi-bao": "乙报"}
        self.topics = {"jing-sai": ("竞赛", None), "bi-wu": ("比武", "jing-sai")}
        self.topics |= {"pei-xun": ("培训", None)}
        self.people = {"jia-wen": "甲文", "yi-wen": "乙文", "jia-wen-2": "甲文"}
        # name and other names
        self.organisations = {"sheng-zong": ("浙江省总工会", ["省总"])}
        # (newspaper, issue) → pages → articles
        self.issues = {}
        # address → the fields of its ledger entry that say where it has gone
        self.retired = {}
        # texts of pages that are not held
        self.missing = set()
        self._numbers = iter(range(1, 10**6))
        self.write_file("places.jsonl", PLACES)
        self.write_file("ledger.yaml", "ledger: []\n")
        for _ in range(6):
            self.add_issue()
        self.write()

    # what may happen

    def step(self):
        """Change one thing or several; return what was done."""
        self.day += timedelta(days=self.rng.choice((0, 1)))
        kinds = (
            *(self.add_issue, self.correct, self.correct_byline, self.split, self.merge),
            *(self.withdraw, self.withdraw_issue, self.move, self.rename_topic, self.rename_person),
            *(self.move_place, self.rename_newspaper, self.lose_text, self.find_text),
            *(self.add_authorities, self.date_anew, self.reprint),
            *(self.name_someone, self.state_names, self.rename_organisation),
        )
        changes = self.rng.sample(kinds, self.rng.choice((1, 1, 2)))
        for change in changes:
            change()
        self.write()
        return [change.__name__ for change in changes]

    def add_issue(self):
        paper = self.rng.choice(sorted(self.newspapers))
        day = date(2020, 1, 1) + timedelta(days=self.rng.randrange(40))
        while (paper, day.isoformat()) in self.issues or self._is_retired(paper, day):
            day += timedelta(days=1)
        pages = [[self._article() for _ in range(self.rng.choice((1, 2, 3)))] for _ in range(2)]
        self.issues[paper, day.isoformat()] = pages

    def correct(self):
        self._any_article()["paragraphs"][-1] = self._sentence()

    def correct_byline(self):
        self._any_article()["people"] = [self.rng.choice(sorted(self.people))]

    def split(self):
        page, article = self._any_place()
        page.append({**self._article(), "paragraphs": [self._sentence()]})
        article["paragraphs"] = article["paragraphs"][:1]

    def merge(self):
        page, article = self._any_place()
        if len(page) > 1:
            page.remove(article)
            page[0]["paragraphs"] += article["paragraphs"]
            self._retire("article", article["ident"], "merged", [page[0]["ident"]])

    def withdraw(self):
        page, article = self._any_place()
        if len(page) > 1:
            page.remove(article)
            self._retire("article", article["ident"], "withdrawn", [])

    def withdraw_issue(self):
        """Of several of one day, where there are such."""
        days = Counter(day for _, day in self.issues)
        several = [key for key in self.issues if days[key[1]] > 1]
        paper, day = self.rng.choice(sorted(several or self.issues))
        if len(self.issues) < 3:
            return
        pages = self.issues.pop((paper, day))
        self._retire("issue", f"{paper}/{day}", "withdrawn", [])
        for number, page in enumerate(pages, 1):
            self._retire("page", f"{paper}/{day}/{number}", "withdrawn", [])
            for article in page:
                self._retire("article", article["ident"], "withdrawn", [])

    def move(self):
        page, article = self._any_place()
        other_page, _ = self._any_place()
        if len(page) > 1:
            page.remove(article)
            other_page.insert(0, article)

    def rename_topic(self):
        slug = self.rng.choice(sorted(self.topics))
        label, broader = self.topics[slug]
        self.topics[slug] = (label.rstrip("新") + "新" * (1 - label.endswith("新")), broader)

    def rename_person(self):
        slug = self.rng.choice(sorted(self.people))
        self.people[slug] = self.rng.choice(("甲文", "乙文", "高文", "章大山"))

    def name_someone(self):
        name = self.rng.choice(NAMES)
        self._any_article()["paragraphs"].append(f"{name}说，{self._sentence()}")

    def state_names(self):
        """State mentions that the text may lack, and reject one that it may have."""
        article = self._any_article()
        article["named"] = {
            "people": [self.rng.choice(("章大山", "林小山", "jia-wen"))],
            "organisations": self.rng.sample((*sorted(self.organisations), "省总"), 1),
            "places": [self.rng.choice(CODES)],
        }
        article["not_named"] = [self.rng.choice(("高文", "建德市", "浙江省总工会"))]

    def rename_organisation(self):
        name = self.rng.choice(("浙江省总工会", "浙江总工会", "建德市车间公司"))
        self.organisations["sheng-zong"] = name, self.rng.choice(([], ["省总"]))

    def move_place(self):
        self._any_article()["places"] = [self.rng.choice(CODES)]

    def rename_newspaper(self):
        slug = self.rng.choice(sorted(self.newspapers))
        self.newspapers[slug] = self.rng.choice(("甲报", "乙报", "丙报", "日报"))

    def reprint(self):
        """Reprint an existing long story, or print a new one, in another issue too."""
        stories = [a for pages in self.issues.values() for page in pages for a in page]
        long_stories = [story for story in stories if len("".join(story["paragraphs"])) > 300]
        story = self.rng.choice(long_stories) if long_stories else self._any_article()
        if not long_stories:
            story["paragraphs"] = [self._sentence() for _ in range(20)]
        self._any_article()["paragraphs"] = story["paragraphs"][: self.rng.choice((8, 20))]

    def lose_text(self):
        self.missing.add(self.rng.choice(sorted(self._texts())))

    def find_text(self):
        self.missing.clear()

    def add_authorities(self):
        n = next(self._numbers)
        self.newspapers[f"a-bao-{n}"] = f"第{n}报"
        self.topics[f"a-ti-{n}"] = (f"题{n}", "jing-sai")
        self.people[f"a-ren-{n}"] = "甲文"

    def date_anew(self):
        self._any_article()["topics"] = self.rng.sample(
            [slug for slug in sorted(self.topics) if slug != "jing-sai"], 2
        )

    # files

    def write(self):
        self.write_file("newspapers.yaml", _json("newspapers", (
            {"slug": slug, "name": name} for slug, name in self.newspapers.items())))  # fmt: skip
        self.write_file("topics.yaml", _json("topics", (
            {"slug": slug, "label": label, "definition": "说明。"}
            | ({"broader": broader} if broader else {})
            for slug, (label, broader) in self.topics.items())))  # fmt: skip
        self.write_file("people.yaml", _json("people", (
            {"slug": slug, "name": name} for slug, name in self.people.items()
            if slug.startswith("a-"))))  # fmt: skip
        self.write_file("organisations.yaml", _json("organisations", (
            {"slug": slug, "name": name, "also": also}
            for slug, (name, also) in self.organisations.items())))  # fmt: skip
        self.write_file("people/lines.jsonl", "".join(
            json.dumps({"slug": slug, "name": name}) + "\n"
            for slug, name in self.people.items() if not slug.startswith("a-")))  # fmt: skip
        for path in self.folder.rglob("issues/**/*.*"):
            path.unlink()
        lines = {}
        for (paper, key), pages in self.issues.items():
            record = self._record(paper, key, pages)
            if paper == "jia-bao":
                lines.setdefault(paper, []).append(json.dumps(record) + "\n")
            else:
                self.write_file(f"issues/{paper}/{key}.yaml", json.dumps(record))
        for paper, records in lines.items():
            self.write_file(f"issues/{paper}/all.jsonl", "".join(records))
        for path in self.pages.iterdir():
            path.unlink()
        for sha256, text in self._texts().items():
            if sha256 not in self.missing:
                (self.pages / sha256).write_bytes(text.encode())
        self._retire_in_ledger()
        texts = PageTexts(self.pages)
        enter(self.folder, self.day, "改过", "text", texts)

    def write_file(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def _retire_in_ledger(self):
        paths = [self.folder / "ledger.yaml", *self.folder.glob("ledger/*.jsonl")]
        for path in paths:
            new_lines = []
            for line in path.read_text(encoding="utf-8").splitlines():
                for (kind, key), fields in self.retired.items():
                    sign = f"kind: {kind}, key: {key}, "
                    if sign in line and "ended" not in line:
                        line = line.replace("}", f", {json.dumps(fields)[1:-1]}}}")
                    if f'"kind": "{kind}", "key": "{key}"' in line and "ended" not in line:
                        line = json.dumps(json.loads(line) | fields)
                new_lines.append(line + "\n")
            path.write_text("".join(new_lines), encoding="utf-8")

    def _retire(self, kind, key, state, successors):
        self.retired[kind, key] = {
            "state": state,
            "successors": successors,
            "reason": "试",
            "ended": self.day.isoformat(),
        }

    def _is_retired(self, paper, day):
        return ("issue", f"{paper}/{day}") in self.retired

    def _record(self, paper, key, pages):
        return {
            "newspaper": paper,
            "issue": key,
            "attribution": {"basis": "stated"},
            "date": {"edtf": key, "basis": "stated"},
            "pages": [
                {"page": str(n), "number": str(n), "text": text, "articles": articles}
                for n, (text, articles, _) in enumerate(map(_page, pages), 1)
            ],
        }

    def _texts(self):
        laid_out = (_page(page) for pages in self.issues.values() for page in pages)
        return {text["sha256"]: content for text, _, content in laid_out}

    # articles

    def _article(self):
        number = next(self._numbers)
        return {
            "ident": _ident(number),
            "headline": f"{self.rng.choice(WORDS)}{number}{self.rng.choice(WORDS)}",
            "paragraphs": [self._sentence() for _ in range(self.rng.choice((1, 2)))],
            "people": self.rng.sample(sorted(self.people), self.rng.choice((0, 1))),
            "places": [self.rng.choice(CODES)],
            "topics": [self.rng.choice(("bi-wu", "pei-xun"))],
            "url": f"https://a.cn/{number}" if self.rng.random() < 0.3 else "",
        }

    def _sentence(self):
        return "".join(self.rng.choices(WORDS, k=self.rng.randrange(4, 20))) + "。"

    def _any_place(self):
        page = self.rng.choice([page for pages in self.issues.values() for page in pages])
        return page, self.rng.choice(page)

    def _any_article(self):
        return self._any_place()[1]


def _ident(number):
    base = len(idents.ALPHABET)
    digits, quotient = [], 10**7 + number * 7919
    for _ in range(idents.LENGTH - 1):
        quotient, digit = divmod(quotient, base)
        digits.append(digit)
    check = sum(at * digit for at, digit in enumerate(digits, 1)) % base
    return "".join(idents.ALPHABET[digit] for digit in (*digits, check))


def _page(articles):
    """(text of a page as its record has it, records of its articles, the text itself)."""
    text, records = "", []

    def append_text(words):
        nonlocal text
        start = len(text)
        text += words + "\n"
        return [[start, start + len(words)]]

    for article in articles:
        record = {"ident": article["ident"], "cataloguing": "minimal", "genre": "xiaoxi"}
        headline = article["headline"]
        record["headline"] = {"text": headline, "at": append_text(headline)}
        record["bylines"] = [
            {"person": slug, "role": "记者", "read": slug} for slug in article["people"]
        ]
        record["places"] = [{"code": code, "basis": "stated"} for code in article["places"]]
        record["topics"] = article["topics"]
        record |= {key: article[key] for key in ("named", "not_named") if key in article}
        if article["url"]:
            record["identifiers"] = [{"kind": "url", "value": article["url"]}]
        record["body"] = [
            {"kind": "byline", "id": "b1", "at": append_text(f"记者 {slug}")}
            for slug in article["people"]
        ]
        record["body"] += [
            {"kind": "paragraph", "id": f"p{n}", "at": append_text(paragraph)}
            for n, paragraph in enumerate(article["paragraphs"], 1)
        ]
        records.append(record)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return {"sha256": sha256, "length": len(text)}, records, text


def _json(name, entries):
    # JSON is YAML
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    return f"{name}: [\n{lines}\n]\n" if lines else f"{name}: []\n"
