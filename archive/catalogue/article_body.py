"""Assemble an article's body from its catalogue entry and the text of its page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from archive.text.sentences import sentences
from archive.text.standoff import Edit, StandoffRun, assemble
from archive.text.value_refused import ValueRefused

# marks text lost before or after a block
GAP = "〔缺文〕"
# the kinds of block that hold sentences of the article itself
_RUNNING = ("paragraph", "item")


def body(
    blocks: Sequence[Mapping[str, Any]], corrections: Sequence[Mapping[str, Any]], page: str
) -> list[dict[str, Any]]:
    """Return the blocks in reading order with their runs of text, as in FullText.blocks.

    `blocks` and `corrections` have the fields of entries.BlockEntry and entries.CorrectionEntry.
    A block that runs into the next one ends with the space that is printed between them.
    ValueRefused if a span or correction lies outside the page or across a span's end.
    """
    edits = _edits(corrections)
    assembled = []
    for block, following in zip_longest(blocks, blocks[1:]):
        if block["at"] and max(end for _, end in block["at"]) > len(page):
            raise ValueRefused(
                "%(block)s 的区间越出版面文字（共 %(count)s 字）",
                block=block["id"],
                count=len(page),
            )
        runs = assemble(page, [tuple(span) for span in block["at"]], edits)
        if space := _space_between(block, following, page):
            runs.append(StandoffRun(space))
        assembled.append(
            {
                "id": block["id"],
                "kind": block["kind"],
                "run_in": block.get("run_in", False),
                "gap": block.get("gap", ""),
                "text": block.get("text", ""),
                "runs": [run._asdict() for run in runs],
            }
        )
    return assembled


def _space_between(block: Mapping[str, Any], following: Mapping[str, Any] | None, page: str) -> str:
    """Return the space printed between a block and the one that it runs into, else ""."""
    if not (block.get("run_in") and following and block["at"] and following["at"]):
        return ""
    between = page[block["at"][-1][1] : following["at"][0][0]]
    return between if between.isspace() and "\n" not in between else ""


def corrected(
    spans: Sequence[tuple[int, int]], corrections: Sequence[Mapping[str, Any]], page: str
) -> list[StandoffRun]:
    """Return the runs of a title, with the article's corrections in its spans. ValueRefused."""
    return assemble(page, spans, _edits(corrections))


def _edits(corrections: Sequence[Mapping[str, Any]]) -> list[Edit]:
    return [
        Edit(start, end, item["read"], item["reason"], item["certainty"])
        for item in corrections
        for start, end in [item["at"]]
    ]


def block_text(block: Mapping[str, Any]) -> str:
    """Return the reading text of an assembled block; a crosshead keeps its line breaks."""
    return block["text"] or "".join(run["text"] for run in block["runs"])


def plain(blocks: Sequence[Mapping[str, Any]]) -> str:
    """Return the reading text of assembled blocks for the search index, a line per block."""
    return "\n".join(block_text(block) for block in blocks)


def with_gap(text: str, gap: str) -> str:
    """Return the text of a block with 〔缺文〕 where its field `gap` says that text is lost."""
    return {"before": GAP + text, "after": text + GAP}.get(gap, text)


def with_texts(
    blocks: Iterable[Mapping[str, Any]], text: str
) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Yield (catalogue block, its text with gaps marked); `text` is `plain` or its opening."""
    lines = text.split("\n")
    for block in blocks:
        if not lines:
            return
        # the `text` of a crosshead may have line breaks
        count = 1 + block.get("text", "").count("\n")
        yield block, with_gap("\n".join(lines[:count]), block.get("gap", ""))
        del lines[:count]


def plain_with_gaps(blocks: Iterable[Mapping[str, Any]], text: str) -> str:
    """Return `text`, which is `plain` of these catalogue blocks, with gaps marked."""
    if not any(block.get("gap") for block in blocks):
        return text
    return "\n".join(block_text for _, block_text in with_texts(blocks, text))


def numbered_sentences(blocks: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return (block id, sentence) of every sentence of the running text, numbered from 1."""
    numbered = []
    for block in blocks:
        if block["kind"] in _RUNNING:
            text = "".join(run["text"] for run in block["runs"])
            numbered += [(block["id"], text[start:end]) for start, end in sentences(text)]
    return numbered
