"""Citations by both editions of GB/T 7714: they differ in punctuation and the date of access."""

from . import gbt7714_rules
from .csl import CslItem


def write_2015(facts: CslItem) -> str:
    """作者. 题名[N/OL]. 报纸名, 日期(版次)[引用日期]. 地址. (GB/T 7714-2015, 4.4 and 8.4.3)."""
    source = ", ".join(filter(None, (gbt7714_rules.newspaper(facts), gbt7714_rules.issued(facts))))
    page = f"({facts['page']})" if "page" in facts else ""
    parts = (
        gbt7714_rules.authors(facts, ", "),
        gbt7714_rules.title(facts),
        f"{source}{page}[{gbt7714_rules.accessed(facts)}]",
        facts["URL"],
    )
    return ". ".join(filter(None, parts)) + "."


def write_2025(facts: CslItem) -> str:
    """作者. 题名[N/OL]. 报纸名，日期（版次）. 地址. (GB/T 7714-2025, 8.5)."""
    # the year of access replaces a missing date of publication
    issued = gbt7714_rules.issued(facts) or f"[{facts['accessed']['date-parts'][0][0]}]"
    page = f"（{facts['page']}）" if "page" in facts else ""
    parts = (
        gbt7714_rules.authors(facts, "，"),
        gbt7714_rules.title(facts),
        f"{gbt7714_rules.newspaper(facts)}，{issued}{page}",
        facts["URL"],
    )
    return ". ".join(filter(None, parts)) + "."
