"""Puts an article's body together from its catalogue entry and the text of its page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from archive.text.sentences import sentences
from archive.text.standoff import Edit, assemble

# where text of the page is lost, before or behind a block
GAP = "〔缺文〕"
# the kinds of block that hold sentences of the article itself
_RUNNING = ("paragraph", "item")


def body(
    blocks: Sequence[Mapping[str, Any]], corrections: Sequence[Mapping[str, Any]], page: str
) -> list[dict[str, Any]]:
    """The blocks in reading order with their runs of text, as FullText.blocks stores them.

    `blocks` and `corrections` have the fields of records.Block and records.Correction.
    ValueError when a span or correction lies outside the page or across a span's end.
    """
    edits = [
        Edit(start, end, item["read"], item["reason"], item["certainty"])
        for item in corrections
        for start, end in [item["at"]]
    ]
    made = []
    for block in blocks:
        if block["at"] and max(end for _, end in block["at"]) > len(page):
            raise ValueError(f"{block['id']} 的区间越出版面文字（共 {len(page)} 字）")
        runs = assemble(page, [tuple(span) for span in block["at"]], edits)
        made.append(
            {
                "id": block["id"],
                "kind": block["kind"],
                "run_in": block.get("run_in", False),
                "gap": block.get("gap", ""),
                "text": block.get("text", ""),
                "runs": [run._asdict() for run in runs],
            }
        )
    return made


def block_text(block: Mapping[str, Any]) -> str:
    """The reading text of one assembled block; a crosshead's own wording, which has its breaks."""
    return block["text"] or "".join(run["text"] for run in block["runs"])


def plain(made: Sequence[Mapping[str, Any]]) -> str:
    """The reading text in one string, a line a block, for searching."""
    return "\n".join(block_text(block) for block in made)


def with_gap(text: str, gap: str) -> str:
    """The text of a block with a sign where its field `gap` says that text of the page is lost."""
    return {"before": GAP + text, "after": text + GAP}.get(gap, text)


def with_texts(
    blocks: Iterable[Mapping[str, Any]], text: str
) -> Iterator[tuple[Mapping[str, Any], str]]:
    """(block of the catalogue, its reading text with its gap); `text` is `plain`, or its opening."""
    lines = text.split("\n")
    for block in blocks:
        if not lines:
            return
        # a crosshead's own wording has its breaks
        own = 1 + block.get("text", "").count("\n")
        yield block, with_gap("\n".join(lines[:own]), block.get("gap", ""))
        del lines[:own]


def plain_with_gaps(blocks: Iterable[Mapping[str, Any]], text: str) -> str:
    """`text`, which is `plain` of these blocks of the catalogue, with signs where some is lost."""
    if not any(block.get("gap") for block in blocks):
        return text
    return "\n".join(shown for _, shown in with_texts(blocks, text))


def numbered_sentences(made: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """(block id, sentence) for every sentence of the running text; the first is number 1."""
    found = []
    for block in made:
        if block["kind"] in _RUNNING:
            text = "".join(run["text"] for run in block["runs"])
            found += [(block["id"], text[start:end]) for start, end in sentences(text)]
    return found
