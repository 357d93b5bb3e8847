"""Citations by GB/T 7714-2025, 8.5: 作者. 题名[N/OL]. 报纸名，日期（版次）. 地址."""

from . import gbt7714_rules
from .csl import CslItem


def write(facts: CslItem) -> str:
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
