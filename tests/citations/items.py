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


def made(**changes) -> dict:
    """BASE with some facts changed, or omitted if None; `_` means `-`."""
    facts = BASE | {name.replace("_", "-"): value for name, value in changes.items()}
    return {name: value for name, value in facts.items() if value is not None}


def dated(*ends, circa=False) -> dict:
    value = {"date-parts": [list(end) for end in ends]}
    return made(issued=value | {"circa": True} if circa else value)


# dates that every style has one way to write
PLAIN = {
    "one author": made(),
    "no author": made(author=None),
    "two authors": made(author=PEOPLE[:2]),
    "three authors": made(author=PEOPLE[:3]),
    "four authors": made(author=PEOPLE[:4]),
    "six authors": made(author=PEOPLE[:6]),
    "seven authors": made(author=PEOPLE[:7]),
    "twenty authors": made(author=PEOPLE[:20]),
    "twenty-one authors": made(author=PEOPLE[:21]),
    "twenty-two authors": made(author=PEOPLE[:22]),
    "a shared pen name": made(author=[{"literal": "柯工惠"}, {"literal": "本报 编辑部"}]),
    "a compound family name": made(author=[{"family": "欧阳", "given": "文"}]),
    "a foreign name": made(author=[{"literal": "买买提·艾力"}, {"family": "赵", "given": "文"}]),
    "a contributor": made(contributor=PEOPLE[1:2]),
    "two contributors": made(contributor=PEOPLE[1:3]),
    "three contributors": made(contributor=PEOPLE[1:4]),
    "no page number": made(page=None),
    "a page of section A": made(page="A12"),
    "a page name": made(section="要闻"),
    "a page name, no author": made(section="要闻", author=None),
    "an issue number": made(issue="3021"),
    "a city": made(publisher_place="杭州"),
    "a city, no author": made(publisher_place="杭州", author=None),
    "all there is": made(
        section="要闻",
        issue="3021",
        publisher_place="杭州",
        contributor=PEOPLE[1:2],
        abstract="提要。",
        keyword="甲,乙",
        note="注",
        annote="引文",
    ),
    "a paragraph": made(URL="https://archive.example.org/articles/1cq34jc/#p3"),
    "a year": dated([2020]),
    "a month": dated([2020, 10]),
    "May": dated([2020, 5, 1]),
    "quotation marks": made(title="“赛”出‘真’本领"),
    "quotation marks in quotation marks": made(title="他说“这是‘真’本领”，不假"),
    "a quotation at the end": made(title="又到了“比武”"),
    "a blank": made(title="比武 又比武"),
    "letters": made(title="TCL工会办起比武"),
    "a book title": made(title="《比武》开演"),
}
NO_DATE = {
    "no date": made(issued=None),
    "no date, no author": made(issued=None, author=None),
    "no date, a page name": made(issued=None, section="要闻"),
}
ROUGH = {
    "about a year": dated([2020], circa=True),
    "about a month": dated([2020, 6], circa=True),
    "about a day": dated([2020, 6, 1], circa=True),
    "months": dated([2020, 6], [2020, 9], circa=True),
    "days of a month": dated([2020, 6, 1], [2020, 6, 9], circa=True),
    "days": dated([2020, 3, 26], [2020, 4, 5], circa=True),
    "years": dated([2019], [2021], circa=True),
}
# ranges that end in another year than they begin in
ACROSS = {
    "months of two years": dated([2019, 12], [2021, 1], circa=True),
    "days of two years": dated([2019, 12, 30], [2020, 1, 2], circa=True),
}
