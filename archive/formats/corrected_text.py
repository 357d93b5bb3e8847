"""Split the text of a block at its corrections."""

from collections.abc import Sequence

from .schema_parts import Block, Correction


def corrected_pieces(
    block: Block, corrections: Sequence[Correction]
) -> list[tuple[str, Correction | None]]:
    """Return (text, the correction it results from) in reading order.

    If the corrected spans do not add up to the block's text, which then has its own wording, the
    text is returned unsplit. A correction belongs to the span with its first character; an
    insertion at the end of a span belongs to that span unless another begins there.
    """
    text = block.text or ""
    starts = {start for start, _ in block.at}
    pieces: list[tuple[str, Correction | None]] = []
    # position in `text`
    at = 0
    for start, end in block.at:
        # position in the page's text
        source = start
        for correction in sorted(corrections, key=lambda correction: correction.at):
            first, last = correction.at
            if start <= first < end or (first == last == end and end not in starts):
                unchanged = first - source
                pieces.append((text[at : at + unchanged], None))
                at += unchanged
                pieces.append((text[at : at + len(correction.read)], correction))
                at += len(correction.read)
                source = last
        pieces.append((text[at : at + end - source], None))
        at += end - source
    # the space after a block that runs into the next one
    space = text[at:]
    if at > len(text) or space.strip():
        return [(text, None)]
    pieces.append((space, None))
    return [(piece, correction) for piece, correction in pieces if piece or correction]
