"""Detect and recognise lines of text on an image with RapidOCR.

The only module that imports RapidOCR. Its models (PP-OCR) are part of its package; nothing is
downloaded.
"""

import logging
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from archive.command_messages import gettext_noop, message
from archive.parallel import processes

# Pixels: height of a line image for the recogniser.
_HEIGHT = 48
# Pixels: minimum width of a line image.
_MIN_WIDTH = 48
# Pixels: maximum area of a batch of lines recognised at once.
_BATCH = 48 * 320 * 24
# Distance from a character's first output to its middle, in steps of the network.
_STEP = 0.5


NOT_INSTALLED = gettext_noop("识别图像要另装软件，请先运行 make scan（%(error)s）")


class NotInstalled(RuntimeError):
    """The packages for recognition are not installed."""


class RecognizedText(NamedTuple):
    """The text of a line; `middles` are its characters' positions, from 0 to 1 along the line."""

    text: str
    confidence: float
    middles: tuple[float, ...]


@cache
def recognizer() -> "TextRecognizer":
    """Return the recogniser, which is loaded once. Raise NotInstalled."""
    return TextRecognizer()


class TextRecognizer:
    """Detector and recogniser of lines of horizontal text."""

    def __init__(self) -> None:
        try:
            import numpy
            import rapidocr
        except ImportError as error:
            raise NotInstalled(message(NOT_INSTALLED, error=error)) from error
        self._numpy = numpy
        models = Path(rapidocr.__file__).parent / "models"
        settings = {
            "Global.log_level": "error",
            "Global.model_root_dir": str(models),
            "Det.model_path": str(_model(models, "*_det_*.onnx")),
            "Rec.model_path": str(_model(models, "*_rec_*.onnx")),
            # The image has already been scaled.
            "Det.limit_side_len": 32,
            "Det.max_candidates": 20_000,
            "EngineConfig.onnxruntime.intra_op_num_threads": processes(),
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
        engine = rapidocr.RapidOCR(params=settings)
        logging.getLogger("RapidOCR").setLevel(logging.ERROR)
        self._detector = engine._load_det_model()
        self._reader = engine._load_rec_model()
        self._characters: list[str] = self._reader.postprocess_op.character

    def detect(self, image: Any) -> Sequence[Any]:
        """Return the corners of each line, clockwise from its top left; `image` is 8-bit grey."""
        numpy = self._numpy
        if min(image.shape[:2]) < 16:
            return []
        result = self._detector(numpy.repeat(image[:, :, None], 3, axis=2))
        return [] if result.boxes is None else list(result.boxes.astype(numpy.float32))

    def read(self, lines: Sequence[Any]) -> list[RecognizedText]:
        """Return the text of each line; a line is a grey image, 48 pixels high."""
        numpy = self._numpy
        readings: list[RecognizedText] = [RecognizedText("", 0.0, ())] * len(lines)
        for batch in _batches([line.shape[1] for line in lines]):
            width = max(_MIN_WIDTH, *(lines[n].shape[1] for n in batch))
            pixels = numpy.zeros((len(batch), 3, _HEIGHT, width), numpy.float32)
            for row, n in enumerate(batch):
                pixels[row, :, :, : lines[n].shape[1]] = lines[n].astype(numpy.float32) / 127.5 - 1
            chances = self._reader.session(pixels)
            best, sure = chances.argmax(axis=2), chances.max(axis=2)
            for row, n in enumerate(batch):
                share = width / lines[n].shape[1]
                readings[n] = self._decoded(best[row], sure[row], share)
        return readings

    def _decoded(self, best: Any, sure: Any, share: float) -> RecognizedText:
        """Return one line decoded by CTC: repeated outputs are one character, 0 is none."""
        text, middles, confidences = "", [], []
        last = 0
        for step, sign in enumerate(best):
            if sign and sign != last:
                text += self._characters[sign]
                middles.append(min(1.0, (step + _STEP) / len(best) * share))
                confidences.append(float(sure[step]))
            last = sign
        confidence = sum(confidences) / len(confidences) if confidences else 0.0
        return RecognizedText(text, confidence, tuple(middles))


def _model(folder: Path, pattern: str) -> Path:
    """Return the model file in the package. Raise NotInstalled if it is missing."""
    models = sorted(folder.glob(pattern))
    if not models:
        raise NotInstalled(
            message("%(folder)s 里没有识别用的模型，请重新运行 make scan", folder=folder)
        )
    return models[0]


def _batches(widths: Sequence[int]) -> Iterator[list[int]]:
    """Yield batches of indices of lines with similar widths."""
    batch: list[int] = []
    for n in sorted(range(len(widths)), key=lambda n: widths[n]):
        if batch and (len(batch) + 1) * max(widths[n], _MIN_WIDTH) * _HEIGHT > _BATCH:
            yield batch
            batch = []
        batch.append(n)
    if batch:
        yield batch
