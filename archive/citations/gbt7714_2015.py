"""Citations by GB/T 7714-2015, 4.4 and 8.4.3.

作者. 题名[N/OL]. 报纸名, 日期(版次)[引用日期]. 地址.
"""

from . import gbt7714_rules
from .csl import CslItem


def write(facts: CslItem) -> str:
    source = ", ".join(filter(None, (gbt7714_rules.newspaper(facts), gbt7714_rules.issued(facts))))
    page = f"({facts['page']})" if "page" in facts else ""
    parts = (
        gbt7714_rules.authors(facts, ", "),
        gbt7714_rules.title(facts),
        f"{source}{page}[{gbt7714_rules.accessed(facts)}]",
        facts["URL"],
    )
    return ". ".join(filter(None, parts)) + "."
