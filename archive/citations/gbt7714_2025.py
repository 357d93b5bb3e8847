"""A citation by GB/T 7714-2025, 8.5: 作者. 题名[N/OL]. 报纸名，日期（版次）. 地址."""

from . import chinese


def write(facts: dict) -> str:
    # without a date of publication the year of access stands for it
    issued = chinese.issued(facts) or f"[{facts['accessed']['date-parts'][0][0]}]"
    page = f"（{facts['page']}）" if "page" in facts else ""
    parts = (
        chinese.authors(facts, "，"),
        chinese.title(facts),
        f"{chinese.newspaper(facts)}，{issued}{page}",
        facts["URL"],
    )
    return ". ".join(filter(None, parts)) + "."
