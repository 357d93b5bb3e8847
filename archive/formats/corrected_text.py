"""The text of a block cut where it was corrected."""

from collections.abc import Sequence

from .schema_parts import Block, Correction


def corrected_pieces(
    block: Block, corrections: Sequence[Correction]
) -> list[tuple[str, Correction | None]]:
    """(text, the correction that made it) in reading order; the whole where the text has its own wording.

    A correction belongs to the span that holds its first character, an insertion at the very end of
    a span to that span if none begins there.
    """
    text = block.text or ""
    starts = {start for start, _ in block.at}
    cut, at = [], 0
    for start, end in block.at:
        here = start
        for made in sorted(corrections, key=lambda one: one.at):
            first, last = made.at
            if start <= first < end or (first == last == end and end not in starts):
                plain = first - here
                cut += [(text[at : at + plain], None)]
                at += plain
                cut += [(text[at : at + len(made.read)], made)]
                at += len(made.read)
                here = last
        cut += [(text[at : at + end - here], None)]
        at += end - here
    if at != len(text):
        return [(text, None)]
    return [(part, made) for part, made in cut if part or made]
