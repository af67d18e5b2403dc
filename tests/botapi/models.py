"""aiogram's models of the Bot API, each built when it is first used.

When it is imported, aiogram builds the schemas of all its types, which takes seconds and 100 MB. Tests need a few.
"""

from __future__ import annotations

from typing import Literal, Optional, TypeVar, Union
from unittest.mock import patch

from pydantic import BaseModel

with patch.object(BaseModel, "model_rebuild", classmethod(lambda cls, **_: None)):
    from aiogram import methods, types
    from aiogram.client.default import Default
    from aiogram.methods.base import TelegramMethod
    from aiogram.types import InputFile

__all__ = ["Default", "InputFile", "TelegramMethod", "built", "methods", "types"]

_Model = TypeVar("_Model", bound=BaseModel)
# The names that annotations of the models are written with, as aiogram gives them.
_NAMES = {name: getattr(types, name) for name in types.__all__} | {
    "List": list, "Optional": Optional, "Union": Union, "Literal": Literal, "Default": Default,
}  # fmt: skip


def built(model: type[_Model]) -> type[_Model]:
    """The model, ready to validate."""
    if not model.__pydantic_complete__:
        model.model_rebuild(_types_namespace=_NAMES)
    return model
