"""The text recognition of RapidOCR: detects lines on an image and reads them.

The only module that imports RapidOCR. Its models (PP-OCR) are part of its package; nothing is
downloaded.
"""

import logging
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from archive.command_language import gettext_noop, message
from archive.parallel import processes

# pixels: height of a line image for the recogniser, and its minimum width
_HEIGHT, _MIN_WIDTH = 48, 48
# pixels of lines recognised at once
_BATCH = 48 * 320 * 24
# in the network's steps: distance of a character's middle from its first output
_STEP = 0.5


NOT_INSTALLED = gettext_noop("识别图像要另装软件，请先运行 make scan（%(error)s）")


class NotInstalled(RuntimeError):
    """The packages for recognition are not installed."""


class RecognizedText(NamedTuple):
    """The text of a line; `middles` are the positions of its characters, from 0 to 1 along the
    line.
    """

    text: str
    confidence: float
    middles: tuple[float, ...]


@cache
def recognizer() -> "TextRecognizer":
    """The recogniser, loaded once. NotInstalled."""
    return TextRecognizer()


class TextRecognizer:
    """Detects and reads lines of horizontal text."""

    def __init__(self) -> None:
        try:
            import numpy
            import rapidocr
        except ImportError as error:
            raise NotInstalled(NOT_INSTALLED.format(error)) from error
        self._numpy = numpy
        models = Path(rapidocr.__file__).parent / "models"
        settings = {
            "Global.log_level": "error",
            "Global.model_root_dir": str(models),
            "Det.model_path": str(_model(models, "*_det_*.onnx")),
            "Rec.model_path": str(_model(models, "*_rec_*.onnx")),
            # the image has been scaled already
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
        """The four corners of each line, clockwise from its top left; `image` is grey, 8 bits."""
        numpy = self._numpy
        if min(image.shape[:2]) < 16:
            return []
        result = self._detector(numpy.repeat(image[:, :, None], 3, axis=2))
        return [] if result.boxes is None else list(result.boxes.astype(numpy.float32))

    def read(self, lines: Sequence[Any]) -> list[RecognizedText]:
        """The text of each line; a line is a grey image, 48 pixels high."""
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
        """The characters of one line by CTC: repeated outputs are one, 0 is none."""
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
    """The model file in the package. NotInstalled if there is none: none is downloaded."""
    models = sorted(folder.glob(pattern))
    if not models:
        raise NotInstalled(
            message("%(folder)s 里没有识别用的模型，请重新运行 make scan", folder=folder)
        )
    return models[0]


def _batches(widths: Sequence[int]) -> Iterator[list[int]]:
    """Numbers of lines of about the same width, to be read together."""
    batch: list[int] = []
    for n in sorted(range(len(widths)), key=lambda n: widths[n]):
        if batch and (len(batch) + 1) * max(widths[n], _MIN_WIDTH) * _HEIGHT > _BATCH:
            yield batch
            batch = []
        batch.append(n)
    if batch:
        yield batch
