"""The drafter's fitted models, from models.json."""

from functools import lru_cache
from pathlib import Path

from .sequence_model import SequenceModel, read_models

MODELS = Path(__file__).with_name("models.json")


@lru_cache(maxsize=1)
def models() -> dict[str, SequenceModel]:
    """The models by name: `joins` of lines of print, `lines` of the page."""
    return read_models(MODELS)
