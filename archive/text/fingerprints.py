"""Fingerprints of a text: hashes of sampled character n-grams, by which shared passages are found.

Runs are chosen by their own hash, so a run that stands in two texts is chosen in both or in
neither, wherever it stands. Marks, blanks, line breaks and the script make no difference.
"""

from hashlib import blake2b
from zlib import crc32

from .fold import squeezed

# characters of a run, and one run of how many is chosen
RUN, ONE_OF = 8, 8
# bits of a fingerprint
BITS = 40

# bytes of a character in UTF-16, and of a run; a rarer character of four bytes counts as two
_CHARACTER, _BYTES = 2, 2 * RUN


def fingerprints(text: str) -> set[int]:
    """Return numbers below 2 ** BITS, about one for every ONE_OF characters."""
    data = squeezed(text).encode("utf-16-le")
    starts = range(0, len(data) - _BYTES + 1, _CHARACTER)
    selected = {run for n in starts if not crc32(run := data[n : n + _BYTES]) % ONE_OF}
    return {int.from_bytes(blake2b(run, digest_size=BITS // 8).digest(), "big") for run in selected}
