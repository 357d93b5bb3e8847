"""CSL-JSON items for tests, with every combination of facts that an article can have."""

PEOPLE = [
    {"family": character, "given": "文"}
    for character in "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕"
]

BASE = {
    "id": "baozang-1cq34jc",
    "type": "article-newspaper",
    "title": "县里办起钳工比武",
    "author": PEOPLE[:1],
    "container-title": "试报",
    "issued": {"date-parts": [[2020, 10, 11]]},
    "page": "3",
    "language": "zh-CN",
    "source": "报藏",
    "URL": "https://archive.example.org/articles/1cq34jc/",
    "accessed": {"date-parts": [[2026, 11, 2]]},
}


def make_item(**changes) -> dict:
    """BASE with some facts changed, or omitted if None; `_` means `-`."""
    facts = BASE | {name.replace("_", "-"): value for name, value in changes.items()}
    return {name: value for name, value in facts.items() if value is not None}


def dated_item(*ends, circa=False) -> dict:
    value = {"date-parts": [list(end) for end in ends]}
    return make_item(issued=value | {"circa": True} if circa else value)


# dates that every style has one way to write
PLAIN = {
    "one author": make_item(),
    "no author": make_item(author=None),
    "two authors": make_item(author=PEOPLE[:2]),
    "three authors": make_item(author=PEOPLE[:3]),
    "four authors": make_item(author=PEOPLE[:4]),
    "six authors": make_item(author=PEOPLE[:6]),
    "seven authors": make_item(author=PEOPLE[:7]),
    "twenty authors": make_item(author=PEOPLE[:20]),
    "twenty-one authors": make_item(author=PEOPLE[:21]),
    "twenty-two authors": make_item(author=PEOPLE[:22]),
    "a shared pen name": make_item(author=[{"literal": "柯工惠"}, {"literal": "本报 编辑部"}]),
    "a compound family name": make_item(author=[{"family": "欧阳", "given": "文"}]),
    "a foreign name": make_item(
        author=[{"literal": "买买提·艾力"}, {"family": "赵", "given": "文"}]
    ),
    "a contributor": make_item(contributor=PEOPLE[1:2]),
    "two contributors": make_item(contributor=PEOPLE[1:3]),
    "three contributors": make_item(contributor=PEOPLE[1:4]),
    "no page number": make_item(page=None),
    "a page of section A": make_item(page="A12"),
    "a page name": make_item(section="要闻"),
    "a page name, no author": make_item(section="要闻", author=None),
    "an issue number": make_item(issue="3021"),
    "a city": make_item(publisher_place="杭州"),
    "a city, no author": make_item(publisher_place="杭州", author=None),
    "all there is": make_item(
        section="要闻",
        issue="3021",
        publisher_place="杭州",
        contributor=PEOPLE[1:2],
        abstract="提要。",
        keyword="甲,乙",
        note="注",
        annote="引文",
    ),
    "a paragraph": make_item(URL="https://archive.example.org/articles/1cq34jc/#p3"),
    "a year": dated_item([2020]),
    "a month": dated_item([2020, 10]),
    "May": dated_item([2020, 5, 1]),
    "quotation marks": make_item(title="“赛”出‘真’本领"),
    "quotation marks in quotation marks": make_item(title="他说“这是‘真’本领”，不假"),
    "a quotation at the end": make_item(title="又到了“比武”"),
    "a blank": make_item(title="比武 又比武"),
    "letters": make_item(title="TCL工会办起比武"),
    "a book title": make_item(title="《比武》开演"),
}
NO_DATE = {
    "no date": make_item(issued=None),
    "no date, no author": make_item(issued=None, author=None),
    "no date, a page name": make_item(issued=None, section="要闻"),
}
ROUGH = {
    "about a year": dated_item([2020], circa=True),
    "about a month": dated_item([2020, 6], circa=True),
    "about a day": dated_item([2020, 6, 1], circa=True),
    "months": dated_item([2020, 6], [2020, 9], circa=True),
    "days of a month": dated_item([2020, 6, 1], [2020, 6, 9], circa=True),
    "days": dated_item([2020, 3, 26], [2020, 4, 5], circa=True),
    "years": dated_item([2019], [2021], circa=True),
}
# ranges that end in another year than they begin in
ACROSS = {
    "months of two years": dated_item([2019, 12], [2021, 1], circa=True),
    "days of two years": dated_item([2019, 12, 30], [2020, 1, 2], circa=True),
}
