"""A citation by GB/T 7714-2015, 4.4 and 8.4.3: 作者. 题名[N/OL]. 报纸名, 日期(版次)[引用日期]. 地址."""

from . import chinese


def write(facts: dict) -> str:
    source = ", ".join(filter(None, (chinese.newspaper(facts), chinese.issued(facts))))
    page = f"({facts['page']})" if "page" in facts else ""
    parts = (
        chinese.authors(facts, ", "),
        chinese.title(facts),
        f"{source}{page}[{chinese.accessed(facts)}]",
        facts["URL"],
    )
    return ". ".join(filter(None, parts)) + "."
