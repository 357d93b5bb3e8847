"""Citations: styles and file formats, all written from CSL-JSON.

Each is a function in a module of this package that returns the text for a CSL-JSON item (see csl).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from . import apa, bibtex, chicago, csl, gbt7714, mla, ris
from .csl import CslItem, blocks, item

__all__ = ["DEFAULT", "FORMATS", "RECORDS", "STYLES", "Format", "blocks", "item"]


@dataclass(frozen=True)
class Format:
    """A citation style or file format; `extension` is "" for text to be copied."""

    key: str
    label: str
    write: Callable[[CslItem], str]
    content_type: str = "text/plain"
    extension: str = ""

    def write_all(self, items: Iterable[CslItem]) -> Iterator[str]:
        """Yield the pieces of one file of several items, at least one for each."""
        return csl.write_all(items) if self.write is csl.write else map(self.write, items)


STYLES = (
    Format("gbt7714-2015", "GB/T 7714—2015", gbt7714.write_2015),
    Format("gbt7714-2025", "GB/T 7714—2025", gbt7714.write_2025),
    Format("apa", "APA", apa.write),
    Format("mla", "MLA", mla.write),
    Format("chicago", "Chicago", chicago.write),
)
RECORDS = (
    Format("bibtex", "BibTeX", bibtex.write, "application/x-bibtex", "bib"),
    Format("ris", "RIS", ris.write, "application/x-research-info-systems", "ris"),
    Format("csl-json", "CSL-JSON", csl.write, "application/vnd.citationstyles.csl+json", "json"),
)
FORMATS = {format.key: format for format in (*STYLES, *RECORDS)}
DEFAULT = STYLES[0]
