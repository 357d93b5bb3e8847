"""Load the drafter's fitted models from models.json and typeset_models.json."""

from functools import lru_cache
from pathlib import Path

from .sequence_model import SequenceModel, read_models

MODELS = Path(__file__).with_name("models.json")
TYPESET_MODELS = Path(__file__).with_name("typeset_models.json")


@lru_cache(maxsize=1)
def models() -> dict[str, SequenceModel]:
    """Return the models by name: `joins` of printed lines, `lines` of the page, `bylines`."""
    return read_models(MODELS)


@lru_cache(maxsize=1)
def typeset_models() -> dict[str, SequenceModel]:
    """Return the models for pages whose lines have boxes, by name."""
    return read_models(TYPESET_MODELS)
